"""Typed lists of things (Verzeichnisse), from text to checked rows, strictly.

The project's own files are read as :mod:`sozialraum.catalog.sheet` reads them; a file that somebody
brought may come in every form that :mod:`sozialraum.importers.delivered` knows. Cells stay text as
written: what is checked here can be typed later without a second thought.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialraum.analysis.projection import utm
from sozialraum.catalog.catalog import Catalog, suggestion
from sozialraum.catalog.sheet import Row, Sheet
from sozialraum.domain.records import (
    LATITUDE,
    LONGITUDE,
    ColumnType,
    ListColumn,
    Record,
    RecordList,
)
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.cells import Fault, check_cell
from sozialraum.importers.delivered import read_delivered
from sozialraum.importers.keys import KeyResolver
from sozialraum.importers.points import MARGIN, Box
from sozialraum.importers.tables import parse_number
from sozialraum.language import n_, t

DELIVERED = n_("eingelesene Datei")
"""What problems call a file that somebody brought."""
LONGEST = 32_000
"""Signs of a cell; spreadsheets drop what is longer without a word."""
SPANS = (
    ("nutzung_ab", "nutzung_bis"),
    ("entwicklung_ab", "fertig"),
)
"""Keys of ``zeitleiste`` of which the second may not lie before the first."""
_GUARDED = re.compile(r"\A'(?=[=+\-@])")


def read_records(
    content: bytes | Sheet, records: RecordList, catalog: Catalog, *, box: Box | None = None
) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a list and the problems of its file.

    ``content`` is a sheet of the project, or the bytes of a file that somebody brought; there the
    apostrophe is taken away that guards cells of our own CSV files against spreadsheets. ``box``
    are the bounds of the outlines in WGS84 (west, south, east, north); without it the place of
    coordinates is not checked. A row maps every declared column to its text (empty = unknown), in
    the order of the file. Rows with a problem are left out; a list with problems is never used.
    """
    if isinstance(content, Sheet):
        sheet = content
    else:
        try:
            sheet = _delivered(content)
        except UnreadableInput as error:
            return [], [Problem(t(DELIVERED), "", error.what, error.fix)]
    reader = _Reader(records, catalog, sheet, box)
    if not reader.header():
        return [], reader.problems
    return reader.rows(), reader.problems


def as_record(row: Mapping[str, str], records: RecordList) -> Record:
    """The record of a checked row, with the coordinates of its own columns (None = unknown)."""
    cells = {column: row.get(column, "") for column in records.column_names}
    place: tuple[float | None, float | None] = (None, None)
    if records.located and cells[LATITUDE]:
        place = parse_number(cells[LATITUDE]), parse_number(cells[LONGITUDE])
    return Record(cells[records.key], cells[records.title_column], cells, *place)


def _delivered(content: bytes) -> Sheet:
    """A file as a sheet; empty columns without a heading, as spreadsheets add them, are dropped."""
    read = read_delivered(content)
    frame = read.frame
    if "" in frame and not frame[""].any():
        frame = frame.drop(columns="")
    header = tuple(str(name) for name in frame.columns)
    rows = tuple(
        Row(line, {name: _GUARDED.sub("", cell, count=1) if cell[:1] == "'" else cell
                   for name, cell in zip(header, cells, strict=True)})
        for line, cells in zip(read.rows, frame.itertuples(index=False, name=None), strict=True)
    )  # fmt: skip
    return Sheet(t(DELIVERED), header, rows)


