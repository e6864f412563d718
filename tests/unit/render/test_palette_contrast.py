"""Contrast of all colours by computation: palettes, text on its ground, symbols and outlines.

Lightness is CIE L* (D65). Colour blindness is simulated with the matrices for full dichromacy of
Machado, Oliveira and Fernandes (2009), which apply to linear RGB.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from sozialraum.render import chart_look
from sozialraum.render.index_words import cluster_legend, matrix_legend, status_legend
from sozialraum.render.palettes import ANCHORS, AROUND_ZERO, TWO_QUESTIONS, colours
from sozialraum.web import offers_directory_map, records_map, site_states

ROOT = Path(__file__).parents[3]
NOTICED = 10.0
"""Delta E (CIE 1976): 2.3 is just noticed side by side; four times that is told apart at a glance,
also where a white border or another area lies between."""
STEP = 5.0
"""Difference in L* of neighbouring classes: seen in print without colour."""
MATRICES = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = TO_XYZ @ np.ones(3)


def linear(colour: str) -> np.ndarray:
    full = colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
    channels = np.array([int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour: str, seen_by: str = "everybody") -> np.ndarray:
    seen = np.clip(MATRICES[seen_by] @ linear(colour), 0, 1)
    x, y, z = np.where(
        (ratio := TO_XYZ @ seen / WHITE) > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(text: str, ground: str) -> float:
    light, dark = sorted(
        (float(TO_XYZ[1] @ linear(colour)) for colour in (text, ground)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


STATUS = [row.colour for row in status_legend()]
MATRIX = [row.colour for row in matrix_legend()]
CLUSTERS = [row.colour for row in cluster_legend()]
SEQUENCES = {
    **{f"{name}_{k}": colours(name, k) for name in ANCHORS for k in range(3, 8)},
    "around_zero": list(AROUND_ZERO),
    "status": STATUS,
    **{f"two_questions_row_{n}": list(row) for n, row in enumerate(TWO_QUESTIONS)},
    **{f"two_questions_column_{n}": list(c) for n, c in enumerate(zip(*TWO_QUESTIONS, strict=True))},
    **{f"matrix_row_{n}": MATRIX[n * 3 : n * 3 + 3] for n in range(4)},
    **{f"matrix_column_{n}": MATRIX[n::3] for n in range(3)},
}
SETS = {
    "two_questions": [colour for row in TWO_QUESTIONS for colour in row],
    "matrix": MATRIX,
    "clusters": CLUSTERS,
}


def nearest(palette: Sequence[str], seen_by: str) -> float:
    found = [lab(colour, seen_by) for colour in palette]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(found, 2))


if __name__ == "__main__":
    for name, palette in (SEQUENCES | SETS).items():
        steps = [abs(lab(a)[0] - lab(b)[0]) for a, b in itertools.pairwise(palette)]
        neighbours = {s: round(min(float(np.linalg.norm(lab(a, s) - lab(b, s))) for a, b in itertools.pairwise(palette)),1) for s in MATRICES}
        print(name, "dL", round(min(steps), 1), neighbours, {s: round(nearest(palette, s), 1) for s in MATRICES})
