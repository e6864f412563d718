"""References of prepared indices: their indicators must be declared, and be no counts."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.catalog.catalog import Catalog, suggestion
from sozialraum.catalog.declarations import Declared
from sozialraum.domain.indicators import Direction, Kind
from sozialraum.domain.social_index import IndexPreset
from sozialraum.errors import Problem


def of_presets(
    presets: Declared[IndexPreset], catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    """Levels, indicators, directions and weights; ``broken`` indicators are passed over."""
    levels = {id_: level.name for id_, level in catalog.levels.items()}
    for preset in presets.entries.values():
        file = presets.files[preset.id]
        if preset.level not in levels:
            what = f"Die Ebene „{preset.level}“ ist nicht angelegt."
            yield Problem(file, "ebene", what, suggestion(preset.level, levels))
        yield from _parts(file, preset, catalog, broken)


def _parts(
    file: str, preset: IndexPreset, catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    names = {id_: entry.name for id_, entry in catalog.indicators.items()}
    seen: set[str] = set()
    for place, part in enumerate(preset.parts, start=1):
        key, id_ = f"indikatoren[{place}]", part.indicator
        found = catalog.indicators.get(id_)
        if id_ in seen:
            yield Problem(file, key, f"„{id_}“ ist doppelt genannt.", "Einen Eintrag entfernen.")
        elif id_ not in broken and found is None:
            what = f"Der Indikator „{id_}“ ist nicht angelegt."
            yield Problem(file, f"{key}.indikator", what, suggestion(id_, names))
        elif found is not None and found.kind is Kind.COUNT:
            what = f"„{id_}“ ist eine Anzahl; die Größe eines Gebiets ist keine Belastung."
            yield Problem(file, f"{key}.indikator", what, "Einen Anteil oder eine Rate nennen.")
        elif found is not None and preset.level in catalog.levels:
            yield from _on_level(file, key, preset.level, id_, found.levels)
        if part.direction is Direction.NEUTRAL:
            what = "Ohne Richtung kann ein Indikator nicht in einen Index eingehen."
            yield Problem(file, f"{key}.richtung", what, "„belastung“ oder „entlastung“ schreiben.")
        seen.add(id_)
    if not any(part.weight for part in preset.parts):
        what = "Die Gewichte ergeben zusammen null."
        yield Problem(file, "indikatoren", what, "Mindestens ein Gewicht größer als null angeben.")


def _on_level(
    file: str, key: str, level: str, id_: str, levels: tuple[str, ...]
) -> Iterator[Problem]:
    if level not in levels:
        what = f"„{id_}“ gibt es nicht auf der Ebene „{level}“."
        yield Problem(file, f"{key}.indikator", what, suggestion(level, dict.fromkeys(levels, "")))
