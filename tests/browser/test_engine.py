"""The map engine in a real browser: alone in a frame, and inside streamlit-folium."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import streamlit_folium

from sozialraum.render.map import base_map, bundle, view_group

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
FRAME = "/component/streamlit_folium.st_folium/index.html"
PAYLOADS = (
    "<script>window.hacked=1</script><img src=x onerror='window.hacked=2'>`${window.hacked=3}`"
    "\"'</script>{{'x'}}\u2028&amp;"
)


@dataclass
class Frame:
    """A tab with the engine in it; ``show`` swaps the view as streamlit-folium does."""

    tab: Any
    package: str

    @property
    def page(self) -> Any:
        """The page of the tab."""
        return self.tab.page

    def scripts(self, view: dict[str, Any]) -> tuple[str, str]:
        """Base map and view, in the words that streamlit-folium sends."""
        folium_map = base_map(self.package, bundle(ROOT / "static")[0])
        base = streamlit_folium._get_map_string(folium_map)
        return base, streamlit_folium._get_feature_group_string(view_group(view), folium_map)

    def start(self, view: dict[str, Any]) -> None:
        """Load the engine and show the first view."""
        assets = bundle(ROOT / "static")[0]
        base, group = self.scripts(view)
        height = self.page.viewport_size["height"]
        arguments = [base, list(assets.scripts), list(assets.styles), height]
        self.page.evaluate("([a, b, c, d]) => initialise(a, b, c, d)", arguments)
        self.page.evaluate("group => swap(group)", group)

    def show(self, view: dict[str, Any]) -> None:
        """Swap the view and wait for the paint and the twin."""
        before = self.state("paints")
        self.page.evaluate("group => swap(group)", self.scripts(view)[1])
        self.wait(f"sozialraum.paints > {before}")
        self.settled(view["title"])

    def settled(self, title: str) -> None:
        """Wait until the table under the map belongs to the title."""
        self.page.locator(".sr-tabelle h2", has_text=title).wait_for()

    def wait(self, condition: str) -> None:
        """Wait for a state of the page."""
        self.page.wait_for_function(condition)

    def state(self, name: str) -> Any:
        """One field of ``window.sozialraum``."""
        return self.page.evaluate(f"window.sozialraum.{name}")

    def area(self, index: int) -> Any:
        """The outline of an area."""
        return self.page.locator(f".sr-flaeche[data-i='{index}']")

    def sent(self) -> list[dict[str, Any]]:
        """What the engine told the server."""
        return list(self.page.evaluate("window.sent"))

    def fills(self) -> list[str]:
        """The fill of every area drawn, in the order of the codes."""
        script = "[...document.querySelectorAll('.sr-gebiete > g')]" \
            ".filter(g => g.style.display !== 'none')" \
            ".flatMap(g => [...g.children].map(p => p.style.fill))"  # fmt: skip
        return list(self.page.evaluate(script))

    def rows(self, column: int = 1) -> list[str]:
        """The texts of a column of the table."""
        return list(
            self.page.locator(f".sr-tabelle tbody tr > :nth-child({column})").all_inner_texts()
        )


@pytest.fixture
def frame(open_tab: Callable[..., Any], pages: Any, toy: Any) -> Callable[..., Frame]:
    """Open a frame with the toy city."""

    def open_frame(
        view: dict[str, Any] | None = None,
        hierarchy: Any = None,
        start: bool = True,
        **options: Any,
    ) -> Frame:
        opened = Frame(open_tab(**options), toy.add(pages, hierarchy))
        opened.page.goto(pages.base + FRAME)
        if start:
            shown = view or toy.view()
            opened.start(shown)
            opened.wait("window.sozialraum?.ready && document.querySelector('tbody tr')")
            opened.settled(shown["title"])
        return opened

    return open_frame


class TestPaint:
    def test_the_report_tells_what_is_drawn(self, frame: Callable[..., Frame], toy: Any) -> None:
        opened = frame(toy.view(area="003", layers=[["bezirke", 0.8], ["angebote", 0.9]]))
        opened.wait("sozialraum.layers.length === 2")
        report = opened.page.evaluate("({...sozialraum})")
        assert report.pop("lastPaintMs") >= 0
        assert report == {
            "paints": 1, "level": "unterbezirk", "indicator": "kinder_sgb2", "period": "2024",
            "areas": 24, "layers": ["bezirke", "angebote"], "selected": "003", "ready": True,
        }  # fmt: skip
        assert opened.tab.errors == []
        assert opened.tab.foreign == []

    def test_the_report_cannot_be_written(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        opened.page.evaluate("() => { try { window.sozialraum = 1 } catch {} }")
        opened.page.evaluate("() => { try { window.sozialraum.paints = 99 } catch {} }")
        assert opened.state("paints") == 1

    def test_classes_become_fills_and_statuses_become_signs(
        self, frame: Callable[..., Frame]
    ) -> None:
        fills = frame().fills()
        assert fills[0] == "rgb(238, 243, 250)"
        assert fills[23] == "rgb(74, 61, 143)"
        assert "sr-muster-g" in fills[5]
        assert "unbekannt" in fills[6]
        assert "sr-muster-s" in fills[7]

    def test_a_new_view_repaints_and_nothing_else_changes(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame()
        page = opened.page
        page.evaluate("window.marker = 1; map.setView([51.5, 7.5], 13, {animate: false})")
        requests = len(opened.tab.requests)
        for number in range(10):
            view = toy.view(indicator=f"x{number}", title=f"Titel {number}")
            view["periods"][1]["classes"] = "01234"[number % 5] * 24
            opened.show(view)
        assert page.evaluate("window.marker") == 1
        assert page.evaluate("map.getZoom()") == 13
        assert opened.state("indicator") == "x9"
        assert opened.state("paints") == 11
        assert len(opened.tab.requests) == requests
        assert set(opened.fills()) == {"rgb(74, 61, 143)"}

    def test_levels_are_switched(self, frame: Callable[..., Frame], toy: Any) -> None:
        opened = frame()
        view = toy.view(level="stadtbezirk", title="Stadtbezirke")
        for period in view["periods"]:
            period |= {"values": period["values"][:2], "classes": "04", "joint": []}
        opened.show(view)
        assert opened.state("areas") == 2
        assert opened.fills() == ["rgb(238, 243, 250)", "rgb(74, 61, 143)"]
        opened.show(toy.view())
        assert opened.state("areas") == 24

    def test_a_repaint_takes_less_than_a_frame(self, frame: Callable[..., Frame], toy: Any) -> None:
        opened = frame()
        times = []
        for number in range(7):
            opened.show(toy.view(title=f"Titel {number}"))
            times.append(opened.state("lastPaintMs"))
        assert sorted(times)[3] < 16


class TestLegend:
    def test_rows_for_classes_and_for_statuses_that_occur(
        self, frame: Callable[..., Frame]
    ) -> None:
        text = frame().page.locator(".sr-legende").inner_text().split("\n")
        rows = [re.sub(r"\s+", " ", line) for line in text if line.strip()]
        joined = " ".join(rows)
        for words in (
            "Kinder mit SGB II",
            "unter 12 5",
            "48 und mehr 4",
            "geheim 1",
            "unbekannt 1",
            "später 1",
        ):
            assert words in joined
        assert "nicht sinnvoll" not in joined

    def test_the_class_under_the_pointer_is_marked(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        opened.area(23).hover()
        assert opened.page.locator(".sr-legende .sr-an").get_attribute("data-k") == "4"

    def test_a_smaller_map_moves_the_city_aside_without_shrinking_it(
        self, frame: Callable[..., Frame]
    ) -> None:
        def drawn(opened: Frame) -> dict[str, float]:
            box = opened.page.locator(".sr-gebiete").bounding_box()
            assert box is not None
            return dict(box)

        opened = frame(width=740, height=700)
        beside = drawn(opened)
        assert beside["x"] + beside["width"] > 740 - 12
        opened.page.set_viewport_size({"width": 470, "height": 700})
        opened.wait("document.querySelector('.sr-karte').clientWidth < 480")
        opened.page.set_viewport_size({"width": 1400, "height": 700})
        opened.wait("document.querySelector('.sr-gebiete').getBoundingClientRect().left > 240")
        assert drawn(opened)["width"] == pytest.approx(beside["width"], abs=1)

    def test_on_a_phone_it_is_a_button_first(self, frame: Callable[..., Frame]) -> None:
        page = frame(width=358).page
        button = page.get_by_role("button", name="Legende")
        assert button.get_attribute("aria-expanded") == "false"
        button.click()
        assert page.locator(".sr-legende li").count() == 8

    def test_controls_do_not_overlap_on_a_phone(self, frame: Callable[..., Frame]) -> None:
        page = frame(width=358).page
        names = (".sr-leiste", ".sr-suche", ".sr-legende", ".sr-zeit", ".sr-rechte")
        boxes = [page.locator(name).bounding_box() for name in names]
        for i, one in enumerate(boxes):
            assert one["x"] >= 0
            assert one["x"] + one["width"] <= 358
            for other in boxes[i + 1 :]:
                apart = (
                    one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                    or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
                )  # fmt: skip
                assert apart, (one, other)


class TestSelection:
    def test_a_click_tells_the_server_once(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        opened.area(9).click()
        opened.area(10).click()
        assert opened.sent() == [
            {"area": "009", "level": "unterbezirk", "period": "2024", "n": 1},
            {"area": "010", "level": "unterbezirk", "period": "2024", "n": 2},
        ]
        assert opened.state("selected") == "010"

    def test_a_drag_is_no_click(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        opened.page.mouse.move(500, 300)
        opened.page.mouse.down()
        opened.page.mouse.move(560, 330, steps=5)
        opened.page.mouse.up()
        assert opened.sent() == []

    def test_search_ignores_accents_and_takes_codes(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        names = {7: "Hörde", 8: "Hörde-Süd", 9: "Große Heide"}
        opened = frame(hierarchy=toy.hierarchy(lambda i: names.get(i, f"Gebiet {i:02d}")))
        box = opened.page.get_by_role("combobox", name="Gebiet suchen")
        for typed, code in (
            ("hoerde", "007"),
            ("HORDE-sud", "008"),
            ("grosse", "009"),
            ("022", "022"),
        ):
            box.fill(typed)
            opened.page.get_by_role("option").first.wait_for()
            box.press("Enter")
            assert opened.state("selected") == code
        box.fill("Nirgendwo")
        opened.page.get_by_text("Kein Treffer unter: Unterbezirke").wait_for()
        box.press("Enter")
        assert [event["area"] for event in opened.sent()] == ["007", "008", "009", "022"]

    def test_the_map_moves_only_for_areas_outside_the_view(
        self, frame: Callable[..., Frame]
    ) -> None:
        opened = frame()
        box = opened.page.get_by_role("combobox", name="Gebiet suchen")
        before = opened.page.evaluate("map.getCenter().toString() + map.getZoom()")
        box.fill("012")
        box.press("Enter")
        assert opened.page.evaluate("map.getCenter().toString() + map.getZoom()") == before
        opened.page.evaluate("map.setView([51.45, 7.58], 14, {animate: false})")
        box.fill("000")
        box.press("Enter")
        opened.wait("map.getBounds().contains([51.545, 7.37])")

    def test_tooltip_names_value_rank_and_partners(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        tip = opened.page.locator(".sr-tipp")
        opened.area(20).hover()
        assert tip.inner_text().split("\n") == [
            "Gebiet 20", "Unterbezirk 020 · West", "50,0\u00a0%", "2024 · Rang 3 von 20",
            "gemeinsam veröffentlicht mit Gebiet 21",
        ]  # fmt: skip
        opened.area(5).hover()
        assert "geheim" in tip.inner_text()
        opened.area(3).hover()
        assert "Zuordnung zum Sozialraum abgeleitet" in tip.inner_text()


class TestKeyboard:
    def test_one_stop_for_all_areas_and_arrows_between_them(
        self, frame: Callable[..., Frame]
    ) -> None:
        opened = frame()
        page = opened.page
        page.wait_for_function("document.querySelector('.sr-flaeche').ariaLabel")
        assert page.locator(".sr-flaeche[tabindex='0']").count() == 1
        page.locator(".sr-karte").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.ariaLabel") == "Gebiet 00, 0,0\u00a0%"
        for key, name in (
            ("ArrowRight", "Gebiet 01"),
            ("ArrowDown", "Gebiet 07"),
            ("End", "Gebiet 23"),
        ):
            page.keyboard.press(key)
            assert page.evaluate("document.activeElement.ariaLabel").startswith(name)
        assert page.locator(".sr-fokus").get_attribute("d")
        page.keyboard.press("Enter")
        assert opened.sent()[-1]["area"] == "023"
        page.get_by_role("status").filter(has_text="Gebiet 23, 57,5").wait_for()

    def test_points_open_by_key_and_unknown_fields_say_so(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(toy.view(layers=[["angebote", 1]]))
        opened.wait("sozialraum.layers.length === 1")
        page = opened.page
        page.locator(".sr-punktwahl").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup")
        popup.wait_for()
        words = popup.inner_text()
        for expected in ("Beratungsstelle", "Verein", "unbekannt", "Lagegenauigkeit: hausgenau"):
            assert expected in words

    def test_names_of_the_controls_are_german(self, frame: Callable[..., Frame]) -> None:
        page = frame().page
        for name in ("Vergrößern", "Verkleinern", "Ganze Stadt", "Vollbild", "Abspielen"):
            assert page.get_by_role("button", name=name, exact=True).count() == 1
        assert page.get_by_role("slider", name="Zeitleiste").count() == 1


class TestTime:
    def test_a_step_needs_no_server(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        requests = len(opened.tab.requests)
        slider = opened.page.get_by_role("slider", name="Zeitleiste")
        slider.focus()
        opened.page.keyboard.press("ArrowLeft")
        opened.wait("sozialraum.period === '2018'")
        opened.settled("Kinder mit SGB II, 2018")
        assert opened.state("lastPaintMs") < 16
        assert opened.state("paints") == 2
        assert opened.page.locator(".sr-satz").inner_text() == "Satz zu 2018."
        assert opened.sent() == []
        assert len(opened.tab.requests) == requests
        opened.page.get_by_role("button", name="Stand 2018 übernehmen").click()
        assert opened.sent() == [{"area": "", "level": "unterbezirk", "period": "2018", "n": 1}]

    def test_it_plays_to_the_end_and_stops(self, frame: Callable[..., Frame], toy: Any) -> None:
        opened = frame(toy.view(period="2018"))
        opened.page.get_by_role("button", name="Abspielen").click()
        opened.wait("sozialraum.period === '2024'")
        opened.page.get_by_role("button", name="Abspielen").wait_for()

    def test_with_one_period_there_is_no_slider(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        view = toy.view()
        view["periods"] = view["periods"][1:]
        assert not frame(view).page.locator(".sr-zeit").is_visible()

    def test_with_reduced_motion_a_press_is_one_step(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(toy.view(period="2018"), reduced_motion="reduce")
        opened.page.get_by_role("button", name="Abspielen").click()
        opened.wait("sozialraum.period === '2024'")
        assert opened.page.get_by_role("button", name="Anhalten").count() == 0


class TestTwin:
    def test_order_ranks_and_words(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        assert opened.rows(1)[:5] == [f"Gebiet {i}" for i in (23, 22, 20, 21, 19)]
        assert opened.rows(5)[:5] == ["1", "2", "3", "3", "4"]
        assert opened.rows(5)[-3:] == ["–", "–", "–"]
        assert opened.rows(6)[2] == "gemeinsam veröffentlicht mit Gebiet 21"
        assert opened.rows(6)[-3:] == ["geheim", "unbekannt", "später"]
        assert opened.page.locator(".sr-quelle").inner_text() == "Quelle: Statistikatlas 2024"

    def test_changes_have_signs_and_bars_begin_at_zero(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        view = toy.view(signed=True)
        for period in view["periods"]:
            period["values"] = [value - 300 for value in period["values"]]
        opened = frame(view)
        assert opened.rows(4)[0] == "+27,5"
        assert opened.rows(4)[-4] == "−30,0"
        edges = opened.page.evaluate(
            """() => [...document.querySelectorAll('.sr-balken')].map((bar) => {
              const [box, track] = [bar, bar.parentNode].map((node) => node.getBoundingClientRect());
              return [box.left - track.left, box.right - track.left]; })"""
        )
        assert edges[0][0] == pytest.approx(edges[-1][1], abs=0.5)
        assert edges[0][1] == pytest.approx(90, abs=0.5)
        assert edges[-1][0] == pytest.approx(0, abs=0.5)

    def test_columns_sort_both_ways_and_say_so(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        header = opened.page.get_by_role("columnheader", name="Gebiet")
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == "ascending"
        assert opened.rows(1)[0] == "Gebiet 00"
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == "descending"
        assert opened.rows(1)[0] == "Gebiet 23"

    def test_rows_point_at_the_map_and_select(self, frame: Callable[..., Frame]) -> None:
        opened = frame()
        row = opened.page.locator("tbody tr").nth(3)
        row.hover()
        area = opened.page.locator(".sr-flaeche").nth(21)
        assert opened.page.locator(".sr-schwebe").get_attribute("d") == area.get_attribute("d")
        row.get_by_role("button").press("Enter")
        assert opened.sent()[-1]["area"] == "021"

    def test_the_answer_of_the_server_leaves_focus_and_place_alone(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame()
        opened.page.locator("tbody tr").nth(3).get_by_role("button").press("Enter")
        opened.show(toy.view(area="021"))
        opened.page.locator("tr.sr-gewaehlt", has_text="Gebiet 21").wait_for()
        assert opened.page.evaluate("document.activeElement.textContent") == "Gebiet 21"


class TestTrouble:
    def test_without_package_there_is_a_message_and_a_second_try(
        self, frame: Callable[..., Frame], pages: Any, toy: Any
    ) -> None:
        opened = frame(start=False)
        pages.failing.add("/sozialraum/geometrie/toy.json")
        opened.start(toy.view())
        opened.page.get_by_role("alert").filter(has_text="konnte nicht geladen werden").wait_for()
        pages.failing.clear()
        opened.page.get_by_role("button", name="Erneut versuchen").click()
        opened.wait("sozialraum.ready")
        assert opened.page.locator(".sr-hinweis").count() == 0

    def test_a_layer_that_fails_leaves_the_map_alone(
        self, frame: Callable[..., Frame], pages: Any, toy: Any
    ) -> None:
        pages.failing.add("/sozialraum/ebene/a.json")
        opened = frame(toy.view(layers=[["angebote", 1]]))
        opened.page.get_by_role("alert").filter(has_text="Die Ebene „Angebote“").wait_for()
        assert opened.state("areas") == 24
        pages.failing.clear()
        opened.page.get_by_role("button", name="Erneut versuchen").click()
        opened.wait("sozialraum.layers.length === 1")

    def test_a_view_that_cannot_be_drawn_says_what_to_do(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame()
        good, foreign = (opened.scripts(toy.view(**c))[1] for c in ({}, {"level": "fremd"}))
        # In one step: the table of the good view still waits when the foreign one arrives.
        opened.page.evaluate("([a, b]) => { swap(a); swap(b); }", [good, foreign])
        opened.page.get_by_text("Bitte eine andere Raumebene").wait_for()
        assert not opened.page.locator(".sr-tabelle").is_visible()
        assert not opened.page.locator(".sr-legende").is_visible()
        opened.page.evaluate("() => new Promise(r => requestIdleCallback(r, {timeout: 900}))")
        assert opened.tab.errors == []
        opened.show(toy.view())
        assert opened.page.locator(".sr-tabelle").is_visible()
        assert opened.page.locator(".sr-hinweis").count() == 0
        assert opened.tab.errors == []

    def test_unknown_layers_levels_and_areas_are_left_out(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(toy.view(area="999", layers=[["fremd", 1]], highlight=["fremd", "1"]))
        assert opened.state("selected") == ""
        assert opened.state("layers") == []
        assert opened.tab.errors == []


def things_view(toy: Any, **changes: Any) -> dict[str, Any]:
    """Two sites with a state per year, on areas without values."""
    years = range(2000, 2005)
    view: dict[str, Any] = toy.view(
        classes=[],
        period="2001",
        periods=[
            {"code": str(y), "label": str(y), "values": [], "classes": "l" * 24, "counts": []}
            for y in years
        ],
        twin=False,
        thing="",
        things={
            "id": "flaechen",
            "name": "Flächen",
            "fields": ["Frühere Nutzung"],
            "states": [
                {"label": "in Nutzung", "colour": "#2c5f8a", "shape": "quadrat"},
                {"label": "fertig", "colour": "#0f6f83", "shape": "kreis"},
                {"label": "unbekannt", "colour": "#8a949d", "shape": "kreis", "hollow": True},
            ],
            "points": [
                [7.45, 51.5, "S1", "Stahlwerk", "hausgenau", ["Stahl"], "00011"],
                [7.5, 51.53, "S2", "Zeche", "", [""], "22000"],
            ],
        },
    )
    return view | changes


def opened_things(frame: Callable[..., Frame], toy: Any) -> Frame:
    opened = frame(start=False)
    opened.start(things_view(toy))
    opened.wait("window.sozialraum?.ready && document.querySelector('.sr-legende li')")
    return opened


class TestThings:
    def rows(self, opened: Frame) -> dict[str, str]:
        rows = opened.page.locator(".sr-legende li").all_inner_texts()
        return dict(tuple(row.split("\n"))[:2] for row in rows)

    def test_the_legend_counts_the_states_of_the_year(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = opened_things(frame, toy)
        assert self.rows(opened) == {"in Nutzung": "1", "fertig": "0", "unbekannt": "1"}
        opened.page.get_by_role("slider", name="Zeitleiste").press("End")
        opened.wait("sozialraum.period === '2004'")
        assert self.rows(opened) == {"in Nutzung": "1", "fertig": "1", "unbekannt": "0"}
        assert opened.tab.errors == []

    def test_a_site_says_its_state_and_tells_the_server(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = opened_things(frame, toy)
        key = opened.page.get_by_role("button", name="Flächen: 2 Punkte")
        key.focus()
        key.press("ArrowRight")
        key.press("Enter")
        state = opened.page.locator(".sr-zustand")
        assert state.inner_text() == "2001: in Nutzung"
        assert opened.sent()[-1]["thing"] == "S1"
        assert opened.sent()[-1]["period"] == "2001"
        opened.page.get_by_role("slider", name="Zeitleiste").press("End")
        opened.wait("sozialraum.period === '2004'")
        assert state.inner_text() == "2004: fertig"

    def test_areas_without_values_show_their_name_only(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = opened_things(frame, toy)
        opened.area(3).hover()
        opened.page.locator(".sr-tipp strong").wait_for()
        assert "unbekannt" not in opened.page.locator(".sr-tipp").inner_text()


def test_a_shape_is_drawn_and_named_in_the_legend(frame: Callable[..., Frame], toy: Any) -> None:
    ring = [740000, 5150000, 4000, 0, 0, 2000, -4000, 0]
    shape = {"name": "zu Fuß erreicht", "colour": "#b0620d", "scale": 100000, "rings": [ring]}
    opened = frame(toy.view(shape=shape))
    path = opened.page.locator(".sr-flaechenform")
    assert path.get_attribute("d").endswith("Z")
    assert "zu Fuß erreicht" in opened.page.locator(".sr-legende").inner_text()
    opened.show(toy.view())
    assert path.count() == 0
    assert opened.tab.errors == []


def matrix_view(toy: Any, **changes: Any) -> dict[str, Any]:
    """Twelve classes of two questions, with a text and a certainty per area, and no numbers."""
    signs = "0123456789AB"
    classes = "".join(signs[i % 12] for i in range(22)) + "gu"
    answers = [(status, dynamic) for status in "DCBA" for dynamic in ("fällt", "bleibt", "steigt")]
    period = {
        "code": "2024", "label": "2024", "values": list(range(22)), "classes": classes,
        "counts": [classes.count(sign) for sign in signs], "sentence": "Satz zum Index.",
    }  # fmt: skip
    view: dict[str, Any] = toy.view(
        title="Index",
        unit="",
        classes=[
            [f"Status {status}, {dynamic}", f"#{i:x}0{i:x}060"]
            for i, (status, dynamic) in enumerate(answers)
        ],
        periods=[period],
        matrix={
            "columnTitle": "Dynamik",
            "columns": ["fällt", "bleibt", "steigt"],
            "rowTitle": "Status",
            "rows": ["D", "C", "B", "A"],
        },
        details=[{"title": "Beitrag", "texts": [f"plus {i} Zehntel" for i in range(24)]}],
        certainty={
            "title": "Sicherheit",
            "labels": ["sicher", "meist", "schwankt"],
            "positions": "0120" * 5 + "12--",
        },
        valueless=True,
    )
    return view | changes


class TestMatrix:
    def test_classes_beyond_nine_are_painted(self, frame: Callable[..., Frame], toy: Any) -> None:
        fills = frame(matrix_view(toy)).fills()
        assert fills[9:13] == [
            "rgb(144, 144, 96)", "rgb(160, 160, 96)", "rgb(176, 176, 96)", "rgb(0, 0, 96)"
        ]  # fmt: skip
        assert "sr-muster-g" in fills[22]

    def test_a_cell_names_counts_and_shows_its_areas(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(matrix_view(toy))
        page = opened.page
        grid = page.get_by_role("grid", name="Status und Dynamik")
        rows = grid.get_by_role("rowheader").all_inner_texts()
        assert rows == ["A", "B", "C", "D"]
        assert grid.get_by_role("columnheader").all_inner_texts() == ["fällt", "bleibt", "steigt"]
        grid.get_by_role("gridcell", name="Status A, fällt: 2 Gebiete").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        cell = page.locator(".sr-matrix :focus")
        assert cell.get_attribute("aria-label") == "Status B, bleibt: 2 Gebiete"
        assert page.locator(".sr-zellwort").inner_text() == "Status B, bleibt: 2 Gebiete"
        outlines = [opened.area(i).get_attribute("d") for i in (7, 19)]
        assert page.locator(".sr-klasse").get_attribute("d") == "".join(outlines)
        assert page.locator(".sr-matrix [tabindex='0']").count() == 1
        assert "geheim" in page.locator(".sr-legende ul").first.inner_text()

    def test_the_cell_of_the_area_pointed_at_is_marked(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(matrix_view(toy))
        opened.area(11).hover()
        marked = opened.page.locator(".sr-matrix .sr-an")
        assert marked.get_attribute("aria-label") == "Status A, steigt: 1 Gebiet"

    def test_the_class_stands_in_for_the_number(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(matrix_view(toy))
        opened.area(10).hover()
        assert opened.page.locator(".sr-tipp").inner_text().split("\n") == [
            "Gebiet 10", "Unterbezirk 010 · Ost", "Status A, bleibt", "2024",
            "Beitrag: plus 10 Zehntel", "Sicherheit: schwankt",
        ]  # fmt: skip
        heads = opened.page.get_by_role("columnheader").all_inner_texts()
        assert heads[-7:] == [
            "Gebiet", "Nr.", "Stadtbezirk", "Klasse", "Status", "Beitrag", "Sicherheit"
        ]  # fmt: skip
        assert opened.rows(4)[0] == "Status A, steigt"
        assert opened.rows(6)[0] == "plus 11 Zehntel"
        assert opened.rows(7)[-2:] == ["unbekannt", "unbekannt"]
        assert opened.rows(4)[-2:] == ["geheim", "unbekannt"]

    def test_less_certain_areas_get_denser_dots(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(matrix_view(toy))
        paths = opened.page.locator(".sr-unsicher path")
        for position, first in enumerate((1, 2)):
            own = opened.area(first).get_attribute("d")
            assert paths.nth(position).get_attribute("d").startswith(own)
        sides = [
            float(opened.page.locator(f"#sr-unsicher-{n}").get_attribute("width")) for n in (1, 2)
        ]
        assert sides[0] > sides[1]
        rows = opened.page.locator(".sr-sicher li").all_inner_texts()
        assert [row.split("\n") for row in rows] == [
            ["sicher", "10"], ["meist", "6"], ["schwankt", "6"]
        ]  # fmt: skip

    def test_certainty_and_details_are_not_said_of_another_period(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        view = matrix_view(toy)
        earlier = view["periods"][0] | {"code": "2018", "label": "2018"}
        opened = frame(view | {"periods": [earlier, view["periods"][0]]})
        assert opened.page.locator(".sr-unsicher path").count() == 2
        opened.page.get_by_role("slider", name="Zeitleiste").press("ArrowLeft")
        opened.settled("Index, 2018")
        assert opened.page.locator(".sr-unsicher path").count() == 0
        opened.area(10).hover()
        assert "plus 10" not in opened.page.locator(".sr-tipp").inner_text()


class TestPins:
    PINS = ([3, "#0f6f83", "Start"], ["009", "#e0c02c", ""], ["999", "#123456", "fort"])

    def test_a_pin_has_a_number_and_is_used_by_key(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(toy.view(pins=self.PINS))
        pins = opened.page.locator(".sr-markierung")
        assert pins.all_inner_texts() == ["1", "2"]
        assert opened.page.locator(".sr-markierungen li").all_inner_texts() == [
            "1:\n1\nStart\n7,5", "2:\n2\nGebiet 09\n22,5"
        ]  # fmt: skip
        opened.page.get_by_role("button", name="Markierung 2: Gebiet 09, 22,5\u00a0%").focus()
        assert opened.page.locator(".sr-tipp strong").inner_text() == "Gebiet 09"
        opened.page.keyboard.press("Enter")
        assert [event["area"] for event in opened.sent()] == ["009"]
        pins.nth(0).click()
        assert [event["area"] for event in opened.sent()] == ["009", "003"]

    def test_ink_is_read_on_every_colour(self, frame: Callable[..., Frame], toy: Any) -> None:
        opened = frame(toy.view(pins=self.PINS))
        inks = opened.page.locator(".sr-markierung .sr-scheibe").evaluate_all(
            "nodes => nodes.map(node => node.style.color)"
        )
        assert inks == ["rgb(255, 255, 255)", "rgb(28, 37, 48)"]


SWIPE = {"left": "2018", "right": "2024"}
EDGE = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const clip = document.querySelector("#sr-teilung rect");
  const at = new DOMPoint(Number(clip.getAttribute("x")), 0).matrixTransform(clip.getScreenCTM());
  const line = box(".sr-teiler");
  return Math.abs(at.x - (line.left + line.width / 2));
}"""


