"""Reach, for any points: as brute force says, and monotone in everything that lengthens it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall
from shapely import LineString

from sozialraum.analysis.network import NEAR_M, Network, build_network
from sozialraum.analysis.reach import distances, reach_matrix
from sozialraum.domain.gaps import Walk

METRES = st.integers(-1500, 1500).map(float)
UNKNOWN = st.just((float("nan"), float("nan")))
POINT = st.one_of(st.tuples(METRES, METRES), st.tuples(METRES, METRES), UNKNOWN)
POINTS = st.lists(POINT, min_size=1, max_size=12)
MINUTES = st.floats(0, 30)
DETOUR = st.floats(1, 2)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A tree of streets with some shortcuts; connected, so never refused."""
    stops = draw(st.lists(st.tuples(METRES, METRES), min_size=2, max_size=12, unique=True))
    links = [(draw(st.integers(0, n - 1)), n) for n in range(1, len(stops))]
    spare = st.tuples(st.integers(0, len(stops) - 1), st.integers(0, len(stops) - 1))
    links += draw(st.lists(spare, max_size=5))
    return build_network([LineString([stops[a], stops[b]]) for a, b in links])


def pattern(matrix: object) -> np.ndarray:
    return np.asarray(matrix.toarray(), dtype=bool)  # type: ignore[attr-defined]


@given(POINTS, POINTS, MINUTES, DETOUR)
def test_straight_lines_equal_brute_force(cells, places, minutes, detour) -> None:
    walk = Walk(minutes, detour)
    expected = np.zeros((len(cells), len(places)), dtype=bool)
    metres = np.zeros(expected.shape)
    for row, (x, y) in enumerate(cells):
        for column, (u, v) in enumerate(places):
            metres[row, column] = np.hypot(x - u, y - v) * detour
            expected[row, column] = metres[row, column] <= walk.reach_m
    assert np.array_equal(pattern(reach_matrix(cells, places, walk)), expected)
    found = distances(cells, places, walk)
    assert np.array_equal(found.toarray()[expected], metres[expected])
    assert found.nnz == expected.sum()


@given(POINTS, POINTS, MINUTES, MINUTES, DETOUR)
def test_more_minutes_never_reach_fewer(cells, places, one, other, detour) -> None:
    less, more = (
        pattern(reach_matrix(cells, places, Walk(minutes, detour)))
        for minutes in sorted((one, other))
    )
    assert not (less & ~more).any()


@given(POINTS, POINTS, MINUTES, DETOUR, DETOUR)
def test_a_larger_detour_never_reaches_more(cells, places, minutes, one, other) -> None:
    straighter, longer = (
        pattern(reach_matrix(cells, places, Walk(minutes, detour)))
        for detour in sorted((one, other))
    )
    assert not (longer & ~straighter).any()


@given(POINTS, POINTS, POINT, MINUTES, networks(), st.booleans())
@settings(deadline=None)
def test_another_place_never_reaches_fewer(cells, places, new, minutes, network, ways) -> None:
    walk = Walk(minutes, network=ways)
    before = pattern(reach_matrix(cells, places, walk, network))
    after = pattern(reach_matrix(cells, [*places, new], walk, network))
    assert np.array_equal(after[:, :-1], before)


@given(POINTS, POINTS, MINUTES, MINUTES, networks())
@settings(deadline=None)
def test_more_minutes_never_reach_fewer_in_a_network(cells, places, one, other, network) -> None:
    less, more = (
        pattern(reach_matrix(cells, places, Walk(minutes, network=True), network))
        for minutes in sorted((one, other))
    )
    assert not (less & ~more).any()


@given(POINTS, POINTS, networks())
@settings(deadline=None)
def test_no_way_is_shorter_than_the_straight_line(cells, places, network) -> None:
    found = network.distances(cells, places, np.inf).tocoo()
    way = np.array(cells)[found.row] - np.array(places)[found.col]
    assert (found.data >= np.hypot(way[:, 0], way[:, 1]) - 0.05).all()


@given(POINTS, POINTS, networks(), st.floats(0, 5000))
@settings(deadline=None, max_examples=40)
def test_ways_equal_brute_force(cells, places, network, limit) -> None:
    between = floyd_warshall(network.graph)
    here, there = network.snap(cells), network.snap(places)
    for points, snapped in ((cells, here), (places, there)):
        away = np.hypot(*(np.array(points)[:, None] - network.xy).transpose(2, 0, 1)).min(axis=1)
        near = away <= NEAR_M
        assert np.array_equal(snapped.node >= 0, near)
        assert np.allclose(snapped.metres[near], away[near])
    total = between[here.node][:, there.node] + here.metres[:, None] + there.metres
    found = network.distances(cells, places, limit).tocoo()
    stored = np.full(found.shape, np.inf)
    stored[found.row, found.col] = found.data
    clear = np.abs(total - limit) > 1e-6
    assert np.allclose(stored[clear], np.where(total <= limit, total, np.inf)[clear])
