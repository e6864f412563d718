"""Cells of the tables of exhibits in words. The titles of columns with a meaning stand here."""

from __future__ import annotations

from sozialraum.domain.exhibits import TableData
from sozialraum.domain.status import Status
from sozialraum.render.formats import NBSP, number, plain

SUBJECT = "Angabe"
TOPIC = "Gegenstand"
VALUE = "Wert"
UNIT = "Einheit"
STATUS = "Status"
WORD = "Wort"
"""What was published instead of a number."""
WORDING = "Wortlaut"
PRIORITY = "Vorrang"
"""Which of several statements about one date is drawn (``ja``), and which are further ones."""
SOURCE = "Quelle"
QUALITY = "Güte"
ADDRESS = "Adresse der Quelle"
DEFINITION = "Definition"
CAVEAT = "Hinweis"
MOST_DECIMALS = 6
_DOUBTS = {Status.UNCERTAIN.label, Status.ESTIMATED.label}


def published_decimals(value: float | None, at_least: int) -> int:
    """Decimals that print a published value in full: never fewer than it was published with."""
    if value is None:
        return at_least
    for decimals in range(at_least, MOST_DECIMALS):
        if round(value, decimals) == value:
            return decimals
    return MOST_DECIMALS


def number_text(table: TableData, row: int, column: int) -> str:
    """The number of a cell in German, without unit; empty where there is none."""
    value = table.rows[row][column]
    if not isinstance(value, (int, float)):
        return ""
    shape = table.format_of(row, column)
    write = number if shape.grouped else plain
    return write(value, shape.decimals)


def cell_text(table: TableData, row: int, column: int) -> str:
    """A cell as people read it: a value with its unit, or the word for why there is none."""
    entry, cell = table.columns[column], table.rows[row][column]
    if not entry.numeric:
        return str(cell or "")
    text = number_text(table, row, column)
    if entry.title != VALUE:
        return text
    status = text_of(table, row, STATUS)
    if not text:
        return text_of(table, row, WORD) or status
    unit = text_of(table, row, UNIT)
    suffix = f" ({status})" if status in _DOUBTS else ""
    return f"{text}{NBSP}{unit}{suffix}" if unit else f"{text}{suffix}"


def text_of(table: TableData, row: int, title: str) -> str:
    """The text in the column with this title; empty where the table has none."""
    for column, cell in zip(table.columns, table.rows[row], strict=True):
        if column.title == title:
            return str(cell or "")
    return ""


def has_column(table: TableData, title: str) -> bool:
    """True where a column has this title."""
    return any(column.title == title for column in table.columns)
