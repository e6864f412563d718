"""The audit log ``<var>/protokoll/audit.jsonl``: who did what, never a value, only ever longer.

Each line carries its number, the hash of the line before and its own (SHA-256), so that a changed,
removed or inserted line is found. ``audit.stand`` keeps the last number and hash, so that a cut
end is found too. Every month begins a new file (``audit-2026-01.jsonl`` is an old one); the chain
goes on across files.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sozialraum.errors import SozialraumError
from sozialraum.storage.home import var_folder
from sozialraum.storage.locks import exclusive

FOLDER = "protokoll"
CURRENT = "audit.jsonl"
STATE = "audit.stand"
LOCK = "audit.sperre"
START = "0" * 64
"""What the first line names as the hash of the line before."""
NOBODY = "unbekannt"
"""Subject of somebody who is not logged in."""
WAIT_SECONDS = 30.0
LONGEST = 4096
"""Bytes of a line at most: the forms of subject and fields allow no more."""

_COUNT = "[0-9]{1,15}"
_DIGEST = "[0-9a-f]{64}"
_WORD = "[a-z0-9][a-z0-9._-]{0,63}"
_RELEASE = "([0-9a-f]{16})?"
_ROLES = "([a-z]{1,20}( [a-z]{1,20}){0,5})?"
EVENTS: dict[str, dict[str, str]] = {
    "anmeldung": {},
    "abmeldung": {},
    "abgewiesen": {"reason": _WORD},
    "rollenwechsel": {"before": _ROLES, "after": _ROLES},
    "export": {"kind": _WORD, "sha256": _DIGEST, "rows": _COUNT, "release": _RELEASE},
    "einzelobjekte": {"list": _WORD, "count": _COUNT},
    "upload": {"sha256": _DIGEST, "size": _COUNT, "kind": _WORD},
    "veroeffentlichung": {"release": _RELEASE},
    "ruecknahme": {"number": _COUNT},
    "einlesen": {"number": _COUNT},
}
"""Events, and per event the fields that it may have with the form of their content.

``kind`` is a kind of file (``karte.xlsx``), ``rows``, ``count`` and ``size`` (bytes) are whole
numbers, ``release`` is an id or empty, ``number`` that of an import, roles are words with a blank
between them. The forms leave no room for a value or a name."""
_MONTH = re.compile(r"\d{4}-\d{2}-", re.ASCII)
_SUBJECT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True)
class Entry:
    """One line: ``time`` is ISO 8601 in UTC, ``before`` the hash of the line before."""

    number: int
    time: str
    event: str
    subject: str
    fields: dict[str, Any]
    before: str
    hash: str


@dataclass(frozen=True)
class _End:
    """Number and hash of the last good line; number 0 where there is none."""

    number: int = 0
    hash: str = START


def record(event: str, *, subject: str, var: Path | None = None, **fields: str | int) -> Entry:
    """Append one line and flush it to the disk; safe for several processes and threads.

    ``subject`` is the id that the identity provider gives (or ``lokal``, or :data:`NOBODY`);
    ``var`` the folder that the release lies in, found like everywhere else where it is None.
    Raises ``ValueError`` for an event, a field or a content that :data:`EVENTS` does not allow
    (a programming error) and ``OSError`` where the disk refuses.
    """
    _check(event, subject, fields)
    folder = log_folder(var)
    with locked(folder):
        end, unfinished = _end(folder)
        if unfinished:
            _append(unfinished, "\n")
        entry = _entry(end, event, subject, fields)
        _rotate(folder, entry.time)
        _append(folder / CURRENT, line_of(entry) + "\n")
        _remember(folder / STATE, _End(entry.number, entry.hash))
    return entry


def log_folder(var: Path | None = None) -> Path:
    """The folder of the log below ``var``."""
    return (var or var_folder()) / FOLDER


def line_of(entry: Entry) -> str:
    """The canonical JSON of an entry, without line break: keys sorted, no blanks, ASCII."""
    return _canonical(vars(entry))


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a line without its own hash."""
    hashed = {key: value for key, value in content.items() if key != "hash"}
    return hashlib.sha256(_canonical(hashed).encode()).hexdigest()


