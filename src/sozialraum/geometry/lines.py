"""A file of lines (streets, ways) becomes LineStrings in metres, decided from its bytes alone.

Read are GeoPackage (see :mod:`sozialraum.geometry.geopackage`) and GeoJSON (through :mod:`json`),
the latter also packed with gzip. No other format is tried, and nothing that a file points to is
opened. Nothing is left out without a note.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from sozialraum.errors import GeometryRefused
from sozialraum.geometry.geopackage import MAGIC, layer_names, read_layer, refusal
from sozialraum.geometry.reference import DEGREES, Place, recognise, transformed
from sozialraum.render.formats import enumeration, number

LARGEST = 300_000_000
"""Bytes, unpacked; the named streets of the whole city have four million."""
AROUND = 5_000.0
"""Metres around the city within which lines are used: people walk across the border."""
KIND_COLUMNS = ("highway", "fclass", "class")
"""Columns in which OpenStreetMap and what is made from it name the kind of a street."""
NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "construction", "proposed"})
"""Kinds of streets that nobody may or can walk on."""

_GZIP = b"\x1f\x8b"
_CODE = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC):(?:[0-9.]*:)?(\d{4,6}|CRS84)", re.IGNORECASE)
_JSON_FIX = "Im GIS als GeoJSON oder GeoPackage neu speichern."

Array = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of one file. ``geometries`` are LineStrings with at least two points.

    They are in the city's system; ``epsg`` is the one in which they came, ``sha256`` the digest of
    the file, ``layer`` empty for GeoJSON; ``notes`` are German sentences on what was peculiar or
    left out.
    """

    file: str
    layer: str
    sha256: str
    epsg: int
    geometries: Array
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Raw:
    lines: Array
    kinds: NDArray[np.str_]
    """Kind of street per line, empty where the file does not tell."""
    declared: int | None
    layer: str
    notes: tuple[str, ...]


def read_lines(path: Path, place: Place, layer: str | None = None) -> Lines:
    """Read the lines of a GeoPackage, a GeoJSON or a GeoJSON packed with gzip.

    Streets on which nobody walks and lines far outside ``place`` are left out with a note. Raises
    :class:`~sozialraum.errors.GeometryRefused` on every other format, broken content, an unknown
    layer, and coordinates that do not lie there, naming the likely EPSG code.
    """
    if not path.is_file():
        raise refusal(path, "", "Die Datei gibt es nicht.", "Den Pfad hinter --from berichtigen.")
    if path.stat().st_size > LARGEST:
        fix = "Nur die Linien der Stadt speichern."
        raise refusal(path, "", "Die Datei ist größer als 300 MB.", fix)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    raw = _raw(path, layer)
    walkable = ~np.isin(raw.kinds, sorted(NOT_ON_FOOT))
    notes = [*raw.notes]
    if not walkable.all():
        kinds = enumeration(sorted(set(raw.kinds[~walkable])))
        notes.append(_left_out(f"Linien, auf denen man nicht geht ({kinds})", ~walkable))
    lines, epsg = _in_metres(path, raw.lines[walkable], raw.declared, place)
    near = _near(lines, place)
    if not near.all():
        notes.append(_left_out(f"Linien mehr als 5 km außerhalb von {place.name}", ~near))
    if raw.declared is None:
        notes.append(f"Das Koordinatensystem ist nicht angegeben; erkannt: EPSG:{epsg}.")
    return Lines(path.name, raw.layer, digest, epsg, lines[near], tuple(notes))


def _left_out(what: str, which: NDArray[np.bool_]) -> str:
    return f"{what}, weggelassen: {number(int(which.sum()))}."


def _raw(path: Path, layer: str | None) -> _Raw:
    start = _head(path)
    if start.startswith(MAGIC):
        return _from_geopackage(path, layer)
    content = _content(path, start)
    if content.startswith(MAGIC):
        what = "Das GeoPackage ist gepackt (.gz)."
        raise refusal(path, "", what, "Zuerst entpacken.")
    if content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        if layer:
            what = "Eine GeoJSON-Datei hat keine Layer."
            raise refusal(path, layer, what, "Ohne --layer aufrufen.")
        return _from_geojson(path, content)
    what = "Die Datei ist weder GeoPackage noch GeoJSON; der Inhalt zählt, nicht die Endung."
    raise refusal(path, "", what, "Im GIS als GeoPackage (.gpkg) oder GeoJSON speichern.")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(16)


