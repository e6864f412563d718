"""The diary of imports on the page, and taking one of them back."""

from __future__ import annotations

import streamlit as st

from sozialraum.domain.imports import ImportEntry, ImportState
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.publish import home_folder
from sozialraum.publish.imports import imports, rollback
from sozialraum.render.escape import markdown_text
from sozialraum.render.import_diary import connectors, diary
from sozialraum.render.page_top import section_top
from sozialraum.service.connectors import connector_entries
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.audit import note
from sozialraum.web.guard import Visit
from sozialraum.web.import_wizard import may_edit

_DONE = "importe_fertig"
_SOURCES = n_(
    "Abgerufen wird nur, wenn der Betrieb es eingeschaltet hat (sozialraum fetch). "
    "Ein schlechtes Ergebnis ersetzt nie ein gutes."
)
_INTRODUCTION = n_(
    "Was nach der Auslieferung eingelesen wurde und was sich dadurch geändert hat. "
    "Zurückgenommene Importe bleiben im Verlauf."
)


def show(visit: Visit) -> None:
    """All imports; for those who may, a way to take one back."""
    st.html(section_top(t("Verlauf der Importe"), t(_INTRODUCTION)))
    if done := st.session_state.pop(_DONE, ""):
        st.success(markdown_text(done))
    try:
        entries = imports(home_folder())
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    editor = may_edit(visit.held)
    st.html(diary(entries, with_people=editor))
    active = [entry for entry in entries if entry.state is ImportState.ACTIVE]
    if editor and active:
        _take_back(visit, active)
    if editor:
        _sources(visit)


def _sources(visit: Visit) -> None:
    """Sources elsewhere with their last result; fetching is for the operator."""
    entries = connector_entries(visit.live.monitor.catalog, ReleaseStore(home_folder()).var)
    if entries:
        st.html(section_top(t("Quellen zum Abrufen"), t(_SOURCES)) + connectors(entries))


def _take_back(visit: Visit, active: list[ImportEntry]) -> None:
    with st.expander(t("Einen Import zurücknehmen")):
        names = {entry.number: f"{entry.number}: {entry.title}" for entry in active}
        number = st.selectbox(t("Import"), list(names), index=None, format_func=names.__getitem__,
                              placeholder=t("Bitte wählen"))  # fmt: skip
        if number is None:
            st.caption(t("Danach gelten wieder die Angaben, die vor diesem Import galten."))
            return
        if not st.button(
            t("Import {number} zurücknehmen und veröffentlichen", number=number), type="primary"
        ):
            return
        with st.status(t("Der Import wird zurückgenommen …"), expanded=True) as status:
            try:
                rollback(home_folder(), number, who=visit.visitor.subject, held=visit.held,
                         progress=st.write)  # fmt: skip
            except SozialraumError as error:
                status.update(label=t("Nicht zurückgenommen."), state="error")
                st.write(markdown_text(str(error)))
                return
    note("ruecknahme", visit.visitor.subject, number=number)
    st.session_state[_DONE] = t("Import {number} ist zurückgenommen.", number=number)
    st.rerun(scope="app")
