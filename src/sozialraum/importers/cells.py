"""One cell of a typed list: what may stand in it, and what is wrong where it may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.period import Period
from sozialraum.domain.records import LIST_SEPARATOR, ColumnType, ListColumn
from sozialraum.errors import UnreadableInput
from sozialraum.importers.tables import parse_number
from sozialraum.language import t

Fault = tuple[str, str]
"""What is wrong, and the remedy."""
FIRST_YEAR, LAST_YEAR = 1000, 2100
_YEAR = re.compile(r"[0-9]{4}")
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"`{}\\^]")


def check_cell(column: ListColumn, text: str) -> Fault | None:
    """What is wrong with a cell that is not empty; None where it fits the type of its column."""
    check = _CHECKS.get(column.type)
    return check(column, text) if check else None


def _number(_column: ListColumn, text: str) -> Fault | None:
    try:
        parse_number(text)
    except UnreadableInput:
        fix = t("Mit Dezimalkomma und ohne Tausendertrennzeichen schreiben, zum Beispiel 1234,5.")
        return t("„{value}“ ist keine Zahl.", value=text), fix
    return None


def _year(_column: ListColumn, text: str) -> Fault | None:
    if not _YEAR.fullmatch(text):
        what = t("„{value}“ ist kein Jahr.", value=text)
        return what, t("Vier Ziffern schreiben, zum Beispiel 1998.")
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        what = t(
            "Das Jahr {year} liegt nicht zwischen {first} und {last}.",
            year=text,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
        return what, t("Die vier Ziffern prüfen.")
    return None


def _date(column: ListColumn, text: str) -> Fault | None:
    try:
        period = Period(text)
    except UnreadableInput as error:
        return error.what, error.fix
    parts = text.split("/")
    for part in parts:
        fault = _year(column, part[:4])
        if fault:
            return fault
        if len(part) == 10:
            try:
                date.fromisoformat(part)
            except ValueError:
                what = t("Den Tag „{day}“ gibt es nicht.", day=part)
                return what, t("Tag und Monat prüfen (JJJJ-MM-TT).")
    if len(parts) == 2 and Period(parts[0]).sort_key[:3] > period.sort_key[:3]:
        what = t("In „{value}“ liegt das Ende vor dem Beginn.", value=text)
        return what, t("Die beiden Teile vertauschen.")
    return None


def _word(column: ListColumn, text: str) -> Fault | None:
    if text in column.values:
        return None
    fix = suggestion(text, dict.fromkeys(column.values, ""))
    return t("„{value}“ ist hier kein erlaubtes Wort.", value=text), fix


def _words(column: ListColumn, text: str) -> Fault | None:
    parts = [part.strip() for part in text.split(LIST_SEPARATOR.strip())]
    if not all(parts):
        fix = t("Mehrere Texte durch „ | “ trennen, ohne leere dazwischen.")
        return t("In „{value}“ fehlt ein Text neben „|“.", value=text), fix
    if column.values:
        return next((fault for part in parts if (fault := _word(column, part))), None)
    return None


def _address(_column: ListColumn, text: str) -> Fault | None:
    for part in text.split(LIST_SEPARATOR):
        try:
            parsed = urlsplit(part)
            right = parsed.scheme in {"http", "https"} and bool(parsed.hostname)
        except ValueError:
            right = False
        if not right or _NOT_IN_ADDRESS.search(part):
            fix = t("Vollständig schreiben, zum Beispiel https://www.example.org/.")
            return t("„{address}“ ist keine Internetadresse.", address=part), fix
    return None


_CHECKS: dict[ColumnType, Callable[[ListColumn, str], Fault | None]] = {
    ColumnType.NUMBER: _number,
    ColumnType.YEAR: _year,
    ColumnType.DATE: _date,
    ColumnType.CHOICE: _word,
    ColumnType.MANY: _words,
    ColumnType.LINK: _address,
}
"""Texts need no check; places are checked for a whole column at once."""
