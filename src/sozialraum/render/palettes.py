"""Sequential and diverging palettes: readable by colour-blind people, ordered by lightness.

The anchors are our own choice; colours between two anchors are mixed in sRGB, so that any number of
classes has falling lightness.
"""

from __future__ import annotations

ANCHORS = {
    "blau_violett": ("#edf2f8", "#c4d4e9", "#94aed9", "#6a7bc4", "#4b3f93"),
    "gruen": ("#eff6f1", "#c3dfce", "#8abfa5", "#4b937f", "#0f5551"),
    "differenz": ("#a0522d", "#dba77a", "#f2f0ec", "#8fb3cf", "#2c5f8a"),
}
DEFAULT = "blau_violett"
AROUND_ZERO = ("#985015", "#cc8a53", "#efc8a5", "#f2f1ef", "#caccf2", "#8f93d7", "#515bb2")
"""Decrease (brown) over stable to increase (blue violet), lightness 42, 63, 83 (CIELAB) both ways.

Brown and blue stay apart for red-green blind people, steps by lightness for everybody.
"""
TWO_QUESTIONS = (
    ("#ebebeb", "#aabce0", "#6090d4"),
    ("#faceb7", "#bfa0ae", "#8475a3"),
    ("#ffb185", "#c9847d", "#925974"),
)
"""Three by three classes, rows from low to high: the first question (columns) adds blue, the
second (rows) orange. Lightness (CIELAB) falls by 17 per column and 7 per row: all nine differ.
"""


def colours(palette: str, k: int) -> list[str]:
    """``k`` colours (``#rrggbb``) from light to dark; unknown palettes give the default one."""
    anchors = [_rgb(colour) for colour in ANCHORS.get(palette, ANCHORS[DEFAULT])]
    if k <= 1:
        return [_hex(anchors[len(anchors) // 2])][:k]
    positions = [step * (len(anchors) - 1) / (k - 1) for step in range(k)]
    return [_hex(_between(anchors, position)) for position in positions]


def two_questions(columns: int, rows: int) -> list[str]:
    """Colours of a legend square of up to three by three, row after row; two are the outer ones."""
    places = {1: (0,), 2: (0, 2), 3: (0, 1, 2)}
    return [TWO_QUESTIONS[row][column] for row in places[rows] for column in places[columns]]


def lightness(colour: str) -> float:
    """Relative luminance 0 to 1 (WCAG 2.1), to check order and contrast."""
    channels = [c / 255 for c in _rgb(colour)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _between(anchors: list[tuple[int, ...]], position: float) -> tuple[int, ...]:
    first = min(int(position), len(anchors) - 2)
    share = position - first
    pairs = zip(anchors[first], anchors[first + 1], strict=True)
    return tuple(round(a + (b - a) * share) for a, b in pairs)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _hex(rgb: tuple[int, ...]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in rgb)
