from __future__ import annotations

from datetime import time

import numpy as np
import pytest

from sozialraum.analysis.scenario import Add, AreaChange, Close, Comparison
from sozialraum.catalog import Catalog
from sozialraum.domain.gaps import (
    AreaDemand,
    AreaReach,
    CellGrid,
    Coverage,
    Demand,
    Location,
    Proposal,
    ServiceFilter,
    Walk,
)
from sozialraum.domain.services import Slot, Weekday
from sozialraum.render import gap_compare, gap_languages, gaps
from sozialraum.render.gap_map import SHARE, UNREACHED, coverage_view, ground
from sozialraum.render.gap_words import area_note, filter_words, question_line, walk_words
from sozialraum.service import Monitor
from sozialraum.web.live import live

BAD = '<script>alert("1")</script>'


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    monitor: Monitor = live().monitor
    return monitor.catalog


def _area(code: str, demand: float | None, reached: float | None, name: str = "") -> AreaReach:
    share = reached / demand if demand and reached is not None else None
    return AreaReach("stadtbezirk", code, name or f"Gebiet {code}", demand, reached, share)


def _coverage(*areas: AreaReach) -> Coverage:
    demand = sum(a.demand or 0.0 for a in areas)
    reached = sum(a.reached or 0.0 for a in areas)
    return Coverage(demand, reached, demand - reached, areas, (), ("a",), ("b",))


def test_printed_figures_add_up_although_persons_are_fractions() -> None:
    html = gaps.figures(_coverage(_area("01", 3.5, 1.75)), "Alle", estimated=False)
    assert ">4<" in html
    assert html.count(">2<") == 2


def test_unknown_areas_are_named_and_never_zero() -> None:
    html = gaps.area_table([_area("01", None, None), _area("02", 0.0, 0.0)], {}, "")
    unknown, empty = html.split("Gebiet 01")[1], html.split("Gebiet 02")[1].split("Gebiet 01")[0]
    assert unknown.count("unbekannt") == 4
    assert "unbekannt" not in empty
    assert ">0<" in empty
    listed = gaps.unknown_areas([AreaDemand("stadtbezirk", "01", "Mitte", None, None, None)])
    assert "1 Gebiet ohne bekannte Zahl" in listed
    assert "nicht null" in listed


def test_area_table_puts_most_unreached_first_and_folds_the_rest() -> None:
    areas = [_area(f"{n:02}", 100.0 * n, 50.0 * n) for n in range(1, 15)]
    html = gaps.area_table(areas, {}, "stadtbezirk:01")
    assert html.index("Gebiet 14") < html.index("Gebiet 13")
    assert "<b>Gebiet 01</b>" in html.split("<details")[0]
    assert "Alle 14 Zeilen" in html


def test_every_text_is_escaped() -> None:
    pieces = [
        gaps.card(BAD, BAD, BAD),
        gaps.assumptions(BAD, {BAD: BAD}),
        gaps.names(BAD, [BAD]),
        gaps.services([BAD], [BAD], 2),
        gaps.unknown_areas([AreaDemand("x", "1", BAD, None, None, None, note=BAD)]),
        gaps.area_table([_area("01", 1.0, 1.0, BAD)], {"stadtbezirk:01": BAD}, ""),
        gaps.proposals(Location((Proposal(BAD, 51.0, 7.0, 1.0),), (0.0, 1.0), False, BAD, 0.1)),
        gaps.proof(Location((), (), False, BAD, 0.1)),
        gap_compare.change_line(Add(BAD, 51.5, 7.4), {}),
        gap_compare.change_line(Close("a"), {"a": BAD}),
        gap_languages.weekday_table([_spoken(BAD, 1.0, 0)], BAD),
        gap_languages.missing_words([_spoken(BAD, 0.0, 0)], BAD),
    ]
    assert not any("<script" in piece for piece in pieces)
    assert all("&lt;script" in piece for piece in pieces)


def test_caution_is_always_visible() -> None:
    assert gaps.CAUTION in gaps.assumptions("Bis 10 Gehminuten.", {"a": "b"}).split("<details")[0]


@pytest.mark.parametrize("optimal", [True, False])
def test_what_is_not_proven_says_so(optimal: bool) -> None:
    html = gaps.proof(Location((), (), optimal, "Verfahren.", 1.0))
    assert "optimal" not in html
    assert ("ist offen" in html) is not optimal


def test_proposals_sum_up_their_gains() -> None:
    found = Location(
        (Proposal("A", 51.5, 7.4, 30.0), Proposal("B", 51.6, 7.5, 12.0)), (1.0,), True, "x", 0.1
    )
    html = gaps.proposals(found)
    assert html.index("1. A") < html.index("2. B")
    assert "+42" in html


# -- comparing ---------------------------------------------------------------------------------


def test_difference_is_that_of_the_printed_numbers() -> None:
    found = Comparison(10.0, 1.4, 2.6, 1.2, ())
    assert "+2" in gap_compare.change_figures(found, ("heute", "mit Szenario"))
    assert gap_compare.signed(-3.2) == "−3"
    assert gap_compare.signed(0.0) == "0"
    assert gap_compare.signed(None) == "unbekannt"


def test_change_table_shows_only_areas_that_change() -> None:
    areas = (
        AreaChange("x", "1", "Nord", 10.0, 1.0, 5.0, 4.0),
        AreaChange("x", "2", "Süd", 10.0, 1.0, 1.0, 0.0),
        AreaChange("x", "3", "West", None, None, None, None),
    )
    html = gap_compare.change_table(Comparison(20.0, 2.0, 6.0, 4.0, areas), ("a", "b"))
    assert "Nord" in html
    assert "Süd" not in html
    assert "In 1 Gebiet mit bekannter Zahl" in html


