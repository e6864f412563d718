"""Palettes fall in lightness, so that colour is never the only sign."""

from itertools import pairwise

import pytest

from sozialraum.render.palettes import ANCHORS, colours, lightness


@pytest.mark.parametrize("palette", ["blau_violett", "gruen"])
@pytest.mark.parametrize("k", range(2, 10))
def test_sequential_palettes_get_darker_step_by_step(palette: str, k: int) -> None:
    steps = [lightness(colour) for colour in colours(palette, k)]
    assert steps == sorted(steps, reverse=True)
    assert min(a - b for a, b in pairwise(steps)) > 0.03


def test_every_palette_gives_as_many_colours_as_asked() -> None:
    assert all(len(colours(name, k)) == k for name in ANCHORS for k in range(10))


def test_unknown_palettes_fall_back() -> None:
    assert colours("gibt es nicht", 5) == colours("blau_violett", 5)
