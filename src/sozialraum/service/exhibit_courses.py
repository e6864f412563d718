"""Courses over time and their indices, from published statements and references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sozialraum.analysis.courses import segments
from sozialraum.domain.exhibits import Chart, ChartKind, Exhibit, Mark, Series
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.themes import SeriesWanted
from sozialraum.domain.views import Statement
from sozialraum.language import t
from sozialraum.render.cells import (
    PRIORITY,
    STATUS,
    UNIT,
    VALUE,
    WORDING,
)
from sozialraum.render.exhibit_sentences import course_sentence, span
from sozialraum.render.formats import number, quantity
from sozialraum.service.cuts import border_breaks
from sozialraum.service.exhibit_facts import (
    ABOUT,
    AREA,
    DATE,
    INDICATOR,
    MULTIPLE,
    SAID,
    SERIES,
    Fact,
    Wanted,
    distinct,
    fact,
    sources_of,
    table,
    with_priority,
)

INDEX_DECIMALS = 1


@dataclass(frozen=True)
class _Course:
    """All statements about one indicator of one area, oldest first. ``base`` divides an index."""

    name: str
    place: str
    level: str
    code: str
    indicator: Indicator
    statements: tuple[Statement, ...]
    invented: bool = False
    base: float | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.indicator.id, self.level, self.code, self.place

    @property
    def marks(self) -> list[Statement]:
        return [s for s in self.statements if s.preferred and s.value is not None]

    @property
    def others(self) -> list[Statement]:
        return [s for s in self.statements if not s.preferred and s.value is not None]

    @property
    def holes(self) -> list[Period]:
        drawn = {s.period for s in self.marks}
        return [s.period for s in self.statements if s.value is None and s.period not in drawn]

    def comparable(self, first: str, second: str) -> bool:
        borders = {s.edition for s in self.marks if s.period.code in {first, second}}
        return len(borders) < 2 and not self.indicator.comparable(first, second)

    def on_borders_of_first(self) -> _Course:
        """The course without values for other borders than those of its first value."""
        edition = self.marks[0].edition
        kept = (s for s in self.statements if s.value is None or s.edition == edition)
        return replace(self, statements=tuple(kept))


def course(wanted: Wanted) -> Exhibit:
    """Published values over time, in their unit."""
    courses = list(_courses(wanted))
    if not any(c.statements for c in courses):
        return wanted.nothing()
    return _exhibit(wanted, courses, courses, ChartKind.COURSE, ())


def index(wanted: Wanted) -> Exhibit:
    """Every series divided by its first value; a series that begins with 0 has no index."""
    courses = list(_courses(wanted))
    if not any(c.statements for c in courses):
        return wanted.nothing()
    based = [replace(c, base=c.marks[0].value) if c.marks else c for c in courses]
    drawn = [c.on_borders_of_first() for c in based if c.base is not None and c.base > 0]
    notes = [
        t(
            "{name}: Der erste Wert ist {value}. Ein Vielfaches davon lässt sich nicht bilden; "
            "die Reihe fehlt im Diagramm.",
            name=c.name,
            value=quantity(c.base, c.indicator),
        )
        for c in based
        if c.base is not None and c.base <= 0
    ]
    named = [replace(c, name=f"{c.name} ({c.marks[0].period.label} = 1)") for c in drawn]
    return _exhibit(wanted, based, named, ChartKind.INDEX, notes)


def _exhibit(
    wanted: Wanted,
    courses: Sequence[_Course],
    drawn: Sequence[_Course],
    kind: ChartKind,
    notes: Sequence[str],
) -> Exhibit:
    facts = [row for c in courses for row in _facts(c, len(courses) > 1)]
    if len({c.indicator.id for c in courses}) == 1:
        facts = [replace(row, subject="") for row in facts]
    series = tuple(_series(c) for c in drawn if c.marks)
    undrawn = [replace(c, base=None) for c in courses if c.key not in {d.key for d in drawn}]
    spoken = [_series(c) for c in (*drawn, *undrawn)]
    titles = [SERIES, AREA, INDICATOR, *ABOUT, DATE, VALUE, UNIT]
    titles += [MULTIPLE] if kind is ChartKind.INDEX else []
    return Exhibit(
        page=wanted.page,
        id=wanted.block.id,
        title=wanted.block.title,
        reference=span([s.period for c in courses for s in c.statements]),
        sentence=course_sentence(spoken),
        table=table(facts, *titles, STATUS, PRIORITY, WORDING, *SAID),
        chart=_chart(kind, series, drawn) if series else None,
        sources=sources_of(facts),
        notes=distinct([*notes, *(n for c in courses for n in _notes(c))]),
        example=any(c.invented for c in courses),
        reading=wanted.block.reading,
        text=wanted.block.text,
    )


def _chart(kind: ChartKind, series: tuple[Series, ...], drawn: Sequence[_Course]) -> Chart:
    if kind is ChartKind.INDEX:
        return Chart(kind, t(MULTIPLE), INDEX_DECIMALS, series)
    return Chart(
        kind,
        unit=drawn[0].indicator.unit,
        decimals=max(c.indicator.decimals for c in drawn),
        series=series,
        zero=not all(c.indicator.kind is Kind.MEAN for c in drawn),
    )


def _courses(wanted: Wanted) -> Iterator[_Course]:
    catalog = wanted.monitor.catalog
    several = len({entry.indicator for entry in wanted.block.series}) > 1
    for entry in wanted.block.series:
        indicator = wanted.indicator(entry.indicator)
        if indicator is None:
            continue
        if entry.place:
            said = _references(wanted, entry)
            yield _Course(entry.name or entry.place, entry.place, "", "", indicator, said)
            continue
        area = catalog.area(entry.level, entry.area)
        place = (indicator.id, entry.level, area.code)
        yield _Course(
            name=entry.name or (f"{area.name}, {indicator.short}" if several else area.name),
            place=area.name,
            level=catalog.level(entry.level).name,
            code=area.code,
            indicator=indicator,
            statements=wanted.monitor.statements(*place),
            invented=place in wanted.invented,
        )


def _references(wanted: Wanted, entry: SeriesWanted) -> tuple[Statement, ...]:
    """References as statements; the first of several for one date is preferred."""
    catalog, found, dates = wanted.monitor.catalog, [], set()
    for reference in catalog.references:
        if (reference.place, reference.indicator) != (entry.place, entry.indicator):
            continue
        if not reference.period or reference.value is None:
            continue
        source = catalog.source(reference.source)
        found.append(
            Statement(
                period=Period(reference.period),
                value=reference.value,
                status=Status.OK,
                source=source,
                quality=source.quality.label,
                preferred=reference.period not in dates,
                wording=reference.wording,
                note=reference.note,
            )
        )
        dates.add(reference.period)
    return tuple(sorted(found, key=lambda s: (s.period, not s.preferred)))


def _series(course: _Course) -> Series:
    marks = course.marks
    return Series(
        id="-".join(part for part in course.key if part),
        name=course.name,
        marks=tuple(_mark(course, s) for s in marks),
        segments=segments([s.period for s in marks], course.holes, course.comparable),
        others=tuple(_mark(course, s) for s in course.others),
    )


def _mark(course: _Course, statement: Statement) -> Mark:
    assert statement.value is not None
    value, text = statement.value, quantity(statement.value, course.indicator, statement.status)
    if course.base is not None:
        value /= course.base
        times = t("{number}-fach", number=number(value, INDEX_DECIMALS))
        text = f"{times} ({text.replace('(', '').replace(')', '')})"
    return Mark(
        period=statement.period,
        value=value,
        text=text,
        status=statement.status,
        source=statement.source,
        quality=statement.quality,
        wording=statement.wording,
    )


def _facts(course: _Course, several: bool) -> list[Fact]:
    rows = with_priority(
        [(s, fact(s, course.indicator, course.place, course.level, course.code))
         for s in course.statements]
    )  # fmt: skip
    base = course.base if course.base is not None and course.base > 0 else None
    edition = course.marks[0].edition if course.marks else ""
    like_first = [s.edition == edition for s in course.statements]
    return [
        replace(
            row,
            series=course.name if several and course.name != course.place else "",
            multiple=row.value / base if base and row.value is not None and same else None,
        )
        for row, same in zip(rows, like_first, strict=True)
    ]


def _notes(course: _Course) -> Iterator[str]:
    yield course.indicator.caveat
    for first, second in pairwise(course.marks):
        yield course.indicator.comparable(first.period.code, second.period.code)
    yield from border_breaks(course.marks)
