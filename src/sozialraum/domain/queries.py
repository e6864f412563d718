"""What somebody asks of the map."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sozialraum.language import t


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
            Scheme.EQUAL: t("gleiche Intervalle"),
            Scheme.QUANTILES: t("Quantile"),
            Scheme.NATURAL: t("natürliche Brüche"),
            Scheme.DEVIATION: t("Standardabweichung"),
            Scheme.OWN: t("eigene Grenzen"),
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
