"""Reads one GeoPackage in a process of its own and dies with it: a script of the standard library.

Started by :mod:`sozialraum.geometry.geopackage` with the path of that module's own choice. It takes
a request as JSON on standard input and answers with one line of JSON on standard output, followed
by the geometries as WKB. Nothing is imported from the project, nothing is installed in its way, so
it starts in milliseconds and needs little memory; the limits below are those of the process.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

MEMORY = 1_000_000_000
SECONDS = 30
ROWS, COLUMNS, TEXT = 1_000_000, 1_000, 10_000
DEPTH = 8
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_TABLES = "gpkg_geometry_columns", "gpkg_spatial_ref_sys"
_POINT, _LINE, _POLYGON, _LARGEST_KIND = 1, 2, 3, 7


def n_(text: str) -> str:
    """Marks a German text that the process which asked says in its language."""
    return text


FIX = n_("Im GIS als GeoPackage neu speichern.")
_OBJECT, _LAYER, _AT = n_("Objekt {number}"), "{layer}", n_("{layer}, Objekt {number}")
"""Places in the file."""


class RefusedError(Exception):
    """What is wrong: place in the file, sentence, remedy; ``values`` belong into their braces."""

    def __init__(self, place: str, what: str, fix: str, **values: str | int) -> None:
        self.texts, self.values = (place, what, fix), values
        super().__init__(*(text.format(**values) for text in self.texts))


def main() -> None:
    """One request, one answer; marked German texts for everything that can be told."""
    limit_process()
    request = json.loads(sys.stdin.buffer.read())
    shapes: list[bytes | None] = []
    try:
        header, shapes = answer(request["path"], request["layer"], request["vertices"])
        header["lengths"] = [-1 if shape is None else len(shape) for shape in shapes]
        line = json.dumps(header)
    except RefusedError as error:
        line = json.dumps({"refused": error.texts, "values": error.values})
    except MemoryError:
        what = n_("Die Datei braucht beim Lesen zu viel Speicher.")
        fix = n_("Nur den benötigten Layer speichern.")
        line = json.dumps({"refused": ("", what, fix), "values": {}})
    sys.stdout.buffer.write(line.encode("ascii") + b"\n")
    sys.stdout.buffer.writelines(shape for shape in shapes if shape)


def limit_process() -> None:
    """Memory, time, no new files, few open ones; where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def answer(
    path: str, layer: str | None, vertices: int
) -> tuple[dict[str, Any], list[bytes | None]]:
    """The names of all layers, or all features of ``layer`` with at most ``vertices`` corners.

    Raises :class:`RefusedError`.
    """
    uri = f"{Path(path).as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA cell_size_check=ON")
            connection.execute("PRAGMA temp_store=MEMORY")
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            connection.text_factory = bytes
            connection.set_authorizer(_authorised)
            names = _layers(connection)
            if layer is None:
                return {"layers": names}, []
            return _features(connection, names, layer, vertices)
    except sqlite3.Error as error:
        what = n_("Die Datei ist kein lesbares GeoPackage ({error}).")
        raise RefusedError("", what, FIX, error=str(error)) from error


def _authorised(action: int, first: str | None, *_: object) -> int:
    """Nothing but reading: no other file, no function, no recursion, no change of settings."""
    listing = action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo"
    return sqlite3.SQLITE_OK if listing or action in _READING else sqlite3.SQLITE_DENY


def _layers(connection: sqlite3.Connection) -> list[str]:
    stored = _stored(connection)
    for table in _TABLES:
        if stored.get(table) is not True:
            what = n_("Die Datei ist kein lesbares GeoPackage (Tabelle „{table}“).")
            raise RefusedError("", what, FIX, table=table)
    names = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchmany(ROWS)
    return sorted({_plain(name) for (name,) in names})


