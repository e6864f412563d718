"""Similar areas, for any table: symmetric, scale-free, honest about missing values."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.analysis.similarity import distances, similar, z_scores

CODES = [f"{number:02d}" for number in range(6)]
NUMBERS = st.integers(-50, 50)
CELLS = st.one_of(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.none())
PAIRS = st.permutations(CODES).map(lambda codes: codes[:2])
TABLES = st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=5, max_size=8).map(
    lambda columns: pd.DataFrame(
        {f"i{n}": pd.Series(cells, index=CODES, dtype="float64") for n, cells in enumerate(columns)}
    )
)


@given(TABLES, PAIRS)
def test_distances_are_symmetric(table: pd.DataFrame, pair: list[str]) -> None:
    one, other = pair
    there, back = distances(table, one)[other], distances(table, other)[one]
    assert np.isnan(there) or np.isnan(back) or np.isclose(there, back)


@given(TABLES, st.sampled_from(CODES), st.integers(1, 5))
def test_an_area_is_never_similar_to_itself(table: pd.DataFrame, code: str, count: int) -> None:
    result = similar(table, code, count)
    codes = [neighbour.code for neighbour in result.found]
    assert code not in codes
    assert len(codes) == len(set(codes)) <= count
    assert bool(codes) != bool(result.reason)
    order = [(neighbour.distance, neighbour.code) for neighbour in result.found]
    assert order == sorted(order)


@given(TABLES, st.sampled_from(CODES), st.integers(1, 1000), st.integers(-500, 500))
def test_unit_and_zero_of_a_column_do_not_matter(
    table: pd.DataFrame, code: str, scale: int, shift: int
) -> None:
    changed = table.assign(i0=table["i0"] * scale + shift)
    pd.testing.assert_series_equal(distances(table, code), distances(changed, code))


@given(TABLES, PAIRS)
def test_a_missing_value_counts_as_nothing(table: pd.DataFrame, pair: list[str]) -> None:
    one, other = pair
    scores = z_scores(table)
    both = scores.loc[[one, other]].dropna(axis=1)
    found = distances(table, one)[other]
    enough = both.shape[1] >= 4 and both.shape[1] / scores.loc[one].count() >= 0.6
    assert np.isnan(found) != enough
    if enough:
        assert np.isclose(found, np.sqrt(((both.loc[one] - both.loc[other]) ** 2).mean()))
