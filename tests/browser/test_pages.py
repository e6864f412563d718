"""Every page in headless Chromium, in both sizes: what everybody may expect of each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from running_server import ROOT, serving

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
PATHS = sorted(
    "" if page.stem == "ueberblick" else page.stem for page in (Path(ROOT) / "pages").glob("*.py")
)
SIZES = [(1440, 900), (390, 844)]
ENGLISH = re.compile(
    r"\b(the|this|that|is|are|your?|with|please|choose|select|press|click|drag|drop|browse|upload|"
    r"loading|running|fullscreen|download|close|show|hide|copy|copied|search|sort|limit|per file|"
    r"not found|expand|collapse|clear|settings|rerun|view|save as|open in)\b",
    re.IGNORECASE,
)
TROUBLE = "[data-testid='stAlertContentError'], [data-testid='stAlertContentWarning']"
GERMAN = "html[data-sr-bereit]"
TEXTS = """() => {
  const quoted = '.sr-quelle, .sr-source, .sr-panel, .sr-eintrag, table, .sr-liste, option, [lang=en]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest(quoted + ', script, style, noscript')) continue;
    if (parent.checkVisibility()) found.push(walker.currentNode.data.trim());
  }
  for (const node of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    if (!node.closest(quoted) && node.checkVisibility()) for (const name of ['aria-label', 'title', 'placeholder'])
      if (node.hasAttribute(name)) found.push(node.getAttribute(name).trim());
  }
  return found.filter(Boolean);
}"""


@pytest.fixture(scope="module")
def dashboard() -> Iterator[str]:
    with serving() as base:
        yield base


def _open(tab: Any, address: str) -> Any:
    """The page as soon as it stands still: script done, charts drawn, maps painted."""
    page = tab.page
    page.goto(address)
    page.locator(".stMain h1").first.wait_for()
    page.wait_for_selector(IDLE)
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(n => n.querySelector('canvas, svg'))"
    )
    for handle in page.query_selector_all("iframe[title*='st_folium']"):
        handle.content_frame().wait_for_function("window.sozialraum?.paints > 0")
    page.wait_for_selector(GERMAN, state="attached")
    page.wait_for_selector(IDLE)
    return page


@pytest.mark.parametrize(("width", "height"), SIZES, ids=["wide", "narrow"])
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path or "ueberblick")
def test_a_page_stands_without_foreign_requests_errors_or_english(
    dashboard: str, open_tab: Callable[..., Any], path: str, width: int, height: int
) -> None:
    tab = open_tab(width, height)
    page = _open(tab, f"{dashboard}/{path}")
    assert page.locator("[data-testid='stException']").count() == 0
    assert page.locator(TROUBLE).count() == 0
    assert tab.foreign == []
    assert tab.errors == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    assert [text for text in page.evaluate(TEXTS) if ENGLISH.search(text)] == []
