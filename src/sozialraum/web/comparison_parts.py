"""The five ways of the page Vergleich: map, panel, charts, files and links of each."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from sozialraum.domain.comparison import ComparedArea, Comparing, ComparisonState, toggled
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.views import MapView
from sozialraum.language import t
from sozialraum.render.comparison import (
    areas_panel,
    change_panel,
    heading,
    map_notes,
    onward,
    pairs_panel,
)
from sozialraum.render.escape import html_text
from sozialraum.render.links import file_link, page_link
from sozialraum.render.page_top import link_buttons
from sozialraum.render.view import engine_view
from sozialraum.service.comparison import LEFT, MAP, RIGHT, Comparison, scene_map, titles
from sozialraum.service.comparison_facts import PAGE
from sozialraum.service.comparison_pairs import median_words
from sozialraum.web import exhibits
from sozialraum.web.collect import collect_button
from sozialraum.web.comparison_controls import ADDRESS, set_areas
from sozialraum.web.engine_map import Event, show_map
from sozialraum.web.guard import Visit

HEIGHT = 900
"""Pixels of the frame: the map and, under it, its twin as text and table."""
_LINK = f"{PAGE}_kopplung"
_PICTURES = ("png", "svg")
_TABLES = ("csv", "xlsx")


def periods(visit: Visit, shown: Comparison) -> None:
    """Two dates: the difference."""
    found = shown.difference
    assert found is not None, "this way shows a difference"
    st.html(heading(found.view.title, found.view.indicator.unit))
    with _beside_panel():
        _map(visit, shown.state, found.view, signed=True)
        st.html(change_panel(found, shown.state.area, _onward(shown.state)))
    _below(visit, shown, found.view.title, found.sentence)
    _chart(visit, shown.state, found.exhibit, _take_area(found.exhibit))


def areas(visit: Visit, shown: Comparison) -> None:
    """Up to five areas: the same colour on map, lines, bars and in the table."""
    found = shown.areas
    assert found is not None, "this way shows areas"
    st.html(heading(found.view.title, found.indicator.unit))
    codes = shown.state.areas

    def take(event: Event) -> None:
        if not event.get("area"):
            return
        wanted = toggled(codes, str(event["area"]))
        set_areas(wanted)
        if wanted == codes:
            st.toast(t("Mehr als fünf Gebiete passen nicht: Bitte zuerst eines herausnehmen."))

    with _beside_panel():
        _map(visit, shown.state, found.view, on_event=take, pins=_pins(found.areas))
        links = {area.code: _onward(replace(shown.state, area=area.code)) for area in found.areas}
        st.html(areas_panel(found, links))
    if not found.areas:
        _notes(found.view.notes)
    _below(visit, shown, found.view.title, found.view.current.sentence)
    with st.container(horizontal=True, key=f"{PAGE}_bilder"):
        for exhibit in shown.exhibits.values():
            with st.container(key=f"{PAGE}_bild_{exhibit.id}"):
                _chart(visit, shown.state, exhibit)


def pairs(visit: Visit, shown: Comparison) -> None:
    """Two indicators: nine classes, scatter plot, areas of a quadrant."""
    found = shown.pairs
    assert found is not None, "this way shows two indicators"
    state = shown.state
    same = state.first == state.second
    st.html(heading(found.view.title if same else found.view.indicator.name, ""))
    with _beside_panel():
        _map(visit, state, found.view)
        st.html(pairs_panel(found, state.quadrant, state.area, _onward(state)))
    _below(visit, shown, found.view.title, found.sentence)
    exhibit = replace(found.exhibit, text=median_words(found))
    _chart(visit, state, exhibit, _take_area(exhibit))


def beside(visit: Visit, shown: Comparison) -> None:
    """Two maps that move together."""
    found = shown.both
    assert found is not None, "this way shows two maps"
    names = titles(visit.live.monitor, shown.state)
    st.html(f'<p class="sr-sub">{html_text(found.note)}</p>')
    link, both = _link_id(), set(found.left.notes) & set(found.right.notes)
    with st.container(horizontal=True, vertical_alignment="top", key=f"{PAGE}_zwei"):
        for name, view, side in ((names[0], found.left, LEFT), (names[1], found.right, RIGHT)):
            with st.container(key=f"{PAGE}_{side}"):
                st.html(heading(name, view.indicator.unit))
                _map(visit, shown.state, view, key=f"{PAGE}_{side}", link=link)
                _notes([note for note in view.notes if note not in both])
    _notes([note for note in found.left.notes if note in both])
    _below_two(visit, shown)


def swipe(visit: Visit, shown: Comparison) -> None:
    """One date over the other, with a divider."""
    view = shown.swipe
    assert view is not None, "this way shows two dates in one view"
    left, right = (period.period for period in view.periods)
    name = visit.live.monitor.catalog.indicator(shown.state.indicator).name
    dates = t("links {left}, rechts {right}", left=left.label, right=right.label)
    title = t("{name}: {dates}", name=name, dates=dates)
    st.html(heading(title, view.indicator.unit))
    _map(visit, shown.state, view, swipe=(left.code, right.code))
    _notes(view.notes)
    _below_two(visit, shown)


def _pins(areas: Sequence[ComparedArea]) -> list[tuple[str, str, str]]:
    """The pins by their numbers; a number that is free gets none."""
    pins = [("", "", "")] * max((area.number for area in areas), default=0)
    for area in areas:
        pins[area.number - 1] = (area.code, area.colour, area.name)
    return pins


def way_link(state: ComparisonState, way: Comparing) -> str:
    """The relative address of the same selection on another way."""
    other = state.indicator if way.two_indicators and not state.other else state.other
    return page_link(PAGE, replace(state, way=way, other=other).parameters())


def _beside_panel() -> Any:
    return st.container(key="ansicht", horizontal=True, vertical_alignment="top")


def _map(
    visit: Visit,
    state: ComparisonState,
    view: MapView,
    *,
    key: str = f"{PAGE}_{MAP}",
    on_event: Callable[[Event], None] | None = None,
    **more: Any,
) -> None:
    """A map of the engine; without ``on_event`` a click chooses the area of the address."""

    def take(event: Event) -> None:
        if event.get("area") is not None:
            st.session_state[ADDRESS.key("gebiet")] = str(event["area"])

    painted = engine_view(
        view,
        area=state.area,
        layers=(),
        highlight=visit.live.monitor.catalog.start.map.highlight,
        **more,
    )
    show_map(visit, painted, key=key, height=HEIGHT, on_event=on_event or take)


def _take_area(exhibit: Exhibit) -> Callable[[], None]:
    """A click on a bar or a point chooses its area."""

    def take() -> None:
        picked = st.session_state[f"{PAGE}_{exhibit.id}_bild"].selection.get("gebiet") or [{}]
        if picked[0].get("id"):
            st.session_state[ADDRESS.key("gebiet")] = str(picked[0]["id"])

    return take


def _chart(
    visit: Visit, state: ComparisonState, exhibit: Exhibit, on_select: Any = "ignore"
) -> None:
    exhibits.show(visit, exhibit, state.parameters(), on_select=on_select)


def _notes(notes: Sequence[str]) -> None:
    """Caveats below a map, where there are some."""
    shown = map_notes(notes)
    if shown:
        st.html(shown)


def _below(visit: Visit, shown: Comparison, title: str, sentence: str) -> None:
    """The files of the map, the ways onward, and that into the presentation."""
    state = shown.state
    with st.container(horizontal=True, vertical_alignment="center", key=f"{PAGE}_weiter"):
        st.html(link_buttons([*_files(shown), *_onward(state).items()], t("Dateien und weiter")))
        collect_button(
            visit,
            page=PAGE,
            part="",
            query=state.parameters(),
            title=title,
            text=sentence,
            key=f"{PAGE}_{MAP}",
        )


def _below_two(visit: Visit, shown: Comparison) -> None:
    """The same below two maps; into the presentation goes one that stands for both."""
    one = scene_map(visit.live.monitor, shown, visit.held)
    _below(visit, shown, one.title, one.current.sentence)


def _files(shown: Comparison) -> list[tuple[str, str]]:
    """Pictures of the maps, and tables of what has no chart below."""
    asked = shown.state.parameters()
    words = {MAP: t("Karte"), LEFT: t("Karte links"), RIGHT: t("Karte rechts")}
    links = [
        (
            t("{name} ({kind})", name=words[id_], kind=kind.upper()),
            file_link(f"{PAGE}/{id_}.{kind}", asked),
        )
        for id_ in shown.maps
        for kind in _PICTURES
    ]
    return links + [
        (t("Tabelle ({kind})", kind=kind.upper()), file_link(f"{PAGE}/{exhibit.id}.{kind}", asked))
        for exhibit in shown.exhibits.values()
        if shown.both is not None
        for kind in _TABLES
    ]


def _onward(state: ComparisonState) -> dict[str, str]:
    asked: Mapping[str, str] = {
        "indikator": state.indicator,
        "ebene": state.level,
        "stichtag": state.second if state.way.two_dates else state.first,
        "gebiet": state.area,
    }
    return onward({k: v for k, v in asked.items() if v}, state.level, state.area)


def _link_id() -> str:
    """The name by which both maps of this session find each other; other tabs have another."""
    return str(st.session_state.setdefault(_LINK, secrets.token_hex(6)))
