"""The stories that come with the data: every scene can be shown, every number is in the release."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.scenes import Scene, SceneView
from sozialraum.export.scene_picture import scene_svg
from sozialraum.language import Language
from sozialraum.service import Monitor, gaps
from sozialraum.service.directory import directory
from sozialraum.service.gap_question import read_question
from sozialraum.web.live import live
from sozialraum.web.scene_content import scene_view

PUBLIC = frozenset({Role.PUBLIC})
STORIES = ("ankommen_in_der_nordstadt", "vom_stahl_zum_see", "wo_beratung_fehlt")


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return live(PUBLIC).monitor


def _numbers(text: str, language: Language = Language.GERMAN) -> set[float]:
    """Numbers of a text; a date is one number, and its year another one."""
    years = {float(year) for year in re.findall(r"\b\d\d[/.]\d\d[/.](\d{4})\b", text)}
    text = re.sub(r"\b(\d\d)[/.](\d\d)[/.](\d{4})\b", r"\1\2\3", text)
    group, point = (".", ",") if language is Language.GERMAN else (",", ".")
    found = re.findall(rf"\d+(?:[{group}]\d{{3}})*(?:[{point}]\d+)?", text)
    return years | {float(part.replace(group, "").replace(point, ".")) for part in found}


def _said(monitor: Monitor, view: SceneView) -> Iterator[str]:
    """Everything that the release says about a scene."""
    content, scene = view.content, view.scene
    svg = scene_svg(view, monitor.release, width=1600, height=760)
    yield " ".join(re.findall(r">([^<>]+)<", svg))
    if content.exhibit is not None:
        yield f"{content.exhibit.sentence} {content.exhibit.text} {content.exhibit.title}"
        for row in content.exhibit.table.rows:
            yield " ".join(
                str(c).replace(".", ",") if isinstance(c, float) else str(c) for c in row
            )
    if content.map is not None:
        yield f"{content.map.current.sentence} {content.map.title}"
        yield f"{len(content.map.codes)}"
    if scene.part == "flaechen":
        found = monitor.release.records("flaechen")
        yield str(len(found))
        yield " ".join(" ".join(record.cells.values()) for record in found)
    if scene.page == "angebote":
        yield from _reached(monitor, scene)


def _reached(monitor: Monitor, scene: Scene) -> Iterator[str]:
    question = read_question(monitor, PUBLIC, scene.query, [])
    found = gaps.coverage(monitor, question.target, question.walk, question.wanted, PUBLIC)
    services = directory(monitor, PUBLIC)
    figures = [found.demand, found.reached, found.unreached, found.reached_at_most or 0]
    figures += [len(found.services), len(found.undecided), len(found.unknown_areas)]
    figures += [len(services), sum(bool(s.languages) for s in services), question.walk.minutes]
    yield " ".join(str(round(figure)) for figure in figures)
    yield monitor.catalog.target(question.target).title


@pytest.mark.parametrize("story_id", STORIES)
def test_every_number_of_a_story_stands_in_the_release(monitor: Monitor, story_id: str) -> None:
    story = monitor.catalog.stories[story_id]
    german = story.presentations[Language.GERMAN].scenes
    assert 6 <= len(german) <= 9
    for scene, english in zip(german, story.presentations[Language.ENGLISH].scenes, strict=True):
        view = scene_view(monitor, PUBLIC, scene)
        assert not view.problem, scene.id
        assert view.source
        assert view.link
        known = set().union(*map(_numbers, _said(monitor, view)))
        for language, told in ((Language.GERMAN, scene), (Language.ENGLISH, english)):
            texts = f"{told.title} . {told.text} . {told.note}"
            unknown = _numbers(texts, language) - known
            assert not unknown, (story_id, scene.id, language, unknown)
        assert scene.note
        assert _numbers(scene.text) == _numbers(english.text, Language.ENGLISH), scene.id


@pytest.mark.parametrize(
    ("page", "part", "query", "words"),
    [
        ("karte", "", {"indikator": "gibt_es_nicht"}, "gibt_es_nicht"),
        ("karte", "", {"indikator": "kinder_sgb2", "stichtag": "1900"}, "1900"),
        ("karte", "", {"indikator": "kinder_sgb2", "ebenen": "mond"}, "mond"),
        ("zuwanderung", "gibt-es-nicht", {}, "gibt-es-nicht"),
        ("stadtentwicklung", "flaechen", {"jahr": "1800"}, "1800"),
        ("stadtentwicklung", "flaechen-liste", {"filter": "suche=Einhorn"}, "passt nicht"),
        ("angebote", "abdeckung", {"zielgruppe": "niemand"}, "niemand"),
        ("steckbrief", "x", {"ebene": "mond", "gebiet": "1"}, "mond"),
        ("../../etc", "", {}, "../../etc"),
    ],
)
def test_what_is_gone_is_named_and_nothing_is_shown(
    monitor: Monitor, page: str, part: str, query: dict[str, str], words: str
) -> None:
    scene = Scene(id="a", page=page, part=part, query=query, title="T")
    view = scene_view(monitor, PUBLIC, scene)
    assert words in view.problem
    assert view.content.map is None
    assert view.content.exhibit is None
    assert "Error" not in view.problem
