"""A department's file goes onto the map: at most ten clicks the first year, two the second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from delivered_tables import city_file, named_file
from running_server import ROOT, serving
from sozialraum.catalog import load_catalog

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    var = tmp_path_factory.mktemp("import") / "var"
    with serving({"SOZIALRAUM_VAR": str(var)}) as base:
        yield base


class Department:
    """Counts what a person clicks."""

    def __init__(self, tab: Any, base: str) -> None:
        self.tab, self.page, self.base, self.clicks = tab, tab.page, base, 0
        self.page.goto(f"{base}/daten?bereich=einlesen")
        self.page.get_by_text("CSV- oder Excel-Datei").wait_for()

    def brings(self, name: str, content: bytes) -> None:
        self.clicks += 1
        file = {"name": name, "mimeType": "text/csv", "buffer": content}
        self.page.locator("input[type=file]").set_input_files(file)
        self.sees("Was verstanden wurde")
        self.page.get_by_role("button", name="Veröffentlichen").wait_for()
        self.page.wait_for_selector(IDLE)

    def chooses(self, pill: str) -> None:
        self.clicks += 1
        self.page.locator("[data-testid=stButtonGroup] button", has_text=pill).first.click()
        self.page.wait_for_selector(IDLE)

    def chooses_source(self, option: str) -> None:
        self.clicks += 2
        self.page.get_by_role("combobox").first.click()
        self.page.get_by_role("option", name=option).first.click()
        self.page.get_by_text("Bitte entscheiden").wait_for(state="detached")
        self.page.wait_for_selector(IDLE)

    def publishes(self, number: int) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name="Veröffentlichen").click()
        self.sees(f"Import {number} ist veröffentlicht.")

    def sees(self, *texts: str) -> None:
        for text in texts:
            self.page.get_by_text(text).first.wait_for()
        assert self.tab.errors == []
        assert self.tab.foreign == []


@pytest.fixture
def department(dashboard: str, open_tab: Callable[..., Any]) -> Department:
    return Department(open_tab(1440, 1000), dashboard)


def test_a_year_is_on_the_map_in_ten_clicks_and_the_next_in_two(department: Department) -> None:
    catalog = load_catalog(Path(ROOT))
    department.brings("lage_2024.csv", city_file(catalog, 2024))
    department.sees(
        "Windows-1252",
        "3 Namen sind anders geschrieben",
        "Zeichen „.“ (1-mal) gelesen als geheim",
        "Anmerkung in Zeile 176",
        "stimmt überein",
        "0 von 170",
    )
    assert department.page.get_by_role("button", name="Veröffentlichen").is_disabled()
    department.chooses("Arbeitslose (%)")
    department.chooses_source("Statistikatlas 2024")
    department.publishes(1)
    assert department.clicks <= 10

    department.clicks = 0
    department.brings("lage_2025.csv", city_file(catalog, 2025))
    department.sees("31.12.2025", "Gelesen wie „Soziale Lage in den Unterbezirken“")
    department.publishes(2)
    assert department.clicks == 2

    department.page.get_by_role("link", name="Auf der Karte ansehen").click()
    department.page.wait_for_url("**karte?indikator=kinder_sgb2**stichtag=2025-12-31**")
    department.page.frame_locator("iframe").locator("#map_div").wait_for()
    department.page.goto(f"{department.base}/daten?bereich=verlauf")
    department.sees("lage_2025.csv", "3 Indikatoren: 510 Werte neu.")


def test_misspelt_names_are_accepted_one_by_one(department: Department) -> None:
    catalog = load_catalog(Path(ROOT))
    department.brings("arbeitslose.csv", named_file(catalog))
    department.sees("Zeilen ohne Gebiet (3)")
    for left, suggestion in ((2, "001 City-Ost"), (1, "041 Hafen"), (0, "053 Nordmarkt-West")):
        department.chooses(suggestion)
        words = f"Zeilen ohne Gebiet ({left})"
        state = "visible" if left else "detached"
        department.page.get_by_text(words if left else "Zeilen ohne Gebiet").wait_for(state=state)
    if department.page.get_by_text("Bitte entscheiden").count():
        department.chooses_source("Statistikatlas 2024")
    assert department.page.get_by_role("button", name="Veröffentlichen").is_enabled()
    assert department.clicks + 1 <= 10
    department.page.get_by_role("button", name="Abbrechen").click()
    department.page.get_by_text("Was verstanden wurde").wait_for(state="detached")
