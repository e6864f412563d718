"""Shapes on the command line: report, layer, counts, statistics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sozialraum.cli import main
from sozialraum.storage.release import ReleaseStore
from toy_shapes import districts, geojson, playgrounds, point_mapping


def _run(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--home", str(home)])
    told = capsys.readouterr()
    return code, told.out, told.err


def _file(folder: Path, content: bytes, name: str) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_dry_run_reports_and_changes_nothing(capsys, published: Path, tmp_path: Path) -> None:
    before = ReleaseStore(published).current_id()
    file = _file(tmp_path, geojson(districts(), crs=""), "gebiete.geojson")
    code, out, err = _run(capsys, published, "import", file, "--dry-run")
    assert (code, err) == (1, "")
    for words in (
        "7 Flächen", "EPSG:4326 (vermutet; 100\u00a0% der Objekte liegen in der Stadt)",
        "Fehler der Datei: Das Koordinatensystem ist nicht angegeben",
        "dieselben 7 Gebiete der Ebene „Unterbezirk“", "„sozialraum geo update“",
        "Frage [koordinatensystem]", "Frage [verwendung]",
    ):  # fmt: skip
        assert words in out
    assert ReleaseStore(published).current_id() == before
    code, out, _ = _run(capsys, published, "import", file, "--dry-run", "--json", "--crs", "4326")
    document = json.loads(out)
    assert (code, document["ok"], document["kind"]) == (1, False, "flaechen")
    assert [question["topic"] for question in document["questions"]] == ["verwendung"]
    assert document["outlines"]["same"] is True
    assert document["areas"]["matched"] == 7
    assert document["mapping"]["koordinatensystem"] == 4326


def test_attributes_are_taken_over_with_the_printed_mapping(
    capsys, published: Path, tmp_path: Path
) -> None:
    features = [({"ub_nr": p["ub_nr"], "kinder_sgb2": p["hunde"]}, s) for p, s in districts()]
    file = _file(tmp_path, geojson(features), "gebiete.geojson")
    wishes = ("--indicator", "kinder_sgb2", "--period", "2025")
    code, out, _ = _run(capsys, published, "import", file, *wishes, "--dry-run", "--json")
    mapping = json.loads(out)["mapping"]
    assert mapping["verwendung"] == "statistik"
    mapping["tabelle"]["quelle"] = "stadt"
    written = _file(tmp_path, json.dumps(mapping).encode(), "zuordnung.json")
    code, out, err = _run(capsys, published, "import", file, "--mapping", written)
    assert code == 0, err
    assert "7 Werte neu" in out
    code, out, _ = _run(capsys, published, "imports", "--json")
    assert [entry["file"] for entry in json.loads(out)] == ["gebiete.geojson"]


def test_points_become_a_layer_or_counts(capsys, published: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, geojson(playgrounds()), "orte.geojson")
    code, out, _ = _run(capsys, published, "import", file, "--layer", "spielplaetze", "--dry-run")
    assert code == 1
    assert "Frage [personenbezug]" in out
    assert "Frage [ebene_karte]" in out
    said = point_mapping().model_dump_json(by_alias=True).encode()
    written = _file(tmp_path, said, "zuordnung.json")
    options = ("--mapping", written, "--json")
    code, _, err = _run(capsys, published, "import", file, "--layer", "anders", *options)
    assert code == 1
    assert "„spielplaetze“" in err
    code, out, err = _run(capsys, published, "import", file, "--layer", "spielplaetze", *options)
    assert code == 0, err
    assert json.loads(out)["kind"] == "ebene"
    assert len(ReleaseStore(published).current().layer_points("spielplaetze")) == 3
    code, out, _ = _run(capsys, published, "import", file, "--new", "plaetze", "--dry-run")
    assert "Frage [vollstaendig]" in out


def test_a_table_with_coordinates_can_be_a_layer(capsys, published: Path, tmp_path: Path) -> None:
    content = "nr;name;geraete;Breite;Länge\ns1;Rutsche;3;51,505;7,405\n".encode()
    file = _file(tmp_path, content, "orte.csv")
    mapping = point_mapping(koordinatensystem=4326).model_dump_json(by_alias=True).encode()
    written = _file(tmp_path, mapping, "zuordnung.json")
    code, _, err = _run(
        capsys, published, "import", file, "--layer", "spielplaetze", "--mapping", written
    )
    assert code == 0, err
    assert len(ReleaseStore(published).current().layer_points("spielplaetze")) == 1


def test_a_broken_mapping_or_file_is_said_in_german(
    capsys, published: Path, tmp_path: Path
) -> None:
    file = _file(tmp_path, geojson(playgrounds()), "orte.geojson")
    broken = _file(tmp_path, b'{"spalten": 3}', "kaputt.json")
    code, _, err = _run(capsys, published, "import", file, "--mapping", broken)
    assert code == 1
    assert "keine lesbare Zuordnung (Stelle: spalten)" in err
    far = _file(tmp_path, geojson([({"a": "1"}, None)]), "leer.geojson")
    code, _, err = _run(capsys, published, "import", far)
    assert code == 1
    assert "keine Geometrie" in err
