"""The planner's report "Angebote und Lücken" as PDF: one or two pages of A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sozialraum.domain.gap_report import CAUTION, GapReport, ReportMap, UsedSource
from sozialraum.domain.gaps import AreaReach, Location
from sozialraum.export.gap_report_table import gap_report_xlsx
from sozialraum.export.typesetting import Svg, typeset
from sozialraum.export.words import licence_name, shortened
from sozialraum.language import n_, t
from sozialraum.render.formats import day, enumeration, number
from sozialraum.render.gap_report import (
    answer,
    cards,
    gains,
    percent,
    proof,
    ranked,
    signed,
    sums,
    unknown_words,
    whole,
)

__all__ = ["gap_report_pdf", "gap_report_xlsx"]
_TEMPLATE = "luecken"
_LISTED = 40
"""Areas that are offered to the page; it prints as many as fit and counts the others."""
_TOLD_ELSEWHERE = (
    n_("Zielgruppe"),
    n_("Quellen"),
    n_("Ohne Ort"),
    n_("Szenario"),
    n_("Vorbehalt"),
)
"""Assumptions that have a place of their own on the page."""
_NAMED = 4
"""More sources than this for one purpose are counted, with their publishers."""


def gap_report_pdf(report: GapReport, *, made_on: date) -> bytes:
    """The report on at most two pages; what does not fit is counted and stands in the XLSX.

    Persons are whole numbers, areas without a published count carry the word for it. The same
    input gives the same bytes. Raises :class:`SozialraumError` where the map is no SVG.
    """
    return typeset(_TEMPLATE, _content(report, made_on), made_on=made_on)


def _content(report: GapReport, made_on: date) -> dict[str, Any]:
    used = [entry.source for entry in report.sources]
    return {
        "title": shortened(report.heading, 300),
        "description": t("{title}, Export vom {day}", title=report.heading, day=day(made_on)),
        "name": shortened(report.title, 200),
        "question": [[label, shortened(words, 160)] for label, words in report.question],
        "answer": answer(report),
        "cards": [list(card) for card in cards(report)],
        "caution": t(CAUTION),
        "map": _map(report.map),
        "areas": _areas(report),
        "areas_total": len(report.today.areas),
        "after_title": _after_title(report),
        "unknown": unknown_words(report),
        "stages": _stages(report),
        "changes": [shortened(change, 160) for change in report.changes],
        "proposals": _proposals(report.location),
        "proof": shortened(proof(report.location)) if report.location else "",
        "assumptions": _assumptions(report),
        "undecided": list(report.undecided),
        "unplaced": list(report.unplaced),
        "sources": list(_sources(report.sources)),
        "notices": list(report.notices),
        "publishers": list(dict.fromkeys(source.publisher or source.title for source in used)),
        "licences": list(dict.fromkeys(licence_name(source.licence) for source in used)),
        "release": report.release,
        "made_on": day(made_on),
    }


def _map(drawn: ReportMap | None) -> dict[str, Any] | None:
    if drawn is None:
        return None
    return {
        "picture": Svg(drawn.svg),
        "title": drawn.title,
        "legend": [[label, Svg(sign)] for label, sign in drawn.legend],
        "origin": shortened(drawn.origin, 300),
    }


def _after_title(report: GapReport) -> str:
    """Title of the last state that is known per area; empty where only today is."""
    later = [stage for stage in report.stages[1:] if stage.areas]
    return later[-1].title if later else ""


def _areas(report: GapReport) -> list[list[str]]:
    """Name, persons, unreached, share, unreached afterwards; the most unreached first."""
    later = [stage.areas for stage in report.stages[1:] if stage.areas]
    after = later[-1] if later else report.today.areas
    return [
        [
            shortened(report.today.areas[at].name, 90),
            whole(report.today.areas[at].demand),
            _missed(report.today.areas[at]),
            percent(report.today.areas[at].share),
            _missed(after[at]),
        ]
        for at in ranked(report.today.areas)[:_LISTED]
    ]


def _missed(area: AreaReach) -> str:
    if area.demand is None or area.reached is None:
        return whole(None)
    return number(round(area.demand) - round(area.reached))


def _stages(report: GapReport) -> list[list[str]]:
    """Title, reached, unreached, share and difference from today."""
    return [
        [
            shortened(stage.title, 120),
            number(round(stage.reached)),
            number(round(stage.demand) - round(stage.reached)),
            percent(stage.share),
            signed(stage.reached - report.today.reached) if at else "",
        ]
        for at, stage in enumerate(report.stages)
    ]


def _proposals(found: Location | None) -> list[list[str]]:
    """Name, what it adds, all so far, coordinates."""
    if found is None:
        return []
    return [
        [
            shortened(proposal.name, 120),
            signed(gain),
            signed(so_far),
            f"{number(proposal.latitude, 5)}; {number(proposal.longitude, 5)}",
        ]
        for proposal, gain, so_far in zip(found.proposals, gains(found), sums(found), strict=True)
    ]


def _assumptions(report: GapReport) -> list[list[str]]:
    told = dict(report.assumptions)
    if report.location:
        told |= report.location.assumptions
    elsewhere = set(map(t, _TOLD_ELSEWHERE))
    return [
        [title, shortened(text, 1200)]
        for title, text in told.items()
        if title not in elsewhere and text
    ]


def _sources(used: Sequence[UsedSource]) -> Iterator[list[str]]:
    """Purpose and sources with dates, quality, licence; many of one purpose are counted."""
    purposes = dict.fromkeys(entry.used_for for entry in used)
    for purpose in purposes:
        entries = [entry for entry in used if entry.used_for == purpose]
        yield [purpose, _many(entries) if len(entries) > _NAMED else "; ".join(map(cited, entries))]


def _many(entries: Sequence[UsedSource]) -> str:
    publishers = enumeration(sorted({e.source.publisher or e.source.title for e in entries}))
    qualities = ", ".join(sorted({entry.source.quality.label for entry in entries}))
    licences = "; ".join(sorted({licence_name(entry.source.licence) for entry in entries}))
    return t(
        "{n} Veröffentlichungen ({publishers}); Güte: {qualities}; Lizenz: "
        "{licences}; je Gebiet genannt in der Tabelle (XLSX)",
        n=number(len(entries)),
        publishers=publishers,
        qualities=qualities,
        licences=licences,
    )


def cited(entry: UsedSource) -> str:
    """Citation, reference dates, quality, licence and day of retrieval in one line."""
    source = entry.source
    parts = [
        source.citation,
        t("Stand {dates}", dates=entry.dates) if entry.dates else "",
        source.quality.label,
        t("Lizenz: {licences}", licences=licence_name(source.licence)),
        t("abgerufen {day}", day=source.retrieved) if source.retrieved else "",
    ]
    return " · ".join(part for part in parts if part)
