"""What the map engine paints: known values only, one sign per area, small."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.status import Status
from sozialraum.domain.views import Certainty, Detail, LegendRow, MapView, Matrix
from sozialraum.render.view import engine_view
from sozialraum.service import Monitor
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.live import live
from sozialraum.web.state import resolve

KIDS = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.OWN, 5, (5.0, 10.0))


@pytest.fixture
def toy_view(published: Path) -> MapView:
    return Monitor(ReleaseStore(published, published / "var").current()).map_view(KIDS)


def painted(view: MapView) -> dict:
    return engine_view(view, area="", layers=(), highlight=None)


def test_values_only_for_known_areas_and_one_sign_per_area(toy_view: MapView) -> None:
    (period,) = painted(toy_view)["periods"]
    assert period["values"] == [125, 125, 0, 81]
    assert period["classes"] == "22g0u1u"
    assert period["counts"] == [1, 1, 2]
    assert period["joint"] == [[0, 1]]
    assert "marks" not in period
    assert (period["code"], period["label"]) == ("2024", "2024")


def test_every_status_has_its_own_sign(toy_view: MapView) -> None:
    statuses = (Status.SECRET, Status.UNKNOWN, Status.NOT_APPLICABLE, Status.LATER)
    statuses += (Status.UNCERTAIN, Status.ESTIMATED, Status.OK)
    current = replace(
        toy_view.current,
        values=(None, None, None, None, 1.0, 2.0, 3.0),
        statuses=statuses,
        classes=(-1, -1, -1, -1, 0, 0, 1),
        joint=(),
    )
    (period,) = painted(replace(toy_view, periods=(current,)))["periods"]
    assert period["classes"] == "guns001"
    assert period["marks"] == "    ~≈ "
    assert period["values"] == [10, 20, 30]
    assert "joint" not in period


def test_the_frame_of_the_view(toy_view: MapView) -> None:
    view = engine_view(
        toy_view,
        area="001",
        layers=[("b", 80), ("a", 100)],
        highlight=("stadtbezirk", "01"),
        query="gebiet=001",
    )
    assert view["classes"] == [[row.label, row.colour] for row in toy_view.legend]
    assert view["layers"] == [["b", 0.8], ["a", 1.0]]
    assert view["highlight"] == ["stadtbezirk", "01"]
    assert (view["area"], view["query"], view["decimals"]) == ("001", "gebiet=001", 1)
    assert (view["indicator"], view["level"], view["period"]) == (
        "kinder_sgb2",
        "unterbezirk",
        "2024",
    )
    assert view["source"] == "Stadt Musterstadt: Atlas"


def test_classes_from_ten_on_are_upper_case_letters(toy_view: MapView) -> None:
    legend = tuple(LegendRow(f"Klasse {n}", "#123456") for n in range(12))
    current = replace(toy_view.current, classes=(9, 10, -1, 11, -1, 0, -1), counts=(0,) * 12)
    (period,) = painted(replace(toy_view, legend=legend, periods=(current,)))["periods"]
    assert period["classes"] == "9AgBu0u"


def test_matrix_details_and_certainty_travel_only_where_there_are_any(toy_view: MapView) -> None:
    extras = {"matrix", "details", "certainty", "valueless", "pins", "link", "swipe", "twin"}
    assert not extras & set(painted(toy_view))
    full = replace(
        toy_view,
        matrix=Matrix("Spalte", ("a", "b"), "Zeile", ("c", "d")),
        details=(Detail("Beitrag", ("x",) * 7),),
        certainty=Certainty("Sicherheit", ("sicher", "unsicher"), (0, 1, -1, 0, -1, 1, -1)),
        valueless=True,
    )
    view = painted(full)
    assert view["matrix"] == {
        "columnTitle": "Spalte", "columns": ["a", "b"], "rowTitle": "Zeile", "rows": ["c", "d"]
    }  # fmt: skip
    assert view["details"] == [{"title": "Beitrag", "texts": ["x"] * 7}]
    assert view["certainty"] == {
        "title": "Sicherheit", "labels": ["sicher", "unsicher"], "positions": "01-0-1-"
    }  # fmt: skip
    assert view["valueless"] is True


def test_pins_link_and_swipe(toy_view: MapView) -> None:
    view = engine_view(
        toy_view,
        area="",
        layers=(),
        highlight=None,
        pins=[("001", "#0f6f83", "Eins")],
        link="paar",
        swipe=("2018", "2024"),
        twin=False,
    )
    assert view["pins"] == [["001", "#0f6f83", "Eins"]]
    assert view["swipe"] == {"left": "2018", "right": "2024"}
    assert (view["link"], view["twin"]) == ("paar", False)


def test_without_a_highlight_or_query_both_are_empty(toy_view: MapView) -> None:
    view = painted(toy_view)
    assert view["highlight"] == []
    assert view["query"] == ""


def test_every_default_view_of_the_release_adds_up() -> None:
    monitor = live().monitor
    for indicator in monitor.indicators(frozenset()):
        for level in monitor.levels(indicator.id):
            period = monitor.best_period(indicator.id, level).code
            view = monitor.map_view(LayerQuery(indicator.id, level, period, Scheme.NATURAL))
            areas = len(monitor.catalog.areas(level))
            for raw, period_view in zip(painted(view)["periods"], view.periods, strict=True):
                known = [n for n, sign in enumerate(raw["classes"]) if not sign.islower()]
                assert len(raw["classes"]) == areas
                assert len(raw["values"]) == len(known) == sum(raw["counts"])
                for n, value in zip(known, raw["values"], strict=True):
                    assert value / 10**indicator.decimals == pytest.approx(
                        period_view.values[n], abs=0.51 / 10**indicator.decimals
                    )
                for number, count in enumerate(raw["counts"]):
                    assert raw["classes"].count(str(number)) == count
                assert all(isinstance(value, int) for value in raw["values"])


def test_the_default_view_is_small() -> None:
    monitor = live().monitor
    state = resolve(monitor, {}, frozenset()).state
    view = engine_view(
        monitor.map_view(state.query),
        area="",
        layers=state.layers,
        highlight=monitor.catalog.start.map.highlight,
        query=urlencode(state.parameters(), safe=";:,"),
    )
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    assert len(text.encode()) <= 3600