def _content(path: Path, start: bytes) -> bytes:
    """All bytes, unpacked; never more than :data:`LARGEST`."""
    try:
        with path.open("rb") as plain:
            stream = gzip.GzipFile(fileobj=plain) if start.startswith(_GZIP) else plain
            content = stream.read(LARGEST + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        what = f"Die gepackte Datei ist beschädigt ({error})."
        raise refusal(path, "", what, "Datei neu ausliefern lassen.") from error
    if len(content) > LARGEST:
        fix = "Nur die Linien der Stadt speichern."
        raise refusal(path, "", "Entpackt ist die Datei größer als 300 MB.", fix)
    return content


def _from_geopackage(path: Path, layer: str | None) -> _Raw:
    names = layer_names(path)
    if layer is None and len(names) != 1:
        what = f"Die Datei hat {len(names)} Layer: {', '.join(names)}."
        raise refusal(path, "", what, "Den mit den Straßen und Wegen mit --layer NAME wählen.")
    table = read_layer(path, names[0] if layer is None else layer)
    given = np.array(table.geometries, dtype=object)
    usable = np.isin(shapely.get_type_id(given), (1, 5)) & ~shapely.is_empty(given)
    lowered = [name.lower() for name in table.columns]
    column = next((lowered.index(name) for name in KIND_COLUMNS if name in lowered), None)
    kinds = np.array(["" if column is None else str(row[column]) for row in table.rows], dtype=str)
    parts, origin = shapely.get_parts(given[usable], return_index=True)
    notes = () if usable.all() else (_left_out("Objekte ohne Linie", ~usable),)
    return _Raw(parts, kinds[usable][origin], table.epsg, table.name, notes)


def _from_geojson(path: Path, content: bytes) -> _Raw:
    document = _document(path, content)
    parts: list[NDArray[np.float64]] = []
    kinds: list[str] = []
    short: list[bool] = []
    other: list[bool] = []
    for position, feature in enumerate(document["features"], 1):
        for part, kind in _parts(path, feature, position):
            short.append(len(part) < 2)
            if len(part) > 1:
                parts.append(part)
                kinds.append(kind)
        other.append(not _line_type(feature))
    lines: Array = np.empty(0, dtype=object)
    if parts:
        index = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        lines = shapely.linestrings(np.concatenate(parts), indices=index)
    missed = {"Objekte ohne Linie": other, "Linien mit weniger als zwei Punkten": short}
    notes = (_left_out(what, np.array(flags)) for what, flags in missed.items() if any(flags))
    return _Raw(lines, np.array(kinds, dtype=str), _declared(path, document), "", tuple(notes))


def _document(path: Path, content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise refusal(path, "", f"Das JSON ist nicht lesbar ({error}).", _JSON_FIX) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise refusal(path, "type", "Das JSON ist keine FeatureCollection.", _JSON_FIX)
    return dict(document)


def _no_constant(word: str) -> float:
    raise ValueError(f"„{word}“ ist keine Zahl")


def _geometry(feature: object) -> dict[str, Any]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return geometry if isinstance(geometry, dict) else {}


def _line_type(feature: object) -> bool:
    return _geometry(feature).get("type") in ("LineString", "MultiLineString")


def _parts(path: Path, feature: Any, position: int) -> Iterator[tuple[NDArray[np.float64], str]]:
    """Coordinates (k, 2) and kind of street of every line of a feature."""
    if not _line_type(feature):
        return
    geometry = _geometry(feature)
    coordinates = geometry.get("coordinates")
    properties = feature.get("properties")
    named = properties if isinstance(properties, dict) else {}
    kind = next((str(named[name]) for name in KIND_COLUMNS if name in named), "")
    try:
        if not isinstance(coordinates, list):
            raise TypeError("coordinates")
        for part in [coordinates] if geometry["type"] == "LineString" else coordinates:
            xy = np.asarray(part)
            if xy.dtype.kind not in "if" or (len(xy) and (xy.ndim != 2 or xy.shape[1] < 2)):
                raise ValueError("coordinates")
            if not np.isfinite(xy).all():
                raise ValueError("infinite")
            yield (xy[:, :2] if len(xy) else np.empty((0, 2))).astype(np.float64), kind
    except (ValueError, TypeError) as error:
        what = f"Die Linie von Objekt {position} ist nicht lesbar."
        raise refusal(path, f"Objekt {position}", what, _JSON_FIX) from error


def _declared(path: Path, document: dict[str, Any]) -> int | None:
    """EPSG code of the old ``crs`` member where it names one; a link is never followed."""
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")).strip() if isinstance(properties, dict) else ""
    if not name:
        return None
    if match := _CODE.fullmatch(name):
        code = match.group(2)
        return int(code) if code.isdecimal() else DEGREES
    what = f"Das angegebene Koordinatensystem „{name[:60]}“ ist unbekannt."
    raise refusal(
        path, "crs", what, "Als EPSG-Code angeben, zum Beispiel EPSG:25832 oder EPSG:4326."
    )


def _in_metres(path: Path, lines: Array, declared: int | None, place: Place) -> tuple[Array, int]:
    """The lines in the city's system and the one in which they came."""
    if not len(lines):
        what = "Die Datei enthält keine Linien, auf denen man zu Fuß geht."
        raise refusal(path, "", what, "Eine Datei mit Straßen und Wegen angeben.")
    xy = shapely.get_coordinates(lines)
    code = declared or (DEGREES if np.abs(xy).max() <= 180 else place.epsg)
    try:
        placed: Array = transformed(lines, code, place.epsg)
    except pyproj.exceptions.CRSError:
        placed = np.empty(0, dtype=object)
    if _near(placed, place).any():
        return placed, code
    low, high = np.percentile(xy, (5, 95), axis=0)
    _, problem = recognise(path.name, (low[0], low[1], high[0], high[1]), declared, place)
    if problem is None:
        what = f"Die Linien liegen nicht in {place.name}."
        raise refusal(path, "Koordinatensystem", what, f"Nach EPSG:{place.epsg} umrechnen.")
    raise GeometryRefused("Die Datei wird nicht übernommen.", [problem])


def _near(lines: Array, place: Place) -> NDArray[np.bool_]:
    """Which lines lie in or around the city."""
    bounds = shapely.bounds(lines).reshape(-1, 4)
    west, south, east, north = place.box
    inside = (bounds[:, 2] >= west - AROUND) & (bounds[:, 0] <= east + AROUND)
    result: NDArray[np.bool_] = (
        inside & (bounds[:, 3] >= south - AROUND) & (bounds[:, 1] <= north + AROUND)
    )
    return result
