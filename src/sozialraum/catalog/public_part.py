"""The part of a catalogue that somebody may see, whoever asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from sozialraum.catalog.catalog import Catalog
from sozialraum.catalog.translation import visible_translations
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.layers import Layer
from sozialraum.domain.records import RecordList
from sozialraum.domain.scenes import Story
from sozialraum.domain.targets import TargetGroup
from sozialraum.domain.themes import Block, Section, ThemePage

Entry = TypeVar("Entry", Indicator, Layer, Story)
Held = frozenset[Role]
PUBLIC: Held = frozenset({Role.PUBLIC})


def restricted(catalog: Catalog) -> bool:
    """True where something is declared for some roles only, besides confidential lists."""
    roles = [entry.roles for entry in catalog.indicators.values()]
    roles += [entry.roles for entry in catalog.layers.values()]
    roles += [entry.roles for entry in catalog.lists.values() if not entry.confidential]
    roles += [entry.roles for entry in catalog.stories.values()]
    return any(Role.PUBLIC not in required for required in roles)


def public_part(catalog: Catalog) -> Catalog:
    """The catalogue as everybody may see it; see :func:`visible_part`."""
    return visible_part(catalog, PUBLIC)


def visible_part(catalog: Catalog, held: Held) -> Catalog:
    """The catalogue without indicators, layers, lists and target groups that ``held`` may not see,
    and without references, prepared indices, translations and blocks of pages that speak of them.

    Confidential lists stay: they are declared here, but their entries are in no release.
    """
    indicators = _visible(catalog.indicators, held)
    lists = {id_: entry for id_, entry in catalog.lists.items() if _listed(entry, held)}
    targets = {
        id_: group
        for id_, group in catalog.targets.items()
        if _countable(catalog.targets, group, indicators, held)
    }
    hidden = catalog.indicators.keys() - indicators.keys()
    pages = {
        id_: _page(page, hidden, catalog.lists.keys() - lists.keys())
        for id_, page in catalog.pages.items()
    }
    visible = replace(
        catalog,
        indicators=indicators,
        layers=_visible(catalog.layers, held),
        lists=MappingProxyType(lists),
        targets=MappingProxyType(targets),
        references=tuple(r for r in catalog.references if r.indicator not in hidden),
        pages=MappingProxyType(pages),
        stories=_visible(catalog.stories, held),
        presets=MappingProxyType(
            {
                id_: preset
                for id_, preset in catalog.presets.items()
                if indicators.keys() >= {part.indicator for part in preset.parts}
            }
        ),
    )
    return replace(visible, translations=visible_translations(visible))


def _visible(entries: Mapping[str, Entry], held: Held) -> Mapping[str, Entry]:
    kept = {id_: entry for id_, entry in entries.items() if may_see(entry.roles, held)}
    return MappingProxyType(kept)


def _listed(entry: RecordList, held: Held) -> bool:
    return entry.confidential or may_see(entry.roles, held)


def _countable(
    groups: Mapping[str, TargetGroup],
    group: TargetGroup,
    indicators: Mapping[str, Indicator],
    held: Held,
) -> bool:
    """A group and the one that says how many people live where, with all their indicators."""
    named = (group, *(groups[name] for name in (group.population,) if name in groups))
    return all(may_see(g.roles, held) and indicators.keys() >= set(g.indicators) for g in named)


def _page(page: ThemePage, indicators: set[str], lists: set[str]) -> ThemePage:
    """The page without hidden indicators and lists; without sections of which nothing is left."""
    sections = [_section(section, indicators, lists) for section in page.sections]
    left = [new for new, old in zip(sections, page.sections, strict=True) if _filled(new, old)]
    return page.model_copy(update={"sections": tuple(left or sections[:1])})


def _filled(new: Section, old: Section) -> bool:
    return bool(new.blocks) or not old.blocks


def _section(section: Section, indicators: set[str], lists: set[str]) -> Section:
    blocks = (_block(block, indicators) for block in section.blocks if block.records not in lists)
    return section.model_copy(update={"blocks": tuple(block for block in blocks if block)})


def _block(block: Block, hidden: set[str]) -> Block | None:
    """The block without hidden indicators; None where they are all that it shows."""
    series = tuple(wanted for wanted in block.series if wanted.indicator not in hidden)
    indicators = tuple(name for name in block.indicators if name not in hidden)
    if (len(series), len(indicators)) == (len(block.series), len(block.indicators)):
        return block
    if not series and not indicators and not block.topics:
        return None
    return block.model_copy(update={"series": series, "indicators": indicators})
