"""The command ``list``: print a list of things, or import one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sozialraum.cli.commands import live_release, read_bytes
from sozialraum.cli.output import Output
from sozialraum.errors import UnknownEntry

if TYPE_CHECKING:
    from sozialraum.catalog import Catalog
    from sozialraum.domain.records import Record, RecordList
    from sozialraum.publish.lists import ListImport


def list_records(options: Namespace, output: Output) -> int:
    """Print the entries of a list, or import them from a file."""
    from sozialraum.publish import home_folder

    if options.source is not None:
        home, content = home_folder(options.home), read_bytes(options.source)
        return import_list(home, options.id, content, output, dry_run=options.dry_run)
    if options.dry_run:
        raise UnknownEntry("--dry-run gehört zu --import.", "Aufruf mit --import DATEI.")
    release = live_release(options, output)
    declared = release.catalog.records(options.id)
    if declared.confidential:
        return _count(options, output, release.catalog)
    found = release.records(declared.id)
    if output.json:
        output.document([record.as_dict() for record in found])
    elif options.format == "csv":
        output.raw(as_csv(found, declared))
    else:
        for record in found:
            output.text(f"{record.id}: {record.title}")
        output.text(_entries(len(found)))
    return 0


def as_csv(found: Sequence[Record], declared: RecordList) -> bytes:
    """The columns of the declaration, as ``--import`` takes them; no cell starts a formula."""
    from sozialraum.domain.records import ColumnType
    from sozialraum.export.names import safe_cell
    from sozialraum.publish.lists import list_csv

    numbers = {c.column for c in declared.columns if c.type is ColumnType.NUMBER}
    rows = [
        {name: text if name in numbers else safe_cell(text) for name, text in record.cells.items()}
        for record in found
    ]
    return list_csv(rows, declared, "\r\n").encode("utf-8-sig")


def _count(options: Namespace, output: Output, catalog: Catalog) -> int:
    """Of a confidential list nothing but the number of its entries is printed."""
    from sozialraum.domain.access import Role
    from sozialraum.publish import home_folder
    from sozialraum.publish.lists import confidential_records
    from sozialraum.storage.release import ReleaseStore

    declared = catalog.records(options.id)
    var = ReleaseStore(home_folder(options.home)).var
    entries = len(confidential_records(var, catalog, declared.id, frozenset(Role)))
    if output.json:
        output.document({"list": declared.id, "confidential": True, "entries": entries})
    else:
        output.text(f"„{declared.title}“ ist vertraulich: {_entries(entries)}")
    return 0


def import_list(home: Path, list_id: str, content: bytes, output: Output, *, dry_run: bool) -> int:
    """Replace a list by the content of a file and publish it; tells what changed."""
    from sozialraum.publish.lists import import_and_publish, import_records

    release = None
    if dry_run:
        result = import_records(home, list_id, content, dry_run=True)
    else:
        result, release = import_and_publish(
            home, list_id, content, who=user(), progress=output.progress
        )
    if output.json:
        output.document(_document(result) | ({"release": release.id} if release else {}))
    else:
        _print(output, result)
    return int(not result.ok)


def _document(result: ListImport) -> dict[str, Any]:
    """The JSON document of an import; of a confidential list without any title."""
    titles = {"added": result.added, "changed": result.changed, "removed": result.removed}
    content: dict[str, Any] = {
        "ok": result.ok,
        "list": result.list_id,
        "dry_run": result.dry_run,
        "confidential": result.confidential,
        "counts": result.counts(),
        "problems": [problem.as_dict() for problem in result.problems],
    }
    return content if result.confidential else content | {"titles": titles}


def _print(output: Output, result: ListImport) -> None:
    counts = result.counts()
    output.text(
        f"{_entries(counts['entries'])} {counts['added']} neu, {counts['changed']} geändert, "
        f"{counts['removed']} entfernt."
    )
    if not result.confidential:
        named = {"neu": result.added, "geändert": result.changed, "entfernt": result.removed}
        for word, titles in named.items():
            for title in titles:
                output.text(f"  {word}: {title}")
    for problem in result.problems:
        output.text(f"  - {problem}")
    if result.dry_run:
        output.text(f"{len(result.problems)} Fehler. Probelauf: Nichts ist geändert.")
    else:
        output.text("Eingelesen.")


def _entries(count: int) -> str:
    return "1 Eintrag." if count == 1 else f"{count} Einträge."


def user() -> str:
    """Name of the account, for the diary; empty where the system does not tell."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
