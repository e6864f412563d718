"""House numbers counted per 100 m cell and atom; single addresses are not kept."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.catalog.catalog import quoted
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.cell_ids import (
    EQUAL_AREA,
    Floats,
    atoms_at,
    cell_ids,
    degrees,
    remedy,
    system,
)
from sozialraum.importers.delivered import LARGEST, Delivered, read_delivered
from sozialraum.importers.keys import word

if TYPE_CHECKING:
    import geopandas as gpd

HEADER = ("zelle", "gebiet", "adressen")
"""Columns; the middle one has the code of the atom and may be called like its level."""
LATITUDES = ("lat", "latitude", "breite", "breitengrad")
LONGITUDES = ("lon", "lng", "long", "longitude", "laenge", "laengengrad")
TOLD = 10
"""Unreadable rows that are named one by one."""


@dataclass(frozen=True)
class AddressCells:
    """``counts`` maps (cell id, atom code) to the number of addresses.

    ``rows`` is the number of rows of the file, ``outside`` that of places in none of the atoms,
    ``unreadable`` that of rows without a readable coordinate; ``problems`` names the first of them.
    """

    counts: dict[tuple[str, str], int]
    rows: int
    outside: int
    unreadable: int
    problems: tuple[Problem, ...]

    @property
    def addresses(self) -> int:
        """Addresses that were counted."""
        return sum(self.counts.values())

    def to_csv(self, level: str) -> bytes:
        """``zelle;<level>;adressen``, sorted by cell and atom. Same addresses, same bytes."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow((HEADER[0], level, HEADER[2]))
        writer.writerows((cell, atom, n) for (cell, atom), n in sorted(self.counts.items()))
        return stream.getvalue().encode("utf-8")


def unpacked(content: bytes) -> bytes:
    """The bytes of a plain or gzip file; never more than may be read.

    Raises :class:`UnreadableInput` for a damaged or too large file.
    """
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            plain = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput("Die gepackte Datei ist beschädigt.", "Neu herunterladen.") from error
    return plain


def count_addresses(content: bytes, outlines: gpd.GeoDataFrame, file: str) -> AddressCells:
    """Count the addresses of a CSV per cell and atom.

    ``content`` has columns for latitude and longitude in degrees (WGS84), recognised by name, and
    is separated by ``;``, ``,`` or tabs; ``outlines`` are the atoms (index = code, in metres);
    ``file`` is how problems call the file. Raises :class:`UnreadableInput` where the columns are
    missing or no place lies in the city.
    """
    delivered = read_delivered(unpacked(content))
    latitude, longitude = (
        degrees(delivered.frame[column].tolist()) for column in place_columns(delivered)
    )
    readable = ~(np.isnan(latitude) | np.isnan(longitude))
    readable &= (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
    places = np.column_stack([longitude[readable], latitude[readable]])
    atoms = atoms_at(projected(places, DEGREES, system(outlines)), outlines)
    inside = atoms != ""
    if not inside.any():
        raise UnreadableInput(
            "Keine der Adressen liegt in der Stadt.", _hint(latitude, longitude, outlines)
        )
    flat = projected(places[inside], DEGREES, EQUAL_AREA)
    cells = cell_ids(flat[:, 0], flat[:, 1])
    counts = Counter(zip(cells.tolist(), atoms[inside].tolist(), strict=True))
    faulty = [delivered.rows[row] for row in np.flatnonzero(~readable)]
    what, fix = "Die Koordinate ist nicht lesbar.", "Breite und Länge in Grad (WGS84) angeben."
    return AddressCells(
        counts=dict(counts),
        rows=len(delivered.rows),
        outside=int((~inside).sum()),
        unreadable=len(faulty),
        problems=tuple(Problem(file, f"Zeile {line}", what, fix) for line in faulty[:TOLD]),
    )


def place_columns(delivered: Delivered) -> tuple[str, str]:
    """Columns of latitude and longitude, by name. Raises :class:`UnreadableInput`."""
    names = {word(str(column)): str(column) for column in delivered.frame.columns}
    latitude = next((names[name] for name in LATITUDES if name in names), None)
    longitude = next((names[name] for name in LONGITUDES if name in names), None)
    if latitude is None or longitude is None:
        what = "Die Datei hat keine Spalten für Breite und Länge."
        fix = f"Spalten „breite“ und „laenge“ nennen, gefunden: {quoted(names.values())}."
        raise UnreadableInput(what, fix)
    return latitude, longitude


def _hint(latitude: Floats, longitude: Floats, outlines: gpd.GeoDataFrame) -> str:
    known = np.column_stack([latitude, longitude])
    known = known[~np.isnan(known).any(axis=1)]
    if not len(known):
        return "Breite und Länge in Grad (WGS84) angeben."
    west, south, east, north = (float(v) for v in outlines.to_crs(DEGREES).total_bounds)
    middle = np.median(known, axis=0)
    return remedy(float(middle[0]), float(middle[1]), (west, south, east, north))
