"""No line ever bridges what is not known."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sozialraum.analysis.courses import position, segments, yearly
from sozialraum.domain.period import Period

YEARS = st.integers(1995, 2030)
POINTS = st.one_of(
    YEARS.map(str),
    st.tuples(YEARS, st.integers(1, 12)).map(lambda p: f"{p[0]}-{p[1]:02}"),
    st.tuples(YEARS, st.integers(1, 12), st.integers(1, 28)).map(
        lambda p: f"{p[0]}-{p[1]:02}-{p[2]:02}"
    ),
    st.tuples(YEARS, st.integers(1, 4)).map(lambda p: f"{p[0]}/{p[0] + p[1]}"),
)
PERIODS = st.lists(POINTS, unique=True, max_size=25).map(lambda codes: sorted(map(Period, codes)))


def covered(period: Period) -> set[int]:
    return set(range(int(period.code[:4]), period.year + 1))


@given(PERIODS, PERIODS)
def test_no_line_bridges_a_missing_year_or_a_hole(
    periods: list[Period], holes: list[Period]
) -> None:
    for run in segments(periods, holes):
        for first, second in pairwise(run):
            a, b = periods[first], periods[second]
            between = set(range(a.year, b.year + 1))
            assert between <= covered(a) | covered(b)
            assert not any(a < hole < b for hole in holes)


@given(PERIODS, PERIODS)
def test_runs_keep_the_order_and_share_nothing(periods: list[Period], holes: list[Period]) -> None:
    runs = segments(periods, holes)
    members = [member for run in runs for member in run]
    assert members == sorted(set(members))
    assert all(len(run) >= 2 for run in runs)
    assert all(b - a == 1 for run in runs for a, b in pairwise(run))


@given(PERIODS, st.sets(st.tuples(POINTS, POINTS)))
def test_what_is_ruled_out_is_never_on_one_line(
    periods: list[Period], ruled_out: set[tuple[str, str]]
) -> None:
    codes = [period.code for period in periods]
    pairs = ruled_out | set(zip(codes, codes[2:], strict=False))
    for run in segments(periods, (), lambda a, b: (a, b) not in pairs):
        assert not any((codes[a], codes[b]) in pairs for a in run for b in run if a < b)


@given(PERIODS)
def test_places_on_the_axis_lie_within_their_years(periods: list[Period]) -> None:
    for mode in {False, yearly([periods])}:
        for period in periods:
            years = covered(period)
            assert min(years) - 0.5 <= position(period, mode) <= max(years) + 0.51