def _stored(connection: sqlite3.Connection) -> dict[str, bool]:
    """Per name in the schema, in small letters: whether it is a table that holds rows itself."""
    rows = connection.execute("SELECT name, type, rootpage FROM sqlite_master").fetchmany(ROWS)
    return {
        _plain(name).lower(): kind == b"table" and isinstance(page, int) and page > 0
        for name, kind, page in rows
        if kind in (b"table", b"view")
    }


def _features(
    connection: sqlite3.Connection, names: list[str], layer: str, vertices: int
) -> tuple[dict[str, Any], list[bytes | None]]:
    if layer not in names:
        what = n_("Den Layer „{layer}“ gibt es in der Datei nicht.")
        fix = n_("Vorhanden sind: {names}.")
        raise RefusedError(_LAYER, what, fix, layer=layer[:60], names=", ".join(names)[:500])
    if _stored(connection).get(layer.lower()) is not True:
        what = n_(
            "Der Layer ist keine Tabelle, sondern eine Abfrage (View), und wird nicht gelesen."
        )
        fix = n_("Im GIS als eigenen Layer in ein GeoPackage speichern.")
        raise RefusedError(_LAYER, what, fix, layer=layer)
    shape_column, epsg = _declared(connection, layer)
    header, computed = _columns(connection, layer)
    position = [column.lower() for column in [*header, shape_column]].index(shape_column.lower())
    if position == len(header) or len(header) > COLUMNS:
        what = n_("Die Spalte mit den Geometrien fehlt, oder es sind zu viele Spalten.")
        raise RefusedError(_LAYER, what, FIX, layer=layer)
    listed = ", ".join(_quoted(column) for column in header)
    cursor = connection.execute(f"SELECT {listed} FROM {_quoted(layer)}")  # noqa: S608 - quoted names
    rows: list[list[str | int | float | None]] = []
    shapes: list[bytes | None] = []
    notes = {n_("Berechnete Spalten wurden nicht gelesen.")} if computed else set()
    left = vertices
    for number, record in enumerate(cursor, start=1):
        if number > ROWS:
            what = n_("Der Layer hat mehr als {most} Objekte.")
            fix = n_("Nur die benötigten Objekte speichern.")
            raise RefusedError(_LAYER, what, fix, layer=layer, most=ROWS)
        shape, found = _shape(record[position], layer, number)
        left -= found
        if left < 0:
            what = n_("Der Layer hat mehr als {most} Stützpunkte.")
            fix = n_("Im GIS vereinfachen und neu speichern.")
            raise RefusedError(_LAYER, what, fix, layer=layer, most=vertices)
        shapes.append(shape)
        rows.append([_value(v, number, notes) for v in record[:position] + record[position + 1 :]])
    columns = header[:position] + header[position + 1 :]
    return {
        "layers": names, "columns": columns, "rows": rows, "epsg": epsg, "notes": sorted(notes),
    }, shapes  # fmt: skip


def _columns(connection: sqlite3.Connection, layer: str) -> tuple[list[str], bool]:
    """Columns that hold values, and whether there are others, which would compute theirs."""
    found = connection.execute(f"PRAGMA table_xinfo({_quoted(layer)})").fetchall()
    columns = [(_plain(name), hidden) for _, name, _, _, _, _, hidden in found]
    return [name for name, hidden in columns if not hidden], any(hidden for _, hidden in columns)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _declared(connection: sqlite3.Connection, layer: str) -> tuple[str, int | None]:
    """Name of the geometry column and EPSG code, None where the file names no such code."""
    query = "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
    columns = connection.execute(query).fetchmany(ROWS)
    column, system = next((c, s) for name, c, s in columns if _plain(name) == layer)
    query = "SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys"
    for key, organisation, number in connection.execute(query).fetchmany(ROWS):
        if key == system and _plain(organisation).upper() == "EPSG":
            text = _plain(number)
            known = text.isdecimal() and len(text) < 7 and int(text) > 0
            return _plain(column), int(text) if known else None
    return _plain(column), None


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.decode("cp1252", errors="replace")
    return "" if value is None else str(value)


