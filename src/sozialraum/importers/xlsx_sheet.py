"""The cells of one sheet of an Excel file as rows of text, with what was peculiar about them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sozialraum.errors import UnreadableInput
from sozialraum.importers.raw_cells import COLUMNS, CellStore
from sozialraum.importers.xlsx_archive import CSV
from sozialraum.importers.xlsx_parts import Attributes, NumberKind, TextCollector, damaged, local
from sozialraum.language import t

CELLS = 3_000_000
"""Cells of one sheet, empty ones included."""
LAST_ROW = 1_048_576
_TOLD = 3
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_FLOAT = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_NUMBER_TEXT = re.compile(r"[-−+(]?\s?\d[\d.,'\s]*\)?\s?%?")
_ERRORS = {
    "#N/A": "#NV", "#REF!": "#BEZUG!", "#VALUE!": "#WERT!", "#NUM!": "#ZAHL!",
}  # fmt: skip


class SheetReader:
    """Handlers for the elements of a sheet; :attr:`store` holds the rows afterwards.

    Rows and columns that are hidden are read as well and counted. Formulas give the result that
    the workbook stores; without one the cell is refused, as is an error value.
    """

    def __init__(self, strings: list[str], kinds: list[NumberKind], from_1904: bool) -> None:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

        self.store = CellStore()
        self.formulas = self.cells = 0
        self.merged: list[str] = []
        self.merges = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.percent: dict[int, str] = {}
        self.native: set[int] = set()
        self.written: set[int] = set()
        self.filled: set[int] = set()
        self._strings, self._kinds = strings, kinds
        self._epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
        self._letters: dict[str, int] = {}
        self._collector = TextCollector()
        self._row: dict[int, str] = {}
        self._line = self._column = 0
        self._hidden = self._formula = self._in_value = False
        self._type = self._style = ""
        self._value: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        name = local(name)
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._in_value, self._value = True, []
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self.merges += 1
            if len(self.merged) < _TOLD:
                self.merged.append(attributes.get("ref", "")[:20])
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            ends = (attributes.get("min", ""), attributes.get("max", ""))
            readable = all(end.isdecimal() and len(end) < 6 for end in ends)
            if readable and len(self.hidden_columns) < COLUMNS:
                self.hidden_columns.append((int(ends[0]), int(ends[1])))
        else:
            self._collector.start(name)

    def end(self, name: str) -> None:
        """An element ends."""
        name = local(name)
        if name == "c":
            self._end_cell()
        elif name == "v":
            self._in_value = False
        elif name == "row":
            self._end_row()
        else:
            self._collector.end(name)

    def text(self, piece: str) -> None:
        """Characters inside an element."""
        if self._in_value and self._value is not None:
            self._value.append(piece)
        else:
            self._collector.text(piece)

    def _start_row(self, attributes: Attributes) -> None:
        given = attributes.get("r", str(self._line + 1))
        line = int(given) if given.isdecimal() and len(given) < 8 else 0
        if not self._line < line <= LAST_ROW:
            raise damaged(after=self._line)
        self._line, self._column, self._row = line, 0, {}
        self._hidden = attributes.get("hidden") in ("1", "true")

    def _end_row(self) -> None:
        if self._row:
            width = max(self._row)
            self.store.add(self._line, [self._row.get(n, "") for n in range(1, width + 1)])
            self.filled.update(self._row)
            if self._hidden:
                self.hidden_rows.append(self._line)
        self._row = {}

    def _start_cell(self, attributes: Attributes) -> None:
        self.cells += 1
        if self.cells > CELLS:
            what = t(
                "Das Blatt hat mehr als {millions} Millionen Zellen.", millions=CELLS // 1_000_000
            )
            raise UnreadableInput(what, t("Leere Zeilen und Spalten löschen.") + " " + t(CSV))
        given = attributes.get("r")
        column = self._column + 1 if given is None else self._position(given)
        if column <= self._column:
            raise damaged(self._line)
        self._column, self._formula, self._value = column, False, None
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._collector.pieces = []

    def _position(self, place: str) -> int:
        match = _PLACE.fullmatch(place)
        if match is None:
            raise damaged(self._line)
        if match[1] not in self._letters:
            number = 0
            for letter in match[1]:
                number = 26 * number + ord(letter) - 64
            self._letters[match[1]] = number
        return self._letters[match[1]]

    def _end_cell(self) -> None:
        text = self._text()
        self._value = None
        if not text or text.isspace():
            return
        if self._column > COLUMNS:
            what = t(
                "In Zelle {column}{line} steht Text, weit rechts.",
                column=column_name(self._column),
                line=self._line,
            )
            raise UnreadableInput(
                what, t("Höchstens {columns} Spalten liefern; Zelle löschen.", columns=COLUMNS)
            )
        if not self._line:
            raise damaged()
        self._row[self._column] = text

    def _text(self) -> str:
        value = None if self._value is None else "".join(self._value)
        if self._formula:
            self.formulas += 1
            if not value and self._type != "str":
                fix = t("In Excel öffnen und neu speichern, oder als Werte einfügen.")
                raise self._refused(t("eine Formel ohne gespeichertes Ergebnis"), fix)
        if self._type == "inlineStr":
            return self._written(self._collector.taken())
        if not value:
            return ""
        if self._type == "s":
            return self._written(self._shared(value))
        if self._type == "str":
            return self._written(value)
        if self._type == "b":
            return "ja" if value == "1" else "nein"
        if self._type == "e":
            fix = t("In Excel berichtigen oder ein Zeichen eintragen, etwa „.“ für unbekannt.")
            raise self._refused(
                t("der Fehler „{fault}“", fault=_ERRORS.get(value, value[:20])), fix
            )
        return self._day(value) if self._type == "d" else self._number(value)

    def _refused(self, what: str, fix: str) -> UnreadableInput:
        place = f"{column_name(self._column)}{self._line}"
        return UnreadableInput(
            t(
                "In Zeile {line} (Zelle {place}) steht {what}.",
                line=self._line,
                place=place,
                what=what,
            ),
            fix,
        )

    def _shared(self, value: str) -> str:
        if not value.isdecimal() or len(value) > 8 or int(value) >= len(self._strings):
            raise damaged(self._line)
        return self._strings[int(value)]

    def _written(self, text: str) -> str:
        if _NUMBER_TEXT.fullmatch(text[:40]):
            self.written.add(self._column)
        return text

    def _day(self, value: str) -> str:
        try:
            return _moment(datetime.fromisoformat(value[:40]))
        except ValueError as error:
            raise damaged(self._line) from error

    def _number(self, value: str) -> str:
        if not _FLOAT.fullmatch(value[:400]) or not math.isfinite(float(value)):
            raise damaged(self._line)
        style = int(self._style) if self._style.isdecimal() and len(self._style) < 7 else 0
        kind = self._kinds[style] if style < len(self._kinds) else NumberKind.PLAIN
        if kind in (NumberKind.DATE, NumberKind.DURATION):
            return self._dated(float(value), kind)
        self.native.add(self._column)
        text = number_text(value)
        if kind is NumberKind.PERCENT and self._column not in self.percent:
            self.percent[self._column] = text
        return text

    def _dated(self, value: float, kind: NumberKind) -> str:
        from openpyxl.utils.datetime import from_excel

        try:
            found = from_excel(value, self._epoch, timedelta=kind is NumberKind.DURATION)
        except (ValueError, OverflowError) as error:
            fix = t("In Excel ein gültiges Datum eintragen oder die Zelle als Zahl formatieren.")
            raise self._refused(t("kein gültiges Datum"), fix) from error
        return _moment(found)


def number_text(value: str) -> str:
    """``12.300000000000001`` -> ``12,3``: the 15 digits that Excel itself shows."""
    if value.isdecimal() and len(value) < 16:
        return str(int(value))
    text = f"{float(value):.15g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    return "0" if text == "-0" else text.replace(".", ",")


def column_name(number: int) -> str:
    """``28`` -> ``AB``."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _moment(value: date | datetime | time | timedelta) -> str:
    """``JJJJ-MM-TT``, with hour and minute where they are not midnight; a duration in hours."""
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, datetime) and value.time() != time(0):
        return value.replace(tzinfo=None).isoformat(" ", "minutes")
    return value.strftime("%Y-%m-%d") if value.year > 999 else value.isoformat()[:10]
