"""What the words around a table say: title, reference date, source and licence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import Question
from sozialraum.domain.period import Period
from sozialraum.importers.date_form import find_codes
from sozialraum.importers.indicator_words import NEW
from sozialraum.importers.keys import word
from sozialraum.language import n_, t

_DATED = re.compile(r"\b(stichtag|\w*stand|zeitpunkt|berichtsmonat|berichtsjahr)\b", re.IGNORECASE)
_SOURCE = re.compile(r"\bquellen?(?:nachweis)?\s*:\s*(?P<text>[^\n]+)", re.IGNORECASE)
_LICENCE = re.compile(
    r"dl-de/(?:by|zero)-2-0|datenlizenz deutschland[^;,]*|cc[ -]?(?:by|0)[^;,]*|"
    r"creative commons[^;]*",
    re.IGNORECASE,
)
_WORDS = ("stichtag", "stand", "quelle", "tabelle")
_CHOICES = 8


@dataclass(frozen=True)
class Hints:
    """``periods`` are the candidates of the best place that names a date, ``place`` says which.

    ``source`` and ``licence`` are the words of the file, ``title`` its first title line or its
    name, ``sentences`` all of its words around the table.
    """

    title: str
    periods: tuple[str, ...] = ()
    place: str = ""
    source: str = ""
    licence: str = ""
    sentences: tuple[str, ...] = ()


def find_hints(
    name: str, titles: Iterable[tuple[int, str]], notes: Iterable[tuple[int, str]]
) -> Hints:
    """Look through the file name, the lines above the table and those under it."""
    above, under = list(titles), list(notes)
    stem = file_stem(name)
    places: list[tuple[str, list[str]]] = [
        (n_("Zeile mit Stichtag oder Stand"), [s for _, s in (*above, *under) if _DATED.search(s)]),
        (n_("Titelzeile"), [text for _, text in above]),
        (n_("Dateiname"), [stem]),
        (n_("Anmerkung unter der Tabelle"), [text for _, text in under]),
    ]
    periods: tuple[str, ...] = ()
    place = ""
    for where, texts in places:
        found = tuple(dict.fromkeys(code for text in texts for code in find_codes(text)))
        if found:
            periods, place = found, t(where)
            break
    said = [text for _, text in (*above, *under)]
    source = next((m["text"].strip() for text in said if (m := _SOURCE.search(text))), "")
    licence = next((m[0].strip() for text in said if (m := _LICENCE.search(text))), "")
    real = [text for _, text in above if not text.casefold().startswith(_WORDS)]
    title = real[0] if real else stem.replace("_", " ").strip() or "Tabelle"
    return Hints(title, periods, place, source, licence, (*said, stem.replace("_", " ")))


def file_stem(name: str) -> str:
    """The name of a file without folders and ending."""
    return re.sub(r"\.[A-Za-z]{3,7}$", "", re.split(r"[/\\]", name)[-1])


def period_question(hints: Hints) -> Question:
    """Asks for the reference date of the table."""
    text = t("Auf welchen Stichtag beziehen sich die Werte?")
    if len(hints.periods) > 1:
        text = t(
            "Mehrere Stichtage gefunden ({place}). Auf welchen beziehen sich die Werte?",
            place=hints.place,
        )
    choices = tuple((code, Period(code).label) for code in hints.periods)
    return Question("stichtag", text, choices=choices)


def find_source(
    hints: Hints, catalog: Catalog, indicators: Iterable[str]
) -> tuple[str, tuple[Question, ...]]:
    """The source whose publisher and title stand in the file; else empty and a question.

    Offered are the sources that share the most words with the file, and those of the ``indicators``
    of the table.
    """
    plain = word(hints.source)
    fitting = [
        source.id
        for source in catalog.sources.values()
        if plain and word(source.title) in plain and word(source.publisher) in plain
    ]
    if len(fitting) == 1:
        return fitting[0], ()
    told = set(word(" ".join((hints.source, *hints.sentences))).split())
    usual = {catalog.indicators[i].source for i in indicators if i in catalog.indicators}
    scores = {
        source.id: len(told & set(word(source.citation).split())) + (source.id in usual)
        for source in catalog.sources.values()
    }
    near = sorted((i for i in scores if scores[i]), key=lambda i: (-scores[i], i))[:_CHOICES]
    text = t("Aus welcher Quelle stammen die Werte?")
    if hints.source:
        text = t("In der Datei steht „{source}“.", source=hints.source) + " " + text
    choices = tuple((i, catalog.sources[i].citation) for i in near)
    return "", (Question("quelle", text, choices=(*choices, (NEW, t("neue Quelle")))),)
