"""GeoPackage: a data base, or the bytes of one geometry; without the process around it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fuzz import run
from sozialraum.errors import GeometryRefused
from sozialraum.geometry import geopackage, gpkg_worker

VERTICES = 10_000


def one(data: bytes) -> None:
    """Raises everything but refusals, above all where GEOS gets what the walk let through."""
    try:
        if data.startswith(geopackage.MAGIC):
            _data_base(data)
        else:
            _geometry(b"GP\x00\x01\x00\x00\x00\x00" + data)
    except (gpkg_worker.RefusedError, GeometryRefused) as error:
        assert str(error.args[-1]).strip(), error


def _data_base(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(data)
        try:
            names = gpkg_worker.answer(str(path), None, VERTICES)[0]["layers"]
            for name in names[:2]:
                header, shapes = gpkg_worker.answer(str(path), name, VERTICES)
                assert len(header["rows"]) == len(shapes)
        except (UnicodeDecodeError, MemoryError):
            return  # ends the process, which is told as a sentence


def _geometry(blob: bytes) -> None:
    wkb, corners = gpkg_worker._shape(blob, "Objekt 1", 1)
    header = {"columns": (), "rows": ((),), "epsg": None, "notes": (), "lengths": [len(wkb or b"")]}
    table = geopackage._table("a", "eins", header, memoryview(wkb or b""))
    assert len(table.geometries) == 1
    assert 0 <= corners <= len(blob)


if __name__ == "__main__":
    run(one)
