from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from small_town import method_tables, number, reach
from sozialraum.analysis.equity import fairest
from sozialraum.analysis.location import Model, best, best_by_number
from sozialraum.analysis.siting import Siting, exchanged, greedy, in_order, siting
from sozialraum.analysis.siting_bounds import promising

CELLS, RESULTS = method_tables("standortwahl")
PLACES = "LMR"


def example() -> Siting:
    people = np.array([number(cell["Menschen"]) for cell in CELLS])
    pairs = [[at for at, p in enumerate(PLACES) if cell[p] == "ja"] for cell in CELLS]
    return siting(people, np.zeros(len(people), dtype=bool), reach(pairs, len(PLACES)))


def task(people: list[float], pairs: list[list[int]], places: int, **further: object) -> Siting:
    reached = np.array(further.pop("reached", [False] * len(people)))
    return siting(np.array(people), reached, reach(pairs, places), **further)  # type: ignore[arg-type]


def test_the_example_has_the_numbers_of_the_method_text() -> None:
    for row in RESULTS:
        count = int(row["Orte"])
        found = best(example(), count)
        assert greedy(example(), count).reached == number(row["schrittweise"])
        assert found.reached == number(row["beste Auswahl"])
        assert sorted(PLACES[at] for at in found.chosen) == row["welche"].split(", ")
        assert found.optimal
        assert not greedy(example(), count).optimal


def test_every_number_of_places_is_solved_on_its_own() -> None:
    steps: list[tuple[int, int]] = []
    found = best_by_number(example(), 3, progress=lambda done, of: steps.append((done, of)))
    assert [choice.reached for choice in found] == [120, 220, 220]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_places_come_in_order_of_gain_and_useless_ones_not_at_all() -> None:
    found = best(task([5, 9, 9], [[0], [1], [1, 2]], 4), 4)
    assert found.chosen == (1, 0)
    assert found.gains == (18, 5)
    assert found.reached == 23


def test_whoever_is_reached_already_is_not_won_again() -> None:
    asked = task([100, 10, 20], [[0], [1], [2]], 3, reached=[True, False, False])
    assert asked.base == 100
    found = best(asked, 1)
    assert (found.chosen, found.reached) == ((2,), 120)


def test_excluded_places_are_never_chosen() -> None:
    excluded = np.array([False, True, False])
    found = best(task([1, 50, 2], [[0], [1], [2]], 3, excluded=excluded), 3)
    assert found.chosen == (2, 0)


def test_nobody_left_is_the_best_that_can_be() -> None:
    found = best(task([5.0], [[0]], 1, reached=[True]), 2)
    assert (found.chosen, found.reached, found.optimal) == ((), 5, True)
    assert best(task([0.0, 3.0], [[0], []], 1), 1).chosen == ()


def test_without_candidates_nothing_is_chosen() -> None:
    found = best(task([5.0], [[]], 0), 2)
    assert (found.chosen, found.optimal) == ((), True)


def test_rows_with_the_same_places_are_one_bundle() -> None:
    asked = task([1, 2, 4, 8], [[0, 1], [0, 1], [1], []], 2)
    assert sorted(asked.weight.tolist()) == [3, 4]
    apart = task([1, 2], [[0], [0]], 1, group=np.array([0, 1]))
    assert sorted(apart.weight.tolist()) == [1, 2]


def test_exchange_repairs_a_greedy_mistake() -> None:
    start = greedy(example(), 2)
    assert start.reached == 170
    assert exchanged(example(), start).reached == 220


