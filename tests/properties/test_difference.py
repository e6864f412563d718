from hypothesis import given
from hypothesis import strategies as st

from sozialraum.analysis.difference import around_zero, around_zero_class, difference
from sozialraum.domain.comparison import Measure
from sozialraum.domain.status import Status

VALUES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
SIDES = st.one_of(
    st.tuples(VALUES, st.sampled_from([Status.OK, Status.UNCERTAIN, Status.ESTIMATED])),
    st.tuples(
        st.none(),
        st.sampled_from([Status.SECRET, Status.UNKNOWN, Status.LATER, Status.NOT_APPLICABLE]),
    ),
)


@given(SIDES, SIDES)
def test_turned_around_a_difference_is_its_opposite(first: tuple, second: tuple) -> None:
    there = difference(first[0], second[0], (first[1], second[1]), Measure.POINTS)
    back = difference(second[0], first[0], (second[1], first[1]), Measure.POINTS)
    assert there[1] is back[1]
    assert (there[0] is None) == (back[0] is None) == (not there[1].has_value)
    if there[0] is not None and back[0] is not None:
        assert there[0] == -back[0]


@given(SIDES, SIDES, st.sampled_from(list(Measure)))
def test_secret_stays_secret(first: tuple, second: tuple, measure: Measure) -> None:
    value, status = difference(first[0], second[0], (first[1], second[1]), measure)
    if Status.SECRET in (first[1], second[1]):
        assert (value, status) == (None, Status.SECRET)


@given(st.lists(VALUES, max_size=40), st.integers(0, 2))
def test_every_change_has_one_class_and_its_opposite_mirrors_it(
    values: list[float], decimals: int
) -> None:
    limits = around_zero(values, decimals)
    assert 0 < limits[0] < limits[1] < limits[2]
    assert around_zero_class(0.0, limits) == 3
    for value in values:
        found = around_zero_class(value, limits)
        assert 0 <= found <= 6
        assert found + around_zero_class(-value, limits) == 6
