from __future__ import annotations

import csv
import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sozialraum.catalog import load_catalog
from sozialraum.cli import main
from sozialraum.domain.access import Role
from sozialraum.domain.imports import ImportState
from sozialraum.errors import (
    ProblemsFound,
    PublicationRefused,
    SozialraumError,
    UnknownEntry,
)
from sozialraum.publish import build_release, check, ensure_release
from sozialraum.publish.imports import imports, rollback
from sozialraum.publish.lists import (
    CONFIDENTIAL,
    confidential_records,
    import_and_publish,
    import_records,
)
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import ReleaseStore
from toy_home import LISTS, RECORDS, change

LIST = "data/orte/vorhaben.csv"
TOML = "data/listen/vorhaben.toml"
NEW = RECORDS.replace("Alte Hütte", "Neue Hütte").replace("v2;Hof am See", "v4;Hof")
SECRET = """
titel = "Einzelobjekte"
einzahl = "Objekt"
beschreibung = "Nur für die Verwaltung."
quelle = "stadt"
vertraulich = true
rollen = ["koordination"]
spalten = [
  { feld = "id", titel = "Nummer" },
  { feld = "name", titel = "Anschrift" },
  { feld = "breite", titel = "Breite", typ = "zahl" },
  { feld = "laenge", titel = "Länge", typ = "zahl" },
]
"""
OBJECTS = "id;name;breite;laenge\no1;Geheimgasse 7;51,505;7,405\no2;Stillweg 1;;\n"


@pytest.fixture
def secret(published: Path) -> Path:
    """The published city with a confidential list, not yet imported."""
    (published / "data/listen/objekte.toml").write_text(SECRET, encoding="utf-8")
    return published


def _fails(error: BaseException, then: Callable[[], object] = lambda: None) -> Callable[..., None]:
    """Stands in for the publication: does ``then`` and fails."""

    def fail(*_given: object) -> None:
        then()
        raise error

    return fail


def _everything(home: Path, without: Path) -> dict[Path, bytes]:
    files = (p for p in home.rglob("*") if p.is_file() and without not in p.parents)
    return {path: path.read_bytes() for path in files}


# -- in a release -----------------------------------------------------------------------------


def test_a_list_without_coordinates_takes_those_of_its_layer(toy: Path) -> None:
    text = LISTS["vorhaben"].replace(
        'datei = "vorhaben', 'karten_ebene = "angebote"\ndatei = "vorhaben'
    )
    for column in ("breite", "laenge"):
        text = text.replace(f'feld = "{column}"', f'feld = "{column[:3]}"')
    (toy / TOML).write_text(text, encoding="utf-8")
    rows = RECORDS.replace("breite;laenge", "bre;lae").replace("v1;", "a1;").replace("v2;", "a3;")
    (toy / LIST).write_text(rows, encoding="utf-8")
    first, second, third = build_release(toy).records("vorhaben")
    assert (first.latitude, first.longitude) == (51.505, 7.405)
    assert first.areas is not None and first.areas["unterbezirk"] == "001"
    assert (second.latitude, second.areas) == (None, {}), "the place of the layer is not known"
    assert (third.latitude, third.areas) == (None, {}), "the layer has no such key"


def test_a_release_has_no_confidential_list(secret: Path) -> None:
    import_and_publish(secret, "objekte", OBJECTS.encode())
    release = build_release(secret)
    assert "lists/vorhaben.json" in release.files
    assert "lists/objekte.json" not in release.files
    with pytest.raises(UnknownEntry, match="nicht veröffentlicht"):
        release.records("objekte")


def test_the_declaration_of_a_list_without_file_is_no_reason_to_fail(toy: Path) -> None:
    (toy / LIST).unlink()
    assert [p.file for p in check(toy).problems] == [TOML]
    change(toy, TOML, "vorhaben.csv", "../../vorhaben.csv")
    assert [p.key for p in check(toy).problems] == ["datei"]


