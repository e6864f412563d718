"""Hours: what is written is read back, nothing ever raises, no minute is added or lost."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sozialraum.analysis.week import DAYS, openness, tidy
from sozialraum.domain.languages import LANGUAGES
from sozialraum.domain.services import Openness, Slot, SpecialDay, Timetable, Weekday
from sozialraum.errors import UnreadableInput
from sozialraum.importers.hours import (
    parse_hours,
    read_exceptions,
    read_week,
    write_exceptions,
    write_hours,
)

MINUTES = st.integers(0, 24 * 60 - 1)
LANGUAGE_SETS = st.sets(st.sampled_from(sorted(LANGUAGES)), max_size=3).map(
    lambda found: tuple(sorted(found))
)


def _time(minutes: int) -> time:
    return time.max if minutes == 24 * 60 else time(minutes // 60, minutes % 60)


@st.composite
def slots(draw: st.DrawFn, day: Weekday | None = None) -> Slot:
    since = draw(MINUTES)
    until = draw(st.integers(since + 1, 24 * 60))
    weekday = day or draw(st.sampled_from(DAYS))
    return Slot(weekday, _time(since), _time(until), draw(LANGUAGE_SETS))


@st.composite
def special_days(draw: st.DrawFn) -> SpecialDay:
    day = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 800)))
    found = draw(st.lists(slots(DAYS[day.weekday()]), max_size=3))
    reason = draw(st.sampled_from(["", "Heiligabend", "Umzug: neues Haus", "9-12"]))
    return SpecialDay(day, tidy(found), reason)


WEEKS = st.builds(
    lambda found, complete: Timetable(True, tidy(found), complete=complete or not found),
    st.lists(slots(), max_size=8),
    st.booleans(),
)
WORDS = st.lists(
    st.sampled_from(
        ["Mo", "Di", "-", "bis", "9", "12", "17.30", "Uhr", ",", "|", ";", "täglich", "werktags",
         "nach Vereinbarung", "n. V.", "geschlossen", "(2019)", "(", ")", "Team X:", "jeden",
         "zweiten", "25", "99:99", "außer an Feiertagen", "24/7", "und", "u.", "rund um die Uhr",
         "Mo 09:00-12:00", "weitere", "\n", "ſo", "２"]
    ),
    max_size=14,
).map(" ".join)  # fmt: skip


@given(WEEKS)
def test_a_week_is_read_back_as_it_was_written(week: Timetable) -> None:
    text = write_hours(week)
    for found in (read_week(text), parse_hours(text)):
        assert (found.known, found.slots, found.complete) == (True, week.slots, week.complete)


@given(st.lists(special_days(), max_size=4, unique_by=lambda day: day.day))
def test_special_days_are_read_back_as_they_were_written(days: list[SpecialDay]) -> None:
    found = read_exceptions(write_exceptions(days))
    assert found == tuple(sorted(days, key=lambda day: day.day))


@given(st.one_of(st.text(max_size=80), WORDS))
def test_reading_free_text_never_raises_and_never_invents(text: str) -> None:
    found = parse_hours(text)
    assert found.text == text
    assert found.known or not found.slots
    assert found.slots == tidy(found.slots)
    assert all(slot.since < slot.until for slot in found.slots)
    if found.slots:
        assert any(char.isdigit() for char in text) or "rund um die" in text
    if any(char.isalnum() for char in text) and not found.known:
        assert not found.complete
        assert found.remarks, "what is not read is told"


@given(st.text(alphabet="MoDi0912:;-() ,|weitrgschlon\n", max_size=60))
def test_the_strict_form_raises_only_what_a_user_may_see(text: str) -> None:
    for read in (read_week, read_exceptions):
        try:
            read(text)
        except UnreadableInput as error:
            assert error.what and error.fix


def _open_minutes(found: list[Slot]) -> set[tuple[Weekday, int]]:
    minutes = set()
    for slot in found:
        end = 24 * 60 if slot.until == time.max else slot.until.hour * 60 + slot.until.minute
        begin = slot.since.hour * 60 + slot.since.minute
        minutes |= {(slot.day, minute) for minute in range(begin, end)}
    return minutes


@given(st.lists(slots(), max_size=6))
def test_tidying_keeps_every_minute_of_every_language(found: list[Slot]) -> None:
    tidied = tidy(found)
    for languages in {slot.languages for slot in found}:
        before = [slot for slot in found if slot.languages == languages]
        after = [slot for slot in tidied if slot.languages == languages]
        assert _open_minutes(before) == _open_minutes(after)
    assert tidy(tidied) == tidied


@given(WEEKS, st.sampled_from(DAYS), MINUTES)
def test_open_is_what_the_slots_say_and_closed_only_what_is_complete(
    week: Timetable, day: Weekday, minute: int
) -> None:
    state = openness(week, day, _time(minute))
    inside = (day, minute) in _open_minutes(list(week.slots))
    assert (state is Openness.OPEN) == inside
    assert (state is Openness.CLOSED) == (not inside and week.complete)


@given(st.sampled_from(DAYS), MINUTES, st.booleans())
def test_unknown_hours_are_never_open_nor_closed(day: Weekday, minute: int, complete: bool) -> None:
    table = Timetable(known=False, complete=complete)
    assert openness(table, day, _time(minute)) is Openness.UNKNOWN
