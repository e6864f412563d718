"""The switch of the language in a real browser: what changes, what stays, what is downloaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
VIEW = "karte?indikator=kinder_sgb2&stichtag=2018&gebiet=053&ebenen=keine"


def _opened(page: Any, address: str) -> Any:
    page.goto(address)
    page.locator(".stMain h1").first.wait_for()
    page.wait_for_selector(IDLE)
    page.wait_for_selector("html[data-sr-bereit]", state="attached")
    return page


def _asked(page: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def _switch(page: Any, language: str) -> None:
    page.locator(f"a[data-sr-sprache='{language}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"html[lang={language}]", state="attached")
    page.wait_for_selector(IDLE)


def test_the_switch_changes_the_words_and_nothing_else(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440)
    page = _opened(tab.page, f"{dashboard}/{VIEW}")
    page.get_by_role("combobox", name="Stichtag").wait_for()
    before = _asked(page)
    _switch(page, "en")
    page.get_by_role("combobox", name="Reference date").wait_for()
    page.get_by_role("link", name="Area profile").first.wait_for()
    assert _asked(page) == before | {"sprache": "en"}
    chosen = page.locator(".st-key-karte_indikator")
    assert "SGB-II" not in chosen.inner_text(), "lists say their choice again in the new language"
    page.get_by_role("combobox", name="Reference date").click()
    page.get_by_role("option", name="2024").click()
    page.wait_for_url("**stichtag=2024**")
    assert _asked(page)["indikator"] == "kinder_sgb2"
    _switch(page, "de")
    page.get_by_role("combobox", name="Stichtag").wait_for()
    assert "sprache" not in _asked(page)
    assert tab.errors == []


def test_the_menu_keeps_the_language(dashboard: str, open_tab: Callable[..., Any]) -> None:
    page = _opened(open_tab(1440).page, f"{dashboard}/?sprache=en")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Services and gaps").first.click()
    page.locator("h1", has_text="Services and gaps").wait_for()
    page.wait_for_url("**sprache=en**")


def test_words_of_streamlit_follow(dashboard: str, open_tab: Callable[..., Any]) -> None:
    page = _opened(open_tab(1440).page, f"{dashboard}/{VIEW}")
    page.get_by_text("Zum Inhalt springen").wait_for(state="attached")
    _switch(page, "en")
    page.get_by_text("Skip to main content").wait_for(state="attached")
    assert page.get_by_text("Zum Inhalt springen").count() == 0
    _switch(page, "de")
    page.get_by_text("Zum Inhalt springen").wait_for(state="attached")


def test_the_start_page_is_english_before_streamlit_stands(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    request = open_tab().page.request
    for query, language in (("?sprache=en", "en"), ("", "de"), ("?sprache=fr", "de")):
        answer = request.get(f"{dashboard}/karte{query}", headers={"Accept": "text/html"})
        assert re.search(r'<html[^>]* lang="(\w+)"', answer.text()).group(1) == language


def test_a_file_is_in_the_language_of_its_page(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    page = _opened(open_tab(1440).page, f"{dashboard}/steckbrief?ebene=unterbezirk&gebiet=061")
    texts = {}
    for language, name in (("de", "CSV"), ("en", "CSV")):
        if language == "en":
            _switch(page, "en")
        link = page.get_by_role("link", name=name, exact=True).first
        texts[language] = page.request.get(link.evaluate("node => node.href")).text()
    assert "Stichtag" in texts["de"]
    assert "Stichtag" not in texts["en"]
    assert "reference date" in texts["en"].lower()


def test_axe_finds_nothing_in_the_switch(dashboard: str, open_tab: Callable[..., Any]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = _opened(open_tab(1440).page, f"{dashboard}/karte?sprache=en")
    page.evaluate(Axe().axe_script)
    result = page.evaluate("axe.run('.sr-sprachen')")
    assert [violation["id"] for violation in result["violations"]] == []
