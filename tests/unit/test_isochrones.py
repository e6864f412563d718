from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from sozialraum.analysis.isochrones import BESIDE_M, catchment_area, isochrones, to_geojson
from sozialraum.analysis.network import Network, build_network
from sozialraum.domain.gaps import Walk
from sozialraum.errors import SozialraumError, UnreadableInput

ROUNDED = 6.0
"""Metres by which simplified outlines may differ."""
WALK = Walk(minutes=4, speed=4.65, network=True)
"""310 m on foot."""


@pytest.fixture
def street() -> Network:
    return build_network([LineString([(0, 0), (1000, 0)])])


def test_a_straight_line_makes_a_circle() -> None:
    (area,) = isochrones([(500, 500)], Walk(minutes=10, detour=1.25, speed=4.5))
    assert area.area == pytest.approx(math.pi * 600**2, rel=0.001)
    assert area.centroid.distance(Point(500, 500)) < 0.01
    assert area.bounds == pytest.approx((-100, -100, 1100, 1100))


def test_a_place_without_coordinate_has_an_empty_area() -> None:
    known, unknown = isochrones([(0, 0), (np.nan, np.nan)], Walk(10))
    assert unknown.is_empty
    assert not known.is_empty


def test_streets_are_walked_in_part(street: Network) -> None:
    (area,) = isochrones([(500, 0)], WALK, street)
    expected = (500 - 310 - BESIDE_M, -BESIDE_M, 500 + 310 + BESIDE_M, BESIDE_M)
    assert area.bounds == pytest.approx(expected, abs=ROUNDED)
    assert area.area == pytest.approx(620 * 120 + math.pi * 60**2, rel=0.02)


def test_the_way_to_the_street_counts(street: Network) -> None:
    (area,) = isochrones([(500, 200)], WALK, street)
    west, south, east, north = area.bounds
    assert (west, east) == pytest.approx((500 - 110 - 60, 500 + 110 + 60), abs=ROUNDED)
    assert (south, north) == pytest.approx((-60, 260), abs=ROUNDED)


def test_a_street_out_of_time_is_not_reached(street: Network) -> None:
    (area,) = isochrones([(500, 250)], Walk(minutes=2, speed=4.5, network=True), street)
    assert area.bounds[1] == pytest.approx(250 - 150 - 60, abs=ROUNDED)
    assert not area.intersects(Point(500, 0))


def test_both_ends_of_a_ring_meet() -> None:
    ring = build_network([LineString([(0, 0), (400, 0), (400, 400), (0, 400), (0, 0)])])
    (area,) = isochrones([(0, 0)], Walk(minutes=11, speed=4.5, network=True), ring)
    assert area.covers(LineString([(395, 400), (400, 395)]))
    assert not area.covers(Point(200, 200))


def test_places_off_the_network_have_an_empty_area(street: Network) -> None:
    far, unknown = isochrones([(500, 400), (np.nan, 0)], WALK, street)
    assert far.is_empty
    assert unknown.is_empty


@pytest.mark.parametrize("network", [False, True])
def test_the_catchment_is_the_union(street: Network, network: bool) -> None:
    places = [(100, 0), (500, 100), (np.nan, 0), (900, 0)]
    walk = Walk(minutes=3, speed=4.5, network=network)
    union = shapely.union_all(isochrones(places, walk, street))
    whole = catchment_area(places, walk, street)
    assert whole.is_valid
    assert whole.symmetric_difference(union).area < 0.01 * union.area


def test_no_place_has_no_catchment(street: Network) -> None:
    assert catchment_area([], WALK, street).is_empty
    assert catchment_area([], Walk(5)).is_empty
    assert isochrones([], WALK, street) == []


def test_impossible_questions_are_refused() -> None:
    with pytest.raises(SozialraumError, match="network build"):
        isochrones([(0, 0)], WALK)
    with pytest.raises(UnreadableInput, match="Gehzeit"):
        catchment_area([(0, 0)], Walk(-1))


def test_geojson_is_in_degrees_and_keeps_empty_areas() -> None:
    areas = isochrones([(393_000, 5_708_000), (np.nan, np.nan)], Walk(10))
    document = to_geojson(areas, ["Am Markt", "Ohne Ort"], 25832)
    first, second = document["features"]
    assert document["type"] == "FeatureCollection"
    assert first["properties"] == {"name": "Am Markt"}
    assert second == {"type": "Feature", "properties": {"name": "Ohne Ort"}, "geometry": None}
    drawn = shapely.geometry.shape(first["geometry"])
    assert drawn.is_valid
    assert drawn.exterior.is_ccw
    longitude, latitude = drawn.centroid.coords[0]
    assert (longitude, latitude) == pytest.approx((7.4599, 51.5123), abs=0.005)
    coordinates = shapely.get_coordinates(drawn)
    assert np.allclose(coordinates, coordinates.round(6), rtol=0, atol=1e-9)


def test_every_area_needs_a_name() -> None:
    with pytest.raises(ValueError, match="zip"):
        to_geojson(isochrones([(393_000, 5_708_000)], Walk(1)), [], 25832)
