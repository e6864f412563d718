"""Reading in a list on a page: checked row by row, shown, then taken over as a whole."""

from __future__ import annotations

import streamlit as st

from sozialraum.domain.access import Role, may_see
from sozialraum.domain.records import RecordList
from sozialraum.errors import SozialraumError
from sozialraum.language import t
from sozialraum.publish import home_folder
from sozialraum.publish.lists import ListImport, import_and_publish, import_records
from sozialraum.render.escape import markdown_text
from sozialraum.render.list_import import import_report, problem_table, refusal
from sozialraum.web.audit import note, note_upload
from sozialraum.web.guard import Visit
from sozialraum.web.upload_spool import tell_if_lost

_EDITORS = (Role.COORDINATION, Role.PLANNING)
_DONE = "verzeichnis_uebernommen"


def may_import(declared: RecordList, held: frozenset[Role]) -> bool:
    """True for coordination and planning; a confidential list is for administration alone.

    Its preview names objects of all districts, and an import replaces all of them.
    """
    return may_see((Role.ADMINISTRATION,) if declared.confidential else _EDITORS, held)


def import_panel(visit: Visit, list_id: str) -> None:
    """Upload, what was understood, what would change, take over; nothing for other roles."""
    declared = visit.live.monitor.catalog.records(list_id)
    if not may_import(declared, visit.held):
        return
    done = st.session_state.pop(_DONE, "")
    if done:
        st.success(markdown_text(done))
    panel = st.expander(
        t("Verzeichnis „{title}“ einlesen", title=declared.title), on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        st.caption(markdown_text(_explanation(declared)))
        given = st.file_uploader(t("CSV-Datei"), type=["csv"], key=f"datei_{list_id}")
        tell_if_lost(f"datei_{list_id}")
        if given is not None:
            note_upload(visit.visitor.subject, given)
            _preview(visit, declared, given.getvalue())


def _explanation(declared: RecordList) -> str:
    columns = ", ".join(column.column for column in declared.columns)
    apart = (
        t(" Die Datei wird getrennt vom Datenstand abgelegt und nur berechtigten Rollen gezeigt.")
        if declared.confidential
        else ""
    )
    return t(
        "Erwartet wird eine CSV-Datei mit „;“ und den Spalten: {columns}. Jede "
        "Zeile wird geprüft; bei einem Fehler ändert sich nichts.{apart}",
        columns=columns,
        apart=apart,
    )


def _preview(visit: Visit, declared: RecordList, content: bytes) -> None:
    """What the file would change, and the button that takes it over."""
    try:
        planned = import_records(home_folder(), declared.id, content, dry_run=True)
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    if not planned.ok:
        st.error(t("{n} Fehler. Nichts wurde geändert.", n=len(planned.problems)))
        st.html(problem_table(planned.problems))
        return
    st.html(import_report(planned))
    if st.button(t("Übernehmen und veröffentlichen"), type="primary", key=f"ja_{declared.id}"):
        _take_over(visit, declared, content)


def _take_over(visit: Visit, declared: RecordList, content: bytes) -> None:
    with st.status(t("Das Verzeichnis wird übernommen …"), expanded=True) as status:
        try:
            result, release = import_and_publish(
                home_folder(),
                declared.id,
                content,
                who=visit.visitor.subject,
                progress=st.write,
            )
        except (SozialraumError, OSError) as error:
            status.update(label=t("Nicht übernommen. Nichts wurde geändert."), state="error")
            st.html(refusal(error))
            return
    if release is not None:
        note("veroeffentlichung", visit.visitor.subject, release=release.id)
    st.session_state[_DONE] = _sentence(declared, result)
    st.rerun(scope="app")


def _sentence(declared: RecordList, result: ListImport) -> str:
    return t(
        "„{title}“ ist übernommen: {entries} Einträge, {added} neu, {changed} "
        "geändert, {removed} entfallen.",
        title=declared.title,
        entries=result.entries,
        added=len(result.added),
        changed=len(result.changed),
        removed=len(result.removed),
    )
