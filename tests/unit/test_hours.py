from __future__ import annotations

from datetime import date, time

import pytest

from sozialraum.analysis.validity import first_and_last_day, months_before, valid_on
from sozialraum.analysis.week import openness, tidy, within
from sozialraum.domain.services import Openness, Slot, SpecialDay, Timetable, Weekday
from sozialraum.errors import UnreadableInput
from sozialraum.importers.hours import (
    parse_hours,
    read_exceptions,
    read_week,
    write_exceptions,
    write_hours,
)

MO, DI, MI, DO, FR, SA, SO = Weekday
WORKDAYS = "Mo {0}; Di {0}; Mi {0}; Do {0}; Fr {0}"
EVERY_DAY = WORKDAYS + "; Sa {0}; So {0}"

READ = [
    ("Mo-Fr 9-12 Uhr", WORKDAYS.format("09:00-12:00")),
    ("Di 14-16 Uhr", "Di 14:00-16:00"),
    ("Di 13-15 Uhr | Do 8.30-11.30 Uhr", "Di 13:00-15:00; Do 08:30-11:30"),
    ("Mo-Fr 8-16.30 Uhr (April 2022)", WORKDAYS.format("08:00-16:30")),
    ("Mo–Fr 9–12 Uhr, Mo–Do 13–15 Uhr", "Mo 09:00-12:00; Mo 13:00-15:00; Di 09:00-12:00; Di 13:00-15:00; Mi 09:00-12:00; Mi 13:00-15:00; Do 09:00-12:00; Do 13:00-15:00; Fr 09:00-12:00"),
    ("Mo. bis Do. 8-16 Uhr, Fr. 8-12 Uhr.", "Mo 08:00-16:00; Di 08:00-16:00; Mi 08:00-16:00; Do 08:00-16:00; Fr 08:00-12:00"),
    ("Mo: 9:00-12:00, Di: 14-16", "Mo 09:00-12:00; Di 14:00-16:00"),
    ("montags bis mittwochs von 9.00 bis 12.30 Uhr", "Mo 09:00-12:30; Di 09:00-12:30; Mi 09:00-12:30"),
    ("Mo/Mi/Fr 10-12h", "Mo 10:00-12:00; Mi 10:00-12:00; Fr 10:00-12:00"),
    ("Di. 10.00 - 12.00 Uhr u. 14.00 - 16.00 Uhr", "Di 10:00-12:00; Di 14:00-16:00"),
    ("Mo, Di und Do 9-11, 13-15 Uhr", "Mo 09:00-11:00; Mo 13:00-15:00; Di 09:00-11:00; Di 13:00-15:00; Do 09:00-11:00; Do 13:00-15:00"),
    ("jeden Sonnabend 10 bis 12 Uhr", "Sa 10:00-12:00"),
    ("9-12 Uhr montags", "Mo 09:00-12:00"),
    ("Öffnungszeiten: Mo 9-17", "Mo 09:00-17:00"),
    ("Sprechstunde Mo 9-12", "Mo 09:00-12:00"),
    ("Mo9-12,13-15", "Mo 09:00-12:00; Mo 13:00-15:00"),
    ("Mo-Fr 9-12 Uhr, Mi geschlossen", "Mo 09:00-12:00; Di 09:00-12:00; Do 09:00-12:00; Fr 09:00-12:00"),
    ("täglich 10-11 Uhr", EVERY_DAY.format("10:00-11:00")),
    ("am Wochenende 10-12 Uhr", "Sa 10:00-12:00; So 10:00-12:00"),
    ("24/7", EVERY_DAY.format("00:00-24:00")),
    ("Fr-Mo 10-12", "Mo 10:00-12:00; Fr 10:00-12:00; Sa 10:00-12:00; So 10:00-12:00"),
    ("Mo 0-24 Uhr", "Mo 00:00-24:00"),
    ("Mo 17-0 Uhr", "Mo 17:00-24:00"),
    ("So 20-2 Uhr", "Mo 00:00-02:00; So 20:00-24:00"),
    ("Mo 9-12 | Mo 11-14", "Mo 09:00-14:00"),
    ("Mo 9-12 Uhr (nur mit Termin)", "Mo 09:00-12:00"),
    ("Mo 9-12 Uhr mit Termin", "Mo 09:00-12:00"),
    ("Mo 9-12 Uhr, außer an Feiertagen", "Mo 09:00-12:00"),
    ("Mo-So geschlossen", "geschlossen"),
    ("Mo-Fr 8-12 Uhr | Di, Do 13-16 Uhr | Beratung: Mo, Do 8.30-10.30 Uhr", "Mo 08:00-12:00; Di 08:00-12:00; Di 13:00-16:00; Mi 08:00-12:00; Do 08:00-12:00; Do 13:00-16:00; Fr 08:00-12:00"),
]  # fmt: skip
INCOMPLETE = [
    ("Mo, Fr 9-12 Uhr | Di 13-16 Uhr | nach Vereinbarung", "Mo 09:00-12:00; Di 13:00-16:00; Fr 09:00-12:00", "Weitere Zeiten nach Vereinbarung"),
    ("Mo-Fr 9-12 u. n. V.", WORKDAYS.format("09:00-12:00"), "Weitere Zeiten nach Vereinbarung"),
    ("Do 14-18 Uhr n.V.", "Do 14:00-18:00", "kann für diese Zeiten gelten"),
    ("Do 14-18 Uhr und mit Termin", "Do 14:00-18:00", "Weitere Zeiten nach Vereinbarung"),
    ("Do 14-18 Uhr, Termine auf Anfrage", "Do 14:00-18:00", "Weitere Zeiten nach Vereinbarung"),
    ("werktags 8-18 Uhr (April 2022)", WORKDAYS.format("08:00-18:00"), "kann den Samstag einschließen"),
    ("Team Mitte: Mo, Di 7.30-11 Uhr (2019)", "Mo 07:30-11:00; Di 07:30-11:00", "gilt für „Team Mitte“"),
    ("Mo 9-12 | jeden zweiten Di 9-12", "Mo 09:00-12:00", "keinen festen Wochenplan"),
    ("Mo 9-12 Uhr | Di", "Mo 09:00-12:00", "Wochentage ohne Uhrzeit"),
]  # fmt: skip
UNREAD = [
    ("9-20 Uhr (April 2022)", "Uhrzeiten ohne Wochentag"),
    ("täglich (2014)", "Wochentage ohne Uhrzeit"),
    ("Roma Kids Club: Mi, Fr (2018)", "Wochentage ohne Uhrzeit"),
    ("erster und dritter Montag im Monat", "keinen festen Wochenplan"),
    ("an sieben Tagen pro Woche", "keinen festen Wochenplan"),
    ("jeden zweiten Dienstag 9-12 Uhr", "keinen festen Wochenplan"),
    ("Mo 9-12 (gerade Wochen)", "keinen festen Wochenplan"),
    ("dreimal pro Woche (2022)", "keinen festen Wochenplan"),
    ("1. und 3. Mo 9-12 Uhr", "Wörter, die das Lesen der Zeiten nicht kennt"),
    ("Mo 9-12 01.10.-12.12.", "Wörter, die das Lesen der Zeiten nicht kennt"),
    ("Mo ab 9 Uhr", "Wörter, die das Lesen der Zeiten nicht kennt"),
    ("im Winter Mo 9-12", "Wörter, die das Lesen der Zeiten nicht kennt"),
    ("Mo 9-12 (Hinterhaus)", "Wörter, die das Lesen der Zeiten nicht kennt"),
    ("Mo bis 12 Uhr", "Beginn oder Ende fehlt"),
    ("Mo 9-25 Uhr", "„25 Uhr“ ist keine Uhrzeit"),
    ("Mo 25 Uhr", "„25 Uhr“ ist keine Uhrzeit"),
    ("Mo 9.75-12 Uhr", "„9.75“ ist keine Uhrzeit"),
    ("Mo 12-9 Uhr", "Das Ende liegt nicht nach dem Beginn"),
    ("Mo 9-9 Uhr", "Das Ende liegt nicht nach dem Beginn"),
    ("Mo 2-4 Uhr", "nachts oder nachmittags"),
    ("Mi geschlossen", "an welchen Tagen geschlossen"),
    ("nur nach Terminvereinbarung", "nur nach Vereinbarung"),
    ("nach Vereinbarung", "Zeiten nach Vereinbarung, ohne feste Uhrzeit"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "week"), READ)
