from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.directory import COLUMNS
from sozialraum.domain.gaps import ServiceFilter
from sozialraum.domain.layers import Precision
from sozialraum.domain.services import (
    Catchment,
    Openness,
    Place,
    ReachMode,
    ServiceAtPlace,
    Slot,
    SpecialDay,
    Timetable,
    Weekday,
)
from sozialraum.errors import SozialraumError, UnknownEntry, UnreadableInput
from sozialraum.importers.hours import parse_hours
from sozialraum.publish import build_release
from sozialraum.service.directory import (
    FILTERS,
    FindingKind,
    choices,
    coordinates,
    directory,
    filter_services,
    matches,
    open_at,
    quality_findings,
    read_directory,
    read_integreat_file,
    spread_house_mates,
    valid_on,
)
from sozialraum.service.monitor import Monitor
from toy_home import make_home

NOBODY: frozenset[Role] = frozenset()
TODAY = date(2026, 11, 21)
MO, DI, MI, DO, FR, SA, SO = Weekday
DECLARED = """
titel = "Verzeichnis"
einzahl = "Angebot"
beschreibung = "Erfunden."
datei = "verzeichnis.csv"
quelle = "stadt"
rollen = ["planung"]
spalten = [
  { feld = "id", titel = "Nummer" },
  { feld = "name", titel = "Name" },
  { feld = "breite", titel = "Breite", typ = "zahl" },
  { feld = "laenge", titel = "Länge", typ = "zahl" },
  { feld = "zeiten", titel = "Zeiten" },
  { feld = "sprachen_liste", titel = "Sprachen", typ = "mehrere" },
]
"""
ENTRIES = """id;name;breite;laenge;zeiten;sprachen_liste
s1;Eins;51,505;7,405;Mo 9-12 Uhr;Rumänisch
s2;Zwei;51,6;7,5;;
s3;Drei;;;9-12 Uhr;
"""


def service(id_: str = "x", **changes: object) -> ServiceAtPlace:
    blank = ServiceAtPlace(
        id=id_, name=f"Angebot {id_}", organisations=(), category="",
        place=Place(id_, "", "", None, None, Precision.UNKNOWN), languages=(), languages_text="",
        timetable=Timetable(known=False), reach_modes=(), target_groups=(), legal_statuses=(),
        topics=(), steps=(), catchment=Catchment("unbekannt"), valid_from="", valid_to="",
        funded_until="", capacity=None, checked_on="", source_title="", source_url="", note="",
    )  # fmt: skip
    return replace(blank, **changes)  # type: ignore[arg-type]


def placed(id_: str, latitude: float, longitude: float, **changes: object) -> ServiceAtPlace:
    place = Place(f"{latitude}/{longitude}", "", "", latitude, longitude, Precision.BUILDING)
    return service(id_, **{"place": place, **changes})


def hours(text: str) -> Timetable:
    return parse_hours(text)


@pytest.fixture(scope="module")
def monitor(tmp_path_factory: pytest.TempPathFactory) -> Monitor:
    home = make_home(tmp_path_factory.mktemp("directory") / "toy")
    (home / "data/listen/angebote.toml").write_text(DECLARED, encoding="utf-8")
    (home / "data/orte/verzeichnis.csv").write_text(ENTRIES, encoding="utf-8")
    return Monitor(build_release(home, home / "var"))


PLANNER = frozenset({Role.PLANNING})

# -- reading -----------------------------------------------------------------------------------


def test_the_directory_of_a_release(monitor: Monitor) -> None:
    one, two, three = directory(monitor, PLANNER)
    assert (one.id, one.languages, one.area("unterbezirk"), one.area("stadtbezirk")) == (
        "s1", ("ro",), "001", "01",
    )  # fmt: skip
    assert two.areas == (), "outside of the city"
    assert three.areas is None, "nobody knows where it is"
    assert three.remarks
    assert directory(monitor, PLANNER) is directory(monitor, PLANNER), "made once"
    hash(directory(monitor, PLANNER))


def test_the_directory_asks_for_the_role_every_time(monitor: Monitor) -> None:
    directory(monitor, PLANNER)
    with pytest.raises(SozialraumError, match="nicht freigegeben"):
        directory(monitor, NOBODY)


def test_a_release_without_directory_says_so(published: Path) -> None:
    with pytest.raises(UnknownEntry, match="angebote"):
        directory(Monitor(build_release(published)), NOBODY)


