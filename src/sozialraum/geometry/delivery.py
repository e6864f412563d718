"""A delivered outline file becomes keys and polygons, decided from its bytes alone.

How files are read is said in :mod:`sozialraum.geometry.shapes_reading`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from sozialraum.geometry.geopackage import VERTICES, Table, refusal
from sozialraum.geometry.shapes_reading import stored_layer

KEY_COLUMNS = ("ub_nr", "unbeznr", "ubznr", "ubz_nr", "ub", "code")
"""Names under which the key of an area has been seen, the surest first."""

LARGEST = 300_000_000
"""Bytes; a file of the whole city at full resolution has three million."""


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


def read_delivery(
    path: Path, layer: str | None, expected: frozenset[str], names: Sequence[str] = ()
) -> Delivery:
    """Read an outline file.

    ``expected`` are the codes of the areas; digits are padded with zeros to their length.
    ``names`` are looked for before :data:`KEY_COLUMNS` as the column of the key. Raises
    :class:`~sozialraum.errors.GeometryRefused` on every other format, an unknown layer, no
    known key column, or content that is broken.
    """
    table = _table(path, layer)
    key_column = _key_column(path, table, expected, names)
    position = table.columns.index(key_column)
    width = max((len(code) for code in expected), default=0)
    return Delivery(
        file=path.name,
        layer=table.name,
        key_column=key_column,
        keys=tuple(normalised(row[position], width) for row in table.rows),
        geometries=table.geometries,
        epsg=table.epsg,
        notes=table.notes,
    )


def normalised(value: object, width: int) -> str:
    """A key as text: ``53``, ``53.0`` and ``" 053 "`` are ``053``; no value is empty text."""
    if value is None or value is False or value is True:
        return ""
    text = str(value).strip()
    whole = re.fullmatch(r"(\d+)(?:[.,]0+)?", text)
    return whole.group(1).zfill(width) if whole else text


def _table(path: Path, layer: str | None) -> Table:
    if not path.is_file():
        raise refusal(path, "", "Die Datei gibt es nicht.", "Den Pfad hinter --from berichtigen.")
    if path.stat().st_size > LARGEST:
        fix = "Nur die Umrisse der Gebiete speichern."
        raise refusal(path, "", "Die Datei ist größer als 300 MB.", fix)
    with path.open("rb") as stream:
        content = stream.read()
    choose = "Einen davon mit --layer NAME wählen."
    return stored_layer(content, path.name, layer, LARGEST, VERTICES, choose)[1]


def _key_column(path: Path, table: Table, expected: frozenset[str], names: Sequence[str]) -> str:
    by_name = {name.lower(): name for name in reversed(table.columns)}
    for name in (*(name.lower() for name in names), *KEY_COLUMNS):
        if name in by_name:
            return by_name[name]
    width = max((len(code) for code in expected), default=0)
    candidates = [
        name
        for i, name in enumerate(table.columns)
        if table.rows and all(normalised(row[i], width) in expected for row in table.rows)
    ]
    fix = "Die Spalte mit dem Schlüssel nennen: --key SPALTE"
    if candidates:
        fix = f"Als Schlüssel passt „{candidates[0]}“: --key {candidates[0]}"
    what = (
        f"Keine bekannte Schlüsselspalte; gefunden: {', '.join(table.columns) or 'keine Spalte'}."
    )
    raise refusal(path, "Spalten", what, fix)
