"""One comparison by its state: what it shows, or the sentence that says why it shows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialraum.domain.access import Role
from sozialraum.domain.comparison import (
    AreaComparison,
    Comparing,
    ComparisonState,
    Difference,
    TwoIndicators,
    TwoMaps,
)
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.period import Period
from sozialraum.domain.views import MapView
from sozialraum.language import t
from sozialraum.service.comparison_areas import area_comparison
from sozialraum.service.comparison_facts import refusal
from sozialraum.service.comparison_maps import swipe_view, two_maps, values_exhibit
from sozialraum.service.comparison_pairs import two_indicators
from sozialraum.service.comparison_periods import difference_of
from sozialraum.service.monitor import Monitor

MAP, LEFT, RIGHT = "karte", "karte-links", "karte-rechts"
"""Ids of maps in the addresses of files."""


@dataclass(frozen=True)
class Comparison:
    """What a state shows; the members that belong to its way are set.

    ``refused`` says why nothing is compared. ``maps`` and ``exhibits`` are what files are made of;
    ``swipe`` holds both dates in one view.
    """

    state: ComparisonState
    refused: str = ""
    difference: Difference | None = None
    areas: AreaComparison | None = None
    pairs: TwoIndicators | None = None
    both: TwoMaps | None = None
    swipe: MapView | None = None
    maps: Mapping[str, MapView] = field(default_factory=dict)
    exhibits: Mapping[str, Exhibit] = field(default_factory=dict)

    @property
    def pins(self) -> tuple[tuple[str, str, str], ...]:
        """The compared areas as pins of a picture: code, colour, number with name."""
        areas = self.areas.areas if self.areas else ()
        return tuple((area.code, area.colour, area.label) for area in areas)


def comparison(monitor: Monitor, state: ComparisonState, held: frozenset[Role]) -> Comparison:
    """What the state shows to somebody who holds ``held``. The state is a resolved one."""
    if state.way is Comparing.AREAS:
        return _areas(monitor, state, held)
    if state.way is Comparing.INDICATORS:
        return _pairs(monitor, state)
    if not state.second:
        return Comparison(state, refused=_one_date(monitor, state))
    if state.way is Comparing.BESIDE:
        return _beside(monitor, state)
    reason = refusal(monitor, state.indicator, state.level, state.first, state.second)
    if reason:
        return Comparison(state, refused=reason)
    if state.way is Comparing.SWIPE:
        return _swipe(monitor, state)
    found = difference_of(
        monitor, state.indicator, state.level, state.first, state.second, held, state.area
    )
    return Comparison(
        state, difference=found, maps={MAP: found.view}, exhibits={found.exhibit.id: found.exhibit}
    )


def scene_map(monitor: Monitor, shown: Comparison, held: frozenset[Role]) -> MapView:
    """The one map that says what a comparison shows, with its title and sentence.

    Two maps become their difference, two indicators the map of both; where two dates must not be
    compared it is the left map. Nothing is made of a refused comparison.
    """
    state = shown.state
    if shown.both is None:
        return next(iter(shown.maps.values()))
    wanted = (state.indicator, state.first), (state.other or state.indicator, state.second)
    if wanted[0][0] != wanted[1][0]:
        return two_indicators(monitor, wanted, state.level, state.thirds).view
    if refusal(monitor, state.indicator, state.level, state.first, state.second):
        return shown.both.left
    dates = state.first, state.second
    return difference_of(monitor, state.indicator, state.level, *dates, held).view


def _one_date(monitor: Monitor, state: ComparisonState) -> str:
    indicator = monitor.catalog.indicator(state.indicator)
    return t(
        "„{name}“ ist auf dieser Raumebene nur zu einem Stichtag veröffentlicht ({date}).",
        name=indicator.name,
        date=Period(state.first).label,
    )


def _areas(monitor: Monitor, state: ComparisonState, held: frozenset[Role]) -> Comparison:
    found = area_comparison(monitor, state.indicator, state.level, state.areas, held)
    exhibits = {e.id: e for e in (found.courses, found.bars)} if found.areas else {}
    return Comparison(state, areas=found, maps={MAP: found.view}, exhibits=exhibits)


def _pairs(monitor: Monitor, state: ComparisonState) -> Comparison:
    if not state.other:
        reason = t("Auf dieser Raumebene ist kein zweiter Indikator veröffentlicht.")
        return Comparison(state, refused=reason)
    wanted = (state.indicator, state.first), (state.other, state.second)
    found = two_indicators(monitor, wanted, state.level, state.thirds, state.area)
    return Comparison(
        state, pairs=found, maps={MAP: found.view}, exhibits={found.exhibit.id: found.exhibit}
    )


def titles(monitor: Monitor, state: ComparisonState) -> tuple[str, str]:
    """Short name and date of both maps."""
    wanted = (state.indicator, state.first), (state.other or state.indicator, state.second)
    first, second = (
        t("{name}, {date}", name=monitor.catalog.indicator(id_).short, date=Period(date).label)
        for id_, date in wanted
    )
    return first, second


def _beside(monitor: Monitor, state: ComparisonState) -> Comparison:
    left, right = (state.indicator, state.first), (state.other, state.second)
    found = two_maps(monitor, left, right, state.level)
    exhibit = values_exhibit(monitor, found, titles(monitor, state))
    maps = {LEFT: found.left, RIGHT: found.right}
    return Comparison(state, both=found, maps=maps, exhibits={exhibit.id: exhibit})


def _swipe(monitor: Monitor, state: ComparisonState) -> Comparison:
    dates = state.first, state.second
    found = two_maps(monitor, (state.indicator, dates[0]), (state.indicator, dates[1]), state.level)
    exhibit = values_exhibit(monitor, found, titles(monitor, state))
    return Comparison(
        state,
        both=found,
        swipe=swipe_view(found),
        maps={LEFT: found.left, RIGHT: found.right},
        exhibits={exhibit.id: exhibit},
    )
