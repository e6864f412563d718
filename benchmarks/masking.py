"""Masking and audit of a confidential data set: 170 areas, 4 levels, 10 groups, 20 years."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from sozialraum.catalog import Catalog, load_catalog
from sozialraum.domain.confidentiality import Confidentiality
from sozialraum.domain.indicators import Indicator

ROOT = Path(__file__).resolve().parents[1]
BUDGET_S = 60
LEVELS = ("unterbezirk", "bezirk", "sozialraum", "stadt")
MEANS = (400, 120, 60, 40, 30, 20, 12, 8, 5, 3)
"""Mean number of persons of every group in an Unterbezirk; it varies strongly between them."""
FLOWS = ("bestand", "zuzuege", "fortzuege")
SEED = 20240601


def measure() -> dict[str, Any]:
    """Seconds and counts: groups with a total, and the same with stocks and flows over time."""
    catalog = load_catalog(ROOT)
    return {
        "groups_20_years": run(catalog, *groups(catalog, years=20)),
        "flows_20_years": run(catalog, *flows(catalog, years=20)),
        "flows_of_3_groups_20_years": run(catalog, *flows(catalog, years=20, parts=3)),
    }


def run(
    catalog: Catalog, indicators: list[Indicator], declared: Confidentiality, frame: pd.DataFrame
) -> dict[str, Any]:
    """One data set: seconds of masking with its audit, and what came out."""
    from sozialraum.privacy import mask

    known = MappingProxyType({entry.id: entry for entry in indicators})
    began = time.perf_counter()
    masked = mask(frame, replace(catalog, indicators=known), declared)
    seconds = time.perf_counter() - began
    found = masked.audit.as_dict() | {"narrow": len(masked.audit.narrow)}
    return {"seconds": round(seconds, 1), "within_budget": seconds <= BUDGET_S, **found}


def groups(
    catalog: Catalog, years: int, means: tuple[int, ...] = MEANS
) -> tuple[list[Indicator], Confidentiality, pd.DataFrame]:
    """A total and its groups, minimum 3 with complement, every year by itself."""
    random = np.random.default_rng(SEED)
    names = [f"gruppe_{n}" for n in range(len(means))]
    atoms = len(catalog.units)
    size = random.lognormal(0, 0.5, atoms)
    parts = []
    for year in range(2005, 2005 + years):
        mixed = random.gamma(2, 0.5, (len(means), atoms))
        counts = random.poisson(np.array(means)[:, None] * size * mixed)
        for name, row in zip(["alle", *names], [counts.sum(axis=0), *counts], strict=True):
            parts += _rows(catalog, name, str(year), row)
    declared = Confidentiality.model_validate(
        {
            "regeln": {"drei": {"id": "drei", "mindestzahl": 3, "komplement": True}},
            "gruppen": [{"summe": "alle", "teile": names}],
        }
    )
    return [_indicator(name) for name in ("alle", *names)], declared, _frame(parts)


def flows(
    catalog: Catalog, years: int, parts: int = 1
) -> tuple[list[Indicator], Confidentiality, pd.DataFrame]:
    """Stocks of people with who came and who went, of several groups and together.

    All years are one system of equations; one group has no total.
    """
    random = np.random.default_rng(SEED)
    groups = [f"_{n}" for n in range(parts)] if parts > 1 else [""]
    stocks = [random.poisson(random.lognormal(3, 1, len(catalog.units))) for _ in groups]
    rows = []
    for year in range(2005, 2005 + years):
        came = [random.poisson(0.1 * stock + 1) for stock in stocks]
        went = [random.binomial(stock, 0.1) for stock in stocks]
        stocks = [s + c - w for s, c, w in zip(stocks, came, went, strict=True)]
        for name, counts in zip(FLOWS, (stocks, came, went), strict=True):
            for group, row in zip(groups, counts, strict=True):
                rows += _rows(catalog, f"{name}{group}", str(year), row)
            if parts > 1:
                rows += _rows(catalog, name, str(year), sum(counts))
    names = sorted({row[0] for row in rows})
    stock, came_in, went_out = FLOWS
    declared = Confidentiality.model_validate(
        {
            "regeln": {"drei": {"id": "drei", "mindestzahl": 3}},
            "bestaende": [
                {
                    "bestand": f"{stock}{g}",
                    "zugang": [f"{came_in}{g}"],
                    "abgang": [f"{went_out}{g}"],
                }
                for g in sorted({*groups, ""})
            ],
            "gruppen": [
                {"summe": name, "teile": [f"{name}{group}" for group in groups]}
                for name in FLOWS
                if parts > 1
            ],
        }
    )
    return [_indicator(name) for name in names], declared, _frame(rows)


def _indicator(name: str) -> Indicator:
    return Indicator.model_validate(
        {
            "id": name, "name": name, "kurzname": name, "thema": "Test", "art": "anzahl",
            "einheit": "Personen", "ebenen": LEVELS, "definition": "Erzeugt.", "quelle": "x",
            "geheimhaltung": "drei",
        }
    )  # fmt: skip


def _rows(
    catalog: Catalog, name: str, period: str, counts: np.ndarray
) -> list[tuple[str, str, str, str, float]]:
    rows = []
    for level in LEVELS:
        column = catalog.level(level).column
        codes = [unit[column] for unit in catalog.units]
        sums = pd.Series(counts).groupby(codes).sum()
        rows += [(name, level, code, period, float(value)) for code, value in sums.items()]
    return rows


def _frame(rows: list[tuple[str, str, str, str, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator", "level", "area", "period", "value"])
    texts = {
        "source": "x",
        "quality": "amtlich",
        "joint": "",
        "wording": "",
        "note": "",
        "table": "t",
    }
    return frame.assign(numerator=np.nan, denominator=np.nan, status="ok", preferred=True, **texts)


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
    print()
