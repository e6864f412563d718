"""GeoPackage without GDAL: the file is an SQLite data base, and nothing else is ever opened.

GDAL chooses a driver by content and follows addresses inside a file; here the tables of the
standard are read through :mod:`sqlite3`, read-only and with an untrusted schema.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from sozialraum.errors import GeometryRefused, Problem

MAGIC = b"SQLite format 3\x00"
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_FIX = "Im GIS als GeoPackage neu speichern."

Value = str | int | float | bytes | None
Result = TypeVar("Result")


@dataclass(frozen=True)
class Table:
    """A feature layer as stored: attribute columns, rows, geometries, declared EPSG code."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    geometries: tuple[BaseGeometry | None, ...]
    epsg: int | None


def layer_names(path: Path) -> tuple[str, ...]:
    """Names of the feature layers, sorted. Raises :class:`GeometryRefused` on a broken file."""
    return _guarded(path, _layer_names)


def read_layer(path: Path, layer: str) -> Table:
    """All features of ``layer``; the geometry of a feature without one is None.

    Raises :class:`GeometryRefused` where the file is no GeoPackage, the layer does not exist or a
    geometry cannot be decoded.
    """
    return _guarded(path, lambda connection: _read(connection, path, layer))


def _guarded(path: Path, read: Callable[[sqlite3.Connection], Result]) -> Result:
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            return read(connection)
    except sqlite3.Error as error:
        what = f"Die Datei ist kein lesbares GeoPackage ({error})."
        raise refusal(path, "", what, _FIX) from error


def refusal(path: Path, key: str, what: str, fix: str) -> GeometryRefused:
    """The refusal with one problem; ``path`` is named by its file name."""
    problem = Problem(path.name, key, what, fix)
    return GeometryRefused("Die Datei wird nicht übernommen.", [problem])


def _layer_names(connection: sqlite3.Connection) -> tuple[str, ...]:
    query = "SELECT table_name FROM gpkg_geometry_columns ORDER BY table_name"
    return tuple(str(name) for (name,) in connection.execute(query))


def _read(connection: sqlite3.Connection, path: Path, layer: str) -> Table:
    names = _layer_names(connection)
    if layer not in names:
        what = f"Den Layer „{layer}“ gibt es in der Datei nicht."
        raise refusal(path, layer, what, f"Vorhanden sind: {', '.join(names)}.")
    query = (
        "SELECT c.column_name, s.organization, s.organization_coordsys_id "
        "FROM gpkg_geometry_columns c LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = c.srs_id "
        "WHERE c.table_name = ?"
    )
    shape_column, organisation, number = connection.execute(query, (layer,)).fetchone()
    quoted = layer.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a listed, quoted name
    header = [str(entry[0]) for entry in cursor.description]
    position = header.index(shape_column)
    records = cursor.fetchall()
    return Table(
        name=layer,
        columns=tuple(c for c in header if c != shape_column),
        rows=tuple(record[:position] + record[position + 1 :] for record in records),
        geometries=tuple(_geometries(path, layer, [record[position] for record in records])),
        epsg=int(number) if str(organisation).upper() == "EPSG" and int(number) > 0 else None,
    )


def _geometries(path: Path, layer: str, blobs: list[Value]) -> Iterator[BaseGeometry | None]:
    for number, blob in enumerate(blobs, start=1):
        if blob is None:
            yield None
            continue
        try:
            yield _decode(blob)
        except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
            what = f"Die Geometrie von Objekt {number} ist nicht lesbar."
            raise refusal(path, f"{layer}, Objekt {number}", what, _FIX) from error


def _decode(blob: Value) -> BaseGeometry:
    """``GP``, version, flags, srs_id, envelope, then WKB; Z and M are dropped."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP":
        raise ValueError("no GeoPackage geometry")
    start = 8 + _ENVELOPES[(blob[3] >> 1) & 7]
    return shapely.force_2d(shapely.from_wkb(blob[start:]))