@dataclass
class _Reader:
    records: RecordList
    catalog: Catalog
    sheet: Sheet
    box: Box | None
    problems: list[Problem] = field(default_factory=list)

    def header(self) -> bool:
        """Missing and unknown columns; without the declared ones no row can be read."""
        header, declared = self.sheet.header, self.records.column_names
        missing = [column for column in declared if column not in header]
        for column in missing:
            what = t("Die Spalte „{column}“ fehlt.", column=column)
            self._say(
                t("Zeile 1"),
                what,
                t("Ergänzen; erwartet werden: {declared}", declared=";".join(declared)),
            )
        titles = {column.column: column.title for column in self.records.columns}
        for column in header:
            if not column:
                fix = t("Überschrift ergänzen oder Spalte entfernen.")
                self._say(t("Zeile 1"), t("Eine Spalte hat keine Überschrift."), fix)
            elif column not in titles:
                what = t("Die Spalte „{column}“ gehört nicht zu diesem Verzeichnis.", column=column)
                self._say(t("Zeile 1"), what, suggestion(column, titles))
        return not missing

    def rows(self) -> list[dict[str, str]]:
        """All rows without problems."""
        areas = {c.column: self._areas(c) for c in self.records.columns if c.level}
        first: dict[str, int] = {}
        found = []
        for row in self.sheet.rows:
            before = len(self.problems)
            for column in self.records.columns:
                self._cell(row, column, areas.get(column.column, {}))
            self._key(row, first)
            self._spans(row)
            if self.records.located:
                self._place(row)
            if len(self.problems) == before:
                found.append({name: row.get(name) for name in self.records.column_names})
        return found

    def _cell(self, row: Row, column: ListColumn, areas: Mapping[str, Fault]) -> None:
        name, text = column.column, row.get(column.column)
        if not text:
            if column.required or name in {self.records.key, self.records.title_column}:
                self._cite(row, name, t("Die Angabe fehlt."), t("Ergänzen."))
            return
        if len(text) > LONGEST:
            what = t("Der Text hat {length} Zeichen.", length=len(text))
            self._cite(
                row, name, what, t("Auf höchstens {longest} Zeichen kürzen.", longest=LONGEST)
            )
        elif any(char == "\ufffd" or unicodedata.category(char) == "Cc" for char in text):
            fix = t("Den Text neu eintippen und die Datei als UTF-8 speichern.")
            self._cite(row, name, t("Der Text enthält ein unlesbares Zeichen."), fix)
        else:
            fault = areas.get(text) or check_cell(column, text)
            if fault:
                self._cite(row, name, *fault)

    def _areas(self, column: ListColumn) -> dict[str, Fault]:
        """What is wrong with the places of a column, by text; codes and names are understood."""
        if column.type is not ColumnType.AREA or column.level not in self.catalog.levels:
            return {}  # the catalogue reports the level
        level = self.catalog.levels[column.level]
        texts = list(dict.fromkeys(row.get(column.column) for row in self.sheet.rows))
        areas = self.catalog.areas(level.id)
        names = {area.code: area.name for area in areas}
        match = KeyResolver.of(level, areas).resolve([text for text in texts if text])
        known = zip(match.keys, match.codes, match.suggestions, strict=True)
        return {
            key: (
                t("„{key}“ ist kein Gebiet der Ebene „{name}“.", key=key, name=level.name),
                t("Gemeint ist vielleicht „{near}“.", near=near)
                if near
                else suggestion(key, names),
            )
            for key, code, near in known
            if not code
        }

    def _key(self, row: Row, first: dict[str, int]) -> None:
        key = row.get(self.records.key)
        if key and key in first:
            what = t(
                "„{key}“ kommt doppelt vor (auch Zeile {first_row}).", key=key, first_row=first[key]
            )
            fix = t("Einen der Einträge umbenennen oder entfernen.")
            self._cite(row, self.records.key, what, fix)
        first.setdefault(key, row.line)

    def _spans(self, row: Row) -> None:
        for begin, end in SPANS:
            names = self.records.timeline.get(begin), self.records.timeline.get(end)
            if names[0] and names[1]:
                start, stop = (row.get(name)[:4] for name in names if name)
                if start.isdecimal() and stop.isdecimal() and int(stop) < int(start):
                    what = t(
                        "Das Ende {stop} liegt vor dem Beginn {start} („{column}“).",
                        stop=stop,
                        start=start,
                        column=names[0],
                    )
                    self._cite(row, names[1], what, t("Beide Jahre prüfen."))

    def _place(self, row: Row) -> None:
        texts = row.get(LATITUDE), row.get(LONGITUDE)
        if not any(texts):
            return
        if not all(texts):
            missing = LONGITUDE if texts[0] else LATITUDE
            fix = t("Breite und Länge angeben oder beide leer lassen.")
            self._cite(row, missing, t("Die zweite Hälfte der Koordinate fehlt."), fix)
            return
        try:
            latitude, longitude = (parse_number(text) for text in texts)
        except UnreadableInput:
            return  # said of the cell
        if self.box is not None and not _inside(self.box, latitude, longitude):
            what = t(
                "Die Koordinate {latitude} / {longitude} liegt weit außerhalb der Stadt.",
                latitude=texts[0],
                longitude=texts[1],
            )
            self._cite(row, LATITUDE, what, _remedy(self.box, latitude, longitude))

    def _cite(self, row: Row, column: str, what: str, fix: str) -> None:
        self._say(
            t("Zeile {line}", line=row.line),
            t("Spalte „{column}“: {what}", column=column, what=what),
            fix,
        )

    def _say(self, key: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self.sheet.file, key, what, fix))


def _inside(box: Box, latitude: float, longitude: float) -> bool:
    west, south, east, north = box
    return (
        south - MARGIN <= latitude <= north + MARGIN and west - MARGIN <= longitude <= east + MARGIN
    )


def _remedy(box: Box, latitude: float, longitude: float) -> str:
    if _inside(box, longitude, latitude):
        return t("Breite und Länge sind vertauscht.")
    if max(abs(latitude), abs(longitude)) > 180:
        likely = f"EPSG:{utm(box)}"
        return t("Das sind Meter, vermutlich {likely}; in Grad (WGS84) umrechnen.", likely=likely)
    return t("Breite und Länge in Grad (WGS84) prüfen.")
