"""One writer at a time, across threads and processes of one computer."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local

from sozialraum.errors import SozialraumError

_PAUSE_SECONDS = 0.05
_HELD = local()


@contextmanager
def exclusive(path: Path, timeout: float) -> Iterator[bool]:
    """Hold the lock file ``path``; the system releases it when the process ends, however it ends.

    The thread that holds it may enter again and gets False, the outermost entry gets True. Raises
    :class:`SozialraumError` where somebody else still holds it after ``timeout`` seconds.
    """
    held: set[Path] = _HELD.__dict__.setdefault("paths", set())
    key = path.absolute()
    if key in held:
        yield False
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(handle, timeout)
        held.add(key)
        try:
            yield True
        finally:
            held.discard(key)
    finally:
        os.close(handle)


def _wait(handle: int, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not _taken(handle):
        if time.monotonic() >= deadline:
            raise SozialraumError(
                "Gerade übernimmt jemand anderes Daten. Nichts wurde geändert.",
                "Kurz warten und noch einmal versuchen.",
            )
        time.sleep(_PAUSE_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
