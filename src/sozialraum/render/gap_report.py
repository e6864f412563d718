"""Words and order of the planner's report, the same on the page and in every file."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.gap_report import GapReport
from sozialraum.domain.gaps import AreaReach, Location
from sozialraum.language import n_, t
from sozialraum.render import formats
from sozialraum.render.formats import enumeration, number
from sozialraum.render.gaps import gains, missed, percent, sums, whole

__all__ = [
    "answer", "cards", "gains", "missed", "percent", "proof", "ranked", "signed", "sums",
    "unknown_words", "whole",
]  # fmt: skip
_NAMED = 6
"""Unknown areas that are named in a sentence; more are counted."""
_ANSWER = n_(
    "Von {demand} Menschen der Zielgruppe in Gebieten mit bekannter Zahl erreichen {reached} "
    "({share}) in {minutes}\u00a0Minuten zu Fuß mindestens ein passendes Angebot, {missed} nicht."
)
_ANSWER_ESTIMATED = n_(
    "Von {demand} Menschen der Zielgruppe in Gebieten mit bekannter oder geschätzter Zahl "
    "erreichen {reached} ({share}) in {minutes}\u00a0Minuten zu Fuß mindestens ein passendes "
    "Angebot, {missed} nicht."
)
_UNKNOWN_ONE = n_(
    "Für ein Gebiet ist keine Zahl veröffentlicht; sie zählen weder als erreicht noch als nicht "
    "erreicht: {areas}."
)
_UNKNOWN_MANY = n_(
    "Für {n} Gebiete ist keine Zahl veröffentlicht; sie zählen weder als erreicht noch als nicht "
    "erreicht: {areas}."
)


def answer(report: GapReport) -> str:
    """The answer in two or three sentences, or why there is none."""
    today = report.today
    if not report.answerable:
        return t(
            "Für kein Gebiet ist eine Anzahl der Zielgruppe bekannt. Wie viele "
            "Menschen erreicht werden und wo neue Orte am meisten bewirken, lässt "
            "sich deshalb nicht sagen."
        )
    demand, reached = round(today.demand), round(today.reached)
    parts = [
        t(
            _ANSWER_ESTIMATED if report.estimated else _ANSWER,
            demand=number(demand),
            reached=number(reached),
            share=percent(today.share),
            minutes=number(report.minutes),
            missed=number(demand - reached),
        )
    ]
    most = report.reached_at_most
    if report.undecided and most is not None and round(most) > reached:
        parts.append(_perhaps(len(report.undecided), number(round(most))))
    for stage in report.stages[1:]:
        gain = signed(stage.reached - today.reached)
        parts.append(
            t(
                "{title}: {reached} erreicht ({gain}).",
                title=stage.title,
                reached=number(round(stage.reached)),
                gain=gain,
            )
        )
    return " ".join(parts)


def _perhaps(count: int, most: str) -> str:
    if count == 1:
        return t(
            "Bei einem Angebot ist nicht bekannt, ob es passt; zählte es mit, wären {most} "
            "erreicht.",
            most=most,
        )
    return t(
        "Bei {n} Angeboten ist nicht bekannt, ob sie passen; zählten alle mit, wären {most} "
        "erreicht.",
        n=number(count),
        most=most,
    )


def cards(report: GapReport) -> tuple[tuple[str, str, str], ...]:
    """The main figures: title, value, what it says."""
    today = report.today
    known = len(report.demands) - len(report.unknown)
    words = (
        n_("{known} von {all} Gebieten bekannt oder geschätzt")
        if report.estimated
        else n_("{known} von {all} Gebieten bekannt")
    )
    of = t(words, known=number(known), all=number(len(report.demands)))
    unknown = (
        t("Gebiete ohne Zahl"),
        number(len(report.unknown)),
        t("in keiner Summe, nicht null"),
    )
    if not report.answerable:
        nobody = whole(None)
        return ((t("Menschen der Zielgruppe"), nobody, of), unknown)
    demand, reached = round(today.demand), round(today.reached)
    return (
        (t("Menschen der Zielgruppe"), number(demand), of),
        (t("zu Fuß erreicht"), number(reached), t("mindestens ein passendes Angebot")),
        (t("nicht erreicht"), number(demand - reached), t("kein passendes Angebot")),
        (t("Anteil erreicht"), percent(today.share), t("der bekannten Zielgruppe")),
        unknown,
    )


def unknown_words(report: GapReport) -> str:
    """The areas that nobody published a count for; empty without any."""
    names = [area.name for area in report.unknown]
    if not names:
        return ""
    shown = names[:_NAMED]
    if len(names) > len(shown):
        shown.append(t("{n} weitere", n=number(len(names) - len(shown))))
    words = _UNKNOWN_ONE if len(names) == 1 else _UNKNOWN_MANY
    return t(words, n=number(len(names)), areas=enumeration(shown))


def ranked(areas: Sequence[AreaReach]) -> list[int]:
    """Positions of the areas with a known demand, the most unreached persons first."""
    known = [at for at, area in enumerate(areas) if missed(area) is not None]
    return sorted(known, key=lambda at: (-(missed(areas[at]) or 0.0), areas[at].name))


def signed(persons: float) -> str:
    """``+1.234``, ``−50`` or ``±0``: a difference in whole persons."""
    return formats.signed(persons, zero="±")


def proof(found: Location) -> str:
    """What is known about the choice of places: proven, or only the best that was found."""
    if not found.proposals:
        return t("Kein weiterer Ort erreicht unter diesen Annahmen zusätzliche Menschen.")
    proven = t("ja") if found.optimal else t("nein")
    candidates = (
        t("{n} mögliche Orte geprüft.", n=number(found.considered)) if found.considered else ""
    )
    parts = (
        found.method,
        t("Als beste Auswahl bewiesen: {proven}.", proven=proven),
        candidates,
        found.note,
    )
    return " ".join(part for part in parts if part)