def test_without_proof_nothing_is_called_optimal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three places of which each reaches two of three cells: all of them stay in the question."""
    asked = task([1, 1, 1], [[0, 1], [1, 2], [0, 2]], 3)
    assert best(asked, 1).optimal
    nothing = SimpleNamespace(x=None, mip_dual_bound=-np.inf)
    monkeypatch.setattr(Model, "solve", lambda *_: nothing)
    found = best(asked, 1)
    assert (found.reached, found.optimal) == (2, False)


def test_candidates_that_cannot_help_are_left_out() -> None:
    asked = task([100, 100, 1, 1], [[0], [1], [2], [3]], 4)
    assert promising(asked, 2, 200).tolist() == [True, True, False, False]


def test_chosen_places_are_ordered_again() -> None:
    found = in_order(example(), (0, 1))
    assert found.chosen == (1, 0)
    assert found.gains == (120, 50)


@pytest.mark.filterwarnings("ignore")
def test_a_reference_implementation_finds_the_same_optimum() -> None:
    """spopt's MCLP, solved with HiGHS through highspy: another model, another interface."""
    import pulp
    from spopt.locate import MCLP

    rng = np.random.default_rng(4)
    cells, places = rng.uniform(0, 10, (120, 2)), rng.uniform(0, 10, (25, 2))
    people = rng.integers(1, 500, 120).astype(float)
    far = np.hypot(*(cells[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    asked = siting(
        people, np.zeros(120, dtype=bool), reach([np.flatnonzero(r <= 1.5) for r in far], 25)
    )
    for count in (1, 3, 5):
        model = MCLP.from_cost_matrix(far, people, 1.5, count)
        model.problem.solve(pulp.HiGHS(msg=False, gapRel=0))
        found = best(asked, count)
        assert found.optimal
        assert found.reached == pytest.approx(pulp.value(model.problem.objective))


# -- equity --------------------------------------------------------------------------------------


def grouped() -> tuple[Siting, np.ndarray, np.ndarray]:
    """Group 0 is served by half, group 1 not at all; place 0 wins most, place 1 helps group 1."""
    people = np.array([100.0, 100.0, 96.0, 10.0])
    reached = np.array([True, False, False, False])
    group = np.array([0, 0, 1, 2])
    asked = siting(people, reached, reach([[], [0], [1], [2]], 3), group=group)
    return asked, np.array([200.0, 96.0, 10.0]), np.array([100.0, 0.0, 0.0])


def test_the_worst_served_group_is_lifted_where_it_costs_little() -> None:
    asked, demand, reached = grouped()
    assert best(asked, 1).chosen == (0,)
    found = fairest(asked, 1, demand, reached)
    assert found.choice.chosen == (1,)
    assert (found.group, found.before, found.after) == (1, 0, 96)
    assert (found.choice.reached, found.most) == (196, 200)
    assert found.choice.optimal


def test_no_price_means_nothing_is_given_up() -> None:
    asked, demand, reached = grouped()
    found = fairest(asked, 1, demand, reached, price=0.0)
    assert found.choice.reached == found.most == 200
    assert (found.group, found.passed) == (0, (1, 2))


def test_a_group_that_cannot_be_lifted_is_passed_and_named() -> None:
    asked, demand, reached = grouped()
    larger = demand + np.array([0.0, 0.0, 1000.0])
    found = fairest(asked, 1, larger, reached)
    assert found.group == 1
    assert found.passed == (2,)


def test_among_equals_most_people_are_reached() -> None:
    people = np.array([10.0, 50.0, 40.0])
    asked = siting(
        people, np.zeros(3, dtype=bool), reach([[0, 1], [0], [1]], 2), group=np.array([0, 1, 1])
    )
    found = fairest(asked, 1, np.array([10.0, 90.0]), np.zeros(2), price=0.5)
    assert (found.group, found.choice.chosen) == (1, (0,))


def test_nothing_to_lift() -> None:
    asked = task([5.0], [[0]], 1, reached=[True])
    found = fairest(asked, 1, np.array([5.0]), np.array([5.0]))
    assert (found.group, found.choice.chosen) == (None, ())
    steps: list[tuple[int, int]] = []
    fairest(*grouped()[:1], 1, *grouped()[1:], progress=lambda *step: steps.append(step))
    assert steps == sorted(steps)
    assert steps[-1] == (3, 3)


def test_a_price_is_a_share() -> None:
    asked, demand, reached = grouped()
    with pytest.raises(ValueError, match="price"):
        fairest(asked, 1, demand, reached, price=1.5)
