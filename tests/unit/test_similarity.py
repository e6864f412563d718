"""Similar areas: a distance worked out by hand, missing values, joint values, reasons."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sozialraum.analysis.similarity import distances, similar, z_scores
from sozialraum.errors import UnknownEntry

NAN = float("nan")


def frame(**rows: list[float]) -> pd.DataFrame:
    table = pd.DataFrame(rows).T
    table.columns = list("pqrstu")[: table.shape[1]]
    return table


# Every column has the mean 4 and the population standard deviation sqrt(5): z = (x - 4) / sqrt(5).
BY_HAND = frame(
    A=[1, 1, 7, 7],
    B=[3, 1, 5, 7],
    C=[5, 5, 3, 3],
    D=[7, 9 - 0.0, 1, -1],
)
BY_HAND["q"] = [1, 3, 5, 7]
BY_HAND["s"] = [7, 5, 3, 1]


def test_z_scores_by_hand() -> None:
    scores = z_scores(BY_HAND)
    assert scores.loc["A", "p"] == pytest.approx(-3 / math.sqrt(5))
    assert scores.loc["C", "r"] == pytest.approx(-1 / math.sqrt(5))


def test_the_distance_by_hand() -> None:
    # A and B differ by 2 in each of four columns: each z by 2 / sqrt(5), so does their root mean.
    # A and D differ by 6 in each column.
    found = distances(BY_HAND, "A")
    assert found["B"] == pytest.approx(2 / math.sqrt(5))
    assert found["C"] == pytest.approx(4 / math.sqrt(5))
    assert found["D"] == pytest.approx(6 / math.sqrt(5))
    uneven = BY_HAND.assign(p=[1, 1, 7, 7])
    # p: mean 4, deviation 3, A and B equal; r, q, s as before: sqrt((0 + 3 * 4/5) / 4)
    assert distances(uneven, "A")["B"] == pytest.approx(math.sqrt(3 * 4 / 5 / 4))
    assert similar(uneven, "A").found[0].nearest[0] == "p"


def test_the_nearest_first_and_never_the_area_itself() -> None:
    found = similar(BY_HAND, "B", count=2).found
    assert [n.code for n in found] == ["A", "C"]
    assert found[0].distance == found[1].distance
    assert similar(BY_HAND, "B").basis == ("p", "q", "r", "s")


def test_missing_values_are_left_out_and_never_0() -> None:
    table = BY_HAND.assign(t=[1.0, 3.0, 5.0, 7.0])
    table.loc["B", "t"] = NAN
    assert distances(table, "A")["B"] == pytest.approx(2 / math.sqrt(5))
    zero = table.copy()
    zero.loc["B", "t"] = 0.0
    assert distances(zero, "A")["B"] != pytest.approx(2 / math.sqrt(5))


def test_areas_with_too_little_in_common_are_left_out() -> None:
    table = BY_HAND.assign(t=[1.0, 3.0, 5.0, 7.0], u=[1.0, 3.0, 5.0, 7.0])
    table.loc["B", ["p", "q", "r"]] = NAN
    assert [n.code for n in similar(table, "A").found] == ["C", "D"]
    assert math.isnan(distances(table, "A")["B"])
    # three are enough where three are asked for, but must be 60 % of the six that A has
    assert math.isnan(distances(table, "A", minimum=3)["B"])
    assert distances(table, "B", minimum=3)["A"] == pytest.approx(2 / math.sqrt(5))


def test_constant_columns_tell_nothing() -> None:
    table = BY_HAND.assign(t=0.1, u=NAN)
    assert list(z_scores(table)) == ["p", "q", "r", "s"]
    assert similar(table, "A").found == similar(BY_HAND, "A").found


def test_areas_that_were_published_as_one_value_are_no_neighbours() -> None:
    table = pd.concat([BY_HAND, BY_HAND.loc[["A", "C"]].set_axis(["A2", "C2"])])
    assert [n.code for n in similar(table, "A").found] == ["A2", "B", "C"]
    units = {"A": "a", "A2": "a", "C": "c", "C2": "c"}
    assert [n.code for n in similar(table, "A", units=units).found] == ["B", "C", "D"]


def test_reasons_why_nothing_can_be_said() -> None:
    few = similar(BY_HAND.head(3), "A")
    assert not few.found
    assert "weniger als 4 Gebiete" in few.reason
    empty = BY_HAND.astype(float)
    empty.loc[["B", "C"]] = NAN
    assert "weniger als 4 Gebiete" in similar(empty, "A").reason
    table = pd.concat([BY_HAND, frame(E=[1, NAN, NAN, NAN])])
    one = similar(table, "E")
    assert (one.found, one.basis) == ((), ("p",))
    assert "mindestens 4 Kennzahlen" in one.reason
    assert "ist nur eine" in one.reason
    assert "ist keine" in similar(pd.concat([BY_HAND, frame(E=[NAN])]), "E").reason
    halves = pd.concat([frame(A=[1, 2, 3, 4]), frame(B=[1]), frame(C=[2]), frame(D=[3])])
    halves.loc[["B", "C"], ["q", "r", "s"]] = [[3, NAN, NAN], [NAN, 4, 5]]
    assert "genug gemeinsame Kennzahlen" in similar(halves, "A").reason


def test_an_area_that_is_not_there() -> None:
    with pytest.raises(UnknownEntry, match="Z"):
        similar(BY_HAND, "Z")
