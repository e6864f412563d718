"""The assumptions behind an answer in words: title to sentence, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sozialraum.analysis.scenario import Add, Change, Close, Move
from sozialraum.domain.directory import CITY, UNKNOWN
from sozialraum.domain.gaps import Demand, ServiceFilter, Walk
from sozialraum.domain.layers import Precision
from sozialraum.domain.period import Period
from sozialraum.domain.services import ReachMode, ServiceAtPlace
from sozialraum.domain.views import CITED
from sozialraum.language import n_, t
from sozialraum.render.formats import day, enumeration, number
from sozialraum.render.gap_words import filter_words
from sozialraum.service.directory_match import language_of
from sozialraum.service.gap_ground import Ground

CAUTION = n_(
    "Ein Modell: Es zeigt Wege und veröffentlichte Angaben. Es belegt weder einen Bedarf noch, "
    "dass ein Angebot angenommen wird."
)
_NOT_AT_HOME = {ReachMode.OUTREACH, ReachMode.MOBILE}


def assumptions(ground: Ground, *, filtered: bool = True) -> dict[str, str]:
    """What the answer rests on. Without ``filtered`` nothing is said about filters."""
    asked = ground.question
    found = {
        t("Zielgruppe"): ground.demand.title,
        t("Personen"): " ".join(ground.demand.notes),
        t("Quellen"): sources(ground.demand),
        t("Schätzung"): _estimates(ground.demand),
        t("Verteilung"): _weights(ground.demand),
        t("Weg"): _way(asked.walk),
        t("Reichweite"): _reach(asked.walk),
        t("Angebote"): _services(ground),
        t("Auswahl"): _filter(asked.wanted) if filtered else "",
        t("Unentschieden"): _undecided(ground),
        t("Ohne Ort"): _unplaced(ground),
        t("Genauigkeit der Orte"): _precision(ground),
        t("Zugang"): _modes(ground),
        t("Einzugsgebiet"): _catchments(ground),
        t("Stand der Angebote"): _state(ground),
        t("Szenario"): scenario_words(asked.scenario, ground.names),
        t("Vorbehalt"): t(CAUTION),
    }
    return {title: text for title, text in found.items() if text}


def sources(demand: Demand) -> str:
    """The sources of the counts with their reference dates; many of one publisher are counted."""
    found: dict[str, dict[str, list[Period]]] = {}
    for area in demand.areas:
        if area.source is not None and area.count is not None:
            titles = found.setdefault(area.source.publisher, {})
            dates = titles.setdefault(area.source.citation, [])
            dates += [area.period] if area.period else []
    texts = []
    for publisher, titles in found.items():
        if len(titles) <= CITED:
            texts += [f"{title}{_dates(dates)}" for title, dates in titles.items()]
        else:
            dates = [period for periods in titles.values() for period in periods]
            texts.append(
                t(
                    "{publisher}, {n} Veröffentlichungen{dates}",
                    publisher=publisher,
                    n=number(len(titles)),
                    dates=_dates(dates),
                )
            )
    return "; ".join(texts)


def _dates(periods: Sequence[Period]) -> str:
    ordered = [period.label for period in sorted(set(periods))]
    if len(ordered) > 2:
        return f" ({t('{start} bis {end}', start=ordered[0], end=ordered[-1])})"
    return f" ({enumeration(ordered)})" if ordered else ""


def _estimates(demand: Demand) -> str:
    return " ".join(dict.fromkeys(area.estimate for area in demand.areas if area.estimate))


def _weights(demand: Demand) -> str:
    """Empty where the notes of the demand say it already."""
    if any(demand.grid.name in note for note in demand.notes):
        return ""
    cited = f", {demand.grid.source}" if demand.grid.source else ""
    return t(
        "Personen eines Gebiets verteilt nach: {name}{cited}.", name=demand.grid.name, cited=cited
    )


def _way(walk: Walk) -> str:
    if walk.network:
        return t("Kürzester Weg im Fußwegenetz, dazu die gerade Strecke bis zum Netz.")
    return t("Luftlinie mal {detour} (Umwegfaktor).", detour=_plain(walk.detour))


def _reach(walk: Walk) -> str:
    straight = (
        ""
        if walk.network
        else t(", also {metres} m Luftlinie", metres=number(walk.reach_m / walk.detour))
    )
    return t(
        "{minutes} Minuten zu Fuß bei {speed} km/h: {metres} m Weg{straight}.",
        minutes=_plain(walk.minutes),
        speed=_plain(walk.speed),
        metres=number(walk.reach_m),
        straight=straight,
    )


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1 if round(value, 1) == value else 2)


def _services(ground: Ground) -> str:
    return t(
        "{n} von {all} zählen.",
        n=number(ground.counting.sum()),
        all=number(len(ground.services)),
    )


def _filter(wanted: ServiceFilter) -> str:
    """Which services count; languages and days may be written as people type them."""
    if wanted == ServiceFilter(area_wide=wanted.area_wide):
        return t("Alle Angebote, gleich welcher Sprache und Zeit.")
    language = language_of(wanted.language) if wanted.language else ""
    return filter_words(replace(wanted, language=language, weekday=wanted.weekday.casefold()))


def _undecided(ground: Ground) -> str:
    count = int(ground.undecided.sum())
    if not count:
        return ""
    return t(
        "Bei {services} sind Zeiten, Sprachen oder andere Angaben unbekannt. Nicht "
        "entschiedene Angebote zählen nicht mit, auch wo sie vielleicht passen; "
        "„höchstens erreicht“ rechnet sie ein.",
        services=_with_offers(count),
    )


def _unplaced(ground: Ground) -> str:
    names = [
        service.name
        for service, verdict, placed in zip(
            ground.services, ground.verdicts, ground.placed, strict=True
        )
        if verdict is not False and not placed
    ]
    if not names:
        return ""
    return t(
        "{services} ohne bekannten Ort, nicht mitgezählt: {names}.",
        services=_offers(len(names)),
        names="; ".join(names),
    )


def _precision(ground: Ground) -> str:
    exact = {Precision.BUILDING}
    counted = _counted(ground)
    coarse = sum(service.place.precision not in exact for service in counted)
    if not coarse:
        return ""
    return t(
        "{n} von {all} Orten sind nicht hausgenau bekannt.",
        n=number(coarse),
        all=number(len(counted)),
    )


def _modes(ground: Ground) -> str:
    out = sum(
        bool(service.reach_modes) and set(service.reach_modes) <= _NOT_AT_HOME
        for service in _counted(ground)
    )
    if not out:
        return ""
    return t(
        "Nur aufsuchend oder mobil: {services}; gerechnet ist der Weg zum Standort.",
        services=_offers(out),
    )


def _catchments(ground: Ground) -> str:
    if not ground.question.wanted.area_wide:
        return t("Nicht beachtet: Jedes Angebot zählt überall.")
    counted = _counted(ground)
    unknown = sum(service.catchment.kind == UNKNOWN for service in counted)
    limited = sum(service.catchment.kind not in {UNKNOWN, CITY} for service in counted)
    parts = []
    if limited:
        parts.append(
            t("Nur im eigenen Einzugsgebiet gezählt: {services}.", services=_offers(limited))
        )
    if unknown:
        parts.append(
            t("Unbekannt ist es bei {services}; das zählt überall.", services=_with_offers(unknown))
        )
    return " ".join(parts)


def _counted(ground: Ground) -> list[ServiceAtPlace]:
    return [ground.services[at] for at in np.flatnonzero(ground.counting)]


def _state(ground: Ground) -> str:
    asked = ground.question
    if asked.year is None:
        return t("{day}; beendete Angebote zählen nicht mit.", day=day(asked.day))
    if not ground.undated:
        return t("Jahr {year}.", year=asked.year)
    return t(
        "Jahr {year}. Bei {services} ist der Beginn unbekannt; das zählt trotzdem mit.",
        year=asked.year,
        services=_with_offers(len(ground.undated)),
    )


def _offers(count: int) -> str:
    return t("1 Angebot") if count == 1 else t("{n} Angebote", n=number(count))


def _with_offers(count: int) -> str:
    return t("1 Angebot") if count == 1 else t("{n} Angeboten", n=number(count))


def scenario_words(changes: tuple[Change, ...], names: Mapping[str, str]) -> str:
    """``neu: Beratung; geschlossen: Haus A``; names by id, the id where there is none."""
    return "; ".join(_change_words(changes, names))


def _change_words(changes: tuple[Change, ...], names: Mapping[str, str]) -> Iterator[str]:
    for change in changes:
        if isinstance(change, Add):
            yield t("neu: {name}", name=change.name)
        elif isinstance(change, Move):
            yield t("verlegt: {name}", name=names.get(change.id, change.id))
        elif isinstance(change, Close):
            yield t("geschlossen: {name}", name=names.get(change.id, change.id))
        else:
            yield t("andere Zeiten: {name}", name=names.get(change.id, change.id))