def test_free_text_that_is_read_completely(text: str, week: str) -> None:
    found = parse_hours(text)
    assert (found.known, found.complete, write_hours(found)) == (True, True, week)
    assert found.text == text


@pytest.mark.parametrize(("text", "week", "remark"), INCOMPLETE)
def test_what_can_be_read_becomes_slots_and_the_rest_is_told(
    text: str, week: str, remark: str
) -> None:
    found = parse_hours(text)
    assert (found.known, found.complete) == (True, False)
    assert write_hours(found) == f"{week}; weitere"
    assert any(remark in told for told in found.remarks), found.remarks


@pytest.mark.parametrize(("text", "reason"), UNREAD)
def test_nothing_is_guessed(text: str, reason: str) -> None:
    found = parse_hours(text)
    assert (found.known, found.slots, found.complete) == (False, (), False)
    assert found.text == text
    assert any(reason in told for told in found.remarks), found.remarks


def test_hours_over_midnight_are_two_slots() -> None:
    found = parse_hours("täglich 17-9 Uhr (April 2022)")
    assert len(found.slots) == 14
    assert Slot(MO, time(17), time.max) in found.slots
    assert Slot(MO, time(0), time(9)) in found.slots, "of the night from Sunday on"
    assert sum(slot.hours for slot in found.slots) == pytest.approx(7 * 16)
    assert found.remarks == ("Zeiten mit Stand „April 2022“.",)


