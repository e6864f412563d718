"""The question of the gap analysis in German words."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.directory import STEPS
from sozialraum.domain.gaps import AreaDemand, ServiceFilter, Walk
from sozialraum.domain.languages import language_name
from sozialraum.domain.services import ReachMode, Weekday
from sozialraum.domain.views import CITED
from sozialraum.render.formats import number


def walk_words(walk: Walk) -> str:
    """How far people walk: ``Bis 10 Gehminuten bei 4,5 km/h (750 m Weg, …)``."""
    way = f"{number(walk.reach_m)} m Weg"
    if walk.network:
        measured = "gemessen im Fußwegenetz"
    else:
        straight = number(walk.reach_m / walk.detour)
        measured = f"Luftlinie mal {number(walk.detour, 2).rstrip('0').rstrip(',')}: {straight} m"
    minutes = number(walk.minutes)
    return f"Bis {minutes} Gehminuten bei {number(walk.speed, 1)} km/h ({way}, {measured})"


def filter_words(wanted: ServiceFilter) -> str:
    """Which services count, in words; „alle Angebote“ without a filter."""
    parts = []
    if wanted.language:
        parts.append(f"auf {language_name(wanted.language)}")
    if wanted.topic:
        parts.append(f"Thema „{wanted.topic}“")
    if wanted.step:
        parts.append(f"Schritt {wanted.step} ({STEPS[wanted.step - 1]})")
    if wanted.mode:
        parts.append(f"Zugang {ReachMode(wanted.mode).label}")
    if wanted.weekday:
        parts.append(f"geöffnet am {Weekday(wanted.weekday).label}")
    if wanted.time:
        parts.append(f"um {wanted.time} Uhr" if wanted.weekday else f"offen um {wanted.time} Uhr")
    return f"Angebote {', '.join(parts)}" if parts else "alle Angebote"


def question_line(walk: Walk, wanted: ServiceFilter, proxy: str) -> str:
    """All assumptions in one sentence; ``proxy`` is the name of the estimate or empty."""
    estimate = f"; Gebiete ohne Zahl geschätzt über „{proxy}“" if proxy else ""
    return f"{walk_words(walk)}; {filter_words(wanted)}{estimate}."


def cited(areas: Sequence[AreaDemand]) -> str:
    """Sources of the numbers in one line: all of them where they are few, else their number."""
    named = dict.fromkeys(area.source.citation for area in areas if area.source)
    if len(named) <= CITED:
        return "; ".join(named)
    return f"{number(len(named))} Veröffentlichungen, je Gebiet genannt in den Dateien (CSV, XLSX)"


def area_note(area: AreaDemand) -> str:
    """Reference date, or that the number is estimated; empty where it is unknown."""
    if area.count is None:
        return ""
    dated = area.period.label if area.period else ""
    return ", ".join(part for part in ("geschätzt" if area.estimate else "", dated) if part)
