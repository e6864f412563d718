"""What people do on the theme pages and sheets: link, share, play, read in a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from running_server import map_frame, serving

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    var = tmp_path_factory.mktemp("var")
    with serving({"SOZIALRAUM_VAR": str(var)}) as base:
        yield base


def frame_of(page: Any) -> Any:
    handle = page.wait_for_selector("iframe[title*='st_folium']", state="attached")
    frame = map_frame(handle)
    frame.wait_for_function("window.sozialraum?.paints > 0")
    return frame


def test_a_bar_chooses_its_area_on_the_map_and_the_map_in_the_bars(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(1440, 1000).page
    page.goto(f"{dashboard}/zuwanderung?abschnitt=entwicklung")
    frame = frame_of(page)
    page.wait_for_selector(IDLE)
    search = frame.get_by_role("combobox", name="Gebiet suchen")
    search.fill("Eving")
    search.press("Enter")
    page.wait_for_url("**gebiet=04**")
    bar = page.locator("[data-testid='stVegaLiteChart'] text", has_text="Innenstadt-West").first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.click(box["x"] + box["width"] + 30, box["y"] + box["height"] / 2)
    page.wait_for_url(lambda url: "gebiet=" in url and "gebiet=04" not in url)
    frame.wait_for_function("window.sozialraum.selected && window.sozialraum.selected !== '04'")


def test_the_button_shares_exactly_this_view(dashboard: str, open_tab: Callable[..., Any]) -> None:
    tab = open_tab(1440, permissions=["clipboard-read", "clipboard-write"])
    tab.page.goto(f"{dashboard}/steckbrief?ebene=unterbezirk&gebiet=061")
    tab.page.wait_for_selector(IDLE)
    tab.page.get_by_role("button", name="Diese Ansicht teilen").click()
    tab.page.get_by_text("Der Link zu dieser Ansicht ist kopiert.").wait_for()
    link = tab.page.evaluate("navigator.clipboard.readText()")
    other = open_tab(390)
    other.page.goto(link)
    other.page.get_by_role("heading", name="Borsigplatz", exact=True).wait_for()


def test_without_a_clipboard_the_link_is_shown(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440)
    tab.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    tab.page.goto(f"{dashboard}/daten")
    tab.page.wait_for_selector(IDLE)
    tab.page.get_by_role("button", name="Diese Ansicht teilen").click()
    field = tab.page.get_by_role("textbox", name="Link zu dieser Ansicht")
    assert field.input_value() == tab.page.url
    tab.page.get_by_role("button", name="Schließen").click()
    tab.page.locator("dialog").wait_for(state="detached")


def test_quick_clicks_are_not_lost(dashboard: str, open_tab: Callable[..., Any]) -> None:
    page = open_tab(1440).page
    page.goto(f"{dashboard}/problemimmobilien")
    pills = page.locator(".st-key-problemimmobilien_abschnitt button")
    pills.nth(1).wait_for()
    page.wait_for_selector(IDLE)
    heading = page.locator("h2.sr-abschnitt").first
    for position in (1, 3, 1, 4, 2):
        title = pills.nth(position).inner_text().strip()
        pills.nth(position).click()
        page.wait_for_function(
            "t => document.querySelector('h2.sr-abschnitt')?.textContent.trim() === t", arg=title
        )
    assert heading.inner_text() == pills.nth(2).inner_text().strip()
    page.go_back()
    page.wait_for_url("**abschnitt=**")


def test_the_time_line_plays_without_the_server_and_a_site_opens_its_card(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440, 1000)
    received: list[int] = []
    tab.page.on("websocket", lambda ws: ws.on("framereceived", lambda data: received.append(1)))
    tab.page.goto(f"{dashboard}/stadtentwicklung?jahr=2001")
    frame = frame_of(tab.page)
    tab.page.wait_for_selector(IDLE)
    tab.page.wait_for_load_state("networkidle")
    received.clear()
    slider = frame.get_by_role("slider", name="Zeitleiste")
    slider.press("ArrowRight")
    frame.wait_for_function("window.sozialraum.period === '2002'")
    assert received == []
    key = frame.get_by_role("button", name="Punkte. Pfeiltasten")
    key.first.focus()
    key.first.press("ArrowRight")
    key.first.press("Enter")
    tab.page.wait_for_url("**jahr=2002**flaeche=S**")
    tab.page.get_by_text(": alle Angaben").wait_for()
    assert tab.page.get_by_role("link", name="Projektsteckbrief (PDF)").first.is_visible()
    assert tab.errors == []


def test_a_confidential_list_is_read_in_and_faults_change_nothing(
    dashboard: str, open_tab: Callable[..., Any], tmp_path: Path
) -> None:
    head = (
        "id;anschrift;unterbezirk;register;status;wohnungen;erfasst_am;erledigt_am;breite;laenge;"
        "bemerkung"
    )
    good, bad = tmp_path / "gut.csv", tmp_path / "schlecht.csv"
    row = "1;Musterstraße 1;061;Ordnungsamt;{};10;2024;;;;{}"
    status = _status()
    good.write_text(f"{head}\n{row.format(status, '=SUMME(A1)')}\n", encoding="utf-8")
    bad.write_text(f"{head}\n{row.format('erfundenes Wort', '')}\n", encoding="utf-8")
    tab = open_tab(1440, 1000)
    page = tab.page
    page.goto(f"{dashboard}/problemimmobilien?abschnitt=register")
    page.wait_for_selector(IDLE)
    page.get_by_text("Noch ist keine Liste eingelesen.").wait_for()
    page.get_by_text("Verzeichnis „").click()
    upload = page.locator("input[type=file]")
    upload.set_input_files(str(bad))
    page.get_by_text("Nichts wurde geändert.").first.wait_for()
    page.locator("input[type=file]").set_input_files(str(good))
    page.get_by_role("button", name="Übernehmen und veröffentlichen").click()
    page.get_by_text("ist übernommen: 1 Einträge").wait_for()
    assert page.get_by_text("Musterstraße 1").first.is_visible()
    assert tab.errors == []
    assert tab.foreign == []


def _status() -> str:
    import tomllib

    file = Path(__file__).parents[2] / "data/listen/problemimmobilien_einzelobjekte.toml"
    columns = tomllib.loads(file.read_text(encoding="utf-8"))["spalten"]
    return str(next(c["werte"][0] for c in columns if c["feld"] == "status"))
