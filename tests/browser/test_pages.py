"""Every page on a phone; in a wide window ``test_accessibility`` opens them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from page_checks import assert_stands
from running_server import ROOT, map_frame

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
PATHS = sorted(
    "" if page.stem == "ueberblick" else page.stem for page in (Path(ROOT) / "pages").glob("*.py")
)
GERMAN = "html[data-sr-bereit]"


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
        map_frame(handle).wait_for_function("window.sozialraum?.paints > 0")
    page.wait_for_selector(GERMAN, state="attached")
    page.wait_for_selector(IDLE)
    return page


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path or "ueberblick")
def test_a_page_stands_on_a_phone(dashboard: str, open_tab: Callable[..., Any], path: str) -> None:
    tab = open_tab(390, 844)
    _open(tab, f"{dashboard}/{path}")
    assert_stands(tab)
