from __future__ import annotations

import json
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from small_town import hours, service, slot
from sozialraum.analysis.scenario import (
    MOST,
    Add,
    Change,
    Close,
    Hours,
    Move,
    Scenario,
    applied,
    compared,
    in_year,
)
from sozialraum.analysis.scenario_text import from_json, from_text, to_json, to_text
from sozialraum.domain.gaps import AreaReach, Coverage
from sozialraum.domain.services import Slot, Weekday
from sozialraum.errors import UnknownEntry, UnreadableInput

MORNING = (slot("mo", 9, 12),)
HERE = (51.51, 7.46)
EXISTING = (
    service(
        "a", HERE, timetable=hours(slot("di", 9, 12)), district="Mitte", areas=(("stadt", "1"),)
    ),
    service("b"),
)


# -- applying ------------------------------------------------------------------------------------


def test_a_new_place_is_a_service_with_what_was_given() -> None:
    found = applied(EXISTING, [Add("Neu", 51.5, 7.4, MORNING, ("ro",), ("Beratung",), (3,))])
    new = found[-1]
    assert [s.id for s in found] == ["a", "b", "neu-1"]
    assert (new.name, new.place.latitude, new.place.longitude) == ("Neu", 51.5, 7.4)
    assert (new.timetable.known, new.timetable.slots) == (True, MORNING)
    assert (new.languages, new.topics, new.steps, new.areas) == (("ro",), ("Beratung",), (3,), None)


def test_of_a_bare_place_hours_and_languages_are_unknown() -> None:
    new = applied((), [Add("Neu", 51.5, 7.4)])[0]
    assert not new.timetable.known
    assert new.languages == ()


def test_new_ids_are_free_ones() -> None:
    taken = (service("neu-1"),)
    found = applied(taken, [Add("x", 51.5, 7.4), Add("y", 51.5, 7.4), Close("neu-1")])
    assert [s.id for s in found] == ["neu-2", "neu-3"]


def test_a_moved_service_keeps_everything_but_its_place() -> None:
    moved = applied(EXISTING, [Move("a", 51.6, 7.5)])[0]
    assert (moved.place.latitude, moved.place.longitude) == (51.6, 7.5)
    assert (moved.district, moved.areas) == ("", None)
    assert moved.timetable == EXISTING[0].timetable


def test_closing_and_other_hours() -> None:
    found = applied(EXISTING, [Close("b"), Hours("a", MORNING)])
    assert [s.id for s in found] == ["a"]
    assert found[0].timetable.slots == MORNING
    assert EXISTING[0].timetable.slots != MORNING, "the directory itself never changes"


@pytest.mark.parametrize("change", [Close("x"), Move("x", 51.5, 7.4), Hours("x", MORNING)])
def test_what_there_is_not_cannot_be_changed(change: Change) -> None:
    with pytest.raises(UnknownEntry, match="„x“"):
        applied(EXISTING, [change])


def test_a_closed_service_cannot_be_changed_again() -> None:
    with pytest.raises(UnknownEntry):
        applied(EXISTING, [Close("a"), Move("a", 51.5, 7.4)])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Add("", 51.5, 7.4), "Namen"),
        (lambda: Add("x" * 81, 51.5, 7.4), "80"),
        (lambda: Add("x", 5709000.0, 393000.0), "Grad"),
        (lambda: Move("a", float("nan"), 7.4), "keine Zahl"),
        (lambda: Add("x", 51.5, 7.4, steps=(10,)), "1 bis 9"),
        (lambda: Hours("a", ()), "leer"),
        (lambda: Scenario("x", tuple(Close(str(n)) for n in range(MOST + 1))), str(MOST)),
    ],
)
def test_impossible_changes_are_refused_in_german(make, words: str) -> None:
    with pytest.raises(UnreadableInput, match=words):
        make()


# -- as text -------------------------------------------------------------------------------------

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
CODES = st.lists(st.sampled_from(["ro", "bg", "rom", "de"]), unique=True, max_size=3).map(tuple)
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    since, until = sorted(draw(st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] != pair[1])))
    if draw(st.booleans()):
        until = time.max
    return Slot(draw(st.sampled_from(Weekday)), since, until, draw(CODES))


SLOTS = st.lists(slots(), max_size=3).map(tuple)
CHANGES = st.one_of(
    st.builds(
        Add, NAMES, LATITUDES, LONGITUDES, SLOTS, CODES,
        st.lists(NAMES, max_size=2).map(tuple),
        st.lists(st.integers(1, 9), max_size=3).map(tuple),
    ),
    st.builds(Move, NAMES, LATITUDES, LONGITUDES),
    st.builds(Close, NAMES),
    st.builds(Hours, NAMES, st.lists(slots(), min_size=1, max_size=3).map(tuple)),
)  # fmt: skip


