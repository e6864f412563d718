"""Excel files without surprises: text stays text, and a second sheet says how to read the first."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sozialraum.export.names import safe_cell
from sozialraum.language import n_, t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GUIDE = n_("Quelle und Lesehilfe")


@contextmanager
def workbook(buffer: io.BytesIO) -> Iterator[Any]:
    """An xlsxwriter workbook in memory; no cell becomes a formula or a link."""
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        yield book


def number_format(decimals: int, grouped: bool = True) -> str:
    """The format of a number: ``#,##0.0``; Excel shows it with the signs of its language."""
    return ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")


def guide_sheet(book: Any, texts: Mapping[str, str]) -> None:
    """The sheet :data:`GUIDE`: one row per title, with its text."""
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(t(GUIDE))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    for line, (title, text) in enumerate(texts.items()):
        sheet.write_string(line, 0, title, bold)
        sheet.write_string(line, 1, safe_cell(text), wrap)