def test_a_directory_that_somebody_brought_is_placed(monitor: Monitor) -> None:
    content = (
        "id;name;breite;laenge\na;A;51,505;7,405\nb;B;7,405;51,505\nc;C;51,6;7,5\nd;D;48,1;11,5\n"
    )
    found = read_directory(monitor, content.encode(), "meine.csv")
    assert [entry.areas for entry in found.services] == [
        (("unterbezirk", "001"), ("sozialraum", "011"), ("stadtbezirk", "01"), ("stadt", "05913")),
        None, (), None,
    ]  # fmt: skip
    assert ["vertauscht" in problem.fix for problem in found.kept_with_remarks] == [True, False]
    assert read_directory(monitor, b"", "leer.csv").services == ()


def test_an_integreat_file_is_placed(monitor: Monitor) -> None:
    content = b'[{"id": 1, "title": "A", "location": {"latitude": 51.505, "longitude": 7.405}}]'
    (found,) = read_integreat_file(monitor, content, "orte.json").services
    assert found.area("unterbezirk") == "001"


# -- open, valid, matching ---------------------------------------------------------------------


def test_unknown_hours_are_neither_open_nor_closed() -> None:
    assert open_at(service(), MO, time(10)) is Openness.UNKNOWN
    known = service(timetable=hours("Mo 9-12 Uhr"))
    assert open_at(known, MO, time(9)) is Openness.OPEN
    assert open_at(known, MO, time(12)) is Openness.CLOSED
    assert open_at(known, DI, time(10)) is Openness.CLOSED
    part = service(timetable=hours("Mo 9-12 Uhr u. n. V."))
    assert open_at(part, MO, time(10)) is Openness.OPEN
    assert open_at(part, DI, time(10)) is Openness.UNKNOWN


def test_a_day_has_its_own_hours_and_its_own_end() -> None:
    day = date(2026, 12, 24)
    table = replace(hours("Do 9-12 Uhr"), exceptions=(SpecialDay(day),))
    entry = service(timetable=table)
    assert open_at(entry, DO, time(10)) is Openness.OPEN
    assert open_at(entry, DO, time(10), day) is Openness.CLOSED
    assert open_at(entry, DO, time(10), date(2026, 12, 17)) is Openness.OPEN
    ended = replace(entry, valid_to="2025-06")
    assert open_at(ended, DO, time(10), date(2026, 12, 17)) is Openness.CLOSED
    assert open_at(ended, DO, time(10), date(2025, 6, 19)) is Openness.UNKNOWN
    assert open_at(ended, DO, time(10)) is Openness.OPEN
    assert valid_on(ended, date(2025, 6, 1)) is True


