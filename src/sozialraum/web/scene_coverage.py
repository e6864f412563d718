"""The map of reached and unreached people as a scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sozialraum.analysis.network import Network
from sozialraum.domain.access import Role
from sozialraum.domain.directory import LIST_ID
from sozialraum.domain.gaps import AreaReach, Demand
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.scenes import SceneContent
from sozialraum.domain.status import Status
from sozialraum.domain.views import LegendRow, MapView, PeriodView
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.publish import home_folder
from sozialraum.render.gap_map import MEASURES, SHARE, UNREACHED, MapGround, coverage_view, ground
from sozialraum.render.gap_words import question_line
from sozialraum.render.gaps import area_key
from sozialraum.service import Monitor, gaps
from sozialraum.service.demand import demand
from sozialraum.service.gap_question import NETWORK, offered, read_question
from sozialraum.storage.networks import load_network
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.scene_sites import district


def coverage_content(
    monitor: Monitor, held: frozenset[Role], query: Mapping[str, str]
) -> SceneContent:
    """Reached or unreached people per area; ``query`` are the parameters of the page;
    ``ausschnitt`` is the district that fills the picture.

    Raises :class:`UnknownEntry` where something of the question is not known here or where no area
    has a number, and what the question raises.
    """
    notices: list[str] = []
    network = _network(query)
    question = read_question(monitor, held, query, notices, network=network is not None)
    if notices:
        raise UnknownEntry(notices[0])
    people = demand(monitor, question.target, estimate=question.estimate)
    if not any(area.count is not None for area in people.areas):
        raise UnknownEntry(t("In keinem Gebiet ist eine Zahl bekannt."))
    found = gaps.coverage(
        monitor, question.target, question.walk, question.wanted, held,
        estimate=question.estimate, network=network,
    )  # fmt: skip
    measure = query.get("karte", "") or UNREACHED
    if measure not in MEASURES:
        raise UnknownEntry(t("Die Karte „{id}“ gibt es hier nicht.", id=measure[:40]))
    base = ground(monitor.catalog, people)
    known = offered(monitor, held).targets[question.target]
    proxy = next((p.name for p in known.estimates if p.id == question.estimate), "")
    line = question_line(question.walk, question.wanted, proxy)
    view = _view(monitor, people, found.areas, measure, base, line)
    shown = {layer.id for layer in monitor.layers(held)}
    return SceneContent(
        map=view,
        layers=((LIST_ID, 100),) if LIST_ID in shown else (),
        area=_area(base, people, query.get("gebiet", "")),
        zoom_to=district(monitor, query.get("ausschnitt", "")),
    )


def _network(query: Mapping[str, str]) -> Network | None:
    if query.get("netz", "") != NETWORK:
        return None
    return load_network(ReleaseStore(home_folder()).var)


def _area(base: MapGround, people: Demand, key: str) -> str:
    """The drawn area of a key of the demand, empty where there is none."""
    keys = [area_key(area) for area in people.areas]
    at = keys.index(key) if key in keys else -1
    return base.codes[base.owner.index(at)] if at >= 0 and at in base.owner else ""


def _view(
    monitor: Monitor,
    people: Demand,
    areas: tuple[AreaReach, ...],
    measure: str,
    base: MapGround,
    line: str,
) -> MapView:
    """Classes, joint areas and words are those of the map on the page."""
    estimated = [bool(area.estimate) for area in people.areas]
    drawn = coverage_view(base, areas, estimated, measure=measure, chosen="", source="")
    level = monitor.catalog.level(base.level)
    names = {area.code: area.name for area in monitor.catalog.areas(base.level)}
    sources = {area.source.id: area.source for area in people.areas if area.source}
    current = _period(base, people, areas, measure, drawn["periods"][0])
    return MapView(
        query=LayerQuery(drawn["indicator"], base.level, current.period.code, Scheme.OWN),
        indicator=_indicator(drawn, people.title, measure, line),
        level_name=level.name,
        level_plural=level.plural,
        codes=base.codes,
        names=tuple(names[code] for code in base.codes),
        legend=tuple(LegendRow(label, colour) for label, colour in drawn["classes"]),
        periods=(current,),
        sources=tuple(sources.values()),
        notes=(t("Modell, kein Nachweis eines Bedarfs."), line),
    )


def _period(
    base: MapGround,
    people: Demand,
    areas: tuple[AreaReach, ...],
    measure: str,
    painted: Mapping[str, Any],
) -> PeriodView:
    values = [None if at < 0 else _value(areas[at], measure) for at in base.owner]
    signs = painted["classes"] if len(painted["classes"]) == len(values) else "u" * len(values)
    classes = tuple(int(sign) if sign.isdecimal() else -1 for sign in signs)
    return PeriodView(
        period=max((area.period for area in people.areas if area.period), key=lambda p: p.sort_key),
        values=tuple(values),
        statuses=tuple(
            _status(at, value, people) for at, value in zip(base.owner, values, strict=True)
        ),
        classes=classes,
        counts=tuple(painted["counts"]),
        joint=tuple(tuple(group) for group in painted["joint"]),
        sources=tuple(None if at < 0 else people.areas[at].source for at in base.owner),
        sentence=painted["sentence"],
    )


def _value(area: AreaReach, measure: str) -> float | None:
    if measure == SHARE:
        return None if area.share is None else area.share * 100
    if area.demand is None or area.reached is None:
        return None
    return area.demand - area.reached


def _status(at: int, value: float | None, people: Demand) -> Status:
    if at < 0 or people.areas[at].count is None:
        return Status.UNKNOWN
    if value is None:
        return Status.NOT_APPLICABLE
    return Status.ESTIMATED if people.areas[at].estimate else Status.OK


def _indicator(drawn: Mapping[str, Any], group: str, measure: str, line: str) -> Indicator:
    name = f"{group}: {t(MEASURES[measure])}"
    return Indicator(
        id=drawn["indicator"],
        name=name,
        kurzname=name,
        thema=group,
        art=Kind.SHARE if measure == SHARE else Kind.COUNT,
        einheit=drawn["unit"],
        nachkommastellen=drawn["decimals"],
        ebenen=(drawn["level"],),
        definition=line,
        quelle="",
    )
