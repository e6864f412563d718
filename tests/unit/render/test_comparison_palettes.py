import itertools
import math
from collections.abc import Sequence

import pytest

from sozialraum.domain.comparison import MOST_AREAS
from sozialraum.render.comparison import COLOURS
from sozialraum.render.palettes import AROUND_ZERO, TWO_QUESTIONS, lightness, two_questions


def perceived(colour: str) -> float:
    """CIELAB lightness of a colour, 0 to 100."""
    return 116 * float(lightness(colour)) ** (1 / 3) - 16


def test_decrease_and_increase_weigh_the_same() -> None:
    for fall, rise in zip(AROUND_ZERO[:3], AROUND_ZERO[:3:-1], strict=True):
        assert perceived(fall) == pytest.approx(perceived(rise), abs=0.5)
    steps = [perceived(colour) for colour in AROUND_ZERO[:4]]
    assert steps == sorted(steps)


def test_nine_classes_differ_by_lightness_alone() -> None:
    found = sorted(perceived(colour) for row in TWO_QUESTIONS for colour in row)
    assert min(b - a for a, b in itertools.pairwise(found)) > 2.5
    assert all(
        list(map(perceived, row)) == sorted(map(perceived, row))[::-1] for row in TWO_QUESTIONS
    )


def test_fewer_classes_take_the_outer_colours() -> None:
    assert two_questions(3, 3) == [colour for row in TWO_QUESTIONS for colour in row]
    assert two_questions(2, 1) == [TWO_QUESTIONS[0][0], TWO_QUESTIONS[0][2]]


DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
"""Linear RGB as green-blind people see it (Machado and others 2009)."""
XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8728))


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def seen(colour: str, *, green: bool) -> tuple[float, float, float]:
    """CIELAB of a colour, to normal eyes or without green."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    told = linear if green else [min(1, max(0, c)) for c in times(DEUTERANOPIA, linear)]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in times(XYZ, told))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("green", [True, False])
def test_compared_areas_are_told_apart(green: bool) -> None:
    assert len(COLOURS) == MOST_AREAS
    for one, other in itertools.combinations(COLOURS, 2):
        assert math.dist(seen(one, green=green), seen(other, green=green)) > 15
    assert all(1.05 / (lightness(colour) + 0.05) >= 4.5 for colour in COLOURS)