ASKED = [
    ({}, {}, True),
    ({"valid_to": "2020"}, {}, False),
    ({"valid_from": "2027"}, {}, False),
    ({"valid_from": "2026"}, {}, None),
    ({}, {"topic": "Miete"}, None),
    ({"topics": ("miete",)}, {"topic": "Miete"}, True),
    ({"topics": ("Schulden",)}, {"topic": "Miete"}, False),
    ({}, {"step": 3}, None),
    ({"steps": (1, 3)}, {"step": 3}, True),
    ({"steps": (1,)}, {"step": 3}, False),
    ({}, {"mode": "mobil"}, None),
    ({"reach_modes": (ReachMode.MOBILE,)}, {"mode": "mobil"}, True),
    ({"reach_modes": (ReachMode.OUTREACH,)}, {"mode": "mobil"}, False),
    ({}, {"language": "ro"}, None),
    ({"languages": ("ro",)}, {"language": "ro"}, True),
    ({"languages": ("ro",)}, {"language": "Rumänisch"}, True),
    ({"languages": ("bg",)}, {"language": "ro"}, False),
    ({"languages": ("bg",), "languages_complete": False}, {"language": "ro"}, None),
    ({"languages": ("bg",)}, {"language": "de"}, None),
    ({"languages": ("de", "bg")}, {"language": "de"}, True),
    ({}, {"weekday": "mi"}, None),
    ({"timetable": hours("Mi 9-12")}, {"weekday": "mi"}, True),
    ({"timetable": hours("Mi 9-12")}, {"weekday": "do"}, False),
    ({"timetable": hours("Mi 9-12 n. V.")}, {"weekday": "do"}, None),
    ({"timetable": hours("Mi 9-12")}, {"weekday": "MI", "time": "11:59"}, True),
    ({"timetable": hours("Mi 9-12")}, {"weekday": "mi", "time": "12:00"}, False),
    ({"timetable": hours("Mi 9-12")}, {"time": "10:00"}, True),
    ({"timetable": hours("Mi 9-12")}, {"time": "13:00"}, False),
    ({"timetable": hours("Mi 9-12 n. V.")}, {"time": "13:00"}, None),
    ({"timetable": hours("Mi 9-12"), "languages": ("bg",)}, {"weekday": "mi", "language": "ro"}, False),
    ({"timetable": hours("Mi 9-12")}, {"weekday": "mi", "language": "ro"}, None),
    ({"topics": ("Schulden",)}, {"topic": "Miete", "language": "ro"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("has", "asked", "answer"), ASKED)
def test_a_question_has_three_answers(has: dict, asked: dict, answer: bool | None) -> None:
    assert matches(service(**has), ServiceFilter(**asked), TODAY) is answer


def test_languages_of_the_hours_win() -> None:
    slots = (
        Slot(MO, time(9), time(12), ("bg",)), Slot(MO, time(10), time(12), ("ro",)),
        Slot(DI, time(9), time(12)),
    )  # fmt: skip
    entry = service(timetable=Timetable(True, slots), languages=("tr",))

    def asked(**question: str) -> bool | None:
        return matches(entry, ServiceFilter(**question), TODAY)

    assert asked(language="ro") is True
    assert asked(language="ro", weekday="mo") is True
    assert asked(language="ro", weekday="mo", time="09:30") is False
    assert asked(language="bg", weekday="mo", time="09:30") is True
    assert asked(language="tr", weekday="mo", time="09:30") is False
    assert asked(language="tr", weekday="di", time="09:30") is True
    assert asked(language="ro", weekday="di") is False
    assert asked(language="tr") is True


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"weekday": "mittwoch"}, UnknownEntry, "„mi“"),
        ({"time": "25:00"}, UnreadableInput, "17:00"),
        ({"time": "9"}, UnreadableInput, "keine Uhrzeit"),
        ({"language": "klingonisch"}, UnknownEntry, "ISO 639-1"),
        ({"mode": "telefon"}, UnknownEntry, "offene_tuer"),
        ({"step": 10}, UnknownEntry, "1 bis 9"),
    ],
)
def test_words_that_do_not_exist(asked: dict, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        matches(service(), ServiceFilter(**asked), TODAY)


# -- filters of the page -----------------------------------------------------------------------

SERVICES = (
    service(
        "a", name="Beratung Süd", category="Beratung", topics=("Miete", "Wohnen"),
        timetable=hours("Mi 9-18 Uhr"), languages=("ro", "de"), organisations=("Verein",),
        steps=(1, 2), reach_modes=(ReachMode.OPEN_DOOR,), district="Mitte",
    ),
    service("b", name="Café", category="Treffpunkt", note="auch für Familien", topics=("Miete",)),
    service(
        "c", name="Früher", category="Beratung", valid_to="2020", languages=("bg",),
        timetable=hours("Mi 9-18 Uhr"), legal_statuses=("Duldung",), target_groups=("alle",),
    ),
    service(
        "d", name="Amt", timetable=hours("Mi 8-10 Uhr"), languages=("de",),
        reach_modes=(ReachMode.APPOINTMENT,), cells=(("stand", "umgezogen"),),
    ),
)  # fmt: skip
WEDNESDAY = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("filters", "found", "undecided"),
    [
        ({}, "abd", ""),
        ({"frueher": "ja"}, "abcd", ""),
        ({"kategorie": "Beratung"}, "a", "d"),
        ({"kategorie": ("Beratung", "Treffpunkt")}, "ab", "d"),
        ({"kategorie": ""}, "abd", ""),
        ({"suche": "familien"}, "b", ""),
        ({"suche": "BERATUNG sud"}, "a", ""),
        ({"suche": "rumänisch"}, "a", ""),
        ({"suche": "umgezogen"}, "d", ""),
        ({"thema": "wohnen"}, "a", "d"),
        ({"sprache": "ro"}, "a", "b"),
        ({"sprache": ["ro", "de"]}, "ad", "b"),
        ({"tag": "mi", "zeit": "17:00"}, "a", "b"),
        ({"tag": ["mo", "mi"]}, "ad", "b"),
        ({"zeit": "09:00"}, "ad", "b"),
        ({"tag": "mi", "zeit": "17:00", "frueher": "1"}, "ac", "b"),
        ({"schritt": "2"}, "a", "bd"),
        ({"zugang": "termin"}, "d", "b"),
        ({"traeger": "Verein"}, "a", "bd"),
        ({"stadtbezirk": "Mitte"}, "a", "bd"),
        ({"zielgruppe": "alle", "frueher": "ja"}, "c", "abd"),
        ({"rechtsstatus": "Duldung", "frueher": "ja"}, "c", "abd"),
        ({"kategorie": "Beratung", "sprache": "bg", "frueher": "ja"}, "c", ""),
    ],
)
def test_filters_combine(filters: dict, found: str, undecided: str) -> None:
    chosen = filter_services(SERVICES, filters, now=WEDNESDAY)
    assert "".join(entry.id for entry in chosen.found) == found
    assert "".join(entry.id for entry in chosen.undecided) == undecided


