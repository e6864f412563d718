"""All tables of statistics become one frame of observations, with a join report per level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.catalog.editions import at_edition, boundaries_of
from sozialraum.catalog.sheet import clean
from sozialraum.domain.areas import Level
from sozialraum.domain.editions import Boundaries
from sozialraum.domain.indicators import Table, TableForm
from sozialraum.domain.observations import OBSERVATION_COLUMNS
from sozialraum.domain.period import Period
from sozialraum.errors import Problem, UnknownEntry
from sozialraum.importers.keys import KeyResolver, suggested
from sozialraum.importers.long_tables import read_long
from sozialraum.importers.tables import FOLDER, read_table
from sozialraum.join import JoinReport, KeyMatch, Outcome, join
from sozialraum.language import t
from sozialraum.publish.editions import reported, to_today
from sozialraum.publish.precedence import Superseded, codes, prefer, supersede
from sozialraum.storage.stand import Fragment

_LONG_IDENTITY = ("indicator", "period", "source", "value", "wording")
_LARGE_BYTES = 1_000_000
"""From this size on a long table is first read column by column."""


@dataclass
class Statements:
    """Observations (columns of the domain, sorted), the reports of all joins, the problems."""

    observations: pd.DataFrame
    reports: list[JoinReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def collect_statements(
    home: Path,
    catalog: Catalog,
    broken: frozenset[str] = frozenset(),
    fragments: Sequence[Fragment] = (),
) -> Statements:
    """Read and join every table of the catalogue; nothing is lost without a problem.

    ``fragments`` are the active imports in the order of their numbers: later ones win.
    """
    resolvers = {
        level.id: KeyResolver.of(level, catalog.areas(level.id))
        for level in catalog.levels.values()
    }
    imported = {
        path.stem: fragment
        for fragment in fragments
        for path in fragment.root.glob(f"{FOLDER}/*.toml")
    }
    result = Statements(pd.DataFrame())
    frames = []
    for table in catalog.tables.values():
        fragment = imported.get(table.id)
        frame, problems = _read(fragment.root if fragment else home, table, catalog, broken)
        result.problems += problems
        reports = []
        for level, part in frame.groupby("level", sort=True):
            if not catalog.areas(str(level)):
                continue  # the hierarchy has its own problem
            try:
                borders = boundaries_of(catalog, str(level), table.edition)
            except UnknownEntry as error:
                file = f"{FOLDER}/{table.id}.toml"
                result.problems.append(Problem(file, "gebietsstand", error.what, error.fix))
                continue
            joined, report, match = (
                _join_past(part, table, catalog, borders)
                if borders
                else _join_level(part, table, catalog, resolvers[str(level)])
            )
            frames.append(joined)
            reports.append(report)
            result.problems += _join_problems(table, catalog.level(str(level)), report, match)
        result.reports += _shared_exclusions(reports)
    joined = pd.concat(frames, ignore_index=True) if frames else _empty()
    numbers = {table: fragment.number for table, fragment in imported.items()}
    joined, superseded = supersede(joined, numbers)
    result.reports = _with_superseded(result.reports, superseded)
    joined, problems = prefer(joined, catalog)
    result.problems += problems
    result.problems += _joint_problems(joined, catalog)
    result.observations = _ordered(joined)
    return result


def _join_level(
    part: pd.DataFrame, table: Table, catalog: Catalog, resolver: KeyResolver
) -> tuple[pd.DataFrame, JoinReport, KeyMatch]:
    """Statements of one level with the column ``area``; only those that found one remain."""
    rows = part.drop_duplicates("row")
    rows = rows.assign(statement=codes(rows, _LONG_IDENTITY))
    match = _resolved(rows["key"], resolver)
    editions = tuple(_editions(resolver.level, part["period"].unique()))
    faultless = _faultless(rows, match, table, catalog, resolver.level)
    if faultless is not None and len(rows) == len(part):
        return part.assign(area=list(match.codes)), replace(faultless, editions=editions), match
    frame, report = join(
        rows,
        match,
        catalog.areas(resolver.level.id),
        table=table.id,
        level=resolver.level.id,
        rows=rows["row"].tolist(),
        unique=() if table.form is TableForm.WIDE else ("statement",),
        excluded={clean(key): reason for key, reason in table.excluded.items()},
        aliases=tuple(resolver.level.aliases),
        editions=editions,
    )
    matched = frame[frame["outcome"] == Outcome.MATCHED.value]
    areas = dict(zip(matched["row"].astype("int64"), matched["area"], strict=True))
    kept = part[part["row"].isin(areas)]
    return kept.assign(area=kept["row"].map(areas)), report, match


def _join_past(
    part: pd.DataFrame, table: Table, catalog: Catalog, borders: Boundaries
) -> tuple[pd.DataFrame, JoinReport, KeyMatch]:
    """The same for keys that belong to other borders; the areas returned are those of today."""
    past = at_edition(catalog, table.edition)
    level = borders.edition.level
    resolver = KeyResolver.of(past.level(level), past.areas(level))
    joined, report, match = _join_level(part, table, past, resolver)
    converted = to_today(joined, borders, catalog)
    return converted.rows, reported(report, borders, converted), match


def _faultless(
    rows: pd.DataFrame, match: KeyMatch, table: Table, catalog: Catalog, level: Level
) -> JoinReport | None:
    """The report of :func:`~sozialraum.join.join` where every row of a long table has its area and
    none is there twice or left out; else None. A large table is accounted for at once that way."""
    if table.form is not TableForm.LONG or table.excluded or not all(match.codes):
        return None
    identity = codes(rows.assign(code=list(match.codes)), ("code", "statement"))
    if identity.size and identity.max() + 1 < identity.size:
        return None
    covered = set(match.codes)
    return JoinReport(
        table=table.id,
        level=level.id,
        rows=len(rows),
        matched=len(rows),
        areas_without_data=tuple(a.code for a in catalog.areas(level.id) if a.code not in covered),
        unused_aliases=tuple(a for a in level.aliases if a not in match.used_aliases),
        notes=match.notes,
    )


def _read(
    home: Path, table: Table, catalog: Catalog, broken: frozenset[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    path = home / FOLDER / table.file
    if path.is_file() and path.stat().st_size >= _LARGE_BYTES:
        frame = read_long(path, table, catalog)
        if frame is not None:
            return frame, []
    return read_table(home, table, catalog, broken)


def _resolved(keys: pd.Series[str], resolver: KeyResolver) -> KeyMatch:
    """The match of every row, resolved once per different key: what a key means does not depend on
    how often it occurs."""
    places, words = pd.factorize(keys)
    match = resolver.resolve([str(word) for word in words])
    return replace(
        match,
        keys=tuple(match.keys[place] for place in places),
        codes=tuple(match.codes[place] for place in places),
        suggestions=tuple(match.suggestions[place] for place in places),
        totals=frozenset(np.flatnonzero(np.isin(places, list(match.totals))).tolist()),
    )


def _editions(level: Level, periods: Iterator[str]) -> Iterator[str]:
    """Sentences about reference dates outside the years for which the level is declared valid."""
    for code in sorted(periods):
        year = Period(code).year
        before = level.valid_from and year < Period(level.valid_from).year
        after = level.valid_to and year > Period(level.valid_to).year
        if before or after:
            yield t(
                "Stichtag {label} auf Gebietsstand {edition}.",
                label=Period(code).label,
                edition=level.edition,
            )


def _join_problems(
    table: Table, level: Level, report: JoinReport, match: KeyMatch
) -> Iterator[Problem]:
    file = f"{FOLDER}/{table.file}"
    totals = {match.keys[position] for position in match.totals}
    for entry in report.data_without_area:
        if entry.key in totals:
            what = t("„{key}“ ist eine Summenzeile und kein Gebiet.", key=entry.key)
            fix = t(
                "Zeile entfernen oder in {folder}/{id}.toml unter „ausgenommen“ nennen.",
                folder=FOLDER,
                id=table.id,
            )
        else:
            what = t(
                "„{key}“ gehört zu keinem Gebiet der Ebene „{name}“.",
                key=entry.key,
                name=level.name,
            )
            hint = (
                t("Gemeint ist vielleicht „{suggestion}“. ", suggestion=suggested(entry.suggestion))
                if entry.suggestion
                else ""
            )
            fix = t(
                "{hint}Schlüssel berichtigen oder mit Grund unter „ausgenommen“ nennen.", hint=hint
            )
        yield Problem(file, t("Zeile {line}", line=entry.row), what, fix)
    for twice in report.duplicates:
        what = t(
            "„{key}“ kommt doppelt vor (auch Zeile {first_row}).",
            key=twice.key,
            first_row=twice.first_row,
        )
        yield Problem(
            file, t("Zeile {line}", line=twice.row), what, t("Eine der Zeilen entfernen.")
        )


def _shared_exclusions(reports: list[JoinReport]) -> list[JoinReport]:
    """An exclusion is unused only where no level of the table has used it."""
    unused = set.intersection(*(set(r.unused_exclusions) for r in reports)) if reports else set()
    return [
        replace(r, unused_exclusions=tuple(k for k in r.unused_exclusions if k in unused))
        for r in reports
    ]


def _with_superseded(
    reports: Sequence[JoinReport], superseded: Sequence[Superseded]
) -> list[JoinReport]:
    """The reports of the older tables say what later imports made obsolete."""
    said: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in superseded:
        key = entry.table, entry.level
        said[key] = (*said.get(key, ()), entry.sentence)
    return [replace(r, notes=(*r.notes, *said.get((r.table, r.level), ()))) for r in reports]


def _joint_problems(frame: pd.DataFrame, catalog: Catalog) -> Iterator[Problem]:
    """A group that was published as one value has one value, and more than one area."""
    joint = frame[frame["joint"] != ""]
    for (table, group), rows in joint.groupby(["table", "joint"]):
        file, where = (
            f"{FOLDER}/{catalog.table(table).file}",
            t("Zeile {line}", line=rows["row"].iloc[0]),
        )
        if rows["area"].nunique() == 1:
            what = t("Die gemeinsame Gruppe „{group}“ hat nur ein Gebiet.", group=group)
            yield Problem(file, where, what, t("Gruppe ergänzen oder die Zelle leeren."))
        said = rows.groupby(["indicator", "period"])[["value", "status"]]
        for (indicator, _), values in said:
            if len(values.drop_duplicates()) > 1:
                what = t(
                    "Die Gruppe „{group}“ trägt bei „{indicator}“ verschiedene Werte.",
                    group=group,
                    indicator=indicator,
                )
                yield Problem(file, where, what, t("Gemeinsam veröffentlichte Werte sind gleich."))


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
