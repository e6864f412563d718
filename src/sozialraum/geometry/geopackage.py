"""GeoPackage without GDAL: the file is an SQLite data base, and nothing else is ever opened.

GDAL chooses a driver by content and follows addresses inside a file; here the tables of the
standard are read through :mod:`sqlite3`, read-only, in a process with limits
(:mod:`sozialraum.geometry.gpkg_worker`), which a hostile file may bring down without harm.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sozialraum.errors import GeometryRefused, Problem
from sozialraum.geometry import gpkg_worker
from sozialraum.language import n_, t
from sozialraum.render import formats

MAGIC = b"SQLite format 3\x00"
VERTICES = 20_000_000
"""Corners of one layer in a file of the operators."""
SECONDS = 60.0
"""Time until a reading process is ended; it has less time to compute."""

Value = str | int | float | bytes | None


@dataclass(frozen=True)
class Table:
    """A feature layer as stored: attribute columns, rows, geometries, declared EPSG code."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    geometries: tuple[BaseGeometry | None, ...]
    epsg: int | None
    notes: tuple[str, ...] = ()


def layer_names(path: Path) -> tuple[str, ...]:
    """Names of the feature layers, sorted. Raises :class:`GeometryRefused` on a broken file."""
    header, _ = _asked(path, path.name, None, VERTICES)
    return tuple(header["layers"])


def read_layer(path: Path, layer: str) -> Table:
    """All features of ``layer``; the geometry of a feature without one is None.

    Raises :class:`GeometryRefused` where the file is no GeoPackage, the layer does not exist or a
    geometry cannot be decoded.
    """
    return _table(path.name, layer, *_asked(path, path.name, layer, VERTICES))


def read_bytes(
    content: bytes, file: str, layer: str | None, vertices: int
) -> tuple[tuple[str, ...], Table | None]:
    """The names of all layers, and the features of ``layer`` where one is named.

    ``file`` is how refusals call the file; the bytes lie in a private temporary file while they
    are read. Raises as :func:`read_layer`, also for more than ``vertices`` corners.
    """
    with tempfile.TemporaryDirectory(prefix="sozialraum-") as folder:
        path = Path(folder) / "layer.gpkg"
        path.write_bytes(content)
        header, shapes = _asked(path, file, layer, vertices)
    names = tuple(header["layers"])
    return names, None if layer is None else _table(file, layer, header, shapes)


def refusal(file: Path | str, key: str, what: str, fix: str) -> GeometryRefused:
    """The refusal with one problem; a path is named by its file name."""
    problem = Problem(Path(file).name, key, what, fix)
    return GeometryRefused(t("Die Datei wird nicht übernommen."), [problem])


def _asked(
    path: Path, file: str, layer: str | None, vertices: int
) -> tuple[dict[str, Any], memoryview]:
    """The answer of the reading process: its JSON and the WKB of all features in a row."""
    request = {"path": str(path.resolve()), "layer": layer, "vertices": vertices}
    kept = {
        name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the request goes through a pipe
            [sys.executable, "-I", "-S", gpkg_worker.__file__],
            input=json.dumps(request).encode("ascii"),
            capture_output=True,
            timeout=SECONDS,
            env=kept,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        what = t("Das Lesen der Datei dauert zu lange und wurde abgebrochen.")
        raise refusal(file, "", what, t("Nur den benötigten Layer speichern.")) from error
    head, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not head:
        what = t("Das Lesen der Datei wurde abgebrochen; sie ist beschädigt oder viel zu groß.")
        raise refusal(file, "", what, t(gpkg_worker.FIX))
    header: dict[str, Any] = json.loads(head)
    if "refused" in header:
        refused, values = header["refused"], header["values"]
        values |= {name: formats.number(values[name]) for name in ("most",) if name in values}
        raise refusal(file, *(t(text, **values) for text in refused))
    return header, memoryview(rest)


def _table(file: str, layer: str, header: dict[str, Any], shapes: memoryview) -> Table:
    found = list(_geometries(file, layer, header["lengths"], shapes))
    high = sum(shape is not None and shape.has_z for shape in found)
    return Table(
        name=layer,
        columns=tuple(header["columns"]),
        rows=tuple(tuple(row) for row in header["rows"]),
        geometries=tuple(None if g is None else shapely.force_2d(g) for g in found),
        epsg=header["epsg"],
        notes=(*map(t, header["notes"]), *heights(high)),
    )


def heights(objects: int) -> list[str]:
    """The note on ``objects`` features with a third coordinate, which is not read."""
    one = n_("1 Objekt hat Höhenangaben (Z); sie werden nicht gelesen.")
    many = n_("{objects} Objekte haben Höhenangaben (Z); sie werden nicht gelesen.")
    return [t(one if objects == 1 else many, objects=objects)] if objects else []


def _geometries(
    file: str, layer: str, lengths: list[int], shapes: memoryview
) -> Iterator[BaseGeometry | None]:
    start = 0
    for number, length in enumerate(lengths, start=1):
        if length < 0:
            yield None
            continue
        try:
            yield _decoded(bytes(shapes[start : start + length]))
        except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
            what = t("Die Geometrie von Objekt {number} ist nicht lesbar.", number=number)
            raise refusal(
                file,
                t("{layer}, Objekt {number}", layer=layer, number=number),
                what,
                t(gpkg_worker.FIX),
            ) from error
        start += length


def _decoded(wkb: bytes) -> BaseGeometry:
    """Raises ``ValueError`` for infinite coordinates."""
    with np.errstate(invalid="ignore"):
        geometry: BaseGeometry = shapely.from_wkb(wkb)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise ValueError("infinite coordinates")
    return geometry
