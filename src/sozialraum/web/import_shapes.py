"""Reading in shapes on the page: what they are, what is asked, and the ways on from there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from sozialraum.catalog import Catalog
from sozialraum.domain.access import Role
from sozialraum.domain.imports import Question
from sozialraum.domain.shape_imports import ShapeMapping, ShapePlan, ShapeUse
from sozialraum.errors import ProblemsFound, SozialraumError
from sozialraum.importers.formats import sniff
from sozialraum.importers.raw import Format
from sozialraum.language import t
from sozialraum.publish import home_folder
from sozialraum.publish.shape_csv import has_coordinates
from sozialraum.publish.shape_imports import take_over_shapes
from sozialraum.publish.shape_look import Placed, ShapeLook
from sozialraum.publish.shape_plan import empty_mapping, plan_of, plan_shapes, proposed
from sozialraum.publish.shape_questions import answered
from sozialraum.publish.shape_tables import personal_problems, table_plan
from sozialraum.render import shape_plan as shown
from sozialraum.render.escape import markdown_text
from sozialraum.render.library import line
from sozialraum.render.links import page_link
from sozialraum.render.list_import import problem_table
from sozialraum.web.audit import note
from sozialraum.web.drawing import draw_again
from sozialraum.web.guard import Visit
from sozialraum.web.import_draft import DONE, Draft, begin_again, held, hold
from sozialraum.web.import_layer import layer_form

_HELD = "einlesen_formen"
_MOST = 10
"""Polygons that are asked about at once."""


@dataclass(frozen=True)
class _Shapes:
    """A file on its way in. ``look`` is None where it could not be read; ``plan`` says why."""

    name: str
    content: bytes = field(repr=False)
    mapping: ShapeMapping
    plan: ShapePlan
    look: ShapeLook | None = None
    placed: Placed | None = None
    said: tuple[tuple[str, str], ...] = ()
    """Questions and answers as (text, answer)."""
    own: bool = False
    """True where nothing comes from an earlier file."""


def asked_for(name: str, content: bytes) -> bool:
    """True for GeoJSON and GeoPackage, by content alone; whoever brings a table with coordinates is
    asked whether it holds points.
    """
    try:
        kind = sniff(content, name)
    except SozialraumError:
        return False
    if kind is not Format.CSV or not has_coordinates(content):
        return kind in {Format.GEOJSON, Format.GEOPACKAGE}
    st.markdown(t("Die Tabelle hat Koordinaten. Wie wird sie gelesen?"))
    ways = {False: t("Werte je Gebiet"), True: t("Punkte")}
    return bool(
        st.segmented_control(
            t("Wie wird die Tabelle gelesen?"),
            list(ways),
            default=False,
            required=True,
            format_func=ways.__getitem__,
            key="einlesen_als",
            label_visibility="collapsed",
        )
    )


def show_file(visit: Visit, name: str, content: bytes) -> Draft | None:
    """Everything about one file; the table that was made of it, where that is the way on."""
    shapes: _Shapes | None = st.session_state.get(_HELD)
    live = visit.live.monitor.release.id
    known = shapes and (shapes.name, shapes.content) == (name, content)
    if not known or shapes is None or (shapes.look and shapes.look.live != live):
        hold(None)
        with st.spinner(t("Die Geometrien werden gelesen und mit den Gebieten verglichen …")):
            shapes = _begun(name, content, visit.held)
            st.session_state[_HELD] = shapes
    st.subheader(t("Was die Datei enthält"), anchor=False)
    st.html(shown.understood(shapes.plan))
    catalog = shapes.look.catalog if shapes.look else visit.live.monitor.catalog
    _found(shapes.plan, catalog)
    _known(shapes)
    _ask(visit, shapes)
    if shapes.plan.problems:
        st.error(t("So kann die Datei nicht übernommen werden. Nichts wurde geändert."))
        st.html(problem_table(shapes.plan.problems))
    return _way_on(visit, shapes, catalog)


def _begun(name: str, content: bytes, held_roles: frozenset[Role], layer: str = "") -> _Shapes:
    try:
        look = ShapeLook.at(home_folder(), content, name, layer, held=held_roles)
    except SozialraumError:
        plan = plan_shapes(home_folder(), content, name, layer=layer)
        return _Shapes(name, content, plan.mapping, plan)
    mapping = proposed(look)
    own = mapping == empty_mapping(look)
    return _planned(_Shapes(name, content, mapping, _NOTHING, look, own=own))


def _planned(shapes: _Shapes) -> _Shapes:
    """The plan for the present mapping; what was computed for the same reading is kept."""
    look = shapes.look
    assert look is not None
    plan = plan_of(look, shapes.mapping, home_folder(), placed=shapes.placed, tables=False)
    placed = shapes.placed
    if plan.reading and (placed is None or placed.reading != plan.reading):
        placed = Placed(look, plan.reading)
    return replace(shapes, plan=plan, placed=placed)


_NOTHING = ShapePlan("", "", None, 0, (), None, ShapeMapping(spalten=()))


def _found(plan: ShapePlan, catalog: Catalog) -> None:
    """Matches and comparison of polygons, places of points."""
    if plan.areas:
        st.subheader(t("Zuordnung der Flächen"), anchor=False)
        st.html(shown.areas(plan.areas, catalog))
    if plan.areas and plan.outlines:
        st.html(line("sr-text", plan.outlines.words))
        with st.expander(
            t("Abweichungen je Gebiet"), expanded=plan.mapping.use is ShapeUse.OUTLINES
        ):
            st.html(shown.outlines(plan.outlines, plan.areas.level, catalog))
    if plan.points:
        st.subheader(t("Wo die Punkte liegen"), anchor=False)
        st.html(shown.points(plan.points, catalog))


def _known(shapes: _Shapes) -> None:
    """The mapping of an earlier file was taken; there is a way without it."""
    layer, look = shapes.mapping.points, shapes.look
    if layer is None or look is None or shapes.own:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            t("Gelesen wie die Ebene „{name}“.", name=markdown_text(layer.name)), width="content"
        )
        if st.button(t("Anders verwenden")):
            with st.spinner(t("Die Zuordnung wird neu begonnen …")):
                anew = _Shapes(shapes.name, shapes.content, empty_mapping(look), _NOTHING, look,
                               shapes.placed, own=True)  # fmt: skip
                st.session_state[_HELD] = _planned(anew)
            draw_again()


# -- questions ----------------------------------------------------------------------------------


def _ask(visit: Visit, shapes: _Shapes) -> None:
    """Open questions, each answered by one choice; the form of the layer is no such question."""
    asked = [question for question in shapes.plan.questions if question.choices]
    if asked:
        st.subheader(t("Bitte entscheiden ({n})", n=len(asked)), anchor=False)
    for question in asked[:_MOST]:
        with st.container(border=True):
            st.markdown(markdown_text(question.text))
            key = f"formen_{shapes.plan.sha256[:8]}_{question.topic}_{question.column}"
            labels = dict(question.choices)
            chosen = st.pills(question.text, list(labels), format_func=labels.__getitem__, key=key,
                              label_visibility="collapsed")  # fmt: skip
            if chosen is not None:
                _put(visit, shapes, question, chosen)
    if len(asked) > _MOST:
        st.caption(t("{n} weitere folgen, sobald diese entschieden sind.", n=len(asked) - _MOST))
    if shapes.said:
        with st.expander(t("Beantwortet ({n})", n=len(shapes.said))):
            for text, said in shapes.said:
                st.markdown(f"- {markdown_text(text)}")
                st.caption(markdown_text(said))
            st.button(t("Alle Antworten verwerfen"), on_click=forget, key="formen_verwerfen")


def _put(visit: Visit, shapes: _Shapes, question: Question, value: str) -> None:
    """Put an answer into the mapping and look again."""
    said = (*shapes.said, (question.text, dict(question.choices)[value]))
    with st.spinner(t("Die Antwort wird angewendet …")):
        if question.topic == "layer":
            changed = replace(_begun(shapes.name, shapes.content, visit.held, value), said=said)
        else:
            mapping = answered(shapes.mapping, question, value)
            changed = _planned(replace(shapes, mapping=mapping, said=said))
    hold(None)
    st.session_state[_HELD] = changed
    draw_again()


def forget() -> None:
    """Forget everything about the file."""
    st.session_state.pop(_HELD, None)
    hold(None)


# -- ways on --------------------------------------------------------------------------------------


def _way_on(visit: Visit, shapes: _Shapes, catalog: Catalog) -> Draft | None:
    plan = shapes.plan
    if plan.problems and plan.mapping.use is not ShapeUse.LAYER:
        st.button(t("Abbrechen"), on_click=begin_again)
        return None
    if plan.raw is not None and not plan.questions:
        return _table(visit, shapes, catalog)
    if plan.mapping.use is ShapeUse.LAYER and shapes.look is not None:
        others = [question for question in plan.questions if question.topic != "ebene_karte"]
        if not others:
            _layer(visit, shapes, shapes.look)
            return None
    if plan.mapping.use is ShapeUse.OUTLINES:
        st.info(t(shown.ELSEWHERE))
    st.button(t("Abbrechen"), on_click=begin_again)
    return None


def _table(visit: Visit, shapes: _Shapes, catalog: Catalog) -> Draft | None:
    """The attributes or counts as a draft of the table wizard."""
    plan, draft = shapes.plan, held()
    if draft is None or draft.raw is not plan.raw:
        assert shapes.look is not None
        level = plan.areas.level if plan.areas else plan.mapping.level
        with st.spinner(t("Die Tabelle wird gelesen und geprüft …")):
            table = table_plan(home_folder(), shapes.look, plan.raw, level, None, plan.areas)
        draft = Draft(shapes.name, shapes.content, table.mapping, table.questions,
                      table.drafts, table.notes, raw=plan.raw, roles=visit.held)  # fmt: skip
        hold(draft)
    problems = tuple(personal_problems(shapes.mapping, draft.mapping, catalog, plan.file))
    if problems:
        st.error(t("So kann die Datei nicht übernommen werden. Nichts wurde geändert."))
        st.html(problem_table(problems))
        st.button(t("Indikator noch einmal wählen"), on_click=hold, args=(None,))
        return None
    return draft


def _layer(visit: Visit, shapes: _Shapes, look: ShapeLook) -> None:
    """The form of the layer, then publish or cancel."""
    declared = shapes.mapping.points
    label = (
        t("Angaben zur Ebene")
        if declared is None
        else t("Angaben zur Ebene „{name}“", name=declared.name)
    )
    with st.expander(label, expanded=declared is None):
        made = layer_form(look, shapes.mapping, shapes.plan.sha256[:8])
    if made != shapes.mapping:
        st.session_state[_HELD] = _planned(replace(shapes, mapping=made))
        draw_again()
    if shapes.plan.layer:
        st.subheader(t("Was sich ändern würde"), anchor=False)
        st.html(shown.layer_change(shapes.plan.layer))
    with st.container(horizontal=True):
        pressed = st.button(t("Veröffentlichen"), type="primary", disabled=not shapes.plan.ready)
        st.button(t("Abbrechen"), on_click=begin_again)
    if not shapes.plan.ready:
        st.caption(t("Veröffentlichen geht, sobald alles angegeben und ohne Fehler ist."))
    if pressed:
        _publish(visit, shapes)


def _publish(visit: Visit, shapes: _Shapes) -> None:
    subject = visit.visitor.subject
    with st.status(t("Die Ebene wird übernommen …"), expanded=True) as status:
        try:
            entry, release = take_over_shapes(
                home_folder(), shapes.content, shapes.name, shapes.mapping, who=subject,
                progress=st.write, expected_release=shapes.plan.fingerprint, held=visit.held,
            )  # fmt: skip
        except SozialraumError as error:
            status.update(label=t("Nicht übernommen. Nichts wurde geändert."), state="error")
            st.write(markdown_text(error.what))
            if isinstance(error, ProblemsFound):
                st.html(problem_table(error.problems))
            return
    note("einlesen", subject, number=entry.number)
    note("veroeffentlichung", subject, release=release.id)
    links = [(t("Verlauf der Importe"), page_link("daten", {"bereich": "verlauf"}))]
    layer = shapes.mapping.points
    if layer and Role.PUBLIC in layer.roles:
        links.append((t("Auf der Karte ansehen"), page_link("karte", {"ebenen": layer.id})))
    st.session_state[DONE] = (
        t("Import {number} ist veröffentlicht. {words}", number=entry.number, words=entry.words),
        links,
    )
    forget()
    begin_again()
    st.rerun(scope="app")
