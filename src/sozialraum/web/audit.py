"""What the operator reads: lines of the audit log about people, and problems on the console."""

from __future__ import annotations

import sys
import time
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

from sozialraum.storage.audit_log import NOBODY, record

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_BROUGHT = "_hochgeladen_vermerkt"
PAUSE = 1.0
"""Seconds in which one process notes the same refusal of the same person only once."""
REMINDER = 3600.0
"""Seconds after which the operator is told again what is still wrong."""


class _Memory:
    """What was said lately, so that neither log nor console can be flooded."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._lock = Lock()
        self._said: dict[tuple[str, ...], float] = {}

    def is_news(self, *what: str) -> bool:
        """True where the same was not said within the pause."""
        now = time.monotonic()
        with self._lock:
            self._said = {key: at for key, at in self._said.items() if now - at < self._pause}
            news = what not in self._said
            self._said.setdefault(what, now)
        return news


_REFUSED = _Memory(PAUSE)
_TOLD = _Memory(REMINDER)


def note(event: str, subject: str, **fields: Any) -> None:
    """Write a line of the audit log; where the disk refuses, the operator is told instead."""
    try:
        record(event, subject=subject or NOBODY, **fields)
    except OSError as error:
        tell_operator(f"Das Protokoll lässt sich nicht schreiben ({type(error).__name__}).")


def note_export(subject: str, kind: str, body: bytes, release: str) -> None:
    """Write that a file left the house: its kind (``karte.csv``), hash and release, no value.

    Of tables as CSV the number of rows is noted as well.
    """
    fields: dict[str, Any] = {"kind": kind, "sha256": sha256(body).hexdigest(), "release": release}
    if kind.endswith(".csv"):
        fields["rows"] = max(0, body.count(b"\n") - 1)
    note("export", subject, **fields)


def note_upload(subject: str, file: UploadedFile) -> None:
    """Write once per session that a file was brought: its hash, size and ending, not its name."""
    import streamlit as st

    noted = st.session_state.setdefault(_BROUGHT, set())
    if file.file_id in noted:
        return
    noted.add(file.file_id)
    body, name = file.getvalue(), file.name
    ending = name.rpartition(".")[2].casefold()
    kind = ending if ending.isalnum() and ending.isascii() else "datei"
    note("upload", subject, sha256=sha256(body).hexdigest(), size=len(body), kind=kind[:20])


def note_refusal(subject: str, reason: str) -> None:
    """Write that somebody was refused; the same refusal within a second is one line."""
    if _REFUSED.is_news(subject, reason):
        note("abgewiesen", subject, reason=reason)


def tell_operator(text: str) -> None:
    """Write a problem of the configuration to the console, once an hour; never a name or an id."""
    if _TOLD.is_news(text):
        print(f"Anmeldung: {text}", file=sys.stderr, flush=True)
