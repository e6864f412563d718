"""Classes against mapclassify, and the traps of missing values and ties."""

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.classification import classify, parse_limits
from sozialraum.domain.queries import Scheme
from sozialraum.errors import UnreadableInput

VALUES = pd.Series(np.random.default_rng(7).gamma(2, 10, 170).round(1))


@pytest.mark.parametrize("k", [3, 5, 7])
def test_natural_breaks_agree_with_mapclassify(k: int) -> None:
    ours = classify(VALUES, Scheme.NATURAL, k).assign(VALUES)
    theirs = mapclassify.FisherJenks(VALUES.to_numpy(), k).yb
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("k", [4, 5])
def test_equal_intervals_agree_with_mapclassify(k: int) -> None:
    limits = classify(VALUES, Scheme.EQUAL, k, decimals=4).limits
    assert limits == pytest.approx(mapclassify.EqualInterval(VALUES, k).bins[:-1], abs=1e-3)


def test_quantiles_fill_classes_evenly() -> None:
    counts = classify(VALUES, Scheme.QUANTILES, 5).assign(VALUES).value_counts()
    assert counts.min() >= 30
    assert counts.max() <= 38


def test_standard_deviation_is_centred_on_the_mean() -> None:
    limits = classify(VALUES, Scheme.DEVIATION, 4, decimals=3).limits
    mean, spread = VALUES.mean(), VALUES.std()
    inside = [v for v in (mean - spread, mean, mean + spread) if VALUES.min() < v <= VALUES.max()]
    assert limits == pytest.approx(inside, abs=1e-3)


def test_missing_values_fall_into_no_class_and_do_not_move_the_limits() -> None:
    holes = VALUES.copy()
    holes.iloc[::10] = np.nan
    classes = classify(holes, Scheme.NATURAL)
    assert classes.limits == classify(holes.dropna(), Scheme.NATURAL).limits
    assert (classes.assign(holes)[holes.isna()] == -1).all()


def test_ties_are_reported() -> None:
    classes = classify(pd.Series([1.0] * 50 + [2.0]), Scheme.QUANTILES, 5)
    assert classes.k < 5
    assert "statt 5" in classes.note


def test_natural_breaks_survive_an_empty_class() -> None:
    values = pd.Series([0.0, 1.0, *[856159.203125] * 5, 2.0, 3.0, 4.0])
    for k in range(2, 10):
        classes = classify(values, Scheme.NATURAL, k)
        assert classes.assign(values).max() < classes.k


def test_nothing_but_missing_values_gives_no_class() -> None:
    classes = classify(pd.Series([np.nan, np.nan]), Scheme.NATURAL)
    assert classes.k == 0
    assert classes.note == "Es liegen keine Werte vor."


def test_a_limit_belongs_to_the_upper_class() -> None:
    classes = classify(pd.Series([5.0, 10.0, 15.0]), Scheme.OWN, own=[10])
    assert classes.assign(pd.Series([9.9, 10.0])).tolist() == [0, 1]


@pytest.mark.parametrize("own", [[], list(range(9))])
def test_impossible_own_limits_are_refused(own: list[float]) -> None:
    with pytest.raises(UnreadableInput, match="eigene Grenzen"):
        classify(VALUES, Scheme.OWN, own=own)


def test_impossible_number_of_classes_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="2 bis 9"):
        classify(VALUES, Scheme.EQUAL, 1)


def test_typed_limits() -> None:
    assert parse_limits("20; 10;32,5") == (10.0, 20.0, 32.5)
    assert parse_limits("") == ()


@pytest.mark.parametrize("text", ["10.5; 20", "zehn", "10; inf"])
def test_unclear_limits_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnreadableInput, match="Dezimalkomma"):
        parse_limits(text)


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=60),
    st.sampled_from([s for s in Scheme if s is not Scheme.OWN]),
    st.integers(2, 9),
)
def test_every_value_has_exactly_one_class_and_classes_are_ordered(
    values: list[float | None], scheme: Scheme, k: int
) -> None:
    series = pd.Series(values, dtype=float)
    classes = classify(series, scheme, k)
    numbers = classes.assign(series)
    assert numbers.index.equals(series.index)
    assert ((numbers == -1) == series.isna()).all()
    known = series.dropna().sort_values()
    assert numbers[known.index].is_monotonic_increasing
    assert numbers.max() < max(classes.k, 1)
