"""The service directory, after Open Referral HSDS: organisation, service, place, service at place.

"No hours known" is neither open nor closed; "no language known" is not "German only".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from sozialraum.domain.layers import Precision
from sozialraum.language import Language, current, n_, t


class Weekday(StrEnum):
    """Days as the command line and the address write them."""

    MONDAY = "mo"
    TUESDAY = "di"
    WEDNESDAY = "mi"
    THURSDAY = "do"
    FRIDAY = "fr"
    SATURDAY = "sa"
    SUNDAY = "so"

    @property
    def label(self) -> str:
        """Name of the day."""
        return t(_DAYS[self])

    @property
    def german(self) -> str:
        """The word in German whatever language is spoken: for what stands in files."""
        return _DAYS[self]

    @property
    def short(self) -> str:
        """``Mo``, in English ``Mon``."""
        return self.german[:2] if current() is Language.GERMAN else self.label[:3]


_DAYS = {
    Weekday.MONDAY: n_("Montag"),
    Weekday.TUESDAY: n_("Dienstag"),
    Weekday.WEDNESDAY: n_("Mittwoch"),
    Weekday.THURSDAY: n_("Donnerstag"),
    Weekday.FRIDAY: n_("Freitag"),
    Weekday.SATURDAY: n_("Samstag"),
    Weekday.SUNDAY: n_("Sonntag"),
}


class ReachMode(StrEnum):
    """How people get to the service."""

    OPEN_DOOR = "offene_tuer"
    APPOINTMENT = "termin"
    OUTREACH = "aufsuchend"
    MOBILE = "mobil"

    @property
    def label(self) -> str:
        """The word for the interface."""
        return t(_MODES[self])

    @property
    def german(self) -> str:
        """The word in German whatever language is spoken: for what stands in files."""
        return _MODES[self]


_MODES = {
    ReachMode.OPEN_DOOR: n_("offene Tür"),
    ReachMode.APPOINTMENT: n_("Termin"),
    ReachMode.OUTREACH: n_("aufsuchend"),
    ReachMode.MOBILE: n_("mobil"),
}


class Openness(StrEnum):
    """Whether a place is open at a time."""

    OPEN = "offen"
    CLOSED = "geschlossen"
    UNKNOWN = "unbekannt"


@dataclass(frozen=True, order=True)
class Slot:
    """Open hours on one weekday; ``until`` may be 24:00, written as ``time.max``.

    ``languages`` are ISO 639-1 codes offered in this slot; empty means those of the service.
    """

    day: Weekday
    since: time
    until: time
    languages: tuple[str, ...] = ()

    @property
    def hours(self) -> float:
        """Length in hours."""
        end = 24.0 if self.until == time.max else self.until.hour + self.until.minute / 60
        return end - self.since.hour - self.since.minute / 60


@dataclass(frozen=True)
class SpecialDay:
    """A day with other hours than the week says; no slots means closed."""

    day: date
    slots: tuple[Slot, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Timetable:
    """Weekly hours. ``known`` is False where nobody published hours: then ``slots`` is empty.

    ``complete`` is False where the published text says more than could be read; the words stay in
    ``text`` and every view shows them. ``remarks`` say in German what was not read, and what the
    hours hold for.
    """

    known: bool
    slots: tuple[Slot, ...] = ()
    exceptions: tuple[SpecialDay, ...] = ()
    text: str = ""
    complete: bool = True
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a service is. WGS84 degrees, None where unknown; ``accessible`` None where unknown."""

    id: str
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    precision: Precision
    accessible: bool | None = None


@dataclass(frozen=True)
class Catchment:
    """Whom the place serves: ``stadt``, ``stadtbezirk`` (codes), ``flaeche`` (GeoJSON, WGS84).

    ``kind`` is ``unbekannt`` where nobody said it, or where only words are known (``text``).
    """

    kind: str
    codes: tuple[str, ...] = ()
    polygon: str = ""
    text: str = ""


@dataclass(frozen=True)
class ServiceAtPlace:
    """One row of the directory. Empty tuples mean unknown, never "none".

    ``steps`` are those of the nine-step procedure (1 to 9). ``capacity`` are contacts per week,
    None where unknown. ``checked_on`` is when somebody last confirmed the entry. ``district`` is
    the name of the Stadtbezirk that the file gives. Dates are codes of a
    :class:`sozialraum.domain.period.Period`, empty where unknown.

    ``languages`` are ISO 639-1 codes (ISO 639-3 where that has none, such as ``rom``);
    ``languages_complete`` is False where the words name more languages than are listed, or only
    examples. ``areas`` are (level, code) of the areas around the point: empty outside of the city,
    None where nobody looked or no point is known. ``cells`` are (column, text) of the columns that
    have no field here, as written.
    """

    id: str
    name: str
    organisations: tuple[str, ...]
    category: str
    place: Place
    languages: tuple[str, ...]
    languages_text: str
    timetable: Timetable
    reach_modes: tuple[ReachMode, ...]
    target_groups: tuple[str, ...]
    legal_statuses: tuple[str, ...]
    topics: tuple[str, ...]
    steps: tuple[int, ...]
    catchment: Catchment
    valid_from: str
    valid_to: str
    funded_until: str
    capacity: float | None
    checked_on: str
    source_title: str
    source_url: str
    note: str
    district: str = ""
    remarks: tuple[str, ...] = ()
    """What the reader could not understand and kept as text, in German."""
    languages_complete: bool = True
    areas: tuple[tuple[str, str], ...] | None = None
    cells: tuple[tuple[str, str], ...] = ()

    def area(self, level: str) -> str:
        """Code of the area of a level around the point, empty where unknown."""
        return dict(self.areas or ()).get(level, "")

    def cell(self, column: str) -> str:
        """Text of a column without a field of its own, empty where unknown."""
        return dict(self.cells).get(column, "")
