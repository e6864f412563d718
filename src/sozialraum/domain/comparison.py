"""Comparisons: two dates, up to five areas, two indicators, two maps; what they show in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.status import Status
from sozialraum.domain.views import MapView
from sozialraum.language import n_, t

NOBODY = "keine"
"""Stands in addresses where no area is compared."""
MOST_AREAS = 5
"""So many areas are compared at most: more colours nobody tells apart."""


class Comparing(StrEnum):
    """What is compared. The values stand in addresses."""

    PERIODS = "zeit"
    AREAS = "gebiete"
    INDICATORS = "indikatoren"
    BESIDE = "nebeneinander"
    SWIPE = "schieber"

    @property
    def label(self) -> str:
        """The words of the control."""
        return t(_WAYS[self])

    @property
    def two_dates(self) -> bool:
        """True where one indicator is compared at two reference dates."""
        return self in {Comparing.PERIODS, Comparing.SWIPE}

    @property
    def two_indicators(self) -> bool:
        """True where a second indicator may be chosen."""
        return self in {Comparing.INDICATORS, Comparing.BESIDE}


_WAYS = {
    Comparing.PERIODS: n_("Zwei Stichtage"),
    Comparing.AREAS: n_("Bis zu fünf Gebiete"),
    Comparing.INDICATORS: n_("Zwei Indikatoren"),
    Comparing.BESIDE: n_("Zwei Karten nebeneinander"),
    Comparing.SWIPE: n_("Schieber"),
}


class Thirds(StrEnum):
    """How each of two indicators is cut in three."""

    TERCILES = "terzile"
    EQUAL = "intervalle"

    @property
    def label(self) -> str:
        """The words of the control."""
        return t(_THIRDS[self])


_THIRDS = {
    Thirds.TERCILES: n_("Terzile (gleich viele Werte)"),
    Thirds.EQUAL: n_("gleich breite Klassen"),
}


class Quadrant(StrEnum):
    """Above or below the median of two indicators; the values stand in addresses."""

    BOTH = "beide-hoch"
    FIRST = "erster-hoch"
    SECOND = "zweiter-hoch"
    NONE = "beide-niedrig"


class Measure(StrEnum):
    """What the difference of two values is said in."""

    POINTS = "prozentpunkte"
    RELATIVE = "prozent"
    UNIT = "einheit"


@dataclass(frozen=True)
class ComparisonState:
    """Everything that the page shows; see :mod:`sozialraum.web.comparison_state`.

    ``first`` and ``second`` are reference dates: of one indicator, or of ``indicator`` and
    ``other``; empty where there is none. ``area`` is the chosen area. ``areas`` are those compared,
    each at the place that gives its number and colour; an empty text is a place that is free.
    """

    way: Comparing
    indicator: str
    level: str
    first: str
    second: str
    other: str = ""
    areas: tuple[str, ...] = ()
    area: str = ""
    thirds: Thirds = Thirds.TERCILES
    quadrant: str = ""

    @property
    def compared(self) -> tuple[str, ...]:
        """The codes of the compared areas in the order of their places."""
        return tuple(filter(None, self.areas))

    def parameters(self) -> dict[str, str]:
        """The state as address parameters; a link with them restores the view."""
        given = {
            "art": self.way.value,
            "indikator": self.indicator,
            "ebene": self.level,
            "stichtag": self.first if self.way is not Comparing.AREAS else "",
            "stichtag2": self.second if self.way is not Comparing.AREAS else "",
            "indikator2": self.other if self.way.two_indicators else "",
            "gebiete": (",".join(self.areas) or NOBODY) if self.way is Comparing.AREAS else "",
            "gebiet": self.area if self.way is not Comparing.AREAS else "",
            "klassen": self.thirds.value if self.way is Comparing.INDICATORS else "",
            "quadrant": self.quadrant if self.way is Comparing.INDICATORS else "",
        }
        return {name: text for name, text in given.items() if text}


def arranged(places: Sequence[str], codes: Sequence[str]) -> tuple[str, ...]:
    """``codes`` at the ``places`` that they have already, new ones at the first free places.

    So an area keeps its colour when another one is taken out. More than five do not fit.
    """
    found = [code if code in codes else "" for code in places]
    for code in codes:
        if code in found:
            continue
        if "" in found:
            found[found.index("")] = code
        elif len(found) < MOST_AREAS:
            found.append(code)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def toggled(places: Sequence[str], code: str) -> tuple[str, ...]:
    """With the area, or without it where it was there; a sixth one is not taken in."""
    there = code in places
    return arranged(places, [c for c in places if c and c != code] + [code] * (not there))


@dataclass(frozen=True)
class AreaChange:
    """One area, or several published as one, at two reference dates.

    ``value`` is the difference (second minus first) in the unit of its measure, None where
    ``status`` has none. ``cases`` are published counts behind the values as one text, ``base``
    what they are measured by; ``small`` is True where that is below the minimum base.
    """

    codes: tuple[str, ...]
    label: str
    before: float | None
    after: float | None
    before_status: Status
    after_status: Status
    value: float | None
    status: Status
    cases: str = ""
    base: float | None = None
    small: bool = False


@dataclass(frozen=True)
class Difference:
    """Two reference dates of one indicator: map, bars, and every area with its change.

    ``changes`` hold joint areas once, in the order of the codes. ``indicator`` is the one asked
    for; that of the map is the computed one, in whose unit the differences are.
    """

    indicator: Indicator
    measure: Measure
    view: MapView
    exhibit: Exhibit
    changes: tuple[AreaChange, ...]
    sentence: str


@dataclass(frozen=True)
class ComparedArea:
    """One of the compared areas with its colour, number and newest common value.

    ``city`` is the difference to the value of the city, None where one of them is missing.
    """

    code: str
    name: str
    number: int
    colour: str
    value: float | None
    status: Status
    rank: int | None
    city: float | None
    joint_with: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Number and name, as in charts and pictures."""
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class AreaComparison:
    """Up to five areas: the map of the common date, courses over time, bars.

    ``date`` is the label of the common reference date, empty where there is none; ``city`` the
    published value of the city then, as text.
    """

    indicator: Indicator
    view: MapView
    areas: tuple[ComparedArea, ...]
    courses: Exhibit
    bars: Exhibit
    date: str
    ranked: int
    city: str


@dataclass(frozen=True)
class Pair:
    """Two values that were published for the same areas."""

    codes: tuple[str, ...]
    label: str
    first: float
    second: float
    quadrant: Quadrant


@dataclass(frozen=True)
class TwoIndicators:
    """Two indicators in one map, their scatter, and what goes together.

    ``medians`` are those of the pairs; ``correlation`` after Spearman, None where it says nothing
    (fewer than three pairs, a constant). ``sentence`` says it in words with its caution.
    """

    indicators: tuple[Indicator, Indicator]
    view: MapView
    exhibit: Exhibit
    pairs: tuple[Pair, ...]
    medians: tuple[float, float] | None
    correlation: float | None
    sentence: str


@dataclass(frozen=True)
class TwoMaps:
    """Two maps side by side; ``shared`` is True where one colour means one value on both."""

    left: MapView
    right: MapView
    shared: bool
    note: str = ""
