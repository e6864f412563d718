"""One row of the service directory as a service; what cannot be read is left out and remarked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sozialraum.catalog.catalog import Catalog
from sozialraum.domain.directory import KEPT
from sozialraum.domain.period import Period
from sozialraum.domain.services import ServiceAtPlace, Timetable
from sozialraum.errors import UnreadableInput
from sozialraum.importers.hours import EXAMPLE, parse_hours, read_exceptions, read_week
from sozialraum.importers.points import Box
from sozialraum.importers.service_place import read_catchment, read_place
from sozialraum.importers.service_words import (
    Remark,
    Remarks,
    many,
    read_capacity,
    read_date,
    read_languages,
    read_links,
    read_modes,
    read_steps,
)
from sozialraum.language import t


def read_service(
    cells: Mapping[str, str],
    catalog: Catalog,
    *,
    box: Box | None = None,
    areas: Mapping[str, str] | None = None,
) -> tuple[ServiceAtPlace, tuple[Remark, ...]]:
    """The service of a row (column -> text, empty = unknown) and the remarks on it.

    ``cells`` must have ``id`` and ``name``. ``box`` are the bounds of the city in WGS84 degrees,
    ``areas`` the (level -> code) around the point where somebody has looked. Every remark also
    stands in ``ServiceAtPlace.remarks``, after those on the hours.
    """
    remarks = Remarks()
    timetable = read_timetable(cells, remarks)
    languages, complete = read_languages(
        cells.get("sprachen_liste", ""), cells.get("sprachen", ""), remarks
    )
    place = read_place(cells, remarks, box)
    begin, end = _valid(cells, remarks)
    service = ServiceAtPlace(
        id=cells["id"],
        name=cells["name"],
        organisations=many(cells.get("traeger", "")),
        category=cells.get("kategorie", ""),
        place=place,
        languages=languages,
        languages_text=cells.get("sprachen", ""),
        timetable=timetable,
        reach_modes=read_modes(cells.get("zugangsform", ""), remarks),
        target_groups=many(cells.get("zielgruppen", "")),
        legal_statuses=many(cells.get("rechtsstatus", "")),
        topics=many(cells.get("themen", "")),
        steps=read_steps(cells.get("schritte", ""), remarks),
        catchment=read_catchment(cells.get("einzugsgebiet", ""), catalog, remarks),
        valid_from=begin,
        valid_to=end,
        funded_until=read_date("gefoerdert_bis", cells.get("gefoerdert_bis", ""), remarks),
        capacity=read_capacity(cells.get("kapazitaet_je_woche", ""), remarks),
        checked_on=read_date("geprueft_am", cells.get("geprueft_am", ""), remarks),
        source_title=cells.get("quelle_titel", ""),
        source_url=read_links("quelle_adresse", cells.get("quelle_adresse", ""), remarks),
        note=cells.get("hinweis", ""),
        district=cells.get("stadtbezirk", ""),
        languages_complete=complete,
        areas=tuple((areas or {}).items())
        if areas is not None and place.latitude is not None
        else None,
        cells=_kept(cells, remarks),
    )
    texts = dict.fromkeys((*timetable.remarks, *remarks.texts))
    return replace(service, remarks=tuple(texts)), tuple(remarks.found)


def read_timetable(cells: Mapping[str, str], remarks: Remarks) -> Timetable:
    """Hours of the columns ``zeiten`` (free text), ``wochenzeiten`` (strict) and ``ausnahmen``.

    The strict week wins; where the text says another one, a remark says so.
    """
    free = parse_hours(cells.get("zeiten", ""))
    found = free
    try:
        strict = read_week(cells.get("wochenzeiten", ""))
    except UnreadableInput as error:
        remarks.add("wochenzeiten", error.what, error.fix)
        strict = Timetable(known=False)
    if strict.known and (strict.slots, strict.complete) != (free.slots, free.complete):
        found = replace(strict, text=free.text)
        if free.known and strict.slots != free.slots:
            what = t("„zeiten“ und „wochenzeiten“ nennen Verschiedenes; es gilt „wochenzeiten“.")
            remarks.add("wochenzeiten", what, t("Eine der beiden Spalten berichtigen."))
    elif not strict.known:
        fix = t(
            "Zeiten in der Spalte „wochenzeiten“ angeben, zum Beispiel: {example}", example=EXAMPLE
        )
        for remark in free.remarks if not free.complete else ():
            remarks.add("zeiten", remark, fix)
    try:
        exceptions = read_exceptions(cells.get("ausnahmen", ""))
    except UnreadableInput as error:
        remarks.add("ausnahmen", error.what, error.fix)
        exceptions = ()
    return replace(found, exceptions=exceptions)


def _valid(cells: Mapping[str, str], remarks: Remarks) -> tuple[str, str]:
    """First and last reference date; both are unknown where they contradict each other."""
    begin, end = (
        read_date(column, cells.get(column, ""), remarks)
        for column in ("gueltig_von", "gueltig_bis")
    )
    if begin and end and Period(end).sort_key[:3] < _first(begin):
        what = t(
            "Das Ende ({end}) liegt vor dem Beginn ({begin}); beide zählen als unbekannt.",
            end=end,
            begin=begin,
        )
        remarks.add("gueltig_bis", what, t("Beginn und Ende prüfen."))
        return "", ""
    return begin, end


def _first(code: str) -> tuple[int, int, int]:
    """Year, month and day with which a reference date begins."""
    begin = code.partition("/")[0]
    year, month, day = (*(int(part) for part in begin.split("-")), 1, 1)[:3]
    return year, month, day


def _kept(cells: Mapping[str, str], remarks: Remarks) -> tuple[tuple[str, str], ...]:
    found = {column: cells.get(column, "") for column in KEPT}
    found["website"] = read_links("website", found["website"], remarks)
    return tuple((column, text) for column, text in found.items() if text)
