"""Angebote und Lücken: who is reached on foot, and which language is spoken where and when."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sozialraum.domain.gaps import Coverage, Demand
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.render import gaps as drawn
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.gap_map import (
    MEASURES,
    UNREACHED,
    MapGround,
    coverage_view,
    ground,
    map_words,
)
from sozialraum.render.gap_words import area_note, cited, question_line
from sozialraum.render.links import file_link
from sozialraum.render.page_top import link_buttons, section_top
from sozialraum.service import gaps
from sozialraum.service.directory import directory
from sozialraum.service.gap_area import reached_area
from sozialraum.web.address import Address
from sozialraum.web.collect import collect_button
from sozialraum.web.engine_map import Event, show_map
from sozialraum.web.guard import Visit
from sozialraum.web.offers_languages import languages
from sozialraum.web.offers_places import places
from sozialraum.web.offers_question import Asked, ask
from sozialraum.web.offers_scenarios import scenarios
from sozialraum.web.spoken import said_now

__all__ = ["coverage", "languages", "places", "scenarios"]

HEIGHT = 560
_MAP = "angebote_abdeckung_karte"


def coverage(
    visit: Visit, address: Address, given: Mapping[str, str], fresh: bool
) -> dict[str, str]:
    """Who is reached on foot and who is not; returns its part of the address."""
    asked = ask(visit, address, given, takes_own=True)
    question = asked.question
    monitor = visit.live.monitor
    try:
        found = gaps.coverage(
            monitor, asked.target, question.walk, question.wanted, visit.held,
            estimate=asked.estimate, network=asked.network, grid=asked.own.grid,
        )  # fmt: skip
        people = asked.people(visit)
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return question.parameters()
    keys = [drawn.area_key(area) for area in people.areas]
    wanted = given.get("gebiet", "")
    chosen = wanted if wanted in keys else ""
    if wanted and not chosen and fresh:
        st.warning(
            t("Das Gebiet „{wanted}“ gibt es bei dieser Zielgruppe nicht.", wanted=wanted[:60])
        )
    address.seed({"gebiet": chosen})
    st.html(_answer(visit, asked, found))
    shown = {"gebiet": chosen}
    if found.demand:
        shown |= _where(visit, address, asked, found, people, chosen, given.get("karte", ""))
    if background := _background(people):
        st.html(background)
    return question.parameters() | shown


def _answer(visit: Visit, asked: Asked, found: Coverage) -> str:
    """Figures, assumptions, services and unknown areas."""
    question = asked.question
    services = directory(visit.live.monitor, visit.held)
    names = {service.id: service.name for service in services}
    line = question_line(question.walk, question.wanted, asked.proxy)
    if found.demand:
        head = drawn.figures(found, asked.title, estimated=bool(asked.estimate))
    else:
        head = drawn.empty(
            t(
                "Für „{title}“ ist in keinem Gebiet eine Zahl bekannt; deshalb gibt es "
                "hier keine Antwort. Das heißt nicht, dass dort niemand lebt.",
                title=asked.title,
            )
        )
    return (
        head
        + drawn.assumptions(line, found.assumptions)
        + drawn.services(
            [names.get(id_, id_) for id_ in found.services],
            [names.get(id_, id_) for id_ in found.undecided],
            len(services),
        )
        + drawn.unknown_areas(found.unknown_areas)
    )


def _where(
    visit: Visit,
    address: Address,
    asked: Asked,
    found: Coverage,
    people: Demand,
    chosen: str,
    wanted: str,
) -> dict[str, str]:
    """Map and table per area, linked by the chosen area; ``wanted`` is the measure asked for."""
    st.html(section_top(t("Wo die Menschen leben, die kein Angebot zu Fuß erreichen"), ""))
    key = address.key("karte")
    if st.session_state.get(key) not in MEASURES:
        st.session_state[key] = wanted if wanted in MEASURES else UNREACHED
    measure = st.segmented_control(
        t("Karte zeigt"),
        list(MEASURES),
        format_func=said_now(lambda measure: t(MEASURES[measure])),
        key=key,
        required=True,
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        _map(visit, address, asked, found, people, str(measure), chosen)
        _collect(visit, asked, found, str(measure), chosen)
    notes = {drawn.area_key(area): area_note(area) for area in people.areas}
    files = asked.question.parameters()
    links = [(kind.upper(), file_link(f"abdeckung.{kind}", files)) for kind in ("csv", "xlsx")]
    buttons = link_buttons(links, t("Dateien: Erreichte Menschen je Gebiet"))
    if asked.own.files:
        buttons = drawn.sentence(t(_NO_FILES))
    with right:
        st.html(drawn.area_table(found.areas, notes, chosen) + buttons)
    return {"karte": str(measure)} if "karte" in address.names else {}


def _collect(visit: Visit, asked: Asked, found: Coverage, measure: str, chosen: str) -> None:
    """The map as a scene; own data stand in no address, so they cannot be kept in one."""
    if asked.own.files:
        return
    shown = {"bereich": "abdeckung", "karte": measure, "gebiet": chosen}
    collect_button(
        visit,
        page="angebote",
        part="abdeckung",
        query=asked.question.parameters() | shown,
        title=f"{asked.title}: {t(MEASURES[measure])}",
        text=map_words(found.areas, measure),
        key="angebote_abdeckung",
    )


def _map(
    visit: Visit,
    address: Address,
    asked: Asked,
    found: Coverage,
    people: Demand,
    measure: str,
    chosen: str,
) -> None:
    """Persons or shares per area, and the area that is reached on foot."""
    monitor = visit.live.monitor
    base = ground(monitor.catalog, people)
    keys = [drawn.area_key(area) for area in people.areas]
    position = keys.index(chosen) if chosen else -1
    code = base.codes[base.owner.index(position)] if position in base.owner and chosen else ""
    view = coverage_view(
        base,
        found.areas,
        [bool(area.estimate) for area in people.areas],
        measure=measure,
        chosen=code,
        source=cited(people.areas),
    )
    shape = reached_area(monitor, visit.held, found, asked.question.walk, asked.network)

    def take(event: Event) -> None:
        if event.get("area") is not None:
            st.session_state[address.key("gebiet")] = _key_of(base, keys, str(event["area"]))

    show_map(visit, view | {"shape": shape}, key=_MAP, height=HEIGHT, on_event=take)


def _key_of(base: MapGround, keys: list[str], code: str) -> str:
    """Key of the area of the demand around a drawn area, empty where it is in none."""
    at = base.owner[base.codes.index(code)] if code in base.codes else -1
    return keys[at] if at >= 0 else ""


def _background(people: Demand) -> str:
    source = cited(people.areas)
    words = html_text(t("Quelle der Zahlen: {source}", source=source))
    return f'<p class="sr-source">{words}</p>' if source else ""


_NO_FILES = n_(
    "Die Dateien (CSV, XLSX) gibt es nur ohne eigene Daten, denn diese stehen nicht im Link."
)
