"""The generated sentence under a map: what the picture says, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sozialraum.domain.indicators import Indicator
from sozialraum.domain.status import Status
from sozialraum.language import t
from sozialraum.render.formats import enumeration, number, quantity

NAMED = 3
"""How many areas are named at either end."""


@dataclass(frozen=True)
class Unit:
    """One published value and the areas it stands for (several where published jointly)."""

    names: tuple[str, ...]
    value: float

    @property
    def label(self) -> str:
        """Names joined by ``/``; long groups are cut with their number."""
        if len(self.names) <= 2:
            return "/".join(self.names)
        return t("{name} (gemeinsam mit {n} weiteren)", name=self.names[0], n=len(self.names) - 1)


def map_sentence(
    units: Sequence[Unit], missing: dict[Status, int], indicator: Indicator, plural: str
) -> str:
    """Highest, lowest, middle and missing values in words.

    ``units`` are the published values in any order, ``missing`` the number of areas per status
    without a value. An empty map gets a sentence as well.
    """
    parts = [_extremes(units, indicator), _middle(units, indicator), _missing(missing, plural)]
    return " ".join(part for part in parts if part)


def _extremes(units: Sequence[Unit], indicator: Indicator) -> str:
    ranked = sorted(units, key=lambda unit: (-unit.value, unit.label))
    if not ranked:
        return t("Für diese Auswahl ist kein Wert veröffentlicht.")
    if len(ranked) == 1:
        return t("Veröffentlicht ist ein Wert: {areas}.", areas=_named(ranked, indicator))
    if ranked[0].value == ranked[-1].value:
        value = quantity(ranked[0].value, indicator)
        return t(
            "Alle {n} veröffentlichten Werte sind gleich: {value}.", n=len(ranked), value=value
        )
    if len(ranked) <= 2 * NAMED:
        return t("Die Werte in absteigender Folge: {areas}.", areas=_named(ranked, indicator))
    high = _named(ranked[:NAMED], indicator)
    low = _named(ranked[-NAMED:][::-1], indicator)
    return t(
        "Die höchsten Werte haben {high}. Die niedrigsten Werte haben {low}.", high=high, low=low
    )


def _middle(units: Sequence[Unit], indicator: Indicator) -> str:
    if len(units) <= 2 * NAMED:
        return ""
    middle = quantity(median(unit.value for unit in units), indicator)
    return t(
        "Der mittlere der {n} veröffentlichten Werte (Median) ist {middle}.",
        n=number(len(units)),
        middle=middle,
    )


def _missing(missing: dict[Status, int], plural: str) -> str:
    parts = [f"{n} {status.label}" for status, n in missing.items() if n]
    if not parts:
        return ""
    return t("{plural} ohne Wert: {parts}.", plural=plural, parts=enumeration(parts))


def _named(units: Sequence[Unit], indicator: Indicator) -> str:
    return enumeration([f"{unit.label} ({quantity(unit.value, indicator)})" for unit in units])
