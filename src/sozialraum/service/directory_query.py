"""The question that a page and its files put to the directory, as it stands in an address.

``filter`` holds fields and words (``kategorie=Beh%C3%B6rde&suche=Kita``), ``tag`` and ``uhrzeit``
ask for open hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sozialraum.domain.languages import language_code, language_name
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import SozialraumError
from sozialraum.service.directory_filter import (
    DAY,
    FORMER,
    NOW,
    SEARCH,
    TIME,
    choices,
    filter_services,
)
from sozialraum.service.directory_match import folded, time_of, weekday_of

FIELDS = {
    "kategorie": "Kategorie",
    "thema": "Thema",
    "zielgruppe": "Zielgruppe",
    "sprache": "Sprache",
    "zugang": "Zugang",
    "stadtbezirk": "Stadtbezirk",
    "schritt": "Schritt",
    "rechtsstatus": "Rechtsstatus",
    "traeger": "Träger",
}
"""Fields that can be chosen from, with their headings."""
YES = "ja"
ASKED_FOR = ("ro", "bg")
"""Languages that can always be chosen, though no entry may name them."""
_LONGEST = 100
_NEEDED = {
    "kategorie": "Kategorie",
    "thema": "Themen",
    "zielgruppe": "Zielgruppen",
    "sprache": "Sprachen",
    "zugang": "Zugang",
    "stadtbezirk": "Stadtbezirk",
    "schritt": "Schritte",
    "rechtsstatus": "Rechtsstatus",
    "traeger": "Träger",
    NOW: "Zeiten",
    DAY: "Zeiten",
    TIME: "Zeiten",
}
_VALIDITY = "Beginn oder Ende"
_ONE = {"Kategorie", "Zugang", "Stadtbezirk", "Rechtsstatus", _VALIDITY}
"""Nouns in the singular."""


@dataclass(frozen=True)
class DirectoryQuery:
    """Filters for :func:`filter_services`, and what of the address could not be understood."""

    filters: Mapping[str, str]
    notices: tuple[str, ...] = ()

    def parameters(self) -> dict[str, str]:
        """The question as parameters of an address; empty ones restrict nothing."""
        in_filter = {k: v for k, v in self.filters.items() if k not in {DAY, TIME}}
        return {
            "filter": urlencode(in_filter),
            "tag": self.filters.get(DAY, ""),
            "uhrzeit": self.filters.get(TIME, ""),
        }


def offered(services: Sequence[ServiceAtPlace]) -> dict[str, dict[str, str]]:
    """Per field the values to choose from, each with its German label, in the order of a list."""
    found = {field: dict(choices(services).get(field, ())) for field in FIELDS}
    languages = dict.fromkeys((*found["sprache"], *ASKED_FOR))
    by_name = sorted(languages, key=lambda code: folded(language_name(code)))
    return found | {"sprache": {code: language_name(code) for code in by_name}}


def read_query(services: Sequence[ServiceAtPlace], query: Mapping[str, str]) -> DirectoryQuery:
    """The question in an address. What is not understood is left out and named in German."""
    filters: dict[str, str] = {}
    notices: list[str] = []
    values = offered(services)
    for name, text in parse_qsl(query.get("filter", "")):
        if name in FIELDS:
            code = _value(name, text, values[name])
            if code:
                filters[name] = code
            else:
                notices.append(f"{FIELDS[name]} „{text[:60]}“ kommt im Verzeichnis nicht vor.")
        elif name == SEARCH and text.strip():
            filters[name] = text.strip()[:_LONGEST]
        elif name in {NOW, FORMER} and text == YES:
            filters[name] = YES
        else:
            notices.append(f"Nach „{name[:60]}={text[:60]}“ kann nicht gefiltert werden.")
    if NOW not in filters:
        filters |= _hours(query, notices)
    return DirectoryQuery(filters, tuple(notices))


def _value(name: str, text: str, values: Mapping[str, str]) -> str:
    if text in values:
        return text
    return language_code(text) if name == "sprache" else ""


def _hours(query: Mapping[str, str], notices: list[str]) -> dict[str, str]:
    hours: dict[str, str] = {}
    try:
        day = weekday_of(query.get("tag", ""))
        hours |= {DAY: day.value} if day else {}
    except SozialraumError as error:
        notices.append(str(error))
    try:
        at = time_of(query.get("uhrzeit", ""))
        hours |= {TIME: at.strftime("%H:%M")} if at else {}
    except SozialraumError as error:
        notices.append(str(error))
    return hours


def question_words(filters: Mapping[str, str], values: Mapping[str, Mapping[str, str]]) -> str:
    """The question in German, ``ohne Filter`` where nothing is asked."""
    parts = [
        f"{title}: {values[name].get(filters[name]) or language_name(filters[name])}"
        for name, title in FIELDS.items()
        if name in filters
    ]
    if NOW in filters:
        parts.append("jetzt geöffnet")
    elif hours := hours_words(filters):
        parts.append(f"geöffnet {hours}")
    if SEARCH in filters:
        parts.append(f"Suche nach „{filters[SEARCH]}“")
    if FORMER in filters:
        parts.append("mit früheren Angeboten")
    return "; ".join(parts) or "ohne Filter"


def hours_words(filters: Mapping[str, str]) -> str:
    """``am Mittwoch um 17:00 Uhr``; empty where no time is asked for."""
    day = weekday_of(filters.get(DAY, ""))
    parts = [f"am {day.label}" if day else "", f"um {filters[TIME]} Uhr" if TIME in filters else ""]
    return " ".join(filter(None, parts))


def unknown_words(
    service: ServiceAtPlace, filters: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """What is not known of an undecided service, in German, in the order of the filters.

    Day and time are asked together, and together with the language, as the filter does.
    """
    hours = {name: filters[name] for name in (DAY, TIME) if name in filters}
    unknown: dict[str, None] = {}
    for name, value in filters.items():
        if name not in _NEEDED:
            continue
        asked = {name: value, FORMER: YES} | (hours if name in {DAY, TIME} else {})
        if filter_services((service,), asked, now=now).undecided:
            unknown[_NEEDED[name]] = None
    if not unknown:
        unknown = {_VALIDITY: None}
    return tuple(unknown)


def count_sentence(found: int, reasons: Sequence[Sequence[str]], total: int, former: int) -> str:
    """How many fit, how many are undecided and why, how many do not fit, what is left out.

    ``reasons`` are those of each undecided service, ``total`` all entries of the directory,
    ``former`` those left out because they no longer exist.
    """
    parts = [f"{_count(found)} {'passen' if found > 1 else 'passt'} sicher"]
    if reasons:
        named = {word for each in reasons for word in each}
        words = [word for word in dict.fromkeys((*_NEEDED.values(), _VALIDITY)) if word in named]
        verb = "ist" if len(reasons) == 1 else "sind"
        parts.append(f"{len(reasons)} {verb} unentschieden, weil {_unknown(words)}")
    rest = total - found - len(reasons) - former
    if rest:
        parts.append(f"{rest} {'passt' if rest == 1 else 'passen'} nicht")
    hidden = "früheres Angebot ist" if former == 1 else "frühere Angebote sind"
    left_out = f" {former} {hidden} ausgeblendet." if former else ""
    return f"{'; '.join(parts)}.{left_out}"


def _count(number: int) -> str:
    if number == 0:
        return "Kein Angebot"
    return "1 Angebot" if number == 1 else f"{number} Angebote"


def _unknown(words: Sequence[str]) -> str:
    """``Sprachen oder Zeiten unbekannt sind``; the verb goes with the last noun."""
    verb = "ist" if words[-1] in _ONE else "sind"
    return f"{' oder '.join(filter(None, (', '.join(words[:-1]), words[-1])))} unbekannt {verb}"
