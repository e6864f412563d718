from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from argparse import Namespace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.cli.audit_log import audit_log_show, audit_log_verify
from sozialraum.cli.output import Output
from sozialraum.storage import audit_log
from sozialraum.storage.audit_check import verify
from sozialraum.storage.audit_log import CURRENT, STATE, hash_of, line_of, parsed, record

SHA = "a" * 64


def _fill(var: Path, count: int = 6) -> Path:
    for number in range(count):
        record("einlesen", subject=f"kennung-{number}", var=var, number=number)
    return var / "protokoll"


def _lines(folder: Path) -> list[bytes]:
    return (folder / CURRENT).read_bytes().splitlines(keepends=True)


def _write(folder: Path, lines: list[bytes]) -> None:
    (folder / CURRENT).write_bytes(b"".join(lines))


def test_lines_form_a_chain_that_only_this_user_may_read(tmp_path: Path) -> None:
    first = record("anmeldung", subject="abc", var=tmp_path)
    second = record(
        "export",
        subject="abc",
        var=tmp_path,
        kind="karte.xlsx",
        sha256=SHA,
        rows=170,
        release="0" * 16,
    )
    folder = tmp_path / "protokoll"
    assert (first.number, second.number) == (1, 2)
    assert second.before == first.hash
    assert folder.stat().st_mode & 0o777 == 0o700
    for name in (CURRENT, STATE, "audit.sperre"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    stored = json.loads(_lines(folder)[1])
    assert stored["fields"] == {
        "kind": "karte.xlsx",
        "sha256": SHA,
        "rows": 170,
        "release": "0" * 16,
    }
    assert stored["time"].endswith("+00:00")
    found = verify(folder)
    assert (found.ok, found.lines, found.first_bad_line, found.notes) == (True, 2, 0, ())
    assert (found.number, found.hash) == (2, second.hash)


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("gelesen", {}),
        ("anmeldung", {"name": "Erika Mustermann"}),
        ("export", {"value": 12}),
        ("export", {"kind": "Erika Mustermann"}),
        ("export", {"rows": "12"}),
        ("export", {"rows": -1}),
        ("export", {"rows": True}),
        ("export", {"sha256": "abc"}),
        ("veroeffentlichung", {"release": "12,5"}),
        ("rollenwechsel", {"after": "Planung 12"}),
        ("abgewiesen", {"reason": "falsches Passwort: geheim"}),
    ],
)
def test_values_and_names_are_refused(tmp_path: Path, event: str, fields: dict) -> None:
    with pytest.raises(ValueError, match=r"event|field"):
        record(event, subject="abc", var=tmp_path, **fields)
    assert not (tmp_path / "protokoll").exists()


