"""Sums are exact, more never reaches fewer, unknown stays unknown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.analysis.catchment import two_step
from sozialraum.analysis.coverage import GRAIN, covered, group_shares, reached_rows, whole_grains
from sozialraum.analysis.reach import reach_matrix
from sozialraum.analysis.spread import spread
from sozialraum.domain.gaps import AreaDemand, CellGrid, Demand, Walk

METRES = st.floats(0, 3000)
POINTS = st.lists(st.tuples(METRES, METRES), min_size=1, max_size=8)


@st.composite
def towns(draw: st.DrawFn) -> Demand:
    """Counts per area spread over rows by weights, as the demand of the dashboard is."""
    counts = draw(
        st.lists(st.none() | st.floats(0, 50_000) | st.integers(0, 50_000), min_size=1, max_size=4)
    )
    rows = draw(st.integers(len(counts), 12))
    owner = np.array(
        [
            *range(len(counts)),
            *draw(
                st.lists(
                    st.integers(0, len(counts) - 1),
                    min_size=rows - len(counts),
                    max_size=rows - len(counts),
                )
            ),
        ],
        dtype=np.intp,
    )
    weight = np.array(draw(st.lists(st.floats(0.5, 40), min_size=rows, max_size=rows)))
    xy = np.array(draw(st.lists(st.tuples(METRES, METRES), min_size=rows, max_size=rows)))
    grid = CellGrid(np.array([f"c{r}" for r in range(rows)]), owner.astype(str), weight, xy, "", "")
    areas = tuple(
        AreaDemand("unterbezirk", str(at), "", None if c is None else float(c), None, None)
        for at, c in enumerate(counts)
    )
    return Demand(
        "t", "t", areas, grid, owner, spread([a.count for a in areas], owner, weight),
        np.array([areas[o].count is not None for o in owner]),
    )  # fmt: skip


def rows_of(demand: Demand, places: list[tuple[float, float]], minutes: float) -> np.ndarray:
    found = reach_matrix(demand.grid.xy, places, Walk(minutes))
    return reached_rows(found, np.ones(len(places), dtype=bool))


@given(towns(), POINTS, st.floats(0, 40))
def test_demand_is_reached_plus_unreached_exactly(
    demand: Demand, places: list[tuple[float, float]], minutes: float
) -> None:
    persons = whole_grains(demand)
    found = covered(demand, persons, rows_of(demand, places, minutes))
    assert found.demand == found.reached + found.unreached
    assert found.demand == sum(area.demand or 0.0 for area in found.areas)
    assert found.reached == sum(area.reached or 0.0 for area in found.areas)
    assert found.demand == persons.sum()
    for area, asked in zip(found.areas, demand.areas, strict=True):
        if asked.count is None:
            assert area.demand is None
            assert area.reached is None
            assert area.share is None
            assert asked in found.unknown
        else:
            assert abs(area.demand - asked.count) <= GRAIN / 2
            assert 0 <= area.reached <= area.demand
            assert (area.share is None) == (area.demand == 0)


@given(towns())
def test_rows_keep_their_persons_and_areas_their_counts(demand: Demand) -> None:
    persons = whole_grains(demand)
    assert np.abs(persons - demand.persons).max() < GRAIN + 1e-9
    assert (persons >= 0).all()
    assert (persons / GRAIN == np.round(persons / GRAIN)).all()
    for at, area in enumerate(demand.areas):
        if area.count is not None and float(area.count).is_integer():
            assert persons[demand.area_index == at].sum() == area.count


@given(towns(), POINTS, st.floats(0, 30), st.floats(0, 30))
def test_more_minutes_never_reach_fewer(
    demand: Demand, places: list[tuple[float, float]], minutes: float, more: float
) -> None:
    persons = whole_grains(demand)
    less = covered(demand, persons, rows_of(demand, places, minutes))
    farther = covered(demand, persons, rows_of(demand, places, minutes + more))
    assert farther.reached >= less.reached
    for before, after in zip(less.areas, farther.areas, strict=True):
        assert before.reached is None or after.reached >= before.reached


@given(towns(), POINTS, METRES, METRES, st.floats(0, 30))
def test_adding_a_place_never_lowers_coverage(
    demand: Demand, places: list[tuple[float, float]], x: float, y: float, minutes: float
) -> None:
    persons = whole_grains(demand)
    before = covered(demand, persons, rows_of(demand, places, minutes))
    after = covered(demand, persons, rows_of(demand, [*places, (x, y)], minutes))
    assert after.reached >= before.reached
    assert after.demand == before.demand


@given(towns(), POINTS, st.floats(0, 40), st.integers(1, 3))
def test_groups_add_up_to_the_whole(
    demand: Demand, places: list[tuple[float, float]], minutes: float, groups: int
) -> None:
    persons, rows = whole_grains(demand), rows_of(demand, places, minutes)
    whole = covered(demand, persons, rows)
    owner = np.arange(len(persons)) % groups
    parts = group_shares([str(g) for g in range(groups)], owner, persons, demand.known, rows)
    assert sum(part.demand for part in parts) == whole.demand
    assert sum(part.reached for part in parts) == whole.reached


@given(towns(), POINTS, st.floats(0, 40), st.data())
@settings(max_examples=50)
def test_all_hours_are_shared_out(
    demand: Demand, places: list[tuple[float, float]], minutes: float, data: st.DataObject
) -> None:
    size = len(places)
    hours = np.array(data.draw(st.lists(st.floats(0, 60), min_size=size, max_size=size)))
    persons = whole_grains(demand)
    found = two_step(demand, persons, reach_matrix(demand.grid.xy, places, Walk(minutes)), hours)
    given_out = float(persons @ found.rows) / 1000
    there = np.array([at not in found.alone for at in range(size)])
    assert np.isclose(given_out, hours[there].sum(), rtol=1e-9, atol=1e-6)
