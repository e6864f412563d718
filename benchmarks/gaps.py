"""The gap analysis on the embedded data: 13,878 cells, 97 services, up to 170 areas."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.servers import ROOT

BUDGET_MS, BUDGET_S = 200, 5.0
MINUTES = (5, 10, 15, 20, 30)


def measure() -> dict[str, Any]:
    """Times of answers that nobody asked before; the data are loaded, the caches empty."""
    from sozialraum.domain.access import Role
    from sozialraum.domain.gaps import ServiceFilter, Walk
    from sozialraum.publish import ensure_release
    from sozialraum.service import Monitor, gaps

    monitor, held = Monitor(ensure_release(ROOT)), frozenset(Role)
    everywhere, romanian = ServiceFilter(), ServiceFilter(language="ro")
    first = _seconds(lambda: gaps.coverage(monitor, "alle", Walk(9), everywhere, held))
    filters = (everywhere, romanian, ServiceFilter(weekday="mi", time="17:00"))
    coverage = [
        _seconds(lambda w=walk, f=wanted, t=target: gaps.coverage(monitor, t, w, f, held))
        for walk in map(Walk, MINUTES)
        for wanted in filters
        for target in ("alle", "transferleistungen")
    ]
    best, fair, sizes, proven = [], [], [], []
    for walk in map(Walk, MINUTES):
        for wanted in (everywhere, romanian):
            asked = ("alle", walk, wanted, held)
            best.append(_seconds(lambda a=asked: gaps.propose(monitor, *a, count=5)))
            fair.append(_seconds(lambda a=asked: gaps.propose(monitor, *a, count=5, equity=True)))
            found = gaps.propose(monitor, *asked, count=5)
            sizes.append(found.considered)
            proven.append(found.optimal)
    return {
        "first_answer_ms": round(first * 1000),
        "coverage_ms": _ms(coverage) | {"budget": BUDGET_MS},
        "five_best_s": _s(best) | {"budget": BUDGET_S, "candidates": max(sizes)},
        "five_best_with_equity_s": _s(fair),
        "proven_optimal": f"{sum(proven)} of {len(proven)}",
        "languages_ms": round(
            1000
            * _seconds(lambda: gaps.language_matrix(monitor, "alle", Walk(10), everywhere, held))
        ),
        "floating_catchment_ms": round(
            1000
            * _seconds(lambda: gaps.floating_catchment(monitor, "alle", Walk(10), everywhere, held))
        ),
    }


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _ms(seconds: list[float]) -> dict[str, int]:
    return {"p50": round(1000 * median(seconds)), "max": round(1000 * max(seconds))}


def _s(seconds: list[float]) -> dict[str, float]:
    return {"p50": round(median(seconds), 2), "max": round(max(seconds), 2)}
