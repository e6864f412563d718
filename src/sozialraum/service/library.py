"""The catalogue and every statement as tables that can leave the house."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit, TableData
from sozialraum.domain.library import Generalisation, LayerEntry, ListEntry, ReleaseFacts
from sozialraum.render.formats import day, number
from sozialraum.service import library_tables as tables
from sozialraum.service.library_index import said_of
from sozialraum.service.library_views import (
    indicator_entries,
    join_entries,
    layer_entries,
    list_entries,
    release_facts,
    source_uses,
    visible_indicator,
)
from sozialraum.service.monitor import Monitor

PAGE = "daten"
STATEMENTS = "angaben-"
"""The id of the exhibit of an indicator is this with the id of the indicator."""


def library_exhibits(monitor: Monitor, held: frozenset[Role]) -> Mapping[str, Exhibit]:
    """The catalogue as tables by id: indikatoren, quellen, ebenen, zuordnung, umrisse.

    Only what ``held`` may see. Empty cells mean that nothing is declared.
    """
    entries, uses = indicator_entries(monitor, held), source_uses(monitor, held)
    layers, lists = layer_entries(monitor, held), list_entries(monitor, held)
    shown: list[LayerEntry | ListEntry] = [*layers, *lists]
    joins, facts = join_entries(monitor), release_facts(monitor)
    statements = sum(entry.statements for entry in entries)
    matched, rows = sum(entry.matched for entry in joins), sum(entry.rows for entry in joins)
    areas = sum(entry.areas for entry in facts.levels)
    notes = deviation_notes(facts.generalisation) if facts.generalisation else ()
    exhibits = (
        _exhibit(
            facts,
            ("indikatoren", "Verzeichnis der Indikatoren"),
            f"{count(len(entries), 'Indikator', 'Indikatoren')} mit zusammen "
            f"{count(statements, 'veröffentlichten Angabe', 'veröffentlichten Angaben')}.",
            tables.table(entries, tables.INDICATORS),
        ),
        _exhibit(
            facts,
            ("quellen", "Verzeichnis der Quellen"),
            f"{count(len(uses), 'Quelle', 'Quellen')}.",
            tables.table(uses, tables.SOURCES),
        ),
        _exhibit(
            facts,
            ("ebenen", "Karten-Ebenen und Verzeichnisse"),
            f"{count(len(layers), 'Karten-Ebene', 'Karten-Ebenen')} und "
            f"{count(len(lists), 'Verzeichnis', 'Verzeichnisse')}.",
            tables.table(shown, tables.LAYERS),
        ),
        _exhibit(
            facts,
            ("zuordnung", "Zuordnungsbericht"),
            f"{number(matched)} von {count(rows, 'Zeile', 'Zeilen')} zugeordnet.",
            tables.table(joins, tables.JOINS),
        ),
        _exhibit(
            facts,
            ("umrisse", "Umrisse der Gebiete"),
            f"{number(areas)} Gebiete auf {number(len(facts.levels))} Raumebenen.",
            tables.table(facts.levels, tables.LEVELS),
            notes,
        ),
    )
    return {exhibit.id: exhibit for exhibit in exhibits}


def indicator_exhibit(monitor: Monitor, indicator_id: str, held: frozenset[Role]) -> Exhibit:
    """Every published statement of an indicator, conflicting ones included, one row each.

    ``Wert`` is None where the status has none. Raises :class:`UnknownEntry` for an indicator that
    does not exist or that ``held`` may not see.
    """
    indicator = visible_indicator(monitor, indicator_id, held)
    said = said_of(monitor.release, indicator_id)
    dates = [period.label for period in sorted({s.statement.period for s in said})]
    further = sum(not s.statement.preferred for s in said)
    sentence = count(len(said), "veröffentlichte Angabe", "veröffentlichte Angaben")
    if further:
        sentence += f", davon {number(further)} neben einer mit Vorrang"
    return Exhibit(
        page=PAGE,
        id=f"{STATEMENTS}{indicator_id}",
        title=f"{indicator.name}: alle Angaben",
        reference=" bis ".join(dict.fromkeys((dates[0], dates[-1]))) if dates else "",
        sentence=f"{sentence}.",
        table=tables.statements(said, indicator),
        sources=tuple({s.statement.source.id: s.statement.source for s in said}.values()),
        notes=tuple(
            note for note in (indicator.caveat, *(b.reason for b in indicator.breaks)) if note
        ),
        example=any(s.invented for s in said),
    )


def deviation_notes(known: Generalisation) -> tuple[str, ...]:
    """How the outlines were simplified and how far they are off, in German sentences."""
    return (
        f"Verfahren: {known.method}",
        f"Toleranz {number(known.tolerance, 1)} m; Stützpunkte vorher "
        f"{number(known.vertices_before)}, nachher {number(known.vertices_after)}.",
        f"Abstand zum Original (Hausdorff): höchstens {number(known.hausdorff_max, 1)} m, "
        f"mittlerer Wert (Median) {number(known.hausdorff_median, 1)} m.",
        f"Flächenfehler: höchstens {number(known.area_error, 4)} % ({known.worst_area}), "
        f"Stadt {number(known.area_error_city, 6)} %.",
    )


def count(amount: int, one: str, many: str) -> str:
    """A number with its noun: ``1 Zeile``, ``1.234 Zeilen``."""
    return f"{number(amount)} {one if amount == 1 else many}"


def _exhibit(
    facts: ReleaseFacts,
    names: tuple[str, str],
    sentence: str,
    data: TableData,
    notes: tuple[str, ...] = (),
) -> Exhibit:
    """One table of the catalogue; ``names`` are its id and title."""
    return Exhibit(
        page=PAGE,
        id=names[0],
        title=names[1],
        reference=f"Datenstand {facts.release} vom {day(facts.created)}",
        sentence=sentence,
        table=data,
        notes=notes,
    )
