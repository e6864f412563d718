"""Shapes that somebody brought, from bytes: GeoPackage or GeoJSON, decided by content alone.

No other format is tried, and nothing that a file points to is opened.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from sozialraum.catalog.sheet import clean
from sozialraum.geometry.geojson import NO_SYSTEM, read_geojson
from sozialraum.geometry.geopackage import MAGIC, Table, read_bytes, refusal
from sozialraum.language import t

LARGEST = 100_000_000
"""Bytes of an upload."""
VERTICES = 5_000_000
"""Corners of all shapes of an upload together."""


@dataclass(frozen=True, eq=False)
class RawShapes:
    """Features of one layer in the order of the file, nothing interpreted yet.

    ``columns`` and ``rows`` are text: numbers with decimal comma and without thousands separator,
    empty text where nothing stands. A geometry is None where the feature has none; coordinates are
    as delivered, two per point. ``native`` is True per column where every number came as a number
    and not as text. ``epsg`` is what the file declares, or None. ``layers`` are all
    layers of the file, ``layer`` the one that was read, both empty for GeoJSON. ``notes`` are
    German sentences on what was peculiar.
    """

    file: str
    layer: str
    layers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    geometries: tuple[BaseGeometry | None, ...]
    epsg: int | None
    notes: tuple[str, ...]
    native: tuple[bool, ...] = ()


def shape_layers(content: bytes, name: str) -> tuple[str, ...]:
    """Names of the layers to choose from, sorted; none for GeoJSON.

    Raises :class:`~sozialraum.errors.GeometryRefused` for everything else.
    """
    if not content.startswith(MAGIC):
        _check_geojson(content, name, LARGEST)
        return ()
    return read_bytes(content, name, None, VERTICES)[0]


def read_shapes(content: bytes, name: str, layer: str | None = None) -> RawShapes:
    """The features of ``layer``, or of the only one there is.

    ``name`` is how refusals call the file; it never becomes a path. Raises
    :class:`~sozialraum.errors.GeometryRefused` for every other format, a layer that is missing or
    not chosen, broken content and everything beyond the limits.
    """
    choose = t("Einen davon auswählen.")
    layers, table = stored_layer(content, name, layer, LARGEST, VERTICES, choose)
    notes = list(table.notes)
    if table.epsg is None and layers:
        notes.append(t(NO_SYSTEM))
    notes += _broken_lines(table)
    return RawShapes(
        file=Path(name).name,
        layer=table.name,
        layers=layers,
        columns=tuple(clean(column) for column in table.columns),
        rows=tuple(
            tuple(_text(value, number, name) for value in row)
            for number, row in enumerate(table.rows, 1)
        ),
        geometries=table.geometries,
        epsg=table.epsg,
        notes=tuple(notes),
        native=tuple(_native(row[n] for row in table.rows) for n in range(len(table.columns))),
    )


def stored_layer(
    content: bytes, name: str, layer: str | None, largest: int, vertices: int, choose: str
) -> tuple[tuple[str, ...], Table]:
    """Names of all layers, and the one that is asked for with its values as stored.

    ``choose`` says how to choose where there are several. Raises as :func:`read_shapes`.
    """
    if not content.startswith(MAGIC):
        _check_geojson(content, name, largest)
        return (), read_geojson(content, name, vertices)
    _check_size(content, name, largest)
    if layer is None:
        layers, _ = read_bytes(content, name, None, vertices)
        if len(layers) != 1:
            what = t(
                "Die Datei hat {count} Layer: {layers}.",
                count=len(layers),
                layers=", ".join(layers),
            )
            raise refusal(name, "", what, choose)
        layer = layers[0]
    layers, table = read_bytes(content, name, layer, vertices)
    if table is None:
        raise AssertionError("a named layer is read or refused")
    return layers, table


def _check_size(content: bytes, name: str, largest: int) -> None:
    if len(content) > largest:
        what = t("Die Datei ist größer als {megabytes} MB.", megabytes=largest // 1_000_000)
        raise refusal(name, "", what, t("Nur die benötigten Objekte speichern."))


def _check_geojson(content: bytes, name: str, largest: int) -> None:
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        what = t("Die Datei ist weder GeoPackage noch GeoJSON; der Inhalt zählt, nicht die Endung.")
        if start.startswith(b"<"):
            what = t("Die Datei enthält XML (etwa VRT, GML oder KML) und wird nicht geöffnet.")
        raise refusal(name, "", what, t("Im GIS als GeoPackage (.gpkg) oder GeoJSON speichern."))
    _check_size(content, name, largest)


def _broken_lines(table: Table) -> list[str]:
    """A note on columns whose texts have line breaks, as the city's own file does."""
    found = [
        t("„{word}“", word=clean(column)[:60])
        for n, column in enumerate(table.columns)
        if any(isinstance(row[n], str) and "\n" in str(row[n]) for row in table.rows)
    ]
    if not found:
        return []
    return [
        t(
            "Zeilenumbrüche in Texten (Spalte {columns}) wurden entfernt.",
            columns=", ".join(found[:5]),
        )
    ]


def _native(column: Iterable[object]) -> bool:
    """True where a column holds numbers only, besides empty cells."""
    kinds = {type(value) for value in column} - {type(None)}
    return bool(kinds) and kinds <= {int, float}


def _text(value: object, number: int, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        if not math.isfinite(value):
            what = t("Objekt {number} enthält eine Zahl, die zu groß ist.", number=number)
            raise refusal(
                name, t("Objekt {number}", number=number), what, t("Den Wert berichtigen.")
            )
        return format(Decimal(f"{value:.15g}"), "f").replace(".", ",")
    if isinstance(value, dict | list):
        return clean(json.dumps(value, ensure_ascii=False))
    return clean(str(value))