@pytest.mark.parametrize("subject", ["", "a\nb", "x" * 201])
def test_the_subject_is_one_line(tmp_path: Path, subject: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        record("anmeldung", subject=subject, var=tmp_path)


def test_the_longest_line_fits_into_what_is_read_back(tmp_path: Path) -> None:
    entry = record("anmeldung", subject="\U0001f600" * 200, var=tmp_path)
    assert len(line_of(entry)) < audit_log.LONGEST
    record("abmeldung", subject="\U0001f600" * 200, var=tmp_path)
    assert verify(tmp_path / "protokoll").lines == 2


def test_a_changed_line_is_found(tmp_path: Path) -> None:
    folder = _fill(tmp_path)
    lines = _lines(folder)
    lines[2] = lines[2].replace(b"kennung-2", b"kennung-9")
    _write(folder, lines)
    found = verify(folder)
    assert (found.ok, found.first_bad_line, found.file, found.lines) == (False, 3, CURRENT, 2)
    assert "verändert" in found.reason


def test_a_changed_line_with_a_fresh_hash_is_found_at_the_next(tmp_path: Path) -> None:
    folder = _fill(tmp_path)
    lines = _lines(folder)
    content = json.loads(lines[2]) | {"subject": "jemand"}
    content["hash"] = hash_of(content)
    lines[2] = line_of(audit_log.Entry(**content)).encode() + b"\n"
    _write(folder, lines)
    assert verify(folder).first_bad_line == 4


def test_removed_inserted_swapped_and_repeated_lines_are_found(tmp_path: Path) -> None:
    folder = _fill(tmp_path)
    whole = _lines(folder)
    for changed, bad, word in (
        (whole[:2] + whole[3:], 3, "fehlen 1"),
        (whole[1:], 1, "fehlen 1"),
        ([*whole[:3], whole[1], *whole[3:]], 4, "eingefügt"),
        ([*whole[:3], b"irgendetwas\n", *whole[3:]], 4, "lesbar"),
        ([*whole[:3], b"\n", *whole[3:]], 4, "lesbar"),
        ([whole[0], whole[2], whole[1], *whole[3:]], 2, "fehlen 1"),
        (whole[:4], 5, "fehlen 2"),
        ([], 1, "fehlen 6"),
    ):
        _write(folder, changed)
        found = verify(folder)
        assert (found.ok, found.first_bad_line) == (False, bad), found
        assert word in found.reason


def test_a_missing_stored_end_and_a_missing_file_are_found(tmp_path: Path) -> None:
    folder = _fill(tmp_path)
    shutil.copytree(folder, tmp_path / "copy")
    (folder / CURRENT).unlink()
    assert "fehlen 6" in verify(folder).reason
    (tmp_path / "copy" / STATE).unlink()
    assert "audit.stand" in verify(tmp_path / "copy").reason


def test_a_gap_stays_visible_when_the_log_goes_on(tmp_path: Path) -> None:
    folder = _fill(tmp_path)
    _write(folder, _lines(folder)[:4])
    entry = record("anmeldung", subject="abc", var=tmp_path)
    assert entry.number == 7
    found = verify(folder)
    assert (found.ok, found.first_bad_line) == (False, 5)


def test_a_crash_between_line_and_stored_end_is_told_and_no_fault(tmp_path: Path) -> None:
    folder = _fill(tmp_path, 3)
    state = (folder / STATE).read_bytes()
    record("anmeldung", subject="abc", var=tmp_path)
    (folder / STATE).write_bytes(state)
    found = verify(folder)
    assert found.ok
    assert "Absturz" in found.notes[0]
    assert record("abmeldung", subject="abc", var=tmp_path).number == 5
    assert verify(folder).notes == ()
    (folder / STATE).write_bytes(state)
    assert not verify(folder).ok


@pytest.mark.parametrize("kept", [1, 5, 40, 80, 200])
def test_a_half_line_is_told_and_the_log_goes_on(tmp_path: Path, kept: int) -> None:
    folder = _fill(tmp_path, 3)
    state, whole = (folder / STATE).read_bytes(), _lines(folder)
    record("anmeldung", subject="abc", var=tmp_path)
    _write(folder, [*whole, _lines(folder)[3][:kept]])
    (folder / STATE).write_bytes(state)
    found = verify(folder)
    assert found.ok
    assert "Zeile 4: nach einem Absturz nur halb geschrieben" in found.notes[0]
    assert record("abmeldung", subject="abc", var=tmp_path).number == 4
    found = verify(folder)
    assert (found.ok, found.lines, len(found.notes)) == (True, 4, 1)


def test_a_line_without_its_line_break_counts(tmp_path: Path) -> None:
    folder = _fill(tmp_path, 2)
    (folder / CURRENT).write_bytes((folder / CURRENT).read_bytes()[:-1])
    assert verify(folder).lines == 2
    assert record("anmeldung", subject="abc", var=tmp_path).number == 3
    assert verify(folder).lines == 3


def test_every_month_begins_a_file_and_the_chain_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock:
        now_is = "2026-01-31T23:59:59.000+00:00"

        @classmethod
        def now(cls, _zone: object) -> Clock:
            return cls()

        def isoformat(self, timespec: str) -> str:
            return self.now_is

    monkeypatch.setattr(audit_log, "datetime", Clock)
    folder = _fill(tmp_path, 2)
    (folder / CURRENT).open("ab").write(b'{"before')
    Clock.now_is = "2026-02-01T00:00:01.000+00:00"
    record("anmeldung", subject="abc", var=tmp_path)
    Clock.now_is = "2026-01-31T23:00:00.000+00:00"
    record("abmeldung", subject="abc", var=tmp_path)
    assert [path.name for path in audit_log.log_files(folder)] == ["audit-2026-01.jsonl", CURRENT]
    found = verify(folder)
    assert (found.ok, found.lines, len(found.notes)) == (True, 4, 1)
    (folder / "audit-2026-01.jsonl").unlink()
    found = verify(folder)
    assert (found.ok, found.first_bad_line, found.file) == (False, 1, CURRENT)
    assert "fehlen 2" in found.reason


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_changed_byte_stays_unseen(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = _fill(tmp_path_factory.mktemp("log"), 4)
    content = bytearray((folder / CURRENT).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != content[place]))
    content[place] = byte
    (folder / CURRENT).write_bytes(bytes(content))
    found = verify(folder)
    # The last line break carries nothing; everything else does.
    assert not found.ok or (place == len(content) - 1)


def _many(var: Path, name: str) -> None:
    for number in range(25):
        record("einlesen", subject=name, var=var, number=number)


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_many, args=(tmp_path, f"p{n}")) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    found = verify(tmp_path / "protokoll")
    assert (found.ok, found.lines) == (True, 100)


