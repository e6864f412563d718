"""The catalogue: levels, areas, indicators, tables, layers and sources, immutable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from sozialraum.domain.areas import Area, Level
from sozialraum.domain.indicators import Indicator, Source, Table
from sozialraum.domain.layers import Layer
from sozialraum.domain.records import RecordList
from sozialraum.domain.start import Start
from sozialraum.domain.targets import TargetGroup
from sozialraum.domain.themes import Method, Reference, ThemePage
from sozialraum.errors import UnknownEntry

if TYPE_CHECKING:
    import pandas as pd

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Catalog:
    """Everything that is declared. Mappings are read-only and ordered.

    ``levels`` from the finest to the coarsest, ``layers`` by their declared order, the rest by
    id. ``units`` are the rows of ``geo/gliederung.csv`` (one per atom, sorted by code, column ->
    text). ``start`` is what a fresh
    visitor sees, ``pages`` what the theme pages show, ``lists`` the typed lists of things,
    ``references`` published figures about places elsewhere, ``methods`` texts on how figures are
    made, ``targets`` the target groups of the gap analysis in their declared order. Two
    catalogues of the same files are equal.
    """

    levels: Mapping[str, Level]
    indicators: Mapping[str, Indicator]
    tables: Mapping[str, Table]
    layers: Mapping[str, Layer]
    sources: Mapping[str, Source]
    areas_by_level: Mapping[str, tuple[Area, ...]]
    units: tuple[Mapping[str, str], ...]
    start: Start
    pages: Mapping[str, ThemePage]
    lists: Mapping[str, RecordList]
    references: tuple[Reference, ...]
    methods: Mapping[str, Method]
    targets: Mapping[str, TargetGroup]
    _by_code: Mapping[tuple[str, str], Area] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {
            (area.level, area.code): area
            for areas in self.areas_by_level.values()
            for area in areas
        }
        object.__setattr__(self, "_by_code", MappingProxyType(known))

    def level(self, entry: str) -> Level:
        """The level with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.levels, entry, "Raumebene")

    def indicator(self, entry: str) -> Indicator:
        """The indicator with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.indicators, entry, "Indikator")

    def table(self, entry: str) -> Table:
        """The table with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.tables, entry, "Tabelle")

    def layer(self, entry: str) -> Layer:
        """The overlay layer with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.layers, entry, "Karten-Ebene")

    def source(self, entry: str) -> Source:
        """The source with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.sources, entry, "Quelle")

    def page(self, entry: str) -> ThemePage:
        """The theme page with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.pages, entry, "Seite")

    def records(self, entry: str) -> RecordList:
        """The list with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.lists, entry, "Verzeichnis")

    def target(self, entry: str) -> TargetGroup:
        """The target group with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.targets, entry, "Zielgruppe")

    def areas(self, level: str) -> tuple[Area, ...]:
        """The areas of a level, sorted by code; raises :class:`UnknownEntry`."""
        self.level(level)
        return self.areas_by_level[level]

    def area(self, level: str, code: str) -> Area:
        """One area; raises :class:`UnknownEntry` with a suggestion."""
        found = self._by_code.get((level, code))
        if found is not None:
            return found
        names = {area.code: area.name for area in self.areas(level)}
        raise miss(code, names, f"Gebiet der Ebene „{self.level(level).name}“")

    def membership(self, fine: str, coarse: str) -> dict[str, str]:
        """Code on ``fine`` -> code on ``coarse``; areas that lie in no single one are left out."""
        self.level(coarse)
        return {
            area.code: area.parents[coarse] for area in self.areas(fine) if coarse in area.parents
        }

    def hierarchy(self) -> pd.DataFrame:
        """``geo/gliederung.csv`` as a new frame of text: one row per atom, sorted by code."""
        import pandas as pd

        return pd.DataFrame([dict(unit) for unit in self.units], dtype="str")


def _find(entries: Mapping[str, Entry], entry: str, noun: str) -> Entry:
    found = entries.get(entry)
    if found is not None:
        return found
    names = {key: str(getattr(value, "name", "")) for key, value in entries.items()}
    raise miss(entry, names, noun)


def miss(entry: str, names: Mapping[str, str], noun: str) -> UnknownEntry:
    """The error for an ``entry`` that is not there; ``names`` maps every id to its name."""
    return UnknownEntry(f"{noun} „{entry}“ gibt es nicht.", suggestion(entry, names))


def suggestion(entry: str, names: Mapping[str, str]) -> str:
    """A German sentence with the nearest ids (by id or name), or with the first that exist."""
    by_word = {name.casefold(): key for key, name in names.items() if name}
    by_word.update({key.casefold(): key for key in names})
    near = get_close_matches(entry.casefold(), by_word, n=3, cutoff=0.6)
    if near:
        return f"Gemeint ist vielleicht {quoted(dict.fromkeys(by_word[word] for word in near))}."
    if not names:
        return "Es ist noch keiner dieser Einträge angelegt."
    more = " …" if len(names) > 12 else ""
    return f"Es gibt: {quoted(list(names)[:12])}{more}"


def quoted(words: Iterable[str]) -> str:
    """Words in German quotation marks, separated by commas."""
    return ", ".join(f"„{word}“" for word in words)
