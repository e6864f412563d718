"""Persons of a target group in one area, from what is published about it; nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sozialraum.catalog import Catalog
from sozialraum.domain.indicators import Quality, Source
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.targets import Calculation, TargetGroup
from sozialraum.domain.views import Statement
from sozialraum.language import n_, t
from sozialraum.render.formats import number
from sozialraum.service.monitor import Monitor

Dates = tuple[Period, ...]
"""Reference date of a count; or that of the share, then that of its base."""
NOT_PUBLISHED = n_("nicht veröffentlicht")


@dataclass(frozen=True)
class Figure:
    """Persons, the reference dates of all factors, the source of the first, and the formula.

    ``estimate`` is empty, or says that the source itself calls its value an estimate.
    """

    persons: float
    dates: Dates
    source: Source
    note: str
    estimate: str = ""


@dataclass(frozen=True)
class Missing:
    """Why nothing is known, in words."""

    reason: str


class Figures:
    """Looks up the figures of one target group."""

    def __init__(self, monitor: Monitor, group: TargetGroup) -> None:
        self.monitor, self.group = monitor, group
        self.catalog = monitor.catalog
        self.places = same_places(monitor.catalog)

    def get(self, level: str, code: str, dates: Dates | None = None) -> Figure | Missing:
        """The newest figure of an area, or the one of exactly these dates."""
        if self.group.calculation is Calculation.COUNT:
            return self._count(level, code, dates)
        return self._product(level, code, dates)

    def _count(self, level: str, code: str, dates: Dates | None) -> Figure | Missing:
        indicator = self.group.counts
        found = self._alone(indicator, level, code)
        if dates is not None:
            found = [statement for statement in found if statement.period == dates[0]]
        if not found:
            return Missing(t("Anzahl {absence}.", absence=self._absence(indicator, level, code)))
        newest = found[-1]
        assert newest.value is not None
        return Figure(
            newest.value,
            (newest.period,),
            newest.source,
            t("veröffentlicht, Stand {date}", date=_dated(newest)),
            _said_estimate([newest]),
        )

    def _product(self, level: str, code: str, dates: Dates | None) -> Figure | Missing:
        group = self.group
        if not group.base:
            of = self.catalog.indicator(group.shares[0]).denominator
            return Missing(
                t("Die Bezugsgröße ({denominator}) ist nicht veröffentlicht.", denominator=of)
            )
        shares = self.shares(group.shares, level, code)
        if dates is not None:
            shares = [found for found in shares if found[0].period == dates[0]]
        if not shares:
            return Missing(
                t("Anteil {absence}.", absence=self._absence(group.shares[0], level, code))
            )
        share = shares[-1]
        bases = self._alone(group.base, level, code)
        if dates is not None:
            bases = [statement for statement in bases if statement.period == dates[1]]
        if not bases:
            name = self.catalog.indicator(group.base).short
            return Missing(
                t(
                    "{name}: Anzahl {absence}.",
                    name=name,
                    absence=self._absence(group.base, level, code),
                )
            )
        base = nearest(bases, share[0].period)
        assert base.value is not None
        percent = percentage(share)
        return Figure(
            float(round(percent / 100 * base.value)),
            (share[0].period, base.period),
            share[0].source,
            t(
                "{percent} % ({share}) mal {count} {unit} ({base}; {citation})",
                percent=number(percent, 1),
                share=_dated(share[0]),
                count=number(base.value),
                unit=self.catalog.indicator(group.base).unit,
                base=_dated(base),
                citation=base.source.citation,
            ),
            _said_estimate([*share, base]),
        )

    def shares(
        self, indicators: Sequence[str], level: str, code: str, *, joint: bool = False
    ) -> list[tuple[Statement, ...]]:
        """Statements of all ``indicators`` about an area per common date, oldest first.

        ``joint``: also those that were published for several areas together.
        """
        found = [
            {s.period: s for s in self._alone(indicator, level, code, joint=joint)}
            for indicator in indicators
        ]
        common = set(found[0]).intersection(*found[1:])
        return [tuple(by_period[period] for by_period in found) for period in sorted(common)]

    def _alone(
        self, indicator: str, level: str, code: str, *, joint: bool = False
    ) -> list[Statement]:
        """What is published about an area, or about the same ground on another level."""
        places = ((level, code), *self.places[level, code])
        found = (alone(self.monitor, indicator, *place, joint=joint) for place in places)
        return next((statements for statements in found if statements), [])

    def _absence(self, indicator: str, level: str, code: str) -> str:
        """Why there is no value of an area alone."""
        statements = [s for s in self.monitor.statements(indicator, level, code) if s.preferred]
        if not statements:
            return t(NOT_PUBLISHED)
        if any(statement.value is not None for statement in statements):
            return t("nur gemeinsam mit anderen Gebieten veröffentlicht")
        return statements[-1].status.label


def atoms_of(catalog: Catalog, level: str) -> dict[str, frozenset[str]]:
    """Code of a level -> codes of its atoms, sorted by code."""
    if level == catalog.atom:
        return {area.code: frozenset({area.code}) for area in catalog.areas(level)}
    members: dict[str, set[str]] = {area.code: set() for area in catalog.areas(level)}
    for atom, code in catalog.membership(catalog.atom, level).items():
        members[code].add(atom)
    return {code: frozenset(atoms) for code, atoms in members.items()}


def same_places(catalog: Catalog) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """(level, code) -> the same ground on other levels: a coarse area may be a single fine one."""
    ground: dict[frozenset[str], list[tuple[str, str]]] = defaultdict(list)
    for level in catalog.levels:
        for code, atoms in atoms_of(catalog, level).items():
            ground[atoms].append((level, code))
    return {
        place: tuple(other for other in places if other != place)
        for places in ground.values()
        for place in places
    }


def alone(
    monitor: Monitor, indicator: str, level: str, code: str, *, joint: bool = False
) -> list[Statement]:
    """Preferred statements with a value about one area alone, oldest first."""
    return [
        statement
        for statement in monitor.statements(indicator, level, code)
        if statement.preferred
        and statement.value is not None
        and (joint or not _is_joint(monitor, indicator, level, code, statement.period))
    ]


def nearest(statements: Sequence[Statement], period: Period) -> Statement:
    """The statement whose date is nearest to ``period``; of two equally near ones the newer."""
    return min(reversed(statements), key=lambda s: days_between(s.period, period))


def days_between(one: Period, other: Period) -> int:
    """Days between the ends of two periods, months counted as 31 and years as 372 days."""
    first, second = (p.sort_key[0] * 372 + p.sort_key[1] * 31 + p.sort_key[2] for p in (one, other))
    return abs(first - second)


def percentage(statements: Sequence[Statement]) -> float:
    """The sum of shares of one base within one area, in percent."""
    return sum(statement.value or 0.0 for statement in statements)


def city_of(monitor: Monitor) -> tuple[str, str]:
    """Level and code of the whole city."""
    level = list(monitor.catalog.levels)[-1]
    return level, monitor.catalog.areas(level)[0].code


def _is_joint(monitor: Monitor, indicator: str, level: str, code: str, period: Period) -> bool:
    cut = monitor.cut(indicator, level, period)
    if cut is None or not cut.joint:
        return False
    codes = [area.code for area in monitor.catalog.areas(level)]
    return any(codes[position] == code for members in cut.joint for position in members)


def _dated(statement: Statement) -> str:
    words = [statement.period.label]
    if statement.quality == Quality.ESTIMATE.label:
        words.append(statement.quality)
    if statement.status is not Status.OK:
        words.append(statement.status.label)
    if len(words) > 1 and statement.wording:
        words.append(t("„{text}“", text=statement.wording))
    return ", ".join(words)


def _said_estimate(statements: Sequence[Statement]) -> str:
    if any(statement.status is Status.ESTIMATED for statement in statements):
        return t("Schätzwert der Quelle")
    return ""
