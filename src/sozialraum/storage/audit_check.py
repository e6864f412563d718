"""Is the audit log whole? Finds changed, removed, inserted and cut-off lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sozialraum.storage.audit_log import (
    LOCK,
    START,
    Entry,
    hash_of,
    line_of,
    locked,
    log_files,
    parsed,
    stored_end,
)


@dataclass(frozen=True)
class Verification:
    """What a check of the log found.

    ``lines`` counts the good lines before the first bad one. ``first_bad_line`` counts from 1 in
    ``file``, 0 where all is fine; ``reason`` and ``notes`` are German. ``number`` and ``hash`` are
    those of the last good line: kept elsewhere, they prove later that nothing was rewritten.
    """

    lines: int
    ok: bool
    first_bad_line: int
    reason: str
    file: str
    notes: tuple[str, ...]
    number: int
    hash: str


def verify(path: Path) -> Verification:
    """Check the log in the folder ``path`` from its first line to its stored end.

    Nothing is changed. A line that a crash left unfinished, and one line more than ``audit.stand``
    knows, are told in ``notes`` and are no fault. Raises ``OSError`` where it cannot be read.
    """
    if not path.is_dir():
        return Verification(0, True, 0, "", "", ("Es gibt noch kein Protokoll.",), 0, START)
    with _alone(path):
        return _Walk().along(path)


def entries(path: Path) -> Iterator[Entry]:
    """All readable lines of the log in the folder ``path``, the oldest first, unchecked."""
    for file in log_files(path):
        for text in _lines(file):
            entry = parsed(text)
            if entry is not None:
                yield entry


class _Walk:
    """One walk along all lines; remembers the end of the good chain."""

    def __init__(self) -> None:
        self._number = 0
        self._hash = START
        self._before = START
        self._torn: tuple[str, int] | None = None
        self._notes: list[str] = []

    def along(self, folder: Path) -> Verification:
        file, line = "", 0
        for path in log_files(folder):
            file = path.name
            for line, text in enumerate(_lines(path), start=1):
                reason = self._step(file, line, text)
                if reason:
                    return self._result(reason, *(self._torn or (file, line)))
        self._tell_torn()
        return self._result(self._against(stored_end(folder)), file, line + 1)

    def _step(self, file: str, line: int, text: bytes) -> str:
        """Why this line breaks the chain; empty where it does not."""
        entry = parsed(text)
        if entry is None and not self._torn and self._half(text):
            self._torn = (file, line)
            return ""
        reason = self._misfit(entry, text)
        if entry is not None and not reason:
            self._tell_torn()
            self._before, self._number, self._hash = self._hash, entry.number, entry.hash
        return reason

    def _half(self, text: bytes) -> bool:
        """True for the beginning of the very line that would come next: a process died then."""
        expected = f'{{"before":"{self._hash}"'.encode()
        return bool(text) and expected.startswith(text[: len(expected)])

    def _misfit(self, entry: Entry | None, text: bytes) -> str:
        if entry is None:
            return "Die Zeile ist nicht lesbar."
        if entry.hash != hash_of(vars(entry)) or text.decode("utf-8") != line_of(entry):
            return "Die Zeile wurde verändert."
        if entry.number > self._number + 1:
            return f"Vor dieser Zeile fehlen {entry.number - self._number - 1} Zeilen."
        if entry.number <= self._number:
            return "Die Zeile wurde eingefügt, verschoben oder steht doppelt da."
        return "" if entry.before == self._hash else "Die Zeile schließt nicht an die vorige an."

    def _tell_torn(self) -> None:
        if self._torn:
            file, line = self._torn
            self._notes.append(f"{file}, Zeile {line}: nach einem Absturz nur halb geschrieben.")
            self._torn = None

    def _against(self, stored: tuple[int, str] | None) -> str:
        """What the stored end says about the last good line."""
        number, digest = stored or (0, START)
        if (number, digest) == (self._number, self._hash):
            return ""
        if number == self._number - 1 and digest == self._before:
            self._notes.append("audit.stand ist nach einem Absturz eine Zeile zurück.")
            return ""
        if stored is None:
            return "Die Datei audit.stand fehlt oder ist beschädigt."
        if number > self._number:
            return f"Am Ende fehlen {number - self._number} Zeilen."
        return "Die letzten Zeilen passen nicht zu audit.stand."

    def _result(self, reason: str, file: str, line: int) -> Verification:
        at = (line, reason, file) if reason else (0, "", "")
        return Verification(
            self._number, not reason, *at, tuple(self._notes), self._number, self._hash
        )


def _lines(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return content.removesuffix(b"\n").split(b"\n") if content else []


def _alone(folder: Path) -> AbstractContextManager[None]:
    """The lock of the log, where there is one that may be taken; a copy is read without."""
    return locked(folder) if os.access(folder / LOCK, os.W_OK) else nullcontext()
