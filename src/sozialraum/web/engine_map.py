"""The one place where a page shows the map engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from sozialraum.render.map import base_map, view_group
from sozialraum.render.timeline import Things, timeline_view
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit

Event = Mapping[str, Any]


def show_map(
    visit: Visit,
    view: Mapping[str, Any],
    *,
    key: str,
    height: int,
    on_event: Callable[[Event], None] | None = None,
) -> Event | None:
    """The map with a view (docs/architecture.md, "Map engine"); the last event, if any.

    Only the view travels: the base map never changes, so the frame is never built anew.
    ``on_event`` is called before the rerun that an event causes.
    """

    def heard() -> None:
        event = st.session_state.get(key)
        if on_event and isinstance(event, Mapping):
            on_event(event)

    assets = visit.live.assets
    event = st_folium(
        base_map(assets.package_url, assets.engine),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=view_group(view),
        on_change=heard if on_event else None,
    )
    return event if isinstance(event, Mapping) else None


def below(visit: Visit) -> str:
    """Id of the level whose outlines lie below things without values."""
    catalog = visit.live.monitor.catalog
    return catalog.district or catalog.city


def show_things(
    visit: Visit,
    things: Things,
    *,
    key: str,
    height: int,
    chosen: str,
    source: str,
    address: Address,
) -> None:
    """Things without a date on outlines; a click chooses the entry of the address."""

    def take(event: Event) -> None:
        if event.get("thing"):
            st.session_state[address.key("eintrag")] = str(event["thing"])

    level = below(visit)
    view = timeline_view(
        things,
        years=range(1),
        year=0,
        dated=False,
        level=level,
        areas=len(visit.live.monitor.catalog.areas(level)),
        chosen=chosen,
        layers=(),
        source=source,
    )
    show_map(visit, view, key=key, height=height, on_event=take)
