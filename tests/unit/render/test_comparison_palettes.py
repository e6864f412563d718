import itertools

import pytest

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
