"""References of theme pages and lists: what one names, another must declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from sozialraum.catalog.catalog import Catalog, suggestion
from sozialraum.catalog.checks import file_exists
from sozialraum.catalog.declarations import Declared
from sozialraum.domain.records import ColumnType, RecordList
from sozialraum.domain.themes import Block, BlockKind, SeriesWanted, ThemePage
from sozialraum.errors import Problem

_DRAWN = {BlockKind.COURSE, BlockKind.INDEX}


def of_pages(
    pages: Declared[ThemePage],
    catalog: Catalog,
    lists: Declared[RecordList],
    broken: frozenset[str],
) -> Iterator[Problem]:
    """Ids, indicators, areas, lists and registers that the theme pages name."""
    for page in pages.entries.values():
        file = pages.files[page.id]
        ids = Counter([*(s.id for s in page.sections), *(b.id for b in page.blocks)])
        for twice in (id_ for id_, count in ids.items() if count > 1):
            what = f"„{twice}“ ist auf der Seite mehrfach vergeben."
            yield Problem(file, "id", what, "Je Abschnitt und Darstellung einen eigenen Namen.")
        for block in page.blocks:
            yield from _of_block(file, block, catalog, broken)
            if block.records and not lists.knows(block.records):
                what = f"Das Verzeichnis „{block.records}“ ist nicht angelegt."
                names = dict.fromkeys(lists.entries, "")
                yield Problem(file, f"{block.id}.liste", what, suggestion(block.records, names))


def _of_block(
    file: str, block: Block, catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    named = [*block.indicators, *(series.indicator for series in block.series)]
    for indicator in named:
        if indicator not in catalog.indicators and indicator not in broken:
            what = f"Der Indikator „{indicator}“ ist nicht angelegt."
            fix = suggestion(indicator, {i.id: i.name for i in catalog.indicators.values()})
            yield Problem(file, f"{block.id}.indikatoren", what, fix)
    for series in block.series:
        yield from _of_series(file, block, series, catalog)
    for topic in block.topics:
        topics = {indicator.topic for indicator in catalog.indicators.values()}
        if topic not in topics:
            what = f"Zum Thema „{topic}“ gibt es keinen Indikator."
            yield Problem(
                file, f"{block.id}.themen", what, suggestion(topic, dict.fromkeys(topics, ""))
            )
    if block.kind in _DRAWN:
        yield from _one_chart(file, block, catalog)


def _of_series(
    file: str, block: Block, series: SeriesWanted, catalog: Catalog
) -> Iterator[Problem]:
    key = f"{block.id}.reihen"
    if series.place:
        places = {reference.place for reference in catalog.references}
        if series.place not in places:
            what = f"Zum Raum „{series.place}“ gibt es keine Vergleichsangabe."
            yield Problem(file, key, what, suggestion(series.place, dict.fromkeys(places, "")))
        return
    names = {area.code: area.name for area in catalog.areas_by_level.get(series.level, ())}
    if series.level not in catalog.levels:
        what = f"Die Ebene „{series.level}“ ist nicht angelegt."
        yield Problem(file, key, what, suggestion(series.level, dict.fromkeys(catalog.levels, "")))
    elif series.area not in names:
        what = f"Das Gebiet „{series.area}“ der Ebene „{series.level}“ gibt es nicht."
        yield Problem(file, key, what, suggestion(series.area, names))


def _one_chart(file: str, block: Block, catalog: Catalog) -> Iterator[Problem]:
    """One chart has one unit (an index has none) and one register."""
    used = [
        catalog.indicators[s.indicator] for s in block.series if s.indicator in catalog.indicators
    ]
    if not block.series:
        what = "Ein Verlauf braucht „reihen“."
        yield Problem(file, block.id, what, "Mindestens eine Reihe angeben.")
    if len({indicator.from_register for indicator in used}) > 1:
        what = "Reihen verschiedener Register stehen in einem Diagramm."
        yield Problem(file, f"{block.id}.reihen", what, "Je Register eine eigene Darstellung.")
    if block.kind is BlockKind.COURSE and len({indicator.unit for indicator in used}) > 1:
        what = "Reihen mit verschiedenen Einheiten stehen in einem Diagramm."
        yield Problem(file, f"{block.id}.reihen", what, "Je Einheit eine eigene Darstellung.")


def of_lists(
    home: Path, lists: Declared[RecordList], catalog: Catalog, *, files: bool
) -> Iterator[Problem]:
    """Source, layer, levels, columns and file of the lists."""
    for records in lists.entries.values():
        file = lists.files[records.id]
        yield from _known(file, "quelle", "Die Quelle", records.source, catalog.sources)
        if records.layer:
            yield from _known(file, "karten_ebene", "Die Ebene", records.layer, catalog.layers)
        columns = {column.column for column in records.columns}
        wanted = [records.key, records.title_column, *records.timeline.values()]
        wanted += [column for sheet in records.sheet for column in sheet.columns]
        for column in dict.fromkeys(wanted):
            if column not in columns:
                what = f"Die Spalte „{column}“ steht nicht unter „spalten“."
                fix = suggestion(column, dict.fromkeys(columns, ""))
                yield Problem(file, "spalten", what, fix)
        for entry in records.columns:
            if entry.type is ColumnType.AREA:
                key = f"spalten.{entry.column}"
                yield from _known(file, key, "Die Ebene", entry.level, catalog.levels)
            if entry.type is ColumnType.CHOICE and not entry.values:
                what = f"Die Spalte „{entry.column}“ ist eine Wahl ohne „werte“."
                yield Problem(file, f"spalten.{entry.column}", what, 'Ergänzen: werte = ["…"]')
        if records.confidential and records.file:
            what = "Ein vertrauliches Verzeichnis darf keine Datei unter data/ haben."
            yield Problem(file, "datei", what, "Die Angabe entfernen und die Datei einlesen.")
        elif files and not records.confidential:
            yield from file_exists(home, file, "data/orte", records.file)


def _known(
    file: str, key: str, noun: str, entry: str, entries: Mapping[str, object]
) -> Iterator[Problem]:
    if entry not in entries:
        what = f"{noun} „{entry}“ ist nicht angelegt."
        yield Problem(file, key, what, suggestion(entry, dict.fromkeys(entries, "")))
