"""Requests speak the language of their address; runs are tested in tests/app/test_language.py."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from sozialraum.language import Language, current, speaking
from sozialraum.web.shell import spoken_page
from sozialraum.web.spoken import RequestLanguage, language_of_address, switch_html


def spoken_in(query: bytes, kind: str = "http") -> Language:
    heard: list[Language] = []

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        heard.append(await asyncio.to_thread(current))

    asyncio.run(RequestLanguage(app)({"type": kind, "query_string": query}, None, None))  # type: ignore[arg-type]
    return heard[0]


@pytest.mark.parametrize(
    ("query", "language"),
    [
        (b"", Language.GERMAN),
        (b"gebiet=053&sprache=en", Language.ENGLISH),
        (b"sprache=de", Language.GERMAN),
        (b"sprache=fr", Language.GERMAN),
        (b"sprache=%ff&\xff", Language.GERMAN),
    ],
)
def test_a_request_speaks_the_language_of_its_address(query: bytes, language: Language) -> None:
    assert spoken_in(query) is language
    assert current() is Language.GERMAN, "nothing is left of it"


def test_a_websocket_speaks_none() -> None:
    assert spoken_in(b"sprache=en", "websocket") is Language.GERMAN


def test_two_requests_do_not_hear_each_other() -> None:
    queries = [b"sprache=en", b""] * 20
    heard: dict[int, Language] = {}
    threads = [
        threading.Thread(target=lambda i=i, q=q: heard.update({i: spoken_in(q)}))
        for i, q in enumerate(queries)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [heard[i] is Language.ENGLISH for i in range(len(queries))] == [True, False] * 20


def test_the_start_page_says_its_language() -> None:
    with speaking(Language.ENGLISH):
        assert spoken_page('<html lang="de"><head></head>', "").startswith('<html lang="en">')


def test_the_switch_links_the_other_language_only() -> None:
    with speaking(Language.ENGLISH):
        html = switch_html()
    assert '<span lang="en" aria-current="true">English</span>' in html
    assert '<a lang="de" hreflang="de" href="?sprache=de"' in html
    assert 'data-sr-spricht="en"' in html


def test_an_address_with_nonsense_is_german() -> None:
    assert language_of_address("http://x/karte?sprache=en") is Language.ENGLISH
    assert language_of_address("//[") is Language.GERMAN
