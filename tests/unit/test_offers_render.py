from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest

from sozialraum.domain.areas import Level
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.layers import Precision
from sozialraum.domain.services import (
    Catchment,
    Place,
    ReachMode,
    ServiceAtPlace,
    Slot,
    Timetable,
    Weekday,
)
from sozialraum.domain.status import Status
from sozialraum.errors import SozialraumError
from sozialraum.importers.services import read_services
from sozialraum.importers.step_contacts import StepContacts, read_contacts
from sozialraum.publish import ensure_release
from sozialraum.render.offer_card import no_offer, offer_card, offer_head
from sozialraum.render.offers import FoundRow, OfferGroup, findings_list, offers_table
from sozialraum.render.steps import StepCell, StepRow, steps_list, steps_matrix
from sozialraum.service.directory import directory, filter_services
from sozialraum.service.directory_files import KINDS, directory_file
from sozialraum.service.directory_match import HERE
from sozialraum.service.directory_query import (
    count_sentence,
    offered,
    question_words,
    read_query,
    unknown_words,
)
from sozialraum.service.monitor import Monitor
from sozialraum.service.step_funnel import EXAMPLE, contacts_exhibit
from sozialraum.web.offers_address import entry_link
from sozialraum.web.offers_directory_map import offer_things

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=HERE)
NASTY = "<b>Ä</b>"
AREAS = {"011": "City", "022": "Nordmarkt"}
LEVEL = Level(
    id="sozialraum", name="Sozialraum", plural="Sozialräume", order=1, edition="2024",
    valid_from="2000", column="sozialraum", name_column="sozialraum_name", code_form="[0-9]{3}",
    expected=2, source="stadt",
)  # fmt: skip


def service(id_: str = "x", **changes: object) -> ServiceAtPlace:
    blank = ServiceAtPlace(
        id=id_, name=f"Angebot {id_}", organisations=(), category="",
        place=Place(id_, "", "", None, None, Precision.UNKNOWN), languages=(), languages_text="",
        timetable=Timetable(known=False), reach_modes=(), target_groups=(), legal_statuses=(),
        topics=(), steps=(), catchment=Catchment("unbekannt"), valid_from="", valid_to="",
        funded_until="", capacity=None, checked_on="", source_title="", source_url="", note="",
    )  # fmt: skip
    return replace(blank, **changes)  # type: ignore[arg-type]


OPEN = service(
    "offen",
    category="Beratung",
    languages=("ro",),
    reach_modes=(ReachMode.OPEN_DOOR,),
    timetable=Timetable(known=True, slots=(Slot(Weekday.WEDNESDAY, time(9), time(17)),)),
)
BLANK = service("leer", category="Treffpunkt")
CLOSED = service(
    "zu",
    category="Beratung",
    languages=("ar",),
    timetable=Timetable(known=True, slots=(Slot(Weekday.MONDAY, time(9), time(12)),)),
)
THREE = (OPEN, BLANK, CLOSED)


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return Monitor(ensure_release(ROOT))


def test_every_unknown_field_is_named_and_nothing_else_is_claimed() -> None:
    html = offer_card(BLANK, "", {})
    for word in ("Sprachen", "Zeiten der Woche", "Barrierefrei", "Einzugsgebiet", "Träger"):
        assert f"<dt>{word}</dt>" not in html
        assert word in html
    assert html.count("Unbekannt: ") == 4
    assert "geschlossen" not in html
    assert "nein" not in html


def test_known_fields_stand_in_words() -> None:
    html = offer_card(OPEN, "stadtweit", {"Sozialraum": "Nordmarkt"})
    assert "<dd>Mittwoch: 09:00 bis 17:00</dd>" in html
    assert "<dd>Rumänisch</dd>" in html
    assert "<dd>Sozialraum: Nordmarkt</dd>" in html
    assert "<dd>stadtweit</dd>" in html


def test_a_closed_week_and_an_incomplete_one_differ() -> None:
    closed = service(timetable=Timetable(known=True))
    partly = service(timetable=Timetable(known=True, complete=False))
    assert "<dd>geschlossen</dd>" in offer_card(closed, "", {})
    html = offer_card(partly, "", {})
    assert "geschlossen" not in html
    assert "weitere Zeiten" in html


