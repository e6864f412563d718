"""Routes of a presentation: the file that plays it, scene file, slides, handout, small pictures.

A presentation is found by the key that the browser brings, for the person who asks; what it shows
is read with the roles of that person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sozialraum.domain.access import Visitor
from sozialraum.domain.scenes import Presentation
from sozialraum.errors import SozialraumError
from sozialraum.export.names import content_disposition, file_name
from sozialraum.language import t
from sozialraum.service import Monitor
from sozialraum.web.audit import note_export
from sozialraum.web.identity import visitor_of_request
from sozialraum.web.live import live
from sozialraum.web.presentation_store import DRAFTS, TEMPLATES, Owner, key_of

_LOG = logging.getLogger(__name__)
PLAYER = "abspielen.html"
SAVED, SCENES, SLIDES, HANDOUT = (
    "praesentation.html",
    "szenen.json",
    "folien.pptx",
    "handzettel.pdf",
)
_PICTURES = "sozialraum.web.presentation_pictures"
_FILES = "sozialraum.web.presentation_files"


@dataclass(frozen=True)
class _Asked:
    """A request with everything that its answer is made of."""

    request: Request
    visitor: Visitor
    owner: Owner
    monitor: Monitor
    presentation: Presentation


Answer = Callable[[_Asked], Response]


def routes(prefix: str) -> list[Route]:
    """All routes of presentations below ``prefix``."""
    answers: dict[str, Answer] = {
        PLAYER: _play,
        SAVED: _save,
        SCENES: _scenes,
        SLIDES: _made("pptx"),
        HANDOUT: _made("pdf"),
        "bild/{id_}.png": _preview,
    }
    base = f"{prefix}/export/praesentation"
    return [Route(f"{base}/{path}", _route(answer)) for path, answer in answers.items()]


def is_player(path: str, prefix: str) -> bool:
    """True for the address of the file that plays: it brings a policy of its own."""
    return path == f"{prefix}/export/praesentation/{PLAYER}"


def _route(answer: Answer) -> Callable[[Request], Any]:
    async def respond(request: Request) -> Response:
        return await run_in_threadpool(_answer, answer, request)

    return respond


def _answer(answer: Answer, request: Request) -> Response:
    visitor = visitor_of_request(request)
    owner = Owner(visitor.subject, key_of(request.cookies))
    presentation = DRAFTS.get(owner) if owner.key else Presentation(title="")
    if not presentation.scenes:
        return PlainTextResponse(
            t("Diese Präsentation hat noch keine Szene, oder sie ist abgelaufen."), status_code=404
        )
    try:
        monitor = live(visitor.held).monitor
        return answer(_Asked(request, visitor, owner, monitor, presentation))
    except SozialraumError as error:
        return PlainTextResponse(str(error), status_code=400)
    except Exception as error:  # whatever it is, nothing of it reaches the visitor
        _LOG.error("Die Präsentation ist nicht entstanden (%s).", type(error).__name__)
        return PlainTextResponse(t("Die Datei ließ sich nicht erzeugen."), status_code=500)


def _play(asked: _Asked) -> Response:
    made = _player(asked)
    headers = {"Content-Security-Policy": made.policy, "Cache-Control": "no-store"}
    return Response(made.html, media_type="text/html; charset=utf-8", headers=headers)


def _save(asked: _Asked) -> Response:
    return _download(asked, _player(asked).html.encode(), "html", "text/html; charset=utf-8")


def _player(asked: _Asked) -> Any:
    pictures = import_module(_PICTURES)
    return pictures.player_of(asked.monitor, asked.visitor.held, asked.presentation)


def _scenes(asked: _Asked) -> Response:
    from sozialraum.catalog.scene_file import write_scenes

    return _download(asked, write_scenes(asked.presentation), "json", "application/json")


def _made(kind: str) -> Answer:
    def answer(asked: _Asked) -> Response:
        template = TEMPLATES.find(asked.owner) if kind == "pptx" else None
        make = import_module(_FILES).presentation_file
        file = make(asked.monitor, asked.visitor.held, asked.presentation, kind, template=template)
        return _download(asked, file.body, kind, file.media_type)

    return answer


def _preview(asked: _Asked) -> Response:
    wanted = asked.request.path_params["id_"]
    scene = next((scene for scene in asked.presentation.scenes if scene.id == wanted), None)
    drawn = import_module(_PICTURES).DRAWN
    body = drawn.preview(asked.monitor, asked.visitor.held, scene) if scene is not None else b""
    if not body:
        return PlainTextResponse(t("Nicht gefunden."), status_code=404)
    kept = {"Cache-Control": "private, max-age=3600"}
    return Response(body, media_type="image/png", headers=kept)


def _download(asked: _Asked, body: bytes, kind: str, media_type: str) -> Response:
    release = asked.monitor.release.id
    note_export(asked.visitor.subject, f"praesentation.{kind}", body, release)
    name = file_name(asked.presentation.title or t("Präsentation"), suffix=kind)
    headers = {
        "Content-Disposition": content_disposition(name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type=media_type, headers=headers)
