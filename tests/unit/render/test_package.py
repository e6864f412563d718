"""The map package: sorted, complete, the same bytes for the same city."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sozialraum.domain.layers import Layer
from sozialraum.render.package import content_hash, layer_entry, map_package, overlay_file

HIERARCHY = pd.DataFrame(
    {
        "unterbezirk": ["002", "001", "101"],
        "unterbezirk_name": ["City-West", "City-Ost", "Hafe\u0301n"],
        "bezirk": ["00", "00", "10"],
        "bezirk_name": ["City", "City", "Hafen"],
        "aktionsraum": ["", "", "021"],
        "aktionsraum_name": ["", "", "Nordstadt"],
        "sozialraum_gesichert": ["ja", "nein", "ja"],
    }
)
LEVELS = [
    {"id": level, "name": level.title(), "plural": level.title()}
    for level in ("unterbezirk", "bezirk", "aktionsraum")
]


def shape(code: str) -> dict[str, object]:
    return {"type": "Polygon", "id": code, "arcs": [[0]], "properties": {"fremd": "x"}}


TOPOLOGY = {
    "type": "Topology",
    "arcs": [[[0, 0], [1, 0], [0, 1]]],
    "transform": {"scale": [1, 1], "translate": [7, 51]},
    "objects": {
        "unterbezirk": {
            "type": "GeometryCollection",
            "geometries": [shape("101"), shape("002"), shape("001")],
        },
        "bezirk": {"type": "GeometryCollection", "geometries": [shape("10"), shape("00")]},
        "aktionsraum": {"type": "GeometryCollection", "geometries": [shape("021")]},
    },
}
LAYER = Layer.model_validate(
    {
        "id": "angebote",
        "name": "Angebote",
        "art": "punkte",
        "beschreibung": "",
        "quelle": "x",
        "popup": [{"feld": "traeger", "titel": "Träger"}, {"feld": "hektar", "titel": "Hektar"}],
        "symbol": {"form": "kreis", "farbe": "#0f6f83"},
    }
)


def package(**options: object) -> dict:
    return json.loads(map_package(TOPOLOGY, HIERARCHY, LEVELS, **options))


def test_areas_are_sorted_by_code_and_carry_only_name_and_flag() -> None:
    areas = package()["objects"]["unterbezirk"]["geometries"]
    assert [(area["id"], area["properties"]) for area in areas] == [
        ("001", {"n": "City-Ost", "u": 1}),
        ("002", {"n": "City-West"}),
        ("101", {"n": "Haf\u00e9n"}),
    ]


def test_parents_are_indices_and_only_where_every_area_has_one() -> None:
    info = package()["sozialraum"]
    assert info["parents"]["unterbezirk"] == {"bezirk": [0, 0, 1]}
    assert info["parents"]["bezirk"] == {}
    assert [level["id"] for level in info["levels"]] == ["unterbezirk", "bezirk", "aktionsraum"]


def test_geometry_is_passed_on_untouched() -> None:
    built = package()
    assert built["arcs"] == TOPOLOGY["arcs"]
    assert built["transform"] == TOPOLOGY["transform"]


def test_same_city_same_bytes_other_city_other_hash() -> None:
    first = map_package(TOPOLOGY, HIERARCHY, LEVELS)
    assert first == map_package(TOPOLOGY, HIERARCHY.iloc[::-1], LEVELS)
    assert content_hash(first) != content_hash(
        map_package(TOPOLOGY, HIERARCHY, LEVELS, attribution="x")
    )


def test_an_area_without_a_name_is_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        map_package(TOPOLOGY, HIERARCHY.iloc[1:], LEVELS)


def test_layers_travel_in_the_contracts_shape() -> None:
    entry = layer_entry(LAYER, "../../sozialraum/ebene/x.json")
    assert entry["symbol"] == {"shape": "kreis", "colour": "#0f6f83"}
    assert package(layers=[entry])["sozialraum"]["layers"] == [entry]


def test_points_without_a_coordinate_are_left_out_and_the_unknown_stays_empty() -> None:
    points = pd.DataFrame(
        {
            "name": ["B", "A", "C"],
            "breite": ["51,512345", 51.5, ""],
            "laenge": ["7,461", 7.4, ""],
            "genauigkeit": ["gebaeude", None, "strasse"],
            "traeger": [None, " Verein ", "x"],
            "hektar": [2.0, float("nan"), 1.5],
        }
    )
    assert json.loads(overlay_file(LAYER, points)) == {
        "id": "angebote",
        "fields": ["Träger", "Hektar"],
        "points": [
            [7.4, 51.5, "ohne Angabe", "A", ["Verein", ""]],
            [7.461, 51.51235, "hausgenau", "B", ["", "2"]],
        ],
    }
