"""Which column holds the keys of which level, proposed from the content of all columns.

A column of numbers never becomes the key because its numbers happen to be codes: short numbers need
a heading that says so, a column of names beside them that agrees, or every area exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialraum.domain.areas import Level
from sozialraum.domain.imports import Question
from sozialraum.importers.headings import Heading
from sozialraum.importers.keys import KeyResolver, is_total, word
from sozialraum.importers.row_areas import AreaBook
from sozialraum.language import t

KEY_WORDS = re.compile(
    r"schluessel|\bcode\b|\bnr\b|nummer|kennung|kennziffer|gebiet|bezirk|(?<!wohn)raum|\bid\b|quartier|"
    r"ortsteil|stadtteil|viertel|area|\bub\b|\bsb\b|\w+nr\b"
)
_DECIMAL = re.compile(r"[-−–+(]?\s?[0-9]*[.,][0-9.,]+.{0,3}")
_ENOUGH = 0.5
_CLOSE = 0.03
_COMPLETE = 0.9
_MANY = 20_000
"""Different texts in a column that is still looked at as one of keys."""


@dataclass(frozen=True)
class KeyCandidate:
    """How well a column fits a level.

    ``share`` of the rows with an area (ambiguous numbers count), ``coverage`` share of the areas of
    the level that occur, ``areas`` how many these are, ``digits`` True for a column of numbers,
    ``named`` True where the heading names the level.
    """

    position: int
    title: str
    level: str
    share: float
    coverage: float
    areas: int
    digits: bool
    named: bool

    def score(self, most: int) -> float:
        """0 to 1: share first, then the number of areas (``most`` is the highest of all columns:
        the district beside each area is no key), heading and coverage.
        """
        areas = self.areas / max(most, 1)
        return round(0.6 * self.share + 0.2 * areas + 0.1 * self.named + 0.1 * self.coverage, 4)


@dataclass(frozen=True)
class KeyFinding:
    """``key`` and ``name`` are positions of columns or None; ``level`` may be empty (not decided).

    ``candidates`` are all columns and levels that fit, the best first.
    """

    key: int | None
    name: int | None
    level: str
    candidates: tuple[KeyCandidate, ...]
    questions: tuple[Question, ...] = ()


def find_key(
    columns: Mapping[int, pd.Series], headings: Sequence[Heading], book: AreaBook
) -> KeyFinding:
    """Propose key column, name column and level; ``columns`` maps positions to the data cells."""
    titles = {heading.position: heading.title for heading in headings}
    counted = {n: column[column != ""].value_counts() for n, column in columns.items()}
    found = [
        candidate
        for n, counts in counted.items()
        for candidate in _of_column(n, titles[n], counts, book)
    ]
    words = [candidate for candidate in found if not candidate.digits]
    best = max((candidate.share for candidate in words), default=0.0)
    found = [
        candidate
        for candidate in found
        if not candidate.digits
        or _agrees(candidate, columns, [w for w in words if w.share > best - _CLOSE], book)
    ]
    most = max((candidate.areas for candidate in found), default=0)
    found.sort(key=lambda c: (-c.score(most), book.levels[c.level].order, c.digits, c.position))
    if not found:
        choices = tuple((heading.title, heading.title) for heading in headings)
        text = t("In welcher Spalte stehen Schlüssel oder Namen der Gebiete?")
        levels = tuple((level.id, level.name) for level in book.levels.values())
        asked = (
            Question("schluessel", text, choices=choices),
            Question("ebene", t("Zu welcher Raumebene gehören sie?"), choices=levels),
        )
        return KeyFinding(None, None, "", (), asked)
    level, questions = _level(found, book)
    key = _first(found, level, digits=True)
    name = _first(found, level, digits=False)
    if key is None:
        key, name = name, _second_name(found, level, name)
    return KeyFinding(key, name, level, tuple(found), questions)


def _of_column(n: int, title: str, counts: pd.Series, book: AreaBook) -> list[KeyCandidate]:
    """The levels that a column fits."""
    texts = [str(text) for text in counts.index]
    weights = dict(zip(texts, counts.tolist(), strict=True))
    broken = sum(weights[text] for text in texts if _DECIMAL.fullmatch(text))
    if len(texts) > _MANY or 2 * broken > sum(weights.values()):
        return []
    real = [text for text in texts if not is_total(text) and not book.is_city(text)] or texts
    weight = sum(weights[text] for text in real)
    digits = 2 * sum(weights[t] for t in real if t.isascii() and t.isdigit()) > weight
    told = bool(KEY_WORDS.search(word(title)))
    named = levels_named(title, book.levels)
    found = []
    for level, resolver in book.resolvers.items():
        hits, codes, complete = _hits(real, weights, resolver)
        share = hits / max(weight, 1)
        coverage = len(codes) / max(len(resolver.labels), 1)
        once = coverage >= _COMPLETE and len(codes) >= 20 and len(real) == weight and complete
        if share < _ENOUGH or (digits and not (told or named or once)):
            continue
        found.append(
            KeyCandidate(n, title, level, share, coverage, len(codes), digits, level in named)
        )
    return found


def _hits(
    texts: list[str], weights: Mapping[str, int], resolver: KeyResolver
) -> tuple[int, set[str], bool]:
    """Rows with an area, the areas, and whether no area stands under two keys."""
    match = resolver.resolve(texts, suggest=False)
    hits, codes, several = 0, set[str](), 0
    for key, code, text in zip(match.keys, match.codes, texts, strict=True):
        if code or (key.isdigit() and resolver.readings(key)):
            hits += weights[text]
        several += code in codes
        if code:
            codes.add(code)
    return hits, codes, not several


def _agrees(
    candidate: KeyCandidate,
    columns: Mapping[int, pd.Series],
    names: list[KeyCandidate],
    book: AreaBook,
) -> bool:
    """False for numbers that contradict the names beside them in most rows."""
    beside = [name for name in names if name.level == candidate.level]
    if not names:
        return True
    if not beside:
        return False
    resolver = book.resolvers[candidate.level]
    pairs = pd.DataFrame({"key": columns[candidate.position], "name": columns[beside[0].position]})
    pairs = pairs[(pairs != "").all(axis=1)].drop_duplicates()
    match = resolver.resolve(pairs["name"].tolist(), suggest=False)
    known = [
        code in resolver.readings(key)
        for key, code in zip(pairs["key"], match.codes, strict=True)
        if code
    ]
    return 2 * sum(known) >= len(known)


def _level(found: list[KeyCandidate], book: AreaBook) -> tuple[str, tuple[Question, ...]]:
    """The level of the best candidate, and a question where another one fits as well."""
    first = found[0]
    same = {c.level: c for c in reversed(found) if c.position == first.position}
    open_ = [c for level, c in same.items() if level != first.level and not _beats(first, c)]
    open_.sort(key=lambda c: (-c.share, book.levels[c.level].order))
    if not open_:
        return first.level, ()
    choices = tuple((c.level, book.levels[c.level].name) for c in (first, *open_))
    text = t("Zu welcher Raumebene gehören die Gebiete der Spalte „{title}“?", title=first.title)
    return first.level, (Question("ebene", text, first.title, choices),)


def _beats(first: KeyCandidate, other: KeyCandidate) -> bool:
    """True where a person need not be asked."""
    if first.share - other.share > _CLOSE or (first.named and not other.named):
        return True
    return first.coverage >= _COMPLETE and other.coverage < _COMPLETE


def find_key_of_levels(
    columns: Mapping[int, pd.Series],
    headings: Sequence[Heading],
    levels: pd.Series,
    book: AreaBook,
) -> KeyFinding:
    """Key and name column of a table in which another column says the level of each row.

    ``levels`` are ids of levels, empty where the word is unknown.
    """
    found = []
    for heading in headings:
        if heading.position not in columns:
            continue
        pairs = pd.DataFrame({"key": columns[heading.position], "level": levels})
        pairs = pairs[(pairs != "").all(axis=1)].value_counts().reset_index()
        hits = sum(
            _hits_of_level(part, book.resolvers[str(i)]) for i, part in pairs.groupby("level")
        )
        weight = max(int(pairs["count"].sum()), 1)
        digits = 2 * int(pairs["count"][pairs["key"].str.isdigit()].sum()) > weight
        if hits >= _ENOUGH * weight and (not digits or KEY_WORDS.search(word(heading.title))):
            size = pairs["key"].nunique()
            n, title, share = heading.position, heading.title, hits / weight
            found.append(KeyCandidate(n, title, "", share, 0.0, size, digits, named=False))
    found.sort(key=lambda c: (-c.share, not c.digits, c.position))
    key = next((c.position for c in found if c.digits), None)
    name = next((c.position for c in found if not c.digits), None)
    if key is None and name is None:
        return find_key({}, headings, book)
    if key is None:
        key, name = name, None
    return KeyFinding(key, name, "", tuple(found))


def _hits_of_level(pairs: pd.DataFrame, resolver: KeyResolver) -> int:
    """Rows whose key (columns ``key`` and ``count``) is one of the level of the resolver."""
    if len(pairs) > _MANY:
        return 0
    keys = pairs["key"].tolist()
    codes = resolver.resolve(keys, suggest=False).codes
    counts = pairs["count"].tolist()
    known = (bool(code or resolver.readings(key)) for key, code in zip(keys, codes, strict=True))
    return sum(count for hit, count in zip(known, counts, strict=True) if hit)


def levels_named(title: str, levels: Mapping[str, Level]) -> set[str]:
    """Levels that a heading names; „Stadtbezirk“ does not name „Bezirk“."""
    plain = f" {word(title)} "
    names: dict[str, set[str]] = {}
    for level in levels.values():
        for text in {word(level.id), word(level.name), word(level.plural)}:
            names.setdefault(text, set()).add(level.id)
    found = [text for text in names if re.search(rf"\b{re.escape(text)}", plain)]
    longest = [t for t in found if not any(t != other and t in other for other in found)]
    return set().union(*(names[text] for text in longest)) if longest else set()


def _first(found: list[KeyCandidate], level: str, *, digits: bool) -> int | None:
    fitting = [c for c in found if c.level == level and c.digits is digits]
    return fitting[0].position if fitting else None


def _second_name(found: list[KeyCandidate], level: str, first: int | None) -> int | None:
    """Another column of names of the same level, such as codes with names beside names."""
    more = [c.position for c in found if c.level == level and c.position != first]
    return more[0] if more else None


def level_words(texts: Iterable[str], levels: Mapping[str, Level]) -> dict[str, str]:
    """Ids for the texts that are id, name or plural of a level; others are left out."""
    known = {
        word(text): level.id
        for level in levels.values()
        for text in (level.plural, level.name, level.id)
    }
    return {text: known[word(text)] for text in texts if word(text) in known}
