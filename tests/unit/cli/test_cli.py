from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from shapely.geometry import Polygon, mapping

from sozialraum.cli import main
from sozialraum.geometry.topology import load_outlines
from sozialraum.publish import home_folder
from sozialraum.storage.release import ReleaseStore
from toy_home import change

COMMANDS = [
    ["check"], ["publish"], ["layers"], ["layer"], ["join"], ["list"], ["geo", "build"], ["geo", "addresses"], ["network", "build"], ["gaps"],
    ["geo", "orientation"], ["serve"], ["import"], ["imports"], ["rollback"], ["audit"], ["fetch"], ["geo", "update"],
    ["audit-log", "verify"], ["audit-log", "show"], ["backup"], ["restore"], ["new"],
]  # fmt: skip


def _run(capsys, home: Path, *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--home", str(home)])
    told = capsys.readouterr()
    return code, told.out, told.err


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


# -- check and publish ------------------------------------------------------------------------


def test_check_prints_the_document_of_the_issue(toy: Path, capsys) -> None:
    code, out, _ = _run(capsys, toy, "check", "--json")
    assert code == 0
    assert json.loads(out) == {
        "ok": True,
        "areas": {
            "unterbezirk": 7,
            "sozialraum": 3,
            "stadtbezirk": 2,
            "aktionsraum": 1,
            "stadt": 1,
        },
        "indicators": 2,
        "layers": 2,
        "sources": 2,
        "figures": 12,
        "problems": [],
        "notices": [],
    }
    assert not (toy / "var").exists()


def test_check_for_people(toy: Path, capsys) -> None:
    code, out, _ = _run(capsys, toy, "check")
    assert code == 0
    assert "7 unterbezirk" in out
    assert "Alles in Ordnung." in out
    change(toy, "data/quellen.toml", "lizenz", "lizens")
    code, out, _ = _run(capsys, toy, "check")
    assert code == 1
    assert "data/quellen.toml [stadt.lizenz]" in out


def test_publish_tells_its_progress_on_standard_error(toy: Path, capsys) -> None:
    code, out, err = _run(capsys, toy, "publish", "--json")
    assert code == 0
    document = json.loads(out)
    assert document["release"] == ReleaseStore(toy).current_id()
    assert document["figures"] == 12
    assert len(err.splitlines()) == 3


def test_a_refusal_is_one_json_document(toy: Path, capsys) -> None:
    change(toy, "data/quellen.toml", "lizenz", "lizens")
    code, out, err = _run(capsys, toy, "publish", "--json")
    assert code == 1
    document = json.loads(out)
    assert document["ok"] is False
    assert {"file", "key", "what", "fix"} == set(document["problems"][0])
    assert "data/quellen.toml" in err


# -- layers and layer -------------------------------------------------------------------------


def test_layers_lists_indicators_and_overlays(published: Path, capsys) -> None:
    code, out, err = _run(capsys, published, "layers", "--json")
    assert (code, err) == (0, "")
    listed = {entry["id"]: entry for entry in json.loads(out)}
    assert listed["einwohner"] == {
        "id": "einwohner",
        "title": "Einwohnerinnen und Einwohner",
        "kind": "anzahl",
        "levels": ["unterbezirk", "stadtbezirk", "stadt"],
        "periods": ["2024"],
        "roles": ["oeffentlich"],
        "source": "Stadt Musterstadt: Statistik",
    }
    assert listed["angebote"]["kind"] == "punkte"
    assert listed["aktionsraeume"]["levels"] == ["aktionsraum"]


def test_layer_prints_all_areas_with_their_status(published: Path, capsys) -> None:
    code, out, _ = _run(
        capsys, published, "layer", "kinder_sgb2", "--level", "unterbezirk", "--period", "2024",
        "--format", "json",
    )  # fmt: skip
    assert code == 0
    rows = json.loads(out)
    assert rows[0] == {
        "code": "001", "name": "City-Ost", "value": 12.5, "status": "ok", "unit": "%",
        "source": "Stadt Musterstadt: Atlas",
    }  # fmt: skip
    assert {row["code"]: (row["value"], row["status"]) for row in rows[2:]} == {
        "003": (None, "geheim"), "004": (0, "ok"), "011": (None, "unbekannt"), "012": (8.1, "ok"),
        "013": (None, "unbekannt"),
    }  # fmt: skip


def test_layer_as_csv_opens_in_a_german_spreadsheet(published: Path, capsys) -> None:
    code, out, _ = _run(capsys, published, "layer", "kinder_sgb2")
    assert code == 0
    assert out.startswith("\ufeffSchlüssel;Gebiet;Wert;Status;Einheit;Quelle\r\n")
    assert _table(out)[0]["Wert"] == "12,5"
    assert _table(out)[6]["Gebiet"] == 'Am `${x}` <b>"Rand"</b>'


@pytest.mark.parametrize("start", ["=1+1", "+49", "-x", "@cmd"])
def test_no_cell_of_the_csv_starts_a_formula(toy: Path, capsys, start: str) -> None:
    change(toy, "geo/gliederung.csv", "City-Ost", start)
    change(toy, "data/quellen.toml", 'herausgeber = "Stadt', f'herausgeber = "{start}')
    change(toy, "data/statistik/reihen.csv", "2024;100", "2024;-100")
    code, out, _ = _run(capsys, toy, "layer", "einwohner", "--level", "unterbezirk")
    assert code == 0
    row = _table(out)[0]
    assert row["Gebiet"] == f"'{start}"
    assert row["Quelle"].startswith(f"'{start}")
    assert row["Wert"] == "-100"


def test_layer_as_geojson_is_in_degrees(published: Path, capsys) -> None:
    code, out, _ = _run(
        capsys, published, "layer", "einwohner", "--level", "stadtbezirk", "--format", "geojson"
    )
    assert code == 0
    document = json.loads(out)
    assert document["type"] == "FeatureCollection"
    assert [feature["id"] for feature in document["features"]] == ["01", "02"]
    assert document["features"][0]["properties"]["value"] == 55000
    longitude, latitude = document["features"][0]["geometry"]["coordinates"][0][0]
    assert 7 < longitude < 8
    assert 51 < latitude < 52


def test_counts_are_summed_and_shares_refused(published: Path, capsys) -> None:
    code, out, err = _run(
        capsys, published, "layer", "einwohner", "--level", "sozialraum", "--json"
    )
    assert code == 0
    assert [(row["value"], row["status"]) for row in json.loads(out)] == [
        (300, "ok"), (None, "unbekannt"), (None, "unbekannt"),
    ]  # fmt: skip
    assert "Summen aus „Unterbezirke“" in err
    code, out, err = _run(
        capsys, published, "layer", "kinder_sgb2", "--level", "stadtbezirk", "--json"
    )
    assert code == 1
    assert "wird nie über Gebiete addiert" in json.loads(out)["error"]


def test_points_are_counted_per_area(published: Path, capsys) -> None:
    code, out, _ = _run(capsys, published, "layer", "angebote", "--level", "stadtbezirk", "--json")
    assert code == 0
    assert [(row["code"], row["value"], row["unit"]) for row in json.loads(out)] == [
        ("01", 2, "Orte"), ("02", 0, "Orte"),
    ]  # fmt: skip


def test_area_layers_have_no_values(published: Path, capsys) -> None:
    code, out, _ = _run(capsys, published, "layer", "aktionsraeume", "--json")
    assert code == 0
    assert [row["status"] for row in json.loads(out)] == ["nicht_sinnvoll"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["layer", "kinder"], "Gemeint ist vielleicht „kinder_sgb2“"),
        (["layer", "einwohner", "--level", "bezirk"], "unterbezirk"),
        (["layer", "einwohner", "--period", "1999"], "Es gibt: 2024."),
        (["layer", "aktionsraeume", "--level", "stadt"], "--level aktionsraum"),
    ],
)
def test_an_unknown_name_is_wrong_use(
    published: Path, capsys, arguments: list[str], said: str
) -> None:
    code, out, err = _run(capsys, published, *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_reading_goes_on_with_the_last_good_release(published: Path, capsys) -> None:
    change(published, "data/statistik/reihen.csv", "600000", "600.000")
    code, out, err = _run(capsys, published, "layers", "--json")
    assert code == 0
    assert len(json.loads(out)) == 4
    assert "Es gilt weiter der Stand" in err


def test_without_any_good_release_reading_is_refused(toy: Path, capsys) -> None:
    change(toy, "data/statistik/reihen.csv", "600000", "600.000")
    code, out, _ = _run(capsys, toy, "layers", "--json")
    assert code == 1
    assert json.loads(out)["problems"][0]["key"] == "Zeile 2"


# -- join -------------------------------------------------------------------------------------


def test_join_reports_what_does_not_fit(toy: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "lieferung.csv"
    file.write_bytes(
        "Wert;Gebiet\n1;1\n2;HÖRDE\n3;Fönix\n4;City-Oost\n5;001\n9;Insgesamt\n".encode("cp1252")
    )
    code, out, _ = _run(capsys, toy, "join", str(file), "--level", "unterbezirk", "--json")
    assert code == 1
    report = json.loads(out)
    assert report["key"] == "Gebiet"
    assert report["matched"] == 2
    assert report["areas_without_data"] == ["002", "003", "004", "012", "013"]
    assert [(e["key"], e["row"]) for e in report["data_without_area"]] == [
        ("Fönix", 4), ("City-Oost", 5), ("Insgesamt", 7),
    ]  # fmt: skip
    assert report["data_without_area"][1]["suggestion"] == "001 City-Ost"
    assert report["duplicates"] == [{"key": "001", "row": 6, "first_row": 2}]
    assert "Summenzeilen" in report["notes"][0]


def test_join_of_a_complete_file_is_fine(toy: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "lieferung.csv"
    file.write_text("Nr,Wert\n01,1\n02,2\n", encoding="utf-8")
    code, out, _ = _run(capsys, toy, "join", str(file), "--level", "stadtbezirk", "--key", "Nr")
    assert code == 0
    assert "2 von 2 Zeilen sind zugeordnet." in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--level", "unterbezirk", "--key", "Nummer"], 2),
        (["--level", "bezirk"], 2),
        (["--level", "stadt"], 1),
    ],
)
def test_join_says_what_is_wrong(
    toy: Path, tmp_path: Path, capsys, arguments: list[str], code: int
) -> None:
    file = tmp_path / "lieferung.csv"
    file.write_text("Nr;Wert\n001;1\n", encoding="utf-8")
    found, out, err = _run(capsys, toy, "join", str(file), *arguments)
    assert (found, out) == (code, "")
    assert err.strip()


def test_join_of_a_missing_file(toy: Path, tmp_path: Path, capsys) -> None:
    code, _, err = _run(capsys, toy, "join", str(tmp_path / "weg.csv"), "--level", "stadt")
    assert code == 1
    assert "gibt es nicht" in err


# -- geo --------------------------------------------------------------------------------------


def _delivery(toy: Path, file: Path, *, shift: float = 0.0, leave_out: str = "") -> Path:
    """The squares as GeoJSON; ``shift`` moves the northern edge of 001 and so opens a gap."""
    outlines = load_outlines(toy).geometry.to_crs(4326)
    if shift:
        corners = [(x, y - shift * (y > 51.505)) for x, y in outlines["001"].exterior.coords]
        outlines["001"] = Polygon(corners)
    features = [
        {"type": "Feature", "properties": {"ub_nr": code}, "geometry": mapping(shape)}
        for code, shape in outlines.items()
        if code != leave_out
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_geo_build_writes_outlines_that_can_be_published(toy: Path, tmp_path: Path, capsys) -> None:
    source = _delivery(toy, tmp_path / "stadt.geojson")
    (toy / "geo" / "umrisse.topojson").unlink()
    code, out, err = _run(capsys, toy, "geo", "build", "--from", str(source), "--json")
    assert code == 0, err
    assert json.loads(out)["gebiete"] == 7
    assert _run(capsys, toy, "publish")[0] == 0


@pytest.mark.parametrize("fault", [{"shift": 0.004}, {"leave_out": "013"}])
def test_geo_build_refuses_gaps_and_changes_nothing(
    toy: Path, tmp_path: Path, capsys, fault: dict
) -> None:
    source = _delivery(toy, tmp_path / "stadt.geojson", **fault)
    before = (toy / "geo" / "umrisse.topojson").read_bytes()
    code, out, _ = _run(capsys, toy, "geo", "build", "--from", str(source), "--json")
    assert code == 1
    problems = json.loads(out)["problems"]
    assert problems
    assert all(p["file"] and p["what"] and p["fix"] for p in problems)
    assert (toy / "geo" / "umrisse.topojson").read_bytes() == before


@pytest.mark.parametrize("command", ["build", "orientation"])
def test_geo_needs_a_file(toy: Path, tmp_path: Path, capsys, command: str) -> None:
    code, _, err = _run(capsys, toy, "geo", command, "--from", str(tmp_path / "weg.gpkg"))
    assert code == 1
    assert "gibt es nicht" in err


# -- use --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_every_command_has_german_help(command: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert out.startswith("Aufruf: sozialraum")
    assert "diese Hilfe zeigen" in out
    assert not re.search(r"\b(usage|options|show this|positional)\b", out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Es fehlt"),
        (["layer"], "Es fehlt: ID"),
        (["fliege"], "gibt es nicht"),
        (["check", "--schnell"], "Unbekannte Angabe: --schnell"),
        (["layer", "x", "--format", "pdf"], "--format: 'pdf' gibt es nicht"),
        (["serve", "--port", "viel"], "kein erlaubter Wert"),
        (["layer", "x", "--level"], "braucht einen Wert"),
    ],
)
def test_wrong_use_ends_with_two(arguments: list[str], said: str, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


def test_home_may_stand_before_the_command(toy: Path, capsys) -> None:
    assert main(["--home", str(toy), "--json", "check"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_home_is_found_from_the_working_folder(toy: Path, monkeypatch) -> None:
    monkeypatch.chdir(toy / "data" / "orte")
    assert home_folder() == toy
    monkeypatch.chdir("/")
    assert (home_folder() / "src" / "sozialraum").is_dir()
    monkeypatch.setenv("SOZIALRAUM_HOME", str(toy))
    assert home_folder() == toy


def test_serve_hands_over_home_port_and_address(toy: Path, monkeypatch) -> None:
    import sozialraum.web.server as server

    calls = []
    monkeypatch.setattr(server, "serve", lambda *given: calls.append(given) or 0)
    assert main(["serve", "--home", str(toy), "--port", "9000", "--address", "0.0.0.0"]) == 0
    assert calls == [(toy, 9000, "0.0.0.0")]


def test_a_full_disk_is_a_message(toy: Path, monkeypatch, capsys) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sozialraum.storage.writing.sync_tree", full)
    code, out, err = _run(capsys, toy, "publish", "--json")
    assert code == 1
    assert json.loads(out)["fix"] == "Platz und Rechte prüfen."
    assert "No space left" in err


def test_a_reader_that_stops_early_is_no_accident(published: Path) -> None:
    command = [sys.executable, "-m", "sozialraum.cli", "layer", "kinder_sgb2", "--home"]
    script = f"{shlex.join([*command, str(published)])} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}
    assert done.stderr == ""


def test_texts_are_utf8_on_any_console(published: Path) -> None:
    command = [sys.executable, "-m", "sozialraum.cli", "layers", "--json", "--home", str(published)]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert "Aktionsräume" in done.stdout.decode("utf-8")


# -- docs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_docs_name_every_command(command: list[str]) -> None:
    docs = Path(__file__).parents[3] / "docs" / "cli.md"
    assert f"sozialraum {' '.join(command)}" in docs.read_text(encoding="utf-8")
