"""What somebody asks of the map."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """Classification (Klasseneinteilung)."""

    EQUAL = "gleich"
    QUANTILES = "quantile"
    NATURAL = "natuerlich"
    DEVIATION = "standardabweichung"
    OWN = "eigene"

    @property
    def label(self) -> str:
        """German name for the control."""
        return {
            Scheme.EQUAL: "gleiche Intervalle",
            Scheme.QUANTILES: "Quantile",
            Scheme.NATURAL: "natürliche Brüche",
            Scheme.DEVIATION: "Standardabweichung",
            Scheme.OWN: "eigene Grenzen",
        }[self]


@dataclass(frozen=True)
class LayerQuery:
    """One view of statistics on the map. ``breaks`` are the inner class limits of ``Scheme.OWN``.

    The same breaks hold for all periods of an indicator, so that one colour means one value.
    """

    indicator: str
    level: str
    period: str
    scheme: Scheme
    k: int = 5
    breaks: tuple[float, ...] = ()