# -- import -----------------------------------------------------------------------------------


def test_an_import_replaces_the_file_and_says_what_changed(published: Path) -> None:
    found, release = import_and_publish(published, "vorhaben", NEW.encode("cp1252"), who="jm")
    assert found.counts() == {"entries": 3, "added": 1, "changed": 1, "removed": 1}
    assert (found.added, found.changed, found.removed) == (
        ("Hof",),
        ("Neue Hütte",),
        ("Hof am See",),
    )
    assert found.ok and not found.dry_run
    assert (published / LIST).read_bytes() == NEW.encode()
    assert release is not None and ReleaseStore(published).current_id() == release.id
    assert [r.title for r in release.records("vorhaben")][:2] == ["Neue Hütte", "Hof"]
    (line,) = imports(published)
    assert (line.who, line.kind, line.mapping) == ("jm", "verzeichnis", "vorhaben")
    assert (line.added, line.changed, line.gone) == (1, 1, 1)
    assert line.words == (
        "3 Einträge: 1 neu (Hof), 1 geändert (Neue Hütte), 1 entfallen (Hof am See)."
    )
    assert not list((published / "data/orte").glob(".*"))


def test_the_columns_take_the_order_of_the_declaration(toy: Path) -> None:
    lines = [line.split(";") for line in RECORDS.splitlines()]
    turned = "\r\n".join(",".join(f'"{c}"' for c in reversed(cells)) for cells in lines)
    found = import_records(toy, "vorhaben", turned.encode("utf-8-sig"))
    assert found.counts() == {"entries": 3, "added": 0, "changed": 0, "removed": 0}
    assert (toy / LIST).read_bytes() == RECORDS.encode()


def test_a_dry_run_changes_nothing(published: Path) -> None:
    before = _everything(published, published / "nichts")
    found = import_records(published, "vorhaben", NEW.encode(), dry_run=True)
    assert (found.dry_run, found.counts()["added"]) == (True, 1)
    faulty = import_records(published, "vorhaben", NEW.replace("13,5", "x").encode(), dry_run=True)
    assert not faulty.ok
    assert faulty.problems[0].key == "Zeile 2"
    assert _everything(published, published / "nichts") == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (NEW.replace("13,5", "13.5"), "„13.5“ ist keine Zahl"),
        (RECORDS.splitlines()[0] + "\n", "enthält keinen Eintrag"),
        ("", "leer"),
        (NEW.replace("51,505", "48,1"), "weit außerhalb der Stadt"),
    ],
)
def test_a_single_problem_and_nothing_changes(published: Path, content: str, said: str) -> None:
    before = _everything(published, published / "nichts")
    with pytest.raises(PublicationRefused, match="Nichts ist geändert") as refused:
        import_and_publish(published, "vorhaben", content.encode())
    assert any(said in problem.what for problem in refused.value.problems)
    assert _everything(published, published / "nichts") == before


def test_a_refused_publication_puts_the_file_back(published: Path) -> None:
    """The rows are right, but something else below ``data`` is not."""
    change(published, "data/statistik/reihen.csv", "600000", "600.000")
    before, live = (published / LIST).read_bytes(), ReleaseStore(published).current_id()
    with pytest.raises(PublicationRefused, match="„Vorhaben“ ist nicht eingelesen") as refused:
        import_and_publish(published, "vorhaben", NEW.encode())
    assert [p.file for p in refused.value.problems] == ["data/statistik/reihen.csv"]
    assert (published / LIST).read_bytes() == before
    assert ReleaseStore(published).current_id() == live
    assert imports(published) == ()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_a_stop_puts_the_file_back(published: Path, monkeypatch, error) -> None:
    monkeypatch.setattr("sozialraum.publish.lists.publish", _fails(error))
    before = _everything(published, published / "nichts")
    with pytest.raises(type(error)):
        import_and_publish(published, "vorhaben", NEW.encode())
    after = _everything(published, published / "nichts")
    assert after.keys() - before.keys() == {published / "var/importe/stand.json"}
    assert {path: after[path] for path in before} == before
    assert imports(published) == ()


