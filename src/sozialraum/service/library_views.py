"""What the page „Daten und Methoden“ shows of a release, section by section."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from itertools import groupby

from pydantic import ValidationError

from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.layers import Layer, LayerKind, Precision
from sozialraum.domain.library import (
    Generalisation,
    IndicatorEntry,
    IndicatorSheet,
    JoinEntry,
    LayerEntry,
    LevelCoverage,
    LevelEntry,
    ListEntry,
    Outside,
    ReleaseFacts,
    Said,
    SourceUse,
)
from sozialraum.errors import UnknownEntry
from sozialraum.geometry.manifest import Manifest
from sozialraum.importers.keys import word
from sozialraum.join import JoinReport
from sozialraum.language import n_, t
from sozialraum.service.library_index import index, said_of
from sozialraum.service.monitor import Monitor

SHOWN = 300
"""Indicators with more statements show counts only; the map and the files have them all."""
_OUTLINES = "declarations/geo/manifest.json"
_ORIENTATION = {
    "water": n_("Gewässerflächen"),
    "rivers": n_("Flüsse und Bäche"),
    "green": n_("Grünflächen"),
    "roads": n_("Straßenlinien"),
    "rail": n_("Bahnlinien"),
    "places": n_("Ortsnamen"),
}


_OF_THE_MANIFEST = frozenset(
    {
        n_(
            "Ringe repariert, Streifen unter 1 m bereinigt, gemeinsame Grenzen zusammen "
            "vereinfacht (Visvalingam-Whyatt), auf das Raster gerundet, danach erneut repariert "
            "und geprüft."
        ),
        n_("Lücken unter 1 m Breite geschlossen"),
        n_("Lücken belassen"),
        n_("sich selbst berührende oder schneidende Ringe repariert"),
        n_("Überlappungen unter 1 m Breite bereinigt"),
        n_("Splitter bis 10 m² dem Nachbarn zugeschlagen"),
    }
)
"""German words that ``sozialraum.geometry`` writes into the manifest of the outlines."""


# -- indicators ----------------------------------------------------------------------------


def indicator_entries(monitor: Monitor, held: frozenset[Role]) -> tuple[IndicatorEntry, ...]:
    """All indicators that ``held`` may see, by topic and name, also those without a map."""
    entries = index(monitor.release).entries
    return tuple(entry for entry in entries if may_see(entry.indicator.roles, held))


def topics(monitor: Monitor, entries: tuple[IndicatorEntry, ...]) -> dict[str, str]:
    """Topics of the entries as an address keeps them, in German, and as they are said."""
    german = monitor.catalog.german.indicators
    return {german[e.indicator.id].topic: e.indicator.topic for e in entries}


def found(
    entries: tuple[IndicatorEntry, ...], words: str, topic: str
) -> tuple[IndicatorEntry, ...]:
    """Entries of a topic (empty = all) that contain every word; case and umlauts do not count."""
    wanted = word(words).split()
    return tuple(
        entry
        for entry in entries
        if topic in ("", entry.indicator.topic) and all(part in entry.words for part in wanted)
    )


def visible_indicator(monitor: Monitor, id_: str, held: frozenset[Role]) -> Indicator:
    """The indicator with this id; :class:`UnknownEntry` also where ``held`` may not see it."""
    seen = {entry.indicator.id: entry.indicator for entry in indicator_entries(monitor, held)}
    if id_ not in seen:
        missing = t("Indikator „{entry}“ gibt es nicht.", entry=id_)
        raise UnknownEntry(missing, suggestion(id_, {i: seen[i].name for i in seen}))
    return seen[id_]


def indicator_sheet(monitor: Monitor, id_: str, held: frozenset[Role]) -> IndicatorSheet:
    """Everything about one indicator; raises :class:`UnknownEntry` like the catalogue."""
    indicator, catalog = visible_indicator(monitor, id_, held), monitor.catalog
    said = said_of(monitor.release, id_)
    used = Counter(entry.statement.source.id for entry in said)
    order = sorted(
        used, key=lambda s: (s != indicator.source, -used[s], catalog.source(s).citation)
    )
    sources = order if indicator.source in used else [indicator.source, *order]
    return IndicatorSheet(
        indicator=indicator,
        on_map=indicator in monitor.indicators(held),
        coverage=tuple(
            LevelCoverage(
                catalog.level(level),
                len(catalog.areas(level)),
                tuple(monitor.coverage(id_, level).items()),
            )
            for level in monitor.levels(id_)
        ),
        total=len(said),
        said=said if len(said) <= SHOWN else (),
        conflicts=_conflicts(said),
        sources=tuple((catalog.source(source), used[source]) for source in sources),
        outside=tuple(o for o in outside_figures(monitor, held) if o.reference.indicator == id_),
        invented=any(entry.invented for entry in said),
    )


def outside_figures(monitor: Monitor, held: frozenset[Role]) -> tuple[Outside, ...]:
    """Published figures about places that are no area of the city, in the order of their file."""
    seen = {entry.indicator.id for entry in indicator_entries(monitor, held)} | {""}
    catalog = monitor.catalog
    return tuple(
        Outside(reference, catalog.source(reference.source))
        for reference in catalog.references
        if reference.indicator in seen
    )


def _conflicts(said: tuple[Said, ...]) -> tuple[tuple[Said, ...], ...]:
    groups = groupby(said, key=lambda s: (s.level.id, s.area.code, s.statement.period.code))
    gathered = (tuple(group) for _, group in groups)
    return tuple(group for group in gathered if len(group) > 1)


# -- sources, layers, lists ----------------------------------------------------------------


def source_uses(
    monitor: Monitor, held: frozenset[Role], quality: str = "", words: str = ""
) -> tuple[SourceUse, ...]:
    """All sources by publisher and title, narrowed by quality (empty = all) and by words.

    Counted are the statements of the indicators that ``held`` may see.
    """
    seen = {entry.indicator.id for entry in indicator_entries(monitor, held)}
    counts = index(monitor.release).by_source
    others = _other_uses(monitor, held)
    wanted = word(words).split()
    uses = [
        SourceUse(
            source,
            sum(n for id_, n in counts.get(source.id, {}).items() if id_ in seen),
            tuple(others.get(source.id, ())),
        )
        for source in monitor.catalog.sources.values()
        if quality in ("", source.quality.value)
        and all(p in word(f"{source.citation} {source.licence} {source.id}") for p in wanted)
    ]
    return tuple(sorted(uses, key=lambda use: word(use.source.citation)))


def _other_uses(monitor: Monitor, held: frozenset[Role]) -> dict[str, list[str]]:
    """What rests on a source besides statements: levels, overlays, lists, figures elsewhere."""
    catalog = monitor.catalog
    uses: dict[str, list[str]] = {}
    for level in catalog.levels.values():
        uses.setdefault(level.source, []).append(t("Raumebene {name}", name=level.name))
    for entry in layer_entries(monitor, held):
        uses.setdefault(entry.source.id, []).append(t("Karten-Ebene {name}", name=entry.layer.name))
    for listed in list_entries(monitor, held):
        uses.setdefault(listed.source.id, []).append(
            t("Verzeichnis {title}", title=listed.records.title)
        )
    elsewhere = Counter(outside.source.id for outside in outside_figures(monitor, held))
    for source, number in elsewhere.items():
        uses.setdefault(source, []).append(
            t("1 Vergleichswert außerhalb des Stadtgebiets")
            if number == 1
            else t("{n} Vergleichswerte außerhalb des Stadtgebiets", n=number)
        )
    return uses


def layer_entries(monitor: Monitor, held: frozenset[Role]) -> tuple[LayerEntry, ...]:
    """Overlays that ``held`` may see, in their declared order."""
    return tuple(_layer_entry(monitor, layer) for layer in monitor.layers(held))


def _layer_entry(monitor: Monitor, layer: Layer) -> LayerEntry:
    source = monitor.catalog.source(layer.source)
    if layer.kind is LayerKind.AREAS:
        return LayerEntry(layer, source, len(monitor.catalog.areas(layer.level)), ())
    points = monitor.release.layer_points(layer.id)
    located = points["latitude"].notna() & points["longitude"].notna()
    exact = points[layer.precision_column].where(located, Precision.UNKNOWN.value)
    counts = Counter(Precision(text) if text else Precision.UNKNOWN for text in exact.tolist())
    shown = tuple((precision, counts[precision]) for precision in Precision if counts[precision])
    return LayerEntry(layer, source, len(points), shown)


def list_entries(monitor: Monitor, held: frozenset[Role]) -> tuple[ListEntry, ...]:
    """Lists that ``held`` may see, by title."""
    catalog = monitor.catalog
    entries = [
        ListEntry(
            records,
            catalog.source(records.source),
            None if records.confidential else len(monitor.release.records(records.id)),
            catalog.layers[records.layer].name if records.layer in catalog.layers else "",
        )
        for records in catalog.lists.values()
        if may_see(records.roles, held)
    ]
    return tuple(sorted(entries, key=lambda entry: word(entry.records.title)))


# -- join reports --------------------------------------------------------------------------


def join_entries(monitor: Monitor) -> tuple[JoinEntry, ...]:
    """The join reports of the release by title of the table, then from the coarsest level."""
    order = list(monitor.catalog.levels)[::-1]
    entries = [_join_entry(monitor, report) for report in monitor.release.reports]
    return tuple(sorted(entries, key=lambda e: (word(e.table), order.index(e.level.id))))


def _join_entry(monitor: Monitor, report: JoinReport) -> JoinEntry:
    catalog = monitor.catalog
    table, level = catalog.table(report.table), catalog.level(report.level)
    names = {area.code: area.name for area in catalog.areas(level.id)}
    return JoinEntry(
        table=table.title,
        level=level,
        areas=len(names),
        rows=report.rows,
        matched=report.matched,
        missing=tuple(f"{code} {names[code]}" for code in report.areas_without_data),
        unmatched=tuple(
            t("Zeile {row}: „{key}“", row=row.row, key=row.key)
            + (
                t(" (gemeint ist vielleicht {suggestion})", suggestion=row.suggestion)
                if row.suggestion
                else ""
            )
            for row in report.data_without_area
        ),
        duplicates=tuple(
            t(
                "Zeile {row}: „{key}“ steht schon in Zeile {first_row}",
                row=row.row,
                key=row.key,
                first_row=row.first_row,
            )
            for row in report.duplicates
        ),
        excluded=tuple(
            t("Zeile {row}: „{key}“, {reason}", row=row.row, key=row.key, reason=row.reason)
            for row in report.excluded
        ),
        unused_aliases=report.unused_aliases,
        unused_exclusions=report.unused_exclusions,
        editions=report.editions,
        notes=report.notes,
        invented=table.invented,
    )


# -- what is embedded ----------------------------------------------------------------------


def release_facts(monitor: Monitor) -> ReleaseFacts:
    """Levels, outlines, orientation layer and the release itself."""
    release, catalog = monitor.release, monitor.catalog
    ground = json.loads(release.orientation_bytes)
    counts = release.manifest["counts"]
    return ReleaseFacts(
        levels=tuple(
            LevelEntry(level, len(catalog.areas(level.id)), catalog.source(level.source))
            for level in catalog.levels.values()
        ),
        generalisation=_generalisation(monitor),
        orientation=tuple(
            (t(name), len(ground.get(key, ()))) for key, name in _ORIENTATION.items()
        ),
        attribution=str(ground.get("attribution", "")),
        release=release.id,
        created=datetime.fromisoformat(release.created),
        figures=int(counts["figures"]),
        indicators=int(counts["indicators"]),
        layers=int(counts["layers"]),
        sources=int(counts["sources"]),
    )


def _generalisation(monitor: Monitor) -> Generalisation | None:
    """None where the manifest of the outlines is missing or not readable."""
    try:
        manifest = Manifest.model_validate_json(monitor.release.files[_OUTLINES])
    except (KeyError, ValidationError):
        return None
    known = {area.code: area.name for area in monitor.catalog.areas(monitor.catalog.atom)}
    off, worst = manifest.deviation, manifest.deviation.area_max_code
    return Generalisation(
        file=manifest.file,
        edition=manifest.edition,
        licence=manifest.licence,
        method=_in_words(manifest.method),
        tolerance=manifest.tolerance,
        grid=manifest.grid,
        vertices_before=manifest.vertices_before,
        vertices_after=manifest.vertices_after,
        hausdorff_max=off.hausdorff_max,
        hausdorff_median=off.hausdorff_median,
        area_error=off.area_max,
        worst_area=f"{worst} {known.get(worst, '')}".strip(),
        area_error_city=off.area_city,
        mended=tuple((_in_words(what), times) for what, times in manifest.mended.items()),
        notes=manifest.notes,
    )


def _in_words(text: str) -> str:
    return t(text) if text in _OF_THE_MANIFEST else text