def test_no_text_is_no_news() -> None:
    found = parse_hours("")
    assert (found.known, found.complete, found.remarks) == (False, True, ())


def test_a_text_that_is_too_long_is_not_read() -> None:
    found = parse_hours("Mo 9-12 Uhr | " * 1000)
    assert not found.known
    assert "Zeichen" in found.remarks[0]


# -- the strict form ---------------------------------------------------------------------------


def test_the_strict_week() -> None:
    found = read_week(" mo 9:00-12:00 ; Di-Do 13:00 - 16:00 (Rumänisch, bg); weitere")
    assert write_hours(found) == (
        "Mo 09:00-12:00; Di 13:00-16:00 (bg, ro); Mi 13:00-16:00 (bg, ro); "
        "Do 13:00-16:00 (bg, ro); weitere"
    )
    assert found.slots[1].languages == ("bg", "ro")
    assert not found.complete
    assert read_week("") == Timetable(known=False)
    assert read_week("geschlossen") == Timetable(known=True)
    assert parse_hours("Mo 09:00-12:00 (ro)").slots == (Slot(MO, time(9), time(12), ("ro",)),)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Mo 9-12", "keine Zeit der Woche"),
        ("Xy 09:00-12:00", "keine Zeit der Woche"),
        ("Fr-Mo 09:00-12:00", "keine Zeit der Woche"),
        ("Mo 09:00-25:00", "keine Uhrzeit"),
        ("Mo 09:61-12:00", "keine Uhrzeit"),
        ("Mo 24:30-12:00", "keine Uhrzeit"),
        ("Mo 12:00-09:00", "nicht nach dem Beginn"),
        ("Mo 09:00-12:00 (klingonisch)", "keine bekannte Sprache"),
        ("weitere", "fehlen die Zeiten"),
        ("geschlossen; weitere", "keine Zeit der Woche"),
    ],
)
def test_faults_of_the_strict_week_are_told(text: str, what: str) -> None:
    with pytest.raises(UnreadableInput, match=what) as error:
        read_week(text)
    assert error.value.fix


