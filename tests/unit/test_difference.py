import pytest

from sozialraum.analysis.difference import (
    around_zero,
    around_zero_class,
    difference,
    measure_of,
    same_groups,
)
from sozialraum.domain.comparison import Measure
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.status import Status

OK, SECRET, UNKNOWN = Status.OK, Status.SECRET, Status.UNKNOWN


def indicator(kind: str, unit: str) -> Indicator:
    return Indicator(
        id="x", name="X", kurzname="X", thema="T", art=kind, einheit=unit,
        ebenen=("bezirk",), definition="", quelle="q",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "unit", "measure"),
    [
        ("anzahl", "Personen", Measure.RELATIVE),
        ("anteil", "%", Measure.POINTS),
        ("rate", "%", Measure.POINTS),
        ("rate", "je 1.000", Measure.UNIT),
        ("mittelwert", "Jahre", Measure.UNIT),
    ],
)
def test_what_a_difference_is_said_in(kind: str, unit: str, measure: Measure) -> None:
    assert measure_of(indicator(kind, unit)) is measure


def test_points_and_per_cent() -> None:
    assert difference(20.0, 25.0, (OK, OK), Measure.POINTS) == (5.0, OK)
    assert difference(20.0, 25.0, (OK, OK), Measure.RELATIVE) == (25.0, OK)
    assert difference(12.4, 12.5, (OK, OK), Measure.UNIT) == (0.1, OK)
    assert difference(0.0, 5.0, (OK, OK), Measure.RELATIVE) == (None, Status.NOT_APPLICABLE)
    assert difference(5.0, 0.0, (OK, OK), Measure.RELATIVE) == (-100.0, OK)


def test_a_secret_side_makes_the_difference_secret_and_nothing_is_zero() -> None:
    assert difference(None, 5.0, (SECRET, OK), Measure.POINTS) == (None, SECRET)
    assert difference(None, None, (UNKNOWN, SECRET), Measure.POINTS) == (None, SECRET)
    assert difference(5.0, None, (OK, UNKNOWN), Measure.POINTS) == (None, UNKNOWN)
    doubted = difference(1.0, 2.0, (Status.UNCERTAIN, Status.ESTIMATED), Measure.POINTS)
    assert doubted == (1.0, Status.ESTIMATED)


def test_joint_areas_are_one_where_both_dates_join_them() -> None:
    assert same_groups([(0, 1)], [(0, 1)]) == (((0, 1),), frozenset())
    assert same_groups([(0, 1)], []) == ((), frozenset({0, 1}))
    assert same_groups([(0, 1)], [(0, 1, 2)]) == ((), frozenset({0, 1, 2}))


def test_one_value_in_all_parts_is_that_of_the_whole() -> None:
    def equal(positions: object) -> bool:
        return positions == (0, 1)

    def other(_positions: object) -> bool:
        return False

    assert same_groups([(0, 1)], [], (other, equal)) == (((0, 1),), frozenset())
    assert same_groups([(0, 1)], [], (equal, other)) == ((), frozenset({0, 1}))


def test_classes_lie_evenly_around_a_stable_band() -> None:
    limits = around_zero([-15.7, -9, -3, -0.5, 0, 0.4, 2, 6, 11.2], 1)
    assert limits == (1.0, 4.0, 8.0)
    expected = {-9: 0, -8: 1, -4: 2, -1.1: 2, -1: 3, 0: 3, 1: 3, 1.1: 4, 4: 4, 4.1: 5, 8.1: 6}
    assert {value: around_zero_class(value, limits) for value in expected} == expected


def test_without_changes_the_band_is_one_printed_step() -> None:
    assert around_zero([0.0, 0.0], 1) == (0.1, 0.4, 0.8)
    assert around_zero([], 0) == (1.0, 4.0, 8.0)
    assert around_zero_class(0.0, (0.1, 0.4, 0.8)) == 3