def test_what_somebody_else_saved_meanwhile_is_not_undone(published: Path, monkeypatch) -> None:
    def save() -> None:
        (published / LIST).write_text("fremd", encoding="utf-8")

    error = OSError(28, "No space left on device")
    monkeypatch.setattr("sozialraum.publish.lists.publish", _fails(error, save))
    with pytest.raises(OSError, match="No space"):
        import_and_publish(published, "vorhaben", NEW.encode())
    assert (published / LIST).read_text(encoding="utf-8") == "fremd"


def test_the_first_import_makes_the_file_and_a_refusal_removes_it(published: Path) -> None:
    (published / LIST).unlink()
    change(published, "data/statistik/reihen.csv", "600000", "600.000")
    with pytest.raises(PublicationRefused):
        import_and_publish(published, "vorhaben", NEW.encode())
    assert not (published / LIST).exists()
    change(published, "data/statistik/reihen.csv", "600.000", "600000")
    found, release = import_and_publish(published, "vorhaben", NEW.encode())
    assert found.counts()["added"] == 3
    assert release is not None and len(release.records("vorhaben")) == 3


def test_a_diary_that_cannot_be_written_undoes_the_import(published: Path, monkeypatch) -> None:
    def full(_store: object, _stand: object) -> None:
        raise OSError(28, "No space left on device")

    import_and_publish(published, "vorhaben", RECORDS.encode())
    before = (published / LIST).read_bytes()
    monkeypatch.setattr(ImportStore, "_write_stand", full)
    with pytest.raises(OSError, match="No space"):
        import_and_publish(published, "vorhaben", NEW.encode())
    assert (published / LIST).read_bytes() == before
    assert len(imports(published)) == 1


def test_an_import_of_a_list_can_be_rolled_back(published: Path) -> None:
    import_and_publish(published, "vorhaben", NEW.encode())
    entry = rollback(published, 1, who="amt")
    assert (entry.state, entry.rolled_back_by) == (ImportState.ROLLED_BACK, "amt")
    assert (published / LIST).read_bytes() == RECORDS.encode()
    assert [r.title for r in ReleaseStore(published).current().records("vorhaben")][
        1
    ] == "Hof am See"
    with pytest.raises(UnknownEntry, match="bereits zurückgenommen"):
        rollback(published, 1, who="amt")


def test_a_list_that_was_changed_since_is_not_rolled_back(published: Path) -> None:
    import_and_publish(published, "vorhaben", NEW.encode())
    import_and_publish(published, "vorhaben", NEW.replace("13,5", "14").encode())
    with pytest.raises(SozialraumError, match="nach Import 1 noch einmal geändert"):
        rollback(published, 1, who="amt")
    rollback(published, 2, who="amt")
    rollback(published, 1, who="amt")
    assert (published / LIST).read_bytes() == RECORDS.encode()


def test_a_rollback_that_fails_leaves_the_new_list(published: Path, monkeypatch) -> None:
    import_and_publish(published, "vorhaben", NEW.encode())
    error = OSError(28, "No space left on device")
    monkeypatch.setattr("sozialraum.publish.lists.publish", _fails(error))
    with pytest.raises(SozialraumError, match="kein Platz mehr"):
        rollback(published, 1, who="amt")
    assert (published / LIST).read_bytes() == NEW.encode()
    assert imports(published)[0].state is ImportState.ACTIVE


