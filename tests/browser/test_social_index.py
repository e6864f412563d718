"""Sozialindex in the browser: choose, weigh, select on the map, read, and come back by the link."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from running_server import map_frame

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
AREA = "Nordmarkt-Ost"


def map_of(page: Any) -> Any:
    frame = map_frame(page.wait_for_selector("iframe[title*='st_folium']"))
    frame.wait_for_function("window.sozialraum?.paints > 0")
    frame.wait_for_selector(f".sr-flaeche[aria-label^='{AREA}']", state="attached")
    page.wait_for_selector(IDLE)
    return frame


def contributions(page: Any) -> Any:
    return page.get_by_role("heading", name=f"Beiträge der Indikatoren: {AREA}")


def test_choose_weigh_select_read_and_restore(dashboard: str, open_tab: Callable[..., Any]) -> None:
    tab = open_tab(1440)
    page = tab.page
    page.goto(f"{dashboard}/sozialindex")
    map_of(page)
    page.get_by_role("combobox", name="Vorlage").click()
    page.get_by_role("option", name="Leben im Alter").click()
    page.wait_for_url("**aeltere_sgb12**anteil_ab_80**")
    page.get_by_role("button", name="Gewichte und Richtung").click()
    weight = page.get_by_role("spinbutton", name="Gewicht: Ältere mit SGB XII")
    weight.fill("3")
    weight.press("Enter")
    page.wait_for_url("**aeltere_sgb12%3A3**")
    page.keyboard.press("Escape")
    weight.wait_for(state="detached")

    frame = map_of(page)
    centre = frame.evaluate(
        "(name) => { const b = document.querySelector(`.sr-flaeche[aria-label^='${name}']`)"
        ".getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }",
        AREA,
    )
    box = page.query_selector("iframe[title*='st_folium']").bounding_box()
    # The map is partly below the edge of the window: one click must do, and nothing may jump.
    assert box["y"] + 600 > 900
    page.mouse.click(box["x"] + centre[0], box["y"] + centre[1])
    contributions(page).wait_for()
    page.wait_for_url("**gebiet=054**")
    assert page.query_selector("iframe[title*='st_folium']").bounding_box()["y"] == box["y"]
    sentence = page.get_by_text(f"{AREA}: Status").first.inner_text()
    assert "Index" in sentence

    other = open_tab(390, 844)
    other.page.goto(page.url)
    map_of(other.page)
    contributions(other.page).wait_for()
    assert other.page.get_by_text(f"{AREA}: Status").first.inner_text() == sentence
    assert tab.foreign == other.foreign == []
    assert tab.errors == other.errors == []


def test_a_formula_leaves_as_a_file_and_comes_back(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(1440).page
    page.goto(f"{dashboard}/sozialindex?indikatoren=arbeitslose:2,kinder_sgb2:1")
    map_of(page)
    page.get_by_text("Formel und Gewichte als Datei").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Formel speichern (JSON)").click()
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    chooser = page.locator(".stMain input[type=file]")
    apply = page.get_by_role("button", name="Formel aus der Datei anwenden")

    def bring(content: str) -> None:
        file = {"name": "formel.json", "mimeType": "application/json", "buffer": content.encode()}
        chooser.set_input_files(file)

    bring("{nicht ganz")
    page.get_by_text("Die Datei ist beschädigt oder keine Formel").wait_for()
    saved["indikatoren"][0]["gewicht"] = 5
    bring(json.dumps(saved | {"version": 99}))
    page.get_by_text("neuer als dieses Programm").wait_for()
    apply.click()
    page.wait_for_url("**arbeitslose%3A5**")
