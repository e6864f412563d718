"""Files that leave the house by the routes of :mod:`sozialraum.web.exports`.

They are made from the same view models as the pages. Everything that they need is heavy, so the
server imports this module only when somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sozialraum.analysis.network import Network
from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.themes import BlockKind
from sozialraum.errors import UnknownEntry
from sozialraum.export.exhibit import FORMATS as EXHIBIT_FORMATS
from sozialraum.export.exhibit import exhibit_file
from sozialraum.export.map_picture import PICTURES, picture_file
from sozialraum.export.profile_table import profile_xlsx
from sozialraum.export.view import FORMATS, ExportFile, export_file
from sozialraum.language import t
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
from sozialraum.web.comparison_files import comparison_file
from sozialraum.web.index_files import index_exhibit
from sozialraum.web.record_query import block_records
from sozialraum.web.sheets import sheets_file
from sozialraum.web.state import resolve

Query = Mapping[str, str]
_STATEMENTS = "angaben-"


def _built_network(query: Query) -> Network | None:
    """The walking network where the question asks for it and one is built."""
    return load_network(ReleaseStore(home_folder()).var) if query.get("netz") == "ja" else None


def services(monitor: Monitor, held: frozenset[Role], query: Query, kind: str) -> ExportFile:
    """The selection of the service directory."""
    return directory_file(monitor, held, query, kind)


def coverage(monitor: Monitor, held: frozenset[Role], query: Query, kind: str) -> ExportFile:
    """Who is reached per area."""
    return coverage_file(monitor, held, query, kind, _built_network(query))


def report(monitor: Monitor, held: frozenset[Role], query: Query, kind: str) -> ExportFile:
    """The planner's report."""
    return report_file(monitor, held, query, kind, _built_network(query))


def map_file(monitor: Monitor, held: frozenset[Role], query: Query, kind: str) -> ExportFile:
    """The view of the map page as table, outlines or picture."""
    if kind not in FORMATS and kind not in PICTURES:
        raise UnknownEntry(t("Dieses Dateiformat gibt es nicht."))
    state = resolve(monitor, query, held).state
    view, release = monitor.map_view(state.query), monitor.release
    if kind in PICTURES:
        return picture_file(view, release, kind, layers=state.layers, area=state.area)
    return export_file(view, release.areas(state.level), kind)


def page_exhibit(
    monitor: Monitor, held: frozenset[Role], query: Query, page: str, id_: str, kind: str
) -> ExportFile:
    """An exhibit of a page."""
    if page == "vergleich":
        return comparison_file(monitor, held, query, id_, kind)
    if kind not in EXHIBIT_FORMATS:
        raise UnknownEntry(t("Dieses Dateiformat gibt es nicht."))
    return exhibit_file(find_exhibit(monitor, held, page, id_, query), kind)


def find_exhibit(
    monitor: Monitor, held: frozenset[Role], page: str, id_: str, query: Query
) -> Exhibit:
    """The exhibit behind an address; raises :class:`UnknownEntry`."""
    if page == "steckbrief":
        profile = area_profile(monitor, query.get("ebene", ""), query.get("gebiet", ""), held)
        return _named(id_, {exhibit.id: exhibit for exhibit in profile.exhibits})
    if page == "sozialindex":
        return index_exhibit(monitor, held, id_, query)
    if page == "daten":
        if id_.startswith(_STATEMENTS):
            return indicator_exhibit(monitor, id_.removeprefix(_STATEMENTS), held)
        return _named(id_, library_exhibits(monitor, held))
    blocks = {block.id: block for block in monitor.catalog.page(page).blocks}
    if id_ not in blocks:
        raise UnknownEntry(t("Die Darstellung „{id}“ gibt es auf dieser Seite nicht.", id=id_))
    block = blocks[id_]
    if block.kind is BlockKind.RECORDS:
        return block_records(monitor, held, page, block, query.get("filter", ""))
    highlight = query.get("gebiet", "")
    return block_exhibit(monitor, page, block, held=held, highlight=highlight)


def _named(id_: str, exhibits: Mapping[str, Exhibit]) -> Exhibit:
    if id_ not in exhibits:
        raise UnknownEntry(t("Die Darstellung „{id}“ gibt es hier nicht.", id=id_))
    return exhibits[id_]


def profile_pdf(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    """The sheet of one area."""
    return profile_file(monitor, query.get("ebene", ""), query.get("gebiet", ""), held)


def profile_table(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    """The sheet of one area as workbook."""
    return profile_xlsx(
        area_profile(monitor, query.get("ebene", ""), query.get("gebiet", ""), held)
    )


def profile_sheets(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    """The sheets of all areas of a level."""
    return sheets_file(monitor, query.get("ebene", ""), held)


def record_sheet(monitor: Monitor, held: frozenset[Role], query: Query) -> ExportFile:
    """The sheet of one entry of a list."""
    declared = monitor.catalog.records(query.get("liste", ""))
    wanted = query.get("eintrag", "")
    found = {record.id: record for record in records(monitor, declared.id, held)}
    if wanted not in found:
        raise UnknownEntry(
            t(
                "Den Eintrag „{wanted}“ gibt es in „{title}“ nicht.",
                wanted=wanted[:60],
                title=declared.title,
            )
        )
    year = date.today().year
    state = f"{year}: {state_at(found[wanted], declared, year).label}" if declared.timeline else ""
    return record_file(monitor, declared, found[wanted], state)
