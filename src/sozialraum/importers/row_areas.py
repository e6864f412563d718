"""Which area a row speaks of: one of the level of the table, the city, another level, none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.catalog import Catalog
from sozialraum.catalog.sheet import clean
from sozialraum.domain.areas import Level
from sozialraum.importers.keys import TOTALS_LEFT_OUT, KeyResolver, is_total, word
from sozialraum.join import KeyMatch
from sozialraum.language import t

_MANY = 50_000
"""Different keys beyond which no other level is looked for: these are no areas."""


@dataclass(frozen=True)
class RowFound:
    """A row that is no area of its table: ``line`` of the file, ``key`` or name as delivered.

    ``level`` and ``code`` say which area of another level it is; both are empty for a total row.
    """

    line: int
    key: str
    level: str = ""
    code: str = ""


@dataclass(frozen=True)
class AreaBook:
    """The names and codes of all levels of a catalogue; build it once with :meth:`of`."""

    levels: Mapping[str, Level]
    resolvers: Mapping[str, KeyResolver]
    city: str

    @classmethod
    def of(cls, catalog: Catalog) -> AreaBook:
        """The book of a catalogue. ``city`` is the coarsest level if it has one area, or empty."""
        resolvers = {
            level.id: KeyResolver.of(level, catalog.areas(level.id))
            for level in catalog.levels.values()
        }
        top = max(catalog.levels.values(), key=lambda level: level.order, default=None)
        city = top.id if top and len(catalog.areas(top.id)) == 1 else ""
        return cls(catalog.levels, resolvers, city)

    def is_area(self, text: str) -> bool:
        """True for a complete code, a name or an old name of any level, and for the whole city."""
        return self.is_city(text) or any(self.elsewhere(text, ""))

    def is_city(self, text: str) -> bool:
        """True for the name of the city, with or without „Stadt“."""
        if not self.city:
            return False
        resolver, plain = self.resolvers[self.city], word(text)
        bare = plain.removeprefix("kreisfreie ").removeprefix("stadt ").removesuffix(" stadt")
        return text in resolver.labels or plain in resolver.names or bare in resolver.names

    def elsewhere(self, text: str, level: str) -> Iterator[tuple[str, str]]:
        """(level, code) of the areas of other levels that a text names or writes in full."""
        name = word(text)
        for other, resolver in self.resolvers.items():
            if other == level or not text:
                continue
            if text in resolver.labels:
                yield other, text
            elif not text.isdigit() and len(resolver.names.get(name, ())) == 1:
                yield other, next(iter(resolver.names[name]))


@dataclass(frozen=True, eq=False)
class RowAreas:
    """One entry per row in ``match``, ``total`` and ``others`` ((level, code) or None).

    ``contradictions`` are positions of rows whose key and name mean different areas; they have no
    area. ``names`` counts names that are written in an unknown way beside a known key.
    """

    match: KeyMatch
    total: NDArray[np.bool_]
    others: tuple[tuple[str, str] | None, ...]
    contradictions: tuple[int, ...] = ()
    names: int = 0

    @property
    def joined(self) -> NDArray[np.bool_]:
        """Rows that have to find an area of the level."""
        another = np.array([other is not None for other in self.others], dtype=bool)
        result: NDArray[np.bool_] = ~self.total & ~another
        return result


def resolve_rows(
    keys: pd.Series,
    names: pd.Series | None,
    level: str,
    book: AreaBook,
    accepted: Mapping[str, str] | None = None,
    excluded: Mapping[str, str] | None = None,
) -> RowAreas:
    """Resolve the rows of one level; ``names`` is the control column beside the keys, or None.

    ``accepted`` (key -> code) is believed before everything else; keys of ``excluded`` are no
    totals and no rows of another level. A key that is ambiguous or empty is decided by the name.
    """
    second = names if names is not None else pd.Series("", index=keys.index, dtype="str")
    pairs, distinct = distinct_pairs(keys, second)
    listed = [(clean(key), clean(name)) for key, name in distinct]
    state = _Pairs(listed, book, level, accepted or {}, excluded or {})
    state.resolve()
    picked = pairs.tolist()
    another = state.of_one_level()
    return RowAreas(
        match=KeyMatch(
            keys=tuple(listed[n][0] or listed[n][1] for n in picked),
            codes=tuple(state.codes[n] for n in picked),
            suggestions=tuple(state.hints[n] for n in picked),
            used_aliases=state.used,
            notes=tuple(dict.fromkeys(state.notes)),
        ),
        total=np.array([state.totals[n] for n in picked], dtype=bool),
        others=tuple(another[n] for n in picked),
        contradictions=tuple(row for row, n in enumerate(picked) if n in state.contrary),
        names=sum(1 for n in picked if n in state.strange),
    )


def distinct_pairs(
    first: pd.Series | NDArray[np.object_], second: pd.Series | NDArray[np.object_]
) -> tuple[NDArray[np.int64], list[tuple[str, str]]]:
    """Positions (one per row) in the list of the distinct pairs of two columns of text."""
    (one, ones), (other, others) = pd.factorize(first), pd.factorize(second)
    width = max(len(others), 1)
    numbers, positions = np.unique(one * width + other, return_inverse=True)
    pairs = [(str(ones[n // width]), str(others[n % width])) for n in numbers.tolist()]
    return positions.astype(np.int64), pairs


@dataclass
class _Pairs:
    """Distinct pairs of key and name; every list has one entry per pair."""

    pairs: list[tuple[str, str]]
    book: AreaBook
    level: str
    accepted: Mapping[str, str]
    excluded: Mapping[str, str]
    codes: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    totals: list[bool] = field(default_factory=list)
    others: list[list[tuple[str, str]]] = field(default_factory=list)
    contrary: set[int] = field(default_factory=set)
    strange: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    used: frozenset[str] = frozenset()

    def resolve(self) -> None:
        resolver = self.book.resolvers[self.level]
        first = resolver.resolve([key for key, _ in self.pairs])
        second = resolver.resolve([name for _, name in self.pairs], suggest=False)
        by_names = self._by_names(resolver, first.codes, second.codes)
        exact = {key for key, _ in self.pairs}
        self.used = first.used_aliases | second.used_aliases
        self.notes += [note for note in first.notes if note != t(TOTALS_LEFT_OUT)]
        if by_names:
            self.notes.append(t("Die Schlüssel sind nach den Namen daneben gelesen."))
        for n, (key, name) in enumerate(self.pairs):
            code, by_name = first.codes[n], second.codes[n]
            if code and by_name and code != by_name and by_names:
                code = by_name
            if not code and by_name and (not key or by_name in resolver.readings(key)):
                code = by_name
            if name and code and not by_name:
                self.strange.add(n)
            hint = first.suggestions[n] or (resolver.labels[by_name] if by_name else "")
            self._take(n, key, name, code, by_name, hint, exact)
        if any(self.totals):
            self.notes.append(t("Summenzeilen sind keine Gebiete; sie dienen als Prüfsummen."))

    def _by_names(
        self, resolver: KeyResolver, codes: tuple[str, ...], names: tuple[str, ...]
    ) -> bool:
        """True where another numbering explains every difference between keys and names."""
        found = list(zip(self.pairs, codes, names, strict=True))
        differ = any(code and name and code != name for _, code, name in found)
        return differ and resolver.explains((key, name) for (key, _), _, name in found if name)

    def _take(
        self, n: int, key: str, name: str, code: str, by_name: str, hint: str, exact: set[str]
    ) -> None:
        """Decide about one pair."""
        resolver = self.book.resolvers[self.level]
        text = key or name
        confirmed = self.accepted.get(text, "")
        another: list[tuple[str, str]] = []
        total = False
        if confirmed in resolver.labels:
            code = confirmed
        elif text in self.excluded:
            code = ""
        elif key and name and code not in {by_name, key} and (both := self._both(key, name)):
            code, another = "", both
        elif code and by_name and code != by_name:
            hint = f"{resolver.labels[code]} oder {resolver.labels[by_name]}"
            self.contrary.add(n)
            code = ""
        elif not code or self._short(key, name, code, by_name, exact):
            total = self._is_total(key, name)
            another = [] if total or n > _MANY else self._elsewhere(key, name)
            code = "" if total or another else code
        self.codes.append(code)
        self.hints.append("" if code or total or another else hint)
        self.totals.append(total)
        self.others.append(another)

    def _short(self, key: str, name: str, code: str, by_name: str, exact: set[str]) -> bool:
        """Digits without their zeros, where the complete key stands elsewhere in the column, or
        where the name says something else: „05 Nordmarkt“ among 051, 052, 053.
        """
        if not key.isdigit() or key == code or key.zfill(len(code)) != code:
            return False
        return code in exact or (not by_name and any(self.book.elsewhere(name, self.level)))

    def _is_total(self, key: str, name: str) -> bool:
        if self.level == self.book.city:
            return is_total(key) if key else is_total(name)
        words = [text for text in (key, name) if text]
        return any(is_total(text) or self.book.is_city(text) for text in words)

    def _elsewhere(self, key: str, name: str) -> list[tuple[str, str]]:
        """Areas of other levels; key and name must agree where both name some."""
        by_key = list(self.book.elsewhere(key, self.level))
        by_name = list(self.book.elsewhere(name, self.level))
        return self._both(key, name) or ([] if by_key and by_name else by_key or by_name)

    def _both(self, key: str, name: str) -> list[tuple[str, str]]:
        """Areas of other levels that key and name mean both."""
        by_name = list(self.book.elsewhere(name, self.level))
        return [found for found in self.book.elsewhere(key, self.level) if found in by_name]

    def of_one_level(self) -> list[tuple[str, str] | None]:
        """The level that explains most of the rows of other levels, the finer one on a tie."""
        votes = Counter(level for found in self.others for level, _ in found)
        order = {level.id: level.order for level in self.book.levels.values()}
        return [
            min(found, key=lambda one: (-votes[one[0]], order[one[0]])) if found else None
            for found in self.others
        ]
