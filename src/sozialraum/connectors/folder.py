"""A watched folder: files that nobody writes any more, each once, moved away afterwards.

Links are never followed, neither a linked file nor a linked folder for what is done.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from sozialraum.domain.connectors import Folder
from sozialraum.domain.fetches import FetchRefused

DONE, FAILED = "erledigt", "fehler"
SUFFIXES = (".csv", ".xlsx")


@dataclass(frozen=True)
class Found:
    """One file of the folder; ``refusal`` says why it is not read, else it is empty."""

    path: Path
    content: bytes
    refusal: str = ""

    @property
    def sha256(self) -> str:
        """Fingerprint of the content."""
        return hashlib.sha256(self.content).hexdigest()


def place_of(access: Folder, var: Path) -> Path:
    """The folder; relative paths lie below ``var`` and may not leave it. Raises FetchRefused."""
    given = Path(access.path)
    folder = given if given.is_absolute() else var / given
    if folder.is_symlink() or not folder.is_dir():
        raise FetchRefused(f"Den Ordner „{folder}“ gibt es nicht.", "Ordner anlegen.")
    real = folder.resolve()
    if not given.is_absolute() and not real.is_relative_to(var.resolve()):
        what = f"Der Ordner „{access.path}“ liegt nicht unter {var}."
        raise FetchRefused(what, "Einen vollständigen Pfad angeben, der mit / beginnt.")
    return real


def waiting(access: Folder, folder: Path, now: float | None = None) -> list[Found]:
    """Tables that have not changed for the declared time, sorted by name.

    ``now`` is a time stamp. Files of other kinds, hidden files, folders and files that are still
    being written are left alone.
    """
    moment = time.time() if now is None else now
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")) or path.suffix.lower() not in SUFFIXES:
            continue
        state = path.lstat()
        if stat.S_ISDIR(state.st_mode) or moment - state.st_mtime < access.settle:
            continue
        found.append(_read(path, access.megabytes))
    return found


def put_away(found: Found, good: bool, words: str, when: str) -> Path:
    """Move a file to ``erledigt`` or ``fehler`` and write a protocol beside it.

    Returns where it lies now. A file of the same name there stays; the new one gets a number.
    """
    target = found.path.parent / (DONE if good else FAILED)
    target.mkdir(exist_ok=True)
    if target.is_symlink():
        raise FetchRefused(f"„{target}“ ist eine Verknüpfung.", "Durch einen Ordner ersetzen.")
    number, name = 1, found.path.name
    while os.path.lexists(target / name):
        number += 1
        name = f"{found.path.stem}-{number}{found.path.suffix}"
    place = target / name
    found.path.rename(place)
    protocol = target / f"{name}.protokoll.txt"
    text = f"Datei: {found.path.name}\nZeitpunkt (UTC): {when}\nErgebnis: {words}\n"
    handle = os.open(protocol, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    return place


def _read(path: Path, megabytes: int) -> Found:
    """The content of a regular file with a single name; everything else is a refusal."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink():
        return Found(path, b"", "Verknüpfungen werden nicht gelesen. Die Datei selbst ablegen.")
    try:
        handle = os.open(path, flags)
    except OSError as error:
        return Found(path, b"", f"Die Datei ist nicht lesbar ({error.strerror}).")
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return Found(path, b"", "Das ist keine gewöhnliche Datei.")
        content = stream.read(megabytes * 1_000_000 + 1)
    if len(content) > megabytes * 1_000_000:
        return Found(path, b"", f"Die Datei ist größer als {megabytes} MB. In Teilen ablegen.")
    return Found(path, content)
