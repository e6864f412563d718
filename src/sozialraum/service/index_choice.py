"""Choice of a composite index: its form as address parameters and as a file, and back.

The address carries ``indikatoren`` (``id:weight`` with ``-`` behind where a high value is less
load, separated by commas), ``ebene``, ``bezug`` (``alle`` or ``eigener``), ``mindest``,
``ansicht`` and ``gebiet``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Direction
from sozialraum.domain.social_index import (
    MINIMUM,
    MOST_WEIGHT,
    Baseline,
    IndexPart,
    IndexPreset,
    IndexQuery,
)
from sozialraum.language import t
from sozialraum.service.index_ground import KINDS, MOST_PARTS, index_levels, offered, presets
from sozialraum.service.index_view import IndexMap
from sozialraum.service.monitor import Monitor

PARAMETERS = ("indikatoren", "ebene", "bezug", "mindest", "ansicht", "gebiet")
MOST_INHABITANTS = 100_000
NOTHING = "keine"
"""Stands for the indicators where somebody has removed all of them."""
_PART = re.compile(r"([A-Za-z0-9_-]{1,80})(?::(\d{1,3}(?:\.\d{1,3})?)(-?))?")


@dataclass(frozen=True)
class IndexState:
    """Everything that the page shows; ``area`` is the chosen one or empty."""

    query: IndexQuery
    view: IndexMap
    area: str

    def parameters(self) -> dict[str, str]:
        """The state as address parameters; a link with them restores the view."""
        return parameters(self.query) | {"ansicht": self.view.value, "gebiet": self.area}


def parameters(query: IndexQuery | IndexPreset) -> dict[str, str]:
    """A choice as address parameters."""
    return {
        "indikatoren": ",".join(part_text(part) for part in query.parts),
        "ebene": query.level,
        "bezug": query.baseline.value,
        "mindest": str(query.minimum),
    }


def part_text(part: IndexPart) -> str:
    """``kinder:1.5``; with ``-`` where a high value is less load."""
    return f"{part.indicator}:{part.weight:g}{'-' if part.direction is Direction.RELIEF else ''}"


def usual_part(monitor: Monitor, indicator: str) -> IndexPart:
    """Weight 1, in the direction that the indicator declares; without one a high value is load."""
    declared = monitor.catalog.indicator(indicator).direction
    direction = Direction.RELIEF if declared is Direction.RELIEF else Direction.BURDEN
    return IndexPart.of(indicator, direction=direction)


def resolve(
    monitor: Monitor, given: Mapping[str, str], held: frozenset[Role]
) -> tuple[IndexState, tuple[str, ...]]:
    """The nearest state that can be shown, with a notice for everything that cannot.

    Without indicators the first preset is shown; where there is none, the choice stays empty.
    """
    notices: list[str] = []
    prepared = presets(monitor, held)
    preset = next(iter(prepared.values()), None)
    levels = index_levels(monitor, held)
    wanted = given.get("ebene", "")
    if wanted and wanted not in levels:
        notices.append(t("Für die Raumebene „{id}“ lässt sich kein Index bilden.", id=wanted[:60]))
    first = preset.level if preset else next(iter(levels), "")
    level = wanted if wanted in levels else first
    parts = read_parts(monitor, level, held, given.get("indikatoren", ""), notices)
    chosen = given.get("indikatoren", "")
    if not parts and chosen != NOTHING and preset is not None and level == preset.level:
        parts = preset.parts
        if chosen:
            notices.append(t("Gezeigt wird die Vorlage „{name}“.", name=preset.name))
    query = IndexQuery(
        parts,
        level,
        _baseline(monitor, level, given.get("bezug", ""), notices),
        _minimum(given.get("mindest", ""), notices),
    )
    return IndexState(query, _view(given, notices), _area(monitor, level, given, notices)), tuple(
        dict.fromkeys(notices)
    )


def read_parts(
    monitor: Monitor, level: str, held: frozenset[Role], text: str, notices: list[str]
) -> tuple[IndexPart, ...]:
    """The indicators of an address that may enter an index on the level; the others are named."""
    known = {indicator.id for indicator in offered(monitor, level, held)} if level else set()
    found: dict[str, IndexPart] = {}
    for piece in (piece.strip() for piece in text.split(",")):
        match = _PART.fullmatch(piece)
        if piece in {"", NOTHING}:
            continue
        if match is None or (match[2] is not None and float(match[2]) > MOST_WEIGHT):
            notices.append(t("„{text}“ ist keine Angabe eines Indikators.", text=piece[:60]))
        elif match[1] not in known:
            notices.append(_refused(monitor, level, held, match[1]))
        elif len(found) < MOST_PARTS:
            usual = usual_part(monitor, match[1])
            found[match[1]] = usual if match[2] is None else _given(match)
        else:
            notices.append(t("Ein Index hat höchstens {n} Indikatoren.", n=MOST_PARTS))
    return tuple(found.values())


def _given(match: re.Match[str]) -> IndexPart:
    direction = Direction.RELIEF if match[3] else Direction.BURDEN
    return IndexPart.of(match[1], float(match[2]), direction)


def _refused(monitor: Monitor, level: str, held: frozenset[Role], id_: str) -> str:
    """Why an indicator takes no part; one that may not be seen is as unknown as any other."""
    visible = {indicator.id: indicator for indicator in monitor.indicators(held)}
    found = visible.get(id_)
    if found is None:
        return t("Der Indikator „{id}“ ist hier nicht bekannt.", id=id_[:60])
    if found.kind not in KINDS:
        return t(
            "„{name}“ ist eine {kind} und geht nicht ein: Die Größe eines Gebiets ist keine "
            "Belastung, und Veränderungen zeigt die Dynamik.",
            name=found.name,
            kind=found.kind.label,
        )
    plural = monitor.catalog.level(level).plural
    return t("„{name}“ ist für zu wenige {plural} veröffentlicht.", name=found.name, plural=plural)


def baselines(monitor: Monitor, level: str) -> tuple[Baseline, ...]:
    """What the areas of a level may be compared with."""
    catalog = monitor.catalog
    order = list(catalog.levels)
    district = catalog.district
    if not district or not level or order.index(level) >= order.index(district):
        return (Baseline.ALL,)
    return tuple(Baseline) if catalog.membership(level, district) else (Baseline.ALL,)


def _baseline(monitor: Monitor, level: str, wanted: str, notices: list[str]) -> Baseline:
    allowed = {baseline.value: baseline for baseline in baselines(monitor, level)}
    if wanted and wanted not in allowed:
        notices.append(t("Der Bezug „{text}“ ist hier nicht möglich.", text=wanted[:60]))
    return allowed.get(wanted, Baseline.ALL)


def _minimum(text: str, notices: list[str]) -> int:
    if not text:
        return MINIMUM
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        notices.append(t("„{text}“ ist keine Zahl von Einwohnern.", text=text[:20]))
        return MINIMUM
    return min(int(text), MOST_INHABITANTS)


def _view(given: Mapping[str, str], notices: list[str]) -> IndexMap:
    wanted = given.get("ansicht", "") or IndexMap.STATUS.value
    if wanted in list(IndexMap):
        return IndexMap(wanted)
    notices.append(t("Die Ansicht „{text}“ ist hier nicht bekannt.", text=wanted[:60]))
    return IndexMap.STATUS


def _area(monitor: Monitor, level: str, given: Mapping[str, str], notices: list[str]) -> str:
    wanted = given.get("gebiet", "")
    if not wanted or not level:
        return ""
    if wanted in {area.code for area in monitor.catalog.areas(level)}:
        return wanted
    notices.append(t("Das Gebiet „{text}“ ist hier nicht bekannt.", text=wanted[:60]))
    return ""


def same_choice(query: IndexQuery, prepared: Mapping[str, IndexPreset]) -> str:
    """Id of the preset that is shown unchanged, empty where it is an own choice."""
    wanted = parameters(query)
    return next((id_ for id_, p in prepared.items() if parameters(p) == wanted), "")
