"""The catalogue and every statement as tables that can leave the house."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit, TableData
from sozialraum.domain.library import Generalisation, LayerEntry, ListEntry, ReleaseFacts
from sozialraum.language import n_, t
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
    spoken = t(
        "{indicators} mit zusammen {statements}.",
        indicators=_count(len(entries), _INDICATORS),
        statements=_count(statements, _WITH_STATEMENTS),
    )
    drawn = {"layers": _count(len(layers), _LAYERS), "lists": _count(len(lists), _LISTS)}
    levels = {"areas": number(areas), "levels": number(len(facts.levels))}
    exhibits = (
        _exhibit(
            facts,
            ("indikatoren", t("Verzeichnis der Indikatoren")),
            spoken,
            tables.table(entries, tables.INDICATORS),
        ),
        _exhibit(
            facts,
            ("quellen", t("Verzeichnis der Quellen")),
            f"{_count(len(uses), _SOURCES)}.",
            tables.table(uses, tables.SOURCES),
        ),
        _exhibit(
            facts,
            ("ebenen", t("Karten-Ebenen und Verzeichnisse")),
            t("{layers} und {lists}.", **drawn),
            tables.table(shown, tables.LAYERS),
        ),
        _exhibit(
            facts,
            ("zuordnung", t("Zuordnungsbericht")),
            t("{n} von {rows} zugeordnet.", n=number(matched), rows=_count(rows, _ROWS)),
            tables.table(joins, tables.JOINS),
        ),
        _exhibit(
            facts,
            ("umrisse", t("Umrisse der Gebiete")),
            t("{areas} Gebiete auf {levels} Raumebenen.", **levels),
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
    sentence = _count(len(said), _STATEMENTS)
    if further:
        sentence += t(", davon {n} neben einer mit Vorrang", n=number(further))
    return Exhibit(
        page=PAGE,
        id=f"{STATEMENTS}{indicator_id}",
        title=t("{name}: alle Angaben", name=indicator.name),
        reference=(
            t("{start} bis {end}", start=dates[0], end=dates[-1])
            if len(dates) > 1
            else "".join(dates)
        ),
        sentence=f"{sentence}.",
        table=tables.statements(said, indicator),
        sources=tuple({s.statement.source.id: s.statement.source for s in said}.values()),
        notes=tuple(
            note for note in (indicator.caveat, *(b.reason for b in indicator.breaks)) if note
        ),
        example=any(s.invented for s in said),
    )


def deviation_notes(known: Generalisation) -> tuple[str, ...]:
    """How the outlines were simplified and how far they are off, in sentences."""
    return (
        t("Verfahren: {method}", method=known.method),
        t(
            "Toleranz {tolerance} m; Stützpunkte vorher {before}, nachher {after}.",
            tolerance=number(known.tolerance, 1),
            before=number(known.vertices_before),
            after=number(known.vertices_after),
        ),
        t(
            "Abstand zum Original (Hausdorff): höchstens {most} m, mittlerer Wert (Median) "
            "{median} m.",
            most=number(known.hausdorff_max, 1),
            median=number(known.hausdorff_median, 1),
        ),
        t(
            "Flächenfehler: höchstens {most} % ({area}), Stadt {city} %.",
            most=number(known.area_error, 4),
            area=known.worst_area,
            city=number(known.area_error_city, 6),
        ),
    )


_INDICATORS = n_("1 Indikator"), n_("{n} Indikatoren")
_STATEMENTS = n_("1 veröffentlichte Angabe"), n_("{n} veröffentlichte Angaben")
_WITH_STATEMENTS = n_("1 veröffentlichten Angabe"), n_("{n} veröffentlichten Angaben")
_SOURCES = n_("1 Quelle"), n_("{n} Quellen")
_LAYERS = n_("1 Karten-Ebene"), n_("{n} Karten-Ebenen")
_LISTS = n_("1 Verzeichnis"), n_("{n} Verzeichnisse")
_ROWS = n_("1 Zeile"), n_("{n} Zeilen")


def _count(amount: int, words: tuple[str, str]) -> str:
    """A number with its noun: ``1 Zeile``, ``1.234 Zeilen``."""
    one, many = words
    return t(one) if amount == 1 else t(many, n=number(amount))


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
        reference=t(
            "Datenstand {release} vom {day}", release=facts.release, day=day(facts.created)
        ),
        sentence=sentence,
        table=data,
        notes=notes,
    )
