from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest

from sozialraum.web import upload_spool
from sozialraum.web.upload_spool import Spool, extend


def _process(folder: Path, *, stopping: bool = False) -> MemoryUploadedFileManager:
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    extend(manager, Spool(folder), stopping=lambda: stopping)
    return manager


def _file(name: str = "f1", data: bytes = b"a;b\n1;2\n") -> UploadedFileRec:
    return UploadedFileRec(name, "tabelle.csv", "text/csv", data)


def test_another_process_finds_the_upload(tmp_path: Path) -> None:
    _process(tmp_path).add_file("s1", _file())
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    other = _process(tmp_path)
    assert other.get_files("s2", ["f1"]) == [_file()]
    assert other.get_files("s2", ["f1", "unbekannt"]) == [_file()]


def test_who_does_not_know_the_id_finds_nothing(tmp_path: Path) -> None:
    _process(tmp_path).add_file("s1", _file())
    assert _process(tmp_path).get_files("s2", ["f2", "../f1", ""]) == []


def test_the_end_of_the_session_is_the_end_of_the_file(tmp_path: Path) -> None:
    manager = _process(tmp_path)
    manager.add_file("s1", _file("f1"))
    manager.add_file("s1", _file("f2"))
    manager.add_file("s2", _file("f3"))
    manager.remove_file("s1", "f1")
    assert len(list(tmp_path.iterdir())) == 2
    manager.remove_session_files("s1")
    assert len(list(tmp_path.iterdir())) == 1
    assert manager.get_files("s2", ["f1", "f2", "f3"]) == [_file("f3")]


def test_an_adopted_file_ends_with_its_new_session(tmp_path: Path) -> None:
    _process(tmp_path).add_file("s1", _file())
    other = _process(tmp_path)
    other.get_files("s2", ["f1"])
    other.remove_session_files("s2")
    assert list(tmp_path.iterdir()) == []


def test_a_stop_of_the_server_keeps_the_files(tmp_path: Path) -> None:
    manager = _process(tmp_path, stopping=True)
    manager.add_file("s1", _file())
    manager.remove_session_files("s1")
    assert _process(tmp_path).get_files("s2", ["f1"]) == [_file()]


def test_old_and_too_many_files_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path)
    for number in range(4):
        spool.put(_file(f"f{number}", b"x" * 1000))
    paths = sorted(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    os.utime(paths[0], (time.time() - 3 * 3600,) * 2)
    for age, path in enumerate(reversed(paths[1:])):
        os.utime(path, (time.time() - age,) * 2)
    spool.clear()
    assert len(list(tmp_path.iterdir())) == 3
    monkeypatch.setattr(upload_spool, "LARGEST_BYTES", 3500)
    spool.put(_file("neu", b"x" * 1000))
    assert spool.get("neu") is not None
    assert len(list(tmp_path.iterdir())) == 3


def test_a_disk_that_refuses_does_not_lose_the_upload(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("")
    manager = _process(tmp_path / "datei" / "ordner")
    manager.add_file("s1", _file())
    assert manager.get_files("s1", ["f1"]) == [_file()]
    assert manager.get_files("s1", ["f2"]) == []


def test_a_lost_file_is_told() -> None:
    def page() -> None:
        import streamlit as st
        from streamlit.runtime.uploaded_file_manager import DeletedFile

        from sozialraum.web.upload_spool import tell_if_lost

        st.session_state["da"] = None
        st.session_state["weg"] = DeletedFile("f1")
        tell_if_lost("da")
        tell_if_lost("weg")

    (warning,) = AppTest.from_function(page).run().warning
    assert "noch einmal" in warning.value
