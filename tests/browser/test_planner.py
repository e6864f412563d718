"""The five questions of the planners, each in at most three interactions, on the embedded data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


class Planner:
    """Counts what a person does on the page."""

    def __init__(self, tab: Any, base: str) -> None:
        self.tab, self.page, self.done = tab, tab.page, 0
        self.page.goto(f"{base}/angebote")
        self.page.locator(".st-key-angebote_bereich button").first.wait_for()
        self.page.wait_for_selector(IDLE)

    def part(self, name: str) -> None:
        self.done += 1
        self.page.locator(".st-key-angebote_bereich button", has_text=name).click()
        self.page.wait_for_selector(IDLE)

    def choose(self, label: str, option: str) -> None:
        self.done += 1
        self.page.wait_for_function(
            "label => document.querySelectorAll(`input[role=combobox][aria-label='${label}']`)"
            ".length === 1",
            arg=label,
        )
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option).first.click()

    def press(self, name: str) -> None:
        self.done += 1
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()
        assert self.done <= 3
        assert self.tab.errors == []
        assert self.tab.foreign == []
        assert self.page.locator("[data-testid='stException']").count() == 0


@pytest.fixture
def planner(dashboard: str, open_tab: Callable[..., Any]) -> Planner:
    return Planner(open_tab(1440, 1000, accept_downloads=True), dashboard)


def test_where_do_eu2_citizens_live_who_cannot_reach_us_in_ten_minutes(planner: Planner) -> None:
    planner.part("Wer ist erreicht?")
    planner.sees("Alle Annahmen")
    planner.choose("Zielgruppe", "EU2")
    planner.page.wait_for_url("**zielgruppe=eu2**minuten=10**")
    planner.page.locator("table:visible", has_text="Nordmarkt").first.wait_for()
    planner.sees("Ein Modell, kein Nachweis eines Bedarfs.")
    text = planner.page.locator(".stMain").inner_text()
    assert "ohne bekannte Zahl" in text
    assert "kein Nachweis eines Bedarfs" in text


def test_which_language_is_missing_where_and_when(planner: Planner) -> None:
    planner.part("Sprachen und Zeiten")
    planner.sees("Welche Sprache fehlt wo und wann?")
    rows = planner.page.locator("table:visible").first.locator("tbody tr")
    romanian = rows.filter(has_text="Rumänisch").inner_text().split("\t")
    assert len(romanian) == 10, "language, seven days, week, services without a statement"
    assert set(romanian[1:9]) <= {"unbekannt", "0"}, "no source names Romanian with hours"
    assert planner.done == 1


def test_where_would_one_more_consultation_go(planner: Planner) -> None:
    planner.part("Neue Orte")
    planner.press("Orte suchen")
    planner.sees("Beweisbar beste Auswahl")
    planner.sees("Vorgeschlagene Orte")
    first = planner.page.locator("tr:visible", has_text="1. ").first.inner_text()
    assert "+" in first, "what the place adds"
    added = planner.page.locator(".sr-figure", has_text="zusätzlich erreicht").inner_text()
    assert added.split("+")[1].split("\n")[0] in first, "card and table say the same"
    assert planner.done == 2


def test_which_entries_are_out_of_date(planner: Planner) -> None:
    planner.part("Pflege der Angaben")
    planner.sees("lange nicht geprüft")
    card = planner.page.locator(".sr-figure", has_text="lange nicht geprüft").inner_text()
    assert 0 < int([line for line in card.split("\n") if line][1]) <= 97
    planner.page.locator("summary:visible", has_text="lange nicht geprüft").click()
    assert planner.page.locator("details[open] a:visible").count() > 0, "links to the entries"
    assert planner.done == 1


def test_the_page_for_the_application(planner: Planner) -> None:
    planner.part("Bericht")
    with planner.page.expect_download() as started:
        planner.page.get_by_role("link", name="Bericht (PDF)").click()
        planner.done += 1
    assert started.value.suggested_filename.endswith(".pdf")
    planner.sees("Ein Modell ist kein Nachweis eines Bedarfs.")
