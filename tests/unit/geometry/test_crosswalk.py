from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from sozialraum.catalog import load_catalog, survey
from sozialraum.cli.crosswalk import crosswalk_arguments
from sozialraum.cli.output import Output
from sozialraum.domain.editions import Weighting
from sozialraum.errors import GeometryRefused, UnknownEntry, UnreadableInput
from sozialraum.geometry.crosswalk import Pieces, shares
from sozialraum.importers.cell_ids import EQUAL_AREA, cell_ids, projected
from toy_home import SOUTH, WEST
from toy_reform import add_table, boundaries, outlines, people

OLD = {"a": shapely.box(0, 0, 100, 100), "b": shapely.box(100, 0, 200, 100)}
NEW = {"x": shapely.box(0, 0, 125, 100), "y": shapely.box(125, 0, 200, 100)}


def told(found: object) -> dict[tuple[str, str], float]:
    return {(p.old, p.new): p.share for p in found.parts}  # type: ignore[attr-defined]


def run(home: Path, *more: str) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path)
    crosswalk_arguments(parser)
    path = outlines(home / "alt.geojson")
    given = ["--home", str(home), "--from", str(path), "--level", "unterbezirk"]
    options = parser.parse_args([*given, "--edition", "2018", *more])
    assert options.run(options, Output(json=True)) == 0


def test_shares_by_area_are_those_of_the_ground() -> None:
    assert told(shares(OLD, NEW, "alt")) == {("a", "x"): 1, ("b", "x"): 0.25, ("b", "y"): 0.75}


def test_shares_by_addresses_are_those_of_the_addresses() -> None:
    cells = [
        shapely.box(105, 0, 115, 10),
        shapely.box(120, 0, 130, 10),
        shapely.box(150, 0, 160, 9),
    ]
    pieces = Pieces(np.array(cells, dtype=object), np.array([6.0, 4.0, 2.0]))
    found = shares(OLD, NEW, "alt", pieces)
    assert told(found)["b", "x"] == pytest.approx((6 + 2) / 12, abs=1e-6)
    assert told(found)["b", "y"] == pytest.approx((2 + 2) / 12, abs=1e-6)
    assert found.by_area == ("a",)


def test_differences_of_drawing_are_no_reform() -> None:
    drawn = {"a": shapely.box(0, 0, 100.3, 100), "b": shapely.box(100.3, 0, 200, 100)}
    assert told(shares(drawn, OLD, "alt")) == {("a", "a"): 1, ("b", "b"): 1}


def test_outlines_outside_of_the_city_are_refused() -> None:
    with pytest.raises(GeometryRefused, match=r"„b“ liegt zu 25,0 % außerhalb"):
        shares(OLD, {"x": shapely.box(0, 0, 175, 100)}, "alt")
    with pytest.raises(GeometryRefused, match="Im heutigen „z“"):
        shares(OLD, NEW | {"z": shapely.box(500, 0, 600, 100)}, "alt")


def test_shares_of_three_parts_add_up_to_one() -> None:
    third = {str(n): shapely.box(n, 0, n + 1, 1) for n in range(3)}
    found = shares({"a": shapely.box(0, 0, 3, 1)}, third, "alt")
    assert sum(p.share for p in found.parts) == pytest.approx(1, abs=1e-12)


def test_the_command_makes_an_edition_that_can_be_used(
    toy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(toy, "--name", "name", "--valid-to", "2020")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["gebiete"], summary["unveraendert"], summary["geteilt"]) == (7, 2, 2)
    found = boundaries(toy)
    assert found.edition.weighting is Weighting.AREA
    assert found.edition.areas["014"] == "Hörde"
    assert found.same == {"002": "002", "013": "013"}
    by_pair = {(p.old, p.new): p.share for p in found.parts}
    assert by_pair["003", "004"] == pytest.approx(0.2, abs=1e-3)
    assert by_pair["014", "011"] == pytest.approx(0.5, abs=1e-3)
    assert by_pair["005", "001"] == by_pair["006", "001"] == 1
    assert not survey(add_table(toy, people())).problems


def test_the_command_weighs_by_addresses(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = np.array([[WEST + x * 0.01, SOUTH + 0.015] for x in (0.5, 1.08, 1.6)])
    flat = projected(places, 4326, EQUAL_AREA)
    cells = cell_ids(flat[:, 0], flat[:, 1])
    rows = [
        f"{cell};{atom};{n}"
        for cell, atom, n in zip(cells, ("003", "004", "004"), (30, 10, 5), strict=True)
    ]
    text = "\n".join(["zelle;unterbezirk;adressen", *sorted(rows)]) + "\n"
    (toy / "geo/adressen_100m.csv").write_text(text)
    run(toy, "--weights", "adressen")
    by_pair = {(p.old, p.new): p.share for p in boundaries(toy).parts}
    assert by_pair["003", "003"] == pytest.approx(0.75, abs=1e-6)
    assert by_pair["003", "004"] == pytest.approx(0.25, abs=1e-6)
    assert "014: keine Adressen, nach Fläche geteilt." in capsys.readouterr().err


def test_the_command_refuses_what_it_cannot_make(toy: Path) -> None:
    with pytest.raises(UnknownEntry, match="adressen_100m"):
        run(toy, "--weights", "adressen")
    with pytest.raises(UnreadableInput, match="Schlüsselspalte"):
        run(toy, "--key", "nummer")
    with pytest.raises(UnreadableInput, match="kein früherer Gebietsstand"):
        run(toy, "--edition", "../boese")
    assert not load_catalog(toy).editions
