"""How long the player takes from a key to the painted next scene, in a file without network."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import browser
from benchmarks.servers import ROOT

BUDGET_MS = 150
STORY = "wo_beratung_fehlt"
TURN = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const key = (name) => document.dispatchEvent(new KeyboardEvent('keydown', {key: name}));
  const times = [];
  key('Home');
  for (let turned = 0; turned < 36; turned += 1) {
    await new Promise((done) => setTimeout(done, 150));
    const begun = performance.now();
    key(turned % 6 === 5 ? 'Home' : 'ArrowRight');
    await frame();
    times.push(performance.now() - begun);
  }
  return times;
}"""


def measure() -> dict[str, Any]:
    """Milliseconds of 36 changes of the largest story at 1440x900."""
    from sozialraum.domain.access import Role
    from sozialraum.language import current
    from sozialraum.publish import ensure_release
    from sozialraum.service import Monitor
    from sozialraum.web.presentation_pictures import player_of

    monitor = Monitor(ensure_release(ROOT))
    story = monitor.catalog.stories[STORY].presentations[current()]
    html = player_of(monitor, frozenset(Role), story).html
    with tempfile.TemporaryDirectory() as folder, browser.chromium() as chromium:
        file = Path(folder) / "praesentation.html"
        file.write_text(html, encoding="utf-8")
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.goto(file.as_uri())
        page.locator(".szene.jetzt").wait_for()
        times = sorted(page.evaluate(TURN))
    return {"p50_ms": round(median(times)), "slowest_ms": round(times[-1]), "budget_ms": BUDGET_MS}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
    print()