def test_no_text_of_a_file_becomes_html() -> None:
    nasty = service(
        NASTY, name=NASTY, category=NASTY, organisations=(NASTY,), languages_text=NASTY, note=NASTY,
        source_title=NASTY, source_url="javascript:alert(1)", topics=(NASTY,),
    )  # fmt: skip
    link = entry_link({})
    row = FoundRow(NASTY, NASTY, NASTY, NASTY)
    shown = [
        offer_card(nasty, NASTY, {NASTY: NASTY}),
        offer_head(nasty, NASTY, NASTY),
        offers_table([OfferGroup(NASTY, (nasty,), {NASTY: (NASTY,)})], link, NASTY),
        findings_list(NASTY, [row], link, unfolded=False),
        steps_matrix([StepRow(NASTY, 1, 0, [StepCell(1, 0, 0)] * 9)], "Sozialraum"),
        steps_list([[NASTY]] * 9),
        no_offer(),
    ]
    for html in shown:
        assert "<b>" not in html
    assert 'href="javascript' not in shown[0]


def test_the_table_says_unknown_and_quotes_words_that_could_not_be_read() -> None:
    quoted = service("q", languages_text="14 Sprachen")
    groups = [OfferGroup("passt sicher: 1", (quoted,), {}), OfferGroup("leer", (), {})]
    html = offers_table(groups, entry_link({"filter": "thema=x&y"}), "Angebote")
    assert "„14 Sprachen“" in html
    assert html.count(">unbekannt<") == 5
    assert "leer" not in html
    assert "angebote?bereich=verzeichnis&amp;filter=thema%3Dx%26y&amp;eintrag=q" in html


def test_a_step_is_there_unknown_or_missing() -> None:
    cells = [StepCell(1, 1, 5), StepCell(0, 0, 3), StepCell(0, 0, 0)] * 3
    html = steps_matrix([StepRow("Nordmarkt", 5, 3, cells)], "Sozialraum")
    assert html.count(">2</td>") == html.count("sr-frage") == html.count("sr-keines") == 3
    assert steps_list([["A"], *[[]] * 8]).count("kein Angebot bekannt") == 8


def test_the_address_is_the_question_and_back() -> None:
    given = {"filter": "kategorie=Beratung&sprache=ro&suche=a%26b", "tag": "mi", "uhrzeit": "9:05"}
    asked = read_query(THREE, given)
    assert not asked.notices
    assert asked.parameters() == given | {"uhrzeit": "09:05"}
    assert read_query(THREE, asked.parameters()) == asked
    assert question_words(asked.filters, offered(THREE)) == (
        "Kategorie: Beratung; Sprache: Rumänisch; geöffnet am Mittwoch um 09:05 Uhr; "
        "Suche nach „a&b“"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"filter": "kategorie=Quatsch"},
        {"filter": "sprache=klingonisch"},
        {"filter": "unsinn=1"},
        {"filter": "jetzt=vielleicht"},
        {"tag": "xx"},
        {"uhrzeit": "25:00"},
    ],
)
def test_nonsense_in_the_address_is_named_and_asks_for_nothing(given: dict[str, str]) -> None:
    asked = read_query(THREE, given)
    assert len(asked.notices) == 1
    assert not asked.filters


def test_now_wins_over_a_day() -> None:
    asked = read_query(THREE, {"filter": "jetzt=ja", "tag": "mo", "uhrzeit": "10:00"})
    assert asked.filters == {"jetzt": "ja"}


def test_languages_of_eu2_residents_can_be_asked_for_though_nobody_offers_them() -> None:
    assert {"ro": "Rumänisch", "bg": "Bulgarisch"}.items() <= offered((BLANK,))["sprache"].items()


def test_the_sentence_counts_undecided_ones_and_says_why() -> None:
    filters = {"sprache": "ro", "tag": "mi", "zeit": "10:00"}
    selection = filter_services(THREE, filters, now=NOW)
    assert (selection.found, selection.undecided) == ((OPEN,), (BLANK,))
    reasons = [unknown_words(each, filters, NOW) for each in selection.undecided]
    assert reasons == [("Sprachen", "Zeiten")]
    assert count_sentence(1, reasons, 4, 1) == (
        "1 Angebot passt sicher; 1 ist unentschieden, weil Sprachen oder Zeiten unbekannt sind; "
        "1 passt nicht. 1 früheres Angebot ist ausgeblendet."
    )
    assert count_sentence(0, [("Zugang",)] * 2, 2, 0) == (
        "Kein Angebot passt sicher; 2 sind unentschieden, weil Zugang unbekannt ist."
    )
    assert count_sentence(12, [], 12, 0) == "12 Angebote passen sicher."


def test_signs_on_the_map_tell_sure_from_undecided_and_house_mates_apart() -> None:
    place = Place("h", "", "", 51.5, 7.4, Precision.BUILDING)
    one, two = replace(OPEN, place=place), replace(BLANK, place=place)
    selection = replace(filter_services((one, two), {"sprache": "ro"}, now=NOW))
    things = offer_things(selection)
    assert [things.state(record, 0) for record in things.records] == [0, 1]
    assert len({(r.latitude, r.longitude) for r in things.records}) == 2
    assert things.records[1].cells["sprachen"] == "unbekannt"
    assert things.precision(things.records[0]) == "hausgenau"


