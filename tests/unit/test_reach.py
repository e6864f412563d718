from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from shapely import LineString

from sozialraum.analysis import isochrones, network
from sozialraum.analysis.network import build_network
from sozialraum.analysis.reach import distances, reach_matrix, unplaced
from sozialraum.domain.gaps import DETOUR, SPEED, Walk
from sozialraum.errors import SozialraumError, UnreadableInput

CELLS = [(0.0, 0.0), (300.0, 400.0), (900.0, 0.0), (np.nan, 0.0)]
PLACES = [(0.0, 0.0), (np.nan, np.nan), (900.0, 400.0)]
WALK = Walk(minutes=10, detour=1.2, speed=4.5)


def test_by_hand() -> None:
    """10 minutes at 4,5 km/h are 750 m on foot, 625 m as the crow flies."""
    found = distances(CELLS, PLACES, WALK)
    assert WALK.reach_m == 750
    assert found.shape == (4, 3)
    entries = found.tocoo()
    stored = dict(zip(zip(entries.row, entries.col, strict=True), entries.data, strict=True))
    assert stored == {(0, 0): 0, (1, 0): 600, (1, 2): 720, (2, 2): 480}


def test_reach_is_the_stored_pattern() -> None:
    reached = reach_matrix(CELLS, PLACES, WALK)
    assert reached.dtype == np.bool_
    assert reached.data.all()
    assert reached.toarray().tolist() == [
        [True, False, False],
        [True, False, True],
        [False, False, True],
        [False, False, False],
    ]


def test_the_limit_itself_is_reached() -> None:
    walk = Walk(minutes=8, detour=1.2, speed=4.5)
    assert reach_matrix([(300, 400)], [(0, 0)], walk).nnz == 1
    assert reach_matrix([(300, 400.001)], [(0, 0)], walk).nnz == 0


def test_rounding_does_not_lose_the_limit() -> None:
    """102 m x 1,3 are exactly the limit, but the limit / 1,3 is a little less than 102 m."""
    walk = Walk(minutes=60, detour=1.3, speed=0.1326)
    assert walk.reach_m / walk.detour < 102
    assert reach_matrix([(102, 0)], [(0, 0)], walk).nnz == 1


def test_points_without_coordinate_are_named() -> None:
    assert unplaced(PLACES).tolist() == [1]
    assert unplaced([(1, np.inf)]).tolist() == [0]
    assert unplaced([]).tolist() == []


def test_no_minutes_reach_only_the_same_point() -> None:
    assert reach_matrix(CELLS, PLACES, Walk(0)).nnz == 1


@pytest.mark.parametrize(("cells", "places"), [([], PLACES), (CELLS, []), ([], [])])
def test_without_points_nothing_is_reached(cells: list[object], places: list[object]) -> None:
    found = reach_matrix(cells, places, WALK)
    assert found.shape == (len(cells), len(places))
    assert found.nnz == 0


@pytest.mark.parametrize(
    ("walk", "said"),
    [
        (Walk(-1), "Gehzeit"),
        (Walk(float("nan")), "Gehzeit"),
        (Walk(10, detour=0.9), "Umwegfaktor"),
        (Walk(10, detour=float("inf")), "Umwegfaktor"),
        (Walk(10, speed=0), "Gehtempo"),
    ],
)
def test_an_impossible_walk_is_refused(walk: Walk, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said) as caught:
        distances(CELLS, PLACES, walk)
    assert caught.value.fix


def test_other_shapes_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="shape"):
        distances([(1, 2, 3)], PLACES, WALK)


def test_a_missing_network_is_never_replaced_by_straight_lines() -> None:
    with pytest.raises(SozialraumError, match="network build"):
        distances(CELLS, PLACES, Walk(10, network=True))


def test_the_walk_decides_between_network_and_straight_line() -> None:
    streets = build_network([LineString([(0, 0), (0, 400), (300, 400)])])
    cells, places = [(300, 400)], [(0, 0)]
    straight = distances(cells, places, Walk(10, detour=1.2), streets)
    ways = distances(cells, places, Walk(10, detour=1.2, network=True), streets)
    assert straight.toarray().tolist() == [[600]]
    assert ways.toarray().tolist() == [[700]]
    assert reach_matrix(cells, places, Walk(9, network=True), streets).nnz == 0


def test_the_method_text_has_the_numbers_of_the_code() -> None:
    file = Path(__file__).parents[2] / "data" / "methoden" / "fusswege.md"
    text = file.read_text(encoding="utf-8")
    assert f"gerade Strecke mal **{DETOUR}**".replace(".", ",") in text
    assert f"Bei 15 Minuten und {SPEED} km/h".replace(".", ",") in text
    assert Walk(15).reach_m == 1125
    assert "sind das 1.125 m" in text
    assert f"höchstens {network.SNAP_M:.0f} m neben" in text
    assert f"weniger als {network.LARGEST_SHARE * 100:.0f} % der Länge" in text
    assert f"alle {network.SPACING_M:.0f} m einer" in text
    assert f"mehr als {network.NEAR_M:.0f} m" in text
    assert f"Streifen von {isochrones.BESIDE_M:.0f} m" in text
