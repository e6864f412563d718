"""Scenarios as short text for the address, and as JSON to keep. Reading checks everything.

In the address changes are separated by ``~`` and fields by ``_``; lists by ``.``. A time is
``mo0900-1200``, with languages of its own ``mo0900-1200-ro-bg``:

    neu_51.5215_7.4698_mo0900-1200.mi1400-1800_ro.bg_Beratung_3.4_Neuer%20Ort
    ort_A012_51.51_7.46~weg_A013~zeit_A014_di0900-1200
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from typing import Any
from urllib.parse import quote, unquote

from sozialraum.analysis.scenario import Add, Change, Close, Hours, Move, Scenario
from sozialraum.domain.services import Slot, Weekday
from sozialraum.errors import SozialraumError, UnreadableInput
from sozialraum.language import t

LONGEST = 6000
"""Characters of a scenario in the address."""
_SLOT = re.compile(r"([a-z]{2})(\d{2})(\d{2})-(\d{2})(\d{2})((?:-[a-z]{2,3})*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_RESERVED = str.maketrans({"_": "%5F", "~": "%7E", ".": "%2E"})


def to_text(changes: Sequence[Change]) -> str:
    """The changes for the address; empty for none."""
    return "~".join("_".join(_fields(change)) for change in changes)


def from_text(text: str) -> tuple[Change, ...]:
    """Read :func:`to_text`; raises :class:`UnreadableInput` for anything else."""
    if not text:
        return ()
    if len(text) > LONGEST:
        raise _unreadable(t("Es ist zu lang."))
    return Scenario("", tuple(_change(part.split("_")) for part in text.split("~"))).changes


def to_json(scenario: Scenario) -> str:
    """A scenario to keep: name, and each change with its fields by name."""
    changes = [_as_dict(change) for change in scenario.changes]
    return json.dumps({"name": scenario.name, "changes": changes}, ensure_ascii=False, indent=2)


def from_json(content: str) -> Scenario:
    """Read :func:`to_json`; raises :class:`UnreadableInput` for anything else."""
    try:
        found = json.loads(content)
        name, entries = found["name"], found["changes"]
        if not isinstance(name, str):
            raise TypeError
        return Scenario(name, tuple(_from_dict(entry) for entry in entries))
    except SozialraumError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(t("Es ist keine Datei, die hier gespeichert wurde.")) from None


# -- the address -------------------------------------------------------------------------------


def _fields(change: Change) -> tuple[str, ...]:
    match change:
        case Add():
            return (
                "neu",
                repr(change.latitude),
                repr(change.longitude),
                _slots_text(change.slots),
                ".".join(change.languages),
                ".".join(_escaped(topic) for topic in change.topics),
                ".".join(str(step) for step in change.steps),
                _escaped(change.name),
            )
        case Move():
            return "ort", _escaped(change.id), repr(change.latitude), repr(change.longitude)
        case Close():
            return "weg", _escaped(change.id)
        case Hours():
            return "zeit", _escaped(change.id), _slots_text(change.slots)


def _change(fields: list[str]) -> Change:
    match fields:
        case ["neu", latitude, longitude, slots, languages, topics, steps, name]:
            return Add(
                name=unquote(name),
                latitude=_number(latitude),
                longitude=_number(longitude),
                slots=_slots(_parts(slots)),
                languages=tuple(_language(code) for code in _parts(languages)),
                topics=tuple(unquote(topic) for topic in _parts(topics)),
                steps=tuple(_step(step) for step in _parts(steps)),
            )
        case ["ort", id_, latitude, longitude]:
            return Move(unquote(id_), _number(latitude), _number(longitude))
        case ["weg", id_]:
            return Close(unquote(id_))
        case ["zeit", id_, slots]:
            return Hours(unquote(id_), _slots(_parts(slots)))
        case _:
            raise _unreadable(t("Eine Änderung hat zu viele oder zu wenige Angaben."))


def _escaped(text: str) -> str:
    return quote(text, safe="").translate(_RESERVED)


def _parts(text: str) -> list[str]:
    return text.split(".") if text else []


# -- JSON --------------------------------------------------------------------------------------


def _as_dict(change: Change) -> dict[str, Any]:
    match change:
        case Add():
            return {
                "change": "add",
                "name": change.name,
                "latitude": change.latitude,
                "longitude": change.longitude,
                "hours": [_slot_text(slot) for slot in change.slots],
                "languages": list(change.languages),
                "topics": list(change.topics),
                "steps": list(change.steps),
            }
        case Move():
            point = {"latitude": change.latitude, "longitude": change.longitude}
            return {"change": "move", "id": change.id} | point
        case Close():
            return {"change": "close", "id": change.id}
        case Hours():
            hours = [_slot_text(slot) for slot in change.slots]
            return {"change": "hours", "id": change.id, "hours": hours}


def _from_dict(entry: Mapping[str, Any]) -> Change:
    readers: dict[str, Callable[[], Change]] = {
        "add": lambda: Add(
            name=_words([entry["name"]])[0],
            latitude=float(entry["latitude"]),
            longitude=float(entry["longitude"]),
            slots=_slots(entry["hours"]),
            languages=tuple(_language(code) for code in _words(entry["languages"])),
            topics=tuple(_words(entry["topics"])),
            steps=tuple(_step(step) for step in entry["steps"]),
        ),
        "move": lambda: Move(
            _words([entry["id"]])[0], float(entry["latitude"]), float(entry["longitude"])
        ),
        "close": lambda: Close(_words([entry["id"]])[0]),
        "hours": lambda: Hours(_words([entry["id"]])[0], _slots(entry["hours"])),
    }
    return readers[entry["change"]]()


def _words(values: Sequence[Any]) -> list[str]:
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise TypeError
    return list(values)


# -- single values -----------------------------------------------------------------------------


def _slots_text(slots: Sequence[Slot]) -> str:
    return ".".join(_slot_text(slot) for slot in slots)


def _slot_text(slot: Slot) -> str:
    until = "2400" if slot.until == time.max else slot.until.strftime("%H%M")
    spoken = "".join(f"-{code}" for code in slot.languages)
    return f"{slot.day.value}{slot.since.strftime('%H%M')}-{until}{spoken}"


def _slots(texts: Sequence[str]) -> tuple[Slot, ...]:
    return tuple(_slot(text) for text in texts)


def _slot(text: str) -> Slot:
    found = _SLOT.fullmatch(text)
    if not found or found[1] not in set(Weekday):
        raise _unreadable(t("„{text}“ ist keine Zeit.", text=text))
    try:
        since = time(int(found[2]), int(found[3]))
        midnight = found[4] + found[5] == "2400"
        until = time.max if midnight else time(int(found[4]), int(found[5]))
    except ValueError:
        raise _unreadable(t("„{text}“ ist keine Zeit.", text=text)) from None
    if since >= until:
        raise _unreadable(t("„{text}“ endet, bevor es beginnt.", text=text))
    return Slot(Weekday(found[1]), since, until, tuple(filter(None, found[6].split("-"))))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _unreadable(t("„{text}“ ist keine Koordinate.", text=text)) from None


def _step(value: Any) -> int:
    if str(value) not in {str(step) for step in range(1, 10)}:
        raise _unreadable(t("„{value}“ ist keiner der neun Schritte.", value=value))
    return int(value)


def _language(code: str) -> str:
    if not _LANGUAGE.fullmatch(code):
        raise _unreadable(t("„{code}“ ist kein Kürzel einer Sprache.", code=code))
    return code


def _unreadable(why: str) -> UnreadableInput:
    return UnreadableInput(
        t("Das Szenario ist nicht lesbar. {why}", why=why), t("Auf der Seite neu anlegen.")
    )
