"""The table of an exhibit for a screen or a slide: what can be read from afar, the rest counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sozialraum.domain.exhibits import Exhibit, TableData
from sozialraum.export.words import shortened
from sozialraum.language import n_, t
from sozialraum.render.cells import (
    ADDRESS,
    CAVEAT,
    DEFINITION,
    PRIORITY,
    QUALITY,
    SOURCE,
    VALUE,
    WORDING,
    cell_text,
    named,
    text_of,
)
from sozialraum.render.formats import number
from sozialraum.render.static_text import text_width, words_of

NOTE: Final = n_("Anmerkung")
_BESIDE: Final = (SOURCE, QUALITY, ADDRESS, CAVEAT, DEFINITION, PRIORITY, NOTE)
"""Columns that a slide says in its source line, or leaves to the files."""
_FURTHER: Final = n_("weitere Angabe")
COLUMN_GAP: Final = 18.0
"""Distance of two columns in the unit of the letters' size."""
_MOST_COLUMNS: Final = 6
_MOST_BESIDE: Final = 4
_MOST_SIGNS: Final = 90


@dataclass(frozen=True)
class SceneTable:
    """``rows`` are texts in the order of ``titles``; ``rest`` says what is left out, or is empty.

    ``numeric`` says which columns hold numbers. Cells longer than 90 signs end with ``…``.
    """

    titles: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    rest: str


def scene_table(exhibit: Exhibit, most_rows: int, *, narrow: bool = False) -> SceneTable:
    """The first ``most_rows`` rows of the table, as people read them.

    A ``narrow`` table stands beside its chart: without quotations, and without columns that say
    the same in every row.
    """
    table = exhibit.table
    places = _narrow(table, _shown(table)) if narrow else _shown(table)
    total, kept = len(table.rows), min(most_rows, len(table.rows))
    rest = ""
    if kept < total:
        rest = t(
            "Gezeigt sind {kept} von {total} Zeilen; alle stehen in der Live-Ansicht.",
            kept=number(kept),
            total=number(total),
        )
    return SceneTable(
        tuple(table.columns[place].title for place in places),
        tuple(table.columns[place].numeric for place in places),
        tuple(tuple(_cell(table, row, place) for place in places) for row in range(kept)),
        rest,
    )


def _shown(table: TableData) -> list[int]:
    """Columns that are said nowhere else on the slide and not empty."""
    found = [
        place
        for place, column in enumerate(table.columns)
        if not column.export_only
        and not any(named(column, title) for title in _BESIDE)
        and any(cell_text(table, row, place) for row in range(len(table.rows)))
    ]
    return found[:_MOST_COLUMNS]


def _narrow(table: TableData, places: list[int]) -> list[int]:
    found = [
        place
        for place in places
        if not named(table.columns[place], WORDING)
        and (table.columns[place].numeric or len({row[place] for row in table.rows}) > 1)
    ]
    return (found or places)[:_MOST_BESIDE]


def _cell(table: TableData, row: int, place: int) -> str:
    column = table.columns[place]
    text = shortened(cell_text(table, row, place), _MOST_SIGNS)
    if named(column, WORDING) and text:
        return t("„{text}“", text=text)
    if named(column, VALUE) and text_of(table, row, PRIORITY) in {_FURTHER, t(_FURTHER)}:
        return f"{text} ({t(_FURTHER)})"
    return text


def column_widths(rows: list[tuple[str, ...]], width: float, size: float) -> list[float]:
    """Widths of the columns of ``rows`` (head first), together ``width``.

    Every column has room for its longest word, narrow ones get all that they need, wide ones share
    the rest.
    """
    if not rows or not rows[0]:
        return []
    columns = list(zip(*rows, strict=True))
    least = [
        max(text_width(word, size, 600) for text in column for word in words_of(text))
        for column in columns
    ]
    wanted = [max(text_width(text, size, 600) for text in column) for column in columns]
    least, wanted = ([one * 1.1 + COLUMN_GAP for one in sides] for sides in (least, wanted))
    room = width - sum(least)
    if room <= 0:
        return [one * width / sum(least) for one in least]
    order = sorted(range(len(wanted)), key=lambda place: wanted[place] - least[place])
    found = list(least)
    for step, place in enumerate(order):
        more = min(wanted[place] - least[place], room / (len(order) - step))
        found[place] += more
        room -= more
    return [one + room / len(found) for one in found]