# -- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", ["", "unentschieden"])
def test_a_file_holds_exactly_the_selection(monitor: Monitor, kind: str, part: str) -> None:
    query = {"filter": "kategorie=Beh%C3%B6rde&zugang=termin", "auswahl": part}
    services = directory(monitor, frozenset())
    selection = filter_services(services, read_query(services, query).filters)
    expected = selection.undecided if part else selection.found
    assert expected
    file = directory_file(monitor, frozenset(), query, kind)
    assert file.name.startswith(f"angebote-{part or 'passt'}-")
    assert file.name.endswith(f".{kind}")
    if kind == "json":
        names = [entry["name"] for entry in json.loads(file.body)]
        assert names == [each.name for each in expected]
    else:
        read = read_services(file.body, file.name, monitor.catalog)
        assert [each.id for each in read.services] == [each.id for each in expected]


@pytest.mark.parametrize(
    ("query", "kind"),
    [({}, "pdf"), ({"auswahl": "alles"}, "csv"), ({"filter": "kategorie=Quatsch"}, "csv")],
)
def test_a_file_that_makes_no_sense_is_refused(
    monitor: Monitor, query: dict[str, str], kind: str
) -> None:
    with pytest.raises(SozialraumError):
        directory_file(monitor, frozenset(), query, kind)


# -- contacts per step -------------------------------------------------------------------------


def test_contacts_are_read_with_secret_and_unknown_kept_apart() -> None:
    text = (
        "sozialraum;schritt;monat;kontakte\n022;1;2026-01;120\nnordmarkt;2;2026-01;geheim\n"
        "City;2;2026-01;\n011;3;2026-02;0\n"
    )
    found = read_contacts(text.encode(), "kontakte.csv", LEVEL, AREAS)
    assert not found.problems
    assert found.contacts == (
        StepContacts("022", 1, "2026-01", 120),
        StepContacts("022", 2, "2026-01", None, Status.SECRET),
        StepContacts("011", 2, "2026-01", None, Status.UNKNOWN),
        StepContacts("011", 3, "2026-02", 0),
    )


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Nirgendwo;1;2026-01;3", "Nirgendwo"),
        ("022;10;2026-01;3", "kein Schritt"),
        ("022;1;2026-13;3", "kein Monat"),
        ("022;1;2026-01;-3", "keine Anzahl"),
        ("022;1;2026-01;2,5", "keine Anzahl"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(row: str, word: str) -> None:
    text = f"sozialraum;schritt;monat;kontakte\n022;1;2026-02;3\n{row}\n"
    found = read_contacts(text.encode(), "kontakte.csv", LEVEL, AREAS)
    assert not found.contacts
    assert [problem.key for problem in found.problems] == ["Zeile 3"]
    assert word in found.problems[0].what
    assert found.problems[0].fix


def test_missing_columns_repeated_rows_and_empty_files_are_named() -> None:
    head = "sozialraum;schritt;monat;kontakte\n"
    for text in ("a;b\n1;2\n", head, head + "022;1;2026-01;3\n" * 2, "", "{}"):
        found = read_contacts(text.encode(), "kontakte.csv", LEVEL, AREAS)
        assert not found.contacts
        assert found.problems


def test_the_funnel_never_turns_missing_counts_into_zero() -> None:
    exhibit = contacts_exhibit(
        [
            StepContacts("022", 1, "2026-01", 100),
            StepContacts("022", 2, "2026-01", 40),
            StepContacts("011", 2, "2026-01", None, Status.SECRET),
            StepContacts("022", 3, "2026-02", None, Status.SECRET),
            StepContacts("022", 4, "2026-02", 0),
            StepContacts("022", 5, "2026-02", 25),
        ]
    )
    assert exhibit.chart is not None
    assert [bar.value for bar in exhibit.chart.bars] == [100, 40, None, 0, 25, *[None] * 4]
    assert exhibit.chart.bars[1].status is Status.UNCERTAIN
    assert exhibit.chart.bars[2].status is Status.SECRET
    assert _column(exhibit, 2) == [100, None, None, 0, 25, *[None] * 4]
    assert _column(exhibit, 3)[1] == "mindestens; 1 Angabe fehlt"
    assert "fehlen Angaben" in exhibit.sentence
    assert exhibit.reference == "Januar 2026 bis Februar 2026"


def test_the_example_says_that_it_is_invented() -> None:
    exhibit = contacts_exhibit(EXAMPLE, example=True)
    assert exhibit.example
    assert "380 Kontakte, Schritt 9: 27 Kontakte (7,1 % von Schritt 1)" in exhibit.sentence


def _column(exhibit: Exhibit, place: int) -> list[object]:
    return [row[place] for row in exhibit.table.rows]
