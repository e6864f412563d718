"""A directory that somebody brought, prepared against an invented city; nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.directory import COLUMNS, LIST_ID
from sozialraum.errors import SozialraumError
from sozialraum.export.service_table import service_csv, service_xlsx
from sozialraum.publish import build_release
from sozialraum.publish.lists import import_and_publish, import_records
from sozialraum.service.directory import directory
from sozialraum.service.directory_import import Prepared, prepared
from sozialraum.service.monitor import Monitor
from toy_home import make_home

HELD = frozenset({Role.PLANNING})
_KINDS = {
    "kategorie": "pflicht = true", "breite": 'typ = "zahl"', "laenge": 'typ = "zahl"',
    "stadtbezirk": 'typ = "gebiet", ebene = "stadtbezirk"',
}  # fmt: skip
_SPECS = ",\n".join(
    f'{{ feld = "{c}", titel = "{c}"{", " + _KINDS[c] if c in _KINDS else ""} }}' for c in COLUMNS
)
DECLARED = f"""
titel = "Verzeichnis"
einzahl = "Angebot"
beschreibung = "Erfunden."
datei = "verzeichnis.csv"
quelle = "stadt"
rollen = ["planung"]
spalten = [{_SPECS}]
"""
HEAD = ";".join(COLUMNS)
BEFORE = {
    "s1": {"name": "Eins", "zeiten": "Mo 9-12 Uhr"},
    "s2": {"name": "Zwei", "hinweis": "=1+1"},
}


def _table(rows: dict[str, dict[str, str]], more: str = "") -> bytes:
    lines = [HEAD + (f";{more}" if more else "")]
    for id_, cells in rows.items():
        full = {"id": id_, "kategorie": "Beratung"} | cells
        lines.append(";".join(full.get(c, "") for c in COLUMNS) + (";x" if more else ""))
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_home(tmp_path_factory.mktemp("import") / "toy")
    (home / f"data/listen/{LIST_ID}.toml").write_text(DECLARED, encoding="utf-8")
    (home / "data/orte/verzeichnis.csv").write_bytes(_table(BEFORE))
    return home


@pytest.fixture(scope="module")
def monitor(home: Path) -> Monitor:
    return Monitor(build_release(home, home / "var"))


def _read(
    monitor: Monitor, content: bytes, name: str = "a.csv", leave_out: bool = False
) -> Prepared:
    return prepared(monitor, content, name, leave_out, held=HELD)


def _changes(home: Path, found: Prepared) -> tuple[tuple[str, ...], ...]:
    planned = import_records(home, LIST_ID, found.csv, dry_run=True, var=home / "var")
    assert planned.ok
    return planned.added, planned.changed, planned.removed


def _places(*ids: int, **changes: Any) -> bytes:
    place = {"title": "Ort", "category": {"name": "Beratung"}, "opening_hours": None}
    return json.dumps([place | {"location": {"id": n}} | changes for n in ids]).encode()


def test_the_own_directory_read_back_changes_nothing(home: Path, monitor: Monitor) -> None:
    services = directory(monitor, HELD)
    written = service_csv(services, monitor.catalog)
    book = service_xlsx(services, monitor.catalog, {"Titel": "Text"})
    for content, name in ((_table(BEFORE), "a.csv"), (written, "b.csv"), (book, "c.xlsx")):
        found = _read(monitor, content, name)
        assert (found.read, found.left_out, found.problems, found.adds) == (2, 0, (), False)
        assert _changes(home, found) == ((), (), ())


def test_a_table_replaces_the_directory(home: Path, monitor: Monitor) -> None:
    rows = {"s2": BEFORE["s2"] | {"name": "Anders"}, "s3": {"name": "Drei"}}
    found = _read(monitor, _table(rows))
    assert _changes(home, found) == (("Drei",), ("Anders",), ("Eins",))


def test_what_is_kept_with_a_remark_names_its_entry(monitor: Monitor) -> None:
    found = _read(monitor, _table({"s9": {"name": "Neun", "geprueft_am": "bald"}}))
    assert found.csv
    (remark,) = found.remarks
    assert remark.key == "Zeile 2: Neun"
    assert "geprueft_am" in remark.what


def test_rows_with_problems_stop_everything_unless_left_out(home: Path, monitor: Monitor) -> None:
    rows = BEFORE | {
        "s3": {"name": ""},
        "s4": {"name": "Vier", "kategorie": ""},
        "s5": {"name": "Fünf", "stadtbezirk": "Nirgends"},
    }
    found = _read(monitor, _table(rows))
    assert (found.csv, found.read, found.left_out) == (b"", 5, 3)
    assert [p.key for p in found.problems] == ["Zeile 4", "s4: Vier", "s5: Fünf"]
    assert all(p.fix for p in found.problems)
    left = _read(monitor, _table(rows), leave_out=True)
    assert (left.problems, left.left_out) == (found.problems, 3)
    assert _changes(home, left) == ((), (), ())


def test_an_unknown_column_is_a_problem_but_no_row(home: Path, monitor: Monitor) -> None:
    content = _table(BEFORE, more="telefon")
    found = _read(monitor, content)
    assert (found.csv, found.read, found.left_out, len(found.problems)) == (b"", 2, 0, 1)
    assert _changes(home, _read(monitor, content, leave_out=True)) == ((), (), ())


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.csv"), (b"PK\x03\x04", "a.xlsx"), (b"{}", "a.json"), (b"[", "a.json"), (b"a;b\n1;2\n", "a.csv"),
     (b"[]", "a.json"), (b"<html>", "a.csv"), (HEAD.encode(), "a.csv")],
)  # fmt: skip
def test_a_file_without_an_entry_never_becomes_a_directory(
    monitor: Monitor, content: bytes, name: str
) -> None:
    found = _read(monitor, content, name, leave_out=True)
    assert (found.csv, found.read) == (b"", 0)
    assert found.problems


def test_places_of_integreat_are_added(home: Path, monitor: Monitor) -> None:
    found = _read(monitor, _places(7, 8), "orte.json")
    assert (found.read, found.problems, found.adds) == (2, (), True)
    assert found.notes
    assert _changes(home, found) == (("Ort", "Ort"), (), ())


def test_an_id_that_is_there_clashes_and_the_present_entry_stays(tmp_path: Path) -> None:
    home = make_home(tmp_path / "toy")
    (home / f"data/listen/{LIST_ID}.toml").write_text(DECLARED, encoding="utf-8")
    (home / "data/orte/verzeichnis.csv").write_bytes(_table(BEFORE))
    first = _read(Monitor(build_release(home, home / "var")), _places(7), "orte.json")
    result, release = import_and_publish(home, LIST_ID, first.csv, var=home / "var")
    assert (result.entries, result.added, result.changed) == (3, ("Ort",), ())
    assert release is not None
    monitor = Monitor(release)
    assert [s.id for s in directory(monitor, HELD)] == ["s1", "s2", "integreat-7"]
    content = _places(7, 8, title="Neu")
    again = _read(monitor, content, "orte.json")
    assert (again.csv, again.left_out) == (b"", 1)
    assert [p.key for p in again.problems] == ["integreat-7: Neu"]
    left = _read(monitor, content, "orte.json", leave_out=True)
    assert _changes(home, left) == (("Neu",), (), ())
    assert _read(monitor, _places(7), "orte.json", leave_out=True).csv == b""


def test_a_role_that_may_not_see_the_directory_is_refused(monitor: Monitor) -> None:
    with pytest.raises(SozialraumError):
        prepared(monitor, _table(BEFORE), "a.csv", False)
