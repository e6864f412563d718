"""What only a person can decide about a delivered table: questions, keys without area."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import ImportPlan, Question
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import SozialraumError
from sozialraum.importers.answers import answer
from sozialraum.importers.indicator_words import NEW
from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.web.drawing import draw_again
from sozialraum.web.import_draft import Draft, begun, hold
from sozialraum.web.import_forms import new_indicator, new_source
from sozialraum.web.spoken import said_now

FEW = 6
"""Choices that stand side by side; more of them fold into a list."""
MOST = 25
"""Keys without area that are asked about at once."""
_OTHER, _LEAVE_OUT = n_("anderes Gebiet"), n_("weglassen")


def ask(draft: Draft, catalog: Catalog) -> None:
    """All open questions, each answered by one choice; what was answered is listed."""
    for question in draft.open:
        about = hashlib.sha256(f"{question.topic}\0{question.column}".encode()).hexdigest()
        with st.container(border=True):
            _ask(draft, question, f"einlesen_{draft.key[:8]}_{about[:8]}", catalog)
    if draft.answered:
        with st.expander(t("Beantwortet ({n})", n=len(draft.answered))):
            for text, said in draft.answered:
                st.markdown(f"- {markdown_text(text)}")
                st.caption(markdown_text(said))
            st.button(t("Alle Antworten verwerfen"), on_click=hold, args=(None,))


def _ask(draft: Draft, question: Question, key: str, catalog: Catalog) -> None:
    labels = _labels(question, catalog)
    st.markdown(markdown_text(question.text))
    if not labels:
        given = st.text_input(t("Antwort"), key=key, label_visibility="collapsed",
                              placeholder=_EXAMPLES.get(question.topic, ""))  # fmt: skip
        if given:
            _put(draft, question, given, given)
        return
    chosen = _choose(question.text, labels, key)
    if chosen is None:
        return
    if question.topic == "quelle" and chosen == NEW:
        source = new_source(key, draft.name)
        if source is not None and draft.mapping is not None:
            others = tuple(s for s in draft.mapping.sources if s.id != source.id)
            mapping = draft.mapping.model_copy(update={"sources": (*others, source)})
            _put(replace(draft, mapping=mapping), question, source.id, source.citation)
    elif question.topic == "kopfzeilen":
        hold(begun(draft.name, draft.content, draft.roles, header_rows=(int(chosen),)))
        draw_again()
    elif question.topic == "indikator" and chosen == NEW:
        proposed = draft.drafts.get(question.column)
        made = new_indicator(key, proposed, draft.mapping, catalog)
        if made is not None:
            _put(draft, question, NEW, made.name, made)
    else:
        _put(draft, question, chosen, labels[chosen])


def _labels(question: Question, catalog: Catalog) -> dict[str, str]:
    """The choices in the current language; what is read and stored is named in German."""
    labels = dict(question.choices)
    if question.topic == "ebene":
        labels |= {id_: catalog.levels[id_].name for id_ in labels if id_ in catalog.levels}
    if question.topic == "indikator":
        known = [catalog.indicators[id_] for id_ in labels if id_ in catalog.indicators]
        labels |= {e.id: f"{e.name} ({e.unit})" if e.unit else e.name for e in known}
    return labels


def _choose(text: str, labels: Mapping[str, str], key: str) -> str | None:
    """One choice, none of them made beforehand."""
    if len(labels) <= FEW:
        return st.pills(text, list(labels), format_func=labels.__getitem__, key=key,
                        label_visibility="collapsed")  # fmt: skip
    return st.selectbox(text, list(labels), index=None, format_func=labels.__getitem__, key=key,
                        placeholder=t("Bitte wählen"), label_visibility="collapsed")  # fmt: skip


def _put(draft: Draft, question: Question, value: str, said: str, made: object = None) -> None:
    """Put an answer into the mapping and draw again; a wrong one is said beside the question."""
    if draft.mapping is None:
        return
    try:
        mapping = answer(draft.mapping, question, value, made)  # type: ignore[arg-type]
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    hold(replace(draft, mapping=mapping).without(question, said))
    draw_again()


# -- keys without area ----------------------------------------------------------------------


def unmatched(draft: Draft, plan: ImportPlan, catalog: Catalog) -> None:
    """Every key without area once: take the suggestion, another area, or leave it out."""
    found = {
        entry["key"]: (entry, report["level"])
        for report in plan.reports
        for entry in report["data_without_area"]
        if entry["key"] and report["level"]
    }
    if not found or draft.mapping is None:
        return
    st.subheader(t("Zeilen ohne Gebiet ({n})", n=len(found)), anchor=False)
    st.caption(t("Jeder Vorschlag wird einzeln bestätigt; nichts wird von selbst angenommen."))
    for key, (entry, level) in list(found.items())[:MOST]:
        _resolve(draft, draft.mapping, key, entry, level, catalog)
    if len(found) > MOST:
        st.caption(t("{n} weitere folgen, sobald diese entschieden sind.", n=len(found) - MOST))


def _resolve(
    draft: Draft,
    mapping: TableMapping,
    key: str,
    entry: Mapping[str, object],
    level: str,
    catalog: Catalog,
) -> None:
    suggested = [part for part in str(entry["suggestion"] or "").split(" oder ") if part]
    widget = f"einlesen_gebiet_{draft.key[:8]}_{level}_{key}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            t("Zeile {row}: **{key}**", row=entry["row"], key=markdown_text(key)),
            width="content",
        )
        chosen = st.pills(
            t("Gebiet für {key}", key=key), [*suggested, _OTHER, _LEAVE_OUT], key=widget,
            format_func=said_now(lambda o: t(o) if o in (_OTHER, _LEAVE_OUT) else o),
            label_visibility="collapsed",
        )  # fmt: skip
    if chosen in suggested:
        code = str(chosen).partition(" ")[0]
        _decide(draft, {"accepted": {**mapping.accepted, key: code}})
    elif chosen == _OTHER:
        names = {area.code: f"{area.code} {area.name}" for area in catalog.areas(level)}
        other = st.selectbox(
            t("Gebiet"), list(names), index=None, key=f"{widget}_wahl",
            format_func=names.__getitem__, placeholder=t("Gebiet suchen"),
        )  # fmt: skip
        if other:
            _decide(draft, {"accepted": {**mapping.accepted, key: other}})
    elif chosen == _LEAVE_OUT:
        reason = st.text_input(t("Grund"), key=f"{widget}_grund",
                               placeholder=t("warum die Zeile nicht übernommen wird"))  # fmt: skip
        if reason.strip():
            _decide(draft, {"excluded": {**mapping.excluded, key: reason.strip()}})


def _decide(draft: Draft, update: dict[str, object]) -> None:
    assert draft.mapping is not None
    hold(replace(draft, mapping=draft.mapping.model_copy(update=update)))
    draw_again()


_EXAMPLES = {"stichtag": "31.12.2025", "faktor": "100"}
