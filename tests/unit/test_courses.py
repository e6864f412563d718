"""A line joins neighbours in time only; dates lie where the axis says."""

from __future__ import annotations

import pytest

from sozialraum.analysis.courses import missing_years, position, segments, yearly
from sozialraum.domain.period import Period


def periods(*codes: str) -> list[Period]:
    return [Period(code) for code in codes]


def test_a_missing_year_interrupts_the_line() -> None:
    found = segments(periods("2006-12-31", "2014", "2015", "2016", "2018", "2019"))
    assert found == ((1, 2, 3), (4, 5))


def test_a_single_value_is_no_line() -> None:
    assert segments(periods("2016")) == ()
    assert segments(periods("2010", "2016")) == ()


def test_a_stated_gap_interrupts_the_line() -> None:
    years = periods("2016", "2017", "2018-12-31")
    assert segments(years) == ((0, 1, 2),)
    assert segments(years, periods("2018")) == ((0, 1),)


def test_a_hole_outside_interrupts_nothing() -> None:
    assert segments(periods("2016", "2017"), periods("2015", "2018")) == ((0, 1),)


def test_what_may_not_be_compared_is_not_joined_even_across_a_third_value() -> None:
    def ruled_out(first: str, second: str) -> bool:
        return {first, second} != {"2016", "2018"}

    assert segments(periods("2016", "2017", "2018", "2019"), (), ruled_out) == ((0, 1), (2, 3))


def test_spans_join_spans_of_the_same_length_only() -> None:
    assert segments(periods("2016/2017", "2017/2018", "2018/2019")) == ((0, 1, 2),)
    assert segments(periods("2013", "2014/2015", "2016-12")) == ()
    assert segments(periods("2014-01/2014-03", "2014-01/2014-11", "2014-10/2014-12")) == ()


def test_an_unordered_pair_is_never_joined() -> None:
    assert segments(periods("2017", "2016")) == ()
    assert segments(periods("2017", "2017")) == ()


@pytest.mark.parametrize(
    ("code", "x"),
    [
        ("2018", 2018.0),
        ("2018-12-31", 2018.5),
        ("2018-01-01", 2017.5),
        ("2018-07-01", 2018.0),
        ("2016/2017", 2016.5),
        ("2018-06", 2017.95),
    ],
)
def test_the_label_of_a_year_stands_in_its_middle(code: str, x: float) -> None:
    assert position(Period(code), yearly=False) == pytest.approx(x, abs=0.01)


@pytest.mark.parametrize(
    ("code", "x"), [("2018", 2018), ("2018-12-31", 2018), ("2018-02", 2018), ("2016/2017", 2016.5)]
)
def test_in_a_yearly_course_the_year_counts(code: str, x: float) -> None:
    assert position(Period(code), yearly=True) == x


def test_yearly_means_one_date_per_year_and_course() -> None:
    assert yearly([periods("2017-12-31", "2018"), periods("2018-12-31", "2018-12-31")])
    assert not yearly([periods("2018", "2018-12-31")])


def test_gaps_are_runs_of_years() -> None:
    assert missing_years(periods("2006-12-31", "2010/2012", "2015", "2017")) == (
        (2007, 2009),
        (2013, 2014),
        (2016, 2016),
    )
    assert missing_years(periods("2006", "2007")) == ()
    assert missing_years([]) == ()
