"""Masking at publication: from confidential observations to those that everybody may see.

Maps, classes, ranks, sentences, charts, differences and files are computed from the result only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.confidentiality import PUBLISHED, Confidentiality
from sozialraum.errors import Problem, PublicationRefused
from sozialraum.language import t
from sozialraum.privacy import validation
from sozialraum.privacy.applying import NUMBERS, Applied, apply
from sozialraum.privacy.audit import AuditResult, Verdict, attack
from sozialraum.privacy.cells import Cell, State
from sozialraum.privacy.collecting import LARGEST, collect
from sozialraum.privacy.equations import build_system
from sozialraum.privacy.statements import rules_of
from sozialraum.privacy.suppression import suppress
from sozialraum.privacy.system import Flags, Floats, System

_OURS = (State.OPEN, State.WITHHELD, State.ROUNDED)


@dataclass(frozen=True)
class Masked:
    """What may be published, what the attacker made of it, and what was done.

    ``observations`` has the index and the columns of the original. ``report`` says how many rows
    are hidden, by reason and by indicator, how many were rounded and how many lost a text.
    """

    observations: pd.DataFrame
    audit: AuditResult
    report: dict[str, Any]


def has_rules(catalog: Catalog) -> bool:
    """True where anything is under a rule; without one everything is public already."""
    ruled = any(i.confidentiality != PUBLISHED for i in catalog.indicators.values())
    return ruled or bool(catalog.confidentiality.sources)


def validate(
    observations: pd.DataFrame, catalog: Catalog, declared: Confidentiality
) -> list[Problem]:
    """Figures under a rule that contradict each other, or lack what their rule needs.

    Negative counts, parts that do not add up to their total, totals smaller than their visible
    parts, stocks that their flows do not explain. Nothing may be published while there is one.
    """
    return _checked(observations, catalog, declared)[1]


def mask(observations: pd.DataFrame, catalog: Catalog, declared: Confidentiality) -> Masked:
    """Hide what the rules say, whatever else would give it away, and play the attacker.

    The same input always gives the same pattern. Raises :class:`PublicationRefused` where
    :func:`validate` finds problems. Publish only where ``audit.ok``.
    """
    system, problems = _checked(observations, catalog, declared)
    if problems:
        what = t(
            "Der Datenstand wird nicht veröffentlicht: {problems} Widersprüche.",
            problems=len(problems),
        )
        raise PublicationRefused(what, problems)
    point = validation.start(system)
    hidden = suppress(system, point)
    while (forced := _same_over_periods(system, hidden)) is not None:
        hidden = suppress(system, point, forced)
    while True:
        done = apply(observations, catalog, declared, system, hidden)
        result, verdict = _judge(system, done.observations, hidden)
        more = _rounded_in_vain(system, verdict.exact & ~hidden)
        if not more.any():
            return Masked(done.observations, result, _report(done))
        hidden = hidden | more


def audit_published(
    published: pd.DataFrame, original: pd.DataFrame, catalog: Catalog, declared: Confidentiality
) -> AuditResult:
    """What an attacker can compute from published observations, row by row those of ``original``.

    ``original`` says which cells need protection and how much. Every cell under a rule that the
    published rows do not tell counts as hidden; counts inside shares only where a rule hides them.
    """
    system = build_system(collect(original, catalog, declared))
    told = _told(system, published)
    hidden = system.sensitive & np.isin(system.state, (State.OPEN, State.WITHHELD))
    for cell, variable, value in zip(system.table.cells, system.variable, told, strict=True):
        if (
            cell.state in (State.OPEN, State.WITHHELD)
            and math.isnan(value)
            and "/" not in cell.quantity
        ):
            hidden[variable] = True
    return _judge(system, published, hidden)[0]


def _checked(
    observations: pd.DataFrame, catalog: Catalog, declared: Confidentiality
) -> tuple[System, list[Problem]]:
    problems = _without_contributions(observations, catalog, declared)
    system = build_system(collect(observations, catalog, declared))
    return system, sorted({*problems, *validation.problems(system, catalog)})


def _without_contributions(
    observations: pd.DataFrame, catalog: Catalog, declared: Confidentiality
) -> list[Problem]:
    """Rules by contribution cannot judge a row without its largest contribution."""
    rules = rules_of(observations, catalog, declared)
    needed = np.array([rule is not None and rule.by_contribution for rule in rules], dtype="bool")
    lacking = needed & (observations["value"] > 0).to_numpy("bool")
    if LARGEST in observations:
        lacking &= observations[LARGEST].isna().to_numpy("bool")
    what = t("Die Regel braucht die größten Beiträge (Spalten „largest“ und „second_largest“).")
    fix = t("Beiträge mitliefern oder eine Regel mit Mindestzahl wählen.")
    tables = observations.loc[lacking, ["table", "indicator"]].drop_duplicates()
    return [
        Problem(f"{validation.FILE}/{table}", indicator, what, fix)
        for table, indicator in tables.itertuples(index=False)
    ]


def _same_over_periods(system: System, hidden: Flags) -> Flags | None:
    """What else must be hidden so that an area is hidden at all dates or at none; None: nothing."""
    wanted = set(system.table.same_pattern)
    places: dict[tuple[str, int], list[int]] = {}
    for cell, variable in zip(system.table.cells, system.variable.tolist(), strict=True):
        if cell.quantity.split("/")[0] in wanted and cell.state is State.OPEN:
            places.setdefault((cell.quantity, cell.extent), []).append(variable)
    forced = np.zeros(len(hidden), dtype="bool")
    for variables in places.values():
        if hidden[variables].any():
            forced[variables] = True
    forced &= system.state == State.OPEN
    return forced if (forced & ~hidden).any() else None


def _told(system: System, published: pd.DataFrame) -> Floats:
    """What the published rows tell of every cell exactly, NaN where they tell nothing."""
    columns = {name: published[name].to_numpy("float64") for name in NUMBERS}
    found = np.full(len(system.table.cells), math.nan)
    for n, cell in enumerate(system.table.cells):
        values = [columns[column][row] for row, column in cell.told]
        values = [value for value in values if not math.isnan(value)]
        if values and cell.state is not State.ROUNDED:
            found[n] = cell.value if cell.implied else values[0]
    return found


def _judge(system: System, published: pd.DataFrame, hidden: Flags) -> tuple[AuditResult, Verdict]:
    """Play the attacker; ``hidden`` are the variables that should not be known."""
    told = _told(system, published)
    known = np.full(len(system.value), math.nan)
    seen = ~np.isnan(told)
    known[system.variable[seen]] = told[seen]
    values = published["value"].to_numpy("float64")
    visible = [not np.isnan(values[list(b.rows)]).all() for b in system.table.bounds]
    printed = np.array(visible, dtype="bool")[system.bound]
    sensitive = system.sensitive
    judged = hidden | sensitive | (system.state == State.ROUNDED)
    verdict = attack(_without_hidden_bounds(system, published), known, judged, printed)
    named, masked, primary = [], 0, 0
    pairs = zip(system.table.cells, system.variable.tolist(), ~seen, strict=True)
    for cell, variable, unseen in pairs:
        asked = bool(sensitive[variable])
        if hidden[variable] and cell.state in _OURS and (unseen or asked):
            masked += 1
            primary += asked
        if verdict.narrow[variable] and (unseen or asked) and cell.state is not State.LATENT:
            named.append(_name(cell, bool(verdict.exact[variable])))
    recoverable = sum(entry["recoverable"] for entry in named)
    for entry, variable in zip(system.table.complements, system.rest.tolist(), strict=True):
        if verdict.narrow[variable]:
            rest = _name(entry.cell, bool(verdict.exact[variable]))
            named.append({**rest, "rest_of": entry.total})
    cells = len(system.table.cells)
    secondary = masked - primary
    return AuditResult(cells, masked, primary, secondary, recoverable, tuple(named)), verdict


def _without_hidden_bounds(system: System, published: pd.DataFrame) -> System:
    """The system as readers know it: a rounded number that is not shown bounds nothing."""
    columns = {name: published[name].to_numpy("float64") for name in NUMBERS}
    lower, upper = system.lower.copy(), system.upper.copy()
    for cell, variable in zip(system.table.cells, system.variable.tolist(), strict=True):
        if cell.state is State.ROUNDED and all(np.isnan(columns[c][row]) for row, c in cell.told):
            lower[variable], upper[variable] = 0.0, math.inf
    return replace(system, lower=lower, upper=upper)


def _rounded_in_vain(system: System, exact: Flags) -> Flags:
    """Rounded variables of which the sums give away the exact value; of several the smallest."""
    found: Flags = exact & (system.state == State.ROUNDED)
    found &= system.size == system.size[found].min(initial=math.inf)
    return found


def _name(cell: Cell, recoverable: bool) -> dict[str, Any]:
    indicator, _, part = cell.quantity.partition("/")
    return {
        "indicator": indicator, "part": part, "level": cell.level, "areas": list(cell.areas),
        "period": cell.period, "recoverable": recoverable,
    }  # fmt: skip


def _report(done: Applied) -> dict[str, Any]:
    return {
        "rows": len(done.observations),
        "hidden": sum(done.hidden.values()),
        "reasons": done.hidden,
        "indicators": done.by_indicator,
        "rounded": done.rounded,
        "texts": done.texts,
    }
