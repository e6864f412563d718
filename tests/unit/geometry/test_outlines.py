"""``build_outlines``: what is mended, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from sozialraum.errors import GeometryRefused
from sozialraum.geometry.outlines import build_outlines
from sozialraum.geometry.reference import transformed
from sozialraum.geometry.repair import repair
from sozialraum.geometry.topology import load_outlines

Writer = Callable[..., Path]
Squares = dict[str, Any]


def refused(source: Path, home: Path, **options: Any) -> str:
    """The text of the refusal, after making sure that nothing was written."""
    before = sorted(p.name for p in (home / "geo").iterdir())
    with pytest.raises(GeometryRefused) as caught:
        build_outlines(source, home, **options)
    assert sorted(p.name for p in (home / "geo").iterdir()) == before
    assert all(p.what and p.fix and p.file for p in caught.value.problems)
    return str(caught.value)


def degrees(shapes: Squares) -> Squares:
    return {code: transformed([shape], 25832, 4326)[0] for code, shape in shapes.items()}


def test_writes_outlines_and_manifest(home: Path, squares: Squares, geojson: Writer) -> None:
    said: list[str] = []
    manifest = build_outlines(geojson(home / "a.json", squares), home, progress=said.append)
    atoms = load_outlines(home)
    assert list(atoms.index) == ["001", "002", "011", "012"]
    assert list(atoms["name"]) == [f"Gebiet {code}" for code in atoms.index]
    assert atoms.crs.to_epsg() == 25832
    assert shapely.coverage_is_valid(atoms.geometry.to_numpy())
    assert atoms.area.between(24_980_000, 25_020_000).all()
    stored = json.loads((home / "geo" / "manifest.json").read_text(encoding="utf-8"))
    assert stored["gebiete"] == manifest.areas == 4
    assert stored["datei"] == "a.json"
    assert len(stored["datei_sha256"]) == 64
    assert said


def test_same_input_same_bytes(home: Path, squares: Squares, geojson: Writer) -> None:
    source = geojson(home / "a.json", squares)
    contents = []
    for _ in range(2):
        build_outlines(source, home)
        contents.append(
            [(home / "geo" / n).read_bytes() for n in ("umrisse.topojson", "manifest.json")]
        )
    assert contents[0] == contents[1]


def test_geojson_in_degrees_without_crs(home: Path, squares: Squares, geojson: Writer) -> None:
    assert build_outlines(geojson(home / "a", degrees(squares), crs=""), home).epsg == 4326


def test_keys_as_numbers_get_their_zeros(home: Path, squares: Squares, geojson: Writer) -> None:
    numbers = {int(code): shape for code, shape in squares.items()}
    source = geojson(home / "a.geojson", {}, key="UNBEZNR", extra=list(numbers.items()))
    build_outlines(source, home)
    assert "001" in load_outlines(home).index


def test_cp1252_bytes_and_raw_line_breaks(home: Path, squares: Squares, geojson: Writer) -> None:
    source = geojson(home / "a.geojson", squares)
    text = source.read_text(encoding="utf-8").replace("BÖVING", "BÖ\nVING")
    source.write_bytes(text.encode("cp1252"))
    notes = " ".join(build_outlines(source, home).notes)
    assert "Windows-1252" in notes
    assert "Zeilenumbrüche" in notes


def test_self_touching_ring_is_mended(home: Path, squares: Squares, geojson: Writer) -> None:
    west, south, east, north = squares["001"].bounds
    spike = [(west, south), (west + 500, south), (west + 500, south - 300), (west + 500, south)]
    squares["001"] = shapely.Polygon([*spike, (east, south), (east, north), (west, north)])
    assert not squares["001"].is_valid
    manifest = build_outlines(geojson(home / "a.geojson", squares), home)
    assert any("Ringe" in what and count == 1 for what, count in manifest.mended.items())
    assert load_outlines(home).geometry.is_valid.all()


def test_slivers_are_mended_and_counted(home: Path, squares: Squares, geojson: Writer) -> None:
    west, south, east, north = squares["002"].bounds
    inner = [(west + 0.4, south + 200), (west + 0.4, south + 800)]
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south + 800)]
    squares["002"] = shapely.Polygon([*ring, *inner[::-1], (west, south + 200)])
    manifest = build_outlines(geojson(home / "a.geojson", squares), home)
    assert manifest.mended == {"Lücken unter 1 m Breite geschlossen": 1}


def test_wide_gap_is_refused(home: Path, squares: Squares, geojson: Writer) -> None:
    hole = shapely.box(*(squares["001"].centroid.buffer(20).bounds))
    squares["001"] = squares["001"].difference(hole)
    text = refused(geojson(home / "a.geojson", squares), home)
    assert "Lücke von 1600 m²" in text
    assert "„001“" in text


def test_gap_that_opens_outside_is_refused(
    tmp_path: Path, squares: Squares, geojson: Writer
) -> None:
    squares["002"] = translate(squares["002"], 0.5)
    squares["012"] = translate(squares["012"], 0.5)
    shapes = np.array(list(squares.values()), dtype=object)
    _, problems = repair("a.geojson", list(squares), shapes)
    assert "passen nicht aufeinander" in problems[0].what


def test_wide_overlap_is_refused(home: Path, squares: Squares, geojson: Writer) -> None:
    west, south, east, north = squares["001"].bounds
    squares["001"] = shapely.box(west, south, east + 3, north)
    text = refused(geojson(home / "a.geojson", squares), home)
    assert "„001“ und „002“ überlappen sich (15000 m²)" in text


def test_missing_double_and_unknown_keys(home: Path, squares: Squares, geojson: Writer) -> None:
    double = squares.pop("012")
    extra = [("011", double), ("999", double), (None, double)]
    text = refused(geojson(home / "a.geojson", squares, extra=extra), home)
    assert "„012“ fehlt" in text
    assert "„011“ kommt 2-mal vor" in text
    assert "„999“ steht nicht in geo/gliederung.csv" in text
    assert "keinen Schlüssel" in text


def test_missing_geometry(home: Path, squares: Squares, geojson: Writer) -> None:
    squares["011"] = None
    assert "„011“ hat keine Geometrie" in refused(geojson(home / "a.geojson", squares), home)


def test_lines_are_no_areas(home: Path, squares: Squares, geojson: Writer) -> None:
    squares["011"] = squares["011"].exterior
    assert "„011“ hat keine Fläche" in refused(geojson(home / "a.geojson", squares), home)


def test_no_key_column(home: Path, squares: Squares, geojson: Writer) -> None:
    text = refused(geojson(home / "a.geojson", squares, key="foo"), home)
    assert "Als Schlüssel passt „foo“: --key foo" in text
    build_outlines(geojson(home / "a.geojson", squares, key="foo"), home, key="foo")


def test_exchanged_keys_show_in_the_areas(home: Path, squares: Squares, geojson: Writer) -> None:
    table = home / "geo" / "gliederung.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("25,0", "26,2", 1), encoding="utf-8")
    assert "25,0000 km² statt 26,2000 km²" in refused(geojson(home / "a.geojson", squares), home)


@pytest.mark.parametrize(
    ("declared", "actual", "swap", "words"),
    [
        ("EPSG:4326", 25832, False, "passen zu EPSG:25832"),
        ("EPSG:25832", 25833, False, "passen zu EPSG:25833"),
        ("", 25833, False, "passen zu EPSG:25833"),
        ("", 31467, False, "passen zu EPSG:31467"),
        ("", 3857, False, "passen zu EPSG:3857"),
        ("EPSG:25832", 25832, True, "Achsen sind vertauscht (EPSG:25832)"),
        ("", 4326, True, "Achsen sind vertauscht (EPSG:4326)"),
    ],
)
def test_wrong_reference_systems_are_named(
    home: Path,
    squares: Squares,
    geojson: Writer,
    declared: str,
    actual: int,
    swap: bool,
    words: str,
) -> None:
    moved = {code: transformed([shape], 25832, actual)[0] for code, shape in squares.items()}
    if swap:
        moved = {c: shapely.transform(s, lambda xy: xy[:, ::-1]) for c, s in moved.items()}
    build_outlines(geojson(home / "first.geojson", squares), home)
    assert words in refused(geojson(home / "a.geojson", moved, crs=declared), home)


@pytest.mark.parametrize(
    ("declared", "actual", "words"),
    [
        ("EPSG:4326", 25832, "EPSG:4326 kann nicht stimmen"),
        ("", 25832, "--crs 25832 (Mitte bei 51,5° Nord, 7,5° Ost)"),
        ("", 25832, "--crs 25833 (Mitte bei 51,5° Nord, 13,5° Ost)"),
    ],
)
def test_without_known_outlines_the_system_is_asked_for(
    home: Path, squares: Squares, geojson: Writer, declared: str, actual: int, words: str
) -> None:
    moved = {code: transformed([shape], 25832, actual)[0] for code, shape in squares.items()}
    source = geojson(home / "a.geojson", moved, crs=declared)
    assert words in refused(source, home)
    build_outlines(source, home, crs=actual)
    assert load_outlines(home).crs.to_epsg() == 25832


def test_other_place_is_refused(home: Path, squares: Squares, geojson: Writer) -> None:
    (home / "data").mkdir()
    (home / "data" / "start.toml").write_text('stadt = "Dortmund"', encoding="utf-8")
    build_outlines(geojson(home / "first.geojson", squares), home)
    moved = {code: translate(shape, 60_000, 0) for code, shape in squares.items()}
    assert "nicht in Dortmund" in refused(geojson(home / "a.geojson", moved), home)


@pytest.mark.parametrize("tolerance", [-1.0, 1e6, float("nan")])
def test_tolerance_has_limits(
    home: Path, squares: Squares, geojson: Writer, tolerance: float
) -> None:
    assert "Toleranz" in refused(geojson(home / "a.json", squares), home, tolerance=tolerance)


def test_too_much_simplification_is_refused(home: Path, squares: Squares, geojson: Writer) -> None:
    west, south, east, north = squares["001"].bounds
    bays = [
        (west + (120 if step == 1 else 0), north - 500 * number - 60 * step)
        for number in range(1, 9)
        for step in range(3)
    ]
    corners = [(west, south), (east, south), (east, north), (west, north)]
    squares["001"] = shapely.Polygon([*corners, *bays])
    source = geojson(home / "a.geojson", squares)
    build_outlines(source, home, tolerance=10)
    before = (home / "geo" / "umrisse.topojson").read_bytes()
    assert "weicht um" in refused(source, home, tolerance=99)
    assert (home / "geo" / "umrisse.topojson").read_bytes() == before
