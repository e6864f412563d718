"""What a composite index stands on: which indicators, which values, which areas take part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.composite_index import FEWEST_UNITS
from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.social_index import IndexPart, IndexPreset, IndexQuery
from sozialraum.domain.status import Status
from sozialraum.errors import UnreadableInput
from sozialraum.language import t
from sozialraum.service.cuts import Cut, barrier
from sozialraum.service.monitor import Monitor

KINDS = frozenset({Kind.SHARE, Kind.RATE, Kind.MEAN, Kind.INDEX})
"""Counts are none of them: size is no load. Nor are differences: changes are the dynamics."""
MOST_PARTS = 12
ENOUGH = 0.8
"""Share of the values of the fullest reference date that a newer one needs."""
_WORST = (Status.SECRET, Status.LATER, Status.UNKNOWN, Status.NOT_APPLICABLE)


def offered(monitor: Monitor, level: str, held: frozenset[Role]) -> tuple[Indicator, ...]:
    """Indicators that may enter an index on a level, by topic and name."""
    return tuple(
        indicator
        for indicator in monitor.indicators(held)
        if indicator.kind in KINDS
        and max(monitor.coverage(indicator.id, level).values(), default=0) >= FEWEST_UNITS
    )


def index_levels(monitor: Monitor, held: frozenset[Role]) -> tuple[str, ...]:
    """Levels on which an index can be made, finest first."""
    return tuple(level for level in monitor.catalog.levels if offered(monitor, level, held))


def presets(monitor: Monitor, held: frozenset[Role]) -> dict[str, IndexPreset]:
    """Prepared indices of which every indicator is offered, in their declared order."""
    known = {
        level: {indicator.id for indicator in offered(monitor, level, held)}
        for level in monitor.catalog.levels
    }
    return {
        id_: preset
        for id_, preset in monitor.catalog.presets.items()
        if known.get(preset.level, set()) >= {part.indicator for part in preset.parts}
    }


@dataclass(frozen=True)
class Slice:
    """One indicator at one reference date, by area code; joint areas have a unit."""

    indicator: Indicator
    part: IndexPart
    period: Period
    cut: Cut
    values: pd.Series[float]
    units: Mapping[str, str]


def slice_of(monitor: Monitor, query: IndexQuery, part: IndexPart, period: Period) -> Slice:
    """The values of one indicator; raises :class:`UnreadableInput` where there are none."""
    cut = monitor.cut(part.indicator, query.level, period)
    if cut is None:
        raise UnreadableInput(t("Zu diesem Stichtag ist nichts veröffentlicht."))
    codes = [area.code for area in monitor.catalog.areas(query.level)]
    units = {codes[member]: codes[group[0]] for group in cut.joint for member in group}
    values = pd.Series(cut.values, index=codes, dtype="float64")
    return Slice(monitor.catalog.indicator(part.indicator), part, period, cut, values, units)


def slices_of(monitor: Monitor, query: IndexQuery) -> tuple[Slice, ...]:
    """All weighted indicators, each at its newest reference date with almost all values.

    Raises :class:`UnreadableInput` where none is chosen or all weights are zero.
    """
    used = [part for part in query.parts if part.weight > 0]
    if not query.parts:
        what = t("Es ist kein Indikator gewählt.")
        raise UnreadableInput(what, t("Eine Vorlage oder mindestens einen Indikator wählen."))
    if not used:
        what = t("Die Gewichte ergeben zusammen null; so entsteht kein Index.")
        fix = t("Mindestens einem Indikator ein Gewicht größer als null geben.")
        raise UnreadableInput(what, fix)
    return tuple(
        slice_of(monitor, query, part, _newest(monitor, part.indicator, query.level))
        for part in used
    )


def _newest(monitor: Monitor, indicator: str, level: str) -> Period:
    """The newest reference date with almost as many values as the fullest one."""
    covered = monitor.coverage(indicator, level)
    if not covered:
        name = monitor.catalog.indicator(indicator).short
        raise UnreadableInput(
            t("„{name}“ ist für diese Raumebene nicht veröffentlicht.", name=name)
        )
    enough = ENOUGH * max(covered.values())
    return max(period for period, number in covered.items() if number >= enough)


def inhabitants(monitor: Monitor, level: str) -> dict[str, float]:
    """Published inhabitants of single areas, newest first; areas without a number are left out.

    The indicator is the one of the target group that says how many people live where.
    """
    targets = monitor.catalog.targets
    named = (targets.get(group.population) for group in targets.values())
    counts = next((group.counts for group in named if group and group.counts), "")
    found: dict[str, float] = {}
    areas = monitor.catalog.areas(level)
    for period in reversed(monitor.periods(counts, level)):
        cut = monitor.cut(counts, level, period)
        together = {member for group in cut.joint for member in group} if cut else set()
        for position, value in enumerate(cut.values if cut else ()):
            if value is not None and position not in together:
                found.setdefault(areas[position].code, value)
    return found


def missing_status(slices: Sequence[Slice], position: int) -> tuple[Status, str]:
    """Why an area has not all values: the worst status and the indicators with their words."""
    lacking = [
        (entry.cut.statuses[position], entry.indicator.short)
        for entry in slices
        if entry.cut.values[position] is None
    ]
    worst = next(status for status in _WORST if status in {found for found, _ in lacking})
    return worst, "; ".join(f"{name}: {status.label}" for status, name in lacking)


def doubtful(slices: Sequence[Slice], position: int) -> Status:
    """``geschätzt`` or ``unsicher`` where one of the values is, else ``ok``."""
    found = {entry.cut.statuses[position] for entry in slices}
    doubts = (status for status in (Status.UNCERTAIN, Status.ESTIMATED) if status in found)
    return next(doubts, Status.OK)


def earlier_periods(monitor: Monitor, level: str, now: Slice) -> tuple[tuple[Period, ...], str]:
    """Comparable earlier reference dates, oldest first; without any the sentence that says why."""
    id_, name = now.indicator.id, now.indicator.short
    query = LayerQuery(id_, level, now.period.code, Scheme.NATURAL)
    found = tuple(p for p in monitor.comparable_periods(query) if p.year < now.period.year)
    if found:
        return found, ""
    cuts = {p: cut for p in monitor.periods(id_, level) if (cut := monitor.cut(id_, level, p))}
    reasons = (barrier(now.indicator, cuts, now.period.code, period) for period in cuts)
    broken = next((reason for reason in reasons if reason), "")
    if broken:
        return (), t("„{name}“: {reason}", name=name, reason=broken)
    return (), t("„{name}“ hat keinen früheren Stichtag mit genügend Werten.", name=name)
