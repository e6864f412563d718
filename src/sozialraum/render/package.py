"""What travels to the browser once: the map package and the files of the overlay layers."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from sozialraum.domain.layers import Layer, Precision

_DIGITS: Final = 5
"""Decimals of a degree: about one metre, finer than any of the sources."""


def content_hash(content: bytes) -> str:
    """Sixteen hexadecimal digits that name a content: the address changes with the content."""
    return hashlib.sha256(content).hexdigest()[:16]


def compact_json(value: Any) -> bytes:
    """JSON without blanks, keys in order, NFC, UTF-8: same value, same bytes."""
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )
    return unicodedata.normalize("NFC", text).encode("utf-8")


def map_package(
    topology: Mapping[str, Any],
    hierarchy: pd.DataFrame,
    levels: Sequence[Mapping[str, str]],
    layers: Sequence[Mapping[str, Any]] = (),
    *,
    orientation: str = "",
    attribution: str = "",
    district: str = "",
) -> bytes:
    """Compose the map package of ``docs/architecture.md``.

    ``topology`` has one object per level, ``hierarchy`` is ``geo/gliederung.csv`` as text,
    ``levels`` are ``{"id", "name", "plural"}`` from fine to coarse, ``layers`` the entries of the
    overlay layers with the address of their file, ``district`` the id of the level whose borders
    help to find one's way.
    """
    ids = [level["id"] for level in levels]
    members = ("type", "arcs", "bbox", "transform")
    objects = {level: _object(topology, hierarchy, level) for level in ids}
    codes = {level: [item["id"] for item in objects[level]["geometries"]] for level in ids}
    return compact_json(
        {
            **{key: topology[key] for key in members if key in topology},
            "objects": objects,
            "sozialraum": {
                "levels": [
                    {key: level[key] for key in ("id", "name", "plural")} for level in levels
                ],
                "parents": {level: _parents(hierarchy, level, codes) for level in ids},
                "layers": list(layers),
                "orientation": orientation,
                "attribution": attribution,
                "district": district,
            },
        }
    )


def _object(topology: Mapping[str, Any], hierarchy: pd.DataFrame, level: str) -> dict[str, Any]:
    """The geometries of a level, sorted by code, with names and flags."""
    names = hierarchy.drop_duplicates(level).set_index(level)[f"{level}_name"].to_dict()
    inferred = _inferred(hierarchy) if level == str(hierarchy.columns[0]) else set()
    geometries = [
        _geometry(item, names, inferred) for item in topology["objects"][level]["geometries"]
    ]
    return {"type": "GeometryCollection", "geometries": sorted(geometries, key=lambda g: g["id"])}


def _geometry(
    item: Mapping[str, Any], names: Mapping[str, str], inferred: set[str]
) -> dict[str, Any]:
    code = str(item["id"])
    properties: dict[str, Any] = {"n": str(names[code])}
    if code in inferred:
        properties["u"] = 1
    return {"type": item["type"], "id": code, "arcs": item["arcs"], "properties": properties}


def _inferred(hierarchy: pd.DataFrame) -> set[str]:
    """Atoms whose area of a coarser level was inferred, not published."""
    flags = [column for column in hierarchy if str(column).endswith("_gesichert")]
    inferred = (hierarchy[flags] == "nein").any(axis=1)
    return set(hierarchy.loc[inferred, str(hierarchy.columns[0])])


def _parents(
    hierarchy: pd.DataFrame, level: str, codes: Mapping[str, Sequence[str]]
) -> dict[str, list[int]]:
    """Per coarser level the index of the area there; only where every area has exactly one."""
    found: dict[str, list[int]] = {}
    for parent in codes:
        if parent == level or len(codes[parent]) > len(codes[level]) or len(codes[parent]) < 2:
            continue
        pairs = hierarchy[[level, parent]].drop_duplicates()
        pairs = pairs[(pairs[level] != "") & (pairs[parent] != "")]
        lookup = dict(zip(pairs[level], pairs[parent], strict=True))
        if len(pairs) == len(lookup) and set(lookup) == set(codes[level]):
            index = {code: position for position, code in enumerate(codes[parent])}
            found[parent] = [index[lookup[code]] for code in codes[level]]
    return found


def layer_entry(layer: Layer, url: str) -> dict[str, Any]:
    """The entry of a layer in the map package."""
    return {
        "id": layer.id,
        "name": layer.name,
        "kind": layer.kind.value,
        "level": layer.level,
        "symbol": {"shape": layer.symbol.shape, "colour": layer.symbol.colour},
        "url": url,
    }


def overlay_file(layer: Layer, points: pd.DataFrame) -> bytes:
    """The points of a layer with their popups; rows without a coordinate are not drawn."""
    rows = [
        _point(layer, row)
        for row in points.to_dict("records")
        if _degrees(row, layer.longitude_column) and _degrees(row, layer.latitude_column)
    ]
    rows.sort(key=lambda row: (row[3], row[0], row[1]))
    return compact_json(
        {"id": layer.id, "fields": [field.title for field in layer.popup], "points": rows}
    )


def _point(layer: Layer, row: Mapping[Any, Any]) -> list[Any]:
    return [
        _degrees(row, layer.longitude_column),
        _degrees(row, layer.latitude_column),
        _precision(_text(row.get(layer.precision_column))),
        _text(row.get(layer.title_column)),
        [_text(row.get(field.column)) for field in layer.popup],
    ]


def _degrees(row: Mapping[Any, Any], column: str) -> float:
    """The coordinate, or 0 where there is none."""
    text = _text(row.get(column)).replace(",", ".")
    return round(float(text), _DIGITS) if text else 0.0


def _precision(text: str) -> str:
    known = {item.value: item.label for item in Precision}
    return known.get(text, text or Precision.UNKNOWN.label)


def _text(value: Any) -> str:
    """German text of a cell; empty where nothing is known."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return unicodedata.normalize("NFC", str(value)).strip()
