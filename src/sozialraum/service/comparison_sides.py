"""Both sides of a difference: values at two dates, and the published counts behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sozialraum.analysis.difference import Equal, difference, measure_of, never
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.comparison import AreaChange, Measure
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.language import t
from sozialraum.render.formats import number
from sozialraum.service.comparison_facts import cut_of, label_of
from sozialraum.service.cuts import Cut
from sozialraum.service.monitor import Monitor

SMALL_COUNT = 20
"""Counts below this move by large percentages: said where no minimum base is declared."""


@dataclass(frozen=True)
class Sides:
    """One indicator on a level at two dates, with the published counts behind it."""

    monitor: Monitor
    held: frozenset[Role]
    indicator: Indicator
    level: str
    dates: tuple[str, str]

    @property
    def measure(self) -> Measure:
        """What the difference is said in."""
        return measure_of(self.indicator)

    @cached_property
    def cuts(self) -> tuple[Cut, Cut]:
        """The values at both dates."""
        return self._both(self.indicator.id)

    @cached_property
    def numerators(self) -> tuple[Cut, Cut] | None:
        """Published counts above the line; None where there are none."""
        return self._behind("numerator")

    @cached_property
    def denominators(self) -> tuple[Cut, Cut] | None:
        """Published counts below the line; None where there are none."""
        return self._behind("denominator")

    def _behind(self, part: str) -> tuple[Cut, Cut] | None:
        """Cuts of the declared numerator or denominator; None where nobody may see one."""
        catalog = self.monitor.catalog
        name = getattr(catalog.confidentiality.fraction_of(self.indicator.id), part)
        found = catalog.indicators.get(name)
        return self._both(name) if found and may_see(found.roles, self.held) else None

    def _both(self, indicator: str) -> tuple[Cut, Cut]:
        first, second = (cut_of(self.monitor, indicator, self.level, date) for date in self.dates)
        return first, second

    @property
    def equal(self) -> tuple[Equal, Equal]:
        """Whether areas carry one value at a date; never asked of counts, which would add up."""
        if self.indicator.kind is Kind.COUNT:
            return never, never
        return _equal(self.cuts[0]), _equal(self.cuts[1])

    @property
    def labels(self) -> tuple[str, str]:
        """Both dates in words."""
        return Period(self.dates[0]).label, Period(self.dates[1]).label

    @property
    def minimum(self) -> int:
        """The base below which a change says little; 0 where none is declared."""
        small = SMALL_COUNT if self.indicator.kind is Kind.COUNT else 0
        return self.indicator.minimum_base or small


def changes_of(
    sides: Sides, groups: Sequence[tuple[int, ...]], torn: frozenset[int]
) -> Iterator[AreaChange]:
    """Every area with its change, joint ones (``groups``) once; ``torn`` positions have none."""
    group_of = {member: group for group in groups for member in group}
    areas = sides.monitor.catalog.areas(sides.level)
    before, after = sides.cuts
    for position in range(len(areas)):
        group = group_of.get(position, (position,))
        if position != group[0]:
            continue
        statuses = before.statuses[position], after.statuses[position]
        values = before.values[position], after.values[position]
        value, status = difference(*values, statuses, sides.measure)
        if position in torn and value is not None:
            value, status = None, Status.NOT_APPLICABLE
        base = _base(sides, position)
        yield AreaChange(
            codes=tuple(areas[member].code for member in group),
            label=label_of(sides.monitor, sides.level, group),
            before=values[0],
            after=values[1],
            before_status=statuses[0],
            after_status=statuses[1],
            value=value,
            status=status,
            cases=_cases(sides, position),
            base=base,
            small=value is not None and base is not None and base < sides.minimum,
        )


def _base(sides: Sides, position: int) -> float | None:
    """The smaller of both published denominators; for counts the first value."""
    if sides.indicator.kind is Kind.COUNT:
        return sides.cuts[0].values[position]
    known = [cut.values[position] for cut in sides.denominators or ()]
    return min((value for value in known if value is not None), default=None)


def _cases(sides: Sides, position: int) -> str:
    """Published counts at both dates in words; empty where none are published."""
    counted = sides.cuts if sides.indicator.kind is Kind.COUNT else sides.numerators
    if counted is None:
        return ""
    known = [cut.values[position] for cut in counted]
    said = [
        number(value, 0 if value.is_integer() else 2) if value is not None else status.label
        for value, status in zip(known, (cut.statuses[position] for cut in counted), strict=True)
    ]
    if known == [None, None]:
        return ""
    return t("{first}, dann {second}", first=said[0], second=said[1])


def _equal(cut: Cut) -> Equal:
    def same(positions: Sequence[int]) -> bool:
        found = {(cut.values[p], cut.statuses[p]) for p in positions}
        return len(found) == 1 and None not in {value for value, _ in found}

    return same
