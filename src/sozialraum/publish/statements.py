"""All tables of statistics become one frame of observations, with a join report per level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.catalog.sheet import clean
from sozialraum.domain.areas import Level
from sozialraum.domain.indicators import Table, TableForm
from sozialraum.domain.observations import OBSERVATION_COLUMNS
from sozialraum.domain.period import Period
from sozialraum.errors import Problem
from sozialraum.importers.keys import KeyResolver
from sozialraum.importers.tables import FOLDER, read_table
from sozialraum.join import JoinReport, KeyMatch, Outcome, join

_SAME_STATEMENT = ["indicator", "level", "area", "period"]
_LONG_IDENTITY = ("indicator", "period", "source", "statement", "wording")


@dataclass
class Statements:
    """Observations (columns of the domain, sorted), the reports of all joins, the problems."""

    observations: pd.DataFrame
    reports: list[JoinReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def collect_statements(home: Path, catalog: Catalog, broken: frozenset[str]) -> Statements:
    """Read and join every table of the catalogue; nothing is lost without a problem."""
    resolvers = {
        level.id: KeyResolver.of(level, catalog.areas(level.id))
        for level in catalog.levels.values()
    }
    result = Statements(pd.DataFrame())
    frames = []
    for table in catalog.tables.values():
        frame, problems = read_table(home, table, catalog, broken)
        result.problems += problems
        reports = []
        for level, part in frame.groupby("level", sort=True):
            if not catalog.areas(str(level)):
                continue  # the hierarchy has its own problem
            joined, report, match = _join_level(part, table, catalog, resolvers[str(level)])
            frames.append(joined)
            reports.append(report)
            result.problems += _join_problems(table, catalog.level(str(level)), report, match)
        result.reports += _shared_exclusions(reports)
    joined = pd.concat(frames, ignore_index=True) if frames else _empty()
    joined, problems = _prefer(joined, catalog)
    result.problems += problems
    result.problems += _joint_problems(joined, catalog)
    result.observations = _ordered(joined)
    return result


def _join_level(
    part: pd.DataFrame, table: Table, catalog: Catalog, resolver: KeyResolver
) -> tuple[pd.DataFrame, JoinReport, KeyMatch]:
    """Statements of one level with the column ``area``; only those that found one remain."""
    rows = part.drop_duplicates("row").assign(statement=lambda f: f["value"].map(repr))
    match = resolver.resolve(rows["key"].tolist())
    frame, report = join(
        rows,
        match,
        catalog.areas(resolver.level.id),
        table=table.id,
        level=resolver.level.id,
        rows=rows["row"].tolist(),
        unique=() if table.form is TableForm.WIDE else _LONG_IDENTITY,
        excluded={clean(key): reason for key, reason in table.excluded.items()},
        aliases=tuple(resolver.level.aliases),
        editions=tuple(_editions(resolver.level, part["period"].unique())),
    )
    matched = frame[frame["outcome"] == Outcome.MATCHED.value]
    areas = dict(zip(matched["row"].astype("int64"), matched["area"], strict=True))
    kept = part[part["row"].isin(areas)]
    return kept.assign(area=kept["row"].map(areas)), report, match


def _editions(level: Level, periods: Iterator[str]) -> Iterator[str]:
    """Sentences about reference dates outside the years for which the level is declared valid."""
    for code in sorted(periods):
        year = Period(code).year
        before = level.valid_from and year < Period(level.valid_from).year
        after = level.valid_to and year > Period(level.valid_to).year
        if before or after:
            yield f"Stichtag {Period(code).label} auf Gebietsstand {level.edition}."


def _join_problems(
    table: Table, level: Level, report: JoinReport, match: KeyMatch
) -> Iterator[Problem]:
    file = f"{FOLDER}/{table.file}"
    totals = {match.keys[position] for position in match.totals}
    for entry in report.data_without_area:
        if entry.key in totals:
            what = f"„{entry.key}“ ist eine Summenzeile und kein Gebiet."
            fix = f"Zeile entfernen oder in {FOLDER}/{table.id}.toml unter „ausgenommen“ nennen."
        else:
            what = f"„{entry.key}“ gehört zu keinem Gebiet der Ebene „{level.name}“."
            hint = f"Gemeint ist vielleicht „{entry.suggestion}“. " if entry.suggestion else ""
            fix = f"{hint}Schlüssel berichtigen oder mit Grund unter „ausgenommen“ nennen."
        yield Problem(file, f"Zeile {entry.row}", what, fix)
    for twice in report.duplicates:
        what = f"„{twice.key}“ kommt doppelt vor (auch Zeile {twice.first_row})."
        yield Problem(file, f"Zeile {twice.row}", what, "Eine der Zeilen entfernen.")


def _shared_exclusions(reports: list[JoinReport]) -> list[JoinReport]:
    """An exclusion is unused only where no level of the table has used it."""
    unused = set.intersection(*(set(r.unused_exclusions) for r in reports)) if reports else set()
    return [
        replace(r, unused_exclusions=tuple(k for k in r.unused_exclusions if k in unused))
        for r in reports
    ]


def _prefer(frame: pd.DataFrame, catalog: Catalog) -> tuple[pd.DataFrame, list[Problem]]:
    """Mark the only statement of an area as preferred; of several exactly one must be marked."""
    sizes = frame.groupby(_SAME_STATEMENT)["row"].transform("size")
    marked = frame.groupby(_SAME_STATEMENT)["preferred"].transform("sum")
    problems = []
    for _, group in frame[(sizes > 1) & (marked != 1)].groupby(_SAME_STATEMENT):
        first = group.iloc[0]
        places = ", ".join(
            f"{FOLDER}/{catalog.table(table).file} Zeile {row}"
            for table, row in zip(group["table"], group["row"], strict=True)
        )
        what = (
            f"Zu „{first['indicator']}“, Gebiet {first['area']} ({first['level']}), Stichtag "
            f"{first['period']} gibt es {len(group)} Angaben, davon "
            f"{int(group['preferred'].sum())} mit Vorrang: {places}."
        )
        fix = "Genau einer Angabe „vorrang“ = „ja“ geben; die anderen bleiben daneben stehen."
        file = f"{FOLDER}/{catalog.table(first['table']).file}"
        problems.append(Problem(file, f"Zeile {first['row']}", what, fix))
    return frame.assign(preferred=frame["preferred"] | (sizes == 1)), problems


def _joint_problems(frame: pd.DataFrame, catalog: Catalog) -> Iterator[Problem]:
    """A group that was published as one value has one value, and more than one area."""
    joint = frame[frame["joint"] != ""]
    for (table, group), rows in joint.groupby(["table", "joint"]):
        file, where = f"{FOLDER}/{catalog.table(table).file}", f"Zeile {rows['row'].iloc[0]}"
        if rows["area"].nunique() == 1:
            what = f"Die gemeinsame Gruppe „{group}“ hat nur ein Gebiet."
            yield Problem(file, where, what, "Gruppe ergänzen oder die Zelle leeren.")
        said = rows.groupby(["indicator", "period"])[["value", "status"]]
        for (indicator, _), values in said:
            if len(values.drop_duplicates()) > 1:
                what = f"Die Gruppe „{group}“ trägt bei „{indicator}“ verschiedene Werte."
                yield Problem(file, where, what, "Gemeinsam veröffentlichte Werte sind gleich.")


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    order = ["indicator", "level", "area", "period", "preferred", "table", "row"]
    ascending = [True, True, True, True, False, True, True]
    ordered = frame.sort_values(order, ascending=ascending, ignore_index=True)
    return ordered[list(OBSERVATION_COLUMNS)]


def _empty() -> pd.DataFrame:
    floats = {"value", "numerator", "denominator"}
    types = {c: "float64" if c in floats else "str" for c in OBSERVATION_COLUMNS}
    types |= {"preferred": "bool", "row": "int64"}
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in types.items()})
