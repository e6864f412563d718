"""Text in pictures: escaped for XML, measured and wrapped without a browser."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sozialraum.render.escape import html_text

FAMILY: Final = (
    "'Sozialraum Sans', 'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Arial, sans-serif"
)
"""``static/schrift``, then what a viewer without it may have."""
INK: Final = "#1c2530"
QUIET: Final = "#55606b"
LEADING: Final = 1.36
"""Distance of two lines in sizes of the font."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS: Final = re.compile("[ \t\r\n]+")
"""Where a line may end: not at a protected blank."""
_OTHER_FONT: Final = 1.08
"""A viewer without our font takes a wider one: lines are not filled to the end."""
_BOLD: Final = 1.09
_WIDTHS: Final = {
    char: width / 1000
    for width, chars in {
        200: " \u00a0\u202f",
        250: "',.:;ijl|ı·‚‘’!I",
        320: "()-[]t{}°•fł/\\r²³",
        440: '*s"?cxz„“”',
        490: "#$+0123456789<=>FJLY^_ekvy~–×≈€−≤≥§",
        540: "ESTVXZagbdhnopquøđß",
        590: "ACKPR`BDG&→←↑↓",
        650: "HNUOQ",
        720: "Mwæ©",
        830: "W—½%@mœ…",
    }.items()
    for char in chars
}
_UNKNOWN: Final = 0.85


def xml_text(text: str) -> str:
    """``text`` for an element or attribute of an SVG.

    As :func:`~sozialraum.render.escape.html_text` (its entities are valid XML); characters that
    XML forbids, such as most control characters, become U+FFFD.
    """
    return html_text(_NOT_XML.sub("\ufffd", text))


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Estimated width in pixels, a few percent more than the true one."""
    letters = unicodedata.normalize("NFD", text)
    ems = sum(_WIDTHS.get(char, _UNKNOWN) for char in letters if not unicodedata.combining(char))
    return ems * size * (_BOLD if weight >= 600 else 1.0)


def words_of(text: str) -> list[str]:
    """The parts between which a line may end; a number stays with its unit."""
    return [word for word in _BLANKS.split(text) if word]


def wrapped(text: str, size: float, width: float, weight: int = 400) -> list[str]:
    """``text`` in lines of at most ``width`` pixels, broken at blanks; too long words are cut."""
    room = width / _OTHER_FONT
    lines: list[str] = []
    for word in (part for long in words_of(text) for part in _cut(long, size, room, weight)):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, weight) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _cut(word: str, size: float, room: float, weight: int) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and text_width(parts[-1] + char, size, weight) > room:
            parts.append("")
        parts[-1] += char
    return parts


def text_node(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    weight: int = 400,
    fill: str = INK,
    anchor: str = "start",
    halo: float = 0,
) -> str:
    """One line of text; ``y`` is its base line, ``halo`` the width of a white rim in pixels."""
    rim = (
        f' stroke="#fff" stroke-width="{halo:g}" stroke-opacity=".92" stroke-linejoin="round"'
        ' paint-order="stroke"'
        if halo
        else ""
    )
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    placed = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{bold} fill="{fill}"{placed}{rim}>'
        f"{xml_text(text)}</text>"
    )


def paragraph(
    x: float, y: float, lines: list[str], size: float, *, weight: int = 400, fill: str = QUIET
) -> tuple[str, float]:
    """Lines below ``y`` (their upper edge) and the height that they take."""
    step = size * LEADING
    nodes = [
        text_node(x, y + size + number * step, line, size, weight=weight, fill=fill)
        for number, line in enumerate(lines)
    ]
    return "".join(nodes), step * len(lines)
