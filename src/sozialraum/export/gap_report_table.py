"""The planner's report as a workbook: all that the PDF says, in full and with true numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sozialraum.domain.exhibits import Cell, Column
from sozialraum.domain.gap_report import CAUTION, GapReport
from sozialraum.domain.gaps import AreaDemand, AreaReach
from sozialraum.domain.status import Status
from sozialraum.export.names import file_name, safe_cell
from sozialraum.export.view import ExportFile
from sozialraum.export.workbook import GUIDE, XLSX, number_format, workbook
from sozialraum.language import n_, t
from sozialraum.render.formats import day
from sozialraum.render.gap_report import answer, gains, proof, sums, unknown_words

_DIGITS = 9
"""Digits beyond these are noise of binary numbers, no source has them."""


def _persons(title: str) -> Column:
    """A column of persons or percent; models give parts of persons."""
    return Column(title, numeric=True, decimals=1)


_STATES = (
    Column(n_("Stand")),
    _persons(n_("Menschen der Zielgruppe")),
    _persons(n_("davon erreicht")),
    _persons(n_("davon nicht erreicht")),
    _persons(n_("Anteil erreicht in %")),
    _persons(n_("zusätzlich erreicht gegenüber heute")),
)
_PLACES = (
    Column(n_("Rang"), numeric=True),
    Column(n_("Ort")),
    _persons(n_("zusätzlich erreicht")),
    _persons(n_("zusammen")),
    Column(n_("Breite (WGS84)"), numeric=True, decimals=6),
    Column(n_("Länge (WGS84)"), numeric=True, decimals=6),
)
_SERVICES = (Column(n_("Angebot")), Column(n_("zählt")), Column(n_("Grund")))
_SOURCES = (
    Column(n_("verwendet für")), Column(n_("Quelle")), Column(n_("Stichtage")), Column(n_("Güte")),
    Column(n_("Lizenz")), Column(n_("abgerufen")), Column(n_("Adresse")),
)  # fmt: skip


def gap_report_xlsx(report: GapReport, *, made_on: date | None = None) -> ExportFile:
    """The sheets Antwort, Gebiete, Neue Orte (where asked for), Angebote, Quellen, and the guide.

    Persons are model values with one printed decimal. Missing numbers are empty cells, and the
    column Status says why. Texts never start a formula. ``made_on`` is today by default.
    """
    buffer = io.BytesIO()
    with workbook(buffer) as book:
        _sheet(book, t("Antwort"), _STATES, list(_states(report)))
        _sheet(book, t("Gebiete"), _area_columns(report), list(_areas(report)))
        if report.location is not None:
            _sheet(book, t("Neue Orte"), _PLACES, list(_places(report)))
        _sheet(book, t("Angebote"), _SERVICES, list(_services(report)))
        _sheet(book, t("Quellen"), _SOURCES, list(_sources(report)))
        _guide(book, list(reading_guide(report, made_on or date.today())))
    name = file_name("luecken", report.title, suffix="xlsx")
    return ExportFile(name, XLSX, buffer.getvalue())


def _states(report: GapReport) -> Iterator[tuple[Cell, ...]]:
    for at, stage in enumerate(report.stages):
        if not report.answerable:
            yield (stage.title, None, None, None, None, None)
            continue
        share = None if stage.share is None else stage.share * 100
        gain = stage.reached - report.today.reached if at else None
        yield (stage.title, stage.demand, stage.reached, stage.unreached, share, gain)


def _area_columns(report: GapReport) -> tuple[Column, ...]:
    later = [
        _persons(t("davon erreicht: {stage}", stage=stage.title))
        for stage in report.stages[1:]
        if stage.areas
    ]
    return (
        Column(t("Raumebene")),
        Column(t("Schlüssel")),
        Column(t("Gebiet")),
        _persons(t("Menschen der Zielgruppe")),
        _persons(t("davon erreicht")),
        _persons(t("davon nicht erreicht")),
        _persons(t("Anteil erreicht in %")),
        *later,
        Column(t("Status")),
        Column(t("Stichtag")),
        Column(t("Rechenweg")),
        Column(t("Quelle")),
        Column(t("Güte")),
        Column(t("Lizenz")),
    )


def _areas(report: GapReport) -> Iterator[tuple[Cell, ...]]:
    later = [stage.areas for stage in report.stages[1:] if stage.areas]
    for at, (area, found) in enumerate(zip(report.demands, report.today.areas, strict=True)):
        source = area.source
        yield (
            report.level_names.get(area.level, area.level),
            area.code,
            area.name,
            found.demand,
            found.reached,
            _unreached(found),
            None if found.share is None else found.share * 100,
            *(areas[at].reached for areas in later),
            _status(area).label,
            area.period.label if area.period else "",
            area.estimate or area.note,
            source.citation if source else "",
            source.quality.label if source else "",
            source.licence if source else "",
        )


def _unreached(found: AreaReach) -> float | None:
    if found.demand is None or found.reached is None:
        return None
    return found.demand - found.reached


def _status(area: AreaDemand) -> Status:
    if area.count is None:
        return Status.UNKNOWN
    return Status.ESTIMATED if area.estimate else Status.OK


def _places(report: GapReport) -> Iterator[tuple[Cell, ...]]:
    if report.location is None:
        return
    found = report.location
    printed = zip(found.proposals, gains(found), sums(found), strict=True)
    for rank, (place, gain, so_far) in enumerate(printed, start=1):
        cells = (float(gain), float(so_far), place.latitude, place.longitude)
        yield (float(rank), place.name, *cells)


def _services(report: GapReport) -> Iterator[tuple[Cell, ...]]:
    yield from ((name, t("ja"), "") for name in report.counted)
    why = t("Zeiten, Sprachen oder andere Angaben unbekannt")
    yield from ((name, t("unentschieden"), why) for name in report.undecided)
    yield from ((name, t("nein"), t("Ort unbekannt")) for name in report.unplaced)


def _sources(report: GapReport) -> Iterator[tuple[Cell, ...]]:
    for used in report.sources:
        source = used.source
        yield (
            used.used_for, source.citation, used.dates, source.quality.label, source.licence,
            source.retrieved, source.url,
        )  # fmt: skip


def reading_guide(report: GapReport, made_on: date) -> Iterator[tuple[str, str]]:
    """Titles and texts: question, answer, assumptions, proof, caution, day and release."""
    yield t("Titel"), report.heading
    yield t("Vorbehalt"), t(CAUTION)
    for label, words in report.question:
        yield t("Frage: {label}", label=label), words
    yield from ((t("Hinweis zur Frage"), notice) for notice in report.notices)
    yield t("Antwort"), answer(report)
    if said := unknown_words(report):
        yield t("Gebiete ohne Zahl"), said
    yield from ((t("Szenario (angenommen)"), change) for change in report.changes)
    if report.location is not None:
        yield t("Neue Orte"), proof(report.location)
        for title, text in report.location.assumptions.items():
            yield t("Neue Orte: {title}", title=title), text
    yield from ((t("Annahme: {title}", title=k), v) for k, v in report.assumptions.items())
    yield (
        t("Status"),
        t("„unbekannt“ heißt nicht veröffentlicht, nicht null; es zählt in keiner Summe."),
    )
    yield t("Datenstand"), report.release
    yield t("Export vom"), day(made_on)


def _sheet(
    book: Any, name: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = [
        book.add_format({"num_format": number_format(column.decimals)}) for column in columns
    ]
    for position, column in enumerate(columns):
        sheet.write_string(0, position, safe_cell(t(column.title)), bold)
    for line, row in enumerate(rows, start=1):
        for position, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, position, safe_cell(cell))
            elif cell is not None:
                sheet.write_number(line, position, round(cell, _DIGITS), formats[position])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.autofit(max_width=320)


def _guide(book: Any, texts: Sequence[tuple[str, str]]) -> None:
    """The guide with titles that may occur several times."""
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(t(GUIDE))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    for line, (title, text) in enumerate(texts):
        sheet.write_string(line, 0, safe_cell(title), bold)
        sheet.write_string(line, 1, safe_cell(text), wrap)
