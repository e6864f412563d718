"""A composite index (Sozialindex): status and dynamics from z-scores. Pure; nothing is filled in.

Method after the Berlin Monitoring Soziale Stadtentwicklung and the Hamburg Sozialmonitoring:
indicators are standardised over the areas, weighted and summed; the sum is standardised again and
cut at whole and half standard deviations. Status has four classes, dynamics (the same of the
changes between two reference dates) three. A value that was published for several areas together
is one observation: it counts once in mean and spread.

All series and frames are indexed by area code; NaN means that there is no published value. Areas
of a jointly published value share a *unit*: a mapping of their codes to the name of their group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sozialraum.errors import SozialraumError
from sozialraum.language import t

STATUS_LIMITS = (-1.0, 1.0, 1.5)
"""Limits of the status classes 0 (low load) to 3 (high load), in standard deviations."""
DYNAMICS_LIMITS = (-1.0, 1.0)
"""Limits of the dynamics classes 0 (load falls), 1 (stable), 2 (load grows)."""
FEWEST_UNITS = 4
"""Published units below which no standard deviation is computed."""
_NO_SPREAD = 1e-9

Units = Mapping[str, str]


def standardised(values: pd.Series[float], units: Units) -> pd.Series[float]:
    """z-scores with mean and population standard deviation over published units.

    NaN stays NaN; all NaN where fewer than :data:`FEWEST_UNITS` units have a value or all values
    are equal.
    """
    known = values.dropna().astype("float64")
    once = known[first_of_units(known.index, units)]
    spread = float(once.std(ddof=0)) if len(once) >= FEWEST_UNITS else 0.0
    if spread <= _NO_SPREAD * max(1.0, float(once.abs().max()) if len(once) else 1.0):
        return pd.Series(np.nan, index=values.index, dtype="float64")
    scores: pd.Series[float] = (values.astype("float64") - float(once.mean())) / spread
    return scores


def first_of_units(codes: pd.Index[str], units: Units) -> np.ndarray:
    """True for the first area of every unit, in the order of ``codes``."""
    return np.asarray(~pd.Index([units.get(str(c), str(c)) for c in codes]).duplicated())


def standardised_within(
    frame: pd.DataFrame,
    units: Mapping[str, Units],
    groups: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """z-scores per column, over all areas or within each group (such as the Stadtbezirk).

    ``units`` are those of each column. ``groups`` maps an area to its group; areas without one get
    NaN, and so do those of a group with too few units or without differences.
    """
    parts = [frame]
    if groups is not None:
        belongs = pd.Series({code: groups.get(str(code)) for code in frame.index}, dtype="object")
        parts = [part for _, part in frame.groupby(belongs, sort=True)]
    scores = [
        pd.DataFrame({c: standardised(part[c], units.get(str(c), {})) for c in frame.columns})
        for part in parts
    ]
    empty = pd.DataFrame(np.nan, index=frame.index, columns=frame.columns)
    return pd.concat(scores).reindex(frame.index) if scores else empty


def shared_units(codes: Sequence[str], units: Sequence[Units]) -> dict[str, str]:
    """Units of a sum: areas that share a unit in every one of ``units``."""
    if not units or not all(units):
        return {}
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in codes:
        if all(code in each for each in units):
            groups.setdefault(tuple(each[code] for each in units), []).append(code)
    return {code: group[0] for group in groups.values() if len(group) > 1 for code in group}


def weights_of(weights: Mapping[str, float], columns: Sequence[str]) -> pd.Series[float]:
    """Signed weights that add up to 1 in size; a negative one turns the direction of an indicator.

    Raises :class:`SozialraumError` where no column has a weight.
    """
    given = pd.Series({column: float(weights.get(column, 0.0)) for column in columns}, dtype=float)
    size = float(given.abs().sum())
    if not np.isfinite(size) or size <= 0:
        what = t("Die Gewichte ergeben zusammen null; so entsteht kein Index.")
        fix = t("Mindestens einem Indikator ein Gewicht größer als null geben.")
        raise SozialraumError(what, fix)
    return given / size


def contributions(scores: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Weight times z-score per area and indicator; their sum is the raw index.

    Rows with a missing value of any weighted indicator are NaN: an index over fewer indicators
    would not be the same index. Columns of weight 0 are left out. Raises :class:`SozialraumError`
    as :func:`weights_of`.
    """
    signed = weights_of(weights, list(scores.columns))
    used = signed[signed != 0]
    parts = scores[list(used.index)] * used
    return parts.where(parts.notna().all(axis=1), axis=0)


def composite(parts: pd.DataFrame, units: Units) -> pd.Series[float]:
    """The index: the sum of the contributions, standardised again; NaN where one is missing."""
    return standardised(parts.sum(axis=1, min_count=max(1, len(parts.columns))), units)


def classes_of(index: pd.Series[float], limits: Sequence[float]) -> pd.Series[int]:
    """Class 0 … len(limits) per area, -1 without an index; a limit belongs to the class above.

    Noise of binary numbers beyond the ninth decimal does not count.
    """
    found = np.searchsorted(np.asarray(limits), index.round(9).to_numpy(), side="right")
    return pd.Series(np.where(index.isna(), -1, found), index=index.index, dtype="int64")
