"""Published figures about places outside the city (``data/vergleich.csv``)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sozialraum.catalog.catalog import suggestion
from sozialraum.catalog.sheet import Row, clean, read_sheet
from sozialraum.domain.period import Period
from sozialraum.domain.themes import Reference
from sozialraum.errors import Problem, UnreadableInput

REFERENCES_FILE = "data/vergleich.csv"
_COLUMNS = (
    "kennung", "raum", "gegenstand", "indikator", "stichtag", "wert", "wort", "einheit", "quelle",
    "wortlaut", "hinweis",
)  # fmt: skip


def read_references(
    home: Path, indicators: Iterable[str], sources: Iterable[str]
) -> tuple[tuple[Reference, ...], list[Problem]]:
    """All references in the order of the file; a home folder without the file has none."""
    path = home / REFERENCES_FILE
    if not path.is_file():
        return (), []
    sheet, problems = read_sheet(path, REFERENCES_FILE)
    if sheet is None:
        return (), problems
    missing = [column for column in _COLUMNS if column not in sheet.header]
    if missing:
        what = f"Die Spalte „{missing[0]}“ fehlt."
        fix = f"Die Kopfzeile heißt: {';'.join(_COLUMNS)}"
        return (), [*problems, Problem(REFERENCES_FILE, "Zeile 1", what, fix)]
    known = {"indikator": set(indicators), "quelle": set(sources)}
    found: dict[str, Reference] = {}
    for row in sheet.rows:
        faults = [*_faults(row, known), *_twice(row, found)]
        problems += faults
        if not faults:
            found[row.get("kennung")] = _reference(row)
    return tuple(found.values()), problems


def _reference(row: Row) -> Reference:
    cells = {column: row.get(column) for column in _COLUMNS}
    value = cells.pop("wert").replace(",", ".")
    key = cells.pop("kennung")
    return Reference.model_validate({**cells, "id": key, "wert": float(value) if value else None})


def _faults(row: Row, known: dict[str, set[str]]) -> list[Problem]:
    faults = []
    for column in ("kennung", "raum", "gegenstand", "quelle"):
        if not row.get(column):
            faults.append(_problem(row, f"Die Spalte „{column}“ ist leer.", "Ergänzen."))
    for column, entries in known.items():
        entry = row.get(column)
        if entry and entry not in entries:
            fix = suggestion(entry, dict.fromkeys(entries, ""))
            faults.append(_problem(row, f"„{entry}“ ({column}) ist nicht angelegt.", fix))
    try:
        if row.get("stichtag"):
            Period(row.get("stichtag"))
    except UnreadableInput as error:
        faults.append(_problem(row, error.what, error.fix))
    value = row.get("wert")
    if value and not _is_number(value):
        fix = "Mit Dezimalkomma und ohne Tausenderpunkt schreiben."
        faults.append(_problem(row, f"„{value}“ ist keine Zahl.", fix))
    if not value and not row.get("wort"):
        fix = "Einen Wert oder das veröffentlichte Wort eintragen."
        faults.append(_problem(row, "Es fehlt „wert“ oder „wort“.", fix))
    return faults


def _is_number(text: str) -> bool:
    whole, _, part = clean(text).removeprefix("-").partition(",")
    return whole.isdecimal() and (not part or part.isdecimal()) and not text.endswith(",")


def _twice(row: Row, found: dict[str, Reference]) -> list[Problem]:
    if row.get("kennung") not in found:
        return []
    what = f"Die Kennung „{row.get('kennung')}“ kommt doppelt vor."
    return [_problem(row, what, "Eine der beiden Zeilen umbenennen oder entfernen.")]


def _problem(row: Row, what: str, fix: str) -> Problem:
    return Problem(REFERENCES_FILE, f"Zeile {row.line}", what, fix)
