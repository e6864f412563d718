from __future__ import annotations

import gzip
import io
import json
import tarfile
import threading
from argparse import Namespace
from pathlib import Path

import pytest

from sozialraum.cli import backup as commands
from sozialraum.cli.output import Output
from sozialraum.errors import SozialraumError, UnreadableInput
from sozialraum.storage import backup
from sozialraum.storage.audit_check import verify
from sozialraum.storage.audit_log import record
from sozialraum.storage.backup import restore_backup, write_backup
from sozialraum.storage.files import digests
from sozialraum.storage.release import ReleaseStore


@pytest.fixture
def city(published: Path) -> Path:
    """The invented city with a log, an import, confidential entries, roles, sign-ins and rubbish."""
    var = published / "var"
    for name, text in {
        "importe/000001/datei": "geliefert",
        "importe/stand.json": '{"revision": 1, "imports": [{"number": 1, "digest": ""}]}',
        "vertraulich/liste.json": "[]",
        "rollen.toml": "# Rollen",
        "sitzungen.sqlite": "angemeldet",
        "sitzungen.sqlite-wal": "angemeldet",
        "hochgeladen/abc": "flüchtig",
        "releases/0123456789abcdef/manifest.json": "{}",
        "importe/.sperre": "",
        "vor-wiederherstellung-20260101/alt": "alt",
    }.items():
        path = var / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (var / "verweis").symlink_to("/etc/passwd")
    (published / "secrets.toml").write_text("geheim")
    record("anmeldung", subject="abc", var=var)
    return published


def _names(archive: Path) -> list[str]:
    with tarfile.open(archive) as stream:
        return stream.getnames()


def test_what_cannot_be_made_again_is_in_the_archive(city: Path, tmp_path: Path) -> None:
    target = tmp_path / "sicherung.tar.gz"
    report = write_backup(city, city / "var", target)
    names = _names(target)
    assert target.stat().st_mode & 0o777 == 0o600
    release = ReleaseStore(city, city / "var").current_id()
    assert {
        "home/geo/gliederung.csv", "home/data/orte/vorhaben.csv", "var/current", "var/rollen.toml",
        f"var/releases/{release}/manifest.json", "var/importe/000001/datei",
        "var/vertraulich/liste.json", "var/protokoll/audit.jsonl", "var/protokoll/audit.stand",
    } <= set(names)  # fmt: skip
    assert (report.release, report.files) == (release, len(names) - 1)
    words = ("sitzungen", "hochgeladen", "0123456789abcdef", "sperre", "verweis", "secrets", "vor-")
    assert [name for name in names if any(word in name for word in words)] == []


def test_a_round_trip_brings_back_every_byte(city: Path, tmp_path: Path) -> None:
    target = tmp_path / "sicherung.tar.gz"
    write_backup(city, city / "var", target)
    there = tmp_path / "neu"
    report = restore_backup(target, there, there / "var")
    assert report.aside == ""
    for part in ("geo", "data", "var/releases", "var/vertraulich", "var/protokoll"):
        before, after = digests(city / part), digests(there / part)
        assert {n: d for n, d in before.items() if n in after} == after
    assert digests(there / "geo") == digests(city / "geo")
    assert digests(there / "data") == digests(city / "data")
    release = ReleaseStore(there, there / "var").current()
    assert release.id == report.release
    assert len(release.records("vorhaben")) == 3
    assert verify(there / "var" / "protokoll").lines == 1
    assert (there / "var" / "rollen.toml").stat().st_mode & 0o777 == 0o600
    assert record("abmeldung", subject="abc", var=there / "var").number == 2
    assert not [path for path in (there / "var").iterdir() if path.name.startswith(".")]


def test_nothing_is_overwritten_without_force(city: Path, tmp_path: Path) -> None:
    target = tmp_path / "sicherung.tar.gz"
    write_backup(city, city / "var", target)
    (city / "data" / "start.toml").write_text("verändert", encoding="utf-8")
    before = digests(city)
    with pytest.raises(SozialraumError, match="--force"):
        restore_backup(target, city, city / "var")
    assert digests(city) == before
    report = restore_backup(target, city, city / "var", force=True)
    assert "verändert" not in (city / "data" / "start.toml").read_text(encoding="utf-8")
    aside = Path(report.aside)
    assert (aside / "home-data" / "start.toml").read_text(encoding="utf-8") == "verändert"
    assert (aside / "sitzungen.sqlite").exists()
    assert not (city / "var" / "sitzungen.sqlite").exists()
    assert (city / "var" / "vor-wiederherstellung-20260101" / "alt").exists()


def _repacked(archive: Path, target: Path, change) -> Path:
    with tarfile.open(archive) as stream:
        members = [(m, (stream.extractfile(m) or io.BytesIO()).read()) for m in stream]
    with tarfile.open(target, "w:gz") as stream:
        for member, content in change(members):
            member.size = len(content)
            stream.addfile(member, io.BytesIO(content))
    return target


