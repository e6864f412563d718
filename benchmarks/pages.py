"""Every page: cold start to the first of its content, and from a click to the changed content."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browser import open_page, spread

IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


@dataclass(frozen=True)
class PageBench:
    """Path, selector of the first content, and what a click on another pill changes."""

    path: str
    content: str
    changed: str = ""
    pills: str = ""


THEME = "h2.sr-abschnitt"
PAGES = (
    PageBench("", ".sr-figure .sr-value"),
    PageBench("zuwanderung", ".sr-darstellung", THEME, ".st-key-zuwanderung_abschnitt"),
    PageBench("problemimmobilien", ".sr-darstellung", THEME, ".st-key-problemimmobilien_abschnitt"),
    PageBench("stadtentwicklung", ".sr-abschnitt"),
    PageBench(
        "steckbrief", ".sr-kennzahlen", ".sr-steckkopf .sr-where", ".st-key-steckbrief_ebene"
    ),
    PageBench("daten", ".st-key-daten table", ".st-key-daten", ".st-key-daten_bereich"),
)


def measure(browser: Browser, address: str, bare_ms: float, runs: int = 5) -> dict[str, Any]:
    """Milliseconds per page and their ratio to a bare page of the same run."""
    result = {}
    for bench in PAGES:
        cold = [_first_content(browser, f"{address}/{bench.path}", bench) for _ in range(runs)]
        entry: dict[str, Any] = {
            "first_content_ms": round(median(cold)),
            "ratio_to_bare": round(median(cold) / bare_ms, 2),
        }
        if bench.changed:
            entry["interaction_ms"] = spread(_clicks(browser, f"{address}/{bench.path}", bench))
        result[bench.path or "ueberblick"] = entry
    return result


def _first_content(browser: Browser, address: str, bench: PageBench) -> float:
    page, _ = open_page(browser, address)
    page.wait_for_function(_VISIBLE, arg=bench.content, polling="raf")
    seen = float(page.evaluate("performance.now()"))
    page.context.close()
    return seen


_VISIBLE = """selector => [...document.querySelectorAll(selector)].some(n => n.offsetParent)"""
_CHANGED = """([selector, before]) => { const node = document.querySelector(selector);
  return node && node.offsetParent && node.textContent !== before; }"""


def _clicks(browser: Browser, address: str, bench: PageBench, rounds: int = 18) -> list[float]:
    """The second and the third pill in turn: milliseconds from the click to the other content."""
    page, _ = open_page(browser, address)
    page.wait_for_function(_VISIBLE, arg=bench.content, polling="raf")
    page.wait_for_selector(IDLE)
    times = []
    for number in range(rounds):
        before = page.text_content(bench.changed)
        page.locator(f"{bench.pills} button").nth(1 + number % 2).click()
        page.wait_for_function(_CHANGED, arg=[bench.changed, before], polling="raf")
        now = page.evaluate("performance.timeOrigin + performance.now()")
        times.append(now - page.evaluate("window.benchClick"))
        page.wait_for_selector(IDLE)
    page.context.close()
    return times[2:]
