"""Classes for maps: from values to class limits, labels and one class number per value.

Classes are closed below and open above ("10 bis unter 20"), the last one is closed on both sides.
Missing values are dropped before the limits are computed and never fall into a class. Ties may
leave fewer classes than asked for; the result says so instead of hiding it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.domain.queries import Scheme
from sozialraum.errors import UnreadableInput
from sozialraum.language import t

MAX_CLASSES = 9
LARGEST_LIMIT = 1e12


@dataclass(frozen=True)
class Classes:
    """``limits`` are the inner class limits, ascending; ``k`` classes need ``k - 1`` limits.

    ``low`` and ``high`` are the smallest and the largest classified value (NaN where there is
    none). ``note`` is a German sentence where the result differs from what was asked, else empty.
    """

    scheme: Scheme
    limits: tuple[float, ...]
    low: float
    high: float
    note: str = ""

    @property
    def k(self) -> int:
        """Number of classes; 0 where there is no value at all."""
        return 0 if np.isnan(self.low) else len(self.limits) + 1

    def assign(self, values: pd.Series[float]) -> pd.Series[int]:
        """Class number 0 to k-1 per value, same index; -1 where the value is missing."""
        numbers = np.searchsorted(np.asarray(self.limits), values.to_numpy(float), side="right")
        numbers[values.isna().to_numpy()] = -1
        return pd.Series(numbers, index=values.index, dtype="int64")


def classify(
    values: pd.Series[float],
    scheme: Scheme,
    k: int = 5,
    *,
    own: Sequence[float] = (),
    decimals: int = 1,
) -> Classes:
    """Class limits for ``values`` (any index, NaN = missing), rounded to ``decimals``.

    Natural breaks after Jenks/Fisher (jenkspy, exact), quantiles after the empirical
    distribution, equal intervals between minimum and maximum, standard deviation at
    -1, 0, +1 (and -2, +2 from five classes on) sample deviations around the mean.
    Raises :class:`~sozialraum.errors.UnreadableInput` for impossible ``k`` or ``own`` limits.
    """
    if not 2 <= k <= MAX_CLASSES:
        raise UnreadableInput(
            t("{k} Klassen sind nicht möglich.", k=k),
            t("Bitte 2 bis {most} wählen.", most=MAX_CLASSES),
        )
    known = np.sort(values.dropna().to_numpy(float))
    if scheme is Scheme.OWN:
        return _own(known, own)
    if known.size == 0:
        return Classes(scheme, (), float("nan"), float("nan"), t("Es liegen keine Werte vor."))
    limits = _LIMITS[scheme](known, k)
    inner = sorted({round(float(limit), decimals) for limit in limits})
    kept = tuple(limit for limit in inner if known[0] < limit <= known[-1])
    wanted = k if scheme is not Scheme.DEVIATION else len(limits) + 1
    note = _too_few(len(kept) + 1, wanted)
    return Classes(scheme, kept, float(known[0]), float(known[-1]), note)


def parse_limits(text: str) -> tuple[float, ...]:
    """Own class limits as people type them: ``10; 20; 32,5``. Decimal comma, separated by ``;``.

    Empty text gives no limits. Raises :class:`~sozialraum.errors.UnreadableInput`.
    """
    parts = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
    try:
        numbers = [float(part.replace(",", ".")) for part in parts if not _looks_english(part)]
    except ValueError:
        numbers = []
    if len(numbers) != len(parts) or not all(abs(number) <= LARGEST_LIMIT for number in numbers):
        raise UnreadableInput(
            t("„{text}“ sind keine Klassengrenzen.", text=text),
            t(
                "Bitte Zahlen mit Dezimalkomma, getrennt durch Semikolon, zum Beispiel "
                "10; 20; 32,5."
            ),
        )
    return tuple(sorted(set(numbers)))


def _looks_english(part: str) -> bool:
    return "." in part


def _own(known: np.ndarray, own: Sequence[float]) -> Classes:
    limits = tuple(sorted({float(limit) for limit in own}))
    if not 1 <= len(limits) < MAX_CLASSES:
        raise UnreadableInput(
            t("{n} eigene Grenzen sind nicht möglich.", n=len(limits)),
            t(
                "Bitte 1 bis {most} verschiedene Grenzen angeben.",
                most=MAX_CLASSES - 1,
            ),
        )
    if known.size == 0:
        return Classes(
            Scheme.OWN, limits, float("nan"), float("nan"), t("Es liegen keine Werte vor.")
        )
    return Classes(Scheme.OWN, limits, float(known[0]), float(known[-1]))


def _equal(known: np.ndarray, k: int) -> list[float]:
    return list(np.linspace(known[0], known[-1], k + 1)[1:-1])


def _quantiles(known: np.ndarray, k: int) -> list[float]:
    positions = [int(np.ceil(known.size * step / k)) for step in range(1, k)]
    return [known[min(position, known.size - 1)] for position in positions]


def _natural(known: np.ndarray, k: int) -> list[float]:
    import jenkspy

    distinct = np.unique(known)
    if distinct.size <= k:
        return list(distinct[1:])
    # With many ties a class may be empty: its upper bound is then the largest value.
    upper = [bound for bound in jenkspy.jenks_breaks(known, k)[1:-1] if bound < distinct[-1]]
    return [float(distinct[distinct > bound][0]) for bound in upper]


def _deviation(known: np.ndarray, k: int) -> list[float]:
    spread = float(known.std(ddof=1)) if known.size > 1 else 0.0
    steps = (-2, -1, 0, 1, 2) if k >= 5 else (-1, 0, 1)
    return [float(known.mean()) + step * spread for step in steps]


_LIMITS = {
    Scheme.EQUAL: _equal,
    Scheme.QUANTILES: _quantiles,
    Scheme.NATURAL: _natural,
    Scheme.DEVIATION: _deviation,
}


def _too_few(made: int, wanted: int) -> str:
    if made >= wanted:
        return ""
    if made == 1:
        return t(
            "Die Werte ergeben nur 1 Klasse statt {wanted}: viele Werte sind gleich.", wanted=wanted
        )
    return t(
        "Die Werte ergeben nur {made} Klassen statt {wanted}: viele Werte sind gleich.",
        made=made,
        wanted=wanted,
    )
