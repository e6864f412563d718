"""The data rows of a table under a mapping: cells, corrections, level, area and date per row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.catalog import Catalog
from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.catalog.sheet import clean
from sozialraum.domain.mapping import ColumnRole, MappedColumn, TableMapping
from sozialraum.domain.period import Period
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.cell_values import Distinct
from sozialraum.importers.corrections import correct
from sozialraum.importers.date_form import to_code
from sozialraum.importers.headings import headings
from sozialraum.importers.indicator_words import IndicatorWords
from sozialraum.importers.key_column import level_words
from sozialraum.importers.raw import RawTable
from sozialraum.importers.row_areas import AreaBook, RowAreas, resolve_rows
from sozialraum.importers.table_shape import body
from sozialraum.language import n_, t

Words = NDArray[np.object_]
_KEPT = 2_000
"""Problems that are kept; the rest is counted."""
_NAMED = 200
"""Unknown words for which the nearest known one is looked for."""
_NO_LEVEL = n_("Die Raumebene „{word}“ ist unbekannt ({lines}).")
_NO_INDICATOR = n_("Der Indikator „{word}“ ist unbekannt ({lines}).")


@dataclass(eq=False)
class MappedRows:
    """One entry per data row in every member that is an array or a series.

    ``columns`` are the cells by title, ``delivered`` those that corrections have changed, as they
    were; ``corrected`` the remarks of corrections by (title, row). ``level``, ``indicator`` and
    ``period`` are empty where the row does not say one that can be read (with a problem), or where
    the mapping says it elsewhere (indicator and period of value columns). ``areas`` maps a level to
    the positions of its rows and what they are. ``problems`` stand with their lines, ``unsaid``
    counts those beyond.
    """

    mapping: TableMapping
    book: AreaBook
    lines: NDArray[np.int64]
    columns: dict[str, pd.Series]
    level: Words
    indicator: Words
    period: Words
    left_out: NDArray[np.bool_]
    areas: dict[str, tuple[NDArray[np.int64], RowAreas]]
    notes: tuple[tuple[int, str], ...]
    delivered: dict[str, pd.Series] = field(default_factory=dict)
    corrected: dict[tuple[str, int], str] = field(default_factory=dict)
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    unsaid: int = 0
    remarks: list[str] = field(default_factory=list)
    _distinct: dict[str, Distinct] = field(default_factory=dict)

    def distinct(self, title: str) -> Distinct:
        """The cells of a column, taken apart once."""
        if title not in self._distinct:
            self._distinct[title] = Distinct.of(self.columns[title])
        return self._distinct[title]

    def texts(self, role: ColumnRole) -> pd.Series | None:
        """Cells of the first column with a role, None without one."""
        column = self.mapping.column(role)
        return self.columns.get(column.title) if column else None

    def keys(self) -> tuple[pd.Series, pd.Series | None]:
        """Cells of the key column, and of the name column beside it."""
        key, name = self.texts(ColumnRole.KEY), self.texts(ColumnRole.NAME)
        if key is None:
            key, name = name, None
        if key is None:
            key = pd.Series("", index=range(len(self.lines)), dtype="str")
        return key, name

    def say(self, line: int, what: str, fix: str) -> None:
        """One more problem, at a line of the file (0 = the table as a whole).

        A file in which everything is wrong shall not fill the memory: see ``unsaid``.
        """
        if len(self.problems) >= _KEPT:
            self.unsaid += 1
            return
        place = t("Zeile {line}", line=line) if line else ""
        self.problems.append((line, Problem(self.mapping.title, place, what, fix)))


def read_rows(raw: RawTable, mapping: TableMapping, catalog: Catalog) -> MappedRows:
    """Everything about the rows that does not depend on their values."""
    book = AreaBook.of(catalog)
    under = body(raw, mapping.header_rows)
    n = len(under.rows)
    empty = np.full(n, "", dtype=object)
    rows = MappedRows(
        mapping=mapping, book=book, lines=raw.lines[under.rows], columns={}, level=empty.copy(),
        indicator=np.full(n, mapping.indicator, dtype=object),
        period=np.full(n, mapping.period, dtype=object),
        left_out=np.zeros(n, dtype=bool), areas={}, notes=under.notes,
    )  # fmt: skip
    _take_columns(rows, raw, under.rows)
    correct(rows)
    _levels(rows)
    _indicators(rows, IndicatorWords.of(catalog, mapping.indicators))
    _periods(rows)
    _areas(rows)
    return rows


def _take_columns(rows: MappedRows, raw: RawTable, positions: NDArray[np.int64]) -> None:
    """Cells by title; a column that the mapping misses, or misses in the file, is a problem."""
    mapping = rows.mapping
    known = {heading.title: heading.position for heading in headings(raw, mapping.header_rows)}
    names = dict.fromkeys(known, "")
    for title in mapping.titles:
        if title in known:
            cells = raw.cells[known[title]].iloc[positions]
            rows.columns[title] = cells.astype("str").reset_index(drop=True)
        else:
            rows.say(
                0,
                t("Die Spalte „{title}“ fehlt in der Datei.", title=title),
                suggestion(title, names),
            )
    for title in (title for title in known if title not in mapping.titles):
        fix = t("Ihr eine Bedeutung geben oder „nicht übernehmen“ wählen.")
        rows.say(0, t("Die Spalte „{title}“ ist nicht zugeordnet.", title=title), fix)
    if mapping.column(ColumnRole.KEY) is None and mapping.column(ColumnRole.NAME) is None:
        fix = t("Die Spalte mit Schlüsseln oder Namen nennen.")
        rows.say(0, t("Keine Spalte sagt, zu welchem Gebiet eine Zeile gehört."), fix)


def _translated(
    rows: MappedRows,
    column: MappedColumn,
    words: Mapping[str, str],
    unknown: str,
    names: Sequence[str],
) -> Words:
    """Ids for the words of a column; words that mean nothing are problems, empty ones left out.

    ``unknown`` is what is said about a word that means nothing.
    """
    distinct = rows.distinct(column.title)
    ids = np.full(len(distinct.texts), "", dtype=object)
    strange = 0
    for n, text in enumerate(distinct.texts.tolist()):
        found = words.get(text)
        ids[n] = found or ""
        where = distinct.where(n)
        if found == "":
            rows.left_out[where] = True
            left_out = n_("Auf Wunsch weggelassen: „{word}“ ({lines}).")
            rows.remarks.append(t(left_out, word=text, lines=lines_counted(len(where))))
        elif found is None:
            what = t(unknown, word=text, lines=lines_counted(len(where)))
            strange += 1
            near = suggestion(text, dict.fromkeys(names, "")) if strange <= _NAMED else ""
            rows.say(int(rows.lines[where[0]]), what, near or t("Das Wort prüfen."))
    return ids[distinct.codes]


def _levels(rows: MappedRows) -> None:
    mapping, levels = rows.mapping, rows.book.levels
    column = mapping.column(ColumnRole.LEVEL)
    if column is not None and column.title in rows.columns:
        texts = rows.columns[column.title].unique().tolist()
        words = level_words(texts, levels) | dict(mapping.level_words)
        if mapping.level:
            words.setdefault("", mapping.level)
        rows.level = _translated(rows, column, words, _NO_LEVEL, tuple(levels))
    elif mapping.level in levels:
        rows.level[:] = mapping.level
    else:
        fix = t("Eine Raumebene wählen: {levels}.", levels=quoted(levels))
        rows.say(0, t("Die Raumebene der Gebiete steht nicht fest."), fix)


def _indicators(rows: MappedRows, known: IndicatorWords) -> None:
    column = rows.mapping.column(ColumnRole.INDICATOR)
    if column is None or column.title not in rows.columns:
        return
    texts = rows.columns[column.title].unique().tolist()
    words = {text: found for text in texts if (found := known.exact(text))}
    words |= rows.mapping.indicator_words
    if rows.mapping.indicator:
        words.setdefault("", rows.mapping.indicator)
    rows.indicator = _translated(rows, column, words, _NO_INDICATOR, tuple(known.indicators))


def _periods(rows: MappedRows) -> None:
    column = rows.mapping.column(ColumnRole.PERIOD)
    if column is None or column.title not in rows.columns:
        return
    distinct = rows.distinct(column.title)
    codes = np.full(len(distinct.texts), "", dtype=object)
    faults = 0
    for n, text in enumerate(distinct.texts.tolist()):
        if faults > _KEPT:
            break  # no column of dates; every problem beyond would only be counted
        if not text and rows.mapping.period:
            codes[n] = rows.mapping.period
            continue
        try:
            codes[n] = Period(to_code(text, column.date_form)).code
        except UnreadableInput as error:
            faults += 1
            where = distinct.where(n)
            more = f" ({lines_counted(len(where))})" if len(where) > 1 else ""
            what = error.what if text else t("Der Stichtag fehlt.")
            rows.say(
                int(rows.lines[where[0]]),
                t("Spalte „{title}“: {what}{more}", title=column.title, what=what, more=more),
                error.fix,
            )
    rows.period = codes[distinct.codes]


def lines_counted(lines: int) -> str:
    """„1 Zeile“, „5 Zeilen“."""
    return t("1 Zeile") if lines == 1 else t("{lines} Zeilen", lines=lines)


def _areas(rows: MappedRows) -> None:
    """Areas per level; ``areas`` maps a level to the positions of its rows and what they are."""
    keys, names = rows.keys()
    mapping = rows.mapping
    accepted = {clean(key): code for key, code in mapping.accepted.items()}
    excluded = {clean(key): reason for key, reason in mapping.excluded.items()}
    open_ = ~rows.left_out
    for level in dict.fromkeys(rows.level[open_ & (rows.level != "")].tolist()):
        here = np.flatnonzero(open_ & (rows.level == level))
        found = resolve_rows(
            keys.iloc[here].reset_index(drop=True),
            None if names is None else names.iloc[here].reset_index(drop=True),
            level, rows.book, accepted, excluded,
        )  # fmt: skip
        rows.areas[level] = (here, found)
    codes = {code for level in rows.areas for code in rows.book.resolvers[level].labels}
    for key, code in mapping.accepted.items():
        if rows.areas and code not in codes:
            what = t(
                "„{key}“ ist dem Gebiet „{code}“ zugeordnet, das es nicht gibt.", key=key, code=code
            )
            rows.say(0, what, t("Ein vorhandenes Gebiet wählen."))
    strange = sum(found.names for _, found in rows.areas.values())
    if strange:
        one = n_("Ein Name ist anders geschrieben; es gilt der Schlüssel.")
        many = n_("{count} Namen sind anders geschrieben; es gilt der Schlüssel.")
        rows.remarks.append(t(one if strange == 1 else many, count=strange))
