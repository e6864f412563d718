"""WCAG 2.1 AA in headless Chromium: axe, structure, keyboard, zoom, in German and English."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from page_checks import assert_stands
from running_server import ROOT, map_frame

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
MAP = "iframe[title*='st_folium']"
PATHS = sorted(
    "" if page.stem == "ueberblick" else page.stem for page in (Path(ROOT) / "pages").glob("*.py")
)
MOST_USED = ("", "karte", "steckbrief", "vergleich", "angebote")
LANGUAGES = ("de", "en")
AXE = """axe.run({iframes: false, runOnly: {type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}})"""
STRUCTURE = """() => {
  const seen = (node) => node.checkVisibility({visibilityProperty: true});
  const all = (what) => [...document.querySelectorAll(what)].filter(seen);
  const levels = all('h1, h2, h3, h4, h5, h6').map((node) => [Number(node.tagName[1]), node.textContent]);
  return {
    lang: document.documentElement.lang, title: document.title,
    here: all('[data-testid=stSidebarNav] a[aria-current=page]').map((node) => node.textContent),
    h1: levels.filter(([level]) => level === 1).length, first: levels[0]?.[0],
    jumps: levels.filter(([level], i) => i && level > levels[i - 1][0] + 1),
    mains: all('main, [role=main]').length, menus: all('nav, [role=navigation]').length,
    skip: document.querySelectorAll('a[href="#stMain"]').length,
  };
}"""
SMALL = """(own) => [...document.querySelectorAll(own)]
  .filter((node) => node.checkVisibility({visibilityProperty: true}))
  .filter((node) => getComputedStyle(node).display !== 'inline' && !node.matches('.sr-punktwahl'))
  .filter((node) => { const {width, height} = node.getBoundingClientRect(); return Math.min(width, height) < 23.9; })
  .map((node) => node.outerHTML.slice(0, 120))"""
OWN = ".stMain .stHtml :is(a, button, summary), .sr-sprachen a"
OWN_IN_FRAME = ".sr :is(a, button, input, summary)"
# Somebody who has just pressed a key sees the focus on everything that can have it.
UNSEEN = """(own) => {
  const look = (node) => [node, node.parentElement, node.parentElement?.parentElement].map((part) => {
    const style = part ? getComputedStyle(part) : {};
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor, style.backgroundColor];
  }).join();
  const found = [];
  for (const node of [...document.querySelectorAll(own)].filter((one) => one.checkVisibility()).slice(0, 80)) {
    document.activeElement?.blur();
    const before = look(node);
    node.focus({preventScroll: true});
    if (document.activeElement === node && look(node) === before) found.push(node.outerHTML.slice(0, 120));
  }
  document.activeElement?.blur();
  return found;
}"""
TWIN = """() => {
  const stage = document.querySelector('.sr-karte');
  const live = document.querySelector('.sr [aria-live]');
  const table = document.querySelector('.sr-tabelle');
  const areas = [...document.querySelectorAll('.sr-gebiete g:not([style*=none]) > .sr-flaeche')];
  return {
    lang: document.documentElement.lang, title: document.title, role: stage.getAttribute('role'),
    name: stage.getAttribute('aria-label'), outside: frameElement.getAttribute('aria-label'),
    described: document.getElementById(stage.getAttribute('aria-describedby'))?.textContent,
    live: [live.getAttribute('role'), live.getAttribute('aria-live')],
    below: table.checkVisibility() ? table.querySelector('table') && table.querySelector('[role=region]').ariaLabel : '',
    nameless: areas.filter((node) => !node.getAttribute('aria-label')).length, areas: areas.length,
    stops: areas.filter((node) => node.tabIndex === 0).length,
  };
}"""
FOCUSED = """(wanted) => {
  let node = document.activeElement;
  while (node?.tagName === 'IFRAME' && node.contentDocument?.activeElement) node = node.contentDocument.activeElement;
  return Boolean(node?.closest(wanted));
}"""


def _address(base: str, path: str, language: str) -> str:
    return f"{base}/{path}" + ("?sprache=en" if language == "en" else "")


def _settle(page: Any) -> list[Any]:
    """Wait until the page stands still; its map frames."""
    page.locator(".stMain h1").first.wait_for()
    page.wait_for_selector(IDLE)
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(n => n.querySelector('canvas, svg'))"
    )
    frames = [map_frame(handle) for handle in page.query_selector_all(MAP)]
    for frame in frames:
        frame.wait_for_function("window.sozialraum?.paints > 0")
        frame.wait_for_selector(".sr-flaeche[aria-label]", state="attached")
    page.wait_for_selector("html[data-sr-bereit]", state="attached")
    page.wait_for_selector(IDLE)
    return frames


def _violations(places: list[Any]) -> list[Any]:
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for place in places:
        place.evaluate(Axe().axe_script)
        for violation in place.evaluate(AXE)["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"]][:5]
            found.append((violation["id"], violation["impact"], nodes))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path or "ueberblick")
def test_every_page_in_both_languages(
    dashboard: str, open_tab: Callable[..., Any], path: str, language: str
) -> None:
    tab = open_tab(1440)
    page = tab.page
    page.goto(_address(dashboard, path, language))
    frames = _settle(page)
    if language == "de":
        assert_stands(tab)
    assert _violations([page, *frames]) == []
    _structure(page, language)
    for frame in frames:
        _twin(frame, language)
    assert (
        page.evaluate(SMALL, OWN) + [s for f in frames for s in f.evaluate(SMALL, OWN_IN_FRAME)]
        == []
    )
    page.keyboard.press("Tab")
    assert (
        page.evaluate(UNSEEN, OWN) + [s for f in frames for s in f.evaluate(UNSEEN, OWN_IN_FRAME)]
        == []
    )
    _at_200_percent(page)


def _structure(page: Any, language: str) -> None:
    found = page.evaluate(STRUCTURE)
    assert found["lang"] == language
    assert len(found["here"]) == 1
    assert found["title"].startswith(found["here"][0]), found["title"]
    assert (found["h1"], found["first"], found["jumps"]) == (1, 1, [])
    assert (found["mains"], found["skip"]) == (1, 1)
    assert found["menus"] >= 2


def _twin(frame: Any, language: str) -> None:
    found = frame.evaluate(TWIN)
    word = {"de": "Karte: ", "en": "Map: "}[language]
    assert found["lang"] == language
    assert found["role"] == "region"
    assert found["name"] == found["title"] == found["outside"]
    assert found["name"].startswith(word)
    assert found["live"] == ["status", "polite"]
    assert found["nameless"] == 0
    assert found["stops"] == 1
    assert found["below"] is not None
    if found["below"]:
        assert found["described"]


def _at_200_percent(page: Any) -> None:
    """1440 pixels at 200 per cent are 720; nothing scrolls sideways."""
    page.set_viewport_size({"width": 720, "height": 450})
    page.wait_for_function(
        "() => [document.documentElement, document.querySelector('.stMain')]"
        ".every((part) => part.clientWidth <= 720 && part.scrollWidth <= part.clientWidth)",
        timeout=10_000,
    )


@pytest.mark.parametrize("path", MOST_USED, ids=lambda path: path or "ueberblick")
def test_axe_on_a_phone(dashboard: str, open_tab: Callable[..., Any], path: str) -> None:
    page = open_tab(390, 844).page
    page.goto(_address(dashboard, path, "de"))
    frames = _settle(page)
    assert _violations([page, *frames]) == []
    assert page.evaluate(SMALL, OWN) == []


def _tab_to(page: Any, wanted: str, most: int = 45) -> None:
    """Press the tab key until something that fits has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED, wanted):
            return
    raise AssertionError(f"{wanted} is not reached by {most} tabs")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_is_used_without_a_mouse(
    dashboard: str, open_tab: Callable[..., Any], language: str
) -> None:
    searched = {"de": "Arbeitslose unter 25", "en": "Unemployed under 25"}[language]
    page = open_tab(1440).page
    page.goto(_address(dashboard, "", language))
    _settle(page)
    _tab_to(page, "[data-testid=stSidebarNav] a[href$='/karte']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/karte**")
    page.wait_for_selector(".st-key-karte_indikator")
    _settle(page)

    frame = map_frame(page.query_selector(MAP))
    first = frame.get_attribute(".sr-flaeche", "aria-label")
    _tab_to(page, ".st-key-karte_indikator input")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(searched)
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**indikator=arbeitslose_unter_25**")
    frame.wait_for_function("window.sozialraum.indicator === 'arbeitslose_unter_25'")
    frame.wait_for_function(
        "(old) => document.querySelector('.sr-flaeche').getAttribute('aria-label') !== old",
        arg=first,
    )
    page.wait_for_selector(IDLE)

    _tab_to(page, ".sr-flaeche")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    frame.wait_for_selector(".sr-fokus[d]", state="attached")
    spoken = frame.evaluate("document.activeElement.getAttribute('aria-label')")
    name, value = spoken.split(", ", 1)
    page.keyboard.press("Enter")
    page.wait_for_url("**gebiet=**")
    frame.wait_for_function(
        "(text) => document.querySelector('.sr [aria-live]').textContent.startsWith(text)",
        arg=spoken,
    )
    panel = page.locator(".sr-panel[aria-live]")
    panel.filter(has_text=name).wait_for()
    assert value.replace("\u00a0", " ") in panel.inner_text().replace("\u00a0", " ")
    page.wait_for_selector(IDLE)
    assert frame.evaluate("document.querySelector('.sr [aria-live]').textContent").startswith(
        spoken
    )

    _tab_to(page, "a[href*='karte.csv']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert name in Path(download.value.path()).read_text(encoding="utf-8-sig")

    _tab_to(page, ".stMain .sr-notes summary")  # the map frame lets the focus go
