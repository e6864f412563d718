from __future__ import annotations

import numpy as np
import pytest

from small_town import (
    AREAS,
    CELLS,
    SITES,
    STREET,
    hours,
    number,
    reach,
    service,
    sites_xy,
    slot,
    street,
    town,
)
from sozialraum.analysis.catchment import two_step, weekly_hours
from sozialraum.analysis.coverage import whole_grains
from sozialraum.analysis.reach import reach_matrix


def test_the_small_town_has_the_numbers_of_the_method_text() -> None:
    demand = street()
    found = reach_matrix(demand.grid.xy, sites_xy(), STREET)
    given = np.array([number(site["Stunden"]) for site in SITES])
    result = two_step(demand, whole_grains(demand), found, given)
    assert result.ratios == pytest.approx([number(s["Stunden je 1.000"]) for s in SITES])
    assert result.rows == pytest.approx([number(c["Stunden je 1.000"]) for c in CELLS])
    told = {row["Gebiet"]: row["Stunden je 1.000"] for row in AREAS}
    for area, value in zip(demand.areas, result.areas, strict=True):
        if area.count is None:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(number(told[area.code]))
    people = np.asarray(found.astype(float).T @ whole_grains(demand))
    assert people.tolist() == [number(site["Menschen in Reichweite"]) for site in SITES]


def test_all_hours_that_anybody_reaches_are_shared_out() -> None:
    demand = town([10.0, 30.0, 5.0], ["a", "a", "b"])
    persons = whole_grains(demand)
    found = two_step(demand, persons, reach([[0], [0, 1], []], 3), np.array([4.0, 6.0, 7.0]))
    assert float(persons @ found.rows) / 1000 == pytest.approx(10.0)
    assert found.alone == (2,)
    assert found.ratios[2] == 0


def test_unknown_hours_are_left_out_and_named() -> None:
    demand = town([10.0], ["a"])
    result = two_step(demand, whole_grains(demand), reach([[0, 1]], 2), np.array([np.nan, 2.0]))
    assert result.excluded == (0,)
    assert np.isnan(result.ratios[0])
    assert result.rows.tolist() == [200.0]


def test_nobody_and_unknown_have_no_mean() -> None:
    demand = town([0.0, None, 1.0], ["a", "b", "c"])
    result = two_step(demand, whole_grains(demand), reach([[0], [0], [0]], 1), np.array([1.0]))
    assert np.isnan(result.areas).tolist() == [True, True, False]


def test_a_catchment_leaves_people_out() -> None:
    demand = town([10.0, 10.0], ["a", "b"])
    admission = np.array([[True], [False]])
    result = two_step(
        demand, whole_grains(demand), reach([[0], [0]], 1), np.array([1.0]), admission
    )
    assert result.rows.tolist() == [100.0, 0.0]


def test_hours_of_a_week_count_overlaps_once() -> None:
    found = weekly_hours(
        [
            service(
                "a", timetable=hours(slot("mo", 9, 12), slot("mo", 11, 14), slot("di", 20, 24))
            ),
            service("b", timetable=hours(slot("mo", 9, 17), slot("mo", 10, 11, "ro"))),
            service("c"),
            service("d", timetable=hours()),
        ]
    )
    assert found[[0, 1, 3]].tolist() == [9.0, 8.0, 0.0]
    assert np.isnan(found[2])
