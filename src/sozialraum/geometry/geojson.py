"""GeoJSON through :mod:`json`: no driver, no link is followed, and ``NaN`` is no number."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sozialraum.geometry.geopackage import Table, heights, refusal
from sozialraum.language import n_, t
from sozialraum.render import formats

DEPTH = 8
"""Collections inside collections."""
NO_SYSTEM = n_("Das Koordinatensystem ist nicht angegeben und wurde am Bereich erkannt.")
_EPSG = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[0-9.]*:)?(\d{4,6})", re.IGNORECASE)
_CRS84 = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[0-9.]*:)?CRS84", re.IGNORECASE)
_UNREADABLE = (
    shapely.errors.GeometryTypeError, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError,
)  # fmt: skip
_AGAIN = n_("Datei neu ausliefern lassen.")
_SAVE = n_("Als gültiges GeoJSON neu speichern.")


def read_geojson(content: bytes, file: str, vertices: int) -> Table:
    """All features of a FeatureCollection in UTF-8 or Windows-1252.

    ``file`` is how refusals call the file. Raises :class:`~sozialraum.errors.GeometryRefused` for
    everything else and for more than ``vertices`` corners.
    """
    notes: list[str] = []
    document = _document(content, file, notes)
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        fix = t("Die Umrisse als GeoJSON FeatureCollection speichern.")
        raise refusal(file, "type", t("Das JSON ist keine FeatureCollection."), fix)
    properties = [_member(file, feature, n, "properties") for n, feature in enumerate(features, 1)]
    columns = tuple(dict.fromkeys(name for entry in properties for name in entry))
    geometries, left, high = [], vertices, 0
    for number, feature in enumerate(features, 1):
        found = _shape(file, feature, number)
        left -= 0 if found is None else int(shapely.get_num_coordinates(found))
        if left < 0:
            what = t(
                "Die Datei hat mehr als {vertices} Stützpunkte.", vertices=formats.number(vertices)
            )
            raise refusal(file, "", what, t("Im GIS vereinfachen und neu speichern."))
        high += found is not None and found.has_z
        geometries.append(None if found is None else shapely.force_2d(found))
    notes += heights(high)
    return Table(
        name="",
        columns=columns,
        rows=tuple(tuple(entry.get(name) for name in columns) for entry in properties),
        geometries=tuple(geometries),
        epsg=_declared(file, document.get("crs"), notes),
        notes=tuple(notes),
    )


def _document(content: bytes, file: str, notes: list[str]) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        notes.append(
            t("Die Datei ist nicht in UTF-8 geschrieben und wurde als Windows-1252 gelesen.")
        )
    twice: Counter[str] = Counter()
    try:
        document = _parsed(text, notes, twice)
    except json.JSONDecodeError as error:
        what = t(
            "Das JSON bricht in Zeile {line} ab ({error}).", line=error.lineno, error=error.msg
        )
        raise refusal(file, t("Zeile {line}", line=error.lineno), what, t(_AGAIN)) from error
    except RecursionError as error:
        raise refusal(file, "", t("Das JSON ist zu tief verschachtelt."), t(_SAVE)) from error
    except ValueError as error:
        raise refusal(
            file, "", t("Das JSON ist nicht lesbar ({error}).", error=error), t(_AGAIN)
        ) from error
    for name, count in sorted(twice.items())[:5]:
        notes.append(
            t(
                "„{name}“ steht {count}-mal doppelt; es gilt die jeweils letzte Angabe.",
                name=name[:60],
                count=count,
            )
        )
    return document


def _parsed(text: str, notes: list[str], twice: Counter[str]) -> dict[str, Any]:
    """The document; raw line breaks inside strings are let through, ``NaN`` is not."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            twice.update({name: count - 1 for name, count in counts.items() if count > 1})
        return found

    def document(*, strict: bool) -> dict[str, Any]:
        twice.clear()
        value = json.loads(
            text, strict=strict, parse_constant=_no_constant, object_pairs_hook=members
        )
        if not isinstance(value, dict):
            raise ValueError(t("kein Objekt"))
        return value

    try:
        return document(strict=True)
    except json.JSONDecodeError as error:
        if "control character" not in error.msg:
            raise
    found = document(strict=False)
    notes.append(t("Texte enthalten rohe Zeilenumbrüche; sie wurden hingenommen."))
    return found


def _no_constant(word: str) -> float:
    raise ValueError(t("„{word}“ ist keine Zahl", word=word))


def _member(file: str, feature: object, number: int, name: str) -> dict[str, Any]:
    value = feature.get(name) if isinstance(feature, dict) else feature
    if value is not None and not isinstance(value, dict):
        what = t("„{name}“ von Objekt {number} ist kein JSON-Objekt.", name=name, number=number)
        raise refusal(file, t("Objekt {number}", number=number), what, t(_SAVE))
    return value or {}


def _shape(file: str, feature: object, number: int) -> BaseGeometry | None:
    member = _member(file, feature, number, "geometry")
    if not member:
        return None
    place = t("Objekt {number}", number=number)
    if _depth(member) > DEPTH:
        what = t("Die Geometrie von Objekt {number} ist zu tief verschachtelt.", number=number)
        raise refusal(file, place, what, t("Sammlungen im GIS in einzelne Objekte auflösen."))
    try:
        geometry = shape(member)
        if not np.isfinite(shapely.get_coordinates(geometry)).all():
            raise ValueError(t("unendliche Koordinaten"))
    except _UNREADABLE as error:
        what = t("Die Geometrie von Objekt {number} ist nicht lesbar.", number=number)
        raise refusal(file, place, what, t(_SAVE)) from error
    except shapely.errors.ShapelyError as error:
        what = t(
            "Die Geometrie von Objekt {number} ist unvollständig ({error}).",
            number=number,
            error=error,
        )
        fix = t("Ringe schließen und mit mindestens vier Punkten speichern.")
        raise refusal(file, place, what, fix) from error
    return geometry


def _depth(member: dict[str, Any]) -> int:
    """How many collections stand inside each other."""
    depth, inside = 0, [member]
    while inside and depth <= DEPTH:
        depth += 1
        lists = [entry.get("geometries") for entry in inside if isinstance(entry, dict)]
        inside = [entry for found in lists if isinstance(found, list) for entry in found]
    return depth


def _declared(file: str, crs: object, notes: list[str]) -> int | None:
    """EPSG code of the old ``crs`` member where it names one; a link is never followed."""
    if crs is None:
        notes.append(t(NO_SYSTEM))
        return None
    entry = crs if isinstance(crs, dict) else {}
    properties = entry.get("properties")
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if match := _EPSG.fullmatch(name.strip()):
        return int(match.group(1))
    if _CRS84.fullmatch(name.strip()):
        return 4326
    if entry.get("type") == "link":
        notes.append(t("Ein Verweis auf ein Koordinatensystem wurde nicht geöffnet."))
        return None
    what = t("Das angegebene Koordinatensystem „{name}“ ist unbekannt.", name=name[:60])
    raise refusal(file, "crs", what, t("Als EPSG-Code angeben, zum Beispiel EPSG:4326."))
