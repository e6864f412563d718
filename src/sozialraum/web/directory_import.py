"""Reading in a whole service directory: read, remarks, problems, preview, taken over at once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sozialraum.domain.directory import LIST_ID, REQUIRED
from sozialraum.errors import Problem, SozialraumError
from sozialraum.language import n_, t
from sozialraum.publish import home_folder
from sozialraum.publish.lists import ListImport, import_and_publish, import_records
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.formats import enumeration
from sozialraum.render.list_import import import_report, problem_table, refusal
from sozialraum.service.directory_import import HEADER, Prepared, prepared
from sozialraum.web.audit import note, note_upload
from sozialraum.web.guard import Visit
from sozialraum.web.list_import import may_import
from sozialraum.web.upload_spool import tell_if_lost

_DONE, _FILES = "angebote_uebernommen", "angebote_dateien"
_TYPES = ("csv", "xlsx", "json")
_EXPLANATION = n_(
    "Eine CSV- oder Excel-Datei (.xlsx) ersetzt das ganze Verzeichnis: Was darin fehlt, entfällt. "
    "Eine JSON-Datei der Integreat-Schnittstelle „locations“ ergänzt das Verzeichnis um neue "
    "Einträge. Spalten wie in der heruntergeladenen Datei; nötig sind {columns} "
    "sowie die Pflichtangaben des Verzeichnisses. Bei einem Fehler ändert sich nichts."
)


def directory_import(visit: Visit) -> None:
    """Upload, what was understood, what would change, take over; nothing for other roles."""
    if not may_import(visit.live.monitor.catalog.records(LIST_ID), visit.held):
        return
    done = st.session_state.pop(_DONE, "")
    if done:
        st.success(markdown_text(done))
    panel = st.expander(t("Verzeichnis einlesen"), on_change="rerun", key="angebote_einlesen")
    if not panel.open:
        return
    with panel:
        st.caption(t(_EXPLANATION, columns=enumeration(list(REQUIRED))))
        key = f"angebote_datei_{st.session_state.get(_FILES, 0)}"
        given = st.file_uploader(t("CSV, XLSX oder JSON"), type=list(_TYPES), key=key)
        tell_if_lost(key)
        if given is not None:
            note_upload(visit.visitor.subject, given)
            _read(visit, given.getvalue(), given.name, f"angebote_weglassen_{given.file_id}")


def _read(visit: Visit, content: bytes, name: str, leave: str) -> None:
    """What the file says, and the way on; ``leave`` is the key of the choice for this file."""
    leave_out = bool(st.session_state.get(leave, False))
    try:
        found = prepared(visit.live.monitor, content, name, leave_out, held=visit.held)
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    effect = t("ergänzt das Verzeichnis") if found.adds else t("ersetzt das ganze Verzeichnis")
    if found.read:
        st.markdown(
            t("**{read} gelesen.** Die Datei {effect}.", read=_entries(found.read), effect=effect)
        )
    for told in found.notes:
        st.caption(markdown_text(told))
    if found.remarks:
        st.html(_remark_table(found.remarks))
    if found.problems:
        _problems(found, leave)
    if found.csv:
        _preview(visit, found)


def _problems(found: Prepared, leave: str) -> None:
    """All problems with their remedies, and the choice to go on without these rows."""
    st.error(t("{n} Fehler. Nichts wurde geändert.", n=len(found.problems)))
    st.html(problem_table(found.problems))
    if found.left_out == found.read:
        st.info(t("Kein Eintrag der Datei kann übernommen werden."))
        return
    if st.checkbox(t("Zeilen mit Fehlern weglassen"), key=leave):
        words = [
            t(
                "Weggelassen: {left_out} von {read}.",
                left_out=found.left_out,
                read=_entries(found.read, dative=True),
            )
        ]
        if found.left_out and not found.adds:
            words.append(t("Was weggelassen ist, steht danach nicht mehr im Verzeichnis."))
        if any(problem.key == t(HEADER) for problem in found.problems):
            words.append(t("Unbekannte Spalten werden nicht übernommen."))
        st.warning(markdown_text(" ".join(words)))


def _preview(visit: Visit, found: Prepared) -> None:
    """What would change, and the button that takes it over."""
    try:
        planned = import_records(home_folder(), LIST_ID, found.csv, dry_run=True)
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    if not planned.ok:
        st.error(t("{n} Fehler. Nichts wurde geändert.", n=len(planned.problems)))
        st.html(problem_table(planned.problems))
        return
    st.subheader(t("Das würde sich ändern"), anchor=False)
    st.html(import_report(planned))
    if st.button(t("Übernehmen und veröffentlichen"), type="primary", key="angebote_ja"):
        _take_over(visit, found)


def _take_over(visit: Visit, found: Prepared) -> None:
    with st.status(t("Das Verzeichnis wird übernommen …"), expanded=True) as status:
        try:
            result, release = import_and_publish(
                home_folder(),
                LIST_ID,
                found.csv,
                who=visit.visitor.subject,
                progress=st.write,
            )
        except (SozialraumError, OSError) as error:
            status.update(label=t("Nicht übernommen. Nichts wurde geändert."), state="error")
            st.html(refusal(error))
            return
    if release is not None:
        note("veroeffentlichung", visit.visitor.subject, release=release.id)
    st.session_state[_DONE] = _sentence(result, found.left_out)
    st.session_state[_FILES] = st.session_state.get(_FILES, 0) + 1
    st.rerun(scope="app")


def _sentence(result: ListImport, left_out: int) -> str:
    return t(
        "Das Verzeichnis ist übernommen: {entries}, {added} neu, {changed} "
        "geändert, {removed} entfallen{left_out}.",
        entries=_entries(result.entries),
        added=len(result.added),
        changed=len(result.changed),
        removed=len(result.removed),
        left_out=t(", {left_out} der Datei weggelassen", left_out=left_out) if left_out else "",
    )


def _entries(number: int, *, dative: bool = False) -> str:
    if number == 1:
        return t("1 Eintrag")
    return t("{n} Einträgen", n=number) if dative else t("{n} Einträge", n=number)


def _remark_table(remarks: Sequence[Problem]) -> str:
    """One row per remark on an entry that is kept: entry, remark, remedy."""
    rows = "".join(
        f'<tr><th scope="row">{html_text(r.key)}</th><td>{html_text(r.what)}</td>'
        f"<td>{html_text(r.fix)}</td></tr>"
        for r in remarks
    )
    head = "".join(
        f'<th scope="col">{word}</th>' for word in (t("Eintrag"), t("Hinweis"), t("Abhilfe"))
    )
    above = t(
        "Mit Hinweis behalten ({n} Hinweise): Was nicht zu verstehen war, gilt als unbekannt oder "
        "bleibt Wortlaut.",
        n=len(remarks),
    )
    label = html_text(t("Mit Hinweis behaltene Einträge"))
    return (
        f'<p class="sr-text">{html_text(above)}</p>'
        f'<div class="sr-rollen" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
