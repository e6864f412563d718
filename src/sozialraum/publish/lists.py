"""Import of lists of things: checked row by row, replaced as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sozialraum.catalog import survey
from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.access import Role
from sozialraum.domain.imports import ImportEntry
from sozialraum.domain.records import RecordList
from sozialraum.errors import Problem, ProblemsFound, PublicationRefused, SozialraumError
from sozialraum.importers.points import Box
from sozialraum.importers.records import DELIVERED, read_records
from sozialraum.language import Language, n_, speaking, t
from sozialraum.publish.building import Progress, publish, silent
from sozialraum.publish.list_files import CONFIDENTIAL, confidential_records, list_csv, list_path
from sozialraum.publish.shapes import bounds
from sozialraum.render.formats import number
from sozialraum.storage.deliveries import Delivery
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.storage.stand import Stand, now, sha256

__all__ = [
    "CONFIDENTIAL",
    "LIST",
    "ListImport",
    "confidential_records",
    "import_and_publish",
    "import_records",
    "list_csv",
    "restore_list",
]
LIST = "verzeichnis"
"""The kind of these imports in the diary."""


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

    ``who`` goes into the diary. Raises :class:`~sozialraum.errors.UnknownEntry` for a list that
    is not declared, :class:`PublicationRefused` with the problems of all rows (nothing is changed
    then), ``OSError`` where the disk refuses. A dry run changes nothing and returns the problems.
    """
    store = ReleaseStore(home, var)
    delivery = _read(store, list_id, content)
    if dry_run:
        return replace(delivery.compared(), problems=delivery.problems, dry_run=True)
    delivery.refuse()
    imports = ImportStore(store.var)
    with imports.locked():
        return _import(imports, delivery, who, lambda stand: imports.commit(stand, _nothing))


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
    Where publication is refused or fails, or the process dies, the file of the list is put back as
    it was, and the last good release stays live.
    """
    store = ReleaseStore(home, var)
    delivery = _read(store, list_id, content)
    if delivery.declared.confidential:
        return import_records(home, list_id, content, who=who, var=var), None
    delivery.refuse()
    imports = ImportStore(store.var)
    released: list[Release] = []

    def finish(stand: Stand) -> None:
        released.append(publish(store, imports.fragments(stand), progress, stand))

    with imports.locked():
        try:
            return _import(imports, delivery, who, finish), released[0]
        except ProblemsFound as error:
            what = t(
                "„{title}“ ist nicht eingelesen, weil der Datenstand damit nicht "
                "veröffentlicht werden kann: {problems} Fehler. Nichts ist geändert.",
                title=delivery.declared.title,
                problems=len(error.problems),
            )
            raise PublicationRefused(what, error.problems) from error


def restore_list(store: ReleaseStore, entry: ImportEntry, stand: Stand, progress: Progress) -> None:
    """Put the file of a list back as it was before an import, publish it and make ``stand`` valid.

    The caller holds the lock. Raises :class:`~sozialraum.errors.SozialraumError` where the list was
    changed after the import, and what :func:`import_and_publish` raises.
    """
    declared = survey(store.home).catalog.records(entry.mapping)
    imports = ImportStore(store.var)
    path = list_path(store, declared)
    if not imports.wrote(entry.number, _bytes(path)):
        raise SozialraumError(
            t(
                "„{title}“ ist nach Import {number} noch einmal geändert worden.",
                title=declared.title,
                number=entry.number,
            ),
            t("Erst die spätere Änderung zurücknehmen."),
        )
    before = imports.before(entry.number)
    with imports.swapped(path, before, private=declared.confidential):
        if declared.confidential:
            imports.commit(stand, _nothing)
        else:
            publish(store, imports.fragments(stand), progress, stand)


@dataclass(frozen=True)
class _Delivery:
    """A file that was brought for a list, read and checked; ``path`` is the file of the list."""

    declared: RecordList
    path: Path
    content: bytes
    rows: Sequence[Mapping[str, str]]
    problems: tuple[Problem, ...]

    def compared(self) -> ListImport:
        return _compared(self.path, self.rows, self.declared)

    def refuse(self) -> None:
        if self.problems:
            what = t(
                "„{title}“ wird nicht eingelesen: {problems} Fehler. Nichts ist geändert.",
                title=self.declared.title,
                problems=len(self.problems),
            )
            raise PublicationRefused(what, self.problems)


def _read(store: ReleaseStore, list_id: str, content: bytes) -> _Delivery:
    catalog = survey(store.home).catalog
    declared = catalog.records(list_id)
    path = list_path(store, declared)
    rows, problems = read_records(content, declared, catalog, box=_box(store.home, declared))
    if not rows and not problems:
        fix = t("Eine Datei mit mindestens einem Eintrag wählen.")
        problems = [Problem(t(DELIVERED), "", t("Die Datei enthält keinen Eintrag."), fix)]
    return _Delivery(declared, path, content, rows, tuple(problems))


def _import(
    imports: ImportStore, delivery: _Delivery, who: str, finish: Callable[[Stand], None]
) -> ListImport:
    """Store the import, swap the file of the list, ``finish``; everything or nothing."""
    declared, path = delivery.declared, delivery.path
    private = declared.confidential
    path.parent.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
    if private:
        path.parent.chmod(0o700)
    result = delivery.compared()
    written = list_csv(delivery.rows, declared).encode("utf-8")
    stand = imports.stand()
    entry = _entry(stand.next_number, result, delivery, who)
    stored = Delivery(
        entry, delivery.content, before=_bytes(path), written=written, confidential=private
    )
    fragment = imports.add(stored)
    try:
        with imports.swapped(path, written, private=private):
            finish(stand.added(entry.number, fragment.digest))
    except BaseException:
        imports.discard(entry.number)
        raise
    return result


@speaking(Language.GERMAN)
def _entry(number: int, result: ListImport, delivery: _Delivery, who: str) -> ImportEntry:
    declared = delivery.declared
    return ImportEntry(
        number=number,
        kind=LIST,
        title=declared.title,
        who=who,
        when=now(),
        file=f"{declared.id}.csv",
        sha256=sha256(delivery.content),
        mapping=declared.id,
        rows=result.entries,
        values=0,
        added=len(result.added),
        changed=len(result.changed),
        gone=len(result.removed),
        words=_words(result, declared),
        tables=(declared.id,),
    )


def _words(result: ListImport, declared: RecordList) -> str:
    """What changed; titles only where there are few and the list is for everybody."""
    secret = declared.confidential or Role.PUBLIC not in declared.roles
    parts = []
    named = (
        (result.added, n_("{count} neu")),
        (result.changed, n_("{count} geändert")),
        (result.removed, n_("{count} entfallen")),
    )
    for titles, text in named:
        shown = "" if secret or len(titles) > 3 else f" ({', '.join(titles)})"
        if titles:
            parts.append(t(text, count=number(len(titles))) + shown)
    entries = (
        t("1 Eintrag")
        if result.entries == 1
        else t("{entries} Einträge", entries=number(result.entries))
    )
    found = ", ".join(parts) or t("unverändert")
    return f"{entries}: {found}."


def _nothing() -> None:
    """A confidential list is in no release, so nothing else has to become valid."""


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
