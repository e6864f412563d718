"""One sheet of an Excel file that somebody brought, as raw text.

The archive is opened with distrust (:mod:`sozialraum.importers.xlsx_archive`), only the parts that
hold cells are unpacked, and the cells are kept where they stand: one cell far away costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.catalog.sheet import clean
from sozialraum.errors import UnreadableInput
from sozialraum.importers.raw import Format, RawTable
from sozialraum.importers.xlsx_archive import XlsxParts
from sozialraum.importers.xlsx_parts import (
    SheetPart,
    parse,
    read_kinds,
    read_sheet_part,
    read_strings,
    read_workbook,
)
from sozialraum.importers.xlsx_sheet import SheetReader, column_name
from sozialraum.language import n_, t

LARGEST = 50_000_000
"""Bytes of a file."""
UNPACKED = 150_000_000
"""Bytes of the parts of a file that hold cells."""
_TOLD = 5


def read_xlsx(content: bytes, sheet: str = "") -> RawTable:
    """The visible sheet called ``sheet``, else the first visible one.

    Raises :class:`UnreadableInput` with the remedy for a sheet that is not there or empty, for
    error values, for formulas without a stored result, and for all that is no safe Excel file.
    """
    parts = XlsxParts(content, LARGEST, UNPACKED)
    book = read_workbook(parts)
    visible = [part for part in book.sheets if part.visible]
    chosen = _chosen(visible, sheet)
    names = tuple(clean(part.name) for part in visible)
    strings = read_strings(parts, book.strings)
    reader = SheetReader(strings, read_kinds(parts, book.styles), book.from_1904)
    parse(read_sheet_part(parts, chosen), reader.start, reader.end, reader.text)
    title = clean(chosen.name)
    if not reader.store.count:
        fix = t("Eine Kopfzeile und Daten werden gebraucht.")
        if len(names) > 1:
            others = _listed([name for name in names if name != title])
            fix = t("Ein anderes Blatt wählen: {others}.", others=others)
        raise UnreadableInput(t("Das Blatt „{title}“ ist leer.", title=title), fix)
    cells, lines = reader.store.frame()
    native = (n in reader.native - reader.written for n in range(1, reader.store.width + 1))
    hidden = [clean(part.name) for part in book.sheets if not part.visible]
    return RawTable(
        cells=cells,
        lines=lines,
        format=Format.XLSX,
        native=tuple(native),
        sheet=title,
        sheets=names,
        notes=(*_sheet_notes(title, names, hidden), *_cell_notes(reader)),
    )


def _chosen(visible: Sequence[SheetPart], sheet: str) -> SheetPart:
    if not visible:
        what = t("Die Excel-Datei hat kein sichtbares Blatt mit Zellen.")
        raise UnreadableInput(what, t("Das Blatt in Excel einblenden und speichern."))
    wanted = clean(sheet)
    found = [part for part in visible if not wanted or clean(part.name) == wanted]
    if not found:
        what = t("Das Blatt „{sheet}“ gibt es nicht.", sheet=wanted[:60])
        raise UnreadableInput(
            what, t("Vorhanden sind: {names}.", names=_listed([p.name for p in visible]))
        )
    return found[0]


def _sheet_notes(title: str, names: Sequence[str], hidden: Sequence[str]) -> list[str]:
    notes = []
    if len(names) > 1:
        others = [name for name in names if name != title]
        notes.append(
            t(
                "Gelesen ist nur das Blatt „{title}“, nicht {others}.",
                title=title,
                others=_listed(others),
            )
        )
    if hidden:
        notes.append(
            t("Ausgeblendete Blätter wurden nicht gelesen: {hidden}.", hidden=_listed(hidden))
        )
    return notes


def _cell_notes(reader: SheetReader) -> list[str]:
    notes = []
    if reader.formulas:
        one = n_("Eine Zelle ist eine Formel; gelesen ist das zuletzt gespeicherte Ergebnis.")
        many = n_("{count} Zellen sind Formeln; gelesen ist das zuletzt gespeicherte Ergebnis.")
        notes.append(t(one if reader.formulas == 1 else many, count=reader.formulas))
    if reader.merges:
        shown = ", ".join(clean(place) for place in reader.merged)
        more = " …" if reader.merges > len(reader.merged) else ""
        notes.append(
            t(
                "Verbundene Zellen ({shown}{more}): Der Text steht nur in der ersten Zelle.",
                shown=shown,
                more=more,
            )
        )
    if reader.hidden_rows:
        shown = ", ".join(str(line) for line in reader.hidden_rows[:_TOLD])
        more = " …" if len(reader.hidden_rows) > _TOLD else ""
        notes.append(
            t("Ausgeblendete Zeilen wurden mitgelesen: {shown}{more}.", shown=shown, more=more)
        )
    hidden = sorted(
        n for n in reader.filled if any(first <= n <= last for first, last in reader.hidden_columns)
    )
    if hidden:
        shown = ", ".join(column_name(n) for n in hidden[:_TOLD])
        more = " …" if len(hidden) > _TOLD else ""
        notes.append(
            t("Ausgeblendete Spalten wurden mitgelesen: {shown}{more}.", shown=shown, more=more)
        )
    for column, example in sorted(reader.percent.items())[:_TOLD]:
        notes.append(
            t(
                "Spalte {column} ist als Prozent formatiert; gelesen sind die "
                "gespeicherten Anteile (etwa {example}).",
                column=column_name(column),
                example=example,
            )
        )
    return notes


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(t("„{word}“", word=clean(name)[:60]) for name in names[:_TOLD])
    return shown + (f" und {len(names) - _TOLD} weitere" if len(names) > _TOLD else "")
