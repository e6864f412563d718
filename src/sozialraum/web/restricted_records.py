"""Single objects: never in a release, only for the roles that their list names."""

from __future__ import annotations

import streamlit as st

from sozialraum.domain.access import Role, Visitor, may_see, may_see_objects
from sozialraum.domain.records import ColumnType, Record, RecordList
from sozialraum.language import t
from sozialraum.publish import home_folder
from sozialraum.publish.lists import confidential_records
from sozialraum.render.exhibit import exhibit_foot, exhibit_heading
from sozialraum.render.page_top import section_top
from sozialraum.service import Monitor
from sozialraum.service.records import records_exhibit
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.audit import note
from sozialraum.web.guard import Visit
from sozialraum.web.list_import import import_panel


@st.fragment
def show(visit: Visit, list_id: str) -> None:
    """The table of a confidential list and its import; nothing at all for other roles.

    It is drawn into the page of this session only: no file and no address leads to it.
    """
    monitor = visit.live.monitor
    if list_id not in monitor.catalog.lists:
        return
    declared = monitor.catalog.records(list_id)
    if not may_see(declared.roles, visit.held):
        return
    st.html(section_top(declared.title, declared.description))
    var = ReleaseStore(home_folder()).var
    visitor = visit.visitor
    everything = confidential_records(var, monitor.catalog, list_id, visitor.held)
    found = [r for r in everything if may_see_objects(visitor, _district(monitor, declared, r))]
    if found:
        note("einzelobjekte", visitor.subject, list=list_id, count=len(found))
        source = monitor.catalog.source(declared.source)
        exhibit = records_exhibit(declared, found, page="", id_=list_id, sources=(source,))
        st.html(exhibit_heading(exhibit) + exhibit_foot(exhibit, []))
    else:
        st.info(_nothing(bool(everything), visitor))
    import_panel(visit, list_id)


def _nothing(there: bool, visitor: Visitor) -> str:
    if there:
        return t("Für die Stadtbezirke, die Ihnen zugeordnet sind, ist kein Objekt verzeichnet.")
    if Role.ADMINISTRATION in visitor.held:
        return t("Noch ist keine Liste eingelesen. Unten lässt sich eine CSV-Datei einlesen.")
    return t("Noch ist keine Liste eingelesen. Einlesen kann sie die Verwaltung.")


def _district(monitor: Monitor, declared: RecordList, record: Record) -> str:
    """Code of the district in which an object lies; empty where its area is not known."""
    named = next((c for c in declared.columns if c.type is ColumnType.AREA), None)
    district = monitor.catalog.district
    if named is None or not district:
        return ""
    code = record.cells.get(named.column, "")
    area = next((a for a in monitor.catalog.areas(named.level) if a.code == code), None)
    if area is None:
        return ""
    return code if named.level == district else area.parents.get(district, "")