@pytest.mark.parametrize("committed", [False, True])
def test_a_process_that_died_in_between_is_put_right(published: Path, committed: bool) -> None:
    """As after kill -9: the new file is there, the diary does not know it (or does)."""
    store = ImportStore(published / "var")
    import_and_publish(published, "vorhaben", RECORDS.encode())
    killed = store.swapped(published / LIST, NEW.encode(), private=False)
    killed.__enter__()
    if committed:
        store.commit(store.stand().added(2, ""), lambda: None)
    ensure_release(published)
    left = NEW if committed else RECORDS
    assert (published / LIST).read_bytes() == left.encode()
    assert not [p.name for p in (published / "data/orte").glob(".*")]
    assert not (published / "var/importe/.vorhaben.json").exists()
    killed.gen.close()


def test_an_unknown_list_and_a_file_elsewhere_are_refused(toy: Path) -> None:
    with pytest.raises(UnknownEntry, match="vorhaben"):
        import_records(toy, "vorhabn", NEW.encode())
    change(toy, TOML, "vorhaben.csv", "../vorhaben.csv")
    with pytest.raises(SozialraumError, match="Dateinamen"):
        import_records(toy, "vorhaben", NEW.encode())
    assert not (toy / "data/vorhaben.csv").exists()


@pytest.mark.parametrize(
    "text",
    ["=cmd|'/C calc'!A0", "+1", "-2", "@x", "${x}", "<b>", "'x'", 'a"b', "a;b", "Ä" * 30_000],
)
def test_hostile_texts_survive_import_release_and_download(
    published: Path, capsys, text: str
) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    content = RECORDS.replace("Alte Hütte", quoted).encode()
    _, release = import_and_publish(published, "vorhaben", content)
    assert release is not None and release.records("vorhaben")[0].title == text
    _, out, _ = _run(capsys, published, "list", "vorhaben", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(out.removeprefix("\ufeff")), delimiter=";"))
    assert not row["name"].startswith(("=", "+", "-", "@"))
    again = import_records(published, "vorhaben", out.encode(), dry_run=True)
    assert again.ok and again.counts()["changed"] == 0, "what we hand out comes back as it was"


# -- confidential lists -----------------------------------------------------------------------


def test_a_confidential_list_lies_apart_and_only_this_user_reads_it(secret: Path) -> None:
    found, release = import_and_publish(secret, "objekte", OBJECTS.encode(), who="amt")
    assert (release, found.confidential, found.counts()["added"]) == (None, True, 2)
    folder = secret / "var" / CONFIDENTIAL
    file = folder / "objekte.csv"
    assert file.read_bytes() == OBJECTS.encode()
    if os.name != "nt":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        for path in (*folder.rglob("*"), *(secret / "var" / "importe").rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) in {0o600, 0o700}
    build_release(secret)
    others = _everything(secret, folder)
    assert not [path for path, content in others.items() if b"Geheimgasse" in content]


def test_a_confidential_list_can_be_rolled_back_and_its_titles_are_in_no_diary(
    secret: Path,
) -> None:
    import_records(secret, "objekte", OBJECTS.encode())
    import_records(secret, "objekte", OBJECTS.replace("Geheimgasse 7", "Neue Gasse").encode())
    assert [entry.words for entry in imports(secret)] == [
        "2 Einträge: 1 geändert.", "2 Einträge: 2 neu.",
    ]  # fmt: skip
    folder = secret / "var" / CONFIDENTIAL
    others = _everything(secret, folder)
    assert not [path for path, content in others.items() if b"Geheimgasse" in content]
    rollback(secret, 2, who="amt")
    assert (folder / "objekte.csv").read_bytes() == OBJECTS.encode()
    assert stat.S_IMODE((folder / "objekte.csv").stat().st_mode) == 0o600
    rollback(secret, 1, who="amt")
    assert not (folder / "objekte.csv").exists()


