"""What is stored of one import, and how its folder is written: aside, flushed, renamed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sozialraum.domain.imports import ImportEntry
from sozialraum.domain.mapping import TableMapping
from sozialraum.storage.files import sync, sync_tree
from sozialraum.storage.stand import sha256
from sozialraum.storage.writing import UNFINISHED, replace_bytes

ENTRY, FILE, MAPPING, DATA, BEFORE = "import.json", "datei", "zuordnung.json", "daten", "vorher"


@dataclass(frozen=True)
class Delivery:
    """Everything that is stored of one import.

    ``data`` are the files of the fragment by their path, ``uses`` ids of indicators and sources. Of
    a list: ``before`` is its file before, ``written`` the file that the import writes.
    """

    entry: ImportEntry
    content: bytes
    mapping: TableMapping | None = None
    data: Mapping[str, bytes] = field(default_factory=dict)
    uses: Sequence[str] = ()
    before: bytes | None = None
    written: bytes | None = None
    confidential: bool = False


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder aside, flush it and rename it; nothing where there are no files."""
    if not files:
        return
    parent = target.parent
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = parent / f"{UNFINISHED}{uuid4().hex}"
    try:
        folder.mkdir(mode=0o700)
        for name, content in files.items():
            path = folder / name
            for above in reversed(path.relative_to(folder).parents[:-1]):
                (folder / above).mkdir(mode=0o700, exist_ok=True)
            replace_bytes(path, content, private=True)
        sync_tree(folder)
        folder.rename(target)
        sync(parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def files(delivery: Delivery) -> Iterator[tuple[str, bytes]]:
    """Name and content of the files that lie in the folder of the import."""
    stored = {
        "entry": delivery.entry.as_dict(),
        "uses": sorted(delivery.uses),
        "written": sha256(delivery.written),
    }
    yield ENTRY, json.dumps(stored, ensure_ascii=False, indent=1).encode()
    if delivery.mapping is not None:
        yield MAPPING, delivery.mapping.model_dump_json(by_alias=True, indent=1).encode()
    for name, content in delivery.data.items():
        yield f"{DATA}/{name}", content
    if not delivery.confidential:
        yield from _originals(delivery)


def private_files(delivery: Delivery) -> Iterator[tuple[str, bytes]]:
    """Name and content of the files of a confidential list that lie apart."""
    if delivery.confidential:
        yield from _originals(delivery)


def _originals(delivery: Delivery) -> Iterator[tuple[str, bytes]]:
    yield FILE, delivery.content
    if delivery.before is not None:
        yield BEFORE, delivery.before
