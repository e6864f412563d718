"""One service of the directory as HTML: every field, and by name each of which nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from sozialraum.domain.directory import STEPS
from sozialraum.domain.languages import language_name
from sozialraum.domain.layers import Precision
from sozialraum.domain.period import Period
from sozialraum.domain.records import LIST_SEPARATOR
from sozialraum.domain.services import Place, ServiceAtPlace, SpecialDay, Timetable, Weekday
from sozialraum.render.escape import html_text
from sozialraum.render.formats import day, enumeration, number
from sozialraum.render.hours import CLOSED, clock

Row = tuple[str, Sequence[str]]
"""Heading and its values as HTML; no values: unknown."""
_ACCESS = {True: ("ja",), False: ("nein",), None: ()}


def offer_head(service: ServiceAtPlace, state: str, fit: str) -> str:
    """Name, category and place of a service, whether it is open, and how it fits the question."""
    where = ", ".join(filter(None, (service.category, service.place.address, service.district)))
    return (
        '<section class="sr-panel sr-eintrag" aria-live="polite">'
        f'<p class="sr-where">{html_text(where or "Ort unbekannt")}</p>'
        f'<h3 class="sr-name">{html_text(service.name)}</h3>'
        f'<p class="sr-value sr-state">{html_text(state)}</p>'
        f'<p class="sr-text">{html_text(fit)}</p></section>'
    )


def no_offer() -> str:
    """What stands there before a choice: what to do."""
    return (
        '<section class="sr-panel sr-eintrag"><h3 class="sr-name">Noch kein Angebot gewählt</h3>'
        '<p class="sr-text">Klicken Sie auf der Karte auf ein Zeichen, wählen Sie oben einen '
        "Namen oder folgen Sie einem Namen in der Tabelle. Hier stehen dann alle Angaben, auch "
        "welche unbekannt sind.</p></section>"
    )


def offer_card(service: ServiceAtPlace, catchment: str, areas: Mapping[str, str]) -> str:
    """All fields of a service; ``areas`` are names by the name of their level."""
    blocks = (
        ("Angebot", _what(service)),
        ("Zugang", _access(service)),
        ("Ort", _where(service, catchment, areas)),
        ("Stand und Quellen", _state(service)),
    )
    return (
        f'<section class="sr-panel sr-eintrag"><h3>{html_text(service.name)}: alle Angaben</h3>'
        f'<div class="sr-spalten">{"".join(_block(*block) for block in blocks)}</div></section>'
    )


def _block(title: str, rows: Sequence[Row]) -> str:
    known = "".join(
        f"<dt>{html_text(heading)}</dt>{''.join(f'<dd>{value}</dd>' for value in values)}"
        for heading, values in rows
        if values
    )
    missing = enumeration([heading for heading, values in rows if not values])
    unknown = f'<p class="sr-unbekannt">Unbekannt: {html_text(missing)}.</p>' if missing else ""
    return f'<div class="sr-stueck"><h4>{html_text(title)}</h4><dl>{known}</dl>{unknown}</div>'


def _texts(texts: Iterable[str]) -> list[str]:
    return [html_text(text) for text in texts if text]


def _what(service: ServiceAtPlace) -> list[Row]:
    steps = (f"{step}: {STEPS[step - 1]}" for step in service.steps)
    return [
        ("Kategorie", _texts([service.category])),
        ("Art", _texts([service.cell("art")])),
        ("Träger", _texts(service.organisations)),
        ("Themen", _texts(service.topics)),
        ("Zielgruppen", _texts(service.target_groups)),
        ("Rechtsstatus der Ratsuchenden", _texts(service.legal_statuses)),
        ("Schritte des 9-Schritte-Verfahrens", _texts(steps)),
    ]


def _access(service: ServiceAtPlace) -> list[Row]:
    timetable = service.timetable
    capacity = [] if service.capacity is None else [number(service.capacity)]
    return [
        ("Zugang", _texts(mode.label for mode in service.reach_modes)),
        ("Sprachen", _texts(languages(service))),
        ("Sprachen (Wortlaut)", _texts([service.languages_text])),
        ("Zeiten der Woche", _texts(week(timetable))),
        ("Zeiten (Wortlaut)", _texts([timetable.text])),
        ("Ausnahmen von den Zeiten", _texts(_special(each) for each in timetable.exceptions)),
        ("Kontakte je Woche (Kapazität)", capacity),
    ]


def _where(service: ServiceAtPlace, catchment: str, areas: Mapping[str, str]) -> list[Row]:
    place = service.place
    exact = place.precision.label if place.precision is not Precision.UNKNOWN else ""
    named = [f"{level}: {name}" for level, name in areas.items()]
    outside = ["außerhalb der Stadt"] if service.areas is not None and not service.areas else []
    return [
        ("Ortsname", _texts([place.name])),
        ("Anschrift", _texts([place.address])),
        ("Postleitzahl", _texts([service.cell("plz")])),
        ("Stadtbezirk (Angabe der Quelle)", _texts([service.district])),
        ("Aktionsraum (Angabe der Quelle)", _texts([service.cell("aktionsraum")])),
        ("Gebiete um den Punkt", _texts(named or outside)),
        ("Einzugsgebiet", _texts([catchment])),
        ("Barrierefrei", _ACCESS[place.accessible]),
        ("Koordinate", _texts([_coordinate(place)])),
        ("Genauigkeit des Punktes", _texts([exact, service.cell("genauigkeit_hinweis")])),
    ]


def _state(service: ServiceAtPlace) -> list[Row]:
    titles = service.source_title.split(LIST_SEPARATOR)
    addresses = service.source_url.split(LIST_SEPARATOR)
    sources = [_link(*pair) for pair in zip_longest(titles, addresses, fillvalue="") if any(pair)]
    websites = [_link("", url) for url in service.cell("website").split(LIST_SEPARATOR) if url]
    return [
        ("Nummer", _texts([service.id])),
        ("Stand", _texts([service.cell("stand")])),
        ("Beginn", _texts([dated(service.valid_from)])),
        ("Ende", _texts([dated(service.valid_to)])),
        ("Gefördert bis", _texts([dated(service.funded_until)])),
        ("Geprüft am", _texts([dated(service.checked_on)])),
        ("Internet", websites),
        ("Quellen", sources),
        ("Hinweis", _texts([service.note])),
        ("Beim Lesen angemerkt", _texts(service.remarks) or ["nichts"]),
    ]


def languages(service: ServiceAtPlace) -> list[str]:
    """German names of the languages; a last entry says where there are more than those."""
    slots = (code for slot in service.timetable.slots for code in slot.languages)
    names = [language_name(code) for code in dict.fromkeys((*service.languages, *slots))]
    more = names and not service.languages_complete
    return [*names, "weitere, nicht genannt"] if more else names


def week(timetable: Timetable) -> list[str]:
    """One text per day with known hours, and what the hours leave open; empty where unknown."""
    if not timetable.known:
        return []
    lines = []
    for each in Weekday:
        slots = sorted(slot for slot in timetable.slots if slot.day is each)
        spans = [
            f"{clock(slot.since)} bis {clock(slot.until)}{_spoken(slot.languages)}"
            for slot in slots
        ]
        if spans:
            lines.append(f"{each.label}: {', '.join(spans)}")
    if not timetable.complete:
        return [*lines, "weitere Zeiten, nicht lesbar veröffentlicht"]
    return lines or [CLOSED]


def dated(code: str) -> str:
    """A date code in words, empty where unknown."""
    return Period(code).label if code else ""


def _spoken(codes: Sequence[str]) -> str:
    return f" ({', '.join(map(language_name, codes))})" if codes else ""


def _special(entry: SpecialDay) -> str:
    spans = ", ".join(
        f"{clock(slot.since)} bis {clock(slot.until)}{_spoken(slot.languages)}"
        for slot in entry.slots
    )
    reason = f" ({entry.reason})" if entry.reason else ""
    return f"{day(entry.day)}: {spans or CLOSED}{reason}"


def _coordinate(place: Place) -> str:
    if place.latitude is None or place.longitude is None:
        return ""
    return f"{number(place.latitude, 6)}° N, {number(place.longitude, 6)}° O"


def _link(title: str, address: str) -> str:
    """A title that leads to its address; without a title the host stands for it."""
    if not address.startswith(("https://", "http://")):
        return html_text(" ".join(filter(None, (title, address))))
    shown = html_text(title or address.split("//", 1)[1].split("/", 1)[0])
    return (
        f'<a href="{html_text(address)}" target="_blank" rel="noreferrer" '
        f'title="{html_text(address)}">{shown}</a>'
    )
