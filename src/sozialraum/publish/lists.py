"""Import of lists of things: checked row by row, replaced as a whole, or not at all.

Public lists lie below ``data/orte`` and are published with the next release. Confidential ones lie
in ``<var>/vertraulich``, which only this user may read, and are in no release.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from sozialraum.catalog import Catalog, survey
from sozialraum.catalog.sheet import SEPARATOR, read_sheet
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.records import Record, RecordList
from sozialraum.errors import Problem, ProblemsFound, PublicationRefused, SozialraumError
from sozialraum.importers.points import FOLDER, Box
from sozialraum.importers.records import DELIVERED, as_record, read_records
from sozialraum.publish.building import Progress, build_release, silent
from sozialraum.publish.shapes import bounds
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.storage.writing import replace_bytes

CONFIDENTIAL = "vertraulich"
JOURNAL = "importe.jsonl"
"""One line per import below ``var``: when, who, which list, how many entries; no content."""
_ONE_AT_A_TIME = RLock()


@dataclass(frozen=True)
class ListImport:
    """What an import changes, or would change (``dry_run``).

    Entries are compared by their key; ``added``, ``changed`` and ``removed`` are their titles,
    those of the removed ones as they were. ``problems`` stand against a dry run only: a real import
    with problems is refused.
    """

    list_id: str
    entries: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    dry_run: bool = False
    confidential: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """True where nothing stands against the import."""
        return not self.problems

    def counts(self) -> dict[str, int]:
        """Number of entries in the file, added, changed and removed ones."""
        return {
            "entries": self.entries,
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
        }


def import_records(
    home: Path,
    list_id: str,
    content: bytes,
    *,
    dry_run: bool = False,
    who: str = "",
    var: Path | None = None,
) -> ListImport:
    """Replace a list by the content of a file; the caller publishes afterwards.

    ``who`` goes into the journal. Raises :class:`~sozialraum.errors.UnknownEntry` for a list that
    is not declared, :class:`PublicationRefused` with the problems of all rows (nothing is changed
    then), ``OSError`` where the disk refuses. A dry run changes nothing and returns the problems.
    """
    catalog = survey(home).catalog
    declared = catalog.records(list_id)
    store = ReleaseStore(home, var)
    path = _path(home, store.var, declared)
    rows, problems = read_records(content, declared, catalog, box=_box(home, declared))
    if not rows and not problems:
        fix = "Eine Datei mit mindestens einem Eintrag wählen."
        problems = [Problem(DELIVERED, "", "Die Datei enthält keinen Eintrag.", fix)]
    if problems and not dry_run:
        raise PublicationRefused(
            f"„{declared.title}“ wird nicht eingelesen: {len(problems)} Fehler. "
            "Nichts ist geändert.",
            problems,
        )
    with _ONE_AT_A_TIME:
        result = replace(_compared(path, rows, declared), problems=tuple(problems), dry_run=dry_run)
        if not dry_run:
            before = _bytes(path)
            written = _write(path, rows, declared)
            try:
                _note(store.var, result, who, "eingelesen")
            except OSError:
                _put_back(path, before, written)
                raise
    return result


def import_and_publish(
    home: Path,
    list_id: str,
    content: bytes,
    *,
    who: str = "",
    var: Path | None = None,
    progress: Progress = silent,
) -> tuple[ListImport, Release | None]:
    """Import a list and publish it; without a release for a confidential one.

    Raises what :func:`import_records` and :func:`~sozialraum.publish.building.build_release` raise.
    Where publication is refused or fails, the file of the list is put back as it was, and the last
    good release stays live.
    """
    store = ReleaseStore(home, var)
    declared = survey(home).catalog.records(list_id)
    if declared.confidential:
        return import_records(home, list_id, content, who=who, var=var), None
    path = _path(home, store.var, declared)
    with _ONE_AT_A_TIME:
        before = _bytes(path)
        result = import_records(home, list_id, content, who=who, var=var)
        written = _bytes(path)
        try:
            return result, build_release(home, var, progress)
        except BaseException as error:
            _put_back(path, before, written)
            _note(store.var, result, who, "zurückgenommen")
            if not isinstance(error, ProblemsFound):
                raise
            what = (
                f"„{declared.title}“ ist nicht eingelesen, weil der Datenstand damit nicht "
                f"veröffentlicht werden kann: {len(error.problems)} Fehler. Nichts ist geändert."
            )
            raise PublicationRefused(what, error.problems) from error


def confidential_records(
    var: Path, catalog: Catalog, list_id: str, held: frozenset[Role]
) -> tuple[Record, ...]:
    """The entries of a confidential list for those who may see it; empty before any import.

    ``var`` is that of the :class:`ReleaseStore`. ``areas`` of the records are None: what is
    confidential is joined to no map. Raises :class:`~sozialraum.errors.UnknownEntry`, and
    :class:`~sozialraum.errors.SozialraumError` for lists that are not confidential, for roles that
    the list does not name (a list that names none, or the public, is for administration only), and
    where the stored file no longer fits its declaration.
    """
    declared = catalog.records(list_id)
    if not declared.confidential:
        what = f"„{declared.title}“ ist kein vertrauliches Verzeichnis."
        raise SozialraumError(what, "Es steht im veröffentlichten Datenstand.")
    required = tuple(role for role in declared.roles if role is not Role.PUBLIC)
    if not may_see(required, held):
        raise SozialraumError(
            f"„{declared.title}“ ist vertraulich und hier nicht freigegeben.",
            "Mit einer berechtigten Rolle anmelden.",
        )
    path = _confidential_path(var, declared)
    if not path.is_file():
        return ()
    sheet, problems = read_sheet(path, f"{CONFIDENTIAL}/{path.name}")
    if sheet is not None:
        rows, more = read_records(sheet, declared, catalog)
        problems += more
    if sheet is None or problems:
        what = f"„{declared.title}“ passt nicht mehr zu seiner Angabe; bitte neu einlesen."
        raise ProblemsFound(what, problems)
    return tuple(as_record(row, declared) for row in rows)


def list_csv(rows: Sequence[Mapping[str, str]], declared: RecordList, line_end: str = "\n") -> str:
    """Rows in the form of the project: the declared columns in their order, ``;``."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator=line_end)
    writer.writerow(declared.column_names)
    writer.writerows([row[name] for name in declared.column_names] for row in rows)
    return text.getvalue()


