"""Vergleich: two dates, up to five areas, two indicators, two maps, one over the other."""

from __future__ import annotations

import streamlit as st

from sozialraum.domain.comparison import Comparing
from sozialraum.language import t
from sozialraum.render.comparison import refused
from sozialraum.render.escape import markdown_text
from sozialraum.render.page_top import link_buttons, page_top
from sozialraum.service.comparison import Comparison, comparison
from sozialraum.service.comparison_facts import PAGE
from sozialraum.web import comparison_controls as controls
from sozialraum.web.comparison_parts import areas, beside, pairs, periods, swipe, way_link
from sozialraum.web.comparison_state import resolve
from sozialraum.web.guard import Visit
from sozialraum.web.map_show import outlines

_WAYS = {
    Comparing.PERIODS: periods,
    Comparing.AREAS: areas,
    Comparing.INDICATORS: pairs,
    Comparing.BESIDE: beside,
    Comparing.SWIPE: swipe,
}


def show(visit: Visit) -> None:
    """The page."""
    st.html(
        page_top(
            t("Vergleich"),
            t(
                "Was hat sich verändert, worin unterscheiden sich Gebiete, was geht zusammen? "
                "Verglichen wird nur, was vergleichbar ist."
            ),
        )
    )
    if visit.live.monitor.indicators(visit.held):
        _compare(visit)
    else:
        outlines(visit, key=f"{PAGE}_umrisse", height=620)


@st.fragment
def _compare(visit: Visit) -> None:
    monitor = visit.live.monitor
    found = resolve(monitor, controls.asked(visit), visit.held)
    for notice in found.notices:
        st.warning(markdown_text(notice))
    state = found.state
    controls.choose_way(state)
    controls.choose(visit, state)
    shown = comparison(monitor, state, visit.held)
    if shown.refused:
        _refused(shown)
    else:
        _WAYS[state.way](visit, shown)
    controls.remember(state)


def _refused(shown: Comparison) -> None:
    """The reason, and the way on which both can still be seen."""
    advice = t(
        "Bitte einen anderen Stichtag, einen anderen Indikator oder eine andere Ebene wählen."
    )
    st.html(refused(shown.refused, advice))
    if shown.state.way.two_dates and shown.state.second:
        beside_link = (
            t("Beide Karten nebeneinander ansehen"),
            way_link(shown.state, Comparing.BESIDE),
        )
        st.html(link_buttons([beside_link], t("Weiter")))
