"""References of theme pages and lists: what one names, another must declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from sozialraum.catalog.catalog import Catalog, suggestion
from sozialraum.catalog.checks import START_FILE, file_exists
from sozialraum.catalog.declarations import Declared
from sozialraum.domain.access import Role
from sozialraum.domain.period import Period
from sozialraum.domain.records import ColumnType, RecordList
from sozialraum.domain.themes import Block, BlockKind, SeriesWanted, ThemePage
from sozialraum.errors import Problem, UnreadableInput

_DRAWN = {BlockKind.COURSE, BlockKind.INDEX}


def of_pages(
    pages: Declared[ThemePage],
    catalog: Catalog,
    lists: Declared[RecordList],
    broken: frozenset[str],
) -> Iterator[Problem]:
    """Ids, indicators, areas, places, lists and registers that the theme pages name.

    And whether everybody may see what the start page shows: of other pages, what somebody may not
    see is left out, but the start page cannot be without it.
    """
    yield from _start_for_everybody(catalog)
    for page in pages.entries.values():
        file = pages.files[page.id]
        ids = Counter([*(s.id for s in page.sections), *(b.id for b in page.blocks)])
        for twice in (id_ for id_, count in ids.items() if count > 1):
            what = f"„{twice}“ ist auf der Seite mehrfach vergeben."
            yield Problem(file, "id", what, "Je Abschnitt und Darstellung einen eigenen Namen.")
        for layer in page.layers:
            if layer not in catalog.layers:
                what = f"Die Karten-Ebene „{layer}“ ist nicht angelegt."
                fix = suggestion(layer, {entry.id: entry.name for entry in catalog.layers.values()})
                yield Problem(file, "ebenen", what, fix)
        for block in page.blocks:
            yield from _complete(file, block)
            yield from _of_block(file, block, catalog, broken)
            if block.records:
                yield from _of_records(file, block, lists)


def _start_for_everybody(catalog: Catalog) -> Iterator[Problem]:
    start = catalog.start
    named = [("karte.indikator", start.map.indicator)]
    named += [("kennzahlen.indikator", figure.indicator) for figure in start.figures]
    for key, name in dict.fromkeys(named):
        found = catalog.indicators.get(name)
        if found is not None and Role.PUBLIC not in found.roles:
            what = f"Die Startseite zeigt „{name}“, das nicht alle sehen dürfen."
            fix = f"Einen anderen Indikator nennen, oder „rollen“ in {name}.toml ändern."
            yield Problem(START_FILE, key, what, fix)


def _complete(file: str, block: Block) -> Iterator[Problem]:
    """A block has what its kind shows."""
    wanted: dict[BlockKind, tuple[str, object]] = {
        BlockKind.COURSE: ("reihen", block.series),
        BlockKind.INDEX: ("reihen", block.series),
        BlockKind.BARS: ("indikatoren“ (genau einen) und „ebene", _barred(block)),
        BlockKind.MAP: ("indikatoren", block.indicators),
        BlockKind.STATEMENTS: ("indikatoren“ oder „themen", block.indicators or block.topics),
        BlockKind.REFERENCES: ("raeume", block.places),
        BlockKind.RECORDS: ("liste", block.records),
        BlockKind.TEXT: ("text", block.text),
    }
    key, found = wanted[block.kind]
    if not found:
        what = f"Eine Darstellung der Art „{block.kind.value}“ braucht „{key}“."
        yield Problem(file, block.id, what, "Ergänzen oder die Art ändern.")


def _barred(block: Block) -> bool:
    return len(block.indicators) == 1 and bool(block.level)


def _of_block(
    file: str, block: Block, catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    named = [*block.indicators, *(series.indicator for series in block.series)]
    for indicator in dict.fromkeys(named):
        if indicator not in catalog.indicators and indicator not in broken:
            what = f"Der Indikator „{indicator}“ ist nicht angelegt."
            fix = suggestion(indicator, {i.id: i.name for i in catalog.indicators.values()})
            yield Problem(file, f"{block.id}.indikatoren", what, fix)
    for series in block.series:
        yield from _of_series(file, block, series, catalog)
    topics = dict.fromkeys((i.topic for i in catalog.indicators.values()), "")
    for topic in block.topics:
        if topic not in topics:
            what = f"Zum Thema „{topic}“ gibt es keinen Indikator."
            yield Problem(file, f"{block.id}.themen", what, suggestion(topic, topics))
    for place in block.places:
        yield from _of_place(file, f"{block.id}.raeume", place, catalog)
    if block.level:
        yield from _of_level(file, f"{block.id}.ebene", block.level, block.indicators, catalog)
    if block.period:
        yield from _of_period(file, block)
    if block.kind in _DRAWN:
        yield from _one_chart(file, block, catalog)


def _of_level(
    file: str, key: str, level: str, indicators: tuple[str, ...], catalog: Catalog
) -> Iterator[Problem]:
    """The level is declared, and every indicator may have values on it."""
    if level not in catalog.levels:
        what = f"Die Ebene „{level}“ ist nicht angelegt."
        yield Problem(file, key, what, suggestion(level, dict.fromkeys(catalog.levels, "")))
        return
    for indicator in (catalog.indicators[i] for i in indicators if i in catalog.indicators):
        if level not in indicator.levels:
            what = f"Den Indikator „{indicator.id}“ gibt es auf der Ebene „{level}“ nicht."
            fix = suggestion(level, dict.fromkeys(indicator.levels, ""))
            yield Problem(file, key, what, fix)


def _of_period(file: str, block: Block) -> Iterator[Problem]:
    try:
        Period(block.period)
    except UnreadableInput as error:
        yield Problem(file, f"{block.id}.stichtag", error.what, error.fix)


def _of_place(file: str, key: str, place: str, catalog: Catalog) -> Iterator[Problem]:
    places = {reference.place for reference in catalog.references}
    if place not in places:
        what = f"Zum Raum „{place}“ gibt es keine Vergleichsangabe."
        yield Problem(file, key, what, suggestion(place, dict.fromkeys(sorted(places), "")))


def _of_series(
    file: str, block: Block, series: SeriesWanted, catalog: Catalog
) -> Iterator[Problem]:
    key = f"{block.id}.reihen"
    if series.place:
        yield from _of_place(file, key, series.place, catalog)
        yield from _of_outside(file, key, series, catalog)
        return
    yield from _of_level(file, key, series.level, (series.indicator,), catalog)
    names = {area.code: area.name for area in catalog.areas_by_level.get(series.level, ())}
    if series.level in catalog.levels and series.area not in names:
        what = f"Das Gebiet „{series.area}“ der Ebene „{series.level}“ gibt es nicht."
        yield Problem(file, key, what, suggestion(series.area, names))


def _of_outside(file: str, key: str, series: SeriesWanted, catalog: Catalog) -> Iterator[Problem]:
    """A place outside can be drawn where it has numbers of the indicator, in its unit."""
    said = [reference for reference in catalog.references if reference.place == series.place]
    drawn = [r for r in said if r.indicator == series.indicator and r.value is not None]
    if said and not drawn:
        what = f"Der Raum „{series.place}“ hat keine Zahl zum Indikator „{series.indicator}“."
        yield Problem(file, key, what, "In data/vergleich.csv unter „indikator“ nennen.")
    indicator = catalog.indicators.get(series.indicator)
    for other in (r for r in drawn if indicator and r.unit != indicator.unit):
        what = f"Die Vergleichsangabe {other.id} ist in „{other.unit}“ angegeben."
        fix = f"Der Indikator „{series.indicator}“ hat eine andere Einheit."
        yield Problem(file, key, what, fix)


def _one_chart(file: str, block: Block, catalog: Catalog) -> Iterator[Problem]:
    """One chart has one unit (an index has none) and one register."""
    named = (series.indicator for series in block.series)
    used = [catalog.indicators[id_] for id_ in named if id_ in catalog.indicators]
    key = f"{block.id}.reihen"
    if len({indicator.from_register for indicator in used}) > 1:
        what = "Reihen verschiedener Register stehen in einem Diagramm."
        yield Problem(file, key, what, "Je Register eine eigene Darstellung.")
    if block.kind is not BlockKind.INDEX and len({indicator.unit for indicator in used}) > 1:
        what = "Reihen mit verschiedenen Einheiten stehen in einem Diagramm."
        yield Problem(file, key, what, "Je Einheit eine eigene Darstellung.")


def _of_records(file: str, block: Block, lists: Declared[RecordList]) -> Iterator[Problem]:
    """The list is declared; the columns that narrow it are its own, with values that they allow."""
    if not lists.knows(block.records):
        what = f"Das Verzeichnis „{block.records}“ ist nicht angelegt."
        names = dict.fromkeys(lists.entries, "")
        yield Problem(file, f"{block.id}.liste", what, suggestion(block.records, names))
    if block.records in lists.entries:
        columns = {column.column: column for column in lists.entries[block.records].columns}
        names = {column.column: column.title for column in columns.values()}
        for column, wanted in block.filter.items():
            if column not in columns:
                what = f"Das Verzeichnis „{block.records}“ hat keine Spalte „{column}“."
                yield Problem(file, f"{block.id}.auswahl", what, suggestion(column, names))
                continue
            allowed = dict.fromkeys(columns[column].values, "")
            for value in (entry for entry in wanted if allowed and entry not in allowed):
                what = f"Die Spalte „{column}“ kennt den Wert „{value}“ nicht."
                yield Problem(file, f"{block.id}.auswahl", what, suggestion(value, allowed))


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
