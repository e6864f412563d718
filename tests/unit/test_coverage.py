from __future__ import annotations

import numpy as np
import pytest

from small_town import (
    AREAS,
    CELLS,
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
from sozialraum.analysis.coverage import (
    GRAIN,
    admitted,
    covered,
    group_shares,
    reached_rows,
    weights_within_areas,
    whole_grains,
)
from sozialraum.analysis.language_hours import language_hours, languages_offered
from sozialraum.analysis.reach import reach_matrix
from sozialraum.domain.gaps import Demand


def test_the_small_town_has_the_numbers_of_the_method_text() -> None:
    demand = street()
    found = reach_matrix(demand.grid.xy, sites_xy(), STREET)
    rows = reached_rows(found, np.ones(3, dtype=bool))
    result = covered(demand, whole_grains(demand), rows)
    told = {row["Gebiet"]: row for row in AREAS}
    for area in result.areas[:3]:
        assert area.demand == number(told[area.code]["Menschen"])
        assert area.reached == number(told[area.code]["erreicht"])
        assert area.share == number(told[area.code]["Anteil in %"]) / 100
    whole = told["Zusammen"]
    assert (result.demand, result.reached) == (number(whole["Menschen"]), number(whole["erreicht"]))
    assert round(100 * result.reached / result.demand, 1) == number(whole["Anteil in %"])
    assert result.unreached == 100


def test_an_unknown_area_is_listed_and_in_no_sum() -> None:
    demand = street()
    result = covered(demand, whole_grains(demand), np.ones(len(CELLS), dtype=bool))
    south = result.areas[-1]
    assert (south.demand, south.reached, south.share) == (None, None, None)
    assert [area.code for area in result.unknown] == ["Süd"]
    assert result.demand == 1100


def test_nobody_living_there_is_zero_and_has_no_share() -> None:
    demand = town([0.0, 5.0], ["a", "b"])
    result = covered(demand, whole_grains(demand), np.array([True, True]))
    assert (result.areas[0].demand, result.areas[0].reached, result.areas[0].share) == (0, 0, None)
    assert result.unknown == ()


def test_only_counting_services_reach() -> None:
    found = reach([[0], [1], []], 2)
    assert reached_rows(found, np.array([True, False])).tolist() == [True, False, False]
    assert reached_rows(found, np.array([False, False])).tolist() == [False, False, False]


def test_a_catchment_leaves_rows_out() -> None:
    found = reach([[0, 1], [0]], 2)
    admission = np.array([[False, True], [True, True]])
    assert admitted(found, admission).toarray().tolist() == [[False, True], [True, False]]
    both = np.ones(2, dtype=bool)
    assert reached_rows(found, np.array([True, False]), admission).tolist() == [False, True]
    assert reached_rows(found, both, admission).tolist() == [True, True]


def test_thirds_add_up_to_the_count() -> None:
    demand = town([1 / 3, 1 / 3, 1 / 3], ["a", "a", "a"])
    persons = whole_grains(demand)
    assert persons.sum() == 1.0
    assert np.abs(persons - 1 / 3).max() < GRAIN


def test_rows_that_do_not_carry_their_count_are_refused() -> None:
    demand = town([5.0], ["a"])
    broken = Demand(**{**demand.__dict__, "persons": np.array([4.0])})
    with pytest.raises(ValueError, match="carry"):
        whole_grains(broken)


def test_rows_outside_of_all_areas_count_nowhere() -> None:
    demand = town([5.0, 7.0], ["a", "b"])
    outside = Demand(
        **{**demand.__dict__, "area_index": np.array([0, -1]), "areas": demand.areas[:1]}
    )
    assert whole_grains(outside).tolist() == [5.0, 0.0]


def test_shares_of_other_groups() -> None:
    demand = town([10.0, 30.0, None], ["a", "b", "c"])
    persons = whole_grains(demand)
    both, none = group_shares(
        ["x", "y"],
        np.array([0, 0, 0]),
        persons,
        demand.known,
        np.array([True, False, True]),
    )
    assert (both.demand, both.reached, both.share, both.complete) == (40, 10, 0.25, False)
    assert (none.demand, none.share, none.complete) == (0, None, True)


def test_areas_weigh_by_people_and_by_addresses_where_nobody_is_known() -> None:
    demand = town([1.0, 3.0, None, None], ["a", "a", "b", "b"])
    weights = weights_within_areas(demand, whole_grains(demand)).toarray()
    assert weights.tolist() == [[0.25, 0.75, 0, 0], [0, 0, 0.5, 0.5]]


# -- languages -----------------------------------------------------------------------------------


def _table(services: list, pairs: list[list[int]], demand: Demand, *languages: str):
    table = language_hours(
        demand, whole_grains(demand), services, reach(pairs, len(services)), languages
    )
    return table.set_index(["language", "area", "weekday"])


def test_hours_count_by_the_share_of_people_who_reach_them() -> None:
    demand = town([1.0, 3.0, None], ["a", "a", "b"])
    counsel = service("s", languages=("ro",), timetable=hours(slot("mi", 9, 13)))
    table = _table([counsel], [[0], [], [0]], demand, "ro", "bg")
    assert table.loc[("ro", "a", "mi"), "hours"] == 1.0
    assert table.loc[("ro", "a", "do"), "hours"] == 0.0
    assert table.loc[("ro", "b", "mi"), "hours"] == 4.0
    assert table.loc[("bg", "a", "mi"), "hours"] == 0.0
    assert table.loc[("ro", "a", "mi"), "people"] == 4.0
    assert np.isnan(table.loc[("ro", "b", "mi"), "people"])
    assert table["unknown_services"].max() == 0


def test_what_nobody_published_is_counted_beside_the_hours() -> None:
    demand = town([1.0], ["a"])
    services = [
        service("no-hours", languages=("ro",)),
        service("no-language", timetable=hours(slot("mo", 9, 12))),
        service("nothing"),
        service("partly", languages=("bg",), languages_complete=False,
                timetable=hours(slot("di", 9, 12), complete=False)),
    ]  # fmt: skip
    table = _table(services, [[0, 1, 2, 3]], demand, "ro", "tr")
    assert table.loc[("ro", "a", "mo"), "unknown_services"] == 4
    assert table.loc[("tr", "a", "mo"), "unknown_services"] == 3
    assert table.loc[("tr", "a", "di"), "unknown_services"] == 2
    assert table["hours"].sum() == 0


def test_languages_of_the_hours_win_over_those_of_the_service() -> None:
    demand = town([1.0], ["a"])
    mixed = service(
        "s", languages=("ro",), timetable=hours(slot("mo", 9, 12, "bg"), slot("di", 9, 12))
    )
    table = _table([mixed], [[0]], demand, "ro", "bg", "de")
    assert table["hours"][table["hours"] > 0].to_dict() == {
        ("ro", "a", "di"): 3.0,
        ("bg", "a", "mo"): 3.0,
    }
    assert table.loc[("de", "a", "di"), "unknown_services"] == 1
    assert languages_offered([mixed]) == ("bg", "ro")
