"""The catalogue: levels, areas, indicators, tables, layers and sources, immutable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from sozialraum.domain.areas import SOCIAL, Area, Level, finest
from sozialraum.domain.confidentiality import NOTHING_CONFIDENTIAL, Confidentiality
from sozialraum.domain.connectors import Connector
from sozialraum.domain.editions import Boundaries
from sozialraum.domain.indicators import Indicator, Source, Table
from sozialraum.domain.layers import Layer
from sozialraum.domain.records import RecordList
from sozialraum.domain.scenes import Story
from sozialraum.domain.social_index import IndexPreset
from sozialraum.domain.start import Start
from sozialraum.domain.targets import TargetGroup
from sozialraum.domain.themes import Method, Reference, ThemePage
from sozialraum.domain.translation import Translation
from sozialraum.errors import UnknownEntry
from sozialraum.language import Language, n_, t

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
    made, ``targets`` the target groups of the gap analysis in their declared order, ``presets``
    prepared indices likewise, ``stories`` the presentations that come with the data,
    ``confidentiality`` the rules by which figures are hidden, ``editions`` the borders of
    other times by level and edition, ``translations`` what is said in further languages.
    ``original`` is what a translated one was made of. Two catalogues of the same files are equal.
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
    confidentiality: Confidentiality = NOTHING_CONFIDENTIAL
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    editions: Mapping[tuple[str, str], Boundaries] = field(default_factory=dict)
    presets: Mapping[str, IndexPreset] = field(default_factory=dict)
    stories: Mapping[str, Story] = field(default_factory=dict)
    translations: Mapping[Language, Translation] = field(default_factory=dict)
    original: Catalog | None = field(default=None, repr=False, compare=False)
    _by_code: Mapping[tuple[str, str], Area] = field(init=False, repr=False, compare=False)
    _atom: str = field(init=False, repr=False, compare=False)
    _district: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {
            (area.level, area.code): area
            for areas in self.areas_by_level.values()
            for area in areas
        }
        object.__setattr__(self, "_by_code", MappingProxyType(known))
        atom = finest(self.levels.values())
        object.__setattr__(self, "_atom", atom.id if atom else "")
        object.__setattr__(self, "_district", self._covering())

    @property
    def atom(self) -> str:
        """Id of the finest level, of which all others are made; empty where it is unreadable."""
        return self._atom

    @property
    def german(self) -> Catalog:
        """The declarations as they are written: for what is stored or compared, not for reading."""
        return self.original or self

    @property
    def city(self) -> str:
        """Id of the coarsest level, the whole city; empty where there is no level."""
        return next(reversed(list(self.levels)), "")

    @property
    def district(self) -> str:
        """Id of the coarsest level below the city that covers all of it; empty where none does.

        Its borders help to find one's way, and areas are compared with the values of its areas.
        """
        return self._district

    @property
    def planning(self) -> str:
        """Id of the level for which services are planned: the Sozialräume, where there are any."""
        return SOCIAL if SOCIAL in self.levels else self.district or self.atom

    def _covering(self) -> str:
        atoms = self.areas_by_level.get(self.atom, ())
        between = reversed(list(self.levels)[1:-1])
        covering = (id_ for id_ in between if all(id_ in atom.parents for atom in atoms))
        return next(covering, "")

    def level(self, entry: str) -> Level:
        """The level with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.levels, entry, n_("Raumebene „{entry}“ gibt es nicht."))

    def indicator(self, entry: str) -> Indicator:
        """The indicator with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.indicators, entry, n_("Indikator „{entry}“ gibt es nicht."))

    def table(self, entry: str) -> Table:
        """The table with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.tables, entry, n_("Tabelle „{entry}“ gibt es nicht."))

    def layer(self, entry: str) -> Layer:
        """The overlay layer with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.layers, entry, n_("Karten-Ebene „{entry}“ gibt es nicht."))

    def source(self, entry: str) -> Source:
        """The source with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.sources, entry, n_("Quelle „{entry}“ gibt es nicht."))

    def page(self, entry: str) -> ThemePage:
        """The theme page with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.pages, entry, n_("Seite „{entry}“ gibt es nicht."))

    def records(self, entry: str) -> RecordList:
        """The list with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.lists, entry, n_("Verzeichnis „{entry}“ gibt es nicht."))

    def words_on(self, layer: str) -> Callable[[str], str]:
        """How cells of an overlay are said: as in the list whose entries it shows."""
        return next((known.said for known in self.lists.values() if known.layer == layer), str)

    def target(self, entry: str) -> TargetGroup:
        """The target group with this id; raises :class:`UnknownEntry` with a suggestion."""
        return _find(self.targets, entry, n_("Zielgruppe „{entry}“ gibt es nicht."))

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
        missing = t(
            "Das Gebiet „{code}“ der Raumebene „{level}“ gibt es nicht.",
            code=code,
            level=self.level(level).name,
        )
        raise UnknownEntry(missing, suggestion(code, names))

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


def _find(entries: Mapping[str, Entry], entry: str, missing: str) -> Entry:
    found = entries.get(entry)
    if found is not None:
        return found
    names = {key: str(getattr(value, "name", "")) for key, value in entries.items()}
    raise UnknownEntry(t(missing, entry=entry), suggestion(entry, names))


def suggestion(entry: str, names: Mapping[str, str]) -> str:
    """A sentence with the nearest ids (by id or name), or with the first that exist."""
    by_word = {name.casefold(): key for key, name in names.items() if name}
    by_word.update({key.casefold(): key for key in names})
    near = get_close_matches(entry.casefold(), by_word, n=3, cutoff=0.6)
    if near:
        meant = quoted(dict.fromkeys(by_word[word] for word in near))
        return t("Gemeint ist vielleicht {names}.", names=meant)
    if not names:
        return t("Es ist noch keiner dieser Einträge angelegt.")
    more = " …" if len(names) > 12 else ""
    return t("Es gibt: {names}{more}", names=quoted(list(names)[:12]), more=more)


def quoted(words: Iterable[str]) -> str:
    """Words in quotation marks, separated by commas."""
    return ", ".join(t("„{word}“", word=word) for word in words)
