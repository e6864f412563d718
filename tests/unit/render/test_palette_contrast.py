"""Contrast of all colours by computation: palettes, text on its ground, symbols and outlines.

Lightness is CIE L* (D65). Colour blindness is simulated with the matrices for full dichromacy of
Machado, Oliveira and Fernandes (2009), which apply to linear RGB.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from sozialraum.render import chart_look
from sozialraum.render.index_words import cluster_legend, matrix_legend, status_legend
from sozialraum.render.palettes import AROUND_ZERO, TWO_QUESTIONS, colours
from sozialraum.web import import_layer, offers_directory_map, records_map, site_states

ROOT = Path(__file__).parents[3]
SHEETS = (
    "src/sozialraum/web/page.css",
    "src/sozialraum/web/data.css",
    "src/sozialraum/web/exhibits.css",
    "static/engine/map.css",
    "static/engine/player.css",
)
NO_TEXT = re.compile(r"sr-(probe|lage|balken|bahn|sicher|griff|teiler)|fortschritt")
"""Selectors of swatches, bars and lines: nothing is written on them."""
JUST_NOTICED = 2.3
"""Delta E (CIE 1976) of two colours side by side that half of all people tell apart."""
USUAL, MOST = 4 * JUST_NOTICED, 2 * JUST_NOTICED
"""Between neighbours: with five classes, the default, told apart at a glance, also where a white
border lies between; with nine, the most that can be asked for, still twice what is just noticed."""
LIGHTER = 2.0
"""Least difference in L* where lightness carries the order: 1 is just seen, side by side."""
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
HALVES = {"around_zero": list(AROUND_ZERO)} | {
    f"differenz_{k}": colours("differenz", k) for k in (3, 5, 7, 9)
}
SQUARES = {"two_questions": ([c for row in TWO_QUESTIONS for c in row], 3), "matrix": (MATRIX, 3)}


def between(a: str, b: str, seen_by: str) -> float:
    return float(np.linalg.norm(lab(a, seen_by) - lab(b, seen_by)))


def nearest(pairs: Iterable[tuple[str, str]]) -> float:
    """The smallest difference of the pairs, over everybody and the colour blind."""
    return min(between(*pair, seen_by) for pair in pairs for seen_by in MATRICES)


def lightness(palette: Sequence[str]) -> list[float]:
    return [float(lab(colour)[0]) for colour in palette]


def rules(sheet: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Selector and declarations of every rule, variables resolved."""
    css = re.sub(r"/\*.*?\*/", "", (ROOT / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    known = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-fA-F]{3,6})", css))
    css = re.sub(r"var\((--[\w-]+)\)", lambda found: known.get(found[1], ""), css)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        pairs = (declaration.partition(":") for declaration in body.split(";"))
        yield selector.strip(), {name.strip(): value.strip() for name, _, value in pairs}


def colour_in(declared: dict[str, str], *names: str) -> str:
    found = re.search(
        r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b", " ".join(declared.get(n, "") for n in names)
    )
    return found[0] if found else ""


@pytest.mark.parametrize("palette", ["blau_violett", "gruen"])
@pytest.mark.parametrize(("k", "least"), [(4, USUAL), (5, USUAL), (7, MOST), (9, MOST)])
def test_neighbouring_classes_stay_apart_for_everybody(palette: str, k: int, least: float) -> None:
    painted = colours(palette, k)
    assert nearest(itertools.pairwise(painted)) >= least
    steps = lightness(painted)
    assert min(a - b for a, b in itertools.pairwise(steps)) >= 2 * LIGHTER


@pytest.mark.parametrize("name", HALVES)
def test_both_sides_of_zero_fall_in_lightness_and_never_look_alike(name: str) -> None:
    palette = HALVES[name]
    middle = len(palette) // 2
    for half in (palette[: middle + 1], palette[middle:][::-1]):
        assert min(b - a for a, b in itertools.pairwise(lightness(half))) >= 2 * LIGHTER
    assert nearest(itertools.pairwise(palette)) >= USUAL
    assert nearest(zip(palette[:middle], palette[:middle:-1], strict=True)) >= USUAL


