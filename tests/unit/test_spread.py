from __future__ import annotations

import math

import numpy as np
import pytest

from sozialraum.analysis.spread import known_rows, spread, without_weight


def _rows(*owners: int) -> np.ndarray:
    return np.array(owners, dtype=np.intp)


def _weights(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_persons_follow_the_weights_within_each_area() -> None:
    persons = spread([100.0, 30.0], _rows(0, 1, 0, 1, 0), _weights(1, 2, 3, 1, 0))
    assert persons.tolist() == [25.0, 20.0, 75.0, 10.0, 0.0]


def test_thirds_still_add_up() -> None:
    persons = spread([100.0], _rows(0, 0, 0), _weights(1, 1, 1))
    assert math.fsum(persons) == 100.0


def test_unknown_is_neither_a_number_nor_known() -> None:
    owner = _rows(0, 1, 2, -1)
    assert spread([None, float("nan"), 7.0], owner, _weights(5, 5, 5, 5)).tolist() == [0, 0, 7, 0]
    assert known_rows([None, float("nan"), 7.0], owner).tolist() == [False, False, True, False]


def test_nobody_published_is_not_zero_persons() -> None:
    assert known_rows([0.0, None], _rows(0, 1)).tolist() == [True, False]


def test_a_count_without_weight_is_found_and_refused() -> None:
    counts, owner, weight = [5.0, 0.0, None, 3.0], _rows(0, 1, 2), _weights(0, 0, 0)
    assert without_weight(counts, owner, weight) == [0, 3]
    with pytest.raises(ValueError, match="area 0"):
        spread(counts, owner, weight)


@pytest.mark.parametrize(
    ("counts", "owner", "weight"),
    [
        ([-1.0], _rows(0), _weights(1)),
        ([math.inf], _rows(0), _weights(1)),
        ([1.0], _rows(0), _weights(-1)),
        ([1.0], _rows(0), _weights(math.nan)),
        ([1.0], _rows(1), _weights(1)),
        ([1.0], _rows(-2), _weights(1)),
        ([1.0], _rows(0, 0), _weights(1)),
    ],
)
def test_nonsense_is_refused(counts, owner, weight) -> None:
    with pytest.raises(ValueError, match=r"must|owner"):
        spread(counts, owner, weight)


def test_no_rows_at_all() -> None:
    assert spread([None, 0.0], _rows(), _weights()).tolist() == []
