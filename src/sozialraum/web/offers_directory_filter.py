"""The filters of the directory as controls; what they are set to stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from sozialraum.domain.records import RecordList
from sozialraum.domain.services import ServiceAtPlace, Weekday
from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.service.directory_filter import DAY, FORMER, NOW, SEARCH, TIME
from sozialraum.service.directory_query import FIELDS, YES, DirectoryQuery, offered, read_query
from sozialraum.web.address import Address
from sozialraum.web.spoken import said_now

_ALWAYS = ("kategorie", "thema", "zielgruppe", "sprache", "zugang")
"""Other fields are drawn only while the address asks for them."""
_ANY, _NOW = n_("egal"), n_("jetzt")
_ALL = ""
_TIMES = tuple(f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 30))
_OPEN = "offen"


def ask(
    services: Sequence[ServiceAtPlace],
    declared: RecordList,
    address: Address,
    given: Mapping[str, str],
    fresh: bool,
) -> DirectoryQuery:
    """Draw the filters; a new address sets them and is told where it makes no sense."""
    before = read_query(services, given)
    if fresh:
        for notice in before.notices:
            st.warning(markdown_text(notice))
    _seed(address, before.filters, fresh)
    filters: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="verzeichnis_filter"):
        for name, values in offered(services, declared.said).items():
            if name in _ALWAYS or name in before.filters:
                filters |= _field(address, name, values)
        filters |= _hours(address)
        key = _key(address, SEARCH)
        typed = str(st.text_input(t("Suchen"), key=key, placeholder=t("Wort")) or "").strip()
        filters |= {SEARCH: typed[:100]} if typed else {}
        if st.toggle(t("auch frühere Angebote"), key=_key(address, FORMER)):
            filters[FORMER] = YES
    return DirectoryQuery(filters)


def _key(address: Address, name: str) -> str:
    """Keys of their own: the other parts of the page ask for languages and times as well."""
    return address.key(f"verzeichnis_{name}")


def _seed(address: Address, filters: Mapping[str, str], fresh: bool) -> None:
    """Set the widgets from a new address, and those that are drawn for the first time."""
    opened = _NOW if NOW in filters else filters.get(DAY, _ANY)
    wanted: dict[str, object] = {name: filters.get(name, _ALL) for name in FIELDS}
    wanted |= {_OPEN: opened, TIME: filters.get(TIME, _ANY), SEARCH: filters.get(SEARCH, "")}
    wanted |= {FORMER: FORMER in filters}
    for name, value in wanted.items():
        key = _key(address, name)
        if fresh or key not in st.session_state:
            st.session_state[key] = value


def _field(address: Address, name: str, values: Mapping[str, str]) -> dict[str, str]:
    key = _key(address, name)
    labels = {_ALL: t("alle")} | {v: _apart(label) for v, label in values.items()}
    options = list(labels)
    if st.session_state[key] not in options:
        options.append(st.session_state[key])
    picked = str(
        st.selectbox(
            t(FIELDS[name]),
            options,
            format_func=said_now(lambda v: labels.get(v, v)),
            key=key,
        )
    )
    return {} if picked == _ALL else {name: picked}


def _apart(label: str) -> str:
    """A word of the entries that is also the word for no filter stands in quotation marks."""
    return t("„{text}“", text=label) if label in {"alle", t("alle")} else label


def _said(option: str) -> str:
    """An option of ours in words; others are said as they are."""
    return t(option) if option == _ANY else option


def _hours(address: Address) -> dict[str, str]:
    """Open at any time, now, or on a day and at a time."""
    days = {_ANY: t(_ANY), _NOW: t(_NOW)}
    days |= {day.value: t("am {day}", day=day.label) for day in Weekday}
    opened = str(
        st.selectbox(
            t("Geöffnet"), list(days), format_func=days.__getitem__, key=_key(address, _OPEN)
        )
    )
    key = _key(address, TIME)
    times = [_ANY, *_TIMES]
    if st.session_state[key] not in times:
        times = [_ANY, *sorted({*_TIMES, st.session_state[key]})]
    at = str(
        st.selectbox(
            t("um (Uhr)"), times, format_func=said_now(_said), key=key, disabled=opened == _NOW
        )
    )
    if opened == _NOW:
        return {NOW: YES}
    return ({DAY: opened} if opened != _ANY else {}) | ({TIME: at} if at != _ANY else {})
