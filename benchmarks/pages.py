"""Every page: cold start to the first of its content, and from a click to the changed content."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.browser import open_page, spread
from playwright.sync_api import Browser, Page

IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


@dataclass(frozen=True)
class PageBench:
    """Path, selector of the first content, pills that are clicked in turn and what they change."""

    path: str
    content: str
    clicks: tuple[str, ...] = ()
    changed: str = ""


PAGES = (
    PageBench("", ".sr-figure .sr-value"),
    PageBench(
        "zuwanderung",
        ".sr-quelle, .sr-zwilling",
        ("Zuzüge, Wegzüge und Veränderung", "Dortmund und Deutschland"),
        "h2.sr-abschnitt",
    ),
    PageBench(
        "problemimmobilien",
        ".sr-quelle, .sr-zwilling",
        ("Kontrollen", "Zugang zu Wohnraum"),
        "h2.sr-abschnitt",
    ),
    PageBench("stadtentwicklung", ".sr-abschnitt"),
    PageBench(
        "steckbrief", ".sr-kennzahlen", ("Bezirk", "Sozialraum"), ".sr-steckkopf .sr-where"
    ),
    PageBench("daten", "table, .sr-panel"),
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
        if bench.clicks:
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


def _clicks(browser: Browser, address: str, bench: PageBench, rounds: int = 8) -> list[float]:
    page, _ = open_page(browser, address)
    page.wait_for_function(_VISIBLE, arg=bench.content, polling="raf")
    page.wait_for_selector(IDLE)
    times = []
    for number in range(rounds * len(bench.clicks)):
        before = page.text_content(bench.changed)
        _press(page, bench.clicks[number % len(bench.clicks)])
        page.wait_for_function(_CHANGED, arg=[bench.changed, before], polling="raf")
        now = page.evaluate("performance.timeOrigin + performance.now()")
        times.append(now - page.evaluate("window.benchClick"))
        page.wait_for_selector(IDLE)
    page.context.close()
    return times[2:]


def _press(page: Page, label: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(label, exact=True).first.click()
