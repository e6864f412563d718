"""Sites on a map with a time line, from the first known use to the last plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from sozialraum.domain.layers import Precision
from sozialraum.domain.records import Record, RecordList
from sozialraum.language import t
from sozialraum.render.escape import markdown_text
from sozialraum.render.formats import number
from sozialraum.render.page_top import section_top
from sozialraum.render.record_card import empty_card, record_card, record_head
from sozialraum.render.timeline import StateLook, Things, state_counts, timeline_view
from sozialraum.service.records import records, state_at
from sozialraum.web.address import Address
from sozialraum.web.collect import collect_button
from sozialraum.web.engine_map import Event, below, show_map
from sozialraum.web.guard import Visit
from sozialraum.web.records import sheet_link
from sozialraum.web.site_states import LOOKS, ORDER, PAGE, SITES, YEARS

ADDRESS = Address(PAGE, ("jahr", "flaeche", "ebenen"))
HEIGHT = 600
_MAP = "flaechen_karte"


@dataclass(frozen=True)
class Choice:
    """Year of the time line, the chosen site (empty: none), overlays beside the sites."""

    year: int
    site: str
    besides: tuple[str, ...]


@st.fragment
def timeline(visit: Visit) -> None:
    """Map, time line and the card of the chosen site; nothing where no sites are declared."""
    monitor = visit.live.monitor
    if SITES not in monitor.catalog.lists:
        return
    declared = monitor.catalog.records(SITES)
    sites = records(monitor, SITES, visit.held)
    given, _ = ADDRESS.read()
    notices: list[str] = []
    chosen = _resolve(given, sites, declared, _overlays(visit), notices)
    for notice in notices:
        st.warning(markdown_text(notice))
    things = _things(declared, sites)
    st.html(section_top(t("Flächen im Wandel"), _summary(things, chosen.year)))
    chosen = _besides(visit, chosen)
    with st.container(key="ansicht", horizontal=True, vertical_alignment="top"):
        _map(visit, things, chosen)
        site = _chosen_site(declared, sites, chosen)
    if site is not None:
        st.html(record_card(site, declared))
    shown = {"jahr": str(chosen.year), "flaeche": chosen.site, "ebenen": ",".join(chosen.besides)}
    collect_button(
        visit,
        page=PAGE,
        part=SITES,
        query=shown,
        title=f"{declared.title}, {chosen.year}",
        text=_counted(things, chosen.year),
        key=PAGE,
    )
    ADDRESS.remember(shown)


def _overlays(visit: Visit) -> tuple[str, ...]:
    """Overlays that can be shown beside the sites."""
    return visit.live.monitor.catalog.page(PAGE).layers


def _resolve(
    given: Mapping[str, str],
    sites: Sequence[Record],
    declared: RecordList,
    offered: Sequence[str],
    notices: list[str],
) -> Choice:
    """What to show; a year outside the time line takes its nearest end, with a notice."""
    text = given.get("jahr", "")
    is_year = text.isdecimal() and len(text) == 4
    year = int(text) if is_year else date.today().year
    nearest = min(max(year, YEARS[0]), YEARS[-1])
    if text and (not is_year or nearest != year):
        notices.append(
            t(
                "Das Jahr „{year}“ liegt nicht auf der Zeitleiste ({first} bis "
                "{last}). Gezeigt wird der nächste Stand: {nearest}.",
                year=text[:20],
                first=YEARS[0],
                last=YEARS[-1],
                nearest=nearest,
            )
        )
    known = {site.id for site in sites}
    site = given.get("flaeche", "")
    if site and site not in known:
        notices.append(
            t(
                "{singular} „{site}“ ist hier nicht bekannt.",
                singular=declared.singular,
                site=site[:40],
            )
        )
    besides = tuple(id_ for id_ in offered if id_ in given.get("ebenen", "").split(","))
    return Choice(nearest, site if site in known else "", besides)


def _things(declared: RecordList, sites: Sequence[Record]) -> Things:
    columns = {column.column: column.title for column in declared.columns}
    fields = [(name, columns[name]) for name in ("fruehere_nutzung", "status") if name in columns]
    return Things(
        id=declared.id,
        name=declared.title,
        records=sites,
        looks=[StateLook(state.label, *look) for state, look in LOOKS.items()],
        state=lambda record, year: ORDER.index(state_at(record, declared, year)),
        fields=fields,
        precision=lambda record: Precision(record.cells.get("genauigkeit") or "unbekannt").label,
    )


def _counted(things: Things, year: int) -> str:
    """Number of sites per state in words."""
    counts = state_counts(things, things.records, year)
    return ", ".join(f"{number(count)} {label}" for label, count in counts) + "."


def _summary(things: Things, year: int) -> str:
    """Number of sites per state in words, and those without a point."""
    counts = state_counts(things, things.records, year)
    parts = ", ".join(f"{count} {label}" for label, count in counts)
    unplaced = sum(record.latitude is None for record in things.records)
    hidden = t(" Ohne Punkt auf der Karte: {n}.", n=unplaced) if unplaced else ""
    return t(
        "{year}: {parts}.{hidden} Der Regler unter der Karte zeigt jedes Jahr.",
        year=year,
        parts=parts,
        hidden=hidden,
    )


def _besides(visit: Visit, chosen: Choice) -> Choice:
    layers = {layer.id: layer.name for layer in visit.live.monitor.layers(visit.held)}
    offered = [id_ for id_ in _overlays(visit) if id_ in layers]
    key = f"{PAGE}_dazu"
    if key not in st.session_state:
        st.session_state[key] = list(chosen.besides)
    picked = st.pills(
        t("Dazu zeigen"), offered, format_func=layers.__getitem__, selection_mode="multi", key=key
    )
    return Choice(chosen.year, chosen.site, tuple(str(id_) for id_ in picked or ()))


def _map(visit: Visit, things: Things, chosen: Choice) -> None:
    monitor = visit.live.monitor
    level = below(visit)
    areas = len(monitor.catalog.areas(level))
    painted = timeline_view(
        things,
        years=YEARS,
        year=chosen.year,
        level=level,
        areas=areas,
        chosen=chosen.site,
        layers=chosen.besides,
        source=monitor.catalog.source(monitor.catalog.records(SITES).source).citation,
    )
    show_map(visit, painted, key=_MAP, height=HEIGHT, on_event=_take)


def _take(event: Event) -> None:
    """A click on a site chooses it and takes its year along; an own year alone does as well."""
    if event.get("period"):
        st.session_state[ADDRESS.key("jahr")] = str(event["period"])
    if event.get("thing"):
        st.session_state[ADDRESS.key("flaeche")] = str(event["thing"])


def _chosen_site(declared: RecordList, sites: Sequence[Record], chosen: Choice) -> Record | None:
    """Name and state of the chosen site, or what to do to choose one."""
    site = next((site for site in sites if site.id == chosen.site), None)
    with st.container():
        names = {site.id: site.title for site in sites}
        key = ADDRESS.key("flaeche")
        if st.session_state.get(key) != (chosen.site or None):
            st.session_state[key] = chosen.site or None
        st.selectbox(
            t("{singular} wählen", singular=declared.singular),
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=key,
            placeholder=t("Name suchen"),
        )
        if site is None:
            st.html(empty_card(declared))
        else:
            state = f"{chosen.year}: {state_at(site, declared, chosen.year).label}"
            st.html(record_head(site, declared, state, sheet_link(declared, site)))
    return site
