"""The question that a page and its files put to the directory, as it stands in an address.

``filter`` holds fields and words (``kategorie=Beh%C3%B6rde&suche=Kita``), ``tag`` and ``uhrzeit``
ask for open hours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sozialraum.domain.languages import language_code, language_name
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.render.formats import inside_sentence
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
    "kategorie": n_("Kategorie"),
    "thema": n_("Thema"),
    "zielgruppe": n_("Zielgruppe"),
    "sprache": n_("Sprache"),
    "zugang": n_("Zugang"),
    "stadtbezirk": n_("Stadtbezirk"),
    "schritt": n_("Schritt"),
    "rechtsstatus": n_("Rechtsstatus"),
    "traeger": n_("Träger"),
}
"""Fields that can be chosen from, with their (German) headings."""
YES = "ja"
ASKED_FOR = ("ro", "bg")
"""Languages that can always be chosen, though no entry may name them."""
_LONGEST = 100
_NEEDED = {
    "kategorie": n_("Kategorie"),
    "thema": n_("Themen"),
    "zielgruppe": n_("Zielgruppen"),
    "sprache": n_("Sprachen"),
    "zugang": n_("Zugang"),
    "stadtbezirk": n_("Stadtbezirk"),
    "schritt": n_("Schritte"),
    "rechtsstatus": n_("Rechtsstatus"),
    "traeger": n_("Träger"),
    NOW: n_("Zeiten"),
    DAY: n_("Zeiten"),
    TIME: n_("Zeiten"),
}
_VALIDITY = n_("Beginn oder Ende")
_ONE = {n_("Kategorie"), n_("Zugang"), n_("Stadtbezirk"), n_("Rechtsstatus"), _VALIDITY}
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


def offered(
    services: Sequence[ServiceAtPlace], said: Callable[[str], str] = str
) -> dict[str, dict[str, str]]:
    """Per field the values to choose from, each with its label, in the order of a list.

    ``said`` says words of the list in the current language.
    """
    known = choices(services)
    found = {
        field: {value: said(label) for value, label in known.get(field, ())} for field in FIELDS
    }
    languages = dict.fromkeys((*found["sprache"], *ASKED_FOR))
    by_name = sorted(languages, key=lambda code: folded(language_name(code)))
    return found | {"sprache": {code: language_name(code) for code in by_name}}


def read_query(services: Sequence[ServiceAtPlace], query: Mapping[str, str]) -> DirectoryQuery:
    """The question in an address. What is not understood is left out and named."""
    filters: dict[str, str] = {}
    notices: list[str] = []
    values = offered(services)
    for name, text in parse_qsl(query.get("filter", "")):
        if name in FIELDS:
            code = _value(name, text, values[name])
            if code:
                filters[name] = code
            else:
                notices.append(
                    t(
                        "{field} „{value}“ kommt im Verzeichnis nicht vor.",
                        field=t(FIELDS[name]),
                        value=text[:60],
                    )
                )
        elif name == SEARCH and text.strip():
            filters[name] = text.strip()[:_LONGEST]
        elif name in {NOW, FORMER} and text == YES:
            filters[name] = YES
        else:
            notices.append(
                t(
                    "Nach „{name}={value}“ kann nicht gefiltert werden.",
                    name=name[:60],
                    value=text[:60],
                )
            )
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
    """The question in words, ``ohne Filter`` where nothing is asked."""
    parts = [
        f"{t(title)}: {values[name].get(filters[name]) or language_name(filters[name])}"
        for name, title in FIELDS.items()
        if name in filters
    ]
    if NOW in filters:
        parts.append(t("jetzt geöffnet"))
    elif hours := hours_words(filters):
        parts.append(t("geöffnet {hours}", hours=hours))
    if SEARCH in filters:
        parts.append(t("Suche nach „{text}“", text=filters[SEARCH]))
    if FORMER in filters:
        parts.append(t("mit früheren Angeboten"))
    return "; ".join(parts) or t("ohne Filter")


def hours_words(filters: Mapping[str, str]) -> str:
    """``am Mittwoch um 17:00 Uhr``; empty where no time is asked for."""
    day = weekday_of(filters.get(DAY, ""))
    parts = [
        t("am {day}", day=day.label) if day else "",
        t("um {time} Uhr", time=filters[TIME]) if TIME in filters else "",
    ]
    return " ".join(filter(None, parts))


def unknown_words(
    service: ServiceAtPlace, filters: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """What is not known of an undecided service, in words, in the order of the filters.

    Day and time are asked together, and together with the language, as the filter does.
    """
    hours = {name: filters[name] for name in (DAY, TIME) if name in filters}
    unknown: dict[str, None] = {}
    for name, value in filters.items():
        if name not in _NEEDED:
            continue
        asked = {name: value, FORMER: YES} | (hours if name in {DAY, TIME} else {})
        if filter_services((service,), asked, now=now).undecided:
            unknown[t(_NEEDED[name])] = None
    if not unknown:
        unknown = {t(_VALIDITY): None}
    return tuple(unknown)


def count_sentence(found: int, reasons: Sequence[Sequence[str]], total: int, former: int) -> str:
    """How many fit, how many are undecided and why, how many do not fit, what is left out.

    ``reasons`` are those of each undecided service, ``total`` all entries of the directory,
    ``former`` those left out because they no longer exist.
    """
    parts = [_plural(found, _FIT) if found else t("Kein Angebot passt sicher")]
    if reasons:
        named = {word for each in reasons for word in each}
        words = [word for word in dict.fromkeys((*_NEEDED.values(), _VALIDITY)) if t(word) in named]
        parts.append(_plural(len(reasons), _UNDECIDED, unknown=_unknown(words)))
    rest = total - found - len(reasons) - former
    if rest:
        parts.append(_plural(rest, _UNFIT))
    left_out = f" {_plural(former, _LEFT_OUT)}" if former else ""
    return f"{'; '.join(parts)}.{left_out}"


_FIT = n_("1 Angebot passt sicher"), n_("{n} Angebote passen sicher")
_UNDECIDED = (
    n_("1 ist unentschieden, weil {unknown}"),
    n_("{n} sind unentschieden, weil {unknown}"),
)
_UNFIT = n_("1 passt nicht"), n_("{n} passen nicht")
_LEFT_OUT = (
    n_("1 früheres Angebot ist ausgeblendet."),
    n_("{n} frühere Angebote sind ausgeblendet."),
)


def _plural(count: int, words: tuple[str, str], **values: str) -> str:
    return t(words[0] if count == 1 else words[1], n=count, **values)


def _unknown(words: Sequence[str]) -> str:
    """``Sprachen oder Zeiten unbekannt sind``; the verb goes with the last noun."""
    *first, last = (inside_sentence(t(word)) for word in words)
    named = t("{first} oder {last}", first=", ".join(first), last=last) if first else last
    verb = n_("{words} unbekannt ist") if words[-1] in _ONE else n_("{words} unbekannt sind")
    return t(verb, words=named)
