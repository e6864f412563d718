"""From a home folder to the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from sozialraum.catalog.catalog import Catalog
from sozialraum.catalog.checks import START_FILE, References
from sozialraum.catalog.declarations import Declared, build, read_entries, read_folder, read_toml
from sozialraum.catalog.hierarchy import read_hierarchy
from sozialraum.catalog.page_checks import of_lists, of_pages
from sozialraum.catalog.references import read_references
from sozialraum.catalog.target_checks import of_targets
from sozialraum.domain.areas import Level
from sozialraum.domain.indicators import Indicator, Source, Table
from sozialraum.domain.layers import Layer
from sozialraum.domain.records import RecordList
from sozialraum.domain.start import Start
from sozialraum.domain.targets import TargetGroup
from sozialraum.domain.themes import Method, ThemePage
from sozialraum.errors import CatalogInvalid, Problem

Value = TypeVar("Value")


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


def survey(home: Path, *, files: bool = True) -> Survey:
    """Like :func:`load_catalog`, but never raises: problems come beside the readable entries."""
    levels = read_folder(home, "geo", Level)
    indicators = read_folder(home, "data/indikatoren", Indicator)
    tables = read_folder(home, "data/statistik", Table)
    layers = read_folder(home, "data/layer", Layer)
    sources = read_entries(home, "data/quellen.toml", Source)
    pages = read_folder(home, "data/seiten", ThemePage)
    lists = read_folder(home, "data/listen", RecordList)
    targets = read_folder(home, "data/zielgruppen", TargetGroup)
    start, problems = _read_start(home)
    ordered = dict(sorted(levels.entries.items(), key=lambda item: item[1].order))
    areas, units, found = read_hierarchy(home, ordered)
    problems += found
    for declared in (levels, indicators, tables, layers, sources, pages, lists, targets):
        problems += declared.problems
    references = References(home, levels, indicators, layers, sources)
    problems += references.of_levels(areas)
    problems += references.of_indicators()
    problems += references.of_tables(tables, files=files)
    problems += references.of_layers(files=files)
    if start is not None:
        problems += references.of_start(start)
        problems += references.start_areas(start, areas)
    named = (*indicators.entries, *indicators.broken), (*sources.entries, *sources.broken)
    compared, found = read_references(home, *named)
    problems += found
    catalog = Catalog(
        levels=_frozen(ordered),
        indicators=_entries(indicators),
        tables=_entries(tables),
        layers=_frozen(
            dict(sorted(layers.entries.items(), key=lambda item: (item[1].order, item[0])))
        ),
        sources=_entries(sources),
        areas_by_level=_frozen({level: areas.get(level, ()) for level in ordered}),
        units=tuple(_frozen(dict(unit)) for unit in units),
        start=start or _NO_START,
        pages=_entries(pages),
        lists=_entries(lists),
        references=compared,
        methods=_frozen(_read_methods(home)),
        targets=_frozen(
            dict(sorted(targets.entries.items(), key=lambda item: (item[1].order, item[0])))
        ),
    )
    problems += of_pages(pages, catalog, lists, frozenset(indicators.broken))
    problems += of_lists(home, lists, catalog, files=files)
    problems += of_targets(targets, catalog, frozenset(indicators.broken))
    return Survey(catalog, tuple(sorted(set(problems))), frozenset(indicators.broken))


_NO_START = Start.model_validate(
    {"titel": "", "stadt": "", "einleitung": "", "karte": {"indikator": "", "ebene": ""}}
)
"""Stands in a survey whose start view is unreadable; such a catalogue is never handed out."""


def _read_start(home: Path) -> tuple[Start | None, list[Problem]]:
    content, problems = read_toml(home / START_FILE, START_FILE)
    if content is None:
        return None, problems
    return build(content, Start, START_FILE)


def _read_methods(home: Path) -> dict[str, Method]:
    """``data/methoden/*.md`` by name; the first heading is the title."""
    methods = {}
    for path in sorted((home / "data/methoden").glob("*.md")):
        heading, _, text = path.read_text(encoding="utf-8").partition("\n")
        methods[path.stem] = Method(path.stem, heading.lstrip("# ").strip(), text.strip())
    return methods


def _entries(declared: Declared[Value]) -> Mapping[str, Value]:  # type: ignore[type-var]
    return _frozen(dict(sorted(declared.entries.items())))


def _frozen(entries: dict[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(entries)
