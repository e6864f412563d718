"""A list on a page: filters, the table with its files, and the card of a chosen entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from sozialraum.domain.records import Record, RecordList
from sozialraum.domain.themes import Block
from sozialraum.language import n_, t
from sozialraum.render.as_published import published_note
from sozialraum.render.links import file_link
from sozialraum.render.page_top import link_buttons, section_top
from sozialraum.render.record_card import record_card, record_head
from sozialraum.service.records import (
    SEARCH,
    choices,
    filter_records,
    records,
)
from sozialraum.web.address import Address
from sozialraum.web.exhibits import show
from sozialraum.web.guard import Visit
from sozialraum.web.list_import import import_panel
from sozialraum.web.record_query import list_exhibit, parse_filter
from sozialraum.web.records_map import records_map
from sozialraum.web.spoken import said_now

ALL = n_("alle")


def draw_records(
    visit: Visit, page: str, block: Block, address: Address, given: Mapping[str, str], fresh: bool
) -> dict[str, str]:
    """The list of a block; returns its part of the address (``filter``, ``eintrag``).

    ``fresh`` says that ``given`` comes from a new address: then it sets the widgets.
    """
    monitor = visit.live.monitor
    declared = monitor.catalog.records(block.records)
    published = records(monitor, declared.id, visit.held)
    everything = filter_records(published, declared, dict(block.filter))
    if block.text:
        st.html(section_top("", block.text))
    if fresh:
        _seed(declared, address, given)
    wanted = _chosen_filters(declared, everything, address)
    found = filter_records(everything, declared, wanted)
    if not found:
        st.info(t("Kein Eintrag passt zu dieser Auswahl. Bitte einen Filter zurücknehmen."))
        return {"filter": urlencode(wanted), "eintrag": ""}
    chosen = st.session_state.get(address.key("eintrag")) or given.get("eintrag", "")
    if block.on_map:
        records_map(visit, declared, found, str(chosen), address)
    exhibit = list_exhibit(monitor, declared, found, page, block)
    show(visit, exhibit, {"filter": urlencode(wanted)} if wanted else {})
    if note := published_note():
        st.html(note)
    entry = choose_entry(declared, found, address, given.get("eintrag", ""))
    if entry:
        head = record_head(entry, declared, "", sheet_link(declared, entry))
        st.html(head + record_card(entry, declared))
    import_panel(visit, declared.id)
    return {"filter": urlencode(wanted), "eintrag": entry.id if entry else ""}


def _seed(declared: RecordList, address: Address, given: Mapping[str, str]) -> None:
    chosen = parse_filter(given.get("filter", ""), declared)
    for column in [c.column for c in declared.columns if c.filterable]:
        st.session_state[_key(declared, address, column)] = chosen.get(column, ALL)
    st.session_state[_key(declared, address, SEARCH)] = chosen.get(SEARCH, "")


def _key(declared: RecordList, address: Address, column: str) -> str:
    """Key of a filter; lists of different sections keep theirs apart."""
    return address.key(f"{declared.id}_{column}")


def _chosen_filters(
    declared: RecordList, entries: Sequence[Record], address: Address
) -> dict[str, str]:
    """Draw the filters; what they are set to."""
    offered = choices(entries, declared)
    titles = {column.column: column.title for column in declared.columns}
    chosen: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"filter_{declared.id}"):
        for column, values in offered.items():
            options, key = [ALL, *values], _key(declared, address, column)
            if st.session_state.get(key) not in options:
                st.session_state[key] = ALL
            say = said_now(lambda option: t(ALL) if option == ALL else declared.said(option))
            picked = st.selectbox(titles[column], options, format_func=say, key=key)
            if picked != ALL:
                chosen[column] = str(picked)
        key = _key(declared, address, SEARCH)
        typed = str(st.text_input(t("Suchen"), key=key, placeholder=t("Wort")) or "")
    return chosen | ({SEARCH: typed.strip()} if typed.strip() else {})


def choose_entry(
    declared: RecordList, found: Sequence[Record], address: Address, wanted: str
) -> Record | None:
    """A selection of one entry for its card and its sheet; None before a choice."""
    by_id = {record.id: record for record in found}
    key = address.key("eintrag")
    if st.session_state.get(key) not in by_id:
        st.session_state[key] = wanted if wanted in by_id else None
    picked = st.selectbox(
        t("{singular} im Einzelnen", singular=declared.singular),
        list(by_id),
        index=None,
        format_func=lambda id_: by_id[id_].title,
        key=key,
        placeholder=t("Eintrag wählen"),
    )
    return by_id.get(str(picked))


def sheet_link(declared: RecordList, record: Record) -> str:
    """Link to the one-page sheet of an entry, as HTML."""
    sheet = file_link("projekt.pdf", {"liste": declared.id, "eintrag": record.id})
    links = [(t("Projektsteckbrief (PDF)"), sheet)]
    return link_buttons(links, t("Datei"))
