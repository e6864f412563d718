"""Angebote und Lücken: where one to five new places would reach the most people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from sozialraum.analysis.location import Progress
from sozialraum.analysis.scenario import LONGEST, Add
from sozialraum.analysis.scenario_text import to_text
from sozialraum.domain.gaps import Coverage, Location
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.render import gaps as drawn
from sozialraum.render.charts import screen_spec
from sozialraum.render.escape import markdown_text
from sozialraum.render.exhibit import exhibit_foot, exhibit_heading
from sozialraum.render.gap_curve import curve_exhibit
from sozialraum.render.gap_map import UNREACHED, coverage_view, ground, place_things
from sozialraum.render.gap_words import cited, question_line
from sozialraum.render.page_top import section_top
from sozialraum.service import gaps
from sozialraum.service.directory import directory
from sozialraum.service.gap_candidates import CELLS, candidate_sources, known_places
from sozialraum.service.gap_places import MOST_PLACES
from sozialraum.service.own_candidates import OwnCandidates
from sozialraum.web.address import Address, choice
from sozialraum.web.engine_map import show_map
from sozialraum.web.guard import Visit
from sozialraum.web.offers_change import PROPOSED
from sozialraum.web.offers_question import Asked, ask
from sozialraum.web.own_candidates import candidates_box
from sozialraum.web.spoken import said_now

HEIGHT = 520
_MAP = "angebote_orte_karte"
_SEARCHED = "angebote_gesucht"
_SEPARATOR = "~"
_FAIR = "ja"
_AIMS = {"": n_("die meisten Menschen"), _FAIR: n_("auch das am schlechtesten versorgte Gebiet")}


@dataclass(frozen=True)
class Wanted:
    """What is searched for: number of places, candidates, those left out, and the aim."""

    count: int
    source: str
    excluded: tuple[str, ...]
    fair: bool

    def parameters(self) -> dict[str, str]:
        """As address parameters."""
        return {
            "anzahl": str(self.count),
            "orte": _SEPARATOR.join((self.source, *self.excluded)),
            "gerecht": _FAIR if self.fair else "",
        }


def places(
    visit: Visit, address: Address, given: Mapping[str, str], _fresh: bool
) -> dict[str, str]:
    """The search for new places and its result; returns its part of the address."""
    asked = ask(visit, address, given, takes_own=True)
    notices: list[str] = []
    wanted = _read(visit, given, notices)
    for notice in notices:
        st.warning(markdown_text(notice))
    own = _controls(visit, address, wanted)
    key = (visit.live.monitor.release.id, asked.question, asked.own.key, wanted, own and own.key)
    searched: set[object] = st.session_state.setdefault(_SEARCHED, set())
    pressed = st.button(t("Orte suchen"), type="primary", key="angebote_suchen")
    if pressed or key in searched:
        try:
            found = _search(visit, asked, wanted, own, known=key in searched)
        except SozialraumError as error:
            st.error(markdown_text(str(error)))
        else:
            searched.add(key)
            _result(visit, address, asked, found)
    else:
        st.html(drawn.empty(t(_BEFORE)) + _assumed(asked))
    return asked.question.parameters() | wanted.parameters()


def _assumed(asked: Asked) -> str:
    question = asked.question
    return drawn.assumptions(question_line(question.walk, question.wanted, asked.proxy), {})


# -- what is searched for ----------------------------------------------------------------------


def _read(visit: Visit, given: Mapping[str, str], notices: list[str]) -> Wanted:
    monitor = visit.live.monitor
    numbers = {str(n): str(n) for n in range(1, MOST_PLACES + 1)}
    count = choice(given.get("anzahl", ""), numbers, "1", t("Die Anzahl"), notices)
    asked, *without = given.get("orte", "").split(_SEPARATOR)
    sources = candidate_sources(monitor, visit.held)
    source = choice(asked, sources, CELLS, t("Die Liste möglicher Orte"), notices)
    known: set[str] = set()
    if source != CELLS and without:
        known = {candidate.id for candidate in known_places(monitor, source, visit.held)}
    for id_ in without:
        if id_ not in known:
            notices.append(t("Der ausgeschlossene Ort „{id}“ ist hier nicht bekannt.", id=id_[:60]))
    aims = {id_: t(name) for id_, name in _AIMS.items()}
    aim = choice(given.get("gerecht", ""), aims, "", t("Das Ziel der Suche"), notices)
    kept = tuple(sorted({id_ for id_ in without if id_ in known}))
    return Wanted(int(count), source, kept, aim == _FAIR)


def _controls(visit: Visit, address: Address, wanted: Wanted) -> OwnCandidates | None:
    """Draw the controls; the visitor's own list of places where there is one."""
    sources = candidate_sources(visit.live.monitor, visit.held)
    address.seed(wanted.parameters() | {"anzahl": wanted.count})
    source_key, without_key = address.key("orte_liste"), address.key("orte_ohne")
    if st.session_state.get(source_key) != wanted.source:
        st.session_state[source_key] = wanted.source

    def take_source() -> None:
        st.session_state[address.key("orte")] = st.session_state[source_key]

    def take_without() -> None:
        chosen = (st.session_state[source_key], *st.session_state[without_key])
        st.session_state[address.key("orte")] = _SEPARATOR.join(chosen)

    with st.container(key="angebote_suche", horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            t("Neue Orte"),
            list(range(1, MOST_PLACES + 1)),
            key=address.key("anzahl"),
            required=True,
        )
        st.selectbox(
            t("Mögliche Orte"),
            list(sources),
            format_func=sources.__getitem__,
            key=source_key,
            on_change=take_source,
        )
        st.segmented_control(
            t("Ziel"),
            list(_AIMS),
            format_func=said_now(lambda aim: t(_AIMS[aim])),
            key=address.key("gerecht"),
            required=True,
        )
        own = candidates_box(visit)
        if wanted.source != CELLS and not own:
            _exclusion(visit, wanted, without_key, take_without)
    return own


