"""Comparing in the browser: a link restores the view, two maps follow each other, the divider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from running_server import map_frame

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


def frames_of(page: Any, count: int) -> list[Any]:
    frames = page.locator("iframe[title*='st_folium']")
    frames.nth(count - 1).wait_for(state="attached")
    found = [map_frame(frames.nth(n).element_handle()) for n in range(count)]
    for frame in found:
        frame.wait_for_function("window.sozialraum?.paints > 0")
    page.wait_for_selector(IDLE)
    return found


def choose(frame: Any, name: str) -> None:
    search = frame.get_by_role("combobox", name="Gebiet suchen")
    search.fill(name)
    search.press("Enter")


def test_areas_are_pinned_by_the_map_and_a_link_restores_them(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440, 1000)
    tab.page.goto(f"{dashboard}/vergleich?art=gebiete&indikator=kinder_sgb2&gebiete=061")
    (frame,) = frames_of(tab.page, 1)
    choose(frame, "Nordmarkt-West")
    tab.page.wait_for_url("**gebiete=061%2C053**")
    tab.page.locator(".sr-gewaehlt .sr-nummer").nth(1).wait_for()
    choose(frame, "Borsigplatz")
    tab.page.wait_for_url("**gebiete=%2C053**")
    other = open_tab(390, 844)
    other.page.goto(tab.page.url)
    frames_of(other.page, 1)
    assert other.page.locator(".sr-gewaehlt .sr-nummer").all_inner_texts() == ["2"]
    assert tab.foreign == other.foreign == []
    assert tab.errors == other.errors == []


def test_the_legend_of_changes_is_whole_on_a_laptop(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440, 900)
    tab.page.goto(f"{dashboard}/vergleich?art=zeit&indikator=kinder_sgb2")
    (frame,) = frames_of(tab.page, 1)
    legend = frame.locator(".sr-legende")
    assert legend.locator("li").count() == 7
    assert legend.evaluate("node => node.scrollHeight <= node.clientHeight")
    lines = legend.locator("li").evaluate_all("nodes => nodes.map((node) => node.offsetHeight)")
    assert len(set(lines)) == 1
    tops = tab.page.locator(".st-key-vergleich_wahl label:visible").evaluate_all(
        "nodes => nodes.map((node) => Math.round(node.getBoundingClientRect().top))"
    )
    assert max(tops) - min(tops) <= 1


def test_two_maps_show_one_choice(dashboard: str, open_tab: Callable[..., Any]) -> None:
    tab = open_tab(1440, 1000)
    tab.page.goto(f"{dashboard}/vergleich?art=nebeneinander")
    left, right = frames_of(tab.page, 2)
    assert left.evaluate("window.sozialraum.period") == "2018"
    assert right.evaluate("window.sozialraum.period") == "2024"
    choose(left, "Borsigplatz")
    tab.page.wait_for_url("**gebiet=061**")
    right.wait_for_function("window.sozialraum.selected === '061'")
    assert tab.errors == []


def test_the_divider_moves_by_keyboard(dashboard: str, open_tab: Callable[..., Any]) -> None:
    tab = open_tab(1440, 1000)
    tab.page.goto(f"{dashboard}/vergleich?art=schieber")
    (frame,) = frames_of(tab.page, 1)
    handle = frame.locator("[role='slider'].sr-griff")
    before = int(handle.get_attribute("aria-valuenow"))
    handle.press("ArrowRight")
    assert int(handle.get_attribute("aria-valuenow")) > before
    assert tab.errors == []
