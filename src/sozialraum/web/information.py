"""Pages about the monitor itself: Leichte Sprache and accessibility."""

from __future__ import annotations

import streamlit as st

from sozialraum.render.accessibility_statement import accessibility_statement
from sozialraum.render.links import page_link
from sozialraum.render.plain_language import plain_language
from sozialraum.web.guard import Visit

_LINKED = ("karte", "steckbrief", "angebote")


def leichte_sprache(visit: Visit) -> None:
    """What the monitor is, in Leichte Sprache."""
    city = visit.live.monitor.catalog.start.city
    st.html(plain_language(city, {page: page_link(page) for page in _LINKED}))


def accessibility(visit: Visit) -> None:
    """The accessibility statement."""
    st.html(accessibility_statement(visit.live.monitor.catalog.start.operator))
