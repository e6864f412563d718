"""``geo/gliederung.csv`` becomes areas of every level; one row is one atom."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from sozialraum.catalog.catalog import quoted
from sozialraum.catalog.sheet import Row, Sheet, read_sheet
from sozialraum.domain.areas import Area, Level, finest
from sozialraum.errors import Problem

FILE = "geo/gliederung.csv"
CERTAIN_SUFFIX = "_gesichert"
"""A column ``<level>_gesichert`` says ``ja`` or ``nein``: was the assignment published?"""

Units = tuple[Mapping[str, str], ...]


def read_hierarchy(
    home: Path, levels: Mapping[str, Level]
) -> tuple[dict[str, tuple[Area, ...]], Units, list[Problem]]:
    """Areas per level (sorted by code), the rows of the file (sorted by atom), and the problems.

    The first column of the file has the codes of the atoms. ``parents`` of an area are the levels
    above its own in which all its atoms lie in one area; an area that is split there has no parent
    on that level. Only a level that is the parent of no other one and has no column
    ``<level>_gesichert`` may leave atoms out.
    """
    sheet, problems = read_sheet(home / FILE, FILE)
    if sheet is None or not levels:
        return {}, (), problems
    atom = finest(levels.values())
    usable = []
    for level in levels.values():
        missing = [c for c in (level.column, level.name_column) if c not in sheet.header]
        problems += [_no_column(level, column) for column in missing]
        usable += [] if missing else [level]
    problems += _first_column(sheet, atom) if atom else _no_atoms(home, sheet)
    problems += _certainty_problems(sheet)
    rows = sorted(sheet.rows, key=lambda row: row.get(atom.column) if atom else "")
    areas: dict[str, tuple[Area, ...]] = {}
    for level in usable:
        covering = level is atom or _covers(level, levels, sheet)
        problems += _check_level(level, rows, covering=covering, once=level is atom)
        areas[level.id] = tuple(_areas(level, rows, usable, _flags(level, atom, sheet)))
    return areas, tuple(row.cells for row in rows), problems


def _covers(level: Level, levels: Mapping[str, Level], sheet: Sheet) -> bool:
    """True for coarser levels that every atom must belong to."""
    is_parent = any(other.parent == level.id for other in levels.values())
    return is_parent or f"{level.id}{CERTAIN_SUFFIX}" in sheet.header


def _flags(level: Level, atom: Level | None, sheet: Sheet) -> list[str]:
    """Columns that say whether the areas of a level are assigned for certain."""
    flags = [c for c in sheet.header if c.endswith(CERTAIN_SUFFIX)]
    return [c for c in flags if level is atom or c == f"{level.id}{CERTAIN_SUFFIX}"]


def _no_atoms(home: Path, sheet: Sheet) -> Iterable[Problem]:
    """A file that is there but unreadable has its own problem."""
    file = f"geo/{sheet.header[0]}.toml"
    if not (home / file).is_file():
        what = f"Die feinste Ebene „{sheet.header[0]}“ (reihenfolge = 0) ist nicht angelegt."
        yield Problem(file, "", what, "Datei anlegen.")


def _first_column(sheet: Sheet, atom: Level) -> Iterable[Problem]:
    if atom.column in sheet.header and sheet.header[0] != atom.column:
        what = f"Die erste Spalte ist nicht „{atom.column}“, die der feinsten Ebene."
        yield Problem(FILE, "Zeile 1", what, f"„{atom.column}“ an die erste Stelle setzen.")


def _no_column(level: Level, column: str) -> Problem:
    what = f"Die Spalte „{column}“ der Ebene „{level.id}“ fehlt."
    return Problem(FILE, column, what, f"Spalte ergänzen oder geo/{level.id}.toml berichtigen.")


def _certainty_problems(sheet: Sheet) -> Iterable[Problem]:
    for column in (c for c in sheet.header if c.endswith(CERTAIN_SUFFIX)):
        for row in sheet.rows:
            if row.get(column) not in {"ja", "nein"}:
                what = f"„{row.get(column)}“ in Spalte „{column}“ ist weder „ja“ noch „nein“."
                yield Problem(FILE, f"Zeile {row.line}", what, "„ja“ oder „nein“ eintragen.")


def _check_level(level: Level, rows: list[Row], *, covering: bool, once: bool) -> list[Problem]:
    problems = []
    names: dict[str, set[str]] = defaultdict(set)
    seen: dict[str, int] = {}
    try:
        form = re.compile(level.code_form)
    except re.error as error:
        what = f"„{level.code_form}“ ist kein gültiger regulärer Ausdruck ({error})."
        return [Problem(f"geo/{level.id}.toml", "schluesselform", what, "Zum Beispiel: [0-9]{3}")]
    for row in rows:
        code, where = row.get(level.column), f"Zeile {row.line}"
        if not code:
            if covering:
                what = f"In Spalte „{level.column}“ fehlt der Schlüssel."
                problems.append(Problem(FILE, where, what, "Schlüssel ergänzen."))
            continue
        if not form.fullmatch(code):
            what = f"„{code}“ ist kein Schlüssel der Ebene „{level.id}“ ({level.code_form})."
            fix = "Als Text mit allen führenden Nullen schreiben."
            problems.append(Problem(FILE, where, what, fix))
        if once and code in seen:
            what = f"Der Schlüssel „{code}“ kommt doppelt vor (auch Zeile {seen[code]})."
            problems.append(Problem(FILE, where, what, "Eine der Zeilen entfernen."))
        seen.setdefault(code, row.line)
        names[code].add(row.get(level.name_column))
    for code, found in sorted(names.items()):
        if len(found) > 1 or "" in found:
            what = f"„{code}“ trägt in Spalte „{level.name_column}“ nicht genau einen Namen."
            fix = f"Einen Namen wählen, gefunden: {quoted(sorted(found))}."
            problems.append(Problem(FILE, level.name_column, what, fix))
    if len(names) != level.expected:
        what = f"Die Ebene „{level.id}“ hat {len(names)} Gebiete, erwartet sind {level.expected}."
        fix = f"geo/gliederung.csv ergänzen oder „anzahl“ in geo/{level.id}.toml berichtigen."
        problems.append(Problem(FILE, level.column, what, fix))
    return problems


def _areas(level: Level, rows: list[Row], levels: list[Level], flags: list[str]) -> Iterable[Area]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get(level.column):
            groups[row.get(level.column)].append(row)
    for code in sorted(groups):
        members = groups[code]
        yield Area(
            level=level.id,
            code=code,
            name=members[0].get(level.name_column),
            parents=_parents(level, members, levels),
            certain=all(row.get(column) == "ja" for row in members for column in flags),
        )


def _parents(level: Level, members: list[Row], levels: list[Level]) -> dict[str, str]:
    parents = {}
    for other in levels:
        found = {row.get(other.column) for row in members}
        if other.order > level.order and len(found) == 1 and "" not in found:
            parents[other.id] = found.pop()
    return parents
