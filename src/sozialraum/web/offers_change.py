"""One more change of a scenario: the form for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

import streamlit as st

from sozialraum.analysis.scenario import LONGEST, MOST, Add, Change, Close, Hours, Move
from sozialraum.analysis.scenario_text import to_text
from sozialraum.domain.languages import LANGUAGES, language_name
from sozialraum.domain.services import ServiceAtPlace, Slot, Weekday
from sozialraum.errors import SozialraumError, UnreadableInput
from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.render.formats import number
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit
from sozialraum.web.spoken import said_now

SAVED = "angebote_szenarien"
"""Session key of the scenarios kept by name, and of places proposed by the search."""
PROPOSED = "angebote_vorschlaege"
_KINDS = {
    "neu": n_("Neuer Ort"),
    "weg": n_("Schließen"),
    "ort": n_("Verlegen"),
    "zeit": n_("Andere Zeiten"),
}
_PREFIX = "szenario_neu_"
_FAULT = "szenario_fehler"
_OPENS = tuple(time(hour) for hour in range(7, 20))
_CLOSES = tuple(time(hour) for hour in range(8, 22))


def add_change(
    visit: Visit, address: Address, changes: tuple[Change, ...], services: Sequence[ServiceAtPlace]
) -> None:
    """The form for one more change; an impossible one is refused in German."""
    if len(changes) >= MOST:
        st.info(t("Ein Szenario hat höchstens {most} Änderungen.", most=MOST))
        return
    kind = str(
        st.segmented_control(
            t("Änderung"), list(_KINDS), format_func=said_now(lambda kind: t(_KINDS[kind])),
            key=f"{_PREFIX}art", default="neu", required=True,
        )
    )  # fmt: skip
    if kind == "neu":
        st.text_input(
            t("Name"), key=f"{_PREFIX}name", max_chars=LONGEST, placeholder=t("Neue Beratung")
        )
    else:
        names = {service.id: service.name for service in services}
        st.selectbox(
            t("Angebot"), list(names), format_func=names.__getitem__, key=f"{_PREFIX}angebot"
        )
    if kind in {"neu", "ort"}:
        _place(services)
    if kind in {"neu", "zeit"}:
        _hours()
    if kind == "neu":
        st.multiselect(
            t("Sprachen (leer: unbekannt)"),
            list(LANGUAGES),
            format_func=said_now(language_name),
            key=f"{_PREFIX}sprachen",
            placeholder=t("Sprache wählen"),
        )
    st.button(t("Hinzufügen"), type="primary", on_click=_add, args=(address, changes, kind))
    if fault := st.session_state.pop(_FAULT, ""):
        st.error(markdown_text(fault))


def _place(services: Sequence[ServiceAtPlace]) -> None:
    """A place that is known already, or typed coordinates, which win."""
    known: dict[str, str] = dict(st.session_state.get(PROPOSED, {}))
    for service in services:
        point = service.place
        if point.latitude is not None and point.longitude is not None:
            known.setdefault(f"{point.latitude}; {point.longitude}", service.name)
    st.selectbox(
        t("Ort"),
        list(known),
        format_func=known.__getitem__,
        key=f"{_PREFIX}ort",
        index=None,
        placeholder=t("Vorschlag oder Ort eines Angebots"),
    )
    example = f"{number(51.5215, 4)}; {number(7.4698, 4)}"
    st.text_input(t("oder Breite; Länge in Grad"), key=f"{_PREFIX}punkt", placeholder=example)


def _hours() -> None:
    st.pills(
        t("Wochentage"),
        list(Weekday),
        format_func=said_now(lambda day: day.short),
        selection_mode="multi",
        key=f"{_PREFIX}tage",
    )
    with st.container(horizontal=True):
        for name, title, times in (("von", t("von"), _OPENS), ("bis", t("bis"), _CLOSES)):
            st.selectbox(
                title,
                list(times),
                format_func=lambda at: at.strftime("%H:%M"),
                index=2 if name == "von" else 4,
                key=f"{_PREFIX}{name}",
            )


# -- taking over -------------------------------------------------------------------------------


def _add(address: Address, changes: tuple[Change, ...], kind: str) -> None:
    """Take the form over; it keeps what was typed where something is wrong with it."""
    try:
        new = _made(kind)
    except SozialraumError as error:
        st.session_state[_FAULT] = str(error)
        return
    st.session_state[address.key("szenario")] = to_text((*changes, new))


def _made(kind: str) -> Change:
    chosen = str(st.session_state.get(f"{_PREFIX}angebot") or "")
    if kind == "weg":
        return Close(chosen)
    if kind == "zeit":
        return Hours(chosen, _slots())
    latitude, longitude = _point()
    if kind == "ort":
        return Move(chosen, latitude, longitude)
    return Add(
        name=str(st.session_state.get(f"{_PREFIX}name") or "").strip() or t("Neuer Ort"),
        latitude=latitude,
        longitude=longitude,
        slots=_slots(),
        languages=tuple(st.session_state.get(f"{_PREFIX}sprachen") or ()),
    )


def _slots() -> tuple[Slot, ...]:
    days = st.session_state.get(f"{_PREFIX}tage") or ()
    since, until = (st.session_state.get(f"{_PREFIX}{name}") for name in ("von", "bis"))
    if not days or not isinstance(since, time) or not isinstance(until, time):
        return ()
    if since >= until:
        raise UnreadableInput(t("Die Zeiten enden, bevor sie beginnen."), t("„bis“ später wählen."))
    return tuple(Slot(Weekday(day), since, until) for day in Weekday if day in days)


def _point() -> tuple[float, float]:
    """Latitude and longitude as typed, else of the chosen place."""
    typed = str(st.session_state.get(f"{_PREFIX}punkt") or "").strip()
    text = typed or str(st.session_state.get(f"{_PREFIX}ort") or "")
    return read_point(text)


def read_point(text: str) -> tuple[float, float]:
    """``51,5215; 7,4698`` or ``51.5215, 7.4698``; raises :class:`UnreadableInput`."""
    separator = ";" if ";" in text else ","
    parts = [part.strip().replace(",", ".") for part in text.split(separator)]
    try:
        if separator == "," and "." not in text:
            raise ValueError("a decimal comma or two whole numbers")
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        what = t("Der Ort fehlt oder ist keine Koordinate.") if text else t("Der Ort fehlt.")
        fix = t("Einen Ort wählen oder Breite und Länge in Grad angeben: 51,5215; 7,4698")
        raise UnreadableInput(what, fix) from None
    return latitude, longitude
