"""A home that declares one source, and the server that it is fetched from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from servers.local import Question, Reply, Server, serving
from sozialraum.publish.fetching import fetch_source

POINTS = "data/orte/angebote.csv"


@dataclass
class Source:
    """A server with one file, and the home that declares it."""

    home: Path
    server: Server
    reply: Reply = field(default_factory=Reply)
    answering: Callable[[Question], Reply] | None = None

    def declare(self, name: str = "orte", **parts: str) -> None:
        text = f"""
titel = "Orte der Stadt"
quelle = "stadt"
zeitplan = "{parts.get("plan", "taeglich")}"
geprueft = "{parts.get("geprueft", "2026-01-01")}"
[zugang]
{parts.get("zugang", f'art = "datei"{chr(10)}adresse = "{self.server.url}/orte.csv"')}
[ziel]
{parts.get("ziel", 'art = "ebene"' + chr(10) + 'id = "angebote"' + chr(10) + 'behalten = ["traeger"]')}
[erwartet]
{parts.get("erwartet", 'spalten = ["id", "name"]')}
"""
        path = self.home / "data/abruf" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def csv(self, text: str, **more: Any) -> None:
        self.reply = Reply(text.encode(), type="text/csv", **more)

    def fetch(self, name: str = "orte", **given: Any) -> Any:
        return fetch_source(self.home, name, **given)

    @property
    def points(self) -> str:
        return (self.home / POINTS).read_text(encoding="utf-8")


def switch_on(home: Path) -> None:
    (home / "var/abruf.toml").write_text(
        'abruf = true\nhttp_auf_diesem_rechner = true\nprivate_netze = ["127.0.0.0/8"]\n'
        "versuche = 1\n",
        encoding="utf-8",
    )


FOUR = (
    "id,name,breite,laenge,genauigkeit,seit\n"
    "a1,Anlaufstelle,51.505,7.405,gebaeude,2016\n"
    "a2,Beratung neu,51.505,7.4051,strasse,2018-06\n"
    "a3,Ohne Ort,,,unbekannt,\n"
    "a5,Neu,51.506,7.405,gebaeude,\n"
)


@pytest.fixture
def source(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    monkeypatch.delenv("SOZIALRAUM_ABRUF", raising=False)
    holder: list[Source] = []

    def answer(question: Question) -> Reply:
        if holder[0].answering:
            return holder[0].answering(question)
        reply = holder[0].reply
        etag = reply.headers.get("ETag")
        return (
            Reply(status=304) if etag and question.headers.get("if-none-match") == etag else reply
        )

    with serving(answer) as server:
        holder.append(Source(published, server))
        switch_on(published)
        holder[0].declare()
        holder[0].csv(FOUR)
        yield holder[0]
