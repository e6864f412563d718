"""Monthly contacts per step of the nine-step procedure and area: aggregated, no persons.

Columns ``<id of the level>`` (code or name), ``schritt`` (1 to 9), ``monat`` (JJJJ-MM),
``kontakte``: a whole number, or ``geheim`` or ``unbekannt`` where there is none; an empty cell is
unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sozialraum.catalog.catalog import suggestion
from sozialraum.catalog.sheet import Row
from sozialraum.domain.areas import Level
from sozialraum.domain.directory import STEPS
from sozialraum.domain.status import Status
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.services import read_sheet_of
from sozialraum.language import t

COLUMNS = ("schritt", "monat", "kontakte")
"""After the column with the areas, which is called like the id of their level."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_COUNT = re.compile(r"\d{1,7}")
_WORDS = {"": Status.UNKNOWN, "unbekannt": Status.UNKNOWN, "geheim": Status.SECRET}


@dataclass(frozen=True)
class StepContacts:
    """Contacts of one step in one area and month; ``count`` is None where it has a status."""

    code: str
    step: int
    month: str
    count: int | None
    status: Status = Status.OK


@dataclass(frozen=True)
class ContactsImport:
    """What came of a file: with a problem there are no contacts at all."""

    contacts: tuple[StepContacts, ...]
    problems: tuple[Problem, ...] = ()


def read_contacts(
    content: bytes, name: str, level: Level, areas: Mapping[str, str]
) -> ContactsImport:
    """The contacts of a CSV or XLSX file; ``areas`` are names by code. Never raises."""
    columns = (level.id, *COLUMNS)
    try:
        sheet, _ = read_sheet_of(content, name)
    except UnreadableInput as error:
        return ContactsImport((), (Problem(name, "", error.what, error.fix),))
    missing = [column for column in columns if column not in sheet.header]
    if missing:
        what = t("Diese Spalten fehlen: {missing}.", missing=", ".join(missing))
        fix = t("Kopfzeile: {columns}", columns=";".join(columns))
        return ContactsImport((), (Problem(name, t("Zeile 1"), what, fix),))
    contacts: dict[tuple[str, int, str], StepContacts] = {}
    problems: list[Problem] = []
    for row in sheet.rows:
        try:
            entry = _entry(row, level, areas)
            key = entry.code, entry.step, entry.month
            if key in contacts:
                what = t(
                    "{level}, Schritt und Monat stehen schon in einer früheren Zeile.",
                    level=level.name,
                )
                raise UnreadableInput(what, t("Die Zeilen zusammenfassen oder eine entfernen."))
            contacts[key] = entry
        except UnreadableInput as error:
            problems.append(Problem(name, t("Zeile {line}", line=row.line), error.what, error.fix))
    if not contacts and not problems:
        what = t("Die Datei hat keine Zeilen.")
        problems.append(Problem(name, "", what, t("Zeilen unter der Kopfzeile ergänzen.")))
    return ContactsImport(() if problems else tuple(contacts.values()), tuple(problems))


def _entry(row: Row, level: Level, areas: Mapping[str, str]) -> StepContacts:
    code = _area(row.get(level.id).strip(), level, areas)
    step = row.get("schritt").strip()
    if not step.isdecimal() or not 1 <= int(step) <= len(STEPS):
        raise UnreadableInput(
            t("„{step}“ ist kein Schritt.", step=step[:40]), t("Eine Zahl von 1 bis 9 schreiben.")
        )
    month = row.get("monat").strip()
    if not _MONTH.fullmatch(month):
        raise UnreadableInput(
            t("„{month}“ ist kein Monat.", month=month[:40]), t("So schreiben: 2026-03")
        )
    text = row.get("kontakte").strip().casefold()
    if text in _WORDS:
        return StepContacts(code, int(step), month, None, _WORDS[text])
    if not _COUNT.fullmatch(text):
        fix = t("Eine ganze Zahl ab 0 schreiben, oder „geheim“ oder „unbekannt“.")
        raise UnreadableInput(t("„{value}“ ist keine Anzahl.", value=text[:40]), fix)
    return StepContacts(code, int(step), month, int(text))


def _area(text: str, level: Level, areas: Mapping[str, str]) -> str:
    if text in areas:
        return text
    found = [code for code, name in areas.items() if name.casefold() == text.casefold()]
    if len(found) != 1:
        fix = suggestion(text, areas)
        raise UnreadableInput(
            t("{level} „{value}“ gibt es nicht.", level=level.name, value=text[:60]), fix
        )
    return found[0]
