"""A hand-calculated small town: a grid of streets, 100 m apart, and what goes wrong in files.

200 +---+---+
    |   |   |
100 +---+---+
    |   |   |
  0 +---+---+
    0  100 200
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, Point

from sozialraum.analysis.network import NEAR_M, Network, build_network
from sozialraum.analysis.noding import Edges, subdivided
from sozialraum.errors import UnreadableInput
from sozialraum.render.network import network_sentences

STEPS = (0, 100, 200)
GRID = [
    *(LineString([(x, y) for x in STEPS]) for y in STEPS),
    *(LineString([(x, y) for y in STEPS]) for x in STEPS),
]
FAR = 10_000.0


def metres(network: Network, cell: tuple[float, float], place: tuple[float, float]) -> float:
    found = network.distances([cell], [place], FAR)
    assert found.nnz == 1
    return float(found.data[0])


@pytest.fixture
def grid() -> Network:
    return build_network(GRID)


@pytest.mark.parametrize(
    ("cell", "place", "expected"),
    [
        ((0, 0), (200, 200), 400),
        ((0, 0), (200, 0), 200),
        ((100, 100), (100, 200), 100),
        ((0, 0), (150, 100), 250),
        ((200, 0), (100, 10), 110),
        ((-30, 0), (240, 200), 30 + 400 + 40),
        ((50, 0), (100, 50), 100),
    ],
)
def test_ways_follow_the_streets(
    grid: Network, cell: tuple[float, float], place: tuple[float, float], expected: float
) -> None:
    assert metres(grid, cell, place) == pytest.approx(expected)
    assert metres(grid, place, cell) == pytest.approx(expected)


def test_the_report_counts_by_hand(grid: Network) -> None:
    report = grid.report
    assert (report.lines, report.components, report.joined) == (6, 1, 0)
    assert (report.nodes, report.edges) == (9 + 12, 24)
    assert report.length_m == pytest.approx(1200)
    assert report.length_outside == report.nodes_outside == 0
    assert (report.repeated, report.zero_length) == (0, 0)


def test_rows_are_cells_and_columns_are_places(grid: Network) -> None:
    cells, places = [(0, 0), (100, 0), (200, 0)], [(0, 0), (200, 200)]
    found = grid.distances(cells, places, 300)
    assert found.shape == (3, 2)
    assert found.toarray().tolist() == [[0, 0], [100, 300], [200, 200]]
    stored = np.zeros(found.shape, dtype=bool)
    coordinates = found.tocoo()
    stored[coordinates.row, coordinates.col] = True
    assert stored.tolist() == [[True, False], [True, True], [True, True]]


def test_a_distance_of_zero_is_stored(grid: Network) -> None:
    found = grid.distances([(0, 0)], [(0, 0)], 0)
    assert (found.nnz, found.data[0]) == (1, 0)


def test_what_is_not_on_the_network_is_reported(grid: Network) -> None:
    points = [(0, 0), (-NEAR_M - 1, 0), (np.nan, 0), (-NEAR_M, 0)]
    snapped = grid.snap(points)
    assert snapped.far.tolist() == [1]
    assert snapped.unplaced.tolist() == [2]
    assert snapped.node.tolist()[1:3] == [-1, -1]
    assert snapped.metres.tolist() == [0, np.inf, np.inf, NEAR_M]
    for found in (grid.distances(points, [(0, 0)], np.inf), grid.distances([(0, 0)], points, 1e9)):
        assert sorted(found.data) == [0, NEAR_M]


def test_no_points_no_entries(grid: Network) -> None:
    assert grid.distances([], [(0, 0)], 100).shape == (0, 1)
    assert grid.distances([(0, 0)], [], 100).shape == (1, 0)


@pytest.mark.parametrize("limit", [-1.0, np.nan])
def test_an_impossible_limit_is_refused(grid: Network, limit: float) -> None:
    with pytest.raises(UnreadableInput, match="0 m oder mehr"):
        grid.distances([(0, 0)], [(0, 0)], limit)


def test_many_places_are_the_same_as_one_by_one(grid: Network) -> None:
    cells = [(x, y) for x in range(0, 201, 20) for y in range(0, 201, 20)]
    places = [(x + 3, y - 4) for x in range(0, 201, 10) for y in range(0, 201, 50)]
    together = grid.distances(cells, places, 220).toarray()
    alone = [grid.distances(cells, [place], 220).toarray()[:, 0] for place in places]
    assert len(places) > 64
    assert np.array_equal(together, np.column_stack(alone))


def test_a_bridge_is_not_a_junction() -> None:
    bridge = LineString([(50, -50), (50, 250)])
    network = build_network([*GRID, bridge])
    assert network.report.components == 2
    assert network.report.length_outside == pytest.approx(300 / 1500)
    assert network.report.nodes_outside == pytest.approx(2 / 11)
    assert metres(network, (50, -45), (50, 100)) == pytest.approx(45 + 200)


def test_a_shared_vertex_is_a_junction() -> None:
    path = LineString([(50, -50), (50, 0), (50, 250)])
    street = LineString([(0, 0), (50, 0), (100, 0)])
    network = build_network([*GRID, path, street])
    assert network.report.components == 1
    assert metres(network, (50, -50), (50, 250)) == pytest.approx(300)
    assert metres(network, (50, -50), (100, 0)) == pytest.approx(100)


@pytest.mark.parametrize("gap", [0, 1.5, 2])
def test_an_end_beside_a_line_is_joined(gap: float) -> None:
    network = build_network([*GRID, LineString([(50, gap), (50, 60)])])
    assert network.report.components == 1
    assert network.report.joined == 1
    assert metres(network, (50, 60), (0, 0)) == pytest.approx(60 + 50, abs=0.01)


def test_an_end_farther_away_is_not_joined() -> None:
    network = build_network([*GRID, LineString([(50, 2.1), (50, 60)])])
    assert network.report.components == 2
    assert network.report.joined == 0


def test_a_vertex_that_is_no_end_is_not_joined() -> None:
    network = build_network([*GRID, LineString([(50, 30), (60, 1), (70, 30)])])
    assert network.report.components == 2


def test_several_ends_along_one_long_part_keep_their_order() -> None:
    street = LineString([(0, 0), (200, 0)])
    doors = [LineString([(x, side), (x, 20 * side)]) for x in (120, 40, 80) for side in (1, -1)]
    network = build_network([street, *doors], spacing=1000)
    assert network.report.joined == 6
    assert metres(network, (40, 20), (80, 20)) == pytest.approx(20 + 40 + 20, abs=0.01)
    assert metres(network, (120, 20), (40, -20)) == pytest.approx(20 + 80 + 20, abs=0.01)
    assert metres(network, (80, 20), (80, -20)) == pytest.approx(40, abs=0.01)


def test_ends_that_miss_each_other_are_joined() -> None:
    network = build_network([LineString([(0, 0), (100, 0)]), LineString([(101, 0), (200, 0)])])
    assert metres(network, (0, 0), (200, 0)) == pytest.approx(200)


def test_a_short_last_part_counts_once() -> None:
    network = build_network([LineString([(0, 0), (100, 0), (101, 0)])])
    assert metres(network, (0, 0), (101, 0)) == pytest.approx(101)


def test_walks_stop_at_the_limit(grid: Network) -> None:
    ((place, found),) = grid.walks([(np.nan, 0), (0, -20)], 110)
    assert place == 1
    assert sorted(found[np.isfinite(found)]) == [20, 70, 70]


def test_a_multi_line_is_the_same_as_its_lines(grid: Network) -> None:
    network = build_network([MultiLineString(GRID)])
    assert np.array_equal(network.xy, grid.xy)
    assert np.array_equal(network.pairs, grid.pairs)
    assert network.report == grid.report


def test_repeated_lines_count_once(grid: Network) -> None:
    network = build_network([*GRID, GRID[0], GRID[0].reverse()])
    assert network.report.repeated == 4
    assert network.report.length_m == grid.report.length_m
    assert np.array_equal(network.metres, grid.metres)


def test_lines_without_length_are_left_out(grid: Network) -> None:
    nothing = [LineString([(100, 100), (100, 100)]), LineString([(7, 7), (7, 7.001)])]
    stop = LineString([(0, 0), (0, 0), (100, 0)])
    network = build_network([*nothing, *GRID, stop])
    assert network.report.zero_length == 3
    assert network.report.components == 1
    assert network.report.nodes == grid.report.nodes


def test_other_geometries_are_passed_over(grid: Network) -> None:
    other = [None, Point(1, 1), shapely.box(0, 0, 9, 9), LineString(), MultiLineString()]
    assert build_network([*other, *GRID]).report == grid.report


@pytest.mark.parametrize("lines", [[], [None], [LineString([(1, 1), (1, 1)])]])
def test_nothing_to_walk_on_is_refused(lines: list[LineString | None]) -> None:
    with pytest.raises(UnreadableInput, match="keinen Weg") as caught:
        build_network(lines)
    assert caught.value.fix


def test_loose_pieces_are_refused_with_a_remedy() -> None:
    crossing = [LineString([(0, 0), (100, 100)]), LineString([(0, 100), (100, 0)])]
    with pytest.raises(UnreadableInput) as caught:
        build_network(crossing)
    assert "2 losen Stücken; das größte hat nur 50 % der Länge, nötig sind 60 %" in str(
        caught.value
    )
    assert "an Kreuzungen" in caught.value.fix


def test_a_network_cannot_be_changed(grid: Network) -> None:
    with pytest.raises(ValueError, match="read-only"):
        grid.metres[0] = 1


def test_parts_are_no_longer_than_the_spacing() -> None:
    edges = Edges(
        np.array([[0.0, 0], [120, 0], [120, 50]]),
        np.array([[0, 1], [1, 2]], dtype=np.intp),
        np.array([120.0, 50]),
    )
    cut = subdivided(edges, 50)
    assert cut.metres.tolist() == [40, 40, 40, 50]
    assert cut.xy.tolist() == [[0, 0], [120, 0], [120, 50], [40, 0], [80, 0]]
    assert cut.pairs.tolist() == [[0, 3], [3, 4], [1, 4], [1, 2]]


def test_the_network_in_words(grid: Network) -> None:
    size, pieces, mended = network_sentences(grid.report)
    assert size == "Das Netz hat 1 km Wege, 21 Knoten und 24 Kanten aus 6 Linien."
    assert pieces == "Alle Wege hängen zusammen."
    assert "0 Linienenden" in mended
    bridged = build_network([*GRID, LineString([(50, -50), (50, 250)])])
    said = network_sentences(bridged.report)[1]
    assert "das größte von 2 zusammenhängenden Stücken" in said
    assert "20,0 % der Länge und 18,2 % der Knoten" in said
