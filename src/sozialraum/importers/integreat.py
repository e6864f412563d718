"""Places of the information app Integreat: the JSON of its locations interface, from a file.

The form is that of ``GET /api/v3/{region}/{language}/locations/`` of integreat-cms: a list of
places, each with ``title``, ``location``, ``opening_hours`` (seven days from Monday on),
``category``, ``organization`` and ``barrier_free``. Telephone numbers, mail addresses and the text
of the page are not taken over. Languages of the page are no languages of advice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sozialraum.analysis.week import DAYS, MIDNIGHT, on_day, overnight, tidy
from sozialraum.catalog.sheet import clean
from sozialraum.domain import directory
from sozialraum.domain.directory import ServicesImport
from sozialraum.domain.layers import Precision
from sozialraum.domain.services import (
    Catchment,
    Place,
    ReachMode,
    ServiceAtPlace,
    Slot,
    Timetable,
    Weekday,
)
from sozialraum.errors import Problem
from sozialraum.importers.points import Box
from sozialraum.importers.service_place import check_coordinate
from sozialraum.importers.service_words import Remarks, read_links
from sozialraum.language import n_, t

LARGEST = 20_000_000
"""Bytes of a file."""
MOST = 20_000
"""Places of a file."""
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
_NOTES = (
    n_(
        "Integreat nennt die Sprachen der Seite, nicht die der Beratung: "
        "Sprachen bleiben unbekannt."
    ),
    n_("Telefonnummern und E-Mail-Adressen sind nicht übernommen."),
)
_EXPECTED = n_("Erwartet wird die Datei der Integreat-Schnittstelle „locations“ (API v3).")


def read_integreat(content: bytes, name: str, *, box: Box | None = None) -> ServicesImport:
    """The places of an Integreat file. Never raises: an unreadable file is one problem.

    ``id`` is ``integreat-`` and the number of the place, ``checked_on`` the day on which its page
    was last changed. Coordinates carry no precision. ``opening_hours`` of null are unknown hours;
    a place that is closed for a time has hours, but none of them. ``box`` as in
    :func:`sozialraum.importers.services.read_services`; nothing is fetched from anywhere.
    """
    found = _load(content, name)
    if isinstance(found, Problem):
        return ServicesImport((), problems=(found,))
    services: dict[str, ServiceAtPlace] = {}
    remarks: list[Problem] = []
    problems: list[Problem] = []
    for number, entry in enumerate(found, start=1):
        where = t("Eintrag {number}", number=number)
        service = _service(entry, box) if isinstance(entry, dict) else None
        if service is None:
            what = t("Der Eintrag hat keine Nummer oder keinen Titel und ist nicht übernommen.")
            problems.append(Problem(name, where, what, t(_EXPECTED)))
        elif service[0].id in services:
            what = t(
                "„{service}“ kommt doppelt vor; der zweite Eintrag ist nicht übernommen.",
                service=service[0].id,
            )
            problems.append(Problem(name, where, what, t("Die Datei neu herunterladen.")))
        else:
            services[service[0].id] = service[0]
            remarks += [Problem(name, where, r.what, r.fix) for r in service[1].found]
    return ServicesImport(
        tuple(services.values()), tuple(remarks), tuple(problems), tuple(map(t, _NOTES))
    )


def _load(content: bytes, name: str) -> list[Any] | Problem:
    if len(content) > LARGEST:
        what = t("Die Datei ist größer als {megabytes} MB.", megabytes=LARGEST // 1_000_000)
        return Problem(name, "", what, t("Nur die Orte einer Region einlesen."))
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Problem(name, "", t("Die Datei ist kein lesbares JSON in UTF-8."), t(_EXPECTED))
    if not isinstance(found, list):
        return Problem(name, "", t("Die Datei enthält keine Liste von Orten."), t(_EXPECTED))
    if len(found) > MOST:
        return Problem(
            name, "", t("Die Datei hat mehr als {most} Orte.", most=MOST), t("In Teilen einlesen.")
        )
    return found


def _service(entry: Mapping[str, Any], box: Box | None) -> tuple[ServiceAtPlace, Remarks] | None:
    """The service of a place and the remarks on it; None without a number or a title."""
    remarks = Remarks()
    located = _object(entry, "location")
    number = _whole(located.get("id")) or _whole(entry.get("id"))
    title = _text(entry, "title") or _text(located, "name")
    if number is None or not title:
        return None
    id_ = f"integreat-{number}"
    timetable, modes = _hours(entry, remarks)
    organisation = _text(_object(entry, "organization"), "name")
    cells = {
        "plz": _text(located, "postcode"),
        "website": read_links("website", _text(entry, "website"), remarks),
    }
    service = ServiceAtPlace(
        id=id_,
        name=title,
        organisations=(organisation,) if organisation else (),
        category=_text(_object(entry, "category"), "name"),
        place=_place(located, id_, title, entry.get("barrier_free"), remarks, box),
        languages=(),
        languages_text="",
        timetable=timetable,
        reach_modes=modes,
        target_groups=(),
        legal_statuses=(),
        topics=(),
        steps=(),
        catchment=Catchment(directory.UNKNOWN),
        valid_from="",
        valid_to="",
        funded_until="",
        capacity=None,
        checked_on=_day(_text(entry, "last_updated") or _text(entry, "modified_gmt")),
        source_title=f"Integreat: {title}",
        source_url=read_links("quelle_adresse", _text(entry, "url"), remarks),
        note=_text(entry, "meta_description"),
        remarks=tuple(dict.fromkeys((*timetable.remarks, *remarks.texts))),
        cells=tuple((column, text) for column, text in cells.items() if text),
    )
    return service, remarks


def _place(
    located: Mapping[str, Any],
    id_: str,
    title: str,
    accessible: object,
    remarks: Remarks,
    box: Box | None,
) -> Place:
    latitude, longitude = _degrees(located.get("latitude")), _degrees(located.get("longitude"))
    point = None
    if latitude is not None and longitude is not None and (latitude or longitude):
        point = latitude, longitude
        fault = check_coordinate(*point, box)
        if fault:
            remarks.add("location", *fault)
            point = None
    street, town = _text(located, "address"), _text(located, "town")
    address = ", ".join(part for part in (street, town) if part)
    return Place(
        id=f"{point[0]:.6f}/{point[1]:.6f}" if point else id_,
        name=_text(located, "name") or title,
        address=address,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        precision=Precision.UNKNOWN,
        accessible=accessible if isinstance(accessible, bool) else None,
    )


def _hours(entry: Mapping[str, Any], remarks: Remarks) -> tuple[Timetable, tuple[ReachMode, ...]]:
    """Hours of the week, and the way in where the file says that it is by appointment only."""
    if entry.get("temporarily_closed") is True:
        words = "vorübergehend geschlossen"
        since = _text(entry, "last_updated")[:10]
        text = f"{words} (Stand {since})" if since else words
        return Timetable(
            known=True, text=text, remarks=(t("Der Ort ist vorübergehend geschlossen."),)
        ), ()
    days = entry.get("opening_hours")
    if days is None:
        return Timetable(known=False), ()
    if not isinstance(days, list) or len(days) != len(DAYS):
        what = t("Die Zeiten haben nicht die Form von sieben Tagen und sind nicht gelesen.")
        remarks.add("opening_hours", what, t(_EXPECTED))
        return Timetable(known=False, complete=False), ()
    slots: list[Slot] = []
    complete, by_appointment, open_days = True, 0, 0
    for day, hours in zip(DAYS, days, strict=True):
        found = _day_slots(day, hours, remarks) if isinstance(hours, dict) else None
        if found is None:
            complete = False
            continue
        slots += found
        appointment = hours.get("appointmentOnly") is True
        by_appointment += appointment
        open_days += bool(found) or appointment
        complete = complete and not (appointment and not found)
    notes = (
        (t("An manchen Tagen nur nach Vereinbarung, ohne feste Uhrzeit."),)
        if (by_appointment and not complete)
        else ()
    )
    modes = (ReachMode.APPOINTMENT,) if by_appointment and by_appointment == open_days else ()
    known = bool(slots) or complete
    return Timetable(known, tidy(slots), complete=complete, remarks=notes), modes


def _day_slots(day: Weekday, hours: Mapping[str, Any], remarks: Remarks) -> list[Slot] | None:
    """Slots of a day, none where it is closed; None where it cannot be read."""
    if hours.get("allDay") is True:
        return [Slot(day, time(0), MIDNIGHT)]
    if hours.get("closed") is True:
        return []
    slots: list[Slot] = []
    given = hours.get("timeSlots")
    if not given and hours.get("appointmentOnly") is not True:
        what = t("{day}: weder geschlossen noch mit Zeiten angegeben.", day=day.label)
        remarks.add("opening_hours", what, t("Zeiten in Integreat prüfen."))
        return None
    for slot in given if isinstance(given, list) else [None]:
        since, until = (
            _clock(slot.get(key)) if isinstance(slot, dict) else None for key in ("start", "end")
        )
        if since is None or until is None or not (since < until or overnight(since, until)):
            what = t("{day}: Die Zeiten sind nicht lesbar und fehlen.", day=day.label)
            remarks.add("opening_hours", what, t("Zeiten in Integreat prüfen."))
            return None
        slots += on_day(day, since, until)
    return slots


def _clock(text: object) -> time | None:
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    return time(int(match.group(1)), int(match.group(2))) if match else None


def _day(text: str) -> str:
    """``2024-05-01T10:00:00+02:00`` -> ``2024-05-01``; empty where it is no day."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def _object(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = entry.get(key)
    return found if isinstance(found, dict) else {}


def _text(entry: Mapping[str, Any], key: str) -> str:
    found = entry.get(key)
    if not isinstance(found, str):
        return ""
    return clean("".join(char if char.isprintable() else " " for char in found))


def _whole(value: object) -> int | None:
    """A positive whole number that can be the number of a place."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 < value < 10**12 else None


def _degrees(value: object) -> float | None:
    """A finite number; everything else is unknown."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) < 1e9 else None
