"""Routes of files that leave the house: views, exhibits, sheets.

Every route looks up the role itself and reads the same view models as the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sozialraum.analysis.network import Network
from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.themes import BlockKind
from sozialraum.errors import SozialraumError, UnknownEntry
from sozialraum.export.exhibit import FORMATS as EXHIBIT_FORMATS
from sozialraum.export.exhibit import exhibit_file
from sozialraum.export.map_picture import PICTURES, picture_file
from sozialraum.export.names import content_disposition
from sozialraum.export.profile_table import profile_xlsx
from sozialraum.export.view import FORMATS, ExportFile, export_file
from sozialraum.publish import home_folder
from sozialraum.service import Monitor
from sozialraum.service.directory_files import directory_file
from sozialraum.service.exhibits import block_exhibit
from sozialraum.service.gap_files import coverage_file
from sozialraum.service.gap_report import report_file
from sozialraum.service.library import indicator_exhibit, library_exhibits
from sozialraum.service.profiles import area_profile
from sozialraum.service.records import records, state_at
from sozialraum.service.sheets import profile_file, record_file
from sozialraum.storage.networks import load_network
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.identity import held_by_server
from sozialraum.web.live import live
from sozialraum.web.record_query import block_records
from sozialraum.web.sheets import sheets_file
from sozialraum.web.state import resolve

Query = Mapping[str, str]
Maker = Callable[[Monitor, frozenset[Role], Query], ExportFile]
_STATEMENTS = "angaben-"


def routes(prefix: str) -> list[Route]:
    """All export routes below ``prefix``."""
    return [
        Route(f"{prefix}/export/karte.{{kind}}", _map),
        Route(f"{prefix}/export/steckbrief.pdf", _handler(_profile_pdf)),
        Route(f"{prefix}/export/steckbrief.xlsx", _handler(_profile_xlsx)),
        Route(f"{prefix}/export/steckbriefe.pdf", _handler(_profiles)),
        Route(f"{prefix}/export/projekt.pdf", _handler(_record)),
        Route(f"{prefix}/export/angebote.{{kind}}", _of_kind(directory_file)),
        Route(f"{prefix}/export/abdeckung.{{kind}}", _of_kind(_coverage)),
        Route(f"{prefix}/export/luecken.{{kind}}", _of_kind(_report)),
        Route(f"{prefix}/export/{{page}}/{{exhibit}}.{{kind}}", _exhibit),
    ]


def _handler(make: Maker) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return await _answer(make, request.query_params)

    return answer


def _of_kind(
    make: Callable[[Monitor, frozenset[Role], Query, str], ExportFile],
) -> Callable[[Request], object]:
    """A route whose file form stands in its name; an unknown form is refused by ``make``."""

    async def answer(request: Request) -> Response:
        kind = request.path_params["kind"]

        def made(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
            return make(monitor, held, query, kind)

        return await _answer(made, request.query_params)

    return answer


def _built_network(query: Query) -> Network | None:
    """The walking network where the question asks for it and one is built."""
    return load_network(ReleaseStore(home_folder()).var) if query.get("netz") == "ja" else None


def _coverage(monitor: Monitor, held: frozenset[Role], query: Query, kind: str) -> ExportFile:
    return coverage_file(monitor, held, query, kind, _built_network(query))


def _report(monitor: Monitor, held: frozenset[Role], query: Query, kind: str) -> ExportFile:
    return report_file(monitor, held, query, kind, _built_network(query))


async def _answer(make: Maker, query: Query) -> Response:
    """The file as a download; what cannot be made is refused with a German sentence."""
    try:
        file = await run_in_threadpool(make, live().monitor, held_by_server(), query)
    except UnknownEntry as error:
        return PlainTextResponse(str(error), status_code=404)
    except SozialraumError as error:
        return PlainTextResponse(str(error), status_code=400)
    headers = {
        "Content-Disposition": content_disposition(file.name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.body, media_type=file.media_type, headers=headers)


async def _map(request: Request) -> Response:
    kind = request.path_params["kind"]
    if kind not in FORMATS and kind not in PICTURES:
        return PlainTextResponse("Dieses Dateiformat gibt es nicht.", status_code=404)

    def make(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
        state = resolve(monitor, query, held).state
        view, release = monitor.map_view(state.query), monitor.release
        if kind in PICTURES:
            return picture_file(view, release, kind, layers=state.layers, area=state.area)
        return export_file(view, release.areas(state.level), kind)

    return await _answer(make, request.query_params)


async def _exhibit(request: Request) -> Response:
    page, id_, kind = (request.path_params[name] for name in ("page", "exhibit", "kind"))
    if kind not in EXHIBIT_FORMATS:
        return PlainTextResponse("Dieses Dateiformat gibt es nicht.", status_code=404)

    def make(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
        return exhibit_file(find_exhibit(monitor, held, page, id_, query), kind)

    return await _answer(make, request.query_params)


def find_exhibit(
    monitor: Monitor, held: frozenset[Role], page: str, id_: str, query: Query
) -> Exhibit:
    """The exhibit behind an address; raises :class:`UnknownEntry`."""
    if page == "steckbrief":
        profile = area_profile(monitor, query.get("ebene", ""), query.get("gebiet", ""), held)
        return _named(id_, {exhibit.id: exhibit for exhibit in profile.exhibits})
    if page == "daten":
        if id_.startswith(_STATEMENTS):
            return indicator_exhibit(monitor, id_.removeprefix(_STATEMENTS), held)
        return _named(id_, library_exhibits(monitor, held))
    blocks = {block.id: block for block in monitor.catalog.page(page).blocks}
    if id_ not in blocks:
        raise UnknownEntry(f"Die Darstellung „{id_}“ gibt es auf dieser Seite nicht.")
    block = blocks[id_]
    if block.kind is BlockKind.RECORDS:
        return block_records(monitor, held, page, block, query.get("filter", ""))
    highlight = query.get("gebiet", "")
    return block_exhibit(monitor, page, block, held=held, highlight=highlight)


def _named(id_: str, exhibits: Mapping[str, Exhibit]) -> Exhibit:
    if id_ not in exhibits:
        raise UnknownEntry(f"Die Darstellung „{id_}“ gibt es hier nicht.")
    return exhibits[id_]


def _profile_pdf(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    return profile_file(monitor, query.get("ebene", ""), query.get("gebiet", ""), held)


def _profile_xlsx(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    return profile_xlsx(
        area_profile(monitor, query.get("ebene", ""), query.get("gebiet", ""), held)
    )


def _profiles(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    return sheets_file(monitor, query.get("ebene", ""), held)


def _record(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    declared = monitor.catalog.records(query.get("liste", ""))
    wanted = query.get("eintrag", "")
    found = {record.id: record for record in records(monitor, declared.id, held)}
    if wanted not in found:
        raise UnknownEntry(f"Den Eintrag „{wanted[:60]}“ gibt es in „{declared.title}“ nicht.")
    year = date.today().year
    state = f"{year}: {state_at(found[wanted], declared, year).label}" if declared.timeline else ""
    return record_file(monitor, declared, found[wanted], state)
