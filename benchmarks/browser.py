"""What a person at the screen waits for, measured inside headless Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, Frame, Page, sync_playwright

CLICK_CLOCK = """
window.benchClick = 0;
addEventListener('pointerup', () => { window.benchClick = performance.timeOrigin + performance.now(); }, true);
"""
TEXT_CLOCK = """
window.benchText = 0;
new MutationObserver(() => { if (!window.benchText && document.body?.textContent.includes('Gewählt'))
  window.benchText = performance.now(); }).observe(document, {childList: true, subtree: true});
"""
PAINT_CLOCK = """
() => { if (window.benchPaints) return; window.benchPaints = [];
  let seen = window.sozialraum.paints;
  const look = () => { const now = window.sozialraum.paints;
    if (now !== seen) { seen = now; window.benchPaints.push(performance.timeOrigin + performance.now()); }
    requestAnimationFrame(look); };
  requestAnimationFrame(look); }
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium from the system."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def spread(samples: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"p50": round(median(samples), 1), "p95": round(quantiles(samples, n=20)[-1], 1)}


def open_page(browser: Browser, address: str) -> tuple[Page, list[int]]:
    """A fresh visitor (cold cache); the list receives the size of every answer of the server."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE").new_page()
    page.add_init_script(CLICK_CLOCK + TEXT_CLOCK)
    received: list[int] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: received.append(len(data))))
    page.goto(address)
    return page, received


def map_frame(
    page: Page, condition: str = "window.sozialraum && window.sozialraum.paints > 0"
) -> Frame:
    """The frame of the map as soon as ``condition`` holds in it."""
    handle = page.wait_for_selector("iframe[title*='st_folium']", state="attached")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_function(condition, polling="raf")
    return frame


def first_map(browser: Browser, address: str, runs: int) -> list[float]:
    """Milliseconds from a cold start of the page to the first painted map."""
    times = []
    for _ in range(runs):
        page, _ = open_page(browser, f"{address}/karte")
        frame = map_frame(page)
        painted = "performance.timeOrigin + performance.getEntriesByName('sozialraum')[0].startTime"
        times.append(frame.evaluate(painted) - _start(page))
        page.context.close()
    return times


def first_text(browser: Browser, address: str, runs: int) -> list[float]:
    """The same for a bare Streamlit page: until its text stands."""
    times = []
    for _ in range(runs):
        page, _ = open_page(browser, address)
        page.wait_for_function("window.benchText > 0", polling="raf")
        times.append(page.evaluate("window.benchText"))
        page.context.close()
    return times


def _start(page: Page) -> float:
    return float(page.evaluate("performance.timeOrigin"))


def click_to_paint(browser: Browser, address: str, clicks: int) -> dict[str, Any]:
    """Change of indicator: from the release of the mouse to the painted map, and its bytes."""
    page, received = open_page(browser, f"{address}/karte")
    frame = map_frame(page)
    frame.evaluate(PAINT_CLOCK)
    marker = frame.evaluate("window.benchMarker = Math.random()")
    times, sizes = [], []
    for number in range(clicks + 3):
        frame.evaluate("window.benchPaints.length = 0")
        received.clear()
        _choose(page, number % 6)
        frame.wait_for_function("window.benchPaints.length > 0", polling="raf")
        painted = frame.evaluate("window.benchPaints[0]")
        page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")
        if number >= 3:
            times.append(painted - page.evaluate("window.benchClick"))
            sizes.append(float(sum(received)))
    kept = frame.evaluate("window.benchMarker") == marker
    result = {
        "ms": spread(times),
        "bytes": spread(sizes),
        "remounts": 0 if kept else 1,
        "paint_ms": frame.evaluate("window.sozialraum.lastPaintMs"),
        "year_step": year_step(frame, received),
    }
    page.context.close()
    return result


def _choose(page: Page, position: int) -> None:
    box = page.get_by_role("combobox", name="Indikator")
    box.click()
    options = page.get_by_role("option")
    options.first.wait_for()
    others = [o for o in options.all()[:12] if o.get_attribute("aria-selected") != "true"]
    others[position % len(others)].click()


def year_step(frame: Frame, received: list[int]) -> dict[str, float]:
    """Steps of the time slider: milliseconds to paint inside the browser, bytes from the server."""
    received.clear()
    times = frame.evaluate(
        """async () => { const slider = document.querySelector('input[type=range]'); const times = [];
        if (!slider || slider.max === '0') return times;
        for (let i = 0; i < 60; i++) { const before = window.sozialraum.paints;
          slider.value = String((Number(slider.value) + 1) % (Number(slider.max) + 1));
          slider.dispatchEvent(new Event('input', {bubbles: true}));
          await new Promise((done, failed) => { setTimeout(failed, 2000); const look = () => window.sozialraum.paints !== before ? done() : requestAnimationFrame(look); look(); });
          times.push(window.sozialraum.lastPaintMs); }
        return times; }"""
    )
    return {**(spread(times) if times else {}), "bytes": float(sum(received)), "steps": len(times)}


def usual_click_to_paint(browser: Browser, address: str, clicks: int) -> dict[str, Any]:
    """The same interaction with a map that is rebuilt on every rerun."""
    page, received = open_page(browser, address)
    times, sizes = [], []
    for number in range(clicks):
        received.clear()
        page.get_by_role("combobox", name="Indikator").click()
        wanted = number % 4 + 1 if number % 5 else 0
        page.get_by_role("option", name=f"Indikator {wanted}").click()
        page.wait_for_function(_REBUILT, arg=f"#{wanted + 1}00000", polling="raf")
        now = page.evaluate("performance.timeOrigin + performance.now()")
        times.append(now - page.evaluate("window.benchClick"))
        sizes.append(float(sum(received)))
    page.context.close()
    return {"ms": spread(times), "bytes": spread(sizes)}


_REBUILT = """
colour => { const frame = document.querySelector("iframe[title*='st_folium']");
  const paths = frame && frame.contentDocument ? frame.contentDocument.querySelectorAll('path.leaflet-interactive') : [];
  return paths.length >= 170 && paths[0].getAttribute('fill') === colour; }
"""
