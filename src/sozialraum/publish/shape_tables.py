"""Attributes of polygons and counts of points as tables, which go the way of all tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sozialraum.catalog import Catalog
from sozialraum.domain.access import Role
from sozialraum.domain.confidentiality import PUBLISHED
from sozialraum.domain.imports import ImportPlan, Question
from sozialraum.domain.mapping import TableMapping
from sozialraum.domain.shape_imports import (
    AreaMatching,
    MatchState,
    PointsReport,
    ShapeMapping,
    ShapeMatch,
)
from sozialraum.domain.status import Status
from sozialraum.errors import Problem
from sozialraum.language import n_, t
from sozialraum.publish.import_plan import prepare
from sozialraum.publish.import_wishes import Wishes
from sozialraum.publish.shape_look import ShapeLook
from sozialraum.render.formats import number

if TYPE_CHECKING:
    from sozialraum.importers.raw import RawTable

COUNT, SIGN = "Anzahl", "Zeichen"
"""Titles of columns, which the mapping stores: always German, as all of the table."""
NOT_TAKEN = n_("auf Wunsch nicht übernommen")
"""Reason of an exclusion that a person chose; stored in German, too."""
_ORDER = n_("„Zeile n“ meint das n-te Objekt der Datei.")
_SETTLED = ("schluessel", "ebene", "kopfzeilen")


def attributes(look: ShapeLook) -> RawTable:
    """The attributes as delivered, one row per feature under one row of titles."""
    return _table(look, look.raw.columns, look.raw.rows, look.raw.native)


def attribute_table(look: ShapeLook, matching: AreaMatching) -> RawTable:
    """The attributes with the matched codes in place of the key column, or before all columns.

    Features without area keep what they are called.
    """
    raw = look.raw
    kept = [n for n, title in enumerate(raw.columns) if title != matching.column]
    rows = [
        (match.code or unmatched_key(match), *(row[n] for n in kept))
        for match, row in zip(matching.matches, raw.rows, strict=True)
    ]
    titles = (key_title(look.catalog, matching.level), *(raw.columns[n] for n in kept))
    notes = [t(_ORDER)]
    if matching.column:
        notes.append(
            t(
                "Die Spalte „{column}“ ist als Schlüssel der Gebiete gelesen.",
                column=matching.column,
            )
        )
    return _table(look, titles, rows, (False, *(raw.native[n] for n in kept)), notes)


def counts_table(look: ShapeLook, points: PointsReport, level: str, *, complete: bool) -> RawTable:
    """Number of points per area of a level.

    An area without points is 0 only where the list is ``complete`` and every point has a place;
    otherwise it is unknown, and where points without place are missing the others are uncertain.
    """
    counts: Counter[str] = Counter()
    for atom, code in zip(look.atoms.index, look.members[level], strict=True):
        counts[code] += points.areas.get(str(atom), 0)
    sure = complete and not points.nowhere
    rows = []
    for area in look.catalog.areas(level):
        count = counts[area.code]
        if count:
            sign = Status.UNCERTAIN.value if points.nowhere else ""
            rows.append((area.code, str(count), sign))
        else:
            rows.append((area.code, "0", "") if sure else (area.code, "", Status.UNKNOWN.value))
    titles = (key_title(look.catalog, level), COUNT, SIGN)
    notes = [t("Gezählt sind die Punkte, die in dem Gebiet liegen.")]
    if points.outside:
        notes.append(
            t(
                "{count} Punkte außerhalb der Stadt zählen nicht mit.",
                count=number(len(points.outside)),
            )
        )
    if points.nowhere:
        notes.append(
            t("{count} Objekte ohne Ort zählen nicht mit.", count=number(len(points.nowhere)))
        )
    return _table(look, titles, rows, (False, True, False), notes)


def key_title(catalog: Catalog, level: str) -> str:
    """Title of the column of codes, German like all that is stored: ``Gebiet (Stadtbezirk)``."""
    return f"Gebiet ({catalog.level(level).name})"


def unmatched_key(match: ShapeMatch) -> str:
    """What stands in the place of the code of a polygon without area."""
    return f"Objekt {match.number}{f' ({match.label})' if match.label else ''}"


def table_plan(
    home: Path,
    look: ShapeLook,
    raw: RawTable,
    level: str,
    given: TableMapping | None,
    matching: AreaMatching | None = None,
    wishes: Wishes | None = None,
    var: Path | None = None,
) -> ImportPlan:
    """The plan of a table made of shapes: its key column and its level are settled.

    ``given`` is how it is to be read, None to propose that; ``wishes`` as for tables.
    """
    from sozialraum.importers.answers import answer

    def planned(mapping: TableMapping | None, wished: Wishes | None = None) -> ImportPlan:
        return prepare(home, look.content, look.raw.file, mapping, wished, var, raw, look.held).plan

    if given is not None:
        return planned(given)
    plan = planned(None, replace(wishes or Wishes(), level=level))
    if plan.mapping is None:
        return plan
    mapping = answer(plan.mapping, Question("ebene", ""), level)
    mapping = answer(mapping, Question("schluessel", ""), key_title(look.catalog, level))
    reasons = {
        unmatched_key(match): NOT_TAKEN
        for match in (matching.of_state(MatchState.EXCLUDED) if matching else ())
    }
    mapping = mapping.model_copy(update={"excluded": {**mapping.excluded, **reasons}})
    again = planned(mapping)
    questions = tuple(q for q in plan.questions if q.topic not in _SETTLED or q.column)
    notes = tuple(dict.fromkeys((*plan.notes, *again.notes)))
    return replace(again, questions=questions, drafts=plan.drafts, notes=notes)


def personal_problems(
    shapes: ShapeMapping, table: TableMapping | None, catalog: Catalog, file: str
) -> Iterator[Problem]:
    """Counts of single persons need a rule of confidentiality, or roles other than everybody."""
    if not shapes.personal or table is None:
        return
    known = {**catalog.indicators, **{entry.id: entry for entry in table.indicators}}
    named = {table.indicator, *(column.indicator for column in table.columns)} - {""}
    for entry in sorted(named & set(known)):
        indicator = known[entry]
        if Role.PUBLIC in indicator.roles and indicator.confidentiality == PUBLISHED:
            what = t("„{name}“ zählt einzelne Menschen oder Privathäuser.", name=indicator.name)
            fix = t("Eine Regel der Geheimhaltung wählen oder nur Planung und Verwaltung zulassen.")
            yield Problem(file, entry, what, fix)


def _table(
    look: ShapeLook,
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    native: tuple[bool, ...],
    notes: Sequence[str] = (),
) -> RawTable:
    import pandas as pd

    from sozialraum.importers.formats import sniff
    from sozialraum.importers.raw import RawTable

    cells = pd.DataFrame([list(titles), *map(list, rows)], dtype="str").fillna("")
    return RawTable(
        cells=cells,
        lines=np.arange(len(cells), dtype=np.int64),
        format=sniff(look.content, look.raw.file),
        native=native,
        notes=tuple(notes),
    )
