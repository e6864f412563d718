"""`make bench`: the dashboard beside the usual way, in one run; JSON on standard output."""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import (
    browser,
    exports,
    gaps,
    imports,
    masking,
    pages,
    points,
    presenting,
    reading,
    sessions,
    slides,
    social_index,
)
from benchmarks.servers import ROOT, streamlit

APPS = Path(__file__).with_name("apps")


def main() -> None:
    """Run everything and print one document; progress goes to standard error."""
    result: dict[str, Any] = {"release": _release()}
    with streamlit(ROOT / "dashboard.py") as (address, pid, started):
        result["server_start_s"] = round(started, 2)
        with browser.chromium() as chromium:
            _say("Klick bis Bild …")
            result["click_to_paint"] = browser.click_to_paint(chromium, address, 40)
            _say("erste Karte, Seite kalt …")
            first = browser.first_map(chromium, address, 7)
        _say("Sitzungen …")
        result["sessions"] = [sessions.crowd(address, "karte", n) for n in (10, 40)]
    with streamlit(ROOT / "dashboard.py") as (address, pid, _):
        result["memory"] = sessions.memory(address, "karte", pid)
    _say("der übliche Weg …")
    result["usual_way"], bare = _usual_way()
    result["first_map"] = {
        "ms": round(median(first)),
        "bare_page_ms": round(median(bare)),
        "ratio": round(median(first) / median(bare), 2),
    }
    _say("alle Seiten, Dateien …")
    with streamlit(ROOT / "dashboard.py") as (address, pid, _):
        with browser.chromium() as chromium:
            result["pages"] = pages.measure(chromium, address, median(bare))
        result["exports"] = exports.measure(address, pid)
    result["gaps"] = gaps.measure()
    result["social_index"] = social_index.measure()
    _say("Lesen, Einlesen, Punkte, Geheimhaltung …")
    result["reading"] = reading.measure()
    result["imports"] = imports.measure()
    result["slides"] = slides.measure()
    result["presenting"] = presenting.measure()
    result["points"] = points.measure()
    result["masking"] = masking.measure()
    ours, usual = result["click_to_paint"]["ms"]["p50"], result["usual_way"]["ms"]["p50"]
    result["times_faster_than_usual"] = round(usual / ours, 1)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _usual_way() -> tuple[dict[str, Any], list[float]]:
    from sozialraum.web.assets import STATIC

    with tempfile.TemporaryDirectory() as folder:
        links = Path(folder) / "links"
        vendor = STATIC / "vendor" / "leaflet"
        links.write_text(
            "\n".join(_inline(vendor / name) for name in ("leaflet.js", "leaflet.css"))
        )
        with (
            streamlit(APPS / "usual.py", BENCH_LINKS=str(links)) as (usual, *_),
            streamlit(APPS / "bare.py") as (bare, *_),
            browser.chromium() as chromium,
        ):
            measured = browser.usual_click_to_paint(chromium, usual, 15)
            return measured, browser.first_text(chromium, bare, 7)


def _inline(path: Path) -> str:
    import base64

    kind = "text/javascript" if path.suffix == ".js" else "text/css"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _release() -> dict[str, Any]:
    """Time to build the whole release from nothing, and the size of the map package."""
    from sozialraum.publish import build_release
    from sozialraum.service import Monitor
    from sozialraum.web.assets import map_assets

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        release = build_release(ROOT, Path(folder))
        seconds = time.perf_counter() - began
        assets = map_assets(Monitor(release), frozenset())
        package = assets.files[assets.package_url.split("sozialraum/")[1]].body
    return {
        "build_s": round(seconds, 2),
        "geometry_all_levels_gzip_kb": round(len(gzip.compress(package, 9)) / 1000, 1),
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