class TestSwipe:
    def test_both_periods_are_painted_and_the_divider_moves_by_key(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(toy.view(swipe=SWIPE))
        page = opened.page
        assert opened.fills()[5] == "rgb(238, 243, 250)"
        right = page.locator(".sr-zweite path").nth(5)
        assert "sr-muster-g" in right.evaluate("node => node.style.fill")
        assert page.locator(".sr-teiler > span").all_inner_texts() == ["2018", "2024"]
        handle = page.get_by_role("slider", name="Trennlinie: links 2018, rechts 2024")
        handle.focus()
        handle.press("ArrowLeft")
        handle.press("PageDown")
        assert handle.get_attribute("aria-valuetext") == "38 Prozent 2018, 62 Prozent 2024"
        assert page.evaluate(EDGE) < 1
        assert opened.sent() == []
        assert not page.locator(".sr-zeit").is_visible()

    def test_the_edge_stays_at_the_divider(self, frame: Callable[..., Frame], toy: Any) -> None:
        opened = frame(toy.view(swipe=SWIPE))
        page = opened.page
        box = page.locator(".sr-griff").bounding_box()
        page.mouse.move(box["x"] + 22, box["y"] + 22)
        page.mouse.down()
        page.mouse.move(320, 300, steps=4)
        page.mouse.up()
        assert page.get_by_role("slider", name="Trennlinie").get_attribute("aria-valuenow") == "32"
        for move in (
            "setView([51.5, 7.5], 13, {animate: false})",
            "panBy([90, 40], {animate: false})",
        ):
            page.evaluate(f"void map.{move}")
            assert page.evaluate(EDGE) < 1
        opened.show(toy.view())
        assert page.locator(".sr-teiler").count() == 0
        assert not page.locator(".sr-zweite").is_visible()

    def test_tooltip_and_table_say_both_and_the_difference(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(toy.view(swipe=SWIPE))
        tip = opened.page.locator(".sr-tipp")
        opened.area(12).hover()
        assert tip.inner_text().split("\n")[2:] == [
            "31,3\u00a0%", "2018 · Rang 12 von 24", "2024: 30,0\u00a0%",
            "Differenz: −1,3\u00a0Prozentpunkte",
        ]  # fmt: skip
        opened.area(17).hover()
        assert tip.inner_text().split("\n")[2:5] == [
            "42,5\u00a0%", "2024 · Rang 6 von 20", "2018: 43,8\u00a0%"
        ]  # fmt: skip
        opened.settled("Kinder mit SGB II, 2018 | 2024")
        heads = opened.page.get_by_role("columnheader").all_inner_texts()
        assert heads[3:6] == ["2018 (%)", "2024 (%)", "Differenz (Prozentpunkte)"]
        assert opened.rows(6)[0] == "−1,3"
        assert opened.rows(6)[-3:] == ["–", "–", "–"]
        assert opened.page.locator(".sr-legende li").first.inner_text().endswith("5 | 5")

    def test_without_one_of_the_periods_the_map_is_whole(
        self, frame: Callable[..., Frame], toy: Any
    ) -> None:
        opened = frame(toy.view(swipe={"left": "1999", "right": "2024"}))
        assert opened.page.locator(".sr-teiler").count() == 0
        assert opened.state("period") == "2024"


def linked(open_tab: Callable[..., Any], pages: Any, toy: Any, view: dict[str, Any]) -> list[Frame]:
    """Two frames of one page, each with the view."""
    frames = "".join(
        f"<iframe src='{FRAME}' style='border:0;width:49%;height:700px'></iframe>" for _ in "ab"
    )
    pages.files["/two.html"] = f"<!doctype html>{frames}".encode()
    tab = open_tab(width=1400)
    tab.page.goto(pages.base + "/two.html")
    tab.page.set_viewport_size({"width": 1400, "height": 720})
    package = toy.add(pages)
    opened = []
    for inner in tab.page.frames[1:]:
        one = Frame(Inner(inner, tab), package)
        assets = bundle(ROOT / "static")[0]
        base, group = one.scripts(view)
        inner.evaluate(
            "([a, b, c]) => initialise(a, b, c, 700)",
            [base, list(assets.scripts), list(assets.styles)],
        )
        inner.evaluate("group => swap(group)", group)
        one.wait("window.sozialraum?.ready && document.querySelector('tbody tr')")
        opened.append(one)
    return opened


@dataclass
class Inner:
    """A frame of a page in the place of a tab."""

    page: Any
    tab: Any


PLACE = "[map.getZoom(), map.getCenter().lat, map.getCenter().lng].join()"


class TestLink:
    def test_pan_and_zoom_are_shared_without_drift(
        self, open_tab: Callable[..., Any], pages: Any, toy: Any
    ) -> None:
        one, two = linked(open_tab, pages, toy, toy.view(link="paar"))
        mouse = one.tab.tab.page.mouse
        home = one.page.evaluate(PLACE)
        for leader, follower, x in ((one, two, 350), (two, one, 1050)):
            leader.page.evaluate(
                "() => { window.moves = 0; map.on('move', () => { moves += 1; }); }"
            )
            mouse.move(x, 200)
            mouse.down()
            mouse.move(x - 90, 240, steps=6)
            mouse.up()
            leader.wait(f"{PLACE} !== '{home}'")
            mouse.wheel(0, -400)
            leader.wait(f"map.getZoom() > {home.split(',')[0]} && !map._animatingZoom")
            follower.wait(f"{PLACE} === '{leader.page.evaluate(PLACE)}'")
            home = leader.page.evaluate(PLACE)
        moves = one.page.evaluate("moves")
        one.page.evaluate("() => new Promise(r => setTimeout(r, 120))")
        assert one.page.evaluate("moves") == moves
        assert [f.page.evaluate(PLACE) for f in (one, two)] == [home, home]
        assert one.tab.tab.errors == []

    def test_the_area_pointed_at_and_chosen_is_shown_in_both(
        self, open_tab: Callable[..., Any], pages: Any, toy: Any
    ) -> None:
        one, two = linked(open_tab, pages, toy, toy.view(link="paar"))
        one.area(9).hover()
        two.page.locator(".sr-tipp", has_text="Gebiet 09").wait_for()
        shown = two.page.locator(".sr-schwebe").get_attribute("d")
        assert shown == two.area(9).get_attribute("d")
        one.page.locator(".sr-suche input").hover()
        two.page.locator(".sr-tipp").wait_for(state="hidden")
        one.area(10).click()
        two.wait("sozialraum.selected === '010'")
        chosen = two.page.locator(".sr-wahl").get_attribute("d")
        assert chosen == two.area(10).get_attribute("d")
        assert len(one.sent()) == 1
        assert two.sent() == []

    def test_another_id_is_another_pair(
        self, open_tab: Callable[..., Any], pages: Any, toy: Any
    ) -> None:
        one, two = linked(open_tab, pages, toy, toy.view(link="paar"))
        two.show(toy.view(link="anderes"))
        two.page.evaluate(
            "() => { window.seen = []; new MutationObserver(() => seen.push(sozialraum.selected))"
            ".observe(document.querySelector('.sr-wahl'), {attributes: true}); }"
        )
        one.area(9).click()
        two.show(toy.view(link="paar"))
        one.area(10).click()
        two.wait("seen.includes('010')")
        assert "009" not in two.page.evaluate("seen")
        two.show(toy.view(link="", area="003"))
        one.area(9).click()
        one.wait("sozialraum.selected === '009'")
        assert two.state("selected") == "003"


def test_the_language_changes_and_the_map_stays(frame: Callable[..., Frame], toy: Any) -> None:
    opened = frame(matrix_view(toy, title="Deutsch"))
    page = opened.page
    page.evaluate("window.marker = 1; map.setView([51.5, 7.5], 13, {animate: false})")
    requests = len(opened.tab.requests)
    opened.show(toy.view(language="en", swipe=SWIPE, title="English", query="a=1"))
    assert page.evaluate("document.documentElement.lang") == "en"
    for name in ("Zoom in", "Whole city", "Copy link"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1
    assert page.get_by_role("combobox", name="Search area").count() == 1
    assert page.get_by_role("slider", name="Divider: 2018 on the left, 2024").count() == 1
    assert "−1.3" in opened.rows(6)
    assert (page.evaluate("window.marker"), page.evaluate("map.getZoom()")) == (1, 13)
    assert len(opened.tab.requests) == requests
    opened.show(toy.view(title="Wieder"))
    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.get_by_role("button", name="Vergrößern").count() == 1
    assert page.locator(".sr-leiste").count() == 1
    assert opened.tab.errors == []


def payload_view(toy: Any) -> dict[str, Any]:
    """A view with the payload in every text."""
    view = toy.view(
        title=PAYLOADS, unit=PAYLOADS, source=PAYLOADS, indicator=PAYLOADS, layers=[["angebote", 1]]
    )
    view["classes"] = [[PAYLOADS + label, colour] for label, colour in view["classes"]]
    for period in view["periods"]:
        period |= {"label": PAYLOADS, "sentence": PAYLOADS}
    return dict(view)


class TestInjection:
    def test_payloads_show_literally_in_every_field(
        self, frame: Callable[..., Frame], pages: Any, toy: Any
    ) -> None:
        from sozialraum.render.package import compact_json

        table = toy.hierarchy(lambda i: f"{i} {PAYLOADS}")
        opened = frame(hierarchy=table, start=False)
        overlay = toy.overlay | {"fields": [PAYLOADS, "x"]}
        overlay["points"] = [[7.45, 51.5, PAYLOADS, PAYLOADS, [PAYLOADS, PAYLOADS]]]
        pages.files["/sozialraum/ebene/a.json"] = compact_json(overlay)
        opened.start(payload_view(toy))
        opened.wait("sozialraum.layers.length === 1 && document.querySelector('tbody tr')")
        page = opened.page
        page.locator(".sr-punktwahl").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.locator(".leaflet-popup").wait_for()
        page.get_by_role("combobox").fill("23")
        page.get_by_role("option").first.wait_for()
        for place in (".sr-tabelle h2", ".sr-satz", ".sr-quelle", "tbody tr th", ".sr-legende li",
                      ".leaflet-popup h3", ".leaflet-popup dd", ".leaflet-popup dt", "[role=option]"):  # fmt: skip
            assert PAYLOADS in page.locator(place).first.text_content(), place
        page.keyboard.press("Escape")
        page.locator(".sr-flaeche").nth(0).focus()
        assert page.evaluate("window.hacked") is None
        assert page.locator("img").count() == 0
        assert opened.tab.errors == []
        assert opened.tab.foreign == []


# ---------------------------------------------------------------- inside streamlit-folium

APP = """
import json, os
import streamlit as st
from pathlib import Path
from streamlit_folium import st_folium
from sozialraum.render.map import EngineAssets, base_map, view_group

settings = json.loads(Path(os.environ["SETTINGS"]).read_text("utf-8"))
number = st.number_input("Nummer", value=0, step=1)
view = dict(settings["view"], indicator=f"anteil_{number}", title=f"{settings['view']['title']} {number}")
engine = EngineAssets(tuple(settings["scripts"]), tuple(settings["styles"]))
event = st_folium(
    base_map(settings["package"], engine), key="karte", height=700, use_container_width=True,
    returned_objects=[], feature_group_to_add=view_group(view),
)
st.text("Ereignis " + json.dumps(event, sort_keys=True))
"""


@pytest.fixture
def app(tmp_path: Path, pages: Any, toy: Any) -> Iterator[str]:
    """A tiny Streamlit app with the toy city; its static files come from the tiny server.

    The frame asks for ``../../sozialraum/…`` of the app; the test routes that to the tiny server,
    in the place of the route that the real app has.
    """
    import json

    assets = bundle(ROOT / "static")[0]
    settings = {
        "package": toy.add(pages, toy.hierarchy(lambda i: f"{i:02d} {PAYLOADS}")),
        "scripts": assets.scripts,
        "styles": assets.styles,
        "view": payload_view(toy) | {"title": PAYLOADS},
    }
    (tmp_path / "settings.json").write_text(json.dumps(settings), "utf-8")
    (tmp_path / "app.py").write_text(APP, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
        "--server.headless", "true", "--server.address", "127.0.0.1",
        "--browser.gatherUsageStats", "false", "--browser.serverAddress", "127.0.0.1",
        "--server.fileWatcherType", "none", "--server.baseUrlPath", "unter/pfad",
    ]  # fmt: skip
    environment = os.environ | {"SETTINGS": str(tmp_path / "settings.json")}
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            break
    yield f"http://127.0.0.1:{port}/unter/pfad"
    process.terminate()
    process.communicate(timeout=20)


def test_inside_streamlit_folium_nothing_remounts_and_nothing_leaves(
    app: str, pages: Any, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab()
    page = tab.page

    def ours(route: Any) -> None:
        path = "/sozialraum/" + route.request.url.split("/sozialraum/", 1)[1]
        assert route.request.url.startswith(app), route.request.url
        tab.requests.append(route.request.url)
        kind = {"js": "text/javascript", "css": "text/css"}.get(
            path.rsplit(".", 1)[-1], "application/json"
        )
        route.fulfill(body=pages.files[path], content_type=kind)

    page.route("**/sozialraum/**", ours)
    page.goto(app)
    page.wait_for_selector("iframe[title*='st_folium']")
    frame = page.frame(url=re.compile("st_folium"))
    frame.wait_for_function("window.sozialraum?.ready && sozialraum.layers.length === 1")
    frame.evaluate("window.marker = 'same'; map.setView([51.5, 7.46], 13.5, {animate: false})")
    frame.locator(".sr-punktwahl").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    frame.locator(".leaflet-popup").wait_for()
    before = frame.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    loaded = [url for url in tab.requests if "/sozialraum/" in url]
    more = page.get_by_test_id("stNumberInputStepUp")
    for number in range(1, 11):
        more.click()
        frame.wait_for_function(f"sozialraum.indicator === 'anteil_{number}'")
    assert frame.evaluate("window.marker") == "same"
    assert frame.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]") == before
    assert frame.locator(".leaflet-popup").is_visible()
    assert frame.evaluate("sozialraum.paints") == 11
    assert [url for url in tab.requests if "/sozialraum/" in url] == loaded
    frame.evaluate("map.closePopup(); map.setView([51.5, 7.46], 11, {animate: false})")
    frame.locator(".sr-flaeche[data-i='21']").click(position={"x": 12, "y": 12})
    page.get_by_text(re.compile(r'Ereignis .*"area": "021"')).wait_for()
    assert PAYLOADS in frame.locator(".sr-tabelle h2").text_content()
    assert frame.evaluate("window.hacked") is None
    assert page.evaluate("window.hacked") is None
    assert tab.foreign == []
    assert tab.errors == []
