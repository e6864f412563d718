"""Where the table lies in a file: title lines above, heading rows, data, notes under it.

Positions count the rows of :class:`~sozialraum.importers.raw.RawTable` from 0. The heading rows are
proposed once; everything else follows from them, so that a mapping need not store it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.importers.date_form import readable
from sozialraum.importers.headings import counter_row
from sozialraum.importers.number_form import is_number
from sozialraum.importers.raw import RawTable
from sozialraum.importers.signs import known

_TOP = 60
"""Rows among which headings are looked for."""
_SAMPLE = 200
_FOOT = 100
"""Rows at the end among which notes are looked for."""
_DEEPEST = 5
"""Heading rows at most."""
_TITLE = re.compile(
    r"(stichtag|\w*stand|quelle|tabelle|tab|datum|herausgeber|anmerkung|hinweis|zeitraum)\b\.?"
    r"(\s*:.*|.*\d.*)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(quelle|stand|stichtag|datenstand|anmerkung(en)?|hinweis(e)?|fußnoten?|legende|zeichen\w*|"
    r"herausgeber|lizenz|datenlizenz|©|\(c\)|copyright|erstellt|abgerufen|eigene berechnung|"
    r"rundung\w*|datenschutz\w*|geheim\w*|bearbeitung)\b.*|"
    r"(\(?\d{1,2}\)|[¹²³⁴-⁹]\)?|\*{1,3}\)?)\s*\S.*|([-–.•x…/*0]|\.\.\.|\(\s*\))\s*[=:]\s*\S.*",
    re.IGNORECASE | re.DOTALL,
)
_LONG = 60
_WORDY = re.compile(r"\S+(\s+\S+){2,}")


@dataclass(frozen=True, eq=False)
class Body:
    """The parts of a table under its heading rows.

    ``rows`` are the positions of the data rows; ``notes`` the texts under the table with their
    lines; ``repeated`` the lines of heading rows that stand again among the data.
    """

    rows: NDArray[np.int64]
    notes: tuple[tuple[int, str], ...]
    repeated: tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """Proposal of the heading rows; ``sure`` is False where no row looks like headings."""

    header_rows: tuple[int, ...]
    sure: bool


def find_shape(raw: RawTable, is_area: Callable[[str], bool]) -> Shape:
    """Propose the heading rows. ``is_area`` says whether a text names an area of the catalogue."""
    cells = raw.cells
    if cells.empty:
        return Shape((0,), sure=False)
    grid = _Grid.of(cells, is_area)
    first = next((row for row in range(grid.top) if grid.is_data(row)), None)
    if first is None:
        first = _after_fullest(grid)
    header: list[int] = []
    for row in range(first - 1, -1, -1):
        gap = bool(header) and raw.lines[row + 1] - raw.lines[row] > 1
        if len(header) == _DEEPEST or gap or not grid.is_heading(row):
            break
        header.insert(0, row)
    sure = any(not counter_row(cells.iloc[row].tolist()) for row in header)
    return Shape(tuple(header) or (max(first - 1, 0),), sure)


def body(raw: RawTable, header_rows: tuple[int, ...]) -> Body:
    """Data rows, notes and repeated headings under the given heading rows."""
    cells, start = raw.cells, max(header_rows) + 1
    end = len(cells)
    notes: list[tuple[int, str]] = []
    foot = cells.iloc[max(start, end - _FOOT) : end].to_numpy(dtype=object).tolist()
    for texts in reversed(_first_note(foot)):
        end -= 1
        notes.insert(0, (int(raw.lines[end]), "; ".join(text for text in texts if text)))
    again = np.zeros(max(end - start, 0), dtype=bool)
    for row in header_rows:
        if row >= len(cells) or not len(again):
            continue
        same = np.ones(len(again), dtype=bool)
        for column in cells.columns:
            same &= (cells[column].iloc[start:end] == cells[column].iat[row]).to_numpy(dtype=bool)
        again |= same
    rows = np.arange(start, max(end, start), dtype=np.int64)
    repeated = tuple(int(raw.lines[row]) for row in rows[again])
    return Body(rows[~again], tuple(notes), repeated)


def _first_note(foot: list[list[str]]) -> list[list[str]]:
    """The rows at the end that are notes: the first says so itself, those below need not."""
    begin = len(foot)
    for position in range(len(foot) - 1, -1, -1):
        texts = [text for text in foot[position] if text]
        if not _may_be_note(texts, len(foot[position])):
            break
        if _NOTE.fullmatch(texts[0]) or len(texts[0]) > _LONG:
            begin = position
    return foot[begin:]


def _may_be_note(texts: list[str], width: int) -> bool:
    """A note stands alone in its row, or fell apart at separators inside of it."""
    if len(texts) == 1:
        return width > 1 or bool(_NOTE.fullmatch(texts[0]))
    fell_apart = bool(_NOTE.fullmatch(texts[0])) and bool(_WORDY.search(" ".join(texts)))
    return fell_apart and not any(is_number(text) for text in texts)


def _after_fullest(grid: _Grid) -> int:
    """The row after the first that fills the most columns: headings of a table of words."""
    filled = grid.filled[: grid.top].sum(axis=1)
    return int(np.argmax(filled)) + 1 if len(filled) else 1


@dataclass(frozen=True, eq=False)
class _Grid:
    """The first rows of a table as masks (row, column); ``typed`` columns hold numbers or dates.

    ``years`` are typed columns in which years or dates are usual.
    """

    texts: list[list[str]]
    filled: NDArray[np.bool_]
    numbers: NDArray[np.bool_]
    typed: NDArray[np.bool_]
    years: NDArray[np.bool_]
    is_area: Callable[[str], bool]
    top: int

    @classmethod
    def of(cls, cells: pd.DataFrame, is_area: Callable[[str], bool]) -> _Grid:
        top = min(len(cells), _TOP)
        texts = cells.iloc[:top].to_numpy(dtype=object).tolist()
        # headings and notes must not decide what is usual in a column
        middle = len(cells) // 2
        sample = cells.iloc[middle : middle + _SAMPLE]
        usual, years = [], []
        for column in cells.columns:
            words = [text for text in sample[column].tolist() if text]
            numeric = int((_typed(words) | _signs(words)).sum())
            usual.append(bool(words) and 2 * numeric >= len(words))
            dated = sum(1 for text in words if readable(text))
            years.append(bool(words) and 2 * dated >= len(words))
        return cls(
            texts=texts,
            filled=np.array([[bool(text) for text in row] for row in texts], dtype=bool),
            numbers=np.array([_typed(row) for row in texts], dtype=bool),
            typed=np.array(usual, dtype=bool),
            years=np.array(years, dtype=bool),
            is_area=is_area,
            top=top,
        )

    def is_data(self, row: int) -> bool:
        """At least half of the filled cells in columns of numbers are numbers, and no headings."""
        here = self.filled[row] & self.typed
        right = (self.numbers[row] | _signs(self.texts[row])) & here
        if not here.any() or 2 * int(right.sum()) < int(here.sum()):
            return False
        return not (self._of_years(row) or counter_row(self.texts[row]))

    def is_heading(self, row: int) -> bool:
        """More than one text, or one that does not stand at the left, and no words of a title."""
        texts = self.texts[row]
        filled = np.flatnonzero(self.filled[row])
        if len(filled) == 0 or any(_TITLE.fullmatch(text) for text in texts):
            return False
        return len(filled) > 1 or int(filled[0]) > 0 or len(texts) == 1

    def _of_years(self, row: int) -> bool:
        """Years or dates over columns that hold something else, without an area at the left."""
        texts = self.texts[row]
        numbers = np.flatnonzero(self.numbers[row] & self.filled[row])
        if not len(numbers) or any(self.is_area(text) for text in texts if text):
            return False
        return all(readable(texts[n]) and not self.years[n] for n in numbers.tolist())


def _signs(texts: list[str]) -> NDArray[np.bool_]:
    """Which texts are signs of official tables."""
    return np.array([bool(text) and known(text) is not None for text in texts], dtype=bool)


def _typed(texts: list[str]) -> NDArray[np.bool_]:
    """Which texts are numbers or dates."""
    return np.array([bool(t) and (is_number(t) or readable(t)) for t in texts], dtype=bool)
