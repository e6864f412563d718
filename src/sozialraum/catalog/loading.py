"""From a home folder to the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from sozialraum.catalog.catalog import Catalog
from sozialraum.catalog.checks import START_FILE, References
from sozialraum.catalog.confidentiality import read_confidentiality
from sozialraum.catalog.connectors import connector_problems, read_connectors
from sozialraum.catalog.declarations import Declared, build, read_entries, read_folder, read_toml
from sozialraum.catalog.editions import read_editions
from sozialraum.catalog.hierarchy import read_hierarchy
from sozialraum.catalog.index_checks import of_presets
from sozialraum.catalog.page_checks import of_lists, of_pages
from sozialraum.catalog.references import read_references
from sozialraum.catalog.stories import of_stories, read_stories
from sozialraum.catalog.target_checks import of_targets
from sozialraum.catalog.translation import read_methods, read_translations
from sozialraum.domain.areas import Level
from sozialraum.domain.indicators import Indicator, Source, Table
from sozialraum.domain.layers import Layer
from sozialraum.domain.records import RecordList
from sozialraum.domain.scenes import Story
from sozialraum.domain.social_index import IndexPreset
from sozialraum.domain.start import Start
from sozialraum.domain.targets import TargetGroup
from sozialraum.domain.themes import ThemePage
from sozialraum.errors import CatalogInvalid, Problem

Value = TypeVar("Value")
Placed = TypeVar("Placed", Layer, TargetGroup, IndexPreset, Story)
SOURCES_FILE = "data/quellen.toml"


@dataclass(frozen=True)
class Survey:
    """What a home folder declares, with everything that is wrong about it.

    ``catalog`` holds the entries that are readable; it is complete where ``problems`` is empty.
    ``broken`` are the ids of indicators that are declared but not readable.
    """

    catalog: Catalog
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def load_catalog(home: Path, *, files: bool = True) -> Catalog:
    """Read ``geo/`` and ``data/`` below ``home``.

    Raises :class:`CatalogInvalid` with all problems. ``files=False`` leaves out the check that the
    tables beside the declarations exist (for the declarations inside a release).
    """
    found = survey(home, files=files)
    if found.problems:
        what = f"Die Angaben unter {home} haben {len(found.problems)} Fehler."
        raise CatalogInvalid(what, found.problems)
    return found.catalog


def survey(home: Path, extra: Sequence[Path] = (), *, files: bool = True) -> Survey:
    """Like :func:`load_catalog`, but never raises: problems come beside the readable entries.

    ``extra`` are further folders of the same shape with indicators, tables, layers and sources
    (active imports, the oldest first); an id that is declared twice is a problem, but a layer of a
    later folder replaces that of an earlier one.
    """
    levels = read_folder(home, "geo", Level)
    indicators = read_folder(home, "data/indikatoren", Indicator)
    tables = read_folder(home, "data/statistik", Table)
    layers = read_folder(home, "data/layer", Layer)
    sources = read_entries(home, SOURCES_FILE, Source)
    added = [_Added.read(root) for root in extra]
    for place in added:
        indicators.add(place.indicators)
        sources.add(place.sources)
    pages = read_folder(home, "data/seiten", ThemePage)
    lists = read_folder(home, "data/listen", RecordList)
    targets = read_folder(home, "data/zielgruppen", TargetGroup)
    start, problems = _read_start(home)
    ordered = dict(sorted(levels.entries.items(), key=lambda item: item[1].order))
    areas, units, found = read_hierarchy(home, ordered)
    problems += found
    references = References(home, levels, indicators, layers, sources)
    problems += references.of_levels(areas)
    problems += references.of_indicators()
    problems += references.of_tables(tables, files=files)
    problems += references.of_layers(files=files)
    problems += _take_added(added, references, tables, files=files)
    for declared in (levels, indicators, tables, layers, sources, pages, lists, targets):
        problems += declared.problems
    if start is not None:
        problems += [*references.of_start(start), *references.start_areas(start, areas)]
    named = (*indicators.entries, *indicators.broken), (*sources.entries, *sources.broken)
    compared, found = read_references(home, *named)
    problems += found
    catalog = Catalog(
        levels=_frozen(ordered),
        indicators=_entries(indicators),
        tables=_entries(tables),
        layers=_in_order(layers),
        sources=_entries(sources),
        areas_by_level=_frozen({level: areas.get(level, ()) for level in ordered}),
        units=tuple(_frozen(dict(unit)) for unit in units),
        start=start or _NO_START,
        pages=_entries(pages),
        lists=_entries(lists),
        references=compared,
        methods=read_methods(home),
        targets=_in_order(targets),
    )
    broken = frozenset(indicators.broken)
    problems += of_pages(pages, catalog, lists, broken)
    problems += of_lists(home, lists, catalog, files=files)
    problems += of_targets(targets, catalog, broken)
    catalog, found = _completed(home, catalog, broken)
    return Survey(catalog, tuple(sorted({*problems, *found})), broken)


def _completed(
    home: Path, catalog: Catalog, broken: frozenset[str]
) -> tuple[Catalog, list[Problem]]:
    """The catalogue with what refers to it: rules, borders, sources, indices, languages."""
    rules, problems = read_confidentiality(home, catalog, broken)
    editions, found = read_editions(home, catalog)
    connectors = read_connectors(home)
    problems += [*found, *connectors.problems, *connector_problems(connectors, catalog)]
    presets = read_folder(home, "data/sozialindex", IndexPreset)
    problems += [*presets.problems, *of_presets(presets, catalog, broken)]
    stories = read_stories(home)
    problems += [*stories.problems, *of_stories(stories, catalog, broken)]
    translations, found = read_translations(home)
    problems += found
    complete = replace(
        catalog,
        confidentiality=rules,
        editions=editions,
        connectors=_entries(connectors),
        presets=_in_order(presets),
        stories=_in_order(stories),
        translations=translations,
    )
    return complete, problems


_NO_START = Start.model_validate(
    {"titel": "", "stadt": "", "einleitung": "", "karte": {"indikator": "", "ebene": ""}}
)
"""Stands in a survey whose start view is unreadable; such a catalogue is never handed out."""


@dataclass(frozen=True)
class _Added:
    """What a further folder declares."""

    root: Path
    indicators: Declared[Indicator]
    tables: Declared[Table]
    layers: Declared[Layer]
    sources: Declared[Source]

    @classmethod
    def read(cls, root: Path) -> _Added:
        prefix = "/".join(root.parts[-3:]) + "/"
        has_sources = (root / SOURCES_FILE).is_file()
        return cls(
            root,
            read_folder(root, "data/indikatoren", Indicator, prefix),
            read_folder(root, "data/statistik", Table, prefix),
            read_folder(root, "data/layer", Layer, prefix),
            read_entries(root, SOURCES_FILE, Source, prefix) if has_sources else Declared(),
        )


def _take_added(
    added: Sequence[_Added], references: References, tables: Declared[Table], *, files: bool
) -> list[Problem]:
    """Add tables and layers of further folders to those of the home folder; check their files."""
    levels, indicators, sources = references.levels, references.indicators, references.sources
    problems: list[Problem] = []
    layers: Declared[Layer] = Declared()
    for place in added:
        there = References(place.root, levels, indicators, place.layers, sources)
        problems += there.of_tables(place.tables, files=files)
        problems += there.of_layers(files=files)
        tables.add(place.tables)
        layers.replace_by(place.layers)
    references.layers.add(layers)
    return problems


def _read_start(home: Path) -> tuple[Start | None, list[Problem]]:
    content, problems = read_toml(home / START_FILE, START_FILE)
    if content is None:
        return None, problems
    return build(content, Start, START_FILE)


def _entries(declared: Declared[Value]) -> Mapping[str, Value]:  # type: ignore[type-var]
    return _frozen(dict(sorted(declared.entries.items())))


def _in_order(declared: Declared[Placed]) -> Mapping[str, Placed]:
    """Entries by their place in lists, then by id."""
    return _frozen(
        dict(sorted(declared.entries.items(), key=lambda item: (item[1].order, item[0])))
    )


def _frozen(entries: dict[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(entries)
