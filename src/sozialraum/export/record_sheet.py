"""The one-page sheet (Projektsteckbrief) of an entry of a list, as PDF."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sozialraum.domain.indicators import Source
from sozialraum.domain.period import Period
from sozialraum.domain.records import PHASE, ColumnType, ListColumn, Record, RecordList
from sozialraum.errors import UnreadableInput
from sozialraum.export.typesetting import Svg, typeset
from sozialraum.export.words import licence_name, shortened, source_line
from sozialraum.language import n_, t
from sozialraum.render.formats import NBSP, day, enumeration, in_full
from sozialraum.render.record_card import cell_words

_TEMPLATE = "projekt"
_PLANNED = "fertig_geplant"
_SEVERAL = {ColumnType.MANY, ColumnType.LINK}
_GUIDE = n_(
    "„Ohne Angabe“ heißt: nicht veröffentlicht. Es heißt nicht null und nicht nein. Stehen mehrere "
    "Angaben untereinander, sind sie so veröffentlicht; keine ist ausgewählt oder verrechnet."
)


def record_pdf(
    record: Record,
    records: RecordList,
    *,
    state: str,
    locator_svg: str,
    sources: Sequence[Source],
    made_on: date,
) -> bytes:
    """The sheet of one entry on one page of A4.

    Fields stand in the order of ``steckbrief``; all published values of a field stand below each
    other. Fields without a cell are summed up as „Ohne Angabe“. ``state`` is the state of today in
    words, ``locator_svg`` a small map; both may be empty. ``sources`` are those of the list; those
    of the entry stand in its fields. The same input gives the same bytes. Raises
    :class:`SozialraumError` where the picture is no SVG.
    """
    title = f"{records.singular}: {record.title}"
    timeline = _timeline(record, records)
    sections, missing = _sections(record, records, {point["column"] for point in timeline})
    content = {
        "title": shortened(title, 300),
        "description": t(
            "Projektsteckbrief aus „{title}“, Export vom {day}",
            title=records.title,
            day=day(made_on),
        ),
        "kind": t("Projektsteckbrief"),
        "name": record.title,
        "subtitle": f"{records.singular} {record.id} · {records.title}",
        "secrecy": t("Vertraulich, nicht zur Weitergabe") if records.confidential else "",
        "state": state,
        "timeline": timeline,
        "place": _place(record),
        "locator": Svg(locator_svg) if locator_svg else None,
        "sections": sections,
        "missing": t("Ohne Angabe: {titles}.", titles=enumeration(missing)) if missing else "",
        "sources": [source_line(source) for source in sources],
        "publishers": list(dict.fromkeys(source.publisher or source.title for source in sources)),
        "licences": list(dict.fromkeys(licence_name(source.licence) for source in sources)),
        "notes": [note for note in (shortened(records.caveat), t(_GUIDE)) if note],
        "made_on": day(made_on),
    }
    return typeset(_TEMPLATE, content, made_on=made_on)


def _sections(
    record: Record, records: RecordList, drawn: Collection[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Sections with their known fields, and the titles of the unknown ones.

    ``drawn`` are columns of the time line, which are not told twice.
    """
    columns = {column.column: column for column in records.columns}
    wanted: Iterable[tuple[str, Sequence[str]]] = [(s.title, s.columns) for s in records.sheet]
    sections, missing = [], []
    for title, names in wanted or [(t("Angaben"), tuple(columns))]:
        rows = []
        for column in (columns[name] for name in names if name not in drawn):
            if values := _values(record, column, records):
                rows.append({"title": column.title, "values": values})
            else:
                missing.append(column.title)
        if rows:
            sections.append({"title": title, "rows": rows})
    return sections, missing


def _values(record: Record, column: ListColumn, records: RecordList) -> list[str]:
    """The published values of a field in words; empty where nothing is published."""
    if column.type in _SEVERAL:
        return [records.said(text) for text in record.many(column.column)]
    text = record.cells.get(column.column, "").strip()
    if not text:
        return []
    if column.type is ColumnType.DATE:
        return [_date(text)]
    said = cell_words(text, column, records)
    return [f"{said}{NBSP}{column.unit}" if column.unit else said]


def _date(text: str) -> str:
    try:
        return Period(text).label
    except UnreadableInput:
        return text


def _timeline(record: Record, records: RecordList) -> list[dict[str, Any]]:
    """The published years of ``zeitleiste``, oldest first; nothing is put between them."""
    titles = {column.column: column.title for column in records.columns}
    found = [
        {"year": str(year), "label": titles[column], "planned": key == _PLANNED, "column": column}
        for key, column in records.timeline.items()
        if key != PHASE and (year := record.year(column)) is not None
    ]
    return sorted(found, key=lambda point: int(str(point["year"])))


def _place(record: Record) -> list[list[str]]:
    if record.latitude is None or record.longitude is None:
        return [[t("Lage"), t("Es ist kein Ort veröffentlicht.")]]
    north, east = (in_full(value, 5) for value in (record.latitude, record.longitude))
    return [[t("Koordinaten"), t("{north}° Nord, {east}° Ost (WGS84)", north=north, east=east)]]
