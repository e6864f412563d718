"""Hours per language, weekday and area, and hours per 1,000 people, as HTML.

A cell without known hours reads „unbekannt“ where some service in reach may offer the language,
and „0“ only where all of them are known not to. Known hours with open questions are a minimum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sozialraum.domain.services import Weekday
from sozialraum.language import t
from sozialraum.render.formats import number
from sozialraum.render.gaps import UNKNOWN, Row, folded_table, sentence, table, whole

DAYS = tuple(Weekday)
_LEAST = 0.01
"""Smaller shares of an hour are printed as this; they are not zero."""


@dataclass(frozen=True)
class Spoken:
    """Hours of one language in an area per weekday; ``unknown`` services that may add to them."""

    language: str
    hours: tuple[float, ...]
    unknown: tuple[int, ...]

    @property
    def week(self) -> float:
        """Known hours of the week."""
        return sum(self.hours)

    @property
    def open_questions(self) -> int:
        """The most services on one day of which it is not known."""
        return max(self.unknown, default=0)


def hours_text(hours: float, unknown: int) -> str:
    """``3,5``, ``mind. 3,5``, ``0`` or ``unbekannt``; small shares of an hour with two decimals."""
    if hours <= 0:
        return t(UNKNOWN) if unknown else "0"
    text = number(max(hours, _LEAST), 1 if round(hours, 1) > 0 else 2)
    return t("mind. {hours}", hours=text) if unknown else text


def weekday_table(spoken: Sequence[Spoken], where: str) -> str:
    """Languages by weekday for one area."""
    rows = [
        Row(
            (
                one.language,
                *(hours_text(h, n) for h, n in zip(one.hours, one.unknown, strict=True)),
                hours_text(one.week, one.open_questions),
                number(one.open_questions),
            )
        )
        for one in spoken
    ]
    head = (t("Sprache"), *(day.short for day in DAYS), t("Woche"), t("Angebote ohne Angabe"))
    return table(t("Stunden je Sprache und Wochentag: {where}", where=where), head, rows)


def missing_words(spoken: Sequence[Spoken], where: str) -> str:
    """Which languages have no known hours, in a sentence."""
    none = [one.language for one in spoken if one.week <= 0]
    if not none:
        return sentence(
            t("{where}: In jeder dieser Sprachen sind Stunden im Umkreis bekannt.", where=where)
        )
    certain = [one.language for one in spoken if one.language in none and not one.open_questions]
    open_ = [name for name in none if name not in certain]
    parts = []
    if open_:
        parts.append(
            t(
                "Keine bekannten Stunden im Umkreis, bei einzelnen Angeboten aber "
                "unbekannt: {languages}.",
                languages=", ".join(open_),
            )
        )
    if certain:
        parts.append(t("Keine Stunden im Umkreis: {languages}.", languages=", ".join(certain)))
    return sentence(f"{where}:", *parts)


def language_areas(
    areas: Sequence[tuple[str, float | None]],
    spoken: Mapping[str, Sequence[Spoken]],
    chosen: str,
    names: Mapping[str, str],
) -> str:
    """Weekly hours per area and language; ``areas`` are (key, people), most people first."""
    ranked = sorted(areas, key=lambda pair: (pair[1] is None, -(pair[1] or 0), names[pair[0]]))
    languages = [one.language for one in spoken[ranked[0][0]]] if ranked else []
    rows = [
        Row(
            (
                names[key],
                whole(people),
                *(hours_text(one.week, one.open_questions) for one in spoken[key]),
            ),
            strong=key == chosen,
        )
        for key, people in ranked
    ]
    head = (t("Gebiet"), t("Menschen"), *languages)
    return folded_table(t("Stunden je Woche nach Gebiet und Sprache"), head, rows)


def catchment_table(
    areas: Sequence[tuple[str, str, float | None, float | None]], chosen: str
) -> str:
    """Hours a week per 1,000 people; ``areas`` are (key, name, people, hours), most hours first."""
    ranked = sorted(areas, key=lambda a: (a[3] is None, -(a[3] or 0.0), -(a[2] or 0), a[1]))
    rows = [
        Row(
            (
                name,
                whole(people),
                _per_thousand(hours),
            ),
            strong=key == chosen,
        )
        for key, name, people, hours in ranked
    ]
    head = (t("Gebiet"), t("Menschen"), t("Stunden je Woche auf 1.000 Menschen"))
    return folded_table(t("Stunden je 1.000 Menschen"), head, rows)


def _per_thousand(hours: float | None) -> str:
    """Two decimals; nothing known and very little are two different things."""
    if hours is None:
        return t(UNKNOWN)
    if hours <= 0:
        return t("keine bekannt")
    return number(hours, 2) if hours >= _LEAST else t("unter {limit}", limit=number(_LEAST, 2))
