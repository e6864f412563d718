"""Single objects: never in a release, only for the roles that their list names."""

from __future__ import annotations

import streamlit as st

from sozialraum.domain.access import may_see
from sozialraum.publish import home_folder
from sozialraum.publish.lists import confidential_records
from sozialraum.render.exhibit import exhibit_foot, exhibit_heading
from sozialraum.render.page_top import section_top
from sozialraum.service.records import records_exhibit
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.guard import Visit
from sozialraum.web.list_import import import_panel


@st.fragment
def show(visit: Visit, list_id: str) -> None:
    """The table of a confidential list and its import; nothing at all for other roles.

    It is drawn into the page of this session only: no file and no address leads to it.
    """
    monitor = visit.live.monitor
    declared = monitor.catalog.records(list_id)
    if not may_see(declared.roles, visit.held):
        return
    st.html(section_top(declared.title, declared.description))
    var = ReleaseStore(home_folder()).var
    found = confidential_records(var, monitor.catalog, list_id, visit.held)
    if found:
        source = monitor.catalog.source(declared.source)
        exhibit = records_exhibit(declared, found, page="", id_=list_id, sources=(source,))
        st.html(exhibit_heading(exhibit) + exhibit_foot(exhibit, []))
    else:
        st.info("Noch ist keine Liste eingelesen. Unten lässt sich eine CSV-Datei einlesen.")
    import_panel(visit, list_id)
