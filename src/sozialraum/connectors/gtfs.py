"""Stops of a timetable feed (GTFS, https://gtfs.org/schedule/reference/#stopstxt)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from sozialraum.connectors.answers import Fetched, table
from sozialraum.connectors.archives import is_zip, unzipped
from sozialraum.connectors.files import fetch_archive
from sozialraum.connectors.http import Conditions, Fetcher
from sozialraum.domain.connectors import Gtfs
from sozialraum.domain.fetches import FetchRefused

COLUMNS = ("id", "name", "breite", "laenge")
_NEEDED = ("stop_id", "stop_name", "stop_lat", "stop_lon")
_STATION = re.compile(r"[a-z]{2}:\d+:[^:_]+")
_STOP, _STATION_TYPE = {"", "0"}, "1"
Box = tuple[float, float, float, float]
Row = dict[str, str]


def fetch(
    access: Gtfs, fetcher: Fetcher, conditions: Conditions, box: Box, name: str
) -> Fetched | None:
    """Stations inside ``box``; None where the feed is unchanged. Raises FetchRefused."""
    answer = fetch_archive(fetcher, access.address, conditions)
    if answer is None:
        return None
    if not is_zip(answer.content):
        raise FetchRefused("Die Antwort ist kein Fahrplandatensatz (ZIP mit stops.txt).")
    stations = read_stops(unzipped(answer.content, "stops.txt"), box)
    return table(name, COLUMNS, stations, conditions=answer.conditions)


def read_stops(content: bytes, box: Box) -> list[Row]:
    """One row per station inside ``box`` (west, south, east, north in WGS84), sorted by id.

    ``breite`` and ``laenge`` have a decimal comma. A station has the coordinate of its own row,
    else that of its first platform; nothing is averaged. Its id is that of the parent station, of
    the first three parts of a DHID (``de:12345:1``), or of the stop itself. Raises FetchRefused
    for missing columns and wrong coordinates.
    """
    rows = list(_rows(content))
    stations = {row["stop_id"]: row for row in rows if row.get("location_type") == _STATION_TYPE}
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row["stop_id"]):
        if row.get("location_type", "") not in _STOP | {_STATION_TYPE}:
            continue  # entrances and places inside a station
        key = row.get("parent_station") or row["stop_id"]
        match = _STATION.match(key)
        best = stations.get(key, row)
        found.setdefault(match[0] if match else key, best)
    return [_station(key, row) for key, row in sorted(found.items()) if _inside(row, box)]


def _rows(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FetchRefused("stops.txt ist nicht in UTF-8 geschrieben.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise FetchRefused(f"In stops.txt fehlen Spalten: {', '.join(missing)}.")
    for row in reader:
        if None in row or None in row.values():
            what = f"Zeile {reader.line_num} von stops.txt hat nicht alle Spalten."
            raise FetchRefused(what, "Später noch einmal abrufen.", transient=True)
        yield {name: str(value).strip() for name, value in row.items()}


def _inside(row: Row, box: Box) -> bool:
    try:
        latitude, longitude = float(row["stop_lat"]), float(row["stop_lon"])
    except ValueError as error:
        what = f"Die Haltestelle „{row['stop_id']}“ hat keine lesbare Koordinate."
        raise FetchRefused(what, "Den Betreiber des Fahrplandatensatzes fragen.") from error
    west, south, east, north = box
    return south <= latitude <= north and west <= longitude <= east


def _station(key: str, row: Row) -> Row:
    return {
        "id": key,
        "name": row["stop_name"],
        "breite": row["stop_lat"].replace(".", ","),
        "laenge": row["stop_lon"].replace(".", ","),
    }