@given(st.lists(CHANGES, max_size=5).map(tuple))
def test_text_and_json_give_back_what_was_written(changes: tuple[Change, ...]) -> None:
    text = to_text(changes)
    assert text.isascii()
    if len(text) <= 6000:
        assert from_text(text) == changes
    scenario = Scenario("Plan „B“", changes)
    assert from_json(to_json(scenario)) == scenario


def test_the_text_is_short_and_readable() -> None:
    changes = (
        Add("Neuer Ort", 51.5215, 7.4698, (slot("mo", 9, 24, "ro"),), ("bg",), ("Beratung",), (3,)),
        Close("A013"),
    )
    expected = "neu_51.5215_7.4698_mo0900-2400-ro_bg_Beratung_3_Neuer%20Ort~weg_A013"
    assert to_text(changes) == expected
    assert to_text(()) == ""
    assert from_text("") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("auf_A1", "Angaben"),
        ("weg", "Angaben"),
        ("weg_A1_x", "Angaben"),
        ("ort_A1_51,5_7.4", "Koordinate"),
        ("ort_A1_91_7.4", "Grad"),
        ("zeit_A1_mo0900", "keine Zeit"),
        ("zeit_A1_xx0900-1200", "keine Zeit"),
        ("zeit_A1_mo2500-2600", "keine Zeit"),
        ("zeit_A1_mo1200-0900", "endet"),
        ("zeit_A1_", "leer"),
        ("neu_51.5_7.4__RO___Ort", "Kürzel"),
        ("neu_51.5_7.4____x_Ort", "Schritte"),
        ("~".join(["weg_A1"] * (MOST + 1)), "höchstens"),
        ("weg_" + "A" * 6000, "zu lang"),
    ],
)
def test_a_broken_link_is_refused_in_german(text: str, words: str) -> None:
    with pytest.raises(UnreadableInput, match=words):
        from_text(text)


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "null", '{"name": 1, "changes": []}',
        '{"name": "x", "changes": [{"change": "fly"}]}',
        '{"name": "x", "changes": [{"change": "close", "id": 5}]}',
        '{"name": "x", "changes": [{"change": "move", "id": "a", "latitude": "x", "longitude": 1}]}',
        '{"name": "x", "changes": [{"change": "hours", "id": "a", "hours": "mo0900-1200"}]}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_another_file_is_refused_in_german(content: str) -> None:
    with pytest.raises(UnreadableInput, match="nicht lesbar"):
        from_json(content)


def test_the_file_has_names_for_everything() -> None:
    found = json.loads(to_json(Scenario("Plan", (Move("a", 51.5, 7.4),))))
    move = {"change": "move", "id": "a", "latitude": 51.5, "longitude": 7.4}
    assert found == {"name": "Plan", "changes": [move]}


# -- over time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        ("", "", True), ("2014", "", True), ("2019", "", False), ("2018-12-31", "", True),
        ("", "2017", False), ("2014-06", "2018-02", True), ("", "2018", True),
    ],
)  # fmt: skip
def test_services_of_a_year(since: str, until: str, there: bool) -> None:
    found, unsure = in_year([service("a", valid_from=since, valid_to=until)], 2018)
    assert bool(found) == there
    assert unsure == (("a",) if there and not since else ())
    assert all(s.valid_from == s.valid_to == "" for s in found)


# -- comparing -----------------------------------------------------------------------------------


def _coverage(*reached: float | None) -> Coverage:
    areas = tuple(
        AreaReach("stadt", str(at), "", None if r is None else 10.0, r, None)
        for at, r in enumerate(reached)
    )
    total = sum(r or 0.0 for r in reached)
    return Coverage(20.0, total, 20.0 - total, areas, (), (), ())


def test_before_and_after() -> None:
    found = compared(_coverage(1.0, None, 5.0), _coverage(4.0, None, 5.0))
    assert (found.before, found.after, found.difference) == (6, 9, 3)
    assert [area.difference for area in found.areas] == [3, None, 0]


def test_only_the_same_demand_is_compared() -> None:
    other = _coverage(1.0)
    with pytest.raises(ValueError, match="demand"):
        compared(other, replace(other, areas=(replace(other.areas[0], demand=3.0),)))
    with pytest.raises(ValueError, match="shorter"):
        compared(_coverage(1.0, 2.0), _coverage(1.0))
