from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sozialraum.connectors.folder import place_of, put_away, waiting
from sozialraum.domain.connectors import Folder
from sozialraum.domain.fetches import FetchRefused

OLD = time.time() - 3600


def access(path: Path | str, **more: object) -> Folder:
    return Folder.model_validate({"art": "ordner", "ordner": str(path), **more})


def put(path: Path, text: str = "a;b\n1;2\n", age: float = OLD) -> Path:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (age, age))
    return path


def test_settled_tables_are_found_by_name(tmp_path: Path) -> None:
    put(tmp_path / "b.csv")
    put(tmp_path / "a.XLSX")
    put(tmp_path / "neu.csv", age=time.time())
    put(tmp_path / ".versteckt.csv")
    put(tmp_path / "~$a.xlsx")
    put(tmp_path / "bild.png")
    (tmp_path / "ordner.csv").mkdir()
    found = waiting(access(tmp_path), tmp_path)
    assert [one.path.name for one in found] == ["a.XLSX", "b.csv"]
    later = waiting(access(tmp_path), tmp_path, now=time.time() + 31)
    assert [one.path.name for one in later] == ["a.XLSX", "b.csv", "neu.csv"]


def test_links_and_special_files_are_refused(tmp_path: Path) -> None:
    secret = put(tmp_path / "geheim.txt", "x")
    folder = tmp_path / "eingang"
    folder.mkdir()
    (folder / "link.csv").symlink_to(secret)
    os.utime(folder / "link.csv", (OLD, OLD), follow_symlinks=False)
    os.mkfifo(folder / "rohr.csv")
    os.utime(folder / "rohr.csv", (OLD, OLD))
    link, pipe = waiting(access(folder), folder)
    assert (link.content, pipe.content) == (b"", b"")
    assert "Verknüpfungen" in link.refusal and "gewöhnliche Datei" in pipe.refusal
    put_away(link, False, link.refusal, "2026-01-01")
    assert secret.read_text() == "x" and (folder / "fehler/link.csv").is_symlink()


def test_large_files_are_refused(tmp_path: Path) -> None:
    put(tmp_path / "gross.csv", "x" * 1_000_001)
    (found,) = waiting(access(tmp_path, groesse_mb=1), tmp_path)
    assert "größer als 1 MB" in found.refusal and found.content == b""


def test_relative_folders_stay_below_var(tmp_path: Path) -> None:
    var = tmp_path / "var"
    (var / "eingang").mkdir(parents=True)
    (tmp_path / "anderswo").mkdir()
    (var / "link").symlink_to(tmp_path / "anderswo")
    (var / "weit").mkdir()
    (var / "weit/link").symlink_to(tmp_path)
    assert place_of(access("eingang"), var) == (var / "eingang").resolve()
    assert place_of(access(tmp_path / "anderswo"), var) == (tmp_path / "anderswo").resolve()
    for path in ("../anderswo", "link", "weit/link/anderswo", "fehlt", tmp_path / "var/link"):
        with pytest.raises(FetchRefused):
            place_of(access(path), var)


def test_files_move_with_a_protocol_and_nothing_is_overwritten(tmp_path: Path) -> None:
    for number in (1, 2):
        put(tmp_path / "a.csv", f"a\n{number}\n")
        (found,) = waiting(access(tmp_path), tmp_path)
        put_away(found, True, "12 Werte neu.", "2026-01-01T00:00:00+00:00")
    done = tmp_path / "erledigt"
    assert sorted(p.name for p in done.iterdir()) == [
        "a-2.csv",
        "a-2.csv.protokoll.txt",
        "a.csv",
        "a.csv.protokoll.txt",
    ]
    assert (done / "a.csv").read_text() == "a\n1\n"
    assert "12 Werte neu." in (done / "a.csv.protokoll.txt").read_text(encoding="utf-8")
    assert waiting(access(tmp_path), tmp_path) == []


def test_a_linked_folder_for_what_is_done_is_refused(tmp_path: Path) -> None:
    folder, target = tmp_path / "eingang", tmp_path / "ziel"
    folder.mkdir()
    target.mkdir()
    (folder / "erledigt").symlink_to(target)
    put(folder / "a.csv")
    (found,) = waiting(access(folder), folder)
    with pytest.raises(FetchRefused, match="Verknüpfung"):
        put_away(found, True, "gut", "2026-01-01")
    assert list(target.iterdir()) == []
