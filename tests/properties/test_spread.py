"""Spreading keeps every sum, invents nobody, and never turns unknown into a number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.analysis.spread import known_rows, spread, without_weight

COUNTS = st.lists(
    st.one_of(st.none(), st.integers(0, 10**7).map(float), st.floats(0, 1e9, allow_subnormal=True)),
    min_size=1,
    max_size=6,
)
WEIGHTS = st.one_of(
    st.integers(0, 500).map(float), st.floats(0, 1e12, allow_subnormal=True), st.just(0.0)
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[float | None], np.ndarray, np.ndarray]:
    counts = draw(COUNTS)
    rows = draw(st.lists(st.tuples(st.integers(-1, len(counts) - 1), WEIGHTS), max_size=40))
    owner = np.array([area for area, _ in rows], dtype=np.intp)
    weight = np.array([value for _, value in rows], dtype=np.float64)
    missing = without_weight(counts, owner, weight)
    owner = np.append(owner, missing).astype(np.intp)
    return counts, owner, np.append(weight, np.ones(len(missing)))


@given(cases())
def test_the_rows_of_an_area_add_up_to_its_count(case) -> None:
    counts, owner, weight = case
    persons = spread(counts, owner, weight)
    for area, count in enumerate(counts):
        total = math.fsum(persons[owner == area])
        assert total == pytest.approx(count or 0, rel=1e-9, abs=0)


@given(cases())
def test_nobody_is_negative_and_unknown_stays_unknown(case) -> None:
    counts, owner, weight = case
    persons = spread(counts, owner, weight)
    assert np.isfinite(persons).all() and (persons >= 0).all()
    known = known_rows(counts, owner)
    assert not persons[~known].any()
    assert known.tolist() == [area >= 0 and counts[area] is not None for area in owner]


@given(cases(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(case, random) -> None:
    counts, owner, weight = case
    order = list(range(len(owner)))
    random.shuffle(order)
    straight = spread(counts, owner, weight)[order]
    shuffled = spread(counts, owner[order], weight[order])
    largest = max((count or 0 for count in counts), default=0)
    assert np.allclose(straight, shuffled, rtol=1e-9, atol=1e-9 * largest)


@given(cases(), st.floats(1e-6, 1e6))
def test_only_the_proportions_of_the_weights_count(case, factor: float) -> None:
    counts, owner, weight = case
    weight = np.where(weight < 1e-200, 0, weight)
    if without_weight(counts, owner, weight):
        return
    largest = max((count or 0 for count in counts), default=0)
    one, other = spread(counts, owner, weight), spread(counts, owner, weight * factor)
    assert np.allclose(one, other, rtol=1e-9, atol=1e-9 * largest)
