"""The time line of the sites as a scene: outlines with the sites in their state of one year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.records import Record
from sozialraum.domain.scenes import PointGroup, SceneContent
from sozialraum.domain.status import Status
from sozialraum.domain.views import LegendRow, MapView, PeriodView
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.render.formats import enumeration
from sozialraum.service import Monitor
from sozialraum.service.records import records, state_at
from sozialraum.web.site_states import LOOKS, SITES, YEARS

_GROUND, _CHOSEN = "#f3f5f4", "#1c2530"


def sites_content(
    monitor: Monitor, held: frozenset[Role], query: Mapping[str, str]
) -> SceneContent:
    """The sites in the year of ``query``; ``ausschnitt`` is the district that fills the picture.

    Raises :class:`UnknownEntry` for a year beside the time line, an unknown site or overlay.
    """
    declared = monitor.catalog.records(SITES)
    found = records(monitor, SITES, held)
    year = _year(query.get("jahr", ""))
    chosen = _chosen(found, query.get("flaeche", ""), declared.singular)
    states = {record.id: state_at(record, declared, year) for record in found}
    counted = Counter(states.values())
    groups = [
        _group(state.label, look, [r for r in found if states[r.id] is state and r is not chosen])
        for state, look in LOOKS.items()
        if state in counted
    ]
    if chosen is not None:
        state = states[chosen.id]
        _, shape, hollow = LOOKS[state]
        named = f"{chosen.title}: {state.label}"
        groups.append(_group(named, (_CHOSEN, shape, hollow), [chosen], full=True))
    counts = [f"{counted[state]} {state.label}" for state in LOOKS if counted[state]]
    return SceneContent(
        map=_outlines(monitor, year, declared.title, f"{year}: {enumeration(counts)}."),
        layers=_besides(monitor, held, query.get("ebenen", "")),
        points=tuple(group for group in groups if group.points or group.unplaced),
        zoom_to=district(monitor, query.get("ausschnitt", "")),
    )


def _chosen(found: Sequence[Record], id_: str, singular: str) -> Record | None:
    chosen = next((record for record in found if record.id == id_), None)
    if id_ and chosen is None:
        raise UnknownEntry(t("{art} „{id}“ ist hier nicht bekannt.", art=singular, id=id_[:40]))
    return chosen


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4 and int(text) in YEARS):
        raise UnknownEntry(
            t(
                "Das Jahr „{jahr}“ liegt nicht auf der Zeitleiste ({von} bis {bis}).",
                jahr=text[:20],
                von=YEARS[0],
                bis=YEARS[-1],
            )
        )
    return int(text)


def _group(
    label: str, look: tuple[str, str, bool], entries: list[Record], *, full: bool = False
) -> PointGroup:
    colour, shape, hollow = look
    placed = [
        (record.longitude, record.latitude, record.title if full else _short(record.title))
        for record in entries
        if record.longitude is not None and record.latitude is not None
    ]
    return PointGroup(label, shape, colour, hollow, tuple(placed), len(entries) - len(placed))


def _short(title: str) -> str:
    """The name without what stands in brackets or behind a stroke."""
    return re.split(r" [(/]|, ", title)[0]


def _besides(monitor: Monitor, held: frozenset[Role], text: str) -> tuple[tuple[str, int], ...]:
    shown = {layer.id for layer in monitor.layers(held)}
    wanted = [id_ for id_ in text.split(",") if id_]
    for id_ in wanted:
        if id_ not in shown:
            raise UnknownEntry(t("Die Ebene „{id}“ ist hier nicht bekannt.", id=id_[:60]))
    return tuple((id_, 100) for id_ in wanted)


def district(monitor: Monitor, code: str) -> str:
    """The district with this code, empty for none; raises :class:`UnknownEntry`."""
    if code:
        monitor.catalog.area(monitor.catalog.district or monitor.catalog.city, code)
    return code


def _outlines(monitor: Monitor, year: int, title: str, sentence: str) -> MapView:
    """Outlines of the districts in one class, which say nothing; the points are the statement."""
    catalog = monitor.catalog
    level = catalog.level(catalog.district or catalog.city)
    areas = catalog.areas(level.id)
    period = Period(str(year))
    source = catalog.source(catalog.records(SITES).source)
    current = PeriodView(
        period=period,
        values=(0.0,) * len(areas),
        statuses=(Status.OK,) * len(areas),
        classes=(0,) * len(areas),
        counts=(len(areas),),
        joint=(),
        sources=(source,) * len(areas),
        sentence=sentence,
    )
    return MapView(
        query=LayerQuery(SITES, level.id, period.code, Scheme.OWN),
        indicator=_indicator(title, level.id),
        level_name=level.name,
        level_plural=level.plural,
        codes=tuple(area.code for area in areas),
        names=tuple(area.name for area in areas),
        legend=(LegendRow(t("nur Umriss, kein Wert"), _GROUND),),
        periods=(current,),
        sources=(source,),
        notes=(),
        valueless=True,
    )


def _indicator(title: str, level: str) -> Indicator:
    return Indicator(
        id=SITES,
        name=title,
        kurzname=title,
        thema=title,
        art=Kind.COUNT,
        einheit="",
        ebenen=(level,),
        definition=title,
        quelle="",
    )
