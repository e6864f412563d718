"""Routes of files that leave the house: views, exhibits, sheets, lists, reports.

Every route looks up the role itself. What makes the files is imported when somebody asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sozialraum.errors import SozialraumError, UnknownEntry
from sozialraum.export.names import content_disposition
from sozialraum.language import t
from sozialraum.render.links import own_parameters
from sozialraum.web.audit import note_export
from sozialraum.web.identity import visitor_of_request
from sozialraum.web.live import live

_LOG = logging.getLogger(__name__)
MAKERS = "sozialraum.web.export_files"
_FILES = {
    "karte.{kind}": "map_file",
    "steckbrief.pdf": "profile_pdf",
    "steckbrief.xlsx": "profile_table",
    "steckbriefe.pdf": "profile_sheets",
    "projekt.pdf": "record_sheet",
    "angebote.{kind}": "services",
    "abdeckung.{kind}": "coverage",
    "luecken.{kind}": "report",
    "{page}/{id_}.{kind}": "page_exhibit",
}
"""Address below ``export/`` -> function of the module; parts of the address are arguments."""


def routes(prefix: str) -> list[Route]:
    """All export routes below ``prefix``."""
    return [Route(f"{prefix}/export/{path}", _route(name)) for path, name in _FILES.items()]


def _route(name: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answer, name, request)

    return answer


def _answer(name: str, request: Request) -> Response:
    """The file as a download; what cannot be made is refused with a German sentence."""
    make = getattr(import_module(MAKERS), name)
    visitor = visitor_of_request(request)
    monitor = live(visitor.held).monitor
    try:
        query = own_parameters(request.query_params)
        file = make(monitor, visitor.held, query, **request.path_params)
    except UnknownEntry as error:
        return PlainTextResponse(str(error), status_code=404)
    except SozialraumError as error:
        return PlainTextResponse(str(error), status_code=400)
    except Exception as error:  # whatever it is, nothing of it reaches the visitor
        _LOG.error("Die Datei %s ist nicht entstanden (%s).", name, type(error).__name__)
        return PlainTextResponse(t("Die Datei ließ sich nicht erzeugen."), status_code=500)
    kind = f"{name.replace('_', '-')}.{file.name.rpartition('.')[2]}"
    note_export(visitor.subject, kind, file.body, monitor.release.id)
    headers = {
        "Content-Disposition": content_disposition(file.name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.body, media_type=file.media_type, headers=headers)
