"""The question of the gap analysis in words."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.directory import STEPS
from sozialraum.domain.gaps import AreaDemand, ServiceFilter, Walk
from sozialraum.domain.languages import language_name
from sozialraum.domain.services import ReachMode, Weekday
from sozialraum.domain.views import CITED
from sozialraum.language import t
from sozialraum.render.formats import number


def walk_words(walk: Walk) -> str:
    """How far people walk: ``Bis 10 Gehminuten bei 4,5 km/h (750 m Weg, …)``."""
    way = t("{metres} m Weg", metres=number(walk.reach_m))
    if walk.network:
        measured = t("gemessen im Fußwegenetz")
    else:
        straight = number(walk.reach_m / walk.detour)
        measured = t(
            "Luftlinie mal {detour}: {straight} m",
            detour=number(walk.detour, 2).rstrip("0").rstrip(",."),
            straight=straight,
        )
    minutes = number(walk.minutes)
    return t(
        "Bis {minutes} Gehminuten bei {speed} km/h ({way}, {measured})",
        minutes=minutes,
        speed=number(walk.speed, 1),
        way=way,
        measured=measured,
    )


def filter_words(wanted: ServiceFilter) -> str:
    """Which services count, in words; „alle Angebote“ without a filter."""
    parts = []
    if wanted.language:
        parts.append(t("auf {language}", language=language_name(wanted.language)))
    if wanted.topic:
        parts.append(t("Thema „{topic}“", topic=wanted.topic))
    if wanted.step:
        title = t(STEPS[wanted.step - 1])
        parts.append(t("Schritt {step} ({title})", step=wanted.step, title=title))
    if wanted.mode:
        parts.append(t("Zugang {mode}", mode=ReachMode(wanted.mode).label))
    if wanted.weekday:
        parts.append(t("geöffnet am {day}", day=Weekday(wanted.weekday).label))
    if wanted.time:
        parts.append(
            t("um {time} Uhr", time=wanted.time)
            if wanted.weekday
            else t("offen um {time} Uhr", time=wanted.time)
        )
    return t("Angebote {parts}", parts=", ".join(parts)) if parts else t("alle Angebote")


def question_line(walk: Walk, wanted: ServiceFilter, proxy: str) -> str:
    """All assumptions in one sentence; ``proxy`` is the name of the estimate or empty."""
    estimate = t("; Gebiete ohne Zahl geschätzt über „{proxy}“", proxy=proxy) if proxy else ""
    return f"{walk_words(walk)}; {filter_words(wanted)}{estimate}."


def cited(areas: Sequence[AreaDemand]) -> str:
    """Sources of the numbers in one line: all of them where they are few, else their number."""
    named = dict.fromkeys(area.source.citation for area in areas if area.source)
    if len(named) <= CITED:
        return "; ".join(named)
    return t(
        "{n} Veröffentlichungen, je Gebiet genannt in den Dateien (CSV, XLSX)",
        n=number(len(named)),
    )


def area_note(area: AreaDemand) -> str:
    """Reference date, or that the number is estimated; empty where it is unknown."""
    if area.count is None:
        return ""
    dated = area.period.label if area.period else ""
    return ", ".join(part for part in (t("geschätzt") if area.estimate else "", dated) if part)
