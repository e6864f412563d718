"""Pictures of scenes: filled, legend inside, ids of their own, nothing dropped in silence."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sozialraum.domain.exhibits import Bar
from sozialraum.domain.scenes import SceneContent, SceneView
from sozialraum.export.map_picture import picture_file
from sozialraum.export.scene_chart import scene_spec
from sozialraum.export.scene_picture import narrow_svg, scene_svg
from sozialraum.export.scene_table import COLUMN_GAP, column_widths, scene_table
from sozialraum.export.scene_words import value_sources
from sozialraum.render.static_text import wrapped
from sozialraum.storage.release import Release, ReleaseStore
from toy_exhibits import BARS, STATEMENTS
from toy_scenes import PLACES, map_of, matrix_of, scenes, unsure, view_of

_SVG = "{http://www.w3.org/2000/svg}"
SIZE = {"width": 1600, "height": 760}


@pytest.fixture
def release(published: Path) -> Release:
    return ReleaseStore(published).current()


def words(svg: str) -> str:
    found = (node.text or "" for node in ElementTree.fromstring(svg).iter(f"{_SVG}text"))
    return " ".join(found).replace("\u00a0", " ")


def test_every_scene_has_the_size_asked_for_and_is_the_same_twice(release: Release) -> None:
    for view in scenes(release)[:4]:
        svg = scene_svg(view, release, **SIZE)
        assert 'width="1600" height="760" viewBox="0 0 1600 760"' in svg.partition(">")[0]
        assert svg == scene_svg(view, release, **SIZE)
        assert "font-face" not in svg


def test_a_scene_without_content_has_no_picture(release: Release) -> None:
    assert scene_svg(scenes(release)[-1], release, **SIZE) == ""


def test_ids_are_unique_over_scenes_and_references_find_theirs(release: Release) -> None:
    views = [*scenes(release)[:4], view_of("zweite", SceneContent(map=map_of(release)))]
    svgs = [scene_svg(view, release, **SIZE) for view in views]
    ids = [id_ for svg in svgs for id_ in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    asked = [id_ for svg in svgs for id_ in re.findall(r"url\(#([^)]+)\)", svg)]
    assert asked
    assert set(asked) <= set(ids)


def test_the_map_has_its_legend_but_neither_title_nor_source(release: Release) -> None:
    text = words(scene_svg(scenes(release)[0], release, **SIZE))
    assert "geheim" in text
    assert "Angebote" in text
    assert "Quelle" not in text
    assert "Export vom" not in text


@pytest.mark.parametrize(("width", "height"), list(product((640, 1600), (360, 900))))
def test_no_word_of_the_legend_leaves_the_picture(
    release: Release, width: int, height: int
) -> None:
    many = replace(unsure(matrix_of(map_of(release), 4, 3)))
    view = view_of("viel", SceneContent(map=many, layers=(("angebote", 90), ("aktionsraeume", 80))))
    svg = scene_svg(view, release, width=width, height=height)
    right, bottom = _reach(ElementTree.fromstring(svg))
    assert right <= width + 1
    assert bottom <= height + 1


def _reach(node: ElementTree.Element, at: tuple[float, ...] = (0, 0, 1)) -> tuple[float, float]:
    """The furthest base line of a text to the right and to the bottom."""
    x, y, zoom = at
    for kind, inside in re.findall(r"(translate|scale)\(([^)]+)\)", node.get("transform", "")):
        numbers = [float(part) for part in re.split(r"[ ,]+", inside)]
        if kind == "translate":
            x, y = x + numbers[0] * zoom, y + numbers[1] * zoom
        else:
            zoom *= numbers[0]
    found = [_reach(child, (x, y, zoom)) for child in node]
    if node.tag.endswith("text"):
        found.append((x + float(node.get("x", 0)) * zoom, y + float(node.get("y", 0)) * zoom))
    return max((f[0] for f in found), default=0), max((f[1] for f in found), default=0)


def test_places_alone_are_drawn_over_outlines(release: Release) -> None:
    plain = replace(map_of(release), legend=(), valueless=True)
    svg = scene_svg(view_of("orte", SceneContent(map=plain, points=PLACES)), release, **SIZE)
    text = words(svg)
    assert "geplant" in text
    assert "2 ohne bekannten Ort" in text
    assert "geheim" not in text
    assert 'fill="#fff" stroke="#b0620d"' in svg


def test_too_many_bars_are_counted_and_the_chosen_one_stays(release: Release) -> None:
    chart = BARS.chart
    assert chart is not None
    bars = tuple(
        Bar(f"{n:03}", f"Gebiet {n}", float(n), f"{n}", BARS.chart.bars[0].status, n == 99)
        for n in range(100)
    )
    exhibit = replace(BARS, chart=replace(chart, bars=bars))
    view = view_of("balken", SceneContent(exhibit=exhibit))
    text = words(scene_svg(view, release, **SIZE))
    assert "Gezeigt sind 48 von 100 Balken" in text
    assert "Gebiet 99" in text
    assert "Gebiet 47" not in text


def test_bars_of_all_columns_share_one_axis() -> None:
    chart = BARS.chart
    assert chart is not None
    values = (100.0, *(1.0,) * 31)
    bars = tuple(
        Bar(f"{n}", f"G{n}", value, f"{value}", chart.bars[0].status)
        for n, value in enumerate(values)
    )
    exhibit = replace(BARS, chart=replace(chart, bars=bars))
    parts = scene_spec(exhibit, 2.0)["hconcat"]
    domains = [
        layer["encoding"]["x"]["scale"]["domain"] for part in parts for layer in part["layer"]
    ]
    assert len(parts) == 2
    assert all(domain == domains[0] for domain in domains)
    assert domains[0][1] > 100


def test_a_table_keeps_status_and_further_figures_and_counts_the_rest() -> None:
    table = scene_table(STATEMENTS, 3)
    assert "Quelle" not in table.titles
    value = table.titles.index("Wert")
    assert [row[value].replace("\u00a0", " ") for row in table.rows] == [
        "9.039 Personen (unsicher)",
        "9.500 Personen (weitere Angabe)",
        "geheim",
    ]
    assert table.rest == "Gezeigt sind 3 von 5 Zeilen; alle stehen in der Live-Ansicht."


# -- maps that compare ---------------------------------------------------------------------


def picture(view: SceneView | object, release: Release, **choice: object) -> str:
    return picture_file(view, release, "svg", **choice).body.decode()


def test_a_matrix_has_a_square_with_titles_and_prints_no_value(release: Release) -> None:
    view = matrix_of(map_of(release))
    svg = picture(view, release, area="012")
    for row in view.legend:
        assert f'rx="2" fill="{row.colour}"' in svg
    text = words(svg)
    assert "→ Anteil <A>" in text
    assert "↑ Anteil B" in text
    assert "Feld" in text
    sentence = view.current.sentence.replace("\u00a0", " ")
    assert "Phoenix (Unterbezirk 012): Feld " in text
    assert "(Unterbezirk 012): 8,1" not in text
    assert sentence[:20] in text


def test_long_names_of_columns_get_letters_and_a_key(release: Release) -> None:
    view = matrix_of(map_of(release))
    assert view.matrix is not None
    names = ("Gleichbleibendes", "Ungünstigerwerden", "Günstigerwerdendes")
    long = replace(view, matrix=replace(view.matrix, columns=names))
    text = words(picture(long, release))
    assert "A Gleichbleibendes, B Ungünstigerwerden" in re.sub(r"\s+", " ", text)


def test_uncertain_classes_have_a_pattern_that_grows_denser(release: Release) -> None:
    view = unsure(map_of(release))
    svg = picture(view, release)
    assert view.certainty is not None
    for position, label in enumerate(view.certainty.labels):
        drawn = svg.count(f'fill="url(#sr-unsicher-{position})" stroke="none"')
        assert drawn == (view.certainty.positions.count(position) if position else 0)
        assert label in words(svg)
    sides = [float(s) for s in re.findall(r'id="sr-unsicher-\d" width="([\d.]+)"', svg)]
    assert sides == sorted(sides, reverse=True)


def test_pins_are_drawn_and_named(release: Release) -> None:
    view = map_of(release)
    pins = [(view.codes[0], "#b0620d", "Erstes <Gebiet>"), (view.codes[1], "#4b3f93", "Zweites")]
    svg = picture(view, release, pins=pins)
    assert svg.count('fill="#b0620d" stroke="#fff" stroke-width="1.4"') == 2
    assert "Erstes <Gebiet>" in words(svg)


def test_a_map_of_one_question_has_no_pattern_of_certainty(release: Release) -> None:
    assert "sr-unsicher" not in picture(map_of(release), release)


def test_a_narrow_picture_says_the_same_below_each_other_with_ids_of_its_own(
    release: Release,
) -> None:
    for view in scenes(release)[:4]:
        wide, narrow = scene_svg(view, release, **SIZE), narrow_svg(view, release, width=800)
        head = re.search(r'width="800" height="(\d+)" viewBox="0 0 800 \1"', narrow)
        assert head is not None, view.scene.id
        ids = re.findall(r' id="([^"]+)"', wide + narrow)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", narrow)) <= set(
            re.findall(r' id="([^"]+)"', narrow)
        )
    legend = words(scene_svg(scenes(release)[0], release, **SIZE))
    below = words(narrow_svg(scenes(release)[0], release, width=800))
    for label in ("geheim", "unbekannt", "Angebote", "Grenzen der Stadtbezirke"):
        assert label in legend
        assert label in below
    assert narrow_svg(scenes(release)[-1], release, width=800) == ""


def test_a_number_and_its_unit_stand_on_one_line() -> None:
    rows = [("Angabe", "Wert"), ("x " * 60, "12.000\u00a0Arbeitsplätze")]
    for width in (400.0, 800.0):
        room = column_widths(rows, width, 15.0)[1] - COLUMN_GAP
        assert wrapped(rows[1][1], 15.0, room) == [rows[1][1]]


def test_a_map_of_several_dates_names_the_sources_of_all(release: Release) -> None:
    view = map_of(release)
    other = view.sources[0].model_copy(update={"id": "andere"})
    both = replace(view, sources=(*view.sources, other))
    computed = replace(both, indicator=view.indicator.model_copy(update={"id": "differenz"}))
    assert other in value_sources(SceneContent(map=computed), release.catalog)
    assert other not in value_sources(SceneContent(map=both), release.catalog)