@pytest.mark.parametrize("name", SQUARES)
def test_all_cells_of_a_legend_square_differ_also_in_lightness(name: str) -> None:
    cells, columns = SQUARES[name]
    assert nearest(itertools.combinations(cells, 2)) >= USUAL
    steps = sorted(lightness(cells))
    assert min(b - a for a, b in itertools.pairwise(steps)) >= LIGHTER
    for line in [cells[n::columns] for n in range(columns)]:
        order = lightness(line)
        assert order in (sorted(order), sorted(order, reverse=True))


@pytest.mark.parametrize("palette", [STATUS, CLUSTERS], ids=["status", "clusters"])
def test_classes_of_the_index_are_told_apart(palette: list[str]) -> None:
    assert nearest(itertools.combinations(palette, 2)) >= USUAL
    steps = sorted(lightness(palette))
    assert min(b - a for a, b in itertools.pairwise(steps)) >= 2 * LIGHTER


@pytest.mark.parametrize("sheet", SHEETS)
def test_text_is_readable_on_every_ground_of_its_sheet(sheet: str) -> None:
    texts, grounds, unreadable = set(), {"#ffffff"}, []
    for selector, declared in rules(sheet):
        text, ground = colour_in(declared, "color"), colour_in(declared, "background")
        if NO_TEXT.search(selector):
            continue
        if text and ground and contrast(text, ground) < 4.5:
            unreadable.append((selector, text, ground))
        texts |= {text} if text and lab(text)[0] < 60 else set()
        grounds |= {ground} if ground and lab(ground)[0] > 80 else set()
    assert texts
    pairs = itertools.product(texts, grounds)
    assert unreadable + [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_white_text_stands_on_a_dark_ground() -> None:
    declared = [rule for sheet in SHEETS for rule in rules(sheet)]
    last = re.compile(r"[\w-]+(?=[^\w-]*$)")
    grounds = {last.findall(s)[0]: g for s, d in declared if (g := colour_in(d, "background"))}
    white = [(s, d) for s, d in declared if colour_in(d, "color") in {"#fff", "#ffffff"}]
    for selector, style in white:
        own = colour_in(style, "background") or grounds.get(last.findall(selector)[0])
        for ground in [own] if own else chart_look.COLOURS:
            assert contrast("#ffffff", ground) >= 4.5, selector


def test_text_of_charts_and_files_is_readable() -> None:
    for ink in (chart_look.INK, chart_look.QUIET):
        assert contrast(ink, "#ffffff") >= 4.5


@pytest.mark.parametrize("ground", ["#ffffff", "#f3f5f4"])
def test_signs_and_lines_are_seen_on_paper_and_on_the_map(ground: str) -> None:
    modules = (import_layer, offers_directory_map, records_map, site_states)
    written = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules)
    layers = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "data/layer").glob("*.toml"))
    signs = {*re.findall(r'"(#[0-9a-f]{6})"', written + layers), *chart_look.COLOURS}
    assert len(signs) > 15
    assert {sign: contrast(sign, ground) for sign in signs if contrast(sign, ground) < 3} == {}


def test_outlines_of_the_map_stand_against_their_rim_and_its_ground() -> None:
    """Selection and focus are dark on a white rim, so that one of both is seen on any class."""
    drawn = {s: colour_in(d, "stroke") for s, d in rules("static/engine/map.css") if "stroke" in d}
    outlines = [drawn[name] for name in (".sr-wahl", ".sr-fokus", ".sr-klasse", ".sr-hervor")]
    assert drawn[".sr-wahlrand, .sr-fokusrand"] in {"#fff", "#ffffff"}
    for outline in outlines:
        assert contrast(outline, "#ffffff") >= 3
    for colour in {*MATRIX, *STATUS, *CLUSTERS, *AROUND_ZERO, *colours("gruen", 5)}:
        assert max(contrast("#ffffff", colour), contrast(drawn[".sr-wahl"], colour)) >= 3


def test_the_rim_of_what_can_be_filled_in_is_seen() -> None:
    rims = [d["border-color"] for s, d in rules(SHEETS[0]) if "stSelectbox" in s]
    assert rims
    assert all(contrast(rim, "#ffffff") >= 3 for rim in rims)
