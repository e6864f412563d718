"""The words of German opening hours: weekdays, hours, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from enum import Enum, auto

from sozialraum.analysis.week import DAYS, MIDNIGHT, overnight
from sozialraum.domain.services import Weekday
from sozialraum.language import n_, t


class NotRead(Exception):
    """A part of a text is not read; the message is the reason in German, or empty."""


Span = tuple[Weekday, time, time]


@dataclass(frozen=True)
class Found:
    """Open and closed days of a part. Hours that end before they begin run over midnight.

    ``certain`` is False where a word has two meanings.
    """

    spans: tuple[Span, ...]
    closed: tuple[Weekday, ...]
    certain: bool
    remarks: tuple[str, ...]


class _Kind(Enum):
    DAY = auto()
    DAYS = auto()
    TIME = auto()
    TO = auto()
    AND = auto()
    ALL_DAY = auto()
    CLOSED = auto()


@dataclass(frozen=True)
class _Token:
    kind: _Kind
    text: str
    days: tuple[Weekday, ...] = ()
    hour: int = -1
    minute: int = 0


_NAMES = {
    **{day.german.casefold(): day for day in DAYS},
    **{f"{day.german.casefold()}s": day for day in DAYS},
    **{day.german[:2].casefold(): day for day in DAYS},
    "sonnabend": Weekday.SATURDAY,
    "sonnabends": Weekday.SATURDAY,
}
_WORKDAYS = {"werktags", "werktäglich", "wochentags", "an werktagen", "an wochentagen"}
_EVERY_DAY = {"täglich", "tgl", "jeden tag", "alle tage"}
_WEEKEND = {"wochenende", "wochenenden", "wochenends"}
_WORDS = re.compile(
    r"(?P<days>an\s+werktagen|an\s+wochentagen|jeden\s+tag|alle\s+tage|werktags|werktäglich|"
    r"wochentags|täglich|tgl\.?|wochenenden?|wochenends)(?!\w):?"
    rf"|(?P<day>{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?![^\W\d_])\.?:?"
    r"|(?P<all>rund\s+um\s+die\s+uhr|24\s+stunden|24/7)(?!\w)"
    r"|(?P<closed>geschlossen)(?!\w)"
    r"|(?P<time>[0-9]{1,2}(?:[.:][0-9]{2})?)(?![0-9]|[.:][0-9])(?:\s*(?:uhr|h)(?!\w)\.?)?"
    r"|(?P<to>-|bis(?!\w))"
    r"|(?P<and>[,&+/]|(?:und|sowie)(?!\w)|u\.)"
    r"|(?P<fill>(?:von|jeweils|jeden|jede|immer|am|uhr|geöffnet|offen|dann)(?!\w))",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(erste[rnm]?|zweite[rnm]?|dritte[rnm]?|vierte[rnm]?|letzte[rnm]?|monat\w*|woche\w*|"
    r"wöchentlich\w*|\w*mal|gerade[rn]?|ungerade[rn]?|ferien|\w*tägig)\b|[0-9]\s?x\b",
    re.IGNORECASE,
)
_BETWEEN_MEANINGS = 6
"""Hours up to this one, written without minutes, may be meant in the afternoon."""
_NO_DAYS = n_("Uhrzeiten ohne Wochentag werden nicht ergänzt.")
_NO_HOURS = n_("Wochentage ohne Uhrzeit werden nicht ergänzt.")


def days_of(text: str) -> tuple[Weekday, ...]:
    """The weekdays of a text that says nothing else; empty for every other text."""
    try:
        tokens = _tokens(text)
        days, position = _days(tokens, 0)
    except NotRead:
        return ()
    return days if position == len(tokens) else ()


def read_words(text: str) -> Found:
    """Weekdays with their hours; raises :class:`NotRead` where anything else is said."""
    tokens = _tokens(text)
    if tokens and tokens[0].kind is _Kind.TIME:
        tokens = _turned(tokens)
    spans: list[Span] = []
    closed: list[Weekday] = []
    position = 0
    while position < len(tokens):
        days, position = _days(tokens, position)
        if position < len(tokens) and tokens[position].kind is _Kind.CLOSED:
            closed += days
            position += 1
        else:
            hours, position = _hours(tokens, _skip_and(tokens, position))
            spans += [(day, since, until) for day in days for since, until in hours]
        position = _skip_and(tokens, position)
    certain = not any(token.text in _WORKDAYS for token in tokens)
    doubt = t("„werktags“ kann den Samstag einschließen; gelesen ist Montag bis Freitag.")
    return Found(tuple(spans), tuple(closed), certain, () if certain else (doubt,))


def why_not(text: str) -> str:
    """Why a text that nobody could read is no week, as far as that can be said."""
    if _SEVERAL.search(text):
        return t("Das passt in keinen festen Wochenplan.")
    kinds = {token.kind for token in _known(text)}
    if _Kind.TIME in kinds and not kinds & {_Kind.DAY, _Kind.DAYS}:
        return t(_NO_DAYS)
    if kinds & {_Kind.DAY, _Kind.DAYS} and not kinds & {_Kind.TIME, _Kind.ALL_DAY}:
        return t(_NO_HOURS)
    return t("Darin stehen Wörter, die das Lesen der Zeiten nicht kennt.")


def _known(text: str) -> Iterator[_Token]:
    """The tokens that are known, wherever they stand."""
    for match in re.finditer(rf"(?<!\w)(?:{_WORDS.pattern})", text, re.IGNORECASE):
        yield from _token(match)


def _tokens(text: str) -> list[_Token]:
    """All tokens; raises :class:`NotRead` for a word that is none and for an impossible time."""
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _WORDS.match(text, position)
        if match is None:
            raise NotRead(why_not(text))
        tokens += _token(match)
        position = match.end()
    for token in tokens:
        if token.kind is _Kind.TIME:
            _time(token)
    return tokens


def _token(match: re.Match[str]) -> Iterator[_Token]:
    kind, text = str(match.lastgroup), match.group()
    word = " ".join(match.group(kind).casefold().split()).rstrip(".")
    if kind == "day":
        yield _Token(_Kind.DAY, text, (_NAMES[word],))
    elif kind == "days":
        yield _Token(_Kind.DAYS, word, _group(word))
    elif kind == "time":
        hour, _, minute = word.replace(".", ":").partition(":")
        yield _Token(_Kind.TIME, text.strip(), hour=int(hour), minute=int(minute or 0))
    elif kind == "all":
        every = DAYS if word == "24/7" else ()
        yield from [_Token(_Kind.DAYS, word, every)] if every else []
        yield _Token(_Kind.ALL_DAY, text)
    elif kind != "fill":
        yield _Token({"to": _Kind.TO, "and": _Kind.AND, "closed": _Kind.CLOSED}[kind], text)


def _group(word: str) -> tuple[Weekday, ...]:
    if word in _WORKDAYS:
        return DAYS[:5]
    return DAYS[5:] if word in _WEEKEND else DAYS


def _turned(tokens: list[_Token]) -> list[_Token]:
    """Hours before days, as in ``9-12 Uhr montags``, with the days first."""
    kinds = [token.kind for token in tokens]
    day = next((n for n, k in enumerate(kinds) if k in {_Kind.DAY, _Kind.DAYS}), len(tokens))
    if day == len(tokens):
        raise NotRead(t(_NO_DAYS))
    if _Kind.TIME in kinds[day:]:
        raise NotRead(t("Es ist nicht klar, welche Uhrzeit zu welchem Wochentag gehört."))
    return tokens[day:] + tokens[:day]


def _days(tokens: list[_Token], position: int) -> tuple[tuple[Weekday, ...], int]:
    """Weekdays at a position, and the position after them."""
    found: list[Weekday] = []
    while position < len(tokens) and tokens[position].kind in {_Kind.DAY, _Kind.DAYS}:
        days = tokens[position].days
        position += 1
        if _kinds(tokens, position) == (_Kind.TO, _Kind.DAY) and len(days) == 1:
            days = _span(days[0], tokens[position + 1].days[0])
            position += 2
        found += days
        after = _skip_and(tokens, position)
        if after < len(tokens) and tokens[after].kind in {_Kind.DAY, _Kind.DAYS}:
            position = after
    if not found:
        raise NotRead(t(_NO_DAYS))
    return tuple(dict.fromkeys(found)), position


def _span(first: Weekday, last: Weekday) -> tuple[Weekday, ...]:
    """From one weekday to another, over the end of the week where they say so."""
    begin, end = DAYS.index(first), DAYS.index(last)
    return DAYS[begin : end + 1] if begin <= end else DAYS[begin:] + DAYS[: end + 1]


def _hours(tokens: list[_Token], position: int) -> tuple[list[tuple[time, time]], int]:
    """Spans of hours at a position, and the position after them."""
    if position < len(tokens) and tokens[position].kind is _Kind.ALL_DAY:
        return [(time(0), MIDNIGHT)], position + 1
    spans: list[tuple[time, time]] = []
    while _kinds(tokens, position, 3) == (_Kind.TIME, _Kind.TO, _Kind.TIME):
        spans.append(_hours_between(tokens[position], tokens[position + 2]))
        position += 3
        after = _skip_and(tokens, position)
        if after < len(tokens) and tokens[after].kind is _Kind.TIME:
            position = after
    if not spans:
        half = _Kind.TIME in _kinds(tokens, position)
        raise NotRead(t("Beginn oder Ende fehlt.") if half else t(_NO_HOURS))
    return spans, position


def _hours_between(first: _Token, last: _Token) -> tuple[time, time]:
    since, until = _time(first), _time(last)
    if since == until or (since > until and not overnight(since, until)):
        raise NotRead(
            t(
                "„{since}-{until}“: Das Ende liegt nicht nach dem Beginn.",
                since=first.text,
                until=last.text,
            )
        )
    short = not (first.minute or last.minute or first.text[0] == "0")
    if short and 0 < first.hour < last.hour <= _BETWEEN_MEANINGS:
        raise NotRead(
            t(
                "„{since}-{until}“ kann nachts oder nachmittags heißen.",
                since=first.text,
                until=last.text,
            )
        )
    return since, until


def _time(token: _Token) -> time:
    if (token.hour, token.minute) == (24, 0):
        return MIDNIGHT
    if token.hour > 23 or token.minute > 59:
        raise NotRead(t("„{value}“ ist keine Uhrzeit.", value=token.text))
    return time(token.hour, token.minute)


def _kinds(tokens: list[_Token], position: int, number: int = 2) -> tuple[_Kind, ...]:
    return tuple(token.kind for token in tokens[position : position + number])


def _skip_and(tokens: list[_Token], position: int) -> int:
    while position < len(tokens) and tokens[position].kind is _Kind.AND:
        position += 1
    return position
