"""A delivered table under its mapping: typed statements and an account of every row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.catalog import Catalog
from sozialraum.catalog.sheet import clean
from sozialraum.domain.imports import CheckSum
from sozialraum.domain.mapping import ColumnRole, TableMapping
from sozialraum.errors import Problem
from sozialraum.importers.check_sums import check_sums
from sozialraum.importers.keys import suggested
from sozialraum.importers.mapped_rows import MappedRows, Words, read_rows
from sozialraum.importers.mapped_values import (
    found_signs,
    statement_frame,
    take_signs,
    value_blocks,
)
from sozialraum.importers.own_form import to_own_form
from sozialraum.importers.raw import RawTable
from sozialraum.importers.row_areas import RowFound
from sozialraum.importers.signs import SignFound
from sozialraum.join import Excluded, JoinReport, KeyMatch, Outcome, Unmatched, join
from sozialraum.language import n_, t

__all__ = ["MOST", "Read", "statements", "to_own_form"]
MOST = 200
"""Problems that are named one by one."""
_LEFT_OUT = n_("bleibt auf Wunsch weg")


@dataclass(frozen=True, eq=False)
class Read:
    """What a table says.

    ``frame`` holds the statements of the rows that found their area, in the order of the file (no
    meaningful index): the columns of :data:`~sozialraum.importers.tables.STATEMENT_COLUMNS`, and
    ``text`` (the cell as delivered) and ``code`` (the area). ``value``, ``numerator`` and
    ``denominator`` are floats, NaN where the status has no value or nothing is published.

    Nothing is lost: over all ``reports`` matched rows, data without area, duplicates and excluded
    rows, together with ``totals`` and ``subtotals`` (rows of another level), are ``rows``.
    ``corrections`` and ``notes`` are German sentences; ``suggestions`` maps a key without area to
    ``code name`` of the nearest one.
    """

    frame: pd.DataFrame
    rows: int
    problems: tuple[Problem, ...]
    reports: tuple[JoinReport, ...]
    check_sums: tuple[CheckSum, ...]
    signs: tuple[SignFound, ...]
    totals: tuple[RowFound, ...]
    subtotals: tuple[RowFound, ...]
    notes: tuple[str, ...]
    suggestions: dict[str, str]

    @property
    def values(self) -> int:
        """Number of statements."""
        return len(self.frame)


def statements(raw: RawTable, mapping: TableMapping, catalog: Catalog) -> Read:
    """Read a table as its mapping says. Whatever is wrong with it is a problem and no error.

    Problems name the line of the file; beyond :data:`MOST` they are counted. A row without area and
    a row that is there twice are problems: somebody has to confirm, exclude or mend them.
    """
    rows = read_rows(raw, mapping, catalog)
    blocks = value_blocks(rows)
    if not blocks:
        fix = t("Mindestens einer Spalte die Bedeutung „Wert“ geben.")
        rows.say(0, t("Keine Spalte enthält Werte."), fix)
    codes = np.full(len(rows.lines), "", dtype=object)
    reports = [*_joined(rows, catalog, codes), *_without_level(rows)]
    taken = codes != ""
    take_signs(rows, blocks, taken)
    frame = statement_frame(rows, blocks, np.flatnonzero(taken), codes, catalog)
    _report_rows(rows, reports)
    _precedence(rows, frame)
    totals, others, checks = check_sums(rows, blocks, frame, catalog)
    return Read(
        frame=frame,
        rows=len(rows.lines),
        problems=_capped(rows),
        reports=tuple(reports),
        check_sums=checks,
        signs=found_signs(rows),
        totals=totals,
        subtotals=others,
        notes=tuple(dict.fromkeys([*raw.notes, *rows.remarks])),
        suggestions={
            entry.key: entry.suggestion
            for report in reports
            for entry in report.data_without_area
            if entry.suggestion
        },
    )


def _joined(rows: MappedRows, catalog: Catalog, codes: Words) -> list[JoinReport]:
    """Join every level; ``codes`` is filled with the areas of the rows that found theirs."""
    mapping = rows.mapping
    reports = []
    excluded = {clean(key): t(reason) for key, reason in mapping.excluded.items()}
    identity = _identity(rows)
    for level, (here, found) in rows.areas.items():
        inner = np.flatnonzero(found.joined)
        chosen = here[inner]
        resolver = rows.book.resolvers[level]
        frame, report = join(
            identity.iloc[chosen].reset_index(drop=True),
            _part(found.match, inner),
            catalog.areas(level),
            table=mapping.id,
            level=level,
            rows=rows.lines[chosen].tolist(),
            unique=tuple(identity.columns),
            excluded=excluded,
            aliases=tuple(resolver.level.aliases),
        )
        matched = (frame["outcome"] == Outcome.MATCHED.value).to_numpy()[: len(chosen)]
        codes[chosen[matched]] = frame["area"].to_numpy(dtype=object)[: len(chosen)][matched]
        reports.append(report)
        for position in found.contradictions[:MOST]:
            line = int(rows.lines[here[position]])
            hint = suggested(found.match.suggestions[position])
            what = t("Schlüssel und Name der Zeile widersprechen sich: {hint}?", hint=hint)
            rows.say(line, what, t("Die Zeile berichtigen oder das Gebiet bestätigen."))
    return _shared(reports)


def _identity(rows: MappedRows) -> pd.DataFrame:
    """What makes two rows of one area different statements: date, indicator, and in tables that
    keep several publications side by side (column „Vorrang“ or „Wortlaut“) source and value.
    """
    mapping = rows.mapping
    columns: dict[str, pd.Series | Words] = {}
    for role, ids in ((ColumnRole.INDICATOR, rows.indicator), (ColumnRole.PERIOD, rows.period)):
        texts = rows.texts(role)
        if texts is not None:
            columns[role.value] = np.where(ids != "", ids, texts.to_numpy(dtype=object))
    if mapping.column(ColumnRole.PREFERRED) or mapping.column(ColumnRole.WORDING):
        for role in (ColumnRole.SOURCE, ColumnRole.WORDING, ColumnRole.VALUE):
            texts = rows.texts(role)
            if texts is not None:
                columns[role.value] = texts
    return pd.DataFrame(columns, index=range(len(rows.lines)))


def _part(match: KeyMatch, positions: NDArray[np.int64]) -> KeyMatch:
    picked = positions.tolist()
    return replace(
        match,
        keys=tuple(match.keys[n] for n in picked),
        codes=tuple(match.codes[n] for n in picked),
        suggestions=tuple(match.suggestions[n] for n in picked),
    )


def _shared(reports: list[JoinReport]) -> list[JoinReport]:
    """An exclusion is unused only where no level of the table has used it."""
    unused = set.intersection(*(set(r.unused_exclusions) for r in reports)) if reports else set()
    return [
        replace(r, unused_exclusions=tuple(k for k in r.unused_exclusions if k in unused))
        for r in reports
    ]


def _without_level(rows: MappedRows) -> list[JoinReport]:
    """An account of the rows whose level nobody knows, and of those left out on purpose."""
    out = np.flatnonzero(rows.left_out)
    open_ = np.flatnonzero((rows.level == "") & ~rows.left_out)
    if not len(out) and not len(open_):
        return []
    texts = rows.texts(ColumnRole.KEY)
    keys = texts if texts is not None else rows.texts(ColumnRole.NAME)
    name = keys.tolist() if keys is not None else [""] * len(rows.lines)
    return [
        JoinReport(
            table=rows.mapping.id, level="", rows=len(out) + len(open_), matched=0,
            data_without_area=tuple(Unmatched(name[n], int(rows.lines[n]), "") for n in open_),
            excluded=tuple(Excluded(name[n], int(rows.lines[n]), t(_LEFT_OUT)) for n in out),
        )
    ]  # fmt: skip


def _report_rows(rows: MappedRows, reports: Iterable[JoinReport]) -> None:
    """Rows without area and rows that are there twice, as problems."""
    levels = rows.book.levels
    contrary = {
        int(rows.lines[here[position]])
        for here, found in rows.areas.values()
        for position in found.contradictions
    }
    for report in reports:
        name = levels[report.level].name if report.level else ""
        for entry in report.data_without_area:
            if entry.row in contrary or not name:
                continue  # said already, with its reason
            what = t(
                "„{key}“ gehört zu keinem Gebiet der Ebene „{name}“.", key=entry.key, name=name
            )
            if not entry.key:
                what = t("In der Zeile fehlt der Schlüssel des Gebiets.")
            hint = (
                t("Gemeint ist vielleicht „{suggestion}“. ", suggestion=suggested(entry.suggestion))
                if entry.suggestion
                else ""
            )
            rows.say(
                entry.row, what, t("{hint}Gebiet bestätigen oder mit Grund ausnehmen.", hint=hint)
            )
        for twice in report.duplicates:
            what = t(
                "„{key}“ kommt doppelt vor (auch Zeile {first_row}).",
                key=twice.key,
                first_row=twice.first_row,
            )
            rows.say(twice.row, what, t("Eine der Zeilen entfernen."))


def _precedence(rows: MappedRows, frame: pd.DataFrame) -> None:
    """Several statements about one thing need exactly one that goes first."""
    same = ["indicator", "level", "code", "period"]
    twice = frame[frame.duplicated(same, keep=False)]
    groups = twice.groupby(same, sort=False)
    undecided = twice[groups["preferred"].transform("sum") != 1].drop_duplicates(same)
    for first in undecided.head(MOST).to_dict("records"):
        lines = groups.get_group(tuple(first[name] for name in same))["row"].tolist()
        what = t(
            "Zu „{indicator}“, Gebiet {area}, Stichtag {period} stehen {count} Angaben "
            "in den Zeilen {lines}.",
            indicator=first["indicator"],
            area=first["code"],
            period=first["period"],
            count=len(lines),
            lines=", ".join(map(str, lines[:5])),
        )
        rows.say(int(first["row"]), what, t("Genau einer Angabe Vorrang geben („ja“)."))
    rows.unsaid += max(len(undecided) - MOST, 0)


def _capped(rows: MappedRows) -> tuple[Problem, ...]:
    """In the order of the lines; beyond :data:`MOST` the rest is counted."""
    found = dict.fromkeys(rows.problems)
    ordered = [problem for _, problem in sorted(found, key=lambda entry: entry[0])]
    more = len(ordered) - MOST + rows.unsaid
    if more <= 0:
        return tuple(ordered)
    what = t("Und {more} weitere Probleme.", more=more)
    fix = t("Die genannten beheben; danach zeigen sich die übrigen.")
    return (*ordered[:MOST], Problem(rows.mapping.title, "", what, fix))
