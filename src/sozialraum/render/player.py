"""A presentation as one HTML file: pictures, letters, style and script inside, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sozialraum.domain.scenes import SceneView
from sozialraum.language import current, n_, t
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number

_STATIC: Final = Path(__file__).resolve().parents[3] / "static"
_FONTS: Final = {400: "Regular", 600: "SemiBold", 700: "Bold"}
_ROLES: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
EXAMPLE: Final = n_("Beispieldaten (erfunden)")
SOURCES: Final = n_("Quellen und Lizenzen")
_BUTTONS: Final = (
    ("zurueck", n_("Vorige Szene")),
    ("weiter", n_("Nächste Szene")),
    ("schwarz", n_("Schwarz")),
    ("notizen", n_("Notizen")),
    ("vollbild", n_("Vollbild")),
)


@dataclass(frozen=True)
class Slide:
    """A scene with its picture as SVG text, empty where there is none; ``narrow`` for phones."""

    view: SceneView
    picture: str
    narrow: str = ""


@dataclass(frozen=True)
class Player:
    """The file, and the content security policy that lets nothing but it run."""

    html: str
    policy: str


def player(
    title: str, slides: Sequence[Slide], scenes: Mapping[str, Any], sources: Sequence[str] = ()
) -> Player:
    """The file of a presentation in the current language; ``sources`` fill its last page.

    ``scenes`` is the content of its scene file; it is kept inside, so that the file can be opened
    as one. The ids of the pictures must not clash. Where a scene shows nothing, its problem stands
    in the place of the picture.
    """
    style, script = _style(), _script()
    policy = _policy(style, script)
    total = len(slides)
    last = t(SOURCES) if sources else ""
    shown = "".join(
        _scene(slide, n, total, _next(slides, n) or last) for n, slide in enumerate(slides, 1)
    )
    shown += _sources(sources) if sources else ""
    said = html_text(t("Präsentation. Mit den Pfeiltasten blättern."))
    html = (
        f'<!doctype html>\n<html lang="{current()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{html_text(_in_file(policy))}">'
        f"<title>{html_text(title)}</title><style>{style}</style></head><body>"
        f'<main id="buehne" tabindex="-1" aria-label="{said}">{shown}</main>'
        '<div id="fortschritt" aria-hidden="true"><i></i></div>'
        f'<nav id="leiste" aria-label="{html_text(t("Bedienung"))}">{_tools()}</nav>'
        '<div id="uhr" aria-hidden="true"></div>'
        '<div id="ansage" role="status" aria-live="polite"></div>'
        f'<script type="application/json" id="szenen">{_data(scenes)}</script>'
        f"<script>{script}</script></body></html>\n"
    )
    return Player(html, policy)


def _next(slides: Sequence[Slide], number_: int) -> str:
    return slides[number_].view.scene.title if number_ < len(slides) else ""


def _scene(slide: Slide, place: int, total: int, after: str) -> str:
    view = slide.view
    scene = view.scene
    text = f"<p>{html_text(scene.text)}</p>" if scene.text else ""
    counted = t("Szene {n} von {m}", n=number(place), m=number(total))
    said = html_text(f"{counted}. {scene.title}. {scene.text}")
    picture = _one_picture(slide.picture) or _problem(view)
    if slide.picture and slide.narrow:
        narrow = _one_picture(slide.narrow)
        picture = f'<div class="breit">{picture}</div><div class="schmal">{narrow}</div>'
    note = html_text(scene.note or t("Keine Notiz zu dieser Szene."))
    following = t("Danach: {titel}", titel=after) if after else t("Das ist die letzte Szene.")
    return (
        f'<section class="szene" data-ansage="{said}" aria-label="{html_text(counted)}">'
        f"<header><h1>{html_text(scene.title)}</h1>{text}</header>"
        f"<figure>{picture}</figure>"
        f"<footer>{_origin(view)}<span>{number(place)}/{number(total)}</span></footer>"
        f'<div class="notiz">{note}</div><div class="danach">{html_text(following)}</div></section>'
    )


def _sources(lines: Sequence[str]) -> str:
    """The last page; it is scrolled where it is longer than the screen."""
    title = html_text(t(SOURCES))
    entries = "".join(f"<li>{html_text(line)}</li>" for line in lines)
    return (
        f'<section class="szene quellen" data-ansage="{title}" aria-label="{title}" tabindex="0">'
        f"<header><h1>{title}</h1></header><ul>{entries}</ul></section>"
    )


def _one_picture(svg: str) -> str:
    """A picture whose first element speaks for it; marks inside have no role of their own."""
    head, end, body = svg.partition(">")
    return head + end + _ROLES.sub("", body)


def _problem(view: SceneView) -> str:
    words = view.problem or t("Diese Szene hat kein Bild.")
    return f'<p class="problem">{html_text(words)}</p>'


def _origin(view: SceneView) -> str:
    """The mark of invented data, the source and how far it can be trusted."""
    mark = f'<span class="beispiel">{html_text(t(EXAMPLE))}</span>' if view.example else ""
    quality = f" ({view.quality})" if view.quality else ""
    said = t("Quelle: {quelle}", quelle=view.source + quality) if view.source else ""
    return f'{mark}<span class="quelle">{html_text(said)}</span>'


def _tools() -> str:
    return "".join(
        f'<button type="button" data-tut="{name}">{html_text(t(word))}</button>'
        for name, word in _BUTTONS
    )


def _data(scenes: Mapping[str, Any]) -> str:
    """JSON that cannot end the element that it stands in."""
    return json.dumps(scenes, ensure_ascii=False).replace("<", "\\u003c")


@lru_cache(maxsize=1)
def _style() -> str:
    """The style sheet with the letters in it, once for all pictures."""
    faces = "".join(
        f'@font-face{{font-family:"Sozialraum Sans";font-weight:{weight};'
        f"src:url(data:font/ttf;base64,{base64.b64encode(path.read_bytes()).decode()})}}"
        for weight, name in _FONTS.items()
        if (path := _STATIC / "schrift" / f"SozialraumSans-{name}.ttf").is_file()
    )
    return faces + (_STATIC / "engine" / "player.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _script() -> str:
    return (_STATIC / "engine" / "player.js").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; "
        f"script-src {_hash(script)}; style-src {_hash(style)}; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def _in_file(policy: str) -> str:
    """The policy without what only a header may say."""
    return policy.replace("; frame-ancestors 'self'", "")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
