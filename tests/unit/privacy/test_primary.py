"""What a rule says about a single cell, and how exactly a printed ratio gives a count away."""

from __future__ import annotations

import math
from typing import Any

import pytest

from slow_masking import indicator
from sozialraum.domain.confidentiality import Rule
from sozialraum.privacy import ratios
from sozialraum.privacy.primary import (
    Protection,
    before_rounding,
    dominated,
    rounded,
    small_count,
)


def rule(**keys: Any) -> Rule:
    return Rule.model_validate({"id": "r", **keys})


@pytest.mark.parametrize("minimum", [3, 5, 10])
def test_counts_below_the_minimum_are_protected_by_its_width(minimum: int) -> None:
    hides = rule(mindestzahl=minimum)
    assert small_count(0, hides) is None
    assert small_count(1, hides) == small_count(minimum - 1, hides) == Protection(width=minimum)
    assert small_count(minimum, hides) is None


def test_zero_is_protected_on_request_only() -> None:
    assert small_count(0, rule(mindestzahl=3, null_schuetzen=True)) == Protection(width=3)
    assert small_count(0, rule(rundung=5, null_schuetzen=True)) is None


def test_one_contributor_with_nearly_everything_dominates() -> None:
    hides = rule(dominanz={"groesste": 1, "prozent": 80})
    found = dominated(100, 90, 5, hides)
    assert found is not None
    assert found.up == pytest.approx(100 / 80 * 90 - 100)
    assert dominated(100, 80, 20, hides) is None
    assert dominated(100, 60, 30, rule(dominanz={"groesste": 2, "prozent": 85})) is not None


def test_the_second_largest_must_not_estimate_the_largest_within_p_percent() -> None:
    hides = rule(p_prozent=10)
    assert dominated(100, 80, 15, hides) == Protection(up=3, down=3)
    assert dominated(100, 80, 12, hides) is None
    alone = dominated(40, 40, math.nan, hides)
    assert alone == Protection(up=4, down=4)


def test_down_never_reaches_below_zero() -> None:
    found = dominated(10, 10, math.nan, rule(dominanz={"groesste": 1, "prozent": 10}))
    assert found == Protection(up=90, down=10)


def test_rounding_is_deterministic_and_its_interval_holds_exactly_what_rounds_to_it() -> None:
    for base in (5, 10, 3):
        for value in range(60):
            low, high = before_rounding(rounded(value, base), base, whole=True)
            same = [n for n in range(80) if rounded(n, base) == rounded(value, base)]
            assert (low, high) == (min(same), max(same))


def test_protections_add_up_to_the_stronger_one() -> None:
    assert Protection(3, 1, 0) | Protection(1, 2, 5) == Protection(3, 2, 5)


def test_the_factor_of_a_ratio_is_read_from_its_unit() -> None:
    assert ratios.factor(indicator("q", art="anteil", einheit="%")) == 100
    assert ratios.factor(indicator("q", art="rate", einheit="je 1.000 Einwohner")) == 1000
    assert math.isnan(ratios.factor(indicator("q", art="rate", einheit="Personen")))
    assert math.isnan(ratios.factor(indicator("q", art="index", einheit="%")))


@pytest.mark.parametrize("denominator", [7, 40, 333, 999])
def test_a_percentage_with_one_decimal_is_the_count(denominator: int) -> None:
    for count in range(0, denominator + 1, 3):
        printed = round(100 * count / denominator, 1)
        assert ratios.possible_counts(printed, 1, 100, denominator) == (count, count)


def test_a_percentage_of_many_leaves_room() -> None:
    low, high = ratios.possible_counts(12.3, 1, 100, 50_000)
    assert high - low == 50


def test_more_decimals_than_declared_count_as_known() -> None:
    share = indicator("q", art="anteil", einheit="%", nachkommastellen=1)
    assert ratios.printed_decimals(12.5, share) == 1
    assert ratios.printed_decimals(12.3456, share) == 4
    assert ratios.printed_decimals(12.0, share) == 1


def test_a_ratio_is_computed_from_both_counts_or_not_at_all() -> None:
    share = indicator("q", art="anteil", einheit="%", nachkommastellen=1)
    assert ratios.quotient(1, 3, share) == 33.3
    assert math.isnan(ratios.quotient(math.nan, 3, share))
    assert math.isnan(ratios.quotient(1, 0, share))
