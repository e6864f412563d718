"""Polygons find their areas by what both have in common."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from sozialraum.domain.shape_imports import MatchState, Overlap, ShapeKind
from sozialraum.geometry.matching import (
    CommonGround,
    level_fits,
    match_shapes,
    outline_differences,
)
from sozialraum.geometry.shape_faults import area_faults, kind_of, simple_faults
from sozialraum.geometry.shape_reference import readings, system_name

ATOMS = np.array([shapely.box(x, y, x + 100, y + 100) for y in (0, 100) for x in (0, 100)])
LEVELS = {"fein": ["1", "2", "3", "4"], "grob": ["A", "A", "B", "B"], "teil": ["X", "", "", ""]}


def test_the_best_area_has_the_most_in_common_and_shares_count_both_ways() -> None:
    ground = CommonGround.of(
        np.array([shapely.box(0, 0, 100, 80), shapely.box(10, 0, 110, 100)]), ATOMS
    )
    first, second = ground.best(LEVELS["fein"])
    assert first == Overlap("1", 1.0, 0.8)
    assert second == Overlap("1", 0.9, 0.9)
    assert first.least == 0.8
    assert ground.best(LEVELS["grob"])[0] == Overlap("A", 1.0, 0.4)


def test_nothing_in_common_is_no_area() -> None:
    shapes = np.array(
        [shapely.box(500, 500, 600, 600), shapely.Polygon(), shapely.box(200, 0, 210, 10)]
    )
    assert CommonGround.of(shapes, ATOMS).best(LEVELS["fein"]) == [None, None, None]
    alone = CommonGround.of(np.array([shapely.box(100, 100, 200, 200)]), ATOMS)
    assert alone.best(LEVELS["teil"]) == [None]


def test_the_level_is_the_one_whose_areas_the_polygons_are() -> None:
    halves = np.array([shapely.box(0, 0, 200, 100), shapely.box(0, 100, 200, 199)])
    fits = level_fits(CommonGround.of(halves, ATOMS), LEVELS)
    assert (fits[0].level, fits[0].same, round(fits[0].share, 3)) == ("grob", 2, 0.995)
    assert {fit.level for fit in fits} == set(LEVELS)
    assert level_fits(CommonGround.of(ATOMS, ATOMS), LEVELS)[0].level == "fein"


@pytest.mark.parametrize(
    ("key", "overlap", "extent", "code", "state"),
    [
        ("1", Overlap("1", 0.95, 0.95), True, "1", MatchState.SAME),
        ("", Overlap("1", 0.9, 0.9), True, "1", MatchState.SAME),
        ("", Overlap("1", 0.95, 0.89), True, "", MatchState.OPEN),
        ("1", Overlap("1", 0.5, 0.8), True, "1", MatchState.KEY),
        ("", Overlap("1", 0.5, 0.8), True, "", MatchState.OPEN),
        ("", Overlap("1", 1.0, 0.49), True, "", MatchState.NONE),
        ("1", Overlap("1", 1.0, 0.3), True, "1", MatchState.KEY),
        ("1", Overlap("1", 0.49, 1.0), True, "", MatchState.CONTRADICTION),
        ("2", Overlap("1", 0.99, 0.99), True, "", MatchState.CONTRADICTION),
        ("2", None, True, "", MatchState.CONTRADICTION),
        ("2", None, False, "2", MatchState.KEY),
        ("", None, False, "", MatchState.NONE),
    ],
)  # fmt: skip
def test_key_and_position_decide_together(key, overlap, extent, code, state) -> None:
    (match,) = match_shapes(["x"], [key], [overlap], [extent], {}, {})
    assert (match.number, match.code, match.state) == (1, code, state)


def test_what_somebody_decided_counts_more() -> None:
    overlaps = [Overlap("1", 0.6, 0.6)] * 2
    found = match_shapes(["a", "b"], ["", "2"], overlaps, [True, True], {"1": "4"}, {"2": "alt"})
    assert [(m.code, m.state) for m in found] == [
        ("4", MatchState.CONFIRMED),
        ("", MatchState.EXCLUDED),
    ]


def test_outlines_differ_by_area_and_by_distance() -> None:
    moved = np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 110)])
    worst, best = outline_differences(["1", "2"], ATOMS[:2], moved)
    assert (worst.code, round(worst.apart, 6), round(worst.size, 6)) == ("2", 10.0, 10.0)
    assert worst.distance == pytest.approx(10.0)
    assert (best.code, best.apart, best.size, best.distance) == ("1", 0.0, 0.0, 0.0)


def test_a_spike_of_no_width_is_no_distance() -> None:
    spike = shapely.Polygon(
        [(0, 0), (100, 0), (100, 50), (400, 50.2), (100, 50.4), (100, 100), (0, 100)]
    )
    (found,) = outline_differences(["1"], ATOMS[:1], np.array([spike]))
    assert found.distance < 10
    wide = shapely.Polygon(
        [(0, 0), (100, 0), (100, 50), (400, 55), (100, 60), (100, 100), (0, 100)]
    )
    (found,) = outline_differences(["1"], ATOMS[:1], np.array([wide]))
    assert found.distance > 200


# -- faults ---------------------------------------------------------------------------------


def _kinds(faults) -> dict[str, tuple[int, ...]]:
    return {fault.kind: fault.objects for fault in faults}


def test_every_fault_of_a_polygon_has_a_name() -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    touching = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)])
    shapes = [None, shapely.Polygon(), bow, touching, ATOMS[0], ATOMS[0].reverse(), ATOMS[1]]
    assert _kinds(simple_faults(shapes, ShapeKind.AREAS)) == {
        "ohne_geometrie": (1, 2),
        "ring_schneidet": (3,),
        "ring_beruehrt": (4,),
        "doppelt": (6,),
    }
    assert not list(simple_faults(ATOMS, ShapeKind.AREAS))


def test_overlaps_gaps_and_splinters_are_measured() -> None:
    frame = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 200, 200))
    inside = shapely.box(100, 100, 200, 190)
    over = shapely.MultiPolygon([shapely.box(290, 0, 500, 100), shapely.box(600, 0, 602, 3)])
    found = {fault.kind: fault for fault in area_faults(np.array([frame, inside, over]))}
    assert found["ueberlappung"].text == "1 Überlappung, zusammen 1.000 m², die größte 1.000 m²."
    assert found["ueberlappung"].objects == (1, 3)
    assert found["luecke"].text == (
        "1 eingeschlossene Lücke, zusammen 1.000 m², die größte 1.000 m²."
    )
    assert found["splitter"].objects == (3,)
    assert not list(area_faults(ATOMS))


def test_points_at_one_place_and_points_of_several_places_are_named() -> None:
    points = [shapely.Point(1, 2), shapely.Point(1, 2), shapely.MultiPoint([(0, 0), (1, 1)]), None]
    assert _kinds(simple_faults(points, ShapeKind.POINTS)) == {
        "ohne_geometrie": (4,), "mehrfach": (3,), "doppelt": (2,),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([shapely.Point(0, 0), None, shapely.MultiPoint([(0, 0)])], ShapeKind.POINTS),
        ([ATOMS[0], shapely.MultiPolygon([ATOMS[0]])], ShapeKind.AREAS),
        ([ATOMS[0], shapely.Point(0, 0)], None),
        ([shapely.LineString([(0, 0), (1, 1)])], None),
        ([None, shapely.Polygon()], None),
        ([], None),
    ],
)
def test_a_file_holds_points_or_areas(shapes, kind) -> None:
    assert kind_of(shapes) is kind


# -- coordinates ------------------------------------------------------------------------------

BOX = (381_000.0, 5_696_000.0, 405_500.0, 5_720_000.0)
LON, LAT = np.array([7.46, 7.5, 8.9]), np.array([51.5, 51.52, 51.5])


@pytest.mark.parametrize("epsg", [4326, 25832, 25833, 4647, 31466, 31467, 3857])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_system_is_found_by_the_range_of_coordinates(epsg: int, swapped: bool) -> None:
    from sozialraum.geometry.point_join import reprojected

    x, y = reprojected(LON, LAT, 4326, epsg)
    best, *others = readings(*((y, x) if swapped else (x, y)), BOX, 25832)
    assert (best.epsg, best.swapped, round(best.share, 3)) == (epsg, swapped, 0.667)
    assert all(other.share < best.share for other in others)
    assert best.value == (f"{epsg} vertauscht" if swapped else str(epsg))


def test_coordinates_of_another_place_fit_no_system() -> None:
    assert readings(np.array([13.4]), np.array([52.5]), BOX, 25832) == ()
    assert readings(np.array([np.nan]), np.array([np.nan]), BOX, 25832) == ()
    assert readings(LON, LAT, BOX, 25832, asked=(999_999,))[0].epsg == 4326


def test_a_system_has_a_german_name() -> None:
    assert system_name(25832) == "EPSG:25832 (ETRS89 / UTM-Zone 32, Meter)"
    assert system_name(1234) == "EPSG:1234"