def test_open_now_means_the_clock_of_the_city() -> None:
    winter = datetime(2026, 11, 18, 16, 59, tzinfo=UTC)
    assert [s.id for s in filter_services(SERVICES, {"jetzt": "ja"}, now=winter).found] == ["a"]
    assert filter_services(SERVICES, {"jetzt": "ja"}, now=WEDNESDAY).found == ()
    assert [s.id for s in filter_services(SERVICES, {"jetzt": "ja"}, now=winter).undecided] == ["b"]


def test_filters_that_do_not_exist_are_errors() -> None:
    with pytest.raises(UnknownEntry, match="„sprache“"):
        filter_services(SERVICES, {"sprachen": "ro"})
    with pytest.raises(UnknownEntry, match="kein Wochentag"):
        filter_services(SERVICES, {"tag": "heute"})


def test_choices_are_the_values_that_occur_in_german() -> None:
    found = choices(SERVICES)
    assert found["sprache"] == (("bg", "Bulgarisch"), ("de", "Deutsch"), ("ro", "Rumänisch"))
    assert found["schritt"][0] == ("1", "1: frühzeitig antreffen und erreichen")
    assert found["zugang"] == (("offene_tuer", "offene Tür"), ("termin", "Termin"))
    assert found["kategorie"] == (("Beratung", "Beratung"), ("Treffpunkt", "Treffpunkt"))
    assert [label for _, label in found["tag"]][:2] == ["Montag", "Dienstag"]
    assert set(found) <= set(FILTERS)
    assert set(choices(())) == {"tag"}
    for key, values in found.items():
        for value, _ in values:
            filter_services(SERVICES, {key: value}, now=WEDNESDAY)


# -- where they are ----------------------------------------------------------------------------


def test_coordinates_are_metres_and_nan_where_unknown() -> None:
    xy = coordinates((placed("a", 51.521361, 7.469791), service("b")), 25832)
    assert xy.shape == (2, 2)
    assert xy[0] == pytest.approx((393836.5, 5708914.7), abs=0.1)
    assert np.isnan(xy[1]).all()
    assert coordinates((), 25832).shape == (0, 2)
    assert np.isnan(coordinates((service("b"),), 25832)).all()


def test_house_mates_are_spread_and_always_alike() -> None:
    mates = [placed(id_, 51.5, 7.4) for id_ in "cabd"]
    alone = placed("z", 51.6, 7.5)
    shown = spread_house_mates([*mates, alone, service("none")])
    assert set(shown) == {"a", "b", "c", "d", "z"}
    assert shown["z"] == (51.6, 7.5)
    again = spread_house_mates(list(reversed(mates)))
    assert all(again[id_] == shown[id_] for id_ in "abcd")
    assert shown["a"][0] > 51.5, "the first stands in the north"
    spread = [placed(id_, *shown[id_]) for id_ in "abcd"]
    xy = coordinates([*spread, placed("m", 51.5, 7.4)], 25832)
    for i in range(4):
        assert np.hypot(*(xy[i] - xy[4])) < 10
        for j in range(i):
            assert np.hypot(*(xy[i] - xy[j])) > 5.5


@pytest.mark.parametrize("number", [2, 3, 12, 40])
def test_any_number_of_mates_can_be_told_apart(number: int) -> None:
    shown = spread_house_mates([placed(f"{n:02}", 51.5, 7.4) for n in range(number)])
    xy = coordinates([placed(id_, *point) for id_, point in shown.items()], 25832)
    apart = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    assert apart[~np.eye(number, dtype=bool)].min() > 5.5


