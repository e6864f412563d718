"""An Excel file that somebody brought, as text: first visible sheet, within limits, no formulas.

The file is opened only after its archive was looked at (see
:mod:`sozialraum.importers.xlsx_archive`). Positions that the file claims are not believed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sozialraum.catalog.sheet import Row, Sheet, clean
from sozialraum.errors import UnreadableInput
from sozialraum.importers.xlsx_archive import CSV, repacked
from sozialraum.language import n_, t

LARGEST = 20_000_000
"""Bytes of a file."""
UNPACKED = 60_000_000
"""Bytes of all parts of a file together."""
ROWS = 20_000
COLUMNS = 200


def read_spreadsheet(content: bytes, name: str) -> tuple[Sheet, tuple[str, ...]]:
    """The first visible sheet of an XLSX file as text, and notes for the reader in German.

    Numbers become text with decimal comma, dates ``JJJJ-MM-TT``, true and false ``ja`` and
    ``nein``. Empty rows and columns without a heading are left out. ``name`` is how problems call
    the file. Raises :class:`UnreadableInput` with the remedy for everything that is no such file.
    """
    archive = repacked(content, LARGEST, UNPACKED)
    import openpyxl

    try:
        book = openpyxl.load_workbook(archive, read_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        rows = list(_rows(sheets[0])) if sheets else []
    except UnreadableInput:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        what = t("Die Excel-Datei ist beschädigt und lässt sich nicht lesen.")
        raise UnreadableInput(
            what, t("In Excel öffnen und neu speichern.") + " " + t(CSV)
        ) from error
    if not rows:
        what = t("Das erste Blatt der Excel-Datei ist leer.")
        raise UnreadableInput(what, t("Eine Kopfzeile und Daten werden gebraucht."))
    notes = (
        []
        if len(sheets) == 1
        else [t("Gelesen ist nur das Blatt „{title}“.", title=clean(sheets[0].title))]
    )
    return _sheet(rows, name), tuple(notes)


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Line and text of every row that is not empty."""
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > ROWS:
            what = t("Die Tabelle reicht über Zeile {rows} hinaus.", rows=ROWS)
            raise UnreadableInput(what, t("Leere Zeilen löschen oder in Teilen einlesen."))
        if len(cells) > COLUMNS:
            what = t(
                "Zeile {line} reicht über Spalte {columns} hinaus.", line=line, columns=COLUMNS
            )
            raise UnreadableInput(what, t("Spalten rechts der Tabelle löschen."))
        texts = [_text(cell, line) for cell in cells]
        if any(texts):
            yield line, texts


def _text(cell: Any, line: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or (cell.data_type == "e" and isinstance(value, str)):
        formula = n_("In Zeile {line} enthält eine Zelle eine Formel.")
        fault = n_("In Zeile {line} enthält eine Zelle den Fehler „{fault}“.")
        text = fault if cell.data_type == "e" else formula
        what = t(text, line=line, fault=clean(str(value)))
        raise UnreadableInput(what, t("In Excel kopieren und als Werte einfügen."))
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0)
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value.strftime("%H:%M") if isinstance(value, time) else clean(str(value))


def _number(value: float) -> str:
    """``51.5`` -> ``51,5``, ``44145.0`` -> ``44145``."""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value).replace(".", ",")


def _sheet(rows: list[tuple[int, list[str]]], name: str) -> Sheet:
    (_, header), *body = rows
    width = len(header)
    while width and not header[width - 1]:
        width -= 1
    titles = tuple(header[:width])
    twice = [title for title, count in Counter(titles).items() if count > 1 and title]
    if twice:
        what = t("Die Spalte „{column}“ kommt mehrfach vor.", column=twice[0])
        raise UnreadableInput(what, t("Spalten in Zeile 1 umbenennen."))
    found = []
    for line, cells in body:
        stray = [text for n, text in enumerate(cells) if text and (n >= width or not titles[n])]
        if stray:
            what = t(
                "In Zeile {line} steht „{cell}“ in einer Spalte ohne Überschrift.",
                line=line,
                cell=stray[0][:60],
            )
            raise UnreadableInput(what, t("Überschrift ergänzen oder die Zelle leeren."))
        padded = [*cells, *[""] * (width - len(cells))]
        found.append(Row(line, {title: padded[n] for n, title in enumerate(titles) if title}))
    return Sheet(name, tuple(title for title in titles if title), tuple(found))
