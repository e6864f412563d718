"""Fetched rows in the form of a file of places: declared columns, decimal comma, WGS84."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sozialraum.catalog.sheet import SEPARATOR
from sozialraum.connectors.answers import csv_rows, refuse_ragged
from sozialraum.domain.connectors import Target
from sozialraum.domain.fetches import FetchRefused

LATITUDE, LONGITUDE = "breite", "laenge"
_DEGREES = re.compile(r"-?\d{1,3}\.\d+")
Row = dict[str, str]


def rows_of(content: bytes) -> list[Row]:
    """Rows of a CSV (any usual separator) or of the point features of a GeoJSON, as text.

    Features bring their coordinate as ``breite`` and ``laenge``. Raises :class:`FetchRefused`.
    """
    if content[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return [_feature(feature) for feature in json.loads(content)["features"]]
    rows = csv_rows(content)
    refuse_ragged(rows)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def in_form(
    rows: Sequence[Row], target: Target, columns: Sequence[str], key: str, present: Sequence[Row]
) -> bytes:
    """The file of a layer or list: ``columns`` in their order, ``;``, UTF-8.

    A column is delivered under its own name or the one of ``target.columns``, or is fixed, or is
    kept from ``present`` (by ``key``; empty for new entries), else empty. Degrees with a point get
    a comma; two digits before it cannot be a thousands separator. Raises :class:`FetchRefused`
    where a column of the declaration is not delivered.
    """
    delivered = set().union(*(row.keys() for row in rows))
    missing = sorted(set(target.columns.values()) - delivered)
    if missing:
        what = f"Der Aufbau hat sich geändert; es fehlen: {', '.join(missing)}."
        raise FetchRefused(what, "Die Angabe [ziel.spalten] prüfen.")
    known = {row.get(key, ""): row for row in present}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        before = known.get(row.get(target.columns.get(key, key), ""), {})
        writer.writerow([_cell(row, before, column, target) for column in columns])
    return text.getvalue().encode("utf-8")


def _cell(row: Row, before: Mapping[str, str], column: str, target: Target) -> str:
    if column in target.kept:
        return before.get(column, "")
    if column in target.fixed:
        return target.fixed[column]
    text = row.get(target.columns.get(column, column), "")
    if column in {LATITUDE, LONGITUDE} and _DEGREES.fullmatch(text):
        return text.replace(".", ",")
    return text


def _feature(feature: Mapping[str, Any]) -> Row:
    geometry = feature.get("geometry") or {}
    if geometry and geometry.get("type") != "Point":
        raise FetchRefused("Die Quelle liefert Linien oder Flächen statt Punkten.")
    row = {name: _text(value) for name, value in (feature.get("properties") or {}).items()}
    if geometry:
        longitude, latitude = (float(value) for value in geometry["coordinates"][:2])
        if not (abs(longitude) <= 180 and abs(latitude) <= 90):
            what = "Die Koordinaten der Quelle sind keine Grad (WGS84)."
            fix = "„koordinatensystem = urn:ogc:def:crs:OGC::CRS84“ angeben."
            raise FetchRefused(what, fix)
        row |= {LATITUDE: f"{latitude:.7f}", LONGITUDE: f"{longitude:.7f}"}
    return row


def _text(value: object) -> str:
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "" if value is None else str(value).strip()
