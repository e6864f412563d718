"""A whole service directory that somebody brought, made ready to be taken over as a list.

A table replaces the present directory, places of Integreat are added to it. An entry that says the
same as the present one keeps the cells of the present file, so that nothing changes by rewriting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sozialraum.catalog.sheet import Row, Sheet
from sozialraum.domain.access import Role
from sozialraum.domain.directory import LIST_ID, ServicesImport
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import Problem
from sozialraum.export.names import safe_cell
from sozialraum.export.service_table import service_cells
from sozialraum.importers.records import read_records
from sozialraum.importers.services import read_sheet_of
from sozialraum.language import n_, t
from sozialraum.publish.lists import list_csv
from sozialraum.publish.shapes import bounds
from sozialraum.service.directory import directory, read_directory, read_integreat_file
from sozialraum.service.monitor import Monitor
from sozialraum.service.records import records

HEADER = n_("Zeile 1")
"""Where problems with columns stand, in German."""


@dataclass(frozen=True)
class Prepared:
    """What a file came to, before anything is changed.

    ``csv`` is the whole directory in the form of the project, empty where nothing may be taken
    over: with problems that nobody left out, or without an entry to take. ``read`` are the entries
    of the file, ``left_out`` those of them with a problem. ``remarks`` are about entries that are
    kept, ``problems`` about entries and columns that are not. ``notes`` hold for the whole file.
    ``adds`` is True where the file adds to the directory, False where it replaces it.
    """

    csv: bytes
    read: int
    left_out: int
    remarks: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    adds: bool = False


def is_integreat(content: bytes, name: str) -> bool:
    """True for a JSON file, told by its first sign or its name."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start in {b"[", b"{"} or name.lower().endswith(".json")


def prepared(
    monitor: Monitor,
    content: bytes,
    name: str,
    leave_out: bool,
    *,
    held: frozenset[Role] = frozenset(),
) -> Prepared:
    """Read a CSV, XLSX or Integreat file and check it against the declaration of the list.

    ``leave_out``: entries and columns with problems are left out; else any problem leaves ``csv``
    empty. ``name`` is how problems call the file. Nothing is written. An unreadable file is one
    problem; raises what :func:`~sozialraum.service.directory.directory` raises for ``held``.
    """
    adds = is_integreat(content, name)
    read = (read_integreat_file if adds else read_directory)(monitor, content, name)
    published = records(monitor, LIST_ID, held)
    present = dict(zip(directory(monitor, held), (r.cells for r in published), strict=True))
    rows = _rows(monitor, read.services, present)
    faults = _faults(monitor, rows, name)
    if adds:
        faults += _clashes(rows, {service.id for service in present}, name)
    bad = {fault.key for fault in faults}
    good = [row for row in rows if _where(row) not in bad]
    numbered = (t("Zeile {line}", line=""), t("Eintrag {number}", number=""))
    unread = {p.key for p in read.problems if p.key.startswith(numbered) and p.key != t(HEADER)}
    problems = (*read.problems, *faults)
    if not rows and not problems:
        fix = t("Eine Datei mit mindestens einem Eintrag wählen.")
        problems = (Problem(name, "", t("Die Datei enthält keinen Eintrag."), fix),)
    takes = bool(good) and (leave_out or not problems)
    before = [dict(cells) for cells in present.values()] if adds else []
    return Prepared(
        csv=_csv(monitor, [*before, *good]) if takes else b"",
        read=len(rows) + len(unread),
        left_out=len(unread) + len(rows) - len(good),
        remarks=_named(read, _names(content, name) if rows and not adds else {}),
        problems=problems,
        notes=read.notes,
        adds=adds,
    )


def _rows(
    monitor: Monitor,
    services: Sequence[ServiceAtPlace],
    present: Mapping[ServiceAtPlace, Mapping[str, str]],
) -> list[dict[str, str]]:
    """The cells of the services; those of the present file where they say the same."""
    known = {replace(service, areas=None): cells for service, cells in present.items()}
    columns = monitor.catalog.records(LIST_ID).column_names
    found = []
    for service in services:
        cells = known.get(replace(service, areas=None)) or service_cells(service, monitor.catalog)
        found.append({column: cells.get(column, "") for column in columns})
    return found


def _faults(monitor: Monitor, rows: Sequence[Mapping[str, str]], name: str) -> list[Problem]:
    """What the declaration of the list objects to, by entry."""
    declared = monitor.catalog.records(LIST_ID)
    lines = tuple(Row(line, dict(row)) for line, row in enumerate(rows, start=2))
    places = {t("Zeile {line}", line=line.line): _where(line.cells) for line in lines}
    box = bounds(monitor.atoms)
    sheet = Sheet(name, declared.column_names, lines)
    _, problems = read_records(sheet, declared, monitor.catalog, box=box)
    return [replace(problem, key=places.get(problem.key, problem.key)) for problem in problems]


def _clashes(rows: Sequence[Mapping[str, str]], ids: set[str], name: str) -> list[Problem]:
    fix = t("Den Eintrag dort ändern oder beim Einlesen weglassen.")
    return [
        Problem(name, _where(row), t("Diese Nummer steht schon im Verzeichnis."), fix)
        for row in rows
        if row["id"] in ids
    ]


def _where(row: Mapping[str, str]) -> str:
    return f"{row['id']}: {row['name']}"


def _csv(monitor: Monitor, rows: Sequence[Mapping[str, str]]) -> bytes:
    guarded = [{column: safe_cell(text) for column, text in row.items()} for row in rows]
    return list_csv(guarded, monitor.catalog.records(LIST_ID)).encode("utf-8")


def _names(content: bytes, name: str) -> dict[str, str]:
    """Place in a table that can be read -> name of the entry."""
    return {
        t("Zeile {line}", line=row.line): row.get("name")
        for row in read_sheet_of(content, name)[0].rows
    }


def _named(read: ServicesImport, names: Mapping[str, str]) -> tuple[Problem, ...]:
    return tuple(
        replace(remark, key=f"{remark.key}: {names[remark.key]}")
        if names.get(remark.key)
        else remark
        for remark in read.kept_with_remarks
    )
