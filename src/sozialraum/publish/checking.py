"""Everything that a release needs, gathered and checked; all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sozialraum.catalog import Catalog, survey
from sozialraum.catalog.translation import outdated
from sozialraum.domain.records import Record
from sozialraum.errors import Problem
from sozialraum.importers.grid import check_cells
from sozialraum.language import t
from sozialraum.privacy.masking import has_rules, validate
from sozialraum.publish.home import active_imports
from sozialraum.publish.records import collect_records
from sozialraum.publish.shapes import collect_outlines, collect_points
from sozialraum.publish.statements import Statements, collect_statements
from sozialraum.storage.stand import Fragment

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class CheckResult:
    """What ``sozialraum check`` says. ``figures`` is the number of observations.

    ``notices`` are findings that stand against nothing: translations of texts that are gone.
    """

    areas: dict[str, int]
    indicators: int
    layers: int
    sources: int
    figures: int
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """True where nothing stands against publication."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """The JSON document of the command line."""
        findings = {
            "problems": [problem.as_dict() for problem in self.problems],
            "notices": [notice.as_dict() for notice in self.notices],
        }
        return {"ok": self.ok} | self.counts() | findings

    def counts(self) -> dict[str, Any]:
        """Number of areas per level, indicators, layers, sources and figures."""
        return {
            "areas": self.areas,
            "indicators": self.indicators,
            "layers": self.layers,
            "sources": self.sources,
            "figures": self.figures,
        }


@dataclass(frozen=True)
class Gathered:
    """The content of a home folder, read and joined, with the result of the check."""

    catalog: Catalog
    statements: Statements
    atoms: gpd.GeoDataFrame | None
    points: dict[str, pd.DataFrame]
    records: dict[str, tuple[Record, ...]]
    result: CheckResult
    declarations: tuple[Problem, ...] = field(default=())


def check(home: Path, var: Path | None = None) -> CheckResult:
    """Check ``geo/``, ``data/`` and the active imports without writing anything.

    Never raises for the content of ``geo/`` and ``data/``.
    """
    return gather(home, var).result


def gather(
    home: Path, var: Path | None = None, fragments: Sequence[Fragment] | None = None
) -> Gathered:
    """Read and join everything below ``home``, with the imports ``fragments`` (default: those that
    are active below ``var``).

    Problems of the declarations (``declarations``) do not hide those of the tables.
    """
    if fragments is None:
        fragments = active_imports(home, var)
    found = survey(home, [fragment.root for fragment in fragments])
    catalog = found.catalog
    statements = collect_statements(home, catalog, found.broken, fragments)
    problems = [*found.problems, *_damaged(fragments), *statements.problems]
    atoms = None
    points: dict[str, pd.DataFrame] = {}
    if catalog.atom:
        shapes = collect_outlines(home, catalog)
        atoms = shapes.atoms
        problems += shapes.problems
    if atoms is not None:
        points, more = collect_points(home, catalog, atoms, fragments)
        problems += more
    records, more = collect_records(home, catalog, atoms, points)
    problems += more
    if has_rules(catalog) and not problems:
        problems += validate(statements.observations, catalog, catalog.confidentiality)
    problems += check_cells(home, {a.code for a in catalog.areas_by_level.get(catalog.atom, ())})
    result = CheckResult(
        areas={level: len(areas) for level, areas in catalog.areas_by_level.items()},
        indicators=len(catalog.indicators),
        layers=len(catalog.layers),
        sources=len(catalog.sources),
        figures=len(statements.observations),
        problems=tuple(sorted(set(problems))),
        notices=tuple(outdated(catalog, _words(records))),
    )
    return Gathered(catalog, statements, atoms, points, records, result, found.problems)


def _words(records: Mapping[str, Sequence[Record]]) -> dict[str, set[str]]:
    """The words in the rows of each list, one by one."""
    return {
        id_: {word for row in rows for column in row.cells for word in row.many(column)}
        for id_, rows in records.items()
    }


def _damaged(fragments: Sequence[Fragment]) -> Iterator[Problem]:
    for fragment in fragments:
        if not fragment.intact:
            what = t(
                "Die Dateien von Import {number} sind verändert oder unvollständig.",
                number=fragment.number,
            )
            fix = t("Aus der Sicherung wiederherstellen oder den Import zurücknehmen.")
            yield Problem(fragment.label, "", what, fix)
