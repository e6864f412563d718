"""Words and order of the planner's report, the same on the page and in every file."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.gap_report import GapReport
from sozialraum.domain.gaps import AreaReach, Location
from sozialraum.render.formats import NBSP, enumeration, number
from sozialraum.render.gaps import gains, missed, percent, sums, whole

__all__ = [
    "answer", "cards", "gains", "missed", "percent", "proof", "ranked", "signed", "sums",
    "unknown_words", "whole",
]  # fmt: skip
_NAMED = 6
"""Unknown areas that are named in a sentence; more are counted."""


def answer(report: GapReport) -> str:
    """The answer in two or three sentences, or why there is none."""
    today = report.today
    if not report.answerable:
        return (
            "Für kein Gebiet ist eine Anzahl der Zielgruppe bekannt. Wie viele Menschen erreicht "
            "werden und wo neue Orte am meisten bewirken, lässt sich deshalb nicht sagen."
        )
    kind = "bekannter oder geschätzter" if report.estimated else "bekannter"
    demand, reached = round(today.demand), round(today.reached)
    parts = [
        f"Von {number(demand)} Menschen der Zielgruppe in Gebieten mit {kind} Zahl erreichen "
        f"{number(reached)} ({percent(today.share)}) in {number(report.minutes)}{NBSP}Minuten zu "
        f"Fuß mindestens ein passendes Angebot, {number(demand - reached)} nicht."
    ]
    most = report.reached_at_most
    if report.undecided and most is not None and round(most) > reached:
        parts.append(f"{_perhaps(len(report.undecided))}, wären {number(round(most))} erreicht.")
    for stage in report.stages[1:]:
        gain = signed(stage.reached - today.reached)
        parts.append(f"{stage.title}: {number(round(stage.reached))} erreicht ({gain}).")
    return " ".join(parts)


def _perhaps(count: int) -> str:
    if count == 1:
        return "Bei einem Angebot ist nicht bekannt, ob es passt; zählte es mit"
    return f"Bei {number(count)} Angeboten ist nicht bekannt, ob sie passen; zählten alle mit"


def cards(report: GapReport) -> tuple[tuple[str, str, str], ...]:
    """The main figures: title, value, what it says."""
    today = report.today
    known = len(report.demands) - len(report.unknown)
    kind = "bekannt oder geschätzt" if report.estimated else "bekannt"
    of = f"{number(known)} von {number(len(report.demands))} Gebieten {kind}"
    unknown = ("Gebiete ohne Zahl", number(len(report.unknown)), "in keiner Summe, nicht null")
    if not report.answerable:
        nobody = whole(None)
        return (("Menschen der Zielgruppe", nobody, of), unknown)
    demand, reached = round(today.demand), round(today.reached)
    return (
        ("Menschen der Zielgruppe", number(demand), of),
        ("zu Fuß erreicht", number(reached), "mindestens ein passendes Angebot"),
        ("nicht erreicht", number(demand - reached), "kein passendes Angebot"),
        ("Anteil erreicht", percent(today.share), "der bekannten Zielgruppe"),
        unknown,
    )


def unknown_words(report: GapReport) -> str:
    """The areas that nobody published a count for; empty without any."""
    names = [area.name for area in report.unknown]
    if not names:
        return ""
    noun = "ein Gebiet" if len(names) == 1 else f"{number(len(names))} Gebiete"
    shown = names[:_NAMED]
    if len(names) > len(shown):
        shown.append(f"{number(len(names) - len(shown))} weitere")
    return (
        f"Für {noun} ist keine Zahl veröffentlicht; sie zählen weder als erreicht noch als nicht "
        f"erreicht: {enumeration(shown)}."
    )


def ranked(areas: Sequence[AreaReach]) -> list[int]:
    """Positions of the areas with a known demand, the most unreached persons first."""
    known = [at for at, area in enumerate(areas) if missed(area) is not None]
    return sorted(known, key=lambda at: (-(missed(areas[at]) or 0.0), areas[at].name))


def signed(persons: float) -> str:
    """``+1.234``, ``−50`` or ``±0``: a difference in whole persons."""
    whole_persons = round(persons)
    sign = "+" if whole_persons > 0 else "−" if whole_persons < 0 else "±"
    return f"{sign}{number(abs(whole_persons))}"


def proof(found: Location) -> str:
    """What is known about the choice of places: proven, or only the best that was found."""
    if not found.proposals:
        return "Kein weiterer Ort erreicht unter diesen Annahmen zusätzliche Menschen."
    proven = "ja" if found.optimal else "nein"
    candidates = f"{number(found.considered)} mögliche Orte geprüft." if found.considered else ""
    parts = (found.method, f"Als beste Auswahl bewiesen: {proven}.", candidates, found.note)
    return " ".join(part for part in parts if part)
