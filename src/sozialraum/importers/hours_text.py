"""German free text on opening hours: which words are known, and what is left unread.

A part of a text (between ``|``, ``;`` and line ends) is read as a whole or not at all: a word that
nobody knows may change the meaning of the others (``jeden zweiten Dienstag 9-12 Uhr``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from sozialraum.analysis.week import DAYS, on_day, tidy, within
from sozialraum.domain.services import Slot, Timetable, Weekday
from sozialraum.importers.hours_words import NotRead, Span, days_of, read_words, why_not
from sozialraum.language import n_, t

_DATED = re.compile(
    r"(?:stand:?\s*)?(?:etwa|ca\.?|seit|ab)?\s*"
    r"(?:[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?)?(?:(?:januar|februar|märz|april|mai|juni|juli|august|"
    r"september|oktober|november|dezember)\s+|[0-9]{1,2}/)?[12][0-9]{3}(?:/[0-9]{2,4})?",
    re.IGNORECASE,
)
_APPOINTMENT = re.compile(
    r"(?P<also>(?:(?:\b(?:und|oder|sowie|bzw\.?|auch|u\.|o\.)|,)\s*)*"
    r"(?:\b(?:weitere\s+)?(?:termine?|zeiten|beratung(?:en)?)\s+)?)(?P<only>\bnur\s+)?\b"
    r"(?:nach\s+(?:(?:telefonischer|tel\.|vorheriger|individueller)\s+)?"
    r"(?:termin)?(?:vereinbarung|absprache|anmeldung)|n\.?\s?v\b\.?|"
    r"(?P<with>mit\s+(?:vorherigem\s+)?termin)|auf\s+anfrage)(?:\s+möglich)?",
    re.IGNORECASE,
)
_HOLIDAYS = re.compile(
    r",?\s*(?:\b(?:außer|ausser|nicht)\s+(?:an\s+)?(?:gesetzlichen\s+)?feiertag(?:s|en)?\b|"
    r"\b(?:an\s+)?(?:gesetzlichen\s+)?feiertag(?:s|en)\s+geschlossen\b)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"([^:0-9]{2,80}):(?![0-9])\s*(.*)", re.DOTALL)
_GENERAL = re.compile(
    r"(?:(?:allgemeine|offene|regelmäßige|unsere|die)\s+)?(?:öffnungszeit(?:en)?|sprechzeit(?:en)?|"
    r"sprechstunden?|bürozeit(?:en)?|servicezeit(?:en)?|zeiten|geöffnet|offen)",
    re.IGNORECASE,
)


class _Appointment(Enum):
    """What a text says about appointments."""

    NOTHING = auto()
    ONLY = auto()
    ALSO = auto()
    UNCLEAR = auto()


@dataclass
class _Reading:
    """What was read so far. ``labelled`` are hours that hold for a part of the service only."""

    spans: list[Span] = field(default_factory=list)
    labelled: list[Span] = field(default_factory=list)
    closed: set[Weekday] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    complete: bool = True
    appointments: bool = False


def read_text(text: str) -> Timetable:
    """The hours of a free text with hyphens for all dashes; ``text`` of the result is empty."""
    reading = _Reading()
    for part in (p.strip() for p in re.split(r"[|;\n\r]+", text)):
        if part:
            _read_part(part, reading)
    if reading.labelled and not reading.spans:
        reading.complete = False
    slots, labelled = _slots(reading.spans, reading), _slots(reading.labelled, reading)
    if not within(labelled, slots):
        slots = tidy([*slots, *labelled])
    known = bool(slots) or len(reading.closed) == len(DAYS)
    if reading.appointments:
        more = n_("Weitere Zeiten nach Vereinbarung, ohne feste Uhrzeit.")
        only = n_("Zeiten nach Vereinbarung, ohne feste Uhrzeit.")
        reading.remarks.append(t(more if known else only))
    if reading.closed and not known:
        reading.remarks.append(t("Bekannt ist nur, an welchen Tagen geschlossen ist."))
    return Timetable(
        known=known,
        slots=slots,
        complete=reading.complete and known,
        remarks=tuple(dict.fromkeys(reading.remarks)),
    )


def _slots(spans: list[Span], reading: _Reading) -> tuple[Slot, ...]:
    """Slots of the week without the days that are said to be closed."""
    open_days = [span for span in spans if span[0] not in reading.closed]
    return tidy(slot for span in open_days for slot in on_day(*span))


def _read_part(part: str, reading: _Reading) -> None:
    """Add one part of the text, or say why it was not read."""
    notes: list[str] = []
    try:
        rest, appointment = _phrases(part, notes)
        label, rest = _label(rest)
        found = read_words(rest.strip(" ,."))
    except NotRead as fault:
        reading.complete = False
        reading.remarks += [
            t("Nicht gelesen: „{part}“. {fault}", part=part, fault=fault).strip(),
            *notes,
        ]
        return
    if found.spans or found.closed:
        (reading.labelled if label else reading.spans).extend(found.spans)
        reading.closed |= set(found.closed)
        notes += found.remarks
        notes += (
            [t("„{hours}“ gilt für „{label}“.", hours=rest.strip(), label=label)] if label else []
        )
    elif not notes and appointment is _Appointment.NOTHING:
        notes.append(t("Nicht gelesen: „{part}“.", part=part))
    also = appointment in {_Appointment.ALSO, _Appointment.UNCLEAR}
    if also or not found.certain or not (found.spans or found.closed):
        reading.complete = False
    if appointment is _Appointment.ONLY:
        notes.append(t("Zugang nur nach Vereinbarung."))
    if appointment is _Appointment.UNCLEAR and found.spans:
        notes.append(t("„Nach Vereinbarung“ kann für diese Zeiten gelten oder für weitere."))
    else:
        reading.appointments |= also
    reading.remarks += notes


def _phrases(part: str, notes: list[str]) -> tuple[str, _Appointment]:
    """The part without brackets and phrases, and what it says about appointments.

    Raises :class:`NotRead` for brackets with words that are not known.
    """
    rest = part
    for bracket in re.findall(r"\(([^()]*)\)", part):
        words = bracket.strip(" ,.")
        if _DATED.fullmatch(words):
            notes.append(t("Zeiten mit Stand „{words}“.", words=words))
            rest = rest.replace(f"({bracket})", " ", 1)
        elif _APPOINTMENT.fullmatch(words) or _HOLIDAYS.fullmatch(words):
            rest = rest.replace(f"({bracket})", f" {words} ", 1)
        else:
            raise NotRead(why_not(part))
    if _HOLIDAYS.search(rest):
        notes.append(t("An Feiertagen geschlossen; der Wochenplan zeigt keine Feiertage."))
        rest = _HOLIDAYS.sub(" ", rest)
    found = list(_APPOINTMENT.finditer(rest))
    rest = _APPOINTMENT.sub(" ", rest)
    if not found:
        return rest, _Appointment.NOTHING
    if any(match["only"] or (match["with"] and not match["also"].strip()) for match in found):
        return rest, _Appointment.ONLY
    clear = all(match["also"].strip() for match in found)
    return rest, _Appointment.ALSO if clear else _Appointment.UNCLEAR


def _label(rest: str) -> tuple[str, str]:
    """A heading before a colon and what follows; general headings and weekdays are no heading."""
    match = _LABEL.match(rest.strip())
    if match is None:
        general = re.match(rf"{_GENERAL.pattern}\b\s*(?=\S)", rest.strip(), re.IGNORECASE)
        return "", rest.strip()[general.end() :] if general else rest
    label, after = match.group(1).strip(), match.group(2)
    if days_of(label):
        return "", f"{label} {after}"
    if _GENERAL.fullmatch(label):
        return "", after
    return label, after