def test_exceptions_there_and_back() -> None:
    text = "2026-12-24 geschlossen: Heiligabend | 2026-12-31 10:00-12:00, 14:00-24:00 (ro): kurz"
    christmas, silvester = read_exceptions(text)
    assert christmas == SpecialDay(date(2026, 12, 24), (), "Heiligabend")
    assert [slot.day for slot in silvester.slots] == [DO, DO]
    assert silvester.slots[1] == Slot(DO, time(14), time.max, ("ro",))
    assert write_exceptions((silvester, christmas)) == text
    assert read_exceptions("") == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("24.12.2026 geschlossen", "kein Ausnahmetag"),
        ("2026-02-30 geschlossen", "kein Ausnahmetag"),
        ("2026-12-24", "kein Ausnahmetag"),
        ("2026-12-24 zu", "keine lesbaren Zeiten"),
        ("2026-12-24 10:00-12:00 und mehr", "keine lesbaren Zeiten"),
        ("2026-12-24 12:00-10:00", "nicht nach dem Beginn"),
        ("2026-12-24 geschlossen | 2026-12-24 10:00-12:00", "mehrfach"),
    ],
)
def test_faults_of_exceptions_are_told(text: str, what: str) -> None:
    with pytest.raises(UnreadableInput, match=what):
        read_exceptions(text)


# -- week and validity -------------------------------------------------------------------------


def test_slots_are_joined_only_where_they_touch_and_speak_the_same() -> None:
    slots = [
        Slot(DI, time(9), time(12)), Slot(MO, time(12), time(14)), Slot(MO, time(9), time(12)),
        Slot(MO, time(10), time(11), ("ro",)), Slot(DI, time(13), time(14)),
    ]  # fmt: skip
    assert tidy(slots) == (
        Slot(MO, time(9), time(14)), Slot(MO, time(10), time(11), ("ro",)),
        Slot(DI, time(9), time(12)), Slot(DI, time(13), time(14)),
    )  # fmt: skip
    assert within([slots[3]], slots[:3])
    assert not within([Slot(MI, time(9), time(10))], slots)


def test_special_days_win_over_the_week() -> None:
    eve, day = date(2026, 12, 24), date(2026, 12, 25)
    table = Timetable(
        known=True,
        slots=(Slot(DO, time(9), time(12)),),
        exceptions=(SpecialDay(eve), SpecialDay(day, (Slot(FR, time(10), time(11)),))),
        complete=False,
    )
    assert openness(table, DO, time(9)) is Openness.OPEN
    assert openness(table, DO, time(12)) is Openness.UNKNOWN
    assert openness(table, DO, time(9), eve) is Openness.CLOSED
    assert openness(table, FR, time(10), day) is Openness.OPEN
    assert openness(table, FR, time(12), day) is Openness.CLOSED
    assert openness(Timetable(known=False), FR, time(12), day) is Openness.UNKNOWN


@pytest.mark.parametrize(
    ("begin", "end", "day", "there"),
    [
        ("", "", date(2026, 1, 1), True),
        ("2022", "", date(2021, 12, 31), False),
        ("2022", "", date(2022, 6, 1), None),
        ("2022", "", date(2022, 12, 31), True),
        ("2022-02", "", date(2022, 2, 28), True),
        ("2022-02-03", "", date(2022, 2, 3), True),
        ("", "2022-05", date(2022, 5, 1), True),
        ("", "2022-05", date(2022, 5, 2), None),
        ("", "2022-05", date(2022, 6, 1), False),
        ("", "2022-05-02", date(2022, 5, 2), True),
        ("2022", "2022", date(2022, 6, 1), None),
        ("2012/2013", "", date(2013, 12, 31), True),
        ("2012/2013", "", date(2013, 1, 1), None),
    ],
)
def test_validity_knows_what_a_coarse_date_does_not_say(
    begin: str, end: str, day: date, there: bool | None
) -> None:
    assert valid_on(begin, end, day) is there


def test_days_and_months_of_dates() -> None:
    assert first_and_last_day("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert first_and_last_day("2023/2024") == (date(2023, 1, 1), date(2024, 12, 31))
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 3, 31), 15) == date(2024, 12, 31)
