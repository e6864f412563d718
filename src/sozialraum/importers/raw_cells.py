"""Rows of text become the columns of a raw table, in pieces, cleaned and within limits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sozialraum.catalog.sheet import clean
from sozialraum.errors import UnreadableInput
from sozialraum.language import t
from sozialraum.render.formats import number

if TYPE_CHECKING:
    import pandas as pd

ROWS = 2_000_000
COLUMNS = 1_000
CELL = 10_000
"""Characters of one cell."""
CELLS = 30_000_000
"""Rows times columns: one wide row would otherwise widen all others."""
_PIECE = 20_000


class CellStore:
    """Collects rows; shorter rows are filled up with empty text on the right.

    Texts are cleaned as everywhere (NFC, every run of white space one blank, nothing around it).
    Rows are kept as compact columns, because single texts would take ten times the memory.
    """

    def __init__(self) -> None:
        self.width = 0
        self.count = 0
        self._rows: list[Sequence[str]] = []
        self._lines: list[int] = []
        self._pieces: list[list[Any]] = []

    def add(self, line: int, cells: Sequence[str]) -> None:
        """One row with its line in the file. Raises :class:`UnreadableInput` beyond the limits."""
        if len(cells) > COLUMNS:
            what = t(
                "Zeile {line} reicht über Spalte {columns} hinaus.", line=line, columns=COLUMNS
            )
            raise UnreadableInput(
                what, t("Trennzeichen prüfen; nur die benötigten Spalten liefern.")
            )
        if self.count >= ROWS:
            what = t("Die Tabelle hat mehr als {rows} Zeilen.", rows=number(ROWS))
            raise UnreadableInput(what, t("In kleineren Teilen einlesen."))
        self.count += 1
        self.width = max(self.width, len(cells))
        if self.count * self.width > CELLS:
            what = t(
                "Die Tabelle hat mehr als {millions} Millionen Zellen.", millions=CELLS // 1_000_000
            )
            raise UnreadableInput(what, t("Nur die benötigten Spalten oder Zeilen liefern."))
        self._rows.append(cells)
        self._lines.append(line)
        if len(self._rows) == _PIECE:
            self._store()

    def frame(self) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """Columns 0 … n-1 of text, and the line of every row."""
        import pandas as pd
        import pyarrow as pa

        self._store()
        kind = pa.large_string()
        columns = [
            pa.chunked_array(
                [
                    piece[n] if n < len(piece) else pa.array([""] * len(piece[0]), kind)
                    for piece in self._pieces
                ],
                type=kind,
            )
            for n in range(self.width)
        ]
        table = pa.table(columns, names=[str(n) for n in range(self.width)])
        text = pd.StringDtype(na_value=np.nan)
        frame = table.to_pandas(types_mapper={kind: text}.get)
        frame.columns = pd.RangeIndex(self.width)
        return frame, np.array(self._lines, dtype=np.int64)

    def _store(self) -> None:
        if not self._rows:
            return
        import pyarrow as pa

        lines = self._lines[-len(self._rows) :]
        columns = zip_longest(*self._rows, fillvalue="")
        self._pieces.append([pa.array(_cleaned(c, lines), pa.large_string()) for c in columns])
        self._rows = []


def _cleaned(column: Sequence[str], lines: list[int]) -> list[str]:
    texts = {raw: clean(raw) for raw in set(column)}
    longest = max(texts, key=lambda raw: len(texts[raw]))
    if len(texts[longest]) > CELL:
        where = lines[column.index(longest)]
        what = t(
            "In Zeile {line} hat eine Zelle mehr als {length} Zeichen.",
            line=where,
            length=number(CELL),
        )
        raise UnreadableInput(what, t("Anführungszeichen in dieser Zeile prüfen oder Text kürzen."))
    return [texts[raw] for raw in column]
