"""Controls of the page Sozialindex: preset, level, indicators, weights, and the formula as file."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sozialraum.domain.indicators import Direction
from sozialraum.domain.social_index import MOST_WEIGHT, IndexPart
from sozialraum.errors import SozialraumError
from sozialraum.export.names import file_name
from sozialraum.language import t
from sozialraum.render.escape import markdown_text
from sozialraum.render.index_words import baseline_words
from sozialraum.service.index_choice import (
    MOST_INHABITANTS,
    NOTHING,
    PARAMETERS,
    IndexState,
    baselines,
    parameters,
    part_text,
    same_choice,
    usual_part,
)
from sozialraum.service.index_formula import Formula, from_json, to_json
from sozialraum.service.index_ground import MOST_PARTS, index_levels, offered, presets
from sozialraum.service.index_view import IndexMap
from sozialraum.web.address import Address
from sozialraum.web.audit import note_upload
from sozialraum.web.guard import Visit
from sozialraum.web.upload_spool import tell_if_lost

PAGE = "sozialindex"
ADDRESS = Address(PAGE, PARAMETERS)
_PRESET, _CHOSEN, _FILE = f"{PAGE}_vorlage", f"{PAGE}_auswahl", f"{PAGE}_datei"
_KEPT = f"{PAGE}_je_ebene"


def choose(visit: Visit, state: IndexState) -> None:
    """Everything above the map, set to ``state``."""
    _seed(state)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}_wahl"):
        _preset(visit, state)
        _level(visit, state)
        _baseline(visit, state)
        st.number_input(
            t("Mindestens Einwohner"),
            0,
            MOST_INHABITANTS,
            step=50,
            key=ADDRESS.key("mindest"),
            help=t(
                "Kleinere Gebiete erhalten keine Klasse, soweit ihre Einwohnerzahl bekannt ist."
            ),
        )
    _indicators(visit, state)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}_ansicht_wahl"):
        st.segmented_control(
            t("Karte zeigt"),
            [entry.value for entry in IndexMap],
            format_func=lambda value: IndexMap(value).label,
            key=ADDRESS.key("ansicht"),
            required=True,
        )
        _weights(visit, state)


def _seed(state: IndexState) -> None:
    """Set the widgets before they are drawn."""
    ADDRESS.seed(state.parameters() | {"mindest": state.query.minimum})
    values: dict[str, object] = {_CHOSEN: [part.indicator for part in state.query.parts]}
    for part in state.query.parts:
        values[_weight_key(part.indicator)] = float(part.weight)
        values[_direction_key(part.indicator)] = part.direction.value
    for key, value in values.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def take(given: Mapping[str, str]) -> None:
    """Callback: show another choice."""
    for name, text in given.items():
        value: object = int(text) if name == "mindest" and text.isdecimal() else text
        st.session_state[ADDRESS.key(name)] = value


def _preset(visit: Visit, state: IndexState) -> None:
    prepared = presets(visit.live.monitor, visit.held)
    if not prepared:
        return
    names = {"": t("eigene Auswahl")} | {id_: preset.name for id_, preset in prepared.items()}
    shown = same_choice(state.query, prepared)
    if st.session_state.get(_PRESET) != shown:
        st.session_state[_PRESET] = shown

    def follow() -> None:
        chosen = prepared.get(str(st.session_state[_PRESET]))
        if chosen:
            take(parameters(chosen))

    st.selectbox(
        t("Vorlage"), list(names), format_func=names.__getitem__, key=_PRESET, on_change=follow
    )


def _level(visit: Visit, state: IndexState) -> None:
    catalog = visit.live.monitor.catalog
    levels = index_levels(visit.live.monitor, visit.held)

    def follow() -> None:
        """Every level keeps its own choice; one that the new level cannot show is put aside."""
        level = str(st.session_state[ADDRESS.key("ebene")])
        chosen = ",".join(map(part_text, state.query.parts)) or NOTHING
        kept = st.session_state.setdefault(_KEPT, {}) | {state.query.level: chosen}
        st.session_state[_KEPT] = kept
        usable = {indicator.id for indicator in offered(visit.live.monitor, level, visit.held)}
        if level in kept:
            chosen = kept[level]
        elif not usable & {part.indicator for part in state.query.parts}:
            chosen = NOTHING
        st.session_state[ADDRESS.key("indikatoren")] = chosen
        st.session_state[ADDRESS.key("gebiet")] = ""

    if len(levels) > 1:
        st.segmented_control(
            t("Raumebene"),
            list(levels),
            format_func=lambda id_: catalog.level(id_).name,
            key=ADDRESS.key("ebene"),
            required=True,
            on_change=follow,
        )


def _baseline(visit: Visit, state: IndexState) -> None:
    monitor = visit.live.monitor
    offers = baselines(monitor, state.query.level)
    if len(offers) > 1:
        district = monitor.catalog.level(monitor.catalog.district).name
        words = {baseline.value: baseline_words(baseline, district) for baseline in offers}
        st.selectbox(
            t("Verglichen mit"),
            list(words),
            format_func=words.__getitem__,
            key=ADDRESS.key("bezug"),
        )


def _indicators(visit: Visit, state: IndexState) -> None:
    monitor = visit.live.monitor
    found = offered(monitor, state.query.level, visit.held) if state.query.level else ()
    names = {indicator.id: f"{indicator.topic} · {indicator.name}" for indicator in found}
    kept = {part.indicator: part for part in state.query.parts}

    def follow() -> None:
        chosen = st.session_state[_CHOSEN]
        parts = [kept.get(id_) or usual_part(monitor, id_) for id_ in chosen]
        text = ",".join(part_text(part) for part in parts)
        st.session_state[ADDRESS.key("indikatoren")] = text or NOTHING

    st.multiselect(
        t("Indikatoren"),
        list(names),
        format_func=names.__getitem__,
        key=_CHOSEN,
        max_selections=MOST_PARTS,
        on_change=follow,
        placeholder=t("Anteile, Raten, Mittelwerte wählen"),
        help=t("Anzahlen fehlen hier: Die Größe eines Gebiets ist keine Belastung."),
    )


def _weights(visit: Visit, state: IndexState) -> None:
    """Weight and direction of every indicator; sent only while the box is open."""
    if not state.query.parts:
        return
    box = st.popover(t("Gewichte und Richtung"), key=f"{PAGE}_gewichte", on_change="rerun")
    if not box.open:
        return
    words = {
        Direction.BURDEN.value: t("hoch = mehr Belastung"),
        Direction.RELIEF.value: t("hoch = weniger Belastung"),
    }
    catalog = visit.live.monitor.catalog

    def follow() -> None:
        parts = [
            IndexPart.of(
                part.indicator,
                float(st.session_state[_weight_key(part.indicator)]),
                Direction(st.session_state[_direction_key(part.indicator)]),
            )
            for part in state.query.parts
        ]
        st.session_state[ADDRESS.key("indikatoren")] = ",".join(map(part_text, parts))

    with box:
        for part in state.query.parts:
            name = catalog.indicator(part.indicator).short
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.number_input(
                    t("Gewicht: {name}", name=name),
                    0.0,
                    MOST_WEIGHT,
                    step=0.5,
                    format="%g",
                    key=_weight_key(part.indicator),
                    on_change=follow,
                )
                st.selectbox(
                    t("Richtung: {name}", name=name),
                    list(words),
                    format_func=words.__getitem__,
                    key=_direction_key(part.indicator),
                    on_change=follow,
                )


def _weight_key(indicator: str) -> str:
    return f"{PAGE}_gewicht_{indicator}"


def _direction_key(indicator: str) -> str:
    return f"{PAGE}_richtung_{indicator}"


# -- the formula as a file ---------------------------------------------------------------------


def formula_files(visit: Visit, state: IndexState) -> None:
    """Save the choice, and take one over from a file."""
    monitor = visit.live.monitor
    st.download_button(
        t("Formel speichern (JSON)"),
        to_json(monitor, state.query),
        file_name=file_name(PAGE, "formel", state.query.level, suffix="json"),
        mime="application/json",
        on_click="ignore",
    )
    file = st.file_uploader(t("Formel einlesen (JSON)"), type=["json"], key=_FILE)
    tell_if_lost(_FILE)
    if file is None:
        return
    note_upload(visit.visitor.subject, file)
    try:
        found = from_json(monitor, visit.held, file.getvalue())
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    for notice in found.notices:
        st.warning(markdown_text(notice))
    st.button(t("Formel aus der Datei anwenden"), on_click=_apply, args=(found,))


def _apply(found: Formula) -> None:
    take(found.parameters)
