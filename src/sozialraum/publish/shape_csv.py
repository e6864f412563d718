"""Points in a table: rows with two columns of coordinates become shapes like those of a GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sozialraum.errors import GeometryRefused, Problem
from sozialraum.language import t

if TYPE_CHECKING:
    from sozialraum.geometry.shapes_reading import RawShapes

EAST = ("lon", "lng", "long", "longitude", "laenge", "laengengrad", "x", "ostwert", "rechtswert")
NORTH = ("lat", "latitude", "breite", "breitengrad", "y", "nordwert", "hochwert")
_HEAD = 4096
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")


def has_coordinates(content: bytes) -> bool:
    """True where the first line of a text names a column for each of both coordinates."""
    first = content[:_HEAD].decode("utf-8-sig", errors="replace").partition("\n")[0]
    return _columns([part.strip(' "\r') for part in re.split(r"[;,\t|]", first)]) is not None


def table_shapes(content: bytes, name: str) -> RawShapes:
    """The rows of a CSV or Excel file as points; no system of coordinates is declared.

    A row whose coordinates are missing or no numbers has no geometry. Raises
    :class:`GeometryRefused` where the table has no coordinates, and what reading tables raises.
    """
    from sozialraum.geometry.shapes_reading import RawShapes
    from sozialraum.importers.formats import read_table
    from sozialraum.importers.looked_at import LookedAt

    look = LookedAt.at(read_table(content, name), name, lambda _text: False)
    titles = [heading.title for heading in look.headings]
    found = _columns(titles)
    if found is None:
        what = t("Die Tabelle hat keine Spalten mit Koordinaten.")
        fix = t("Zwei Spalten „Länge“ und „Breite“ (Grad) oder „Ostwert“ und „Nordwert“ (Meter).")
        raise GeometryRefused(what, [Problem(Path(name).name, t("Spalten"), what, fix)])
    kept = [n for n in range(len(titles)) if n not in found]
    texts = [look.columns[heading.position].tolist() for heading in look.headings]
    points, wrong = _points(texts[found[0]], texts[found[1]])
    notes = list(look.raw.notes)
    if wrong:
        notes.append(t("In {wrong} Zeilen sind die Koordinaten nicht lesbar.", wrong=wrong))
    return RawShapes(
        file=Path(name).name,
        layer="",
        layers=(),
        columns=tuple(titles[n] for n in kept),
        rows=tuple(zip(*(texts[n] for n in kept), strict=True)) if kept else ((),) * len(points),
        geometries=points,
        epsg=None,
        notes=tuple(notes),
        native=tuple(False for _ in kept),
    )


def _columns(titles: Sequence[str]) -> tuple[int, int] | None:
    """Positions of the columns with east and north, None where one of them is missing."""
    from sozialraum.importers.keys import word

    plain = [word(title).replace(" ", "_") for title in titles]
    found = [next((n for n, t in enumerate(plain) if t in names), -1) for names in (EAST, NORTH)]
    return None if -1 in found else (found[0], found[1])


def _points(
    east: Sequence[str], north: Sequence[str]
) -> tuple[tuple[shapely.Point | None, ...], int]:
    """A point per row, and the number of rows whose texts are no numbers."""
    x, y = ([_number(text) for text in column] for column in (east, north))
    wrong = sum(
        1
        for one, other, texts in zip(x, y, zip(east, north, strict=True), strict=True)
        if any(texts) and np.isnan(one + other)
    )
    points = shapely.points(x, y)
    missing = np.isnan(np.array(x) + np.array(y))
    return tuple(None if gone else p for p, gone in zip(points, missing, strict=True)), wrong


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else float("nan")
