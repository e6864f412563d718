"""The lists of things of a release: read, checked, put on the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.records import Record, RecordList
from sozialraum.errors import Problem
from sozialraum.importers.points import FOLDER
from sozialraum.importers.records import as_record, read_records
from sozialraum.publish.shapes import atoms_of, bounds

if TYPE_CHECKING:
    import geopandas as gpd


def collect_records(
    home: Path,
    catalog: Catalog,
    atoms: gpd.GeoDataFrame | None,
    points: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, tuple[Record, ...]], list[Problem]]:
    """The entries of every list that may be published, and the problems of their files.

    A list without coordinates of its own takes those of its overlay (``points``) where the keys
    are the same. ``areas`` of a record are the codes of all levels at its point; without ``atoms``
    nothing is put into areas. Confidential lists are not read.
    """
    box = None if atoms is None else bounds(atoms)
    found: dict[str, tuple[Record, ...]] = {}
    problems: list[Problem] = []
    for declared in catalog.lists.values():
        path = home / FOLDER / declared.file
        if declared.confidential or Path(declared.file).name != declared.file or not path.is_file():
            continue  # the catalogue reports the missing file
        sheet, more = read_sheet(path, f"{FOLDER}/{declared.file}")
        problems += more
        if sheet is not None:
            rows, more = read_records(sheet, declared, catalog, box=box)
            problems += more
            records = _placed([as_record(row, declared) for row in rows], declared, catalog, points)
            found[declared.id] = tuple(
                records if atoms is None else _in_areas(records, catalog, atoms)
            )
    return found, problems


def _placed(
    records: list[Record],
    declared: RecordList,
    catalog: Catalog,
    points: Mapping[str, pd.DataFrame],
) -> list[Record]:
    """The records with the coordinates of their overlay, where they have none of their own."""
    if declared.located or declared.layer not in points:
        return records
    frame = points[declared.layer].dropna(subset=["latitude", "longitude"])
    keys = frame[catalog.layers[declared.layer].key]
    places = dict(zip(keys, zip(frame["latitude"], frame["longitude"], strict=True), strict=True))
    return [
        replace(record, latitude=float(places[record.id][0]), longitude=float(places[record.id][1]))
        if record.id in places
        else record
        for record in records
    ]


def _in_areas(records: Sequence[Record], catalog: Catalog, atoms: gpd.GeoDataFrame) -> list[Record]:
    frame = pd.DataFrame(
        {
            "latitude": pd.Series([record.latitude for record in records], dtype="float64"),
            "longitude": pd.Series([record.longitude for record in records], dtype="float64"),
        }
    )
    known = {area.code: area for area in catalog.areas(catalog.atom)}
    return [
        replace(record, areas={catalog.atom: code} | known[code].parents if code in known else {})
        for record, code in zip(records, atoms_of(frame, atoms), strict=True)
    ]
