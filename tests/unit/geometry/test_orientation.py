"""Thinning of lines, and what the orientation refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import LineString

from sozialraum.errors import GeometryRefused
from sozialraum.geometry.orientation import build_orientation
from sozialraum.geometry.thinning import generalised, lines_of, thinned


def test_one_of_two_parallel_tracks_remains() -> None:
    tracks = lines_of([LineString([(0, 0), (1000, 0)]), LineString([(0, 10), (990, 10)])])
    assert [round(line.length) for line in thinned([tracks], 30, 50)] == [1000]


def test_a_branch_stays_connected() -> None:
    main, branch = LineString([(0, 0), (1000, 0)]), LineString([(500, 5), (500, 400)])
    kept = thinned([[main], [branch]], 30, 50)
    assert len(kept) == 2
    assert kept[1].distance(kept[0]) == 0


def test_pieces_are_joined_and_nothing_is_nothing() -> None:
    pieces = [LineString([(0, 0), (5, 0)]), LineString([(5, 0), (9, 0)]), shapely.Point(1, 1)]
    assert [line.length for line in lines_of(pieces)] == [9]
    assert lines_of([]) == []
    assert generalised([], 5) == []


def test_other_files_are_refused(
    home: Path, squares: dict[str, Any], geopackage: Callable[..., Path]
) -> None:
    text = home / "a.gpkg"
    text.write_text("<OGRVRTDataSource/>", encoding="utf-8")
    with pytest.raises(GeometryRefused, match="kein GeoPackage"):
        build_orientation(text, home)
    with pytest.raises(GeometryRefused, match="Layer fehlen: landcover"):
        build_orientation(geopackage(home / "b.gpkg", {"water": squares}), home)
    with pytest.raises(GeometryRefused, match="gibt es nicht"):
        build_orientation(home / "c.gpkg", home)
    assert not (home / "geo" / "orientierung.json").exists()