# -- languages ---------------------------------------------------------------------------------


def _spoken(name: str, hours: float, unknown: int) -> gap_languages.Spoken:
    return gap_languages.Spoken(name, (hours, *[0.0] * 6), (unknown, *[0] * 6))


@pytest.mark.parametrize(
    ("hours", "unknown", "text"),
    [(0.0, 0, "0"), (0.0, 2, "unbekannt"), (3.5, 0, "3,5"), (3.5, 1, "mind. 3,5")],
)
def test_no_known_hours_is_not_zero_hours(hours: float, unknown: int, text: str) -> None:
    assert gap_languages.hours_text(hours, unknown) == text


def test_languages_without_hours_are_named_by_what_is_known() -> None:
    html = gap_languages.missing_words(
        [_spoken("Türkisch", 0.0, 0), _spoken("Bulgarisch", 0.0, 3), _spoken("Arabisch", 2.0, 0)],
        "Nordmarkt",
    )
    assert "Keine Stunden im Umkreis: Türkisch." in html
    assert "unbekannt: Bulgarisch." in html
    assert "Arabisch" not in html


def test_hours_per_thousand_tell_nothing_little_and_unknown_apart() -> None:
    areas = [("a", "A", 5.0, 0.0), ("b", "B", 5.0, 0.001), ("c", "C", None, None)]
    html = gap_languages.catchment_table(areas, "")
    assert html.index("unter 0,01") < html.index("keine bekannt") < html.rindex("unbekannt")


# -- words -------------------------------------------------------------------------------------


def test_question_in_words() -> None:
    assert "577 m" in walk_words(Walk(10))
    assert "Fußwegenetz" in walk_words(Walk(10, network=True))
    assert filter_words(ServiceFilter()) == "alle Angebote"
    asked = ServiceFilter(language="tr", weekday="mi", time="17:00", step=1)
    words = question_line(Walk(10), asked, "Anteil")
    for part in ("Türkisch", "Mittwoch", "17:00", "Schritt 1", "geschätzt über „Anteil“"):
        assert part in words


def test_estimates_are_marked() -> None:
    area = AreaDemand("x", "1", "Nord", 3.0, None, None, estimate="über Anteile")
    assert area_note(area) == "geschätzt"


def test_slots_in_words() -> None:
    slot = Slot(Weekday.MONDAY, time(9), time(12))
    assert gap_compare.slot_words((slot,)) == "Mo 09:00 bis 12:00"


# -- the map -----------------------------------------------------------------------------------


def _demand(catalog: Catalog) -> Demand:
    """All of 01 together, Bezirk of the first atom of 02 alone, the rest of 02 unknown."""
    atoms = catalog.areas("unterbezirk")
    first = next(a for a in atoms if a.parents["stadtbezirk"] == "02")
    inner = first.parents["bezirk"]
    areas = (
        AreaDemand("bezirk", inner, "Kern", 10.0, None, None),
        AreaDemand("stadtbezirk", "01", "West", 20.0, None, None, estimate="geschätzt"),
        AreaDemand("stadtbezirk", "02", "Rest", None, None, None),
    )
    owner = [
        0 if a.parents["bezirk"] == inner else {"01": 1, "02": 2}.get(a.parents["stadtbezirk"], -1)
        for a in atoms
    ]
    codes = np.array([a.code for a in atoms])
    n = len(codes)
    grid = CellGrid(codes, codes, np.ones(n), np.zeros((n, 2)), "", "")
    return Demand("t", "T", areas, grid, np.array(owner), np.zeros(n), np.ones(n, dtype=bool))


def test_map_draws_the_finest_level_and_joins_what_has_one_number(catalog: Catalog) -> None:
    demand = _demand(catalog)
    base = ground(catalog, demand)
    assert base.level == "bezirk"
    found = [
        AreaReach("bezirk", demand.areas[0].code, "Kern", 10.0, 4.0, 0.4),
        AreaReach("stadtbezirk", "01", "West", 20.0, 0.0, 0.0),
        AreaReach("stadtbezirk", "02", "Rest", None, None, None),
    ]
    flags = [bool(area.estimate) for area in demand.areas]
    view = coverage_view(base, found, flags, measure=UNREACHED, chosen="", source="Q")
    period = view["periods"][0]
    assert len(period["classes"]) == len(catalog.areas("bezirk"))
    assert sorted(set(period["values"])) == [6, 20]
    assert [len(group) for group in period["joint"]] == [base.owner.count(1)]
    assert all(
        (sign == "u") is (at not in {0, 1})
        for sign, at in zip(period["classes"], base.owner, strict=True)
    )
    assert period["marks"].count("≈") == base.owner.count(1)
    share = coverage_view(base, found, flags, measure=SHARE, chosen="", source="Q")
    assert sorted(set(share["periods"][0]["values"])) == [0, 400]
    assert share["unit"] == "%"
    assert "Für ein Gebiet ist keine Zahl bekannt" in period["sentence"]


def test_map_of_nothing_known_is_all_unknown(catalog: Catalog) -> None:
    demand = _demand(catalog)
    nothing = [AreaReach(a.level, a.code, a.name, None, None, None) for a in demand.areas]
    view = coverage_view(
        ground(catalog, demand), nothing, [False] * 3, measure=UNREACHED, chosen="", source=""
    )
    assert set(view["periods"][0]["classes"]) == {"u"}
    assert view["classes"] == []
