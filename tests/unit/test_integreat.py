"""Places of Integreat in the form of integreat-cms (API v3, ``locations``)."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

import pytest

from sozialraum.domain.layers import Precision
from sozialraum.domain.services import Openness, ReachMode, ServiceAtPlace, Weekday
from sozialraum.importers.integreat import read_integreat
from sozialraum.render.hours import write_hours
from sozialraum.service.directory_match import open_at

CLOSED = {"allDay": False, "closed": True, "appointmentOnly": False, "timeSlots": []}
ALL_DAY = CLOSED | {"allDay": True, "closed": False}
APPOINTMENT = CLOSED | {"closed": False, "appointmentOnly": True}


def _open(*slots: tuple[str, str]) -> dict[str, Any]:
    return CLOSED | {
        "closed": False,
        "timeSlots": [{"start": start, "end": end} for start, end in slots],
    }


PLACE: dict[str, Any] = {
    "id": 901,
    "url": "https://integreat.app/dortmund/de/locations/beratung/",
    "path": "/dortmund/de/locations/beratung/",
    "title": "Beratung & Hilfe",
    "last_updated": "2026-03-04T10:11:12.000+01:00",
    "meta_description": "Hilfe\nfür alle",
    "excerpt": "…",
    "content": "<script>alert(1)</script>",
    "available_languages": {"en": {"id": 1, "url": "/en", "path": "/en"}},
    "website": "https://example.org",
    "email": "hilfe@example.org",
    "phone_number": "0231 0",
    "category": {"id": 3, "name": "Beratung", "color": None, "icon": None, "icon_url": ""},
    "temporarily_closed": False,
    "opening_hours": [
        _open(("09:00", "12:00"), ("14:00", "16:30")), CLOSED, _open(("18:00", "02:00")), CLOSED,
        ALL_DAY, CLOSED, CLOSED,
    ],
    "appointment_url": None,
    "location": {
        "id": 77, "name": "Beratung & Hilfe", "address": "Markt 1", "town": "Dortmund",
        "state": None, "postcode": "44135", "region": None, "country": "Deutschland",
        "latitude": 51.515, "longitude": 7.465,
    },
    "organization": {"id": 5, "slug": "verein", "name": "Verein", "logo": "", "website": ""},
    "barrier_free": True,
}  # fmt: skip


def _read(*places: Any) -> Any:
    return read_integreat(json.dumps(places).encode(), "orte.json")


def _one(**changes: Any) -> ServiceAtPlace:
    found = _read(PLACE | changes)
    assert found.problems == ()
    (service,) = found.services
    return service


def test_a_place_becomes_a_service() -> None:
    found = _read(PLACE)
    assert (found.kept_with_remarks, found.problems) == ((), ())
    (service,) = found.services
    assert (service.id, service.name, service.category) == (
        "integreat-77", "Beratung & Hilfe", "Beratung",
    )  # fmt: skip
    assert service.organisations == ("Verein",)
    assert (service.place.latitude, service.place.longitude) == (51.515, 7.465)
    assert service.place.precision is Precision.UNKNOWN
    assert service.place.accessible is True
    assert service.place.address == "Markt 1, Dortmund"
    assert service.cell("plz") == "44135"
    assert service.checked_on == "2026-03-04"
    assert service.source_url == PLACE["url"]
    assert service.note == "Hilfe für alle"
    assert write_hours(service.timetable) == (
        "Mo 09:00-12:00; Mo 14:00-16:30; Mi 18:00-24:00; Do 00:00-02:00; Fr 00:00-24:00"
    )
    assert service.timetable.complete


def test_languages_of_the_page_are_no_languages_of_advice() -> None:
    found = _read(PLACE)
    assert found.services[0].languages == ()
    assert "nicht die der Beratung" in found.notes[0]


def test_mail_telephone_and_page_are_not_taken_over() -> None:
    text = repr(_one())
    assert "hilfe@" not in text
    assert "0231" not in text
    assert "script" not in text


def test_no_hours_are_unknown_hours() -> None:
    service = _one(opening_hours=None)
    assert (service.timetable.known, service.timetable.slots) == (False, ())
    assert service.timetable.complete


def test_closed_for_a_time_is_closed() -> None:
    service = _one(temporarily_closed=True, opening_hours=None)
    assert open_at(service, Weekday.MONDAY, time(10)) is Openness.CLOSED
    assert service.timetable.text == "vorübergehend geschlossen (Stand 2026-03-04)"
    assert service.remarks == ("Der Ort ist vorübergehend geschlossen.",)


def test_days_by_appointment_have_no_hours() -> None:
    some = _one(opening_hours=[_open(("09:00", "12:00")), APPOINTMENT, *[CLOSED] * 5])
    assert write_hours(some.timetable) == "Mo 09:00-12:00; weitere"
    assert some.reach_modes == ()
    assert any("nach Vereinbarung" in remark for remark in some.remarks)
    only = _one(opening_hours=[APPOINTMENT] * 5 + [CLOSED] * 2)
    assert not only.timetable.known
    assert only.reach_modes == (ReachMode.APPOINTMENT,)


@pytest.mark.parametrize(
    ("hours", "what"),
    [
        ([], "sieben Tagen"),
        ("immer", "sieben Tagen"),
        ([_open(("9", "12:00")), *[CLOSED] * 6], "Montag: Die Zeiten sind nicht lesbar"),
        ([_open(("12:00", "09:00")), *[CLOSED] * 6], "Montag: Die Zeiten sind nicht lesbar"),
        ([CLOSED | {"closed": False}, *[CLOSED] * 6], "Montag: weder geschlossen noch"),
        ([CLOSED | {"closed": False, "timeSlots": "x"}, *[CLOSED] * 6], "nicht lesbar"),
    ],
)
def test_hours_that_cannot_be_read_stay_unknown(hours: Any, what: str) -> None:
    found = _read(PLACE | {"opening_hours": hours})
    (service,) = found.services
    assert not (service.timetable.known and service.timetable.complete)
    assert what in found.kept_with_remarks[0].what
    assert found.kept_with_remarks[0].key == "Eintrag 1"


def test_unreadable_days_leave_the_others() -> None:
    service = _one(opening_hours=[_open(("9", "12:00")), _open(("09:00", "12:00")), *[CLOSED] * 5])
    assert write_hours(service.timetable) == "Di 09:00-12:00; weitere"


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ({"latitude": 7.465, "longitude": 51.515}, "weit außerhalb"),
        ({"latitude": 5708914.0, "longitude": 393836.0}, "weit außerhalb"),
        ({"latitude": 0, "longitude": 0}, ""),
        ({"latitude": None, "longitude": None}, ""),
        ({"latitude": "51", "longitude": True}, ""),
    ],
)
def test_coordinates_that_cannot_be_right_are_left_out(place: dict, what: str) -> None:
    found = _read(PLACE | {"location": PLACE["location"] | place})
    (service,) = found.services
    assert (service.place.latitude, service.place.longitude) == (None, None)
    assert [what in problem.what for problem in found.kept_with_remarks] == ([True] if what else [])


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "kein lesbares JSON"),
        (b"{", "kein lesbares JSON"),
        (b"\xff", "kein lesbares JSON"),
        (b"[" * 100_000, "kein lesbares JSON"),
        (b'{"id": 1}', "keine Liste"),
        (b'["x", 1, null, {}]', "keine Nummer oder keinen Titel"),
        (b'[{"id": 1e999, "title": "x"}]', "keine Nummer oder keinen Titel"),
    ],
)
def test_files_that_are_no_integreat_places(content: bytes, what: str) -> None:
    found = read_integreat(content, "orte.json")
    assert found.services == ()
    assert what in found.problems[0].what
    assert found.problems[0].file == "orte.json"
    assert found.problems[0].fix


def test_the_same_place_twice_is_one() -> None:
    found = _read(PLACE, PLACE | {"id": 902})
    assert len(found.services) == 1
    assert "doppelt" in found.problems[0].what


def test_missing_parts_are_unknown() -> None:
    found = _read({"id": 4, "title": "Nur ein Name"})
    (service,) = found.services
    assert (service.id, service.name, service.organisations) == ("integreat-4", "Nur ein Name", ())
    assert service.place.accessible is None
    assert found.kept_with_remarks == ()
