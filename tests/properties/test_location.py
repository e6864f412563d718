"""The optimum is never below greedy and equals brute force; existing places and exclusions hold."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from small_town import reach
from sozialraum.analysis.equity import fairest
from sozialraum.analysis.location import best, best_by_number
from sozialraum.analysis.siting import Siting, exchanged, greedy, siting
from sozialraum.analysis.siting_bounds import promising

GROUPS = 3


@st.composite
def questions(draw: st.DrawFn) -> tuple[Siting, np.ndarray, np.ndarray, np.ndarray]:
    """A question with persons per row, who is reached today, and the excluded candidates."""
    rows, places = draw(st.integers(1, 12)), draw(st.integers(0, 6))
    people = np.array(draw(st.lists(st.integers(0, 64), min_size=rows, max_size=rows))) / 4
    reached = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
    pairs = draw(
        st.lists(
            st.sets(st.integers(0, max(places - 1, 0))) if places else st.just(set()),
            min_size=rows,
            max_size=rows,
        )
    )
    excluded = np.array(draw(st.lists(st.booleans(), min_size=places, max_size=places)), dtype=bool)
    group = np.arange(rows) % GROUPS
    asked = siting(
        people, reached, reach([sorted(p) for p in pairs], places), excluded=excluded, group=group
    )
    return asked, people, reached, excluded


def every_choice(asked: Siting, count: int) -> dict[tuple[int, ...], np.ndarray]:
    """Persons won per group by every choice of at most ``count`` admissible places."""
    found = {}
    for size in range(min(count, len(asked.candidates)) + 1):
        for columns in combinations(range(len(asked.candidates)), size):
            won = asked.won(np.array(columns, dtype=np.intp))
            found[columns] = np.bincount(asked.group, weights=won, minlength=GROUPS)
    return found


@given(questions(), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_the_optimum_equals_brute_force(
    question: tuple[Siting, np.ndarray, np.ndarray, np.ndarray], count: int
) -> None:
    asked, people, reached, excluded = question
    found = best(asked, count)
    most = max(won.sum() for won in every_choice(asked, count).values())
    assert found.optimal
    assert found.reached == asked.base + most
    assert found.reached >= exchanged(asked, greedy(asked, count)).reached
    assert exchanged(asked, greedy(asked, count)).reached >= greedy(asked, count).reached
    assert len(found.chosen) == len(set(found.chosen)) <= count
    assert not any(excluded[at] for at in found.chosen)
    assert found.reached == asked.base + sum(found.gains)
    assert list(found.gains) == sorted(found.gains, reverse=True)
    assert asked.base == people[reached].sum()
    assert found.reached <= people.sum()


@given(questions())
@settings(max_examples=40, deadline=None)
def test_another_place_never_lowers_what_is_reached(
    question: tuple[Siting, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    curve = [choice.reached for choice in best_by_number(question[0], 4)]
    assert curve == sorted(curve)
    assert curve[0] >= question[0].base


@given(st.integers(0, 10_000), st.integers(1, 3), st.floats(0.6, 1.0))
@settings(max_examples=60, deadline=None)
def test_no_good_candidate_is_left_out(seed: int, count: int, part: float) -> None:
    """Places on a plane that share many people, where the bound has to be exact."""
    rng = np.random.default_rng(seed)
    rows, places = rng.uniform(0, 10, (60, 2)), rng.uniform(0, 10, (11, 2))
    people = rng.integers(1, 100, 60).astype(float)
    near = np.hypot(*(rows[:, None, :] - places[None, :, :]).transpose(2, 0, 1)) <= rng.uniform(
        1, 4
    )
    asked = siting(people, np.zeros(60, dtype=bool), reach([np.flatnonzero(r) for r in near], 11))
    choices = {
        columns: asked.won(np.array(columns, dtype=np.intp)).sum()
        for columns in combinations(range(11), count)
    }
    needed = part * max(choices.values())
    kept = promising(asked, count, needed)
    for columns, won in choices.items():
        if won > needed:
            assert kept[list(columns)].all()


@given(questions(), st.integers(1, 3), st.sampled_from([0.0, 0.05, 0.5, 1.0]))
@settings(max_examples=100, deadline=None)
def test_the_fair_choice_equals_brute_force(
    question: tuple[Siting, np.ndarray, np.ndarray, np.ndarray], count: int, price: float
) -> None:
    asked, people, reached, _ = question
    group = np.arange(len(people)) % GROUPS
    demand = np.bincount(group, weights=people, minlength=GROUPS)
    served = np.bincount(group, weights=people * reached, minlength=GROUPS)
    found = fairest(asked, count, demand, served, price=price)
    choices = every_choice(asked, count)
    floor = max(won.sum() for won in choices.values()) * (1 - price)
    allowed = [won for won in choices.values() if won.sum() >= floor - 1e-9]
    assert found.choice.optimal
    assert found.choice.reached - asked.base >= floor - 1e-6
    for worse in found.passed:
        assert all(won[worse] == 0 for won in allowed)
    if found.group is None:
        return
    lifted = max(won[found.group] for won in allowed)
    assert found.after == served[found.group] + lifted
    assert found.choice.reached == asked.base + max(
        won.sum() for won in allowed if won[found.group] == lifted
    )
    share = {g: served[g] / demand[g] for g in range(GROUPS) if served[g] < demand[g]}
    others = [share[g] for g in share if g not in found.passed]
    assert share[found.group] == min(others)
