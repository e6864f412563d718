"""Cells of the tables of exhibits in words. The titles of columns with a meaning stand here.

They are the German ones: :func:`named`, :func:`text_of` and :func:`has_column` know them in the
language in which a table was made, which is that of the reader.
"""

from __future__ import annotations

from sozialraum.domain.exhibits import Column, TableData
from sozialraum.domain.status import Status
from sozialraum.language import n_, t
from sozialraum.render.formats import in_full, number, with_unit

SUBJECT = n_("Angabe")
TOPIC = n_("Gegenstand")
VALUE = n_("Wert")
UNIT = n_("Einheit")
STATUS = n_("Status")
WORD = n_("Wort")
"""What was published instead of a number."""
WORDING = n_("Wortlaut")
PRIORITY = n_("Vorrang")
"""Which of several statements about one date is drawn (``ja``), and which are further ones."""
SOURCE = n_("Quelle")
QUALITY = n_("Güte")
ADDRESS = n_("Adresse der Quelle")
DEFINITION = n_("Definition")
CAVEAT = n_("Hinweis")
MOST_DECIMALS = 6
_DOUBTS = (Status.UNCERTAIN, Status.ESTIMATED)


def published_decimals(value: float | None, at_least: int) -> int:
    """Decimals that print a published value in full: never fewer than it was published with."""
    if value is None:
        return at_least
    for decimals in range(at_least, MOST_DECIMALS):
        if round(value, decimals) == value:
            return decimals
    return MOST_DECIMALS


def number_text(table: TableData, row: int, column: int) -> str:
    """The number of a cell without unit; empty where there is none."""
    value = table.rows[row][column]
    if not isinstance(value, (int, float)):
        return ""
    shape = table.format_of(row, column)
    write = number if shape.grouped else in_full
    return write(value, shape.decimals)


def cell_text(table: TableData, row: int, column: int) -> str:
    """A cell as people read it: a value with its unit, or the word for why there is none."""
    entry, cell = table.columns[column], table.rows[row][column]
    if not entry.numeric:
        return str(cell or "")
    text = number_text(table, row, column)
    if not named(entry, VALUE):
        return text
    status = text_of(table, row, STATUS)
    if not text:
        return text_of(table, row, WORD) or status
    unit = text_of(table, row, UNIT)
    suffix = f" ({status})" if status in {doubt.label for doubt in _DOUBTS} else ""
    return f"{with_unit(text, unit)}{suffix}"


def named(column: Column, title: str) -> bool:
    """True where the column is the one with this (German) title."""
    return column.title == t(title)


def text_of(table: TableData, row: int, title: str) -> str:
    """The text in the column with this title; empty where the table has none."""
    for column, cell in zip(table.columns, table.rows[row], strict=True):
        if named(column, title):
            return str(cell or "")
    return ""


def has_column(table: TableData, title: str) -> bool:
    """True where a column has this title."""
    return any(named(column, title) for column in table.columns)
