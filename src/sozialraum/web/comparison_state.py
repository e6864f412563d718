"""State of the page Vergleich and its form in the address. Pure: no Streamlit in here.

The address carries ``art`` (the way), ``indikator``, ``ebene``, ``stichtag``, ``stichtag2``,
``indikator2``, ``gebiete`` (codes, ``,``; nothing between two commas is a colour that is free),
``gebiet``, ``klassen`` (terciles or equal intervals) and ``quadrant``. ``stichtag`` belongs to the
left map or the first indicator, or is the earlier of two dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sozialraum.domain.access import Role
from sozialraum.domain.comparison import (
    MOST_AREAS,
    NOBODY,
    Comparing,
    ComparisonState,
    Quadrant,
    Thirds,
    arranged,
)
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.service import Monitor
from sozialraum.service.comparison_facts import refusal
from sozialraum.web.address import choice

PARAMETERS = (
    "art",
    "indikator",
    "ebene",
    "stichtag",
    "stichtag2",
    "indikator2",
    "gebiete",
    "gebiet",
    "klassen",
    "quadrant",
)


@dataclass(frozen=True)
class Resolved:
    """A state that can be shown, and notices for what was asked but does not exist."""

    state: ComparisonState
    notices: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    monitor: Monitor
    held: frozenset[Role]
    given: Mapping[str, str]
    notices: list[str] = field(default_factory=list)

    def choose(self, name: str, known: Mapping[str, str], fallback: str, what: str) -> str:
        return choice(self.given.get(name, ""), known, fallback, what, self.notices)


def resolve(monitor: Monitor, given: Mapping[str, str], held: frozenset[Role]) -> Resolved:
    """The nearest valid state for address parameters.

    Unknown values fall back with a notice that names them. Raises :class:`UnknownEntry` only where
    no indicator has values.
    """
    asked = _Asked(monitor, held, given)
    ways = {way.value: way.label for way in Comparing}
    way = Comparing(asked.choose("art", ways, Comparing.PERIODS.value, t("Die Art des Vergleichs")))
    offered = {indicator.id: indicator.name for indicator in monitor.indicators(held)}
    first = _first(monitor, held, way)
    if not first:
        what = t("Es ist noch kein Wert veröffentlicht.")
        raise UnknownEntry(what, t("Eine Tabelle einlesen und veröffentlichen."))
    indicator = asked.choose("indikator", offered, first, t("Der Indikator"))
    level = _level(asked, indicator)
    other = _other(asked, way, indicator, level) if way.two_indicators else ""
    dates = _dates(asked, way, indicator, other, level)
    areas = {area.code: area.name for area in monitor.catalog.areas(level)}
    state = ComparisonState(
        way=way,
        indicator=indicator,
        level=level,
        first=dates[0],
        second=dates[1],
        other=other,
        areas=_areas(asked, areas) if way is Comparing.AREAS else (),
        area="" if way is Comparing.AREAS else _area(asked, areas),
        thirds=_thirds(asked),
        quadrant=_quadrant(asked) if way is Comparing.INDICATORS else "",
    )
    return Resolved(state, tuple(dict.fromkeys(asked.notices)))


def _first(monitor: Monitor, held: frozenset[Role], way: Comparing) -> str:
    """The indicator of the start view, unless it has one date only and two are compared."""
    start = monitor.first_indicator(held)
    if not start or not way.two_dates or pair_of(monitor, start, monitor.best_level(start))[0]:
        return start
    several = (
        indicator.id
        for indicator in monitor.indicators(held)
        if pair_of(monitor, indicator.id, monitor.best_level(indicator.id))[0]
    )
    return next(several, start)


def _level(asked: _Asked, indicator: str) -> str:
    catalog = asked.monitor.catalog
    levels = {level: catalog.level(level).name for level in asked.monitor.levels(indicator)}
    best = asked.monitor.best_level(indicator)
    wanted = asked.given.get("ebene", "")
    if wanted and wanted not in levels and wanted in catalog.levels:
        asked.notices.append(
            t(
                "Für {wanted} ist dieser Indikator nicht veröffentlicht. Gezeigt werden {shown}.",
                wanted=catalog.level(wanted).plural,
                shown=catalog.level(best).plural,
            )
        )
        return best
    return asked.choose("ebene", levels, best, t("Die Raumebene"))


def others(monitor: Monitor, held: frozenset[Role], level: str) -> tuple[Indicator, ...]:
    """Indicators with values on a level, by topic and name."""
    return tuple(i for i in monitor.indicators(held) if level in monitor.levels(i.id))


def _other(asked: _Asked, way: Comparing, indicator: str, level: str) -> str:
    """The second indicator; two maps begin with the same one, two questions need two."""
    known = {i.id: i.name for i in others(asked.monitor, asked.held, level)}
    if way is Comparing.BESIDE:
        return asked.choose("indikator2", known, indicator, t("Der zweite Indikator"))
    if asked.given.get("indikator2") == indicator:
        asked.notices.append(t("Zweimal derselbe Indikator: Bitte zwei verschiedene wählen."))
    del known[indicator]
    fallback = _companion(asked.monitor, indicator, level, list(known))
    wanted = {**asked.given}
    if wanted.get("indikator2") == indicator:
        wanted["indikator2"] = ""
    return choice(
        wanted.get("indikator2", ""), known, fallback, t("Der zweite Indikator"), asked.notices
    )


def _companion(monitor: Monitor, indicator: str, level: str, known: Sequence[str]) -> str:
    """The one that covers most areas, at best of the same topic; empty where there is none."""
    topic = monitor.catalog.indicator(indicator).topic

    def rank(id_: str) -> tuple[int, bool]:
        same = monitor.catalog.indicator(id_).topic == topic
        return max(monitor.coverage(id_, level).values()), same

    return max(known, key=rank, default="")


def _dates(
    asked: _Asked, way: Comparing, indicator: str, other: str, level: str
) -> tuple[str, str]:
    """Both reference dates. Of one indicator they differ, the earlier first where order matters."""
    if way is Comparing.AREAS:
        return "", ""
    monitor = asked.monitor
    if way is Comparing.INDICATORS or (way is Comparing.BESIDE and other != indicator):
        best = monitor.best_period(indicator, level).code
        first = _date(asked, "stichtag", indicator, level, best)
        if not other:
            return first, ""
        known = [period.code for period in monitor.periods(other, level)]
        near = first if first in known else monitor.best_period(other, level).code
        return first, _date(asked, "stichtag2", other, level, near)
    early, late = pair_of(monitor, indicator, level)
    first = _date(asked, "stichtag", indicator, level, early or late)
    second = _date(asked, "stichtag2", indicator, level, late if first != late else early)
    if first == second and early:
        asked.notices.append(t("Zweimal derselbe Stichtag: Bitte zwei verschiedene wählen."))
        first, second = (early, second) if second != early else (first, late)
    if not early:
        return late, ""
    if way.two_dates and Period(second) < Period(first):
        return second, first
    return first, second


def _date(asked: _Asked, name: str, indicator: str, level: str, fallback: str) -> str:
    known = {p.code: p.label for p in asked.monitor.periods(indicator, level)}
    return asked.choose(name, known, fallback, t("Der Stichtag"))


def pair_of(monitor: Monitor, indicator: str, level: str) -> tuple[str, str]:
    """The two dates to begin with: the best one and the newest other that compares with it.

    Those that cover at least half as many areas come before others, comparable ones before the
    rest. The first is empty where there is only one date.
    """
    covered = monitor.coverage(indicator, level)
    late = monitor.best_period(indicator, level)
    rest = [period for period in covered if period != late]
    if not rest:
        return "", late.code

    def rank(period: Period) -> tuple[bool, bool, Period]:
        comparable = not refusal(monitor, indicator, level, period.code, late.code)
        return comparable, covered[period] * 2 >= covered[late], period

    early, late = sorted((max(rest, key=rank), late))
    return early.code, late.code


def _area(asked: _Asked, known: Mapping[str, str]) -> str:
    """The chosen area; coming from several, the first of them."""
    if "gebiet" in asked.given or not asked.given.get("gebiete"):
        return asked.choose("gebiet", known, "", t("Das Gebiet"))
    return next((code for code in asked.given["gebiete"].split(",") if code in known), "")


def _areas(asked: _Asked, known: Mapping[str, str]) -> tuple[str, ...]:
    """Chosen areas at their places, each once; a chosen area of another way counts as the first."""
    text = asked.given.get("gebiete", "") or asked.given.get("gebiet", "")
    found: list[str] = []
    for code in (part.strip() for part in text[:400].split(",")):
        if not code or (code in known and code not in found):
            found.append(code)
        elif code not in {NOBODY, *found}:
            asked.notices.append(t("Das Gebiet „{code}“ ist hier nicht bekannt.", code=code[:60]))
    if len(found) > MOST_AREAS and any(found[MOST_AREAS:]):
        asked.notices.append(
            t(
                "Verglichen werden höchstens {most} Gebiete; die ersten sind gezeigt.",
                most=MOST_AREAS,
            )
        )
    return arranged(found[:MOST_AREAS], found[:MOST_AREAS])


def _thirds(asked: _Asked) -> Thirds:
    known = {entry.value: entry.label for entry in Thirds}
    return Thirds(asked.choose("klassen", known, Thirds.TERCILES.value, t("Die Einteilung")))


def _quadrant(asked: _Asked) -> str:
    known = {entry.value: entry.value for entry in Quadrant}
    return asked.choose("quadrant", known, "", t("Der Quadrant"))
