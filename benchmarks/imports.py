"""Imports: a long table of 500,000 rows from the bytes to the live release, in a process of its own.

    python -m benchmarks.imports

Budget: 20 s and 1 GB for planning and taking over together.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROWS = 500_000


def measure() -> dict[str, Any]:
    """Seconds and peak memory of one import, measured in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.imports", "--here"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def large_table(home: Path, rows: int = ROWS) -> bytes:
    """A long table as a department would send it: invented values, month by month."""
    from sozialraum.catalog import load_catalog

    catalog = load_catalog(home)
    codes = [area.code for area in catalog.areas("unterbezirk")]
    counts = [
        i.id for i in catalog.indicators.values() if i.kind.additive and "unterbezirk" in i.levels
    ]
    chance = random.Random(500_000)
    months = [f"{year}-{month:02d}" for year in range(1950, 2100) for month in range(1, 13)]
    said = ((name, code, month) for month in months for name in counts for code in codes)
    lines = ["Indikator;Unterbezirk;Stichtag;Wert"]
    lines += [
        f"{name};{code};{month};{chance.randint(1, 9999)}"
        for name, code, month in islice(said, rows)
    ]
    return ("\n".join(lines) + "\n").encode()


def _run() -> dict[str, Any]:
    from sozialraum.catalog import load_catalog
    from sozialraum.publish import ensure_release
    from sozialraum.publish.imports import plan_import, take_over

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        for part in ("geo", "data"):
            shutil.copytree(ROOT / part, home / part)
        ensure_release(home)
        content = large_table(home)
        began, cpu = time.perf_counter(), time.process_time()
        plan = plan_import(home, content, "gross.csv")
        planned = time.perf_counter()
        assert plan.mapping is not None, plan.problems
        source = next(iter(load_catalog(home).sources))
        mapping = plan.mapping.model_copy(update={"source": source})
        entry, release = take_over(home, content, "gross.csv", mapping, who="bench")
        done, used = time.perf_counter(), time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        ensure_release(home)
        started = time.perf_counter()
        return {
            "rows": plan.rows,
            "values": entry.values,
            "plan_s": round(planned - began, 1),
            "take_over_s": round(done - planned, 1),
            "together_s": round(done - began, 1),
            "together_cpu_s": round(used, 1),
            "peak_gb": round(peak, 2),
            "ensure_release_s": round(started - done, 2),
            "observations": len(release.observations),
        }


if __name__ == "__main__":
    result = _run() if "--here" in sys.argv else measure()
    print(json.dumps(result, ensure_ascii=False, indent=2))
