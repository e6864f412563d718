"""GeoJSON for the invented city: its squares moved, merged or renumbered, and points in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import shapely

from sozialraum.domain.shape_imports import PointLayer, ShapeMapping, ShapeUse
from toy_home import SIDE, SOUTH, SQUARES, STEP, WEST

DEGREE = SIDE * STEP
"""Side of a square in degrees."""
Feature = tuple[dict[str, Any], Any]


def square(code: str, east: float = 0.0, north: float = 0.0) -> shapely.Polygon:
    """The outline of an Unterbezirk, moved by shares of its side; longitude first."""
    x, y = SQUARES[code]
    west, south = WEST + (x + east) * DEGREE, SOUTH + (y + north) * DEGREE
    return shapely.box(west, south, west + DEGREE, south + DEGREE)


def place(code: str, east: float = 0.5, north: float = 0.5) -> shapely.Point:
    """A point in an Unterbezirk at these shares of its sides."""
    x, y = SQUARES[code]
    return shapely.Point(WEST + (x + east) * DEGREE, SOUTH + (y + north) * DEGREE)


def geojson(features: Iterable[Feature], crs: str = "EPSG:4326") -> bytes:
    """Bytes of a FeatureCollection; ``crs`` empty = not declared."""
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": None if shape is None else shapely.geometry.mapping(shape),
            }
            for properties, shape in features
        ],
    }
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(document).encode()


def districts() -> list[Feature]:
    """All squares with their own codes and a number of dogs."""
    return [
        ({"ub_nr": code, "hunde": n * 10.5}, square(code))
        for n, code in enumerate(sorted(SQUARES), 1)
    ]


def playgrounds() -> list[Feature]:
    """Four points: two in 001, one in 013, one in the next town."""
    return [
        ({"nr": "s1", "name": "Rutsche", "geraete": "3"}, place("001")),
        ({"nr": "s2", "name": "Schaukel; groß", "geraete": "5"}, place("001", 0.2)),
        ({"nr": "s3", "name": "Sand", "geraete": ""}, place("013")),
        ({"nr": "s4", "name": "Nachbar", "geraete": "1"}, place("001", -8.0)),
    ]


def point_mapping(**changed: object) -> ShapeMapping:
    """How the playgrounds become a public layer."""
    layer = {
        "id": "spielplaetze",
        "name": "Spielplätze",
        "beschreibung": "Öffentliche Spielplätze.",
        "titelspalte": "name",
        "schluesselspalte": "nr",
        "angaben": ["geraete"],
        "quelle": "stadt",
        "symbol": {"form": "raute", "farbe": "#0f6f83"},
    } | dict(changed.pop("layer", {}))  # type: ignore[call-overload]
    said = {
        "spalten": ["nr", "name", "geraete"], "verwendung": ShapeUse.LAYER, "personenbezug": False,
        "ausserhalb": "weglassen", "punkte": PointLayer.model_validate(layer),
    }  # fmt: skip
    return ShapeMapping.model_validate(said | changed)