def test_a_full_disk_is_an_error_and_the_log_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _fill(tmp_path, 2)
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, text: write(handle, text[:30]))
        with pytest.raises(OSError, match="completely"):
            record("anmeldung", subject="abc", var=tmp_path)
    record("anmeldung", subject="abc", var=tmp_path)
    assert (verify(folder).ok, verify(folder).lines) == (True, 3)


def _options(home: Path, **given: object) -> Namespace:
    return Namespace(home=home, **{"event": None, "since": None} | given)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _fill(tmp_path / "var", 3)
    record("anmeldung", subject="abc", var=tmp_path / "var")
    assert audit_log_verify(_options(tmp_path), Output()) == 0
    assert "unversehrt: 4 Zeilen" in capsys.readouterr().out
    assert audit_log_verify(_options(tmp_path), Output(json=True)) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert audit_log_show(_options(tmp_path, event="anmeldung"), Output(json=True)) == 0
    assert [entry["number"] for entry in json.loads(capsys.readouterr().out)] == [4]
    assert audit_log_show(_options(tmp_path, since="2999-01-01"), Output(json=True)) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert audit_log_show(_options(tmp_path), Output()) == 0
    assert "einlesen          kennung-0 number=0" in capsys.readouterr().out
    _write(folder, _lines(folder)[:2])
    assert audit_log_verify(_options(tmp_path), Output()) == 1
    assert "audit.jsonl, Zeile 3: Am Ende fehlen 2 Zeilen." in capsys.readouterr().out
    assert audit_log_show(_options(tmp_path), Output()) == 1
    assert "nicht unversehrt" in capsys.readouterr().err


def test_without_a_log_nothing_is_made(tmp_path: Path) -> None:
    found = verify(tmp_path / "protokoll")
    assert (found.ok, found.lines) == (True, 0)
    assert "noch kein Protokoll" in found.notes[0]
    assert not (tmp_path / "protokoll").exists()


def test_what_is_no_entry_is_not_parsed() -> None:
    assert parsed(b"[]") is None
    assert parsed(b'{"number": 1}') is None
    assert parsed(b"\xff") is None
    assert parsed(b"[" * 100_000) is None


@pytest.mark.parametrize(
    "change", [{"number": "1"}, {"number": True}, {"time": "../../x"}, {"fields": []}, {"hash": 1}]
)
def test_a_forged_line_of_another_shape_is_no_entry(tmp_path: Path, change: dict) -> None:
    entry = record("anmeldung", subject="abc", var=tmp_path)
    forged = json.dumps(vars(entry) | change).encode()
    assert parsed(forged) is None
    _write(tmp_path / "protokoll", [forged + b"\n"])
    assert not verify(tmp_path / "protokoll").ok
    assert record("abmeldung", subject="abc", var=tmp_path).number == 2
