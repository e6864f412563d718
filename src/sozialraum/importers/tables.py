"""The project's own tables of statistics, from text to typed statements, strictly.

A statement frame has the columns of :data:`STATEMENT_COLUMNS` (no meaningful index): ``row`` is the
line in the file, ``key`` the key as written; ``value``, ``numerator`` and ``denominator`` are
floats, NaN where there is none; everything else is text, empty where nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum.catalog.catalog import Catalog, quoted, suggestion
from sozialraum.catalog.sheet import Row, Sheet, read_sheet
from sozialraum.domain.indicators import Quality, Table, TableForm
from sozialraum.domain.observations import LONG_COLUMNS
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.language import t

FOLDER = "data/statistik"
STATEMENT_COLUMNS = (
    "row", "key", "indicator", "level", "period", "value", "numerator", "denominator", "status",
    "source", "quality", "joint", "preferred", "wording", "note", "table",
)  # fmt: skip
_NUMBER = re.compile(r"[-−]?[0-9]+(,[0-9]+)?")
_REQUIRED = ("indikator", "gebiet", "wert")
_NAN = float("nan")


def parse_number(text: str) -> float:
    """``12,5`` -> 12.5; raises :class:`UnreadableInput` for all else, above all for a point."""
    if _NUMBER.fullmatch(text):
        return float(text.replace("−", "-").replace(",", "."))
    if "." in text and re.fullmatch(r"[-−]?[\d.,]+", text):
        raise UnreadableInput(
            t("In „{value}“ steht ein Punkt.", value=text),
            t("Dezimalkomma, kein Tausendertrennzeichen schreiben."),
        )
    raise UnreadableInput(
        t("„{value}“ ist weder eine Zahl noch ein Zeichen.", value=text),
        t("Zahl mit Dezimalkomma oder eines dieser Wörter: {words}.", words=quoted(Status)),
    )


def read_table(
    home: Path, table: Table, catalog: Catalog, broken: frozenset[str] = frozenset()
) -> tuple[pd.DataFrame, list[Problem]]:
    """All statements of one table below ``home`` and the problems of its cells.

    Cells with problems are left out of the frame. Columns of the indicators ``broken`` (declared
    but unreadable) are passed over in silence; their declaration has its own problem.
    """
    file = f"{FOLDER}/{table.file}"
    if not (home / file).is_file() or not _usable(table, catalog):
        return _frame([]), []  # the catalogue reports it
    sheet, problems = read_sheet(home / file, file)
    if sheet is None:
        return _frame([]), problems
    reader = _Reader(table, catalog, broken, sheet, problems)
    problems += reader.header_problems()
    if reader.blocked:
        return _frame([]), problems
    read = reader.wide if table.form is TableForm.WIDE else reader.long
    statements = [statement for row in sheet.rows for statement in read(row)]
    return _frame(statements), problems


def _usable(table: Table, catalog: Catalog) -> bool:
    """False for a wide table whose level or reference date is missing or wrong."""
    if table.form is TableForm.LONG:
        return True
    try:
        return table.level in catalog.levels and bool(Period(table.period))
    except UnreadableInput:
        return False


def _frame(statements: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(statements, columns=list(STATEMENT_COLUMNS))
    floats = {"value", "numerator", "denominator"}
    types = dict.fromkeys(STATEMENT_COLUMNS, "str") | dict.fromkeys(floats, "float64")
    return frame.astype(types | {"row": "int64", "preferred": "bool"})


@dataclass
class _Reader:
    table: Table
    catalog: Catalog
    broken: frozenset[str]
    sheet: Sheet
    problems: list[Problem]
    blocked: bool = False

    def header_problems(self) -> list[Problem]:
        """Missing and unknown columns; without the required ones no row can be read."""
        table, header = self.table, self.sheet.header
        required = [table.key] if table.form is TableForm.WIDE else list(_REQUIRED)
        required += [column for column in (table.joint, *table.columns) if column]
        missing = [column for column in required if column not in header]
        self.blocked = bool(missing)
        found = [
            self._header(
                t("Die Spalte „{column}“ fehlt.", column=c), suggestion(c, self._names(header))
            )
            for c in missing
        ]
        known = {table.key, table.joint, *table.columns, *table.ignored}
        known |= set(LONG_COLUMNS) if table.form is TableForm.LONG else set(self.catalog.indicators)
        for column in header:
            if column not in known and column not in self.broken:
                fix = t("In „spalten“ einem Indikator zuordnen oder in „ohne_spalten“ nennen.")
                found.append(
                    self._header(
                        t("Die Spalte „{column}“ ist nicht zugeordnet.", column=column), fix
                    )
                )
        for column in table.ignored:
            if column not in header:
                what = t("Die Spalte „{column}“ aus „ohne_spalten“ gibt es nicht.", column=column)
                found.append(self._header(what, suggestion(column, self._names(header))))
        return found

    def wide(self, row: Row) -> Iterator[dict[str, Any]]:
        """One statement per indicator column; an empty cell is ``unbekannt``."""
        fixed = {self.table.key, self.table.joint, *self.table.ignored}
        for column in (c for c in self.sheet.header if c not in fixed):
            indicator = self.table.columns.get(column, column)
            if indicator not in self.catalog.indicators:
                continue
            if not self._level_allowed(row, indicator, self.table.level):
                continue
            found = self._cell(row, column)
            if found is not None:
                value, status = found
                yield self._statement(
                    row, row.get(self.table.key), indicator, value=value, status=status
                )

    def long(self, row: Row) -> Iterator[dict[str, Any]]:
        """At most one statement; empty cells take the defaults of the table."""
        before = len(self.problems)
        indicator = row.get("indikator")
        if indicator in self.broken:
            return
        if indicator not in self.catalog.indicators:
            self._cite(
                row,
                t("Den Indikator „{indicator}“ gibt es nicht.", indicator=indicator),
                suggestion(indicator, self._names(self.catalog.indicators)),
            )
        level = row.get("ebene") or self.table.level
        period = row.get("stichtag") or self.table.period
        source = row.get("quelle") or self.table.source
        if level not in self.catalog.levels:
            self._cite(
                row,
                t("Die Ebene „{level}“ gibt es nicht.", level=level),
                suggestion(level, self._names(self.catalog.levels)),
            )
        elif indicator in self.catalog.indicators:
            self._level_allowed(row, indicator, level)
        if source not in self.catalog.sources:
            self._cite(
                row,
                t("Die Quelle „{source}“ gibt es nicht.", source=source),
                suggestion(source, self._names(self.catalog.sources)),
            )
        self._check_period(row, period)
        quality = self._word(row, "guete", {q.value for q in Quality}) or self.table.quality.value
        preferred = self._word(row, "vorrang", {"ja", "nein"}) == "ja"
        value, status = self._value_and_status(row)
        parts = {
            name: self._optional(row, column)
            for name, column in (("numerator", "zaehler"), ("denominator", "nenner"))
        }
        if len(self.problems) == before:
            yield self._statement(
                row, row.get("gebiet"), indicator, level=level, period=period, source=source,
                quality=quality, preferred=preferred, value=value, status=status,
                wording=row.get("wortlaut"), note=row.get("hinweis"), **parts,
            )  # fmt: skip

    def _statement(self, row: Row, key: str, indicator: str, **given: Any) -> dict[str, Any]:
        table = self.table
        return {
            "row": row.line, "key": key, "indicator": indicator, "level": table.level,
            "period": table.period, "numerator": _NAN, "denominator": _NAN,
            "source": table.source, "quality": table.quality.value,
            "joint": row.get(table.joint) if table.joint else "",
            "preferred": False, "wording": "", "note": "", "table": table.id,
        } | given  # fmt: skip

    def _cell(self, row: Row, column: str) -> tuple[float, str] | None:
        """Value and status of a wide cell: a number, or a status word that has no value."""
        text = row.get(column)
        if not text:
            return _NAN, Status.UNKNOWN.value
        if text in {s.value for s in Status if not s.has_value}:
            return _NAN, text
        value = self._number(row, column)
        return None if value is None else (value, Status.OK.value)

    def _value_and_status(self, row: Row) -> tuple[float, str]:
        word = self._word(row, "zeichen", {s.value for s in Status}) or Status.OK.value
        text = row.get("wert")
        if word not in set(Status):
            return _NAN, word
        status = Status(word)
        if status.has_value and not text:
            self._cite(
                row, t("Der Wert fehlt."), t("Wert ergänzen oder zeichen = „unbekannt“ setzen.")
            )
        if not status.has_value and text:
            what = t("Neben dem Zeichen „{word}“ darf kein Wert stehen.", word=word)
            self._cite(row, what, t("Wert entfernen oder das Zeichen ändern."))
        return self._optional(row, "wert"), word

    def _optional(self, row: Row, column: str) -> float:
        value = self._number(row, column) if row.get(column) else None
        return _NAN if value is None else value

    def _number(self, row: Row, column: str) -> float | None:
        try:
            return parse_number(row.get(column))
        except UnreadableInput as error:
            self._cite(
                row, t("Spalte „{column}“: {what}", column=column, what=error.what), error.fix
            )
            return None

    def _word(self, row: Row, column: str, allowed: set[str]) -> str:
        text = row.get(column)
        if text and text not in allowed:
            what = t(
                "Spalte „{column}“: „{value}“ ist hier kein erlaubtes Wort.",
                column=column,
                value=text,
            )
            self._cite(row, what, t("Erlaubt sind: {allowed}.", allowed=quoted(sorted(allowed))))
        return text

    def _check_period(self, row: Row, code: str) -> None:
        try:
            Period(code)
        except UnreadableInput as error:
            self._cite(row, error.what, error.fix)

    def _level_allowed(self, row: Row, indicator: str, level: str) -> bool:
        allowed = self.catalog.indicators[indicator].levels
        if level in allowed:
            return True
        what = t(
            "„{indicator}“ darf auf der Ebene „{level}“ nicht geliefert werden.",
            indicator=indicator,
            level=level,
        )
        self._cite(
            row,
            what,
            t(
                "Erlaubt sind: {allowed} (data/indikatoren/{indicator}.toml).",
                allowed=quoted(allowed),
                indicator=indicator,
            ),
        )
        return False

    def _cite(self, row: Row, what: str, fix: str) -> None:
        self.problems.append(Problem(self.sheet.file, t("Zeile {line}", line=row.line), what, fix))

    def _header(self, what: str, fix: str) -> Problem:
        return Problem(self.sheet.file, t("Zeile 1"), what, fix)

    @staticmethod
    def _names(words: Any) -> dict[str, str]:
        return dict.fromkeys(words, "")