def _exclusion(
    visit: Visit, wanted: Wanted, without_key: str, take_without: Callable[[], None]
) -> None:
    """Popover with the places of the list that shall not be proposed."""
    label = (
        t("Ausgeschlossen: {n}", n=len(wanted.excluded)) if wanted.excluded else t("Ausschließen")
    )
    box = st.popover(label, key="angebote_orte_ausschluss", on_change="rerun")
    if box.open:
        found = known_places(visit.live.monitor, wanted.source, visit.held)
        names = {candidate.id: candidate.name for candidate in found}
        st.session_state[without_key] = list(wanted.excluded)
        with box:
            st.multiselect(
                t("Diese Orte nicht vorschlagen"),
                list(names),
                format_func=names.__getitem__,
                key=without_key,
                on_change=take_without,
                placeholder=t("Ort wählen"),
            )


# -- searching ---------------------------------------------------------------------------------


def _search(
    visit: Visit, asked: Asked, wanted: Wanted, own: OwnCandidates | None, *, known: bool
) -> Location:
    """The answer; a search that was made before comes back at once and shows no progress."""
    if known:
        return _propose(visit, asked, wanted, own, lambda done, of: None)
    with st.status(t("Orte werden gesucht …"), expanded=True) as status:
        bar = st.progress(0.0)

        def told(done: int, of: int) -> None:
            bar.progress(min(1.0, done / of))

        found = _propose(visit, asked, wanted, own, told)
        bar.empty()
        status.update(label=t("Suche abgeschlossen"), state="complete", expanded=False)
    return found


def _propose(
    visit: Visit, asked: Asked, wanted: Wanted, own: OwnCandidates | None, progress: Progress
) -> Location:
    question = asked.question
    return gaps.propose(
        visit.live.monitor,
        asked.target,
        question.walk,
        question.wanted,
        visit.held,
        candidates=own.candidates if own else wanted.source,
        count=wanted.count,
        equity=wanted.fair,
        excluded=() if own else wanted.excluded,
        progress=progress,
        estimate=asked.estimate,
        network=asked.network,
        grid=asked.own.grid,
    )


def _result(visit: Visit, address: Address, asked: Asked, found: Location) -> None:
    question, monitor = asked.question, visit.live.monitor
    before = gaps.coverage(
        monitor,
        asked.target,
        question.walk,
        question.wanted,
        visit.held,
        estimate=asked.estimate,
        network=asked.network,
        grid=asked.own.grid,
    )
    line = question_line(question.walk, question.wanted, asked.proxy)
    st.html(
        drawn.gain_figures(before, found)
        + drawn.proof(found)
        + drawn.sentence(found.note)
        + drawn.assumptions(line, found.assumptions)
        + drawn.unknown_areas(before.unknown_areas)
    )
    if not found.proposals:
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _map(visit, asked, found, before)
    with right:
        st.html(section_top(t("Vorgeschlagene Orte"), "") + drawn.proposals(found))
        _take_over(address, found)
    exhibit = curve_exhibit(found, asked.title, line)
    st.html(exhibit_heading(exhibit))
    st.vega_lite_chart(screen_spec(exhibit), theme=None, width="stretch", key="angebote_orte_kurve")
    st.html(exhibit_foot(exhibit, []))


def _take_over(address: Address, found: Location) -> None:
    """The proposals as a scenario, to give them hours and languages and compare."""
    st.session_state[PROPOSED] = {
        f"{p.latitude}; {p.longitude}": t("Vorschlag {rank}: {name}", rank=rank, name=p.name)
        for rank, p in enumerate(found.proposals, start=1)
    }
    changes = [
        Add(
            t("Vorschlag {rank}: {name}", rank=rank, name=p.name)[:LONGEST], p.latitude, p.longitude
        )
        for rank, p in enumerate(found.proposals, start=1)
    ]

    def open_scenario() -> None:
        st.session_state[address.key("szenario")] = to_text(changes)
        st.session_state[address.key("bereich")] = "szenarien"

    st.button(t("Als Szenario öffnen"), on_click=open_scenario, key="angebote_als_szenario")


def _map(visit: Visit, asked: Asked, found: Location, before: Coverage) -> None:
    monitor = visit.live.monitor
    people = asked.people(visit)
    counted = set(before.services)
    existing = [s for s in directory(monitor, visit.held) if s.id in counted]
    view = coverage_view(
        ground(monitor.catalog, people),
        before.areas,
        [bool(area.estimate) for area in people.areas],
        measure=UNREACHED,
        chosen="",
        source=cited(people.areas),
        things=place_things(found.proposals, existing),
    )
    show_map(visit, view, key=_MAP, height=HEIGHT)


_BEFORE = n_(
    "Die Suche prüft mögliche Orte gegen alle Menschen der Zielgruppe, die heute kein Angebot zu "
    "Fuß erreicht. Bestehende Angebote bleiben. Sie dauert einige Sekunden."
)
