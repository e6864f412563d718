"""Import, diary, rollback and audit on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from delivered_tables import toy_file
from sozialraum.cli import main
from sozialraum.storage.release import ReleaseStore
from toy_home import change


def _run(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--home", str(home)])
    told = capsys.readouterr()
    return code, told.out, told.err


def _file(folder: Path, content: bytes, name: str = "lage.csv") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


SIMPLE = b"unterbezirk;kinder_sgb2\n001;10,5\n002;20,5\n"


def _mapped(capsys: pytest.CaptureFixture[str], home: Path, file: str, tmp_path: Path) -> str:
    """The mapping that a dry run prints, with what was still open filled in."""
    code, out, _ = _run(
        capsys, home, "import", file, "--period", "2025", "--level", "unterbezirk", "--dry-run",
        "--json",
    )  # fmt: skip
    document = json.loads(out)
    assert document["ok"] is (code == 0)
    document["mapping"]["quelle"] = document["mapping"].get("quelle") or "stadt"
    path = tmp_path / "zuordnung.json"
    path.write_text(json.dumps(document["mapping"]), encoding="utf-8")
    return str(path)


def test_a_table_goes_in_and_comes_out_again(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ReleaseStore(published).current_id()
    file = _file(tmp_path, SIMPLE)
    mapping = _mapped(capsys, published, file, tmp_path)
    assert ReleaseStore(published).current_id() == before, "a dry run changes nothing"
    code, out, _ = _run(capsys, published, "import", file, "--mapping", mapping, "--json")
    done = json.loads(out)
    assert (code, done["ok"], done["number"], done["added"]) == (0, True, 1, 2)
    assert done["release"] == ReleaseStore(published).current_id() != before
    code, out, _ = _run(capsys, published, "imports", "--json")
    assert [entry["number"] for entry in json.loads(out)] == [1]
    code, out, _ = _run(capsys, published, "rollback", "1")
    assert (code, out) == (0, "Import 1 ist zurückgenommen.\n")
    assert ReleaseStore(published).current_id() == before
    assert _run(capsys, published, "rollback", "1")[0] == 2, "it is taken back already"
    assert _run(capsys, published, "rollback", "7")[0] == 2


def test_what_is_open_is_printed_and_nothing_changes(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ReleaseStore(published).current_id()
    code, out, err = _run(capsys, published, "import", _file(tmp_path, toy_file()))
    assert code == 1
    assert "Frage" in out
    assert "Nordmarkt Sued" not in err or "Gemeint ist vielleicht" in err
    assert ReleaseStore(published).current_id() == before


def test_a_broken_mapping_and_a_missing_file_are_named(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, SIMPLE)
    broken = _file(tmp_path, b'{"id": "x"}', "z.json")
    code, _, err = _run(capsys, published, "import", file, "--mapping", broken)
    assert code == 1 and "keine lesbare Zuordnung" in err
    code, _, err = _run(capsys, published, "import", str(tmp_path / "fehlt.csv"))
    assert code != 0 and "fehlt.csv" in err


def test_the_audit_counts_cells_and_finds_nothing_in_what_is_public(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _run(capsys, published, "audit", "--json")
    assert code == 0
    assert json.loads(out) == {
        "cells": 12, "masked": 0, "primary": 0, "secondary": 0, "recoverable": 0, "narrow": [],
    }  # fmt: skip


def test_the_audit_of_a_faulty_home_says_so(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(toy, "data/statistik/reihen.csv", "600000", "sechs")
    code, _, err = _run(capsys, toy, "audit")
    assert code == 1 and "Geprüft werden kann erst ohne Fehler" in err
