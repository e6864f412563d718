"""Angebote und Lücken: which language is spoken where and when, and hours per 1,000 people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from sozialraum.domain.gaps import AreaDemand, Walk
from sozialraum.domain.languages import language_name
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.render import gap_languages
from sozialraum.render import gaps as drawn
from sozialraum.render.escape import markdown_text
from sozialraum.render.gap_languages import DAYS, Spoken
from sozialraum.render.gap_words import question_line
from sozialraum.render.page_top import section_top
from sozialraum.service import gaps
from sozialraum.service.directory import directory
from sozialraum.service.gap_hours import without_time
from sozialraum.service.gap_question import GapQuestion
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit
from sozialraum.web.offers_question import Asked, ask
from sozialraum.web.spoken import said_now

_ALWAYS = ("ro", "bg", "tr", "ar", "uk", "pl")
"""Languages that are asked about even where no service names them."""
_CITY = n_("ganze Stadt, gleich wie weit")
_EVERYWHERE = Walk(minutes=600.0, detour=1.0, speed=6.0)
"""A walk that reaches across the city."""


def languages(
    visit: Visit, address: Address, given: Mapping[str, str], fresh: bool
) -> dict[str, str]:
    """Hours by language, weekday and area; returns its part of the address."""
    asked = ask(visit, address, given, takes_own=True)
    question = asked.question
    try:
        people = asked.people(visit)
        table = _matrix(visit, asked, question.walk)
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return question.parameters()
    by_key = {drawn.area_key(area): area for area in people.areas}
    wanted = given.get("gebiet", "")
    chosen = wanted if wanted in by_key else ""
    if wanted and not chosen and fresh:
        st.warning(
            t("Das Gebiet „{wanted}“ gibt es bei dieser Zielgruppe nicht.", wanted=wanted[:60])
        )
    st.html(section_top(t("Welche Sprache fehlt wo und wann?"), t(_INTRODUCTION)))
    _area_choice(address, by_key, chosen)
    spoken = _by_area(table, list(by_key))
    where = by_key[chosen].name if chosen else t("Ganze Stadt")
    one = spoken[chosen] if chosen else _city(visit, asked, len(by_key))
    line = question_line(question.walk, without_time(question.wanted), asked.proxy)
    st.html(
        gap_languages.missing_words(one, where)
        + gap_languages.weekday_table(one, where)
        + drawn.assumptions(line, {})
        + section_top(t("Stunden je Woche nach Gebiet"), "")
        + gap_languages.language_areas(
            [(key, area.count) for key, area in by_key.items()],
            spoken,
            chosen,
            {key: area.name for key, area in by_key.items()},
        )
    )
    _catchment(visit, asked, chosen)
    return question.parameters() | {"gebiet": chosen}


def _matrix(visit: Visit, asked: Asked, walk: Walk) -> pd.DataFrame:
    monitor, question = visit.live.monitor, asked.question
    offered = {code for service in directory(monitor, visit.held) for code in service.languages}
    names = {*offered, *_ALWAYS, question.wanted.language} - {""}
    return gaps.language_matrix(
        monitor,
        asked.target,
        walk,
        question.wanted,
        visit.held,
        languages=sorted(names, key=language_name),
        estimate=asked.estimate,
        network=asked.network,
        grid=asked.own.grid,
    )


def _area_choice(address: Address, by_key: Mapping[str, AreaDemand], chosen: str) -> None:
    address.seed({"gebiet": chosen})
    keys = ["", *sorted(by_key, key=lambda key: by_key[key].name)]
    st.selectbox(
        t("Gebiet"),
        keys,
        format_func=said_now(lambda key: by_key[key].name if key else t(_CITY)),
        key=address.key("gebiet"),
    )


# -- from the long table -----------------------------------------------------------------------


def _cube(table: pd.DataFrame, column: str, areas: int) -> np.ndarray:
    """Languages x areas x weekdays; the rows of the table stand in this order."""
    cube: np.ndarray = table[column].to_numpy(dtype=float).reshape(-1, areas, len(DAYS))
    return cube


def _by_area(table: pd.DataFrame, keys: Sequence[str]) -> dict[str, list[Spoken]]:
    hours = _cube(table, "hours", len(keys))
    unknown = _cube(table, "unknown_services", len(keys))
    names = [language_name(code) for code in dict.fromkeys(table["language"])]
    return {
        key: [_spoken(name, hours[row, at], unknown[row, at]) for row, name in enumerate(names)]
        for at, key in enumerate(keys)
    }


def _city(visit: Visit, asked: Asked, areas: int) -> list[Spoken]:
    """All hours in the city, however far: everybody walks a way that reaches across it."""
    table = _matrix(visit, asked, _EVERYWHERE)
    hours, unknown = (_cube(table, name, areas) for name in ("hours", "unknown_services"))
    names = [language_name(code) for code in dict.fromkeys(table["language"])]
    return [
        _spoken(name, hours[row].max(axis=0), unknown[row].max(axis=0))
        for row, name in enumerate(names)
    ]


def _spoken(name: str, hours: np.ndarray, unknown: np.ndarray) -> Spoken:
    return Spoken(name, tuple(map(float, hours)), tuple(map(int, unknown)))


# -- hours per 1,000 ---------------------------------------------------------------------------


def _catchment(visit: Visit, asked: Asked, chosen: str) -> None:
    question: GapQuestion = asked.question
    found = gaps.floating_catchment(
        visit.live.monitor,
        asked.target,
        question.walk,
        question.wanted,
        visit.held,
        estimate=asked.estimate,
        network=asked.network,
        grid=asked.own.grid,
    )
    names = {service.id: service.name for service in directory(visit.live.monitor, visit.held)}
    areas = [(f"{a.level}:{a.code}", a.name, a.people, a.hours) for a in found.areas]
    line = question_line(question.walk, question.wanted, asked.proxy)
    st.html(
        section_top(t("Stunden je 1.000 Menschen"), t(_CATCHMENT))
        + drawn.names(
            t("Angebote ohne bekannte Zeiten, nicht eingerechnet"),
            [names.get(id_, id_) for id_ in found.excluded],
        )
        + gap_languages.catchment_table(areas, chosen)
        + drawn.assumptions(line, found.assumptions)
    )


_INTRODUCTION = n_(
    "Stunden je Woche, die Menschen eines Gebiets zu Fuß erreichen, nach Sprache und Wochentag. "
    "Stunden, die nur ein Teil erreicht, zählen anteilig. „mind.“ heißt: Weitere Angebote im "
    "Umkreis machen keine Angabe; „unbekannt“ heißt: Nur solche Angebote sind im Umkreis. "
    "„Angebote ohne Angabe“ ist die höchste Zahl an einem Tag. Filter nach Sprache und Zeit gelten "
    "hier nicht."
)
_CATCHMENT = n_(
    "Wie viele bekannte Wochenstunden auf 1.000 Menschen kommen, die sie zu Fuß erreichen "
    "(zweistufiges gleitendes Einzugsgebiet, Luo und Wang 2003). Viele Menschen im Umkreis teilen "
    "sich die Stunden eines Angebots."
)
