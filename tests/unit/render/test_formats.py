"""German numbers and class labels."""

import pytest

from sozialraum.render.formats import class_labels, enumeration, number


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.5, 1, "1.234,5"), (8515, 0, "8.515"), (0, 1, "0,0"), (-3.25, 2, "-3,25")],
)
def test_number(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


def test_class_labels_leave_no_gap() -> None:
    assert class_labels([10, 20, 32.5], 1, 0, 50) == [
        "unter 10",
        "10 bis unter 20",
        "20 bis unter 32,5",
        "32,5 und mehr",
    ]


def test_a_single_class_names_its_range() -> None:
    assert class_labels([], 1, 3.2, 4) == ["3,2 bis 4"]


def test_enumeration() -> None:
    assert [enumeration(p) for p in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a und b",
        "a, b und c",
    ]