# -- quality -----------------------------------------------------------------------------------


def _kinds(*services: ServiceAtPlace, months: int = 12) -> dict[str, set[str]]:
    found = quality_findings(services, today=TODAY, months=months)
    assert all(finding.what.endswith(".") and finding.fix for finding in found)
    return {
        entry.id: {finding.kind.value for finding in found if finding.entry_id == entry.id}
        for entry in services
    }


GOOD = {"checked_on": "2026-06", "timetable": hours("Mo 9-12"), "languages": ("de",)}


def test_a_good_entry_has_no_finding() -> None:
    assert _kinds(placed("a", 51.5, 7.4, **GOOD)) == {"a": set()}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"checked_on": ""}, "pruefung"),
        ({"checked_on": "2024"}, "pruefung"),
        ({"checked_on": "2027"}, "pruefung"),
        ({"timetable": Timetable(known=False)}, "zeiten"),
        ({"languages": ()}, "sprachen"),
        ({"areas": ()}, "ausserhalb"),
        ({"valid_to": "2025"}, "abgelaufen"),
        ({"funded_until": "2026-10"}, "abgelaufen"),
        ({"place": Place("p", "", "", 51.5, 7.4, Precision.STREET)}, "ort"),
        ({"place": Place("p", "", "", None, None, Precision.UNKNOWN)}, "ort"),
    ],
)
def test_findings_by_kind(changes: dict, kind: str) -> None:
    assert _kinds(placed("a", 51.5, 7.4, **{**GOOD, **changes})) == {"a": {kind}}


def test_how_long_ago_is_counted_from_the_end_of_the_date() -> None:
    entry = placed("a", 51.5, 7.4, **{**GOOD, "checked_on": "2025-11"})
    assert _kinds(entry, months=12) == {"a": set()}
    assert _kinds(entry, months=11) == {"a": {"pruefung"}}


def test_of_a_former_service_only_the_end_is_told() -> None:
    assert _kinds(service("a", valid_to="2019-11")) == {"a": {"abgelaufen"}}


def test_possible_duplicates() -> None:
    house = [placed("a", 51.5, 7.4, name="Verein für Hilfe"), placed("b", 51.5, 7.4, name="Amt")]
    near = placed("c", 51.501, 7.4, name="Verein fur Hilfe")
    far = placed("d", 51.6, 7.6, name="Verein fur Hilfe e")
    same = placed("e", 51.7, 7.2, name="  AMT ")
    unplaced = service("f", name="Verein für Hilfe!")
    street = replace(placed("g", 51.5, 7.4, name="Drittes"))
    street = replace(street, place=replace(street.place, precision=Precision.STREET))
    found = {
        finding.entry_id: finding
        for finding in quality_findings(
            [*house, near, far, same, unplaced, street], today=TODAY, months=12
        )
        if finding.kind is FindingKind.DUPLICATE
    }
    assert {id_: set(finding.others) for id_, finding in found.items()} == {
        "a": {"b", "c", "f"}, "b": {"a", "e"}, "c": {"a", "f"}, "d": {"f"}, "e": {"b"},
        "f": {"a", "c", "d"},
    }  # fmt: skip
    assert found["a"].what.startswith("Im selben Haus: „Amt“. Sehr ähnlicher Name: „")


def test_names_in_findings_have_single_quotes_inside() -> None:
    one, two = placed("a", 51.5, 7.4, name="Büro „Nord“"), placed("b", 51.5, 7.4, name="B")
    found = quality_findings([one, two], today=TODAY, months=12)
    told = next(f for f in found if f.kind is FindingKind.DUPLICATE and f.entry_id == "b")
    assert told.what == "Im selben Haus: „Büro ‚Nord‘“."


def test_findings_come_by_kind_and_in_the_order_of_the_directory() -> None:
    found = quality_findings([service("z"), service("a")], today=TODAY, months=12)
    kinds = list(FindingKind)
    places = [(kinds.index(f.kind), "za".index(f.entry_id)) for f in found]
    assert places == sorted(places)


def test_a_thousand_entries_are_judged_at_once() -> None:
    many = [
        placed(f"{n}", 51.4 + n % 40 / 200, 7.3 + n // 40 / 100, name=f"Ort {n}")
        for n in range(1000)
    ]
    assert len(quality_findings(many, today=TODAY, months=12)) >= 3000


def test_columns_of_the_directory_are_unique() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS) == 35
