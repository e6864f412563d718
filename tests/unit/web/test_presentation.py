from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sozialraum.domain.scenes import MOST_SCENES, Presentation, Scene, Story
from sozialraum.errors import UnreadableInput
from sozialraum.language import Language
from sozialraum.web.collect import shortened
from sozialraum.web.presentation_edit import duplicated, moved, reworded, told_in, without
from sozialraum.web.presentation_store import (
    COOKIE,
    MOST_DRAFTS,
    OLDEST_SECONDS,
    Drafts,
    Owner,
    PresentationKey,
    key_of,
    new_key,
)


def _scene(id_: str, **changes: Any) -> Scene:
    return Scene(**{"id": id_, "page": "karte", "title": id_.upper()} | changes)


ABC = Presentation(title="Probe", scenes=(_scene("a"), _scene("b"), _scene("c")))


def _ids(presentation: Presentation) -> str:
    return "".join(scene.id for scene in presentation.scenes)


def test_scenes_are_moved_copied_and_removed() -> None:
    assert _ids(moved(ABC, "c", -1)) == "acb"
    assert _ids(moved(ABC, "a", -1)) == "abc"
    assert _ids(moved(ABC, "c", 1)) == "abc"
    assert _ids(duplicated(ABC, "a", "d")) == "adbc"
    assert _ids(without(ABC, "b")) == "ac"
    assert _ids(without(ABC, "x")) == "abc"


def test_a_scene_keeps_its_title_where_the_new_one_is_empty() -> None:
    assert reworded(ABC, "a", "title", "  ").scenes[0].title == "A"
    assert reworded(ABC, "a", "title", "Neu").scenes[0].title == "Neu"
    assert len(reworded(ABC, "a", "text", "x" * 900).scenes[0].text) == 600
    assert reworded(ABC, "a", "page", "daten") == ABC


def test_what_is_unchanged_of_a_story_follows_the_language() -> None:
    german = Presentation(title="Probe", scenes=(_scene("a", text="Eins"), _scene("b")))
    english = Presentation(title="Sample", scenes=(_scene("a", text="One"), _scene("b", title="E")))
    told = {Language.GERMAN: german, Language.ENGLISH: english}
    stories = [Story(id="s", descriptions={}, presentations=told)]
    opened = duplicated(moved(german, "a", 1), "a", "x")
    changed = reworded(opened, "b", "note", "Meine Notiz")
    after = told_in(changed, stories, Language.ENGLISH)
    assert after.title == "Sample"
    assert [(s.id, s.title, s.text) for s in after.scenes] == [
        ("b", "B", ""), ("a", "A", "One"), ("x", "A", "One"),
    ]  # fmt: skip
    assert after.scenes[0].note == "Meine Notiz"
    assert told_in(told_in(opened, stories, Language.ENGLISH), stories, Language.GERMAN) == opened
    assert told_in(ABC, [], Language.ENGLISH) == ABC


def test_a_presentation_belongs_to_its_browser_and_to_its_person() -> None:
    drafts = Drafts()
    key = new_key()
    drafts.put(Owner("anna", key), ABC)
    assert drafts.get(Owner("anna", key)) == ABC
    assert not drafts.get(Owner("", key)).scenes
    assert not drafts.get(Owner("anna", new_key())).scenes


def test_old_and_many_presentations_go() -> None:
    now = [0.0]
    drafts = Drafts(clock=lambda: now[0])
    for number in range(MOST_DRAFTS + 1):
        drafts.put(Owner("", str(number)), ABC)
    assert not drafts.get(Owner("", "0")).scenes
    assert drafts.get(Owner("", "1")).scenes
    now[0] = OLDEST_SECONDS + 1
    assert not drafts.get(Owner("", "1")).scenes


def test_too_much_is_refused_and_the_last_state_stays() -> None:
    drafts, owner = Drafts(), Owner("", "k")
    drafts.put(owner, ABC)
    many = tuple(_scene(f"s{n}") for n in range(MOST_SCENES + 1))
    with pytest.raises(UnreadableInput, match=str(MOST_SCENES)):
        drafts.put(owner, Presentation(title="", scenes=many))
    assert drafts.get(owner) == ABC


def test_a_long_text_ends_with_a_sentence_or_a_word() -> None:
    assert shortened("Eins zwei. Drei vier fünf.", 16) == "Eins zwei."
    assert shortened("Donaudampfschiff fährt weit", 20) == "Donaudampfschiff…"
    assert len(shortened("x" * 300, 160)) == 160


def _cookies(cookie: str, kind: bytes = b"text/html") -> list[str]:
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]}
        )

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"cookie", cookie.encode())] if cookie else []
    asked = PresentationKey(app, base="")({"type": "http", "headers": headers}, None, send)  # type: ignore[arg-type]
    asyncio.run(asked)
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


def test_a_browser_gets_a_key_once_and_no_script_can_read_it() -> None:
    [cookie] = _cookies("")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    pair = cookie.partition(";")[0]
    assert key_of({COOKIE: pair.partition("=")[2]})
    assert _cookies(pair) == []
    assert _cookies("", b"application/json") == []


@pytest.mark.parametrize("key", ["", "kurz", "../../etc/passwd", "x" * 33, "ä" * 32])
def test_a_key_of_another_form_is_none(key: str) -> None:
    assert key_of({COOKIE: key}) == ""
    assert len(_cookies(f"{COOKIE}={key}".encode("ascii", "ignore").decode())) == 1
