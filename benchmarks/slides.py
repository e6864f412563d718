"""A presentation of ten scenes of the embedded data as PowerPoint file and as handout."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from benchmarks.servers import ROOT

BUDGET_S = 15.0
MAPS = (
    {"indikator": "kinder_sgb2", "ebene": "unterbezirk"},
    {"indikator": "anteil_ab_65", "ebene": "stadtbezirk"},
    {"indikator": "anteil_auslaendische", "ebene": "stadtbezirk", "ebenen": "angebote"},
    {"indikator": "einwohnerdichte", "ebene": "unterbezirk"},
)
EXHIBITS = (
    "eu2-stadt",
    "eu2-nordstadt",
    "eu2-anteil",
    "eu2-index",
    "eu2-anteil-stadtbezirke",
    "eu2-quoten",
)


def measure() -> dict[str, Any]:
    """Seconds and size of both files; nothing of them was computed before."""
    from sozialraum.domain.access import Role
    from sozialraum.domain.scenes import Presentation, Scene
    from sozialraum.publish import ensure_release
    from sozialraum.service import Monitor
    from sozialraum.web.presentation_files import presentation_file

    monitor, held = Monitor(ensure_release(ROOT)), frozenset(Role)
    words = {
        "text": "Ein Satz sagt, was zu sehen ist. Ein zweiter, was es heißt.",
        "note": "Notiz.",
    }
    maps = [
        Scene(id=f"karte-{n}", page="karte", query=query, title=f"Karte {n}", **words)
        for n, query in enumerate(MAPS, start=1)
    ]
    exhibits = [
        Scene(id=part, page="zuwanderung", part=part, title=part, **words) for part in EXHIBITS
    ]
    ten = Presentation(title="Zehn Szenen", scenes=(*maps, *exhibits))
    result: dict[str, Any] = {"scenes": len(ten.scenes), "budget_s": BUDGET_S}
    for kind in ("pptx", "pdf"):
        began = time.perf_counter()
        body = presentation_file(monitor, held, ten, kind).body
        result[f"{kind}_s"] = round(time.perf_counter() - began, 1)
        result[f"{kind}_mb"] = round(len(body) / 1e6, 1)
    return result


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
    print()
