"""Uploads that outlive their process: kept in ``<var>/hochgeladen`` as long as their session lives.

Streamlit keeps uploads in the memory of one process. When that dies, the browser goes on with
another one and still names the files by their ids, which are random and known to nobody else; then
they are taken from here. The folder and its files are readable by this user alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sozialraum.language import n_, t

if TYPE_CHECKING:
    from streamlit.runtime import Runtime
    from streamlit.runtime.uploaded_file_manager import UploadedFileRec

FOLDER = "hochgeladen"
OLDEST_SECONDS = 2 * 3600.0
"""What is older was left by a process that died and is wanted by nobody."""
LARGEST_BYTES = 500_000_000
"""Size of all files together; the oldest go first."""
LOST = n_(
    "Die Datei ist bei einer Unterbrechung der Verbindung verloren gegangen. "
    "Bitte wählen Sie sie noch einmal aus."
)


def keep_uploads(runtime: Runtime, var: Path) -> None:
    """Let the uploads of this server go through the folder as well; call it once, at the start."""
    from streamlit.runtime import RuntimeState

    ends = {RuntimeState.STOPPING, RuntimeState.STOPPED}
    spool = Spool(var / FOLDER)
    spool.clear()
    extend(runtime.uploaded_file_mgr, spool, stopping=lambda: runtime.state in ends)


def extend(manager: Any, spool: Spool, stopping: Callable[[], bool]) -> None:
    """Wrap the four methods of Streamlit's manager of uploads that store, find and remove."""
    add, get = manager.add_file, manager.get_files
    remove, remove_all = manager.remove_file, manager.remove_session_files

    def add_file(session_id: str, file: UploadedFileRec) -> None:
        add(session_id, file)
        spool.put(file)

    def get_files(session_id: str, file_ids: Sequence[str]) -> list[UploadedFileRec]:
        known = {file.file_id for file in get(session_id, file_ids)}
        for file_id in file_ids:
            kept = None if file_id in known else spool.get(file_id)
            if kept is not None:
                add(session_id, kept)
        found: list[UploadedFileRec] = get(session_id, file_ids)
        return found

    def remove_file(session_id: str, file_id: str) -> None:
        remove(session_id, file_id)
        spool.drop([file_id])

    def remove_session_files(session_id: str) -> None:
        ids = list(manager.file_storage.get(session_id, ()))
        remove_all(session_id)
        if not stopping():
            spool.drop(ids)

    manager.add_file, manager.get_files = add_file, get_files
    manager.remove_file, manager.remove_session_files = remove_file, remove_session_files


def tell_if_lost(key: str) -> None:
    """Say it where the file of the uploader with this ``key`` is gone, although it is shown."""
    import streamlit as st
    from streamlit.runtime.uploaded_file_manager import DeletedFile

    value = st.session_state.get(key)
    if any(
        isinstance(file, DeletedFile) for file in (value if isinstance(value, list) else [value])
    ):
        st.warning(t(LOST))


class Spool:
    """Files by their id. A disk that refuses costs the safety net, not the upload."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, file: UploadedFileRec) -> None:
        """Keep a file; the oldest are dropped where there are too many."""
        head = {"id": file.file_id, "name": file.name, "type": file.type}
        temporary = self._folder / f".{uuid4().hex}"
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.clear(room=len(file.data))
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(json.dumps(head).encode() + b"\n" + file.data)
            temporary.replace(self._path(file.file_id))

    def get(self, file_id: str) -> UploadedFileRec | None:
        """The file with this id, None where there is none."""
        from streamlit.runtime.uploaded_file_manager import UploadedFileRec

        try:
            head, _, data = self._path(file_id).read_bytes().partition(b"\n")
            said = json.loads(head)
            return UploadedFileRec(file_id, said["name"], said["type"], data)
        except (OSError, ValueError, KeyError):
            return None

    def drop(self, file_ids: Iterable[str]) -> None:
        """Forget files."""
        for file_id in file_ids:
            with suppress(OSError):
                self._path(file_id).unlink(missing_ok=True)

    def clear(self, room: int = 0) -> None:
        """Drop what is too old, and the oldest until there is ``room`` for so many bytes."""
        aged = []
        for path in self._folder.glob("*"):
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            aged.append((found.st_mtime, found.st_size, path))
        total = room + sum(size for _, size, _ in aged)
        for at, size, path in sorted(aged, key=lambda entry: entry[0]):
            if time.time() - at > OLDEST_SECONDS or total > LARGEST_BYTES:
                path.unlink(missing_ok=True)
                total -= size

    def _path(self, file_id: str) -> Path:
        return self._folder / hashlib.sha256(file_id.encode()).hexdigest()
