"""Sign-ins that are valid now, kept on the server: a cookie without an entry here is worth nothing.

Streamlit's cookie lives for 30 days and cannot be taken back. Here every sign-in has an entry
from the moment the identity provider sent the person back, under a hash of what the cookie says. It
ends with the sign-out, after some time without input and after a longest time. The entries lie in
one SQLite file, so that several processes of one server agree.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FILE = "sitzungen.sqlite"
PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""
_STEPS = 60
"""The last input is stored to a sixtieth of the idle limit, not at every click."""
_KEPT = 2.0
"""Ended entries stay for this many longest times, so that people are told why."""
_TABLE = """CREATE TABLE IF NOT EXISTS sign_in (
    key TEXT PRIMARY KEY, begun REAL NOT NULL, seen REAL NOT NULL, ended TEXT NOT NULL DEFAULT '',
    roles TEXT NOT NULL)"""


class Ended(StrEnum):
    """Why a sign-in is not valid; the words of the audit log."""

    SIGNED_OUT = "abgemeldet"
    IDLE = "leerlauf"
    TOO_OLD = "abgelaufen"
    UNKNOWN = "unbekannt"


@dataclass(frozen=True)
class Limits:
    """Longest time without input and longest time at all, in seconds."""

    idle: float = 30 * 60.0
    total: float = 12 * 3600.0


@dataclass(frozen=True)
class Use:
    """Outcome of :meth:`Sessions.use`.

    ``ended`` is None for a valid sign-in; ``just_now`` is true for the one caller who ended it;
    ``roles_before`` are the roles at the last use where they are others now, else None.
    """

    ended: Ended | None = None
    just_now: bool = False
    roles_before: str | None = None


class Sessions:
    """The sign-ins below ``var``. Times are seconds since 1970, given by the caller.

    Every method raises ``OSError`` where the file cannot be read or written; the caller then
    trusts nobody.
    """

    def __init__(self, var: Path) -> None:
        self._path = var / FILE

    def begin(self, key: str, roles: str, now: float, limits: Limits) -> None:
        """Enter a new sign-in, and forget those that ended long ago.

        A key that was entered before is refused with ``OSError``: it is a replay.
        """
        with self._open() as store:
            store.execute("DELETE FROM sign_in WHERE begun < ?", (now - _KEPT * limits.total,))
            store.execute(
                "INSERT INTO sign_in (key, begun, seen, roles) VALUES (?, ?, ?, ?)",
                (key, now, now, roles),
            )

    def use(self, key: str, roles: str, now: float, limits: Limits) -> Use:
        """Is the sign-in valid? If so, this is its last input, and ``roles`` are its roles."""
        with self._open() as store:
            query = "SELECT begun, seen, ended, roles FROM sign_in WHERE key = ?"
            row = store.execute(query, (key,)).fetchone()
            if row is None:
                return Use(Ended.UNKNOWN)
            begun, seen, ended, before = row
            if ended:
                return Use(Ended(ended))
            if now - begun > limits.total:
                return Use(Ended.TOO_OLD, _finish(store, key, Ended.TOO_OLD))
            if now - seen > limits.idle:
                return Use(Ended.IDLE, _finish(store, key, Ended.IDLE))
            if now - seen > limits.idle / _STEPS:
                store.execute("UPDATE sign_in SET seen = ? WHERE key = ?", (now, key))
            if before == roles:
                return Use()
            change = "UPDATE sign_in SET roles = ? WHERE key = ? AND roles = ?"
            changed = store.execute(change, (roles, key, before)).rowcount == 1
            return Use(roles_before=before if changed else None)

    def end(self, key: str) -> bool:
        """Sign out; false where the sign-in is unknown or has ended already."""
        with self._open() as store:
            return _finish(store, key, Ended.SIGNED_OUT)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self._path.exists():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            store = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
            try:
                store.execute(_TABLE)
                yield store
            finally:
                store.close()
        except sqlite3.Error as error:
            raise OSError(f"sign-ins: {error}") from error


def _finish(store: sqlite3.Connection, key: str, reason: Ended) -> bool:
    query = "UPDATE sign_in SET ended = ? WHERE key = ? AND ended = ''"
    return store.execute(query, (reason.value, key)).rowcount == 1