def _value(value: object, number: int, notes: set[str]) -> str | int | float | None:
    if isinstance(value, bytes):
        if b"\0" in value:
            notes.add(n_("Binärdaten in Spalten wurden nicht gelesen."))
            return None
        text = _plain(value)
        if len(text) > TEXT:
            what = n_("Objekt {number} hat einen Text mit mehr als {most} Zeichen.")
            raise RefusedError(_OBJECT, what, n_("Den Text kürzen."), number=number, most=TEXT)
        return text
    return value if isinstance(value, str | int | float) else None


def _shape(blob: object, layer: str, number: int) -> tuple[bytes | None, int]:
    """WKB without the head of the standard, and its corners; None where there is no geometry."""
    if blob is None:
        return None, 0
    at: dict[str, str | int] = {"layer": layer, "number": number}
    try:
        if not isinstance(blob, bytes) or blob[:2] != b"GP":
            raise ValueError("no GeoPackage geometry")
        wkb = blob[8 + _ENVELOPES[(blob[3] >> 1) & 7] :]
        return wkb, _walk(wkb)[0]
    except RecursionError as error:
        what = n_("Die Geometrie von Objekt {number} ist nicht lesbar: zu tief verschachtelt.")
        fix = n_("Verschachtelte Sammlungen im GIS in einzelne Objekte auflösen.")
        raise RefusedError(_AT, what, fix, **at) from error
    except NotImplementedError as error:
        what = n_("Die Geometrie von Objekt {number} ist nicht lesbar: unbekannte Art.")
        fix = n_("Bögen auflösen; gelesen werden Punkte, Linien, Flächen und Sammlungen davon.")
        raise RefusedError(_AT, what, fix, **at) from error
    except (ValueError, LookupError, struct.error) as error:
        what = n_("Die Geometrie von Objekt {number} ist nicht lesbar.")
        raise RefusedError(_AT, what, FIX, **at) from error


def _walk(wkb: bytes, at: int = 0, depth: int = 0) -> tuple[int, int]:
    """Number of corners and the position behind a geometry.

    All counts are held against the bytes that are there. Raises ``ValueError``, ``LookupError``,
    ``struct.error``; ``RecursionError`` for deep collections, ``NotImplementedError`` for curves.
    """
    if depth > DEPTH:
        raise RecursionError
    order = "<" if wkb[at] == 1 else ">"
    kind, dimensions, at = _kind(wkb, at, order)
    if kind == _POINT:
        return 1, _inside(wkb, at + 8 * dimensions)
    (count,) = struct.unpack_from(f"{order}I", wkb, at)
    at += 4
    if kind == _LINE:
        return count, _inside(wkb, at + 8 * dimensions * count)
    corners = 0
    for _ in range(count):
        if kind == _POLYGON:
            (found,) = struct.unpack_from(f"{order}I", wkb, at)
            at = _inside(wkb, at + 4 + 8 * dimensions * found)
        else:
            found, at = _walk(wkb, at, depth + 1)
        corners += found
    return corners, at


def _kind(wkb: bytes, at: int, order: str) -> tuple[int, int, int]:
    """Kind, numbers per corner, and where the content begins; ISO and the older form (EWKB)."""
    (code,) = struct.unpack_from(f"{order}I", wkb, at + 1)
    kind, dimensions = code & 0x1FFFFFFF, 2 + bool(code & 0x80000000) + bool(code & 0x40000000)
    if kind > 1000:
        dimensions = {1: 3, 2: 3, 3: 4}[kind // 1000]
        kind %= 1000
    if not 0 < kind <= _LARGEST_KIND:
        raise NotImplementedError
    return kind, dimensions, at + (9 if code & 0x20000000 else 5)


def _inside(wkb: bytes, end: int) -> int:
    if end > len(wkb):
        raise ValueError("shorter than it says")
    return end


if __name__ == "__main__":
    main()