def log_files(folder: Path) -> list[Path]:
    """The files of the log, the oldest first."""
    current = folder / CURRENT
    return [*sorted(folder.glob("audit-*.jsonl")), *([current] if current.exists() else [])]


def parsed(line: bytes) -> Entry | None:
    """The entry of a line, None where it is none; its hash is not checked."""
    try:
        content = json.loads(line)
        entry = Entry(**content)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (entry.time, entry.event, entry.subject, entry.before, entry.hash)
    right = type(entry.number) is int and isinstance(entry.fields, dict)
    right = right and all(isinstance(text, str) for text in texts)
    return entry if right and _MONTH.match(entry.time) else None


def stored_end(folder: Path) -> tuple[int, str] | None:
    """Number and hash that ``audit.stand`` keeps; None where it is missing or damaged."""
    try:
        content = json.loads((folder / STATE).read_bytes())
        return int(content["number"]), str(content["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the log alone; makes the folder (0700) where it is missing.

    Raises ``TimeoutError`` where somebody holds it for longer than :data:`WAIT_SECONDS`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            stack.enter_context(exclusive(folder / LOCK, WAIT_SECONDS))
        except SozialraumError as error:
            raise TimeoutError("the audit log is held by somebody else") from error
        yield


def _check(event: str, subject: str, fields: dict[str, str | int]) -> None:
    if event not in EVENTS:
        raise ValueError(f"no event of the audit log: {event!r}")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise ValueError("the subject must be an id of 1 to 200 characters")
    for name, value in fields.items():
        form = EVENTS[event].get(name)
        if form is None:
            raise ValueError(f"{event!r} has no field {name!r}")
        if isinstance(value, bool) or (form == _COUNT) != isinstance(value, int):
            raise ValueError(f"field {name!r} of {event!r} has the wrong type")
        if not re.fullmatch(form, str(value)):
            raise ValueError(f"field {name!r} of {event!r} has a content that is not allowed")


def _entry(end: _End, event: str, subject: str, fields: dict[str, str | int]) -> Entry:
    content: dict[str, Any] = {
        "number": end.number + 1,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "subject": subject,
        "fields": fields,
        "before": end.hash,
    }
    return Entry(**content, hash=hash_of(content))


def _end(folder: Path) -> tuple[_End, Path | None]:
    """Where the chain goes on, and the file whose last line was not finished.

    The line after the one that ``audit.stand`` names counts where it is good: a process died
    between the two. Where lines of the log are missing, the chain goes on after the stored end, so
    that the gap stays visible.
    """
    files = log_files(folder)
    lines = _tail(files[-1]) if files else []
    stored = stored_end(folder)
    known = _End(*stored) if stored else _End()
    unfinished = files[-1] if lines and not lines[-1].endswith(b"\n") else None
    found = (parsed(line) for line in reversed(lines))
    last = next((one for one in found if one and one.hash == hash_of(vars(one))), None)
    if last is None:
        return known, unfinished
    following = last.number == known.number + 1 and last.before == known.hash
    if stored is None or following:
        return _End(last.number, last.hash), unfinished
    return known, unfinished


def _tail(file: Path) -> list[bytes]:
    """The last lines of a file."""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - 4 * LONGEST))
        return stream.read().splitlines(keepends=True)


def _rotate(folder: Path, now: str) -> None:
    """Put the file of an earlier month aside; the name says which."""
    current = folder / CURRENT
    try:
        with current.open("rb") as stream:
            first = parsed(stream.readline())
    except FileNotFoundError:
        return
    aside = folder / f"audit-{first.time[:7]}.jsonl" if first else None
    if first and aside and first.time[:7] < now[:7] and not aside.exists():
        current.rename(aside)


def _append(path: Path, text: str) -> None:
    content = text.encode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if os.write(handle, content) != len(content):
            raise OSError("the line of the audit log was not written completely")
        os.fsync(handle)
    finally:
        os.close(handle)


def _remember(path: Path, end: _End) -> None:
    from sozialraum.storage.writing import replace_bytes

    replace_bytes(path, _canonical(vars(end)).encode(), private=True)


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
