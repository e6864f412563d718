"""Reading in a table of statistics on the page: understood, asked, compared, published or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from sozialraum.catalog import Catalog
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.imports import ImportPlan
from sozialraum.domain.mapping import ColumnRole, MappedColumn, NumberForm, TableMapping
from sozialraum.errors import ProblemsFound, SozialraumError
from sozialraum.language import n_, t
from sozialraum.publish import home_folder
from sozialraum.publish.imports import take_over
from sozialraum.render import import_plan as shown
from sozialraum.render.escape import markdown_text
from sozialraum.render.links import page_link
from sozialraum.render.list_import import problem_table
from sozialraum.render.page_top import link_buttons, section_top
from sozialraum.web import import_shapes
from sozialraum.web.audit import note, note_upload
from sozialraum.web.drawing import draw_again
from sozialraum.web.guard import Visit
from sozialraum.web.import_draft import DONE, FILES, Draft, begin_again, begun, held, hold, plan_of
from sozialraum.web.import_questions import ask, unmatched
from sozialraum.web.spoken import said_now
from sozialraum.web.upload_spool import tell_if_lost

EDITORS = (Role.COORDINATION, Role.PLANNING)
"""Who may bring in statistics, besides administration."""
_NUMERIC = (ColumnRole.VALUE, ColumnRole.NUMERATOR, ColumnRole.DENOMINATOR)
_TYPES = ["csv", "txt", "xlsx", "geojson", "json", "gpkg"]
_INTRODUCTION = n_(
    "Eine Tabelle (CSV oder XLSX) oder Geometrien (GeoJSON oder GeoPackage) werden gelesen, den "
    "Gebieten zugeordnet und mit dem jetzigen Stand verglichen. Erst „Veröffentlichen“ ändert "
    "etwas; jeder Import lässt sich zurücknehmen."
)


def may_edit(held_roles: frozenset[Role]) -> bool:
    """True for the roles that may bring in statistics."""
    return may_see(EDITORS, held_roles)


def show(visit: Visit) -> None:
    """The section: upload, what was understood, what is asked, what would change."""
    st.html(section_top(t("Daten einlesen"), t(_INTRODUCTION)))
    if not may_edit(visit.held):
        st.info(t("Daten einlesen dürfen Koordination, Planung und Verwaltung. Bitte anmelden."))
        return
    if done := st.session_state.pop(DONE, None):
        st.success(markdown_text(done[0]))
        st.html(link_buttons(done[1], t("Weiter")))
    key = f"einlesen_datei_{st.session_state.get(FILES, 0)}"
    given = st.file_uploader(
        t("CSV- oder Excel-Datei, GeoJSON oder GeoPackage"), type=_TYPES, key=key
    )
    tell_if_lost(key)
    if given is None:
        import_shapes.forget()
        return
    note_upload(visit.visitor.subject, given)
    if import_shapes.asked_for(given.name, given.getvalue()):
        draft = import_shapes.show_file(visit, given.name, given.getvalue())
        if draft is not None:
            _steps(visit, draft)
        return
    draft = held()
    if draft is None or (draft.name, draft.content) != (given.name, given.getvalue()):
        with st.spinner(t("Die Datei wird gelesen und geprüft …")):
            draft = begun(given.name, given.getvalue(), visit.held)
            hold(draft)
    _steps(visit, draft)


def _steps(visit: Visit, draft: Draft) -> None:
    catalog = visit.live.monitor.catalog
    with st.spinner(t("Zuordnung und Vergleich werden berechnet …")):
        plan = plan_of(draft, visit.live.monitor.release.id)
    if draft.mapping is None or plan.mapping is None:
        st.error(t("Die Datei kann so nicht eingelesen werden. Nichts wurde geändert."))
        st.html(problem_table(plan.problems))
        return
    st.subheader(t("Was verstanden wurde"), anchor=False)
    st.html(shown.understood(plan, draft.mapping, catalog))
    with st.expander(t("Erste Angaben und Spalten ansehen oder ändern")):
        st.html(shown.sample(plan, catalog, draft.mapping.indicators))
        _columns(draft, draft.mapping, catalog)
    if draft.open:
        st.subheader(t("Bitte entscheiden ({n})", n=len(draft.open)), anchor=False)
    ask(draft, catalog)
    unmatched(draft, plan, catalog)
    _remaining(draft, plan)
    _outcome(visit, draft, plan, catalog)


def _remaining(draft: Draft, plan: ImportPlan) -> None:
    """Problems besides what is being asked: questions about the table, keys without area."""
    lines = {
        t("Zeile {row}", row=entry["row"])
        for report in plan.reports
        for entry in report["data_without_area"]
        if entry["key"] and report["level"]
    }
    others = [
        problem
        for problem in plan.problems
        if problem.key not in lines and (problem.key or not draft.open)
    ]
    if others:
        st.error(t("{n} Fehler. So kann die Datei nicht veröffentlicht werden.", n=len(others)))
        st.html(problem_table(others))


def _outcome(visit: Visit, draft: Draft, plan: ImportPlan, catalog: Catalog) -> None:
    """Mismatch report, check sums, changes, and the two ways out."""
    assert draft.mapping is not None
    new = draft.mapping.indicators
    st.subheader(t("Zuordnung zu den Gebieten"), anchor=False)
    st.html(shown.mismatches(plan, catalog) + shown.check_sums(plan.check_sums, catalog, new))
    if plan.changes is not None:
        st.subheader(t("Was sich ändern würde"), anchor=False)
        st.html(shown.changes(plan.changes, catalog, new))
    ready = plan.ready and not draft.open
    with st.container(horizontal=True):
        pressed = st.button(t("Veröffentlichen"), type="primary", disabled=not ready)
        st.button(t("Abbrechen"), on_click=begin_again)
    if not ready:
        st.caption(t("Veröffentlichen geht, sobald alles entschieden und ohne Fehler ist."))
    if pressed:
        _publish(visit, draft, plan)


def _publish(visit: Visit, draft: Draft, plan: ImportPlan) -> None:
    assert draft.mapping is not None
    with st.status(t("Die Tabelle wird übernommen …"), expanded=True) as status:
        try:
            entry, release = take_over(
                home_folder(), draft.content, draft.name, draft.mapping,
                who=visit.visitor.subject, held=visit.held, raw=draft.raw, progress=st.write,
                expected_release=plan.fingerprint,
            )  # fmt: skip
        except SozialraumError as error:
            status.update(label=t("Nicht übernommen. Nichts wurde geändert."), state="error")
            st.write(markdown_text(error.what))
            if isinstance(error, ProblemsFound):
                st.html(problem_table(error.problems))
            return
    subject = visit.visitor.subject
    note("einlesen", subject, number=entry.number)
    note("veroeffentlichung", subject, release=release.id)
    links = [
        (t("Verlauf der Importe"), page_link("daten", {"bereich": "verlauf"})),
        *_map_link(plan),
    ]
    st.session_state[DONE] = (
        t("Import {number} ist veröffentlicht. {words}", number=entry.number, words=entry.words),
        links,
    )
    begin_again()
    st.rerun(scope="app")


def _map_link(plan: ImportPlan) -> list[tuple[str, str]]:
    """The way to the first of the published values."""
    if not plan.sample or not plan.reports:
        return []
    _, _, _, indicator, period, *_ = plan.sample[0]
    level = str(plan.reports[0]["level"])
    view = {"indikator": str(indicator), "ebene": level, "stichtag": str(period)}
    return [(t("Auf der Karte ansehen"), page_link("karte", view))]


# -- columns ------------------------------------------------------------------------------------


def _columns(draft: Draft, mapping: TableMapping, catalog: Catalog) -> None:
    """What every column means, to be changed by hand."""
    indicators = {**catalog.indicators, **{i.id: i for i in mapping.indicators}}
    names = {id_: indicator.name for id_, indicator in indicators.items()}
    for position, column in enumerate(mapping.columns):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = _column(f"{draft.key[:8]}_{position}", column, names)
        if chosen != column:
            columns = (*mapping.columns[:position], chosen, *mapping.columns[position + 1 :])
            hold(replace(draft, mapping=mapping.model_copy(update={"columns": columns})))
            draw_again()


def _column(key: str, column: MappedColumn, names: Mapping[str, str]) -> MappedColumn:
    roles: list[ColumnRole] = list(ColumnRole)
    role: ColumnRole = st.selectbox(
        column.title, roles, roles.index(column.role), key=f"rolle_{key}_{column.role}",
        format_func=said_now(lambda r: r.label),
    )  # fmt: skip
    update: dict[str, object] = {"role": role}
    if role in _NUMERIC:
        ids = ["", *names]
        at = ids.index(column.indicator) if column.indicator in ids else 0
        update["indicator"] = st.selectbox(
            t("Indikator"), ids, at, key=f"indikator_{key}_{column.indicator}",
            format_func=said_now(lambda id_: names.get(id_, t("steht in der Tabelle"))),
        )  # fmt: skip
        update["number_form"] = st.selectbox(
            t("Zahlenform"), list(NumberForm), list(NumberForm).index(column.number_form),
            format_func=said_now(lambda f: f.label), key=f"form_{key}_{column.number_form}",
        )  # fmt: skip
    return column.model_copy(update=update)