def _member(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m[1:], "fehlt oder ist anders"),
        (lambda m: m[:-1], "Verzeichnis der Dateien fehlt"),
        (lambda m: [(m[0][0], m[0][1] + b" "), *m[1:]], "fehlt oder ist anders"),
        (lambda m: [(_member("home/data/neu.toml"), b"x"), *m], "fehlt oder ist anders"),
        (lambda m: [(_member("home/data/../../weg"), b"x"), *m], "gehört nicht hinein"),
        (lambda m: [(_member("/etc/passwd"), b"x"), *m], "gehört nicht hinein"),
        (lambda m: [(_member("home/.bashrc"), b"x"), *m], "gehört nicht hinein"),
        (lambda m: [(_member("var"), b"x"), *m], "gehört nicht hinein"),
        (lambda m: [(_member("var/link", tarfile.SYMTYPE), b""), *m], "gehört nicht hinein"),
        (lambda m: [(_member("var/ordner", tarfile.DIRTYPE), b""), *m], "gehört nicht hinein"),
        (lambda m: [*m[:-1], (m[-1][0], m[-1][1].replace(b'"format": 1', b'"format": 2'))], "Format 2"),
        (lambda m: [*m[:-1], (m[-1][0], b"[]")], "nicht lesen"),
    ],
)  # fmt: skip
def test_an_altered_archive_is_refused_and_nothing_changes(
    city: Path, tmp_path: Path, change, words: str
) -> None:
    good, bad = tmp_path / "gut.tar.gz", tmp_path / "schlecht.tar.gz"
    write_backup(city, city / "var", good)
    _repacked(good, bad, change)
    there = tmp_path / "neu"
    with pytest.raises(UnreadableInput, match=words):
        restore_backup(bad, there, there / "var")
    assert not (there / "data").exists()
    assert list((there / "var").iterdir()) == []


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.97])
def test_a_cut_archive_is_refused(city: Path, tmp_path: Path, kept: float) -> None:
    target = tmp_path / "sicherung.tar.gz"
    write_backup(city, city / "var", target)
    content = target.read_bytes()
    target.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(UnreadableInput):
        restore_backup(target, tmp_path / "neu", tmp_path / "neu" / "var")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"Hallo", gzip.compress(b"Hallo")):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(UnreadableInput, match="beschädigt"):
            restore_backup(tmp_path / "x", tmp_path / "neu", tmp_path / "neu" / "var")
    with pytest.raises(UnreadableInput, match="gibt es nicht"):
        restore_backup(tmp_path / "y", tmp_path / "neu", tmp_path / "neu" / "var")


def test_a_file_that_changes_meanwhile_begins_the_backup_anew(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = backup._pack
    tries = []

    def disturbed(*given):
        result = packed(*given)
        tries.append(1)
        if len(tries) < 3:
            (city / "data" / "start.toml").write_text(f"Stand {len(tries)}", encoding="utf-8")
        return result

    monkeypatch.setattr(backup, "_pack", disturbed)
    target = tmp_path / "sicherung.tar.gz"
    write_backup(city, city / "var", target)
    with tarfile.open(target) as stream:
        assert stream.extractfile("home/data/start.toml").read() == b"Stand 2"
    assert len(tries) == 3
    monkeypatch.setattr(backup, "ATTEMPTS", 0)
    with pytest.raises(SozialraumError, match="geändert"):
        write_backup(city, city / "var", tmp_path / "andere.tar.gz")
    assert sorted(path.name for path in tmp_path.glob("*.tar.gz")) == ["sicherung.tar.gz"]


def test_the_log_may_grow_meanwhile(city: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            record("anmeldung", subject="abc", var=city / "var")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        write_backup(city, city / "var", tmp_path / "sicherung.tar.gz")
    finally:
        stop.set()
        writer.join(30)
    there = tmp_path / "neu"
    restore_backup(tmp_path / "sicherung.tar.gz", there, there / "var")
    found = verify(there / "var" / "protokoll")
    assert found.ok
    assert found.notes == ()


@pytest.mark.parametrize("place", ["var/x.tar.gz", "data/x.tar.gz"])
def test_the_archive_lies_elsewhere(city: Path, place: str) -> None:
    with pytest.raises(SozialraumError, match="nicht in einem Ordner"):
        write_backup(city, city / "var", city / place)


def test_roles_outside_are_kept_too(city: Path, tmp_path: Path) -> None:
    (tmp_path / "andere.toml").write_text("# andere")
    write_backup(city, city / "var", tmp_path / "x.tar.gz", tmp_path / "andere.toml")
    with tarfile.open(tmp_path / "x.tar.gz") as stream:
        assert stream.extractfile("var/rollen.toml").read() == b"# andere"


def test_the_commands(city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sicherung.tar.gz"
    assert commands.backup(Namespace(home=city, file=file), Output()) == 0
    assert "Gesichert:" in capsys.readouterr().out
    options = Namespace(home=tmp_path / "neu", file=file, force=False)
    assert commands.restore(options, Output(json=True)) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert (tmp_path / "neu" / "geo").is_dir()
