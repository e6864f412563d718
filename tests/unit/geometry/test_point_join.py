"""Points in areas: the grid says exactly what testing every point would say."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.geometry.point_join import CELLS, AreaGrid, reprojected


def _brute(shapes, x, y) -> list[int]:
    points = shapely.points(x, y)
    return [
        next((n for n, shape in enumerate(shapes) if shape.intersects(point)), -1)
        for point in points
    ]


def test_a_million_cells_are_not_needed_to_be_exact() -> None:
    """Slanted, narrow and nested areas; every point near a border is in the right one."""
    shapes = np.array([
        shapely.Polygon([(0, 0), (10, 1), (9, 9), (1, 7)]),
        shapely.Polygon([(10, 1), (20, 0), (19, 9), (9, 9)], ),
        shapely.Polygon([(0, 20), (20, 20.001), (20, 20.002), (0, 20.001)]),
        shapely.Polygon([(2, 12), (8, 12), (8, 18), (2, 18)], [[(4, 14), (6, 14), (6, 16), (4, 16)]]),
        shapely.Point(5, 15).buffer(0.5),
    ], dtype=object)  # fmt: skip
    chance = np.random.default_rng(7)
    x, y = chance.uniform(-1, 21, 4000), chance.uniform(-1, 21, 4000)
    border = shapely.get_coordinates(shapely.segmentize(shapes, 0.37))
    x = np.concatenate([x, border[:, 0], border[:, 0] + 1e-9, np.linspace(0, 20, 500)])
    y = np.concatenate([y, border[:, 1], border[:, 1] - 1e-9, np.full(500, 20.0015)])
    assert AreaGrid.of(shapes).locate(x, y).tolist() == _brute(shapes, x, y)


def test_corners_that_a_border_only_just_cuts_off_are_tested_too() -> None:
    """Close to a slanted border, on both of its sides, in every cell that it touches."""
    shapes = np.array([shapely.Polygon([(0, 0), (100, 0), (100, 37)]),
                       shapely.Polygon([(0, 0), (100, 37), (0, 37)])], dtype=object)  # fmt: skip
    x = np.linspace(0.01, 99.99, 20_000)
    for aside in (1e-4, -1e-4):
        found = AreaGrid.of(shapes).locate(x, x * 0.37 - aside)
        assert np.unique(found).tolist() == [0 if aside > 0 else 1]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(0.01, 60)), min_size=1, max_size=6
    ),
    st.integers(0, 2**32 - 1),
)
def test_the_grid_agrees_with_testing_every_point(boxes, seed) -> None:
    shapes = np.array([shapely.box(x, y, x + side, y + side) for x, y, side in boxes], dtype=object)
    chance = np.random.default_rng(seed)
    corners = shapely.get_coordinates(shapes)
    x = np.concatenate([chance.uniform(-5, 165, 200), corners[:, 0]])
    y = np.concatenate([chance.uniform(-5, 165, 200), corners[:, 1]])
    assert AreaGrid.of(shapes).locate(x, y).tolist() == _brute(shapes, x, y)


def test_no_place_is_in_no_area() -> None:
    grid = AreaGrid.of([shapely.box(0, 0, 1, 1)])
    x = np.array([0.5, np.nan, np.inf, -1e9, 0.5])
    assert grid.locate(x, np.array([0.5, 0.5, 0.5, 0.5, np.nan])).tolist() == [0, -1, -1, -1, -1]
    assert len(grid.cells) <= (CELLS + 1) ** 2


def test_without_areas_there_is_no_grid() -> None:
    with pytest.raises(ValueError, match="no areas"):
        AreaGrid.of([shapely.Polygon()])


def test_coordinates_change_their_system() -> None:
    x, y = reprojected(np.array([9.0]), np.array([51.0]), 4326, 25832)
    assert (round(float(x[0])), int(y[0])) == (500_000, 5_649_824)
    same = np.array([1.0])
    assert reprojected(same, same, 25832, 25832) == (same, same)
