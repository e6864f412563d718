"""The whole dashboard in headless Chromium: what people do, without any foreign request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from running_server import map_frame, serving

pytestmark = pytest.mark.browser
DRAWN = "window.sozialraum && window.sozialraum.ready && window.sozialraum.paints > 0"
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


def _frame(page: Any) -> Any:
    frame = map_frame(page.wait_for_selector("iframe[title*='st_folium']", state="attached"))
    frame.wait_for_function(DRAWN)
    return frame


def _settled(page: Any) -> None:
    page.wait_for_selector(IDLE)


def _choose(page: Any, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option).first.click()


def test_a_deep_link_is_the_first_request_of_a_fresh_server(open_tab: Callable[..., Any]) -> None:
    with serving() as base:
        tab = open_tab(1440)
        tab.page.add_init_script(
            "window.seen = ''; new MutationObserver(() => { window.seen += document.body ? "
            "document.body.innerText : ''; }).observe(document, {childList: true, subtree: true});"
        )
        tab.page.goto(f"{base}/karte?indikator=arbeitslose&stichtag=2018")
        frame = _frame(tab.page)
        assert frame.evaluate("window.sozialraum.indicator") == "arbeitslose"
        assert frame.evaluate("window.sozialraum.period") == "2018"
        menu = tab.page.get_by_test_id("stSidebarNav").inner_text()
        assert "Überblick" in menu
        assert "Karte" in menu
        seen = tab.page.evaluate("window.seen")
        assert "not found" not in seen
        assert "nicht gefunden" not in seen


def test_interactions_never_remount_the_map(dashboard: str, open_tab: Callable[..., Any]) -> None:
    tab = open_tab(1440)
    tab.page.goto(f"{dashboard}/karte")
    frame = _frame(tab.page)
    frame.evaluate("window.marker = 'same window'; window.map.setZoom(13, {animate: false})")
    _choose(tab.page, "Indikator", "Transferleistungen")
    frame.wait_for_function("window.sozialraum.indicator === 'transferleistungen'")
    _choose(tab.page, "Klasseneinteilung", "Quantile")
    _settled(tab.page)
    _choose(tab.page, "Stichtag", "2018")
    frame.wait_for_function("window.sozialraum.period === '2018'")
    assert frame.evaluate("window.marker") == "same window"
    assert frame.evaluate("window.map.getZoom()") == 13
    assert "indikator=transferleistungen" in tab.page.url
    assert "einteilung=quantile" in tab.page.url
    assert tab.foreign == []


def test_a_chosen_area_shows_its_numbers_and_stays_in_the_link(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440)
    tab.page.goto(f"{dashboard}/karte")
    frame = _frame(tab.page)
    search = frame.get_by_role("combobox", name="Gebiet suchen")
    search.fill("Nordmarkt-Ost")
    search.press("Enter")
    panel = tab.page.locator(".sr-panel")
    panel.get_by_text("Nordmarkt-Ost").wait_for()
    assert "63,8" in panel.inner_text()
    assert "Rang 1 von 145" in panel.inner_text()
    tab.page.wait_for_url("**gebiet=054**")
    other = open_tab(1440)
    other.page.goto(tab.page.url)
    other.page.locator(".sr-panel").get_by_text("Nordmarkt-Ost").wait_for()
    assert _frame(other.page).evaluate("window.sozialraum.selected") == "054"


def test_unknown_parameters_fall_back_with_a_notice(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440)
    tab.page.goto(f"{dashboard}/karte?indikator=gibtesnicht&stichtag=1066&ebenen=x&klassen=99")
    frame = _frame(tab.page)
    assert frame.evaluate("window.sozialraum.indicator") == "kinder_sgb2"
    text = tab.page.locator(".stMain").inner_text()
    assert "„gibtesnicht“" in text
    assert "„1066“" in text
    assert tab.page.locator("[data-testid='stException']").count() == 0


@pytest.mark.parametrize("kind", ["CSV", "XLSX", "GeoJSON", "PNG", "SVG"])
def test_downloads_are_exactly_this_view(
    dashboard: str, open_tab: Callable[..., Any], kind: str
) -> None:
    tab = open_tab(1440, accept_downloads=True)
    tab.page.goto(f"{dashboard}/karte?indikator=kinder_sgb2&stichtag=2018")
    frame = _frame(tab.page)
    with tab.page.expect_download() as started:
        frame.get_by_role("link", name=kind, exact=True).click()
    name = started.value.suggested_filename
    assert "2018" in name
    assert name.endswith(kind.lower())


def test_the_time_slider_asks_the_server_for_nothing(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440)
    received: list[int] = []
    tab.page.on("websocket", lambda ws: ws.on("framereceived", lambda data: received.append(1)))
    tab.page.goto(f"{dashboard}/karte")
    frame = _frame(tab.page)
    _settled(tab.page)
    tab.page.wait_for_load_state("networkidle")
    slider = frame.get_by_role("slider", name="Zeitleiste")
    requests, received[:] = len(tab.requests), []
    slider.press("Home")
    frame.wait_for_function("window.sozialraum.period === '2018'")
    slider.press("End")
    frame.wait_for_function("window.sozialraum.period === '2024'")
    assert received == []
    assert [url for url in tab.requests[requests:] if "/static/" not in url] == []


def test_the_map_is_drawn_under_a_base_path(open_tab: Callable[..., Any]) -> None:
    with serving(baseUrlPath="monitor") as base:
        tab = open_tab(1440)
        tab.page.goto(f"{base}/karte")
        assert _frame(tab.page).evaluate("window.sozialraum.areas") == 170
        assert tab.foreign == []


def test_geometry_travels_once_and_compressed(dashboard: str, open_tab: Callable[..., Any]) -> None:
    tab = open_tab(1440)
    tab.page.goto(f"{dashboard}/karte")
    frame = _frame(tab.page)
    packages = [url for url in tab.requests if "/geometrie/" in url]
    _choose(tab.page, "Indikator", "Transferleistungen")
    frame.wait_for_function("window.sozialraum.indicator === 'transferleistungen'")
    assert len(set(packages)) == 1
    assert [url for url in tab.requests if "/geometrie/" in url] == packages
    answer = tab.page.request.get(packages[0])
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert tab.page.request.get(packages[0].replace(".json", "0.json")).status == 404
