"""One service of the directory as HTML: every field, and by name each of which nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest

from sozialraum.domain.directory import STEPS
from sozialraum.domain.languages import language_name
from sozialraum.domain.layers import Precision
from sozialraum.domain.period import Period
from sozialraum.domain.records import LIST_SEPARATOR
from sozialraum.domain.services import Place, ServiceAtPlace, Slot, SpecialDay, Timetable, Weekday
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published
from sozialraum.render.escape import html_text
from sozialraum.render.formats import day, enumeration, number
from sozialraum.render.hours import clock

Row = tuple[str, Sequence[str]]
"""Heading and its values as HTML; no values: unknown."""
Said = Callable[[str], str]
"""Says words of the list in the current language; the others come back as they are."""
_ACCESS = {True: (n_("ja"),), False: (n_("nein"),), None: ()}


def offer_head(service: ServiceAtPlace, state: str, fit: str, said: Said = str) -> str:
    """Name, category and place of a service, whether it is open, and how it fits the question."""
    place = (service.place.address, service.district)
    parts = [html_text(said(service.category)), *map(as_published, place)]
    where = ", ".join(filter(None, parts)) or html_text(t("Ort unbekannt"))
    return (
        '<section class="sr-panel sr-eintrag" aria-live="polite">'
        f'<p class="sr-where">{where}</p>'
        f'<h2 class="sr-name">{html_text(service.name)}</h2>'
        f'<p class="sr-value sr-state">{html_text(state)}</p>'
        f'<p class="sr-text">{html_text(fit)}</p></section>'
    )


def no_offer() -> str:
    """What stands there before a choice: what to do."""
    title = t("Noch kein Angebot gewählt")
    advice = t(
        "Klicken Sie auf der Karte auf ein Zeichen, wählen Sie oben einen Namen oder folgen Sie "
        "einem Namen in der Tabelle. Hier stehen dann alle Angaben, auch welche unbekannt sind."
    )
    return (
        f'<section class="sr-panel sr-eintrag"><h2 class="sr-name">{html_text(title)}</h2>'
        f'<p class="sr-text">{html_text(advice)}</p></section>'
    )


def offer_card(
    service: ServiceAtPlace, catchment: str, areas: Mapping[str, str], said: Said = str
) -> str:
    """All fields of a service; ``areas`` are names by the name of their level."""
    blocks = (
        (t("Angebot"), _what(service, said)),
        (t("Zugang"), _access(service)),
        (t("Ort"), _where(service, catchment, areas)),
        (t("Stand und Quellen"), _state(service)),
    )
    heading = html_text(t("{name}: alle Angaben", name=service.name))
    return (
        f'<section class="sr-panel sr-eintrag"><h2 class="sr-name">{heading}</h2>'
        f'<div class="sr-spalten">{"".join(_block(*block) for block in blocks)}</div></section>'
    )


def _block(title: str, rows: Sequence[Row]) -> str:
    known = "".join(
        f"<dt>{html_text(heading)}</dt>{''.join(f'<dd>{value}</dd>' for value in values)}"
        for heading, values in rows
        if values
    )
    missing = enumeration([heading for heading, values in rows if not values])
    said = html_text(t("Unbekannt: {missing}.", missing=missing))
    unknown = f'<p class="sr-unbekannt">{said}</p>' if missing else ""
    return f'<div class="sr-stueck"><h3>{html_text(title)}</h3><dl>{known}</dl>{unknown}</div>'


def _texts(texts: Iterable[str]) -> list[str]:
    return [html_text(text) for text in texts if text]


def _listed(cells: Iterable[str], said: Said) -> list[str]:
    """Words of the list, translated where they can be."""
    return [as_published(c) if said(c) == c else html_text(said(c)) for c in cells if c]


def _published(texts: Iterable[str]) -> list[str]:
    return [as_published(text) for text in texts if text]


def _what(service: ServiceAtPlace, said: Said) -> list[Row]:
    steps = (f"{step}: {t(STEPS[step - 1])}" for step in service.steps)
    return [
        (t("Kategorie"), _listed([service.category], said)),
        (t("Art"), _listed([service.cell("art")], said)),
        (t("Träger"), _published(service.organisations)),
        (t("Themen"), _listed(service.topics, said)),
        (t("Zielgruppen"), _listed(service.target_groups, said)),
        (t("Rechtsstatus der Ratsuchenden"), _listed(service.legal_statuses, said)),
        (t("Schritte des 9-Schritte-Verfahrens"), _texts(steps)),
    ]


def _access(service: ServiceAtPlace) -> list[Row]:
    timetable = service.timetable
    capacity = [] if service.capacity is None else [number(service.capacity)]
    return [
        (t("Zugang"), _texts(mode.label for mode in service.reach_modes)),
        (t("Sprachen"), _texts(languages(service))),
        (t("Sprachen (Wortlaut)"), _published([service.languages_text])),
        (t("Zeiten der Woche"), _texts(week(timetable))),
        (t("Zeiten (Wortlaut)"), _published([timetable.text])),
        (t("Ausnahmen von den Zeiten"), _texts(_special(each) for each in timetable.exceptions)),
        (t("Kontakte je Woche (Kapazität)"), capacity),
    ]


def _where(service: ServiceAtPlace, catchment: str, areas: Mapping[str, str]) -> list[Row]:
    place = service.place
    exact = place.precision.label if place.precision is not Precision.UNKNOWN else ""
    named = [f"{level}: {name}" for level, name in areas.items()]
    hint = service.cell("genauigkeit_hinweis")
    outside = [t("außerhalb der Stadt")] if service.areas is not None and not service.areas else []
    return [
        (t("Ortsname"), _published([place.name])),
        (t("Anschrift"), _published([place.address])),
        (t("Postleitzahl"), _texts([service.cell("plz")])),
        (t("Stadtbezirk (Angabe der Quelle)"), _texts([service.district])),
        (t("Aktionsraum (Angabe der Quelle)"), _texts([service.cell("aktionsraum")])),
        (t("Gebiete um den Punkt"), _texts(named or outside)),
        (t("Einzugsgebiet"), _texts([catchment])),
        (t("Barrierefrei"), _texts(map(t, _ACCESS[place.accessible]))),
        (t("Koordinate"), _texts([_coordinate(place)])),
        (
            t("Genauigkeit des Punktes"),
            [*_texts([exact]), *_published([hint])],
        ),
    ]


def _state(service: ServiceAtPlace) -> list[Row]:
    titles = service.source_title.split(LIST_SEPARATOR)
    addresses = service.source_url.split(LIST_SEPARATOR)
    sources = [_link(*pair) for pair in zip_longest(titles, addresses, fillvalue="") if any(pair)]
    websites = [_link("", url) for url in service.cell("website").split(LIST_SEPARATOR) if url]
    return [
        (t("Nummer"), _texts([service.id])),
        (t("Stand"), _published([service.cell("stand")])),
        (t("Beginn"), _texts([dated(service.valid_from)])),
        (t("Ende"), _texts([dated(service.valid_to)])),
        (t("Gefördert bis"), _texts([dated(service.funded_until)])),
        (t("Geprüft am"), _texts([dated(service.checked_on)])),
        (t("Internet"), websites),
        (t("Quellen"), sources),
        (t("Hinweis"), _published([service.note])),
        (t("Beim Lesen angemerkt"), _texts(service.remarks) or _texts([t("nichts")])),
    ]


def languages(service: ServiceAtPlace) -> list[str]:
    """Names of the languages; a last entry says where there are more than those."""
    slots = (code for slot in service.timetable.slots for code in slot.languages)
    names = [language_name(code) for code in dict.fromkeys((*service.languages, *slots))]
    more = names and not service.languages_complete
    return [*names, t("weitere, nicht genannt")] if more else names


def week(timetable: Timetable, *, short: bool = False) -> list[str]:
    """One text per day with known hours, and what the hours leave open; empty where unknown.

    ``short`` writes ``09:00–12:00``.
    """
    if not timetable.known:
        return []
    lines = []
    for each in Weekday:
        slots = sorted(slot for slot in timetable.slots if slot.day is each)
        spans = [_span(slot, short) for slot in slots]
        if spans:
            lines.append(f"{each.label}: {', '.join(spans)}")
    if not timetable.complete:
        return [*lines, t("weitere Zeiten, nicht lesbar veröffentlicht")]
    return lines or [t("geschlossen")]


def dated(code: str) -> str:
    """A date code in words, empty where unknown."""
    return Period(code).label if code else ""


def _spoken(codes: Sequence[str]) -> str:
    return f" ({', '.join(map(language_name, codes))})" if codes else ""


def _special(entry: SpecialDay) -> str:
    spans = ", ".join(_span(slot) for slot in entry.slots)
    reason = f" ({entry.reason})" if entry.reason else ""
    return f"{day(entry.day)}: {spans or t('geschlossen')}{reason}"


def _span(slot: Slot, short: bool = False) -> str:
    start, end = clock(slot.since), clock(slot.until)
    shown = f"{start}–{end}" if short else t("{start} bis {end}", start=start, end=end)
    return f"{shown}{_spoken(slot.languages)}"


def _coordinate(place: Place) -> str:
    if place.latitude is None or place.longitude is None:
        return ""
    return t(
        "{latitude}° N, {longitude}° O",
        latitude=number(place.latitude, 6),
        longitude=number(place.longitude, 6),
    )


def _link(title: str, address: str) -> str:
    """A title that leads to its address; without a title the host stands for it."""
    if not address.startswith(("https://", "http://")):
        return as_published(" ".join(filter(None, (title, address))))
    shown = as_published(title) or html_text(address.split("//", 1)[1].split("/", 1)[0])
    return (
        f'<a href="{html_text(address)}" target="_blank" rel="noreferrer" '
        f'title="{html_text(address)}">{shown}</a>'
    )
