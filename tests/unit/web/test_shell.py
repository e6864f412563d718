"""The German frame: language, script first in the head, everything else untouched."""

from __future__ import annotations

import asyncio
from html.parser import HTMLParser
from typing import Any

import pytest

from sozialraum.web.shell import Shell, page_head, spoken_page

PAGE = (
    '<!doctype html>\n<html class="a" lang="en"><head><title>x</title></head><body>ü</body></html>'
)
HEAD = '<script src="/app/s.js"></script>'


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def ask(
    answer: list[dict[str, Any]], path: str = "/", accept: bytes = b"text/html", kind: str = "http"
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What comes out of the shell around an app that gives ``answer``, and what that app saw."""
    sent: list[dict[str, Any]] = []
    seen: dict[str, Any] = {}

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.update(scope=scope, send=send)
        for message in answer:
            await send(message)

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {}

    scope = {
        "type": kind,
        "path": path,
        "method": "GET",
        "headers": [(b"accept", accept), (b"accept-encoding", b"gzip"), (b"if-none-match", b"x")],
    }
    seen["given"], seen["outer"] = scope, send
    asyncio.run(Shell(app, lambda: HEAD)(scope, receive, send))
    return sent, seen


def start(kind: bytes, *more: tuple[bytes, bytes]) -> dict[str, Any]:
    headers = [(b"content-type", kind), *more]
    return {"type": "http.response.start", "status": 200, "headers": headers}


def body(data: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


def test_the_page_is_german_and_the_script_comes_first_in_the_head() -> None:
    html = spoken_page(PAGE, HEAD)
    tags = Tags(html).seen
    assert [tag for tag, _ in tags[:4]] == ["html", "head", "script", "title"]
    assert tags[0][1] == {"class": "a", "lang": "de"}
    assert html.count(HEAD) == 1
    assert html.endswith("<body>ü</body></html>")


def test_backslashes_and_group_names_in_the_head_stay_as_they_are() -> None:
    assert r"<head>\1\g<0>" in spoken_page(PAGE, r"\1\g<0>")


@pytest.mark.parametrize("base", ["", "/sozial/raum"])
def test_the_script_knows_the_base_path(base: str) -> None:
    head = page_head(base, "engine/page.js", ["a.json", "b.js"], ["c.js"])
    assert Tags(head).seen == [
        (
            "script",
            {
                "src": f"{base}/engine/page.js",
                "data-base": base,
                "data-ahead": f"{base}/a.json {base}/b.js",
                "data-elements": f"{base}/c.js",
            },
        )
    ]


def test_what_the_script_is_told_is_escaped() -> None:
    nasty = "\"><img src=x onerror=1>&amp;'"
    tags = Tags(page_head("", "s.js", [nasty], [nasty])).seen
    assert [tag for tag, _ in tags] == ["script"]
    assert tags[0][1]["data-ahead"] == tags[0][1]["data-elements"] == f"/{nasty}"


def test_the_address_of_the_script_is_escaped_too() -> None:
    nasty = '/a"><img src=x>'
    assert Tags(page_head(nasty, "s.js", [], [])).seen[0][1]["src"] == f"{nasty}/s.js"


def test_a_page_in_pieces_is_rewritten_with_the_right_length() -> None:
    raw = PAGE.encode()
    cut = raw.index("ü".encode()) + 1
    old = start(
        b"text/html; charset=utf-8", (b"content-length", b"7"), (b"ETag", b"x"), (b"x-a", b"b")
    )
    sent, seen = ask([old, body(raw[:cut], more=True), body(raw[cut:])])
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[1]["body"].decode() == spoken_page(PAGE, HEAD)
    assert dict(sent[0]["headers"]) == {
        b"content-type": b"text/html; charset=utf-8",
        b"x-a": b"b",
        b"content-length": str(len(sent[1]["body"])).encode(),
    }
    assert seen["scope"]["headers"] == [(b"accept", b"text/html")]


@pytest.mark.parametrize("kind", [b"application/json", b"text/plain", b"image/png"])
def test_answers_that_are_not_html_pass_untouched(kind: bytes) -> None:
    answer = [start(kind, (b"etag", b"x")), body(b"<head>\xff", more=True), body(b"lang=")]
    assert ask(answer)[0] == answer


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/static/a.js", b"text/html"), ("/", b"*/*"), ("/x/index.html", b"text/html")],
)
def test_requests_for_files_pass_untouched(path: str, accept: bytes) -> None:
    answer = [start(b"text/html"), body(PAGE.encode())]
    sent, seen = ask(answer, path, accept)
    assert sent == answer
    assert seen["scope"] is seen["given"]


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_other_scopes_pass_untouched(kind: str) -> None:
    answer = [{"type": "websocket.accept"}, {"type": "websocket.send", "text": "<head>"}]
    sent, seen = ask(answer, kind=kind)
    assert sent == answer
    assert seen["scope"] is seen["given"]
    assert seen["send"] is seen["outer"]
