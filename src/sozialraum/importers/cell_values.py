"""The cells of a value column: number or sign, to value, status and remark.

Works on the distinct texts of a column, so that half a million cells cost little more than the few
hundred texts that they hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.domain.mapping import NumberForm
from sozialraum.domain.status import Status
from sozialraum.importers.number_form import Cells, take_apart, values
from sozialraum.importers.signs import note, status_of

_MARKS = {
    "p": "in der Quelle als vorläufig gekennzeichnet",
    "r": "in der Quelle als berichtigt gekennzeichnet",
    "s": "in der Quelle als geschätzt gekennzeichnet",
}
_BRACKETS = "in der Quelle eingeklammert (Aussagewert eingeschränkt)"
_ZERO = "Zeichen der Quelle: „0“ (weniger als die Hälfte der kleinsten Einheit oder null)"
Words = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct texts of a column: ``codes`` (one per cell) point into ``texts``."""

    codes: NDArray[np.int64]
    texts: pd.Series

    @classmethod
    def of(cls, column: pd.Series) -> Distinct:
        """Take a column of text apart; missing values count as empty text."""
        codes, texts = pd.factorize(column.fillna("").astype("str"))
        return cls(codes.astype(np.int64), pd.Series(texts, dtype="str"))

    @cached_property
    def cells(self) -> Cells:
        """The texts taken apart as numbers."""
        return take_apart(self.texts)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each distinct text occurs."""
        return np.bincount(self.codes, minlength=len(self.texts)).astype(np.int64)

    def where(self, text: int) -> NDArray[np.int64]:
        """Positions of the cells with the text at this place of ``texts``."""
        order, ends = self._places
        start = int(ends[text] - self.counts[text])
        return order[start : int(ends[text])]

    @cached_property
    def _places(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.codes, kind="stable").astype(np.int64)
        return order, np.cumsum(self.counts)


@dataclass(frozen=True, eq=False)
class CellValues:
    """One entry per distinct text.

    ``status`` is empty where the text could not be read, or where nobody knows the sign; ``value``
    is NaN where the status has none. ``scale`` of the column is applied.
    """

    value: NDArray[np.float64]
    status: Words
    note: Words


def read_values(
    distinct: Distinct, form: NumberForm, signs: Mapping[str, str], scale: float = 1.0
) -> CellValues:
    """Value, status and remark of every distinct text; an empty text is ``unbekannt``."""
    cells = distinct.cells
    numbers = values(cells, form)
    numeric = ~np.isnan(numbers)
    status = np.where(numeric, Status.OK.value, "").astype(object)
    notes = _number_notes(cells, numbers, numeric, signs)
    status[numeric & cells.bracketed] = Status.UNCERTAIN.value
    status[numeric & (cells.mark == "s")] = Status.ESTIMATED.value
    for position in np.flatnonzero(~numeric).tolist():
        sign = str(distinct.texts.iat[position])
        word = status_of(sign, signs) if sign else Status.UNKNOWN.value
        if word == Status.OK.value:
            numbers[position] = 0.0
        status[position] = word if _without_number(word) else ""
        notes[position] = note(sign, word) if sign and status[position] else ""
    return CellValues(_scaled(numbers, scale), status, notes)


def read_numbers(
    distinct: Distinct, form: NumberForm, scale: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Numbers of the distinct texts of numerators and denominators, and which are unreadable.

    Empty texts and signs are NaN and no fault.
    """
    numbers = values(distinct.cells, form)
    silent = np.array([not t or bool(status_of(t, {})) for t in distinct.texts], dtype=bool)
    return _scaled(numbers, scale), np.isnan(numbers) & ~silent


def _without_number(word: str) -> bool:
    return word == Status.OK.value or (word in set(Status) and not Status(word).has_value)


def _scaled(numbers: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """Rounded to twelve digits: 0.07 times 100 is 7, not 7.000000000000001."""
    if scale == 1.0:
        return numbers
    return np.array([float(f"{number:.12g}") for number in numbers * scale], dtype=np.float64)


def _number_notes(
    cells: Cells,
    numbers: NDArray[np.float64],
    numeric: NDArray[np.bool_],
    signs: Mapping[str, str],
) -> Words:
    notes = np.full(len(numbers), "", dtype=object)
    if "0" in signs:
        notes[numeric & (numbers == 0)] = _ZERO
    notes[numeric & cells.bracketed] = _BRACKETS
    for position in np.flatnonzero(numeric & (cells.mark != "")).tolist():
        mark = str(cells.mark[position])
        text = _MARKS.get(mark, f"Fußnote der Quelle: {mark}")
        notes[position] = f"{notes[position]}; {text}" if notes[position] else text
    return notes
