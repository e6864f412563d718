"""The service directory that somebody brought: CSV or Excel with the columns of our own file.

What can be kept is kept and marked; nothing is guessed. A row is left out only where it is not
clear what it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sozialraum.catalog.catalog import Catalog, suggestion
from sozialraum.catalog.sheet import Row, Sheet
from sozialraum.domain.directory import COLUMNS, REQUIRED, ServicesImport
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.delivered import read_delivered
from sozialraum.importers.points import Box
from sozialraum.importers.records import LONGEST
from sozialraum.importers.service_cells import read_service
from sozialraum.importers.spreadsheets import ROWS, read_spreadsheet
from sozialraum.language import t

__all__ = ["ServicesImport", "read_services", "read_sheet_of"]

_GUARDED = re.compile(r"\A'(?=[=+\-@])")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]")


def read_services(
    content: bytes, name: str, catalog: Catalog, *, box: Box | None = None
) -> ServicesImport:
    """The services of a CSV or XLSX file.

    Only ``id`` and ``name`` must be there; other columns of
    :data:`sozialraum.domain.directory.COLUMNS` may be missing (unknown), further columns are left
    out with a problem. ``name`` is how problems call the file; it is no path and is not opened.
    ``box`` are the bounds of the city in WGS84 degrees; without them a coordinate must lie in
    Germany. Never raises: a file that cannot be read at all is one problem.
    """
    try:
        sheet, notes = read_sheet_of(content, name)
    except UnreadableInput as error:
        return ServicesImport((), problems=(Problem(name, "", error.what, error.fix),))
    reader = _Reader(catalog, sheet, box)
    if reader.header():
        reader.read()
    return ServicesImport(
        tuple(reader.services), tuple(reader.remarks), tuple(reader.problems), notes
    )


def read_sheet_of(content: bytes, name: str) -> tuple[Sheet, tuple[str, ...]]:
    """A CSV or XLSX file as a sheet of text, told by its bytes, and notes for the reader.

    Raises :class:`UnreadableInput` with the remedy for every other file.
    """
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if content.startswith(_OLD_EXCEL):
        what = t("Das ist eine Datei des alten Excel-Formats (.xls).")
        raise UnreadableInput(what, t("In Excel als „.xlsx“ oder „CSV UTF-8“ speichern."))
    if start == b"<":
        what = t("Das ist keine Tabelle, sondern eine Internetseite oder XML.")
        raise UnreadableInput(what, t("In Excel öffnen und als „.xlsx“ speichern."))
    if start in {b"{", b"["}:
        what = t("Das ist eine JSON-Datei.")
        raise UnreadableInput(
            what, t("Integreat-Dateien als solche einlesen, sonst CSV oder XLSX.")
        )
    if content.startswith(_ZIP):
        return read_spreadsheet(content, name)
    read = read_delivered(content)
    if len(read.rows) > ROWS:
        raise UnreadableInput(
            t("Die Tabelle hat mehr als {rows} Zeilen.", rows=ROWS), t("In Teilen einlesen.")
        )
    header = tuple(str(column) for column in read.frame.columns)
    cells = read.frame.itertuples(index=False, name=None)
    rows = tuple(
        Row(line, dict(zip(header, texts, strict=True)))
        for line, texts in zip(read.rows, cells, strict=True)
    )
    return Sheet(name, header, rows), ()


@dataclass
class _Reader:
    catalog: Catalog
    sheet: Sheet
    box: Box | None
    services: list[ServiceAtPlace] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def header(self) -> bool:
        """Columns that are missing or that nobody knows; without the required ones nothing."""
        for column in self.sheet.header:
            if column and column not in COLUMNS:
                what = t(
                    "Die Spalte „{column}“ gehört nicht zum Verzeichnis und ist nicht gelesen.",
                    column=column,
                )
                self._problem(t("Zeile 1"), what, suggestion(column, dict.fromkeys(COLUMNS, "")))
        if any(row.get("") for row in self.sheet.rows):
            what = t("Eine Spalte ohne Überschrift enthält Angaben und ist nicht gelesen.")
            self._problem(t("Zeile 1"), what, t("Überschrift ergänzen oder Spalte entfernen."))
        missing = [column for column in REQUIRED if column not in self.sheet.header]
        for column in missing:
            fix = t(
                "Ergänzen; das Verzeichnis hat die Spalten: {columns}", columns=";".join(COLUMNS)
            )
            self._problem(t("Zeile 1"), t("Die Spalte „{column}“ fehlt.", column=column), fix)
        if not self.sheet.rows:
            fix = t("Unter der Kopfzeile je Angebot eine Zeile anlegen.")
            self._problem("", t("Die Datei enthält kein Angebot."), fix)
        return not missing

    def read(self) -> None:
        """All rows that say of what they speak."""
        first: dict[str, int] = {}
        for row in self.sheet.rows:
            cells = dict(self._cells(row))
            missing = [column for column in REQUIRED if not cells[column]]
            if missing:
                what = t(
                    "Die Angabe „{column}“ fehlt; die Zeile ist nicht übernommen.",
                    column=missing[0],
                )
                self._problem(t("Zeile {line}", line=row.line), what, t("Ergänzen."))
                continue
            if cells["id"] in first:
                what = t(
                    "„{id}“ steht auch in Zeile {first_row}; nicht übernommen.",
                    id=cells["id"],
                    first_row=first[cells["id"]],
                )
                self._problem(
                    t("Zeile {line}", line=row.line), what, t("Jedem Angebot eine eigene id geben.")
                )
                continue
            first[cells["id"]] = row.line
            service, remarks = read_service(cells, self.catalog, box=self.box)
            self.services.append(service)
            for remark in remarks:
                self._remark(row, remark.column, remark.what, remark.fix)

    def _cells(self, row: Row) -> Iterator[tuple[str, str]]:
        """The cells of a row, without what no text may hold."""
        for column in COLUMNS:
            text = _GUARDED.sub("", row.get(column), count=1)
            if _CONTROL.search(text):
                text = " ".join(_CONTROL.sub(" ", text).split())
                fix = t("Den Text neu eintippen und die Datei als UTF-8 speichern.")
                self._remark(row, column, t("Der Text enthielt unlesbare Zeichen."), fix)
            if len(text) > LONGEST:
                what = t(
                    "Der Text hat {length} Zeichen und ist nicht übernommen.", length=len(text)
                )
                self._remark(
                    row, column, what, t("Auf höchstens {longest} Zeichen kürzen.", longest=LONGEST)
                )
                text = ""
            yield column, text

    def _remark(self, row: Row, column: str, what: str, fix: str) -> None:
        where = t("Zeile {line}", line=row.line)
        self.remarks.append(
            Problem(
                self.sheet.file,
                where,
                t("Spalte „{column}“: {what}", column=column, what=what),
                fix,
            )
        )

    def _problem(self, key: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self.sheet.file, key, what, fix))
