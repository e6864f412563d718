"""Sequential and diverging palettes: readable by colour-blind people, ordered by lightness.

The anchors are our own choice; colours between two anchors are mixed in sRGB, so that any number of
classes has falling lightness.
"""

from __future__ import annotations

ANCHORS = {
    "blau_violett": ("#edf2f8", "#c4d4e9", "#94aed9", "#6a7bc4", "#4b3f93"),
    "gruen": ("#eef5f0", "#c5dfcf", "#8fc1a9", "#559a86", "#1f6b66"),
    "differenz": ("#a0522d", "#dba77a", "#f2f0ec", "#8fb3cf", "#2c5f8a"),
}
DEFAULT = "blau_violett"


def colours(palette: str, k: int) -> list[str]:
    """``k`` colours (``#rrggbb``) from light to dark; unknown palettes give the default one."""
    anchors = [_rgb(colour) for colour in ANCHORS.get(palette, ANCHORS[DEFAULT])]
    if k <= 1:
        return [_hex(anchors[len(anchors) // 2])][:k]
    positions = [step * (len(anchors) - 1) / (k - 1) for step in range(k)]
    return [_hex(_between(anchors, position)) for position in positions]


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
