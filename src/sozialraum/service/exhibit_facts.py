"""Facts: published statements with everything that a row of a table says about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sozialraum.domain.access import Role, may_see
from sozialraum.domain.areas import Area
from sozialraum.domain.exhibits import Cell, Column, Exhibit, NumberFormat, TableData
from sozialraum.domain.indicators import Indicator, Source
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.themes import Block, Reference
from sozialraum.domain.views import Statement
from sozialraum.language import n_, t
from sozialraum.render.cells import (
    ADDRESS,
    CAVEAT,
    DEFINITION,
    PRIORITY,
    QUALITY,
    SOURCE,
    STATUS,
    SUBJECT,
    TOPIC,
    UNIT,
    VALUE,
    WORD,
    WORDING,
    published_decimals,
)
from sozialraum.render.exhibit_sentences import NOTHING
from sozialraum.render.formats import grouped
from sozialraum.service.monitor import Monitor

Place = tuple[str, str, str]
"""Indicator, level and area of a statement."""
SERIES, INDICATOR = n_("Reihe"), n_("Indikator")
PLACE, AREA, LEVEL, CODE = n_("Raum"), n_("Gebiet"), n_("Raumebene"), n_("Schlüssel")
DATE, NOTE, LICENCE = n_("Stichtag"), n_("Anmerkung"), n_("Lizenz")
MULTIPLE = n_("Vielfaches des ersten Werts")
JOINT = n_("gemeinsam veröffentlicht mit")


@dataclass(frozen=True)
class Wanted:
    """One block of a page, for somebody who holds ``held``.

    ``invented`` are the places whose statements come from a table of invented example data.
    """

    monitor: Monitor
    page: str
    block: Block
    held: frozenset[Role]
    highlight: str
    invented: frozenset[Place]

    def indicator(self, entry: str) -> Indicator | None:
        """The indicator, None where ``held`` may not see it. Raises ``UnknownEntry``."""
        found = self.monitor.catalog.indicator(entry)
        return found if may_see(found.roles, self.held) else None

    def nothing(self) -> Exhibit:
        """The exhibit of a block about which nothing is published."""
        return Exhibit(
            page=self.page,
            id=self.block.id,
            title=self.block.title,
            reference="",
            sentence=t(NOTHING),
            table=TableData((), ()),
            reading=self.block.reading,
            text=self.block.text,
        )


@dataclass(frozen=True)
class Fact:
    """One row: what, where, when, how much, who said it and how.

    ``source`` is None where nothing was said about an area.
    """

    subject: str
    place: str
    date: str
    value: float | None
    unit: str
    shape: NumberFormat
    status: str
    source: Source | None
    quality: str
    wording: str = ""
    note: str = ""
    series: str = ""
    level: str = ""
    code: str = ""
    word: str = ""
    priority: str = ""
    multiple: float | None = None
    joint: str = ""
    definition: str = ""
    caveat: str = ""
    translated: bool = False
    """Whether the note follows the language; notes of statements are German."""


def fact(
    statement: Statement, indicator: Indicator, place: str, level: str = "", code: str = ""
) -> Fact:
    """A statement about an area (name, name of the level, code) as a row."""
    decimals = published_decimals(statement.value, indicator.decimals)
    return Fact(
        subject=indicator.name,
        place=place,
        date=statement.period.label,
        value=statement.value,
        unit=indicator.unit if grouped(indicator) else "",
        shape=NumberFormat(decimals, grouped(indicator)),
        status=statement.status.label,
        source=statement.source,
        quality=statement.quality,
        wording=statement.wording,
        note=statement.note,
        level=level,
        code=code,
        definition=indicator.definition,
        caveat=indicator.caveat,
    )


def unsaid(indicator: Indicator, period: Period, area: Area, level: str) -> Fact:
    """The row of an area about which nothing was said: unknown, never 0."""
    return Fact(
        subject=indicator.name,
        place=area.name,
        date=period.label,
        value=None,
        unit=indicator.unit,
        shape=NumberFormat(indicator.decimals, grouped(indicator)),
        status=Status.UNKNOWN.label,
        source=None,
        quality="",
        level=level,
        code=area.code,
    )


def reference_fact(reference: Reference, source: Source, date: str) -> Fact:
    """A figure about a place elsewhere as a row."""
    value = reference.value
    return Fact(
        subject=reference.subject,
        place=reference.place,
        date=date,
        value=value,
        unit=reference.unit,
        shape=NumberFormat(published_decimals(value, 0)),
        status=t("veröffentlicht") if value is not None else t("in Worten veröffentlicht"),
        source=source,
        quality=source.quality.label,
        wording=reference.wording,
        note=reference.note,
        word=reference.text,
        translated=True,
    )


def with_priority(facts: Sequence[tuple[Statement, Fact]]) -> list[Fact]:
    """The rows of one area and indicator; where several speak of one date, which has priority."""
    dates = Counter(statement.period.code for statement, _ in facts)
    words = {True: t("ja"), False: t("weitere Angabe")}
    return [
        replace(row, priority=words[s.preferred]) if dates[s.period.code] > 1 else row
        for s, row in facts
    ]


_Reader = Callable[[Fact], Cell]
_COLUMNS: Mapping[str, tuple[Column, _Reader]] = {
    column.title: (column, reader)
    for column, reader in (
        (Column(SERIES), lambda row: row.series),
        (Column(SUBJECT), lambda row: row.subject),
        (Column(INDICATOR), lambda row: row.subject),
        (Column(TOPIC), lambda row: row.subject),
        (Column(PLACE), lambda row: row.place),
        (Column(AREA), lambda row: row.place),
        (Column(LEVEL, export_only=True), lambda row: row.level),
        (Column(CODE, export_only=True), lambda row: row.code),
        (Column(DATE), lambda row: row.date),
        (Column(VALUE, numeric=True, by_row=True), lambda row: row.value),
        (Column(UNIT, export_only=True), lambda row: row.unit),
        (Column(MULTIPLE, numeric=True, decimals=2), lambda row: row.multiple),
        (Column(STATUS, export_only=True), lambda row: row.status),
        (Column(WORD, export_only=True), lambda row: row.word),
        (Column(JOINT), lambda row: row.joint),
        (Column(PRIORITY), lambda row: row.priority),
        (Column(WORDING), lambda row: row.wording),
        (Column(SOURCE), lambda row: row.source.citation if row.source else ""),
        (Column(QUALITY), lambda row: row.quality),
        (Column(NOTE, published=True), lambda row: row.note),
        (Column(DEFINITION, export_only=True), lambda row: row.definition),
        (Column(CAVEAT, export_only=True), lambda row: row.caveat),
        (Column(ADDRESS, export_only=True), lambda row: row.source.url if row.source else ""),
        (
            Column(LICENCE, export_only=True),
            lambda row: row.source.licence if row.source else "",
        ),
    )
}
ABOUT = (LEVEL, CODE)
SAID = (SOURCE, QUALITY, NOTE, ADDRESS, LICENCE)


def table(facts: Sequence[Fact], *titles: str) -> TableData:
    """Rows with the columns of these (German) titles; as many decimals as were published.

    A column that is there for special cases (series, indicator, priority, word, joint) is left
    out where no row has anything to say in it.
    """
    kept = [_COLUMNS[title] for title in titles]
    shown = [
        (column, reader)
        for column, reader in kept
        if column.title not in _SPECIAL or any(reader(row) for row in facts)
    ]
    most = max((row.shape.decimals for row in facts), default=0)
    translated = any(row.translated for row in facts)
    return TableData(
        columns=tuple(
            replace(
                column,
                title=t(column.title),
                decimals=most if column.by_row else column.decimals,
                published=column.published and not (column.title == NOTE and translated),
            )
            for column, _ in shown
        ),
        rows=tuple(tuple(reader(row) for _, reader in shown) for row in facts),
        formats=tuple(row.shape for row in facts),
    )


_SPECIAL = frozenset({SERIES, INDICATOR, PRIORITY, WORD, JOINT})


def sources_of(facts: Iterable[Fact]) -> tuple[Source, ...]:
    """The sources of the rows, each once, in order."""
    return tuple({row.source.id: row.source for row in facts if row.source}.values())


def distinct(notes: Iterable[str]) -> tuple[str, ...]:
    """Notes that are not empty, each once, in order."""
    return tuple(dict.fromkeys(note for note in notes if note))