def _path(home: Path, var: Path, declared: RecordList) -> Path:
    if declared.confidential:
        return _confidential_path(var, declared)
    if not declared.file or Path(declared.file).name != declared.file:
        what = f"„{declared.title}“ hat keine gültige Angabe „datei“."
        raise SozialraumError(what, f"In data/listen/{declared.id}.toml einen Dateinamen angeben.")
    return home / FOLDER / declared.file


def _confidential_path(var: Path, declared: RecordList) -> Path:
    return var / CONFIDENTIAL / f"{declared.id}.csv"


def _box(home: Path, declared: RecordList) -> Box | None:
    """Bounds of the city where the list has coordinates that must lie there."""
    if not declared.located:
        return None
    from sozialraum.geometry.topology import load_outlines

    return bounds(load_outlines(home))


def _compared(path: Path, rows: Sequence[Mapping[str, str]], declared: RecordList) -> ListImport:
    sheet = read_sheet(path, path.name)[0] if path.is_file() else None
    names = declared.column_names
    old = [{name: row.get(name) for name in names} for row in sheet.rows] if sheet else []
    before = {row[declared.key]: row for row in old}
    after = {row[declared.key]: row for row in rows}
    title = declared.title_column
    return ListImport(
        list_id=declared.id,
        entries=len(after),
        added=tuple(row[title] for key, row in after.items() if key not in before),
        changed=tuple(r[title] for k, r in after.items() if k in before and r != before[k]),
        removed=tuple(row[title] for key, row in before.items() if key not in after),
        confidential=declared.confidential,
    )


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, rows: Sequence[Mapping[str, str]], declared: RecordList) -> bytes:
    if declared.confidential:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    content = list_csv(rows, declared).encode("utf-8")
    replace_bytes(path, content, private=declared.confidential)
    return content


def _put_back(path: Path, before: bytes | None, written: bytes | None) -> None:
    """Undo an import, unless somebody else has written the file since."""
    if _bytes(path) != written:
        return
    if before is None:
        path.unlink()
    else:
        replace_bytes(path, before, private=path.parent.name == CONFIDENTIAL)


def _note(var: Path, result: ListImport, who: str, what: str) -> None:
    """Add a line to the journal, which only this user may read."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": who,
        "list": result.list_id,
        "what": what,
    } | result.counts()
    var.mkdir(parents=True, exist_ok=True)
    handle = os.open(var / JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as stream:
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
