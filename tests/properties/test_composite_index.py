"""What must not matter for a composite index: units of measurement, zero points, order of areas."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.analysis.composite_index import composite, contributions, standardised_within

_AREAS, _COLUMNS = 12, 3
_values = st.lists(
    st.lists(st.integers(0, 1000), min_size=_COLUMNS, max_size=_COLUMNS),
    min_size=_AREAS,
    max_size=_AREAS,
    unique_by=(lambda row: row[0], lambda row: row[1], lambda row: row[2]),
)
_weights = st.lists(st.integers(-4, 4).filter(bool), min_size=_COLUMNS, max_size=_COLUMNS)


def _index(frame: pd.DataFrame, weights: list[int]) -> pd.Series[float]:
    scores = standardised_within(frame, {})
    return composite(contributions(scores, dict(zip(frame.columns, weights, strict=True))), {})


def _frame(rows: list[list[int]]) -> pd.DataFrame:
    codes = [f"{n:03}" for n in range(_AREAS)]
    return pd.DataFrame(rows, index=codes, columns=["a", "b", "c"], dtype=float)


@settings(max_examples=60, deadline=None)
@given(_values, _weights, st.integers(-500, 500), st.floats(0.01, 100))
def test_zero_point_and_unit_of_an_indicator_do_not_matter(
    rows: list[list[int]], weights: list[int], constant: int, factor: float
) -> None:
    frame = _frame(rows)
    other = frame.assign(a=frame["a"] * factor + constant)
    np.testing.assert_allclose(_index(frame, weights), _index(other, weights), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(_values, _weights, st.permutations(range(_AREAS)))
def test_the_order_of_areas_does_not_matter(
    rows: list[list[int]], weights: list[int], order: list[int]
) -> None:
    frame = _frame(rows)
    index = _index(frame.iloc[order], weights).reindex(frame.index)
    np.testing.assert_allclose(index, _index(frame, weights), atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(_values, _weights)
def test_turning_all_directions_turns_the_index(rows: list[list[int]], weights: list[int]) -> None:
    frame = _frame(rows)
    turned = _index(frame, [-weight for weight in weights])
    np.testing.assert_allclose(turned, -_index(frame, weights), atol=1e-9)
    assert not np.isinf(turned).any()
