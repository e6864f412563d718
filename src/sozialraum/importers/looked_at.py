"""A raw table taken apart into headings, cells and the words around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialraum.domain.mapping import TableMapping
from sozialraum.importers.cell_values import Distinct
from sozialraum.importers.headings import Heading, headings
from sozialraum.importers.known_mapping import find_known
from sozialraum.importers.raw import RawTable
from sozialraum.importers.table_hints import Hints, find_hints
from sozialraum.importers.table_shape import Body, find_shape
from sozialraum.importers.table_shape import body as body_of


@dataclass(frozen=True, eq=False)
class LookedAt:
    """``columns`` and ``cells`` hold the data cells by position of the column.

    ``sure`` is False where nothing looks like headings; ``known`` is the mapping of an earlier year
    that fits, or None.
    """

    raw: RawTable
    header_rows: tuple[int, ...]
    sure: bool
    headings: tuple[Heading, ...]
    body: Body
    hints: Hints
    columns: dict[int, pd.Series]
    cells: dict[int, Distinct]
    known: TableMapping | None

    @classmethod
    def at(
        cls,
        raw: RawTable,
        name: str,
        is_area: Callable[[str], bool],
        known: Sequence[TableMapping] = (),
        header_rows: tuple[int, ...] = (),
    ) -> LookedAt:
        """Look at a table; ``header_rows`` replaces the proposal, where given."""
        shape = find_shape(raw, is_area)
        rows, sure = (header_rows, True) if header_rows else (shape.header_rows, shape.sure)
        heads = headings(raw, rows)
        fitting = find_known(heads, known)
        for mapping in reversed(known) if fitting is None and not header_rows else ():
            if max(mapping.header_rows) >= len(raw.cells):
                continue
            others = headings(raw, mapping.header_rows)
            fitting = find_known(others, [mapping])
            if fitting is not None:
                rows, sure, heads = mapping.header_rows, True, others
                break
        under = body_of(raw, rows)
        above = [
            (int(raw.lines[row]), text)
            for row in range(min(*rows, len(raw.cells)))
            for text in raw.cells.iloc[row].tolist()
            if text
        ]
        columns = {
            h.position: raw.cells[h.position].iloc[under.rows].astype("str").reset_index(drop=True)
            for h in heads
        }
        return cls(
            raw=raw, header_rows=rows, sure=sure, headings=heads, body=under,
            hints=find_hints(name, above, under.notes), columns=columns,
            cells={n: Distinct.of(column) for n, column in columns.items()}, known=fitting,
        )  # fmt: skip

    def by_title(self, titles: Sequence[str]) -> dict[str, Distinct]:
        """Distinct cells of some columns, by title."""
        return {h.title: self.cells[h.position] for h in self.headings if h.title in titles}

    def native(self, titles: Sequence[str]) -> frozenset[str]:
        """Those of some columns whose numbers came as numbers of a workbook."""
        return frozenset(
            h.title
            for h in self.headings
            if h.title in titles
            and h.position < len(self.raw.native)
            and self.raw.native[h.position]
        )
