"""The composite index: 170 areas, ten indicators, 1,000 variations; LISA with 999 permutations.

    python -m benchmarks.social_index

Budget: 2 s each. The first line of ``lisa`` includes the import of esda.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.servers import ROOT

BUDGET_S = 2.0
AREAS, INDICATORS, VARIATIONS, PERMUTATIONS = 170, 10, 1_000, 999


def measure() -> dict[str, Any]:
    """Seconds of index with sensitivity and of LISA, with invented and with embedded values."""
    from sozialraum.analysis.clusters import contiguity, local_clusters
    from sozialraum.domain.access import Role
    from sozialraum.domain.social_index import IndexQuery
    from sozialraum.publish import ensure_release
    from sozialraum.service import Monitor
    from sozialraum.service.index_clusters import index_clusters
    from sozialraum.service.index_ground import presets
    from sozialraum.service.social_index import social_index

    chance = np.random.default_rng(170)
    frame = pd.DataFrame(
        chance.normal(size=(AREAS, INDICATORS)),
        index=[f"{n:03}" for n in range(AREAS)],
        columns=[f"i{n}" for n in range(INDICATORS)],
    )
    monitor = Monitor(ensure_release(ROOT))
    areas = monitor.atoms.sort_index()
    values = pd.Series(chance.normal(size=len(areas)), index=areas.index)

    def lisa() -> object:
        return local_clusters(values, contiguity(areas), permutations=PERMUTATIONS)

    preset = next(iter(presets(monitor, frozenset(Role)).values()))
    query = IndexQuery(preset.parts, preset.level)
    return {
        "index_with_sensitivity_s": _seconds(lambda: _index(frame)),
        "lisa_s": {"with_import": _seconds(lisa), "again": _seconds(lisa)},
        "embedded_index_s": _seconds(lambda: social_index(monitor, query)),
        "embedded_lisa_s": _seconds(lambda: index_clusters(monitor, query)),
        "budget_s": BUDGET_S,
    }


def _index(frame: pd.DataFrame) -> object:
    from sozialraum.analysis.composite_index import STATUS_LIMITS, standardised_within
    from sozialraum.analysis.index_sensitivity import sensitivity

    scores = standardised_within(frame, {})
    weights = dict.fromkeys(frame.columns, 1.0)
    return sensitivity(scores, weights, {}, STATUS_LIMITS, variations=VARIATIONS)


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return round(time.perf_counter() - began, 3)


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False, indent=2))