def test_a_confidential_folder_that_was_open_is_closed(secret: Path) -> None:
    folder = secret / "var" / CONFIDENTIAL
    folder.mkdir(mode=0o755)
    import_records(secret, "objekte", OBJECTS.encode())
    import_records(secret, "objekte", OBJECTS.replace("o2", "o3").encode())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "objekte.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("roles", "held", "allowed"),
    [
        ('["koordination"]', Role.COORDINATION, True),
        ('["koordination"]', Role.ADMINISTRATION, True),
        ('["koordination"]', Role.PLANNING, False),
        ('["koordination"]', Role.PUBLIC, False),
        ('["koordination"]', None, False),
        ('["oeffentlich"]', None, False),
        ('["oeffentlich"]', Role.PUBLIC, False),
        ('["oeffentlich"]', Role.ADMINISTRATION, True),
    ],
)
def test_roles_decide_who_reads_a_confidential_list(
    secret: Path, roles: str, held: Role | None, allowed: bool
) -> None:
    change(secret, "data/listen/objekte.toml", '["koordination"]', roles)
    import_records(secret, "objekte", OBJECTS.encode())
    catalog, var = load_catalog(secret), secret / "var"
    roles_held = frozenset({held} if held else ())
    if allowed:
        first, second = confidential_records(var, catalog, "objekte", roles_held)
        assert (first.title, first.latitude, first.areas) == ("Geheimgasse 7", 51.505, None)
        assert second.latitude is None
    else:
        with pytest.raises(SozialraumError, match="vertraulich und hier nicht freigegeben"):
            confidential_records(var, catalog, "objekte", roles_held)


def test_before_any_import_a_confidential_list_is_empty(secret: Path) -> None:
    catalog = load_catalog(secret)
    held = frozenset({Role.COORDINATION})
    assert confidential_records(secret / "var", catalog, "objekte", held) == ()
    with pytest.raises(SozialraumError, match="kein vertrauliches"):
        confidential_records(secret / "var", catalog, "vorhaben", held)
    with pytest.raises(UnknownEntry):
        confidential_records(secret / "var", catalog, "objekt", held)


def test_a_changed_declaration_of_a_confidential_list_is_told(secret: Path) -> None:
    import_records(secret, "objekte", OBJECTS.encode())
    change(secret, "data/listen/objekte.toml", 'feld = "id"', 'feld = "nr"')
    change(secret, "data/listen/objekte.toml", "rollen", 'schluessel = "nr"\nrollen')
    with pytest.raises(ProblemsFound, match="bitte neu einlesen") as told:
        confidential_records(
            secret / "var", load_catalog(secret), "objekte", frozenset({Role.ADMINISTRATION})
        )
    assert {p.file for p in told.value.problems} == {"vertraulich/objekte.csv"}


def test_var_is_never_committed() -> None:
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "var/" in ignored


# -- command line -----------------------------------------------------------------------------


def _run(capsys, home: Path, *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--home", str(home)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    file = tmp_path / "lieferung.csv"
    file.write_bytes(NEW.encode("cp1252"))
    return file


def test_list_prints_the_entries(published: Path, capsys) -> None:
    code, out, err = _run(capsys, published, "list", "vorhaben")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "v1: Alte Hütte", "v2: Hof am See", "v3: Am `${x}` <b>Rand</b>", "3 Einträge.",
    ]  # fmt: skip
    code, out, _ = _run(capsys, published, "list", "vorhaben", "--json")
    assert code == 0
    first, second, _third = json.loads(out)
    assert set(first) == {"id", "title", "cells", "latitude", "longitude", "areas"}
    assert (first["cells"]["hektar"], first["areas"]["stadtbezirk"]) == ("13,5", "01")
    assert (second["latitude"], second["areas"], second["cells"]["hektar"]) == (None, {}, "")


def test_list_as_csv_is_what_import_takes(published: Path, capsys, tmp_path: Path) -> None:
    code, out, _ = _run(capsys, published, "list", "vorhaben", "--format", "csv")
    assert code == 0
    assert out.startswith("\ufeffid;name;art;bezirk;themen;hektar;")
    assert ";'=1+1\r\n" in out
    file = tmp_path / "wieder.csv"
    file.write_bytes(out.encode())
    code, out, _ = _run(capsys, published, "list", "vorhaben", "--import", str(file), "--json")
    assert code == 0
    assert json.loads(out)["counts"] == {"entries": 3, "added": 0, "changed": 0, "removed": 0}
    assert (published / LIST).read_bytes() == RECORDS.encode()


