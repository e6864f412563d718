"""A delivered outline file becomes keys and polygons, decided from its bytes alone.

Two forms are read: GeoPackage (see :mod:`sozialraum.geometry.geopackage`) and GeoJSON (through
:mod:`json`). No other format is tried, and nothing that a file points to is opened.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sozialraum.geometry.geopackage import MAGIC, Table, layer_names, read_layer, refusal

KEY_COLUMNS = ("ub_nr", "unbeznr", "ubznr", "ubz_nr", "unterbezirk", "unterbezirk_nr", "ub", "code")
"""Names under which the key of an Unterbezirk has been seen, the surest first."""

LARGEST = 300_000_000
"""Bytes; a file of the whole city at full resolution has three million."""

_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[0-9.]*:)?(\d{4,6})", re.IGNORECASE)
_CRS84 = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[0-9.]*:)?CRS84", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """Features of one file in file order: normalised key, geometry (None where missing).

    ``epsg`` is what the file declares, or None. ``layer`` is empty for GeoJSON. ``notes`` are
    German sentences on what was peculiar.
    """

    file: str
    layer: str
    key_column: str
    keys: tuple[str, ...]
    geometries: tuple[BaseGeometry | None, ...]
    epsg: int | None
    notes: tuple[str, ...]


def read_delivery(path: Path, layer: str | None, expected: frozenset[str]) -> Delivery:
    """Read an outline file.

    ``expected`` are the codes of the areas; digits are padded with zeros to their length. Raises
    :class:`~sozialraum.errors.GeometryRefused` on every other format, an unknown layer, no
    known key column, or content that is broken.
    """
    table, notes = _table(path, layer)
    key_column = _key_column(path, table, expected)
    position = table.columns.index(key_column)
    width = max((len(code) for code in expected), default=0)
    return Delivery(
        file=path.name,
        layer=table.name,
        key_column=key_column,
        keys=tuple(normalised(row[position], width) for row in table.rows),
        geometries=table.geometries,
        epsg=table.epsg,
        notes=notes,
    )


def normalised(value: object, width: int) -> str:
    """A key as text: ``53``, ``53.0`` and ``" 053 "`` are ``053``; no value is empty text."""
    if value is None or value is False or value is True:
        return ""
    text = str(value).strip()
    whole = re.fullmatch(r"(\d+)(?:[.,]0+)?", text)
    return whole.group(1).zfill(width) if whole else text


def _table(path: Path, layer: str | None) -> tuple[Table, tuple[str, ...]]:
    if not path.is_file():
        raise refusal(path, "", "Die Datei gibt es nicht.", "Den Pfad hinter --from berichtigen.")
    if path.stat().st_size > LARGEST:
        fix = "Nur die Umrisse der Unterbezirke speichern."
        raise refusal(path, "", "Die Datei ist größer als 300 MB.", fix)
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(MAGIC):
        return _from_geopackage(path, layer), ()
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return _from_geojson(path)
    what = "Die Datei ist weder GeoPackage noch GeoJSON; der Inhalt zählt, nicht die Endung."
    if start.lstrip().startswith(b"<"):
        what = "Die Datei enthält XML (etwa VRT, GML oder KML) und wird nicht geöffnet."
    raise refusal(path, "", what, "Im GIS als GeoPackage (.gpkg) oder GeoJSON speichern.")


def _from_geopackage(path: Path, layer: str | None) -> Table:
    names = layer_names(path)
    if layer is None and len(names) != 1:
        what = f"Die Datei hat {len(names)} Layer: {', '.join(names)}."
        raise refusal(path, "", what, "Einen davon mit --layer NAME wählen.")
    return read_layer(path, names[0] if layer is None else layer)


def _from_geojson(path: Path) -> tuple[Table, tuple[str, ...]]:
    notes: list[str] = []
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        notes.append("Die Datei ist nicht in UTF-8 geschrieben und wurde als Windows-1252 gelesen.")
    document = _json(path, text, notes)
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        fix = "Die Umrisse als GeoJSON FeatureCollection speichern."
        raise refusal(path, "type", "Das JSON ist keine FeatureCollection.", fix)
    properties = [_member(path, feature, n, "properties") for n, feature in enumerate(features, 1)]
    columns = tuple(dict.fromkeys(name for entry in properties for name in entry))
    table = Table(
        name="",
        columns=columns,
        rows=tuple(tuple(entry.get(name) for name in columns) for entry in properties),
        geometries=tuple(_shape(path, feature, n) for n, feature in enumerate(features, 1)),
        epsg=_declared(path, document.get("crs"), notes),
    )
    return table, tuple(notes)


def _json(path: Path, text: str, notes: list[str]) -> dict[str, Any]:
    """The document; raw line breaks inside strings are let through, ``NaN`` is not."""
    try:
        try:
            return _object(json.loads(text, parse_constant=_no_constant))
        except json.JSONDecodeError as error:
            if "control character" not in error.msg:
                raise
            document = _object(json.loads(text, strict=False, parse_constant=_no_constant))
            notes.append("Texte enthalten rohe Zeilenumbrüche; sie wurden hingenommen.")
            return document
    except json.JSONDecodeError as error:
        what = f"Das JSON bricht in Zeile {error.lineno} ab ({error.msg})."
        raise refusal(
            path, f"Zeile {error.lineno}", what, "Datei neu ausliefern lassen."
        ) from error
    except (ValueError, RecursionError) as error:
        what = f"Das JSON ist nicht lesbar ({error})."
        raise refusal(path, "", what, "Datei neu ausliefern lassen.") from error


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("kein Objekt")
    return value


def _no_constant(word: str) -> float:
    raise ValueError(f"„{word}“ ist keine Zahl")


def _member(path: Path, feature: object, number: int, name: str) -> dict[str, Any]:
    value = feature.get(name) if isinstance(feature, dict) else feature
    if value is not None and not isinstance(value, dict):
        what = f"„{name}“ von Objekt {number} ist kein JSON-Objekt."
        raise refusal(path, f"Objekt {number}", what, "Als gültiges GeoJSON neu speichern.")
    return value or {}


def _shape(path: Path, feature: object, number: int) -> BaseGeometry | None:
    member = _member(path, feature, number, "geometry")
    if not member:
        return None
    try:
        geometry = shapely.force_2d(shape(member))
        if not np.isfinite(shapely.get_coordinates(geometry)).all():
            raise ValueError("unendliche Koordinaten")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        what = f"Die Geometrie von Objekt {number} ist nicht lesbar."
        fix = "Als gültiges GeoJSON neu speichern."
        raise refusal(path, f"Objekt {number}", what, fix) from error
    except shapely.errors.ShapelyError as error:
        what = f"Die Geometrie von Objekt {number} ist unvollständig ({error})."
        fix = "Ringe schließen und mit mindestens vier Punkten speichern."
        raise refusal(path, f"Objekt {number}", what, fix) from error
    return geometry


def _declared(path: Path, crs: object, notes: list[str]) -> int | None:
    """EPSG code of the old ``crs`` member where it names one; a link is never followed."""
    if crs is None:
        notes.append("Das Koordinatensystem ist nicht angegeben und wurde am Bereich erkannt.")
        return None
    entry = crs if isinstance(crs, dict) else {}
    properties = entry.get("properties")
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if match := _EPSG.fullmatch(name.strip()):
        return int(match.group(1))
    if _CRS84.fullmatch(name.strip()):
        return 4326
    if entry.get("type") == "link":
        notes.append("Ein Verweis auf ein Koordinatensystem wurde nicht geöffnet.")
        return None
    what = f"Das angegebene Koordinatensystem „{name[:60]}“ ist unbekannt."
    raise refusal(path, "crs", what, "Als EPSG:25832 oder EPSG:4326 angeben.")


def _key_column(path: Path, table: Table, expected: frozenset[str]) -> str:
    by_name = {name.lower(): name for name in reversed(table.columns)}
    for name in KEY_COLUMNS:
        if name in by_name:
            return by_name[name]
    width = max((len(code) for code in expected), default=0)
    candidates = [
        name
        for i, name in enumerate(table.columns)
        if table.rows and all(normalised(row[i], width) in expected for row in table.rows)
    ]
    fix = f"Die Spalte mit dem Schlüssel „{KEY_COLUMNS[0]}“ nennen."
    if candidates:
        fix = f"Die Spalte „{candidates[0]}“ in „{KEY_COLUMNS[0]}“ umbenennen."
    what = (
        f"Keine bekannte Schlüsselspalte; gefunden: {', '.join(table.columns) or 'keine Spalte'}."
    )
    raise refusal(path, "Spalten", what, fix)
