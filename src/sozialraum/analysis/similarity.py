"""Which areas are alike: distances of standardised values. Pure; missing values are never filled.

Method: z-scores per column (population standard deviation) over the areas that have a value;
distance of two areas = root mean square of the differences in z-scores over the columns that both
have. Dividing by their number keeps distances over many and over few common columns comparable.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.errors import UnknownEntry
from sozialraum.language import n_, t

COUNT = 3
"""Similar areas that are named."""
MINIMUM = 4
"""Fewest common indicators over which two areas are compared."""
COMMON_SHARE = 0.6
"""Share of the indicators of an area that another one must have as well."""
FEWEST_AREAS = 4
NAMED = 3
"""Indicators that are named for a pair."""
_DIGITS = 9
"""Beyond these decimals differences are noise of the machine, and ties are ties."""
_FEW_AREAS = n_(
    "Auf dieser Ebene sind für weniger als {fewest} Gebiete vergleichbare Werte veröffentlicht."
)
_NEEDED = n_(
    "Für den Vergleich braucht es mindestens {minimum} Kennzahlen, die für dieses und für andere "
    "Gebiete der Ebene veröffentlicht sind."
)
_KNOWN_NONE = n_("Hier ist keine veröffentlicht.")
_KNOWN_ONE = n_("Hier ist nur eine veröffentlicht.")
_KNOWN_FEW = n_("Hier sind nur {have} veröffentlicht.")


@dataclass(frozen=True)
class Neighbour:
    """A similar area: code, distance, ids of the columns in which both are closest."""

    code: str
    distance: float
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class Neighbours:
    """The nearest areas, or the German ``reason`` why there are none.

    ``basis`` are the columns over which the area was compared, in the order of the frame.
    """

    found: tuple[Neighbour, ...] = ()
    basis: tuple[str, ...] = ()
    reason: str = ""


def z_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Values as distances from the mean of their column in population standard deviations.

    Index and missing values stay as they are; columns in which all values are equal, and columns
    without any value, are left out, because they tell no area from another.
    """
    values = frame.astype("float64")
    spread = values.std(ddof=0)
    chosen = values.loc[:, (values.nunique() > 1) & (spread > 0)]
    return (chosen - chosen.mean()) / spread[chosen.columns]


def distances(frame: pd.DataFrame, code: str, minimum: int = MINIMUM) -> pd.Series[float]:
    """Distance of every other area to ``code``, index as in ``frame`` without it.

    NaN where fewer than ``minimum`` columns are common, or fewer than :data:`COMMON_SHARE` of
    those that ``code`` has. Raises :class:`UnknownEntry` for a code that is not in the index.
    """
    return _distances(z_scores(frame), _checked(frame, code), minimum)


def similar(
    frame: pd.DataFrame,
    code: str,
    count: int = COUNT,
    minimum: int = MINIMUM,
    units: Mapping[str, str] | None = None,
) -> Neighbours:
    """The ``count`` areas nearest to ``code``; ties in the order of the codes.

    ``frame`` has one row per area (index: code) and one column per indicator, NaN where nothing
    is published. ``units`` maps areas that were published as one value to a common name: they
    are alike by construction, so those of ``code`` are left out and of every other unit only the
    first counts. Raises :class:`UnknownEntry` for a code that is not in the index.
    """
    _checked(frame, code)
    if len(frame.dropna(how="all")) < FEWEST_AREAS:
        return Neighbours(reason=t(_FEW_AREAS, fewest=FEWEST_AREAS))
    scores = z_scores(frame)
    own = scores.loc[code].dropna()
    basis = tuple(str(name) for name in own.index)
    if len(basis) < minimum:
        return Neighbours(basis=basis, reason=_too_few(len(basis), minimum))
    unit_of = {str(area): str(area) for area in frame.index} | dict(units or {})
    measured = _distances(scores, code, minimum).dropna().round(_DIGITS)
    ranked = measured.rename_axis("code").reset_index(name="at")
    ranked["unit"] = ranked["code"].map(unit_of)
    ranked = ranked[ranked["unit"] != unit_of[code]].sort_values(["at", "code"])
    nearest = ranked.drop_duplicates("unit").head(count)
    if nearest.empty:
        reason = t("Kein anderes Gebiet hat genug gemeinsame Kennzahlen mit diesem.")
        return Neighbours(basis=basis, reason=reason)
    found = (
        Neighbour(other, float(at), _closest(scores, code, other))
        for other, at in zip(nearest["code"], nearest["at"], strict=True)
    )
    return Neighbours(tuple(found), basis)


def _checked(frame: pd.DataFrame, code: str) -> str:
    if code not in frame.index:
        raise UnknownEntry(
            t("Zu „{code}“ gibt es keine Zeile.", code=code), t("Ein Gebiet der Ebene angeben.")
        )
    return code


def _distances(scores: pd.DataFrame, code: str, minimum: int) -> pd.Series[float]:
    own = scores.loc[code]
    squares = (scores.drop(index=code) - own) ** 2
    common = squares.notna().sum(axis=1)
    needed = max(minimum, 1, math.ceil(COMMON_SHARE * own.notna().sum() - 10**-_DIGITS))
    result: pd.Series[float] = np.sqrt(squares.mean(axis=1)).where(common >= needed)
    return result


def _closest(scores: pd.DataFrame, code: str, other: str) -> tuple[str, ...]:
    gaps = (scores.loc[code] - scores.loc[other]).abs().dropna().round(_DIGITS)
    return tuple(str(name) for name in gaps.sort_values(kind="stable").index[:NAMED])


def _too_few(have: int, minimum: int) -> str:
    known = _KNOWN_NONE if have == 0 else _KNOWN_ONE if have == 1 else _KNOWN_FEW
    return t(_NEEDED, minimum=minimum) + " " + t(known, have=have)
