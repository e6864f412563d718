from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sozialraum.catalog import survey
from sozialraum.catalog.scene_file import read_scenes, write_scenes
from sozialraum.domain.scenes import MOST_SCENES, Presentation, Scene
from sozialraum.errors import UnreadableInput
from sozialraum.language import Language

SCENE = {"id": "a", "seite": "karte", "ansicht": {"indikator": "quote"}, "titel": "Erste"}


def _file(*scenes: object, **changes: Any) -> bytes:
    content = {"format": "sozialraum-szenen", "version": 1, "titel": "Probe", "szenen": scenes}
    return json.dumps(content | changes).encode()


def test_what_is_written_is_read_again() -> None:
    scene = Scene(
        id="a", page="karte", part="x", query={"indikator": "q"}, title="T", text="S", note="N"
    )
    presentation = Presentation(title="Probe", scenes=(scene,))
    found = read_scenes(write_scenes(presentation))
    assert found.presentation == presentation
    assert found.notes == ()


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"\xff\xfe", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"a": 1}', "keine Szenendatei"),
        (_file(szenen=3), "szenen"),
        (b" " * 1_000_001, "1 MB"),
        (b"<!doctype html><p>Nichts</p>", "HTML"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_remedy(body: bytes, word: str) -> None:
    with pytest.raises(UnreadableInput, match=word) as refused:
        read_scenes(body)
    assert refused.value.fix


def test_what_is_understood_is_read_and_the_rest_is_named_with_its_scene() -> None:
    body = _file(
        SCENE,
        7,
        {"seite": "karte"},
        SCENE | {"ansicht": ["falsch"]},
        SCENE | {"farbe": "rot", "text": "x" * 700},
        version=9,
    )
    found = read_scenes(body)
    assert [scene.id for scene in found.presentation.scenes] == ["a", "szene-3", "a-5"]
    notes = "\n".join(found.notes)
    assert "Version 9" in notes
    for words in ("Szene 2 ist keine", "Szene 4 fehlt hier", "Szene 5: Die Angabe „farbe“"):
        assert words in notes
    assert "Szene 5: „text“ hat mehr als 600 Zeichen" in notes
    assert len(found.presentation.scenes[-1].text) == 600


def test_a_long_file_is_read_up_to_the_most_and_ids_are_given_once() -> None:
    found = read_scenes(_file(*[SCENE] * (MOST_SCENES + 5)))
    ids = [scene.id for scene in found.presentation.scenes]
    assert len(ids) == len(set(ids)) == MOST_SCENES
    assert str(MOST_SCENES + 5) in found.notes[0]


def test_texts_are_read_in_the_language_and_in_german_where_there_are_none() -> None:
    body = _file(SCENE | {"text": "Satz", "en": {"titel": "First"}}, en={"titel": "Trial"})
    english = read_scenes(body, Language.ENGLISH).presentation
    assert (english.title, english.scenes[0].title) == ("Trial", "First")
    assert english.scenes[0].text == "Satz"


def _story(home: Path, *scenes: object, **changes: Any) -> list[str]:
    folder = home / "data" / "praesentationen"
    folder.mkdir()
    (folder / "eins.json").write_bytes(_file(*scenes, **changes))
    return [p.what for p in survey(home).problems if p.file.endswith("eins.json")]


def test_the_check_finds_a_scene_of_a_story_that_cannot_be_shown(toy: Path) -> None:
    words = {"en": {"titel": "First"}}
    found = _story(
        toy,
        SCENE | words,
        SCENE | words | {"seite": "nirgends"},
        SCENE | words | {"ansicht": {"ebene": "mond"}},
        SCENE | words | {"ansicht": {"stichtag": "bald"}},
        SCENE | {"ansicht": {}},
    )
    text = "\n".join(found)
    for words_ in ("„quote“", "„nirgends“", "„mond“", "„bald“", "nicht übersetzt"):
        assert words_ in text, words_


def test_a_damaged_story_is_one_problem_and_takes_nothing_else_along(toy: Path) -> None:
    assert _story(toy, SCENE, rollen=["koenig"]) == ["Die Angabe hat nicht die richtige Form."]
    assert survey(toy).catalog.indicators