def test_import_on_the_command_line(published: Path, capsys, delivery: Path) -> None:
    arguments = ("list", "vorhaben", "--import", str(delivery))
    code, out, _ = _run(capsys, published, *arguments, "--dry-run")
    assert code == 0
    assert out.splitlines() == [
        "3 Einträge. 1 neu, 1 geändert, 1 entfernt.", "  neu: Hof", "  geändert: Neue Hütte",
        "  entfernt: Hof am See", "0 Fehler. Probelauf: Nichts ist geändert.",
    ]  # fmt: skip
    assert (published / LIST).read_bytes() == RECORDS.encode()
    code, out, err = _run(capsys, published, *arguments, "--json")
    assert code == 0
    document = json.loads(out)
    assert document == {
        "ok": True, "list": "vorhaben", "dry_run": False, "confidential": False,
        "counts": {"entries": 3, "added": 1, "changed": 1, "removed": 1}, "problems": [],
        "titles": {"added": ["Hof"], "changed": ["Neue Hütte"], "removed": ["Hof am See"]},
        "release": ReleaseStore(published).current_id(),
    }  # fmt: skip
    assert "veröffentlicht" in err
    assert imports(published)[0].who


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_faulty_import_ends_with_one(published: Path, capsys, delivery: Path, dry) -> None:
    delivery.write_bytes(NEW.replace("13,5", "viel").encode())
    arguments = ("list", "vorhaben", "--import", str(delivery), *dry)
    code, out, err = _run(capsys, published, *arguments, "--json")
    document = json.loads(out)
    assert (code, document["ok"]) == (1, False)
    assert [p["key"] for p in document["problems"]] == ["Zeile 2"]
    code, out, err = _run(capsys, published, *arguments)
    assert code == 1
    assert "„viel“ ist keine Zahl" in out + err
    assert (published / LIST).read_bytes() == RECORDS.encode()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["list", "vorhabn"], 2, "„vorhaben“"),
        (["list", "vorhabn", "--import", "FILE"], 2, "„vorhaben“"),
        (["list", "vorhaben", "--dry-run"], 2, "--import"),
        (["list", "vorhaben", "--import", "weg.csv"], 1, "gibt es nicht"),
    ],
)
def test_wrong_use_of_list(
    published: Path, capsys, delivery: Path, arguments: list[str], code: int, said: str
) -> None:
    given = [str(delivery) if word == "FILE" else word for word in arguments]
    found, out, err = _run(capsys, published, *given)
    assert (found, out) == (code, "")
    assert said in err


@pytest.mark.parametrize("form", [[], ["--json"], ["--format", "csv"]])
def test_of_a_confidential_list_only_counts_are_printed(
    secret: Path, capsys, delivery: Path, form: list[str]
) -> None:
    delivery.write_text(OBJECTS, encoding="utf-8")
    told = _run(capsys, secret, "list", "objekte", "--import", str(delivery), *form)
    assert told[0] == 0
    assert "2" in told[1]
    for dry in (["--import", str(delivery), "--dry-run"], []):
        code, out, err = _run(capsys, secret, "list", "objekte", *dry, *form)
        assert code == 0
        assert "2" in out
        assert "Geheimgasse" not in out + err + told[1] + told[2]


def test_list_has_german_help_and_documentation(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main(["list", "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert out.startswith("Aufruf: sozialraum list")
    docs = (Path(__file__).parents[2] / "docs/cli.md").read_text(encoding="utf-8")
    for option in ("--import FILE", "--dry-run", "--format csv"):
        assert option.split()[0] in out
        assert f"{option}" in docs
