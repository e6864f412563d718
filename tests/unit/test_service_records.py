from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.records import Record, RecordList, State
from sozialraum.errors import SozialraumError, UnknownEntry
from sozialraum.publish import build_release
from sozialraum.service.monitor import Monitor
from sozialraum.service.records import (
    choices,
    filter_records,
    nearest_known,
    records,
    records_exhibit,
    state_at,
    timeline_span,
)
from sozialraum.storage.release import ReleaseStore
from toy_home import change

NOBODY: frozenset[Role] = frozenset()
TOML = "data/listen/vorhaben.toml"
COLUMNS = ("ab", "bis", "bau", "fertig", "plan", "phase")
ROLES = ("nutzung_ab", "nutzung_bis", "entwicklung_ab", "fertig", "fertig_geplant", "phase")


@pytest.fixture
def monitor(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published).current())


def _all(monitor: Monitor) -> tuple[tuple[Record, ...], RecordList]:
    return records(monitor, "vorhaben", NOBODY), monitor.catalog.records("vorhaben")


# -- reading ----------------------------------------------------------------------------------


def test_records_carry_cells_place_and_areas(monitor: Monitor) -> None:
    (first, second, third), _ = _all(monitor)
    assert (first.id, first.title, first.cells["hektar"]) == ("v1", "Alte Hütte", "13,5")
    assert (first.latitude, first.longitude) == (51.505, 7.405)
    assert first.areas == {
        "unterbezirk": "001", "sozialraum": "011", "stadtbezirk": "01", "stadt": "05913",
    }  # fmt: skip
    assert (second.latitude, second.areas) == (None, {})
    assert third.areas == {}, "a point outside the outlines lies in no area"
    assert third.title == "Am `${x}` <b>Rand</b>"
    assert third.cells["quelle"] == "=1+1"


def test_records_cannot_be_changed_and_are_parsed_once(monitor: Monitor) -> None:
    first = monitor.release.records("vorhaben")
    assert monitor.release.records("vorhaben") is first
    with pytest.raises(TypeError):
        first[0].cells["name"] = "x"  # type: ignore[index]


def test_an_unknown_list_has_a_suggestion(monitor: Monitor) -> None:
    with pytest.raises(UnknownEntry, match="vorhaben"):
        records(monitor, "vorhabn", NOBODY)


@pytest.mark.parametrize(
    ("held", "allowed"),
    [
        ((), False),
        ((Role.PLANNING,), True),
        ((Role.COORDINATION,), False),
        ((Role.ADMINISTRATION,), True),
    ],
)
def test_roles_decide_who_sees_a_list(
    published: Path, held: tuple[Role, ...], allowed: bool
) -> None:
    change(published, TOML, "einzahl", 'rollen = ["planung"]\neinzahl')
    monitor = Monitor(build_release(published))
    if allowed:
        assert len(records(monitor, "vorhaben", frozenset(held))) == 3
    else:
        with pytest.raises(SozialraumError, match="nicht freigegeben"):
            records(monitor, "vorhaben", frozenset(held))


# -- choosing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ({}, ["v1", "v2", "v3"]),
        ({"art": ""}, ["v1", "v2", "v3"]),
        ({"art": ()}, ["v1", "v2", "v3"]),
        ({"art": "Fläche"}, ["v1", "v3"]),
        ({"art": ("Fläche", "Gebäude")}, ["v1", "v2", "v3"]),
        ({"themen": "Wohnen"}, ["v1", "v2"]),
        ({"themen": "Grün", "art": "Fläche"}, ["v1"]),
        ({"themen": "Wohnen | Grün"}, []),
        ({"bau": "2017"}, ["v1"]),
        ({"suche": "HÜTTE"}, ["v1"]),
        ({"suche": "hutte alte"}, ["v1"]),
        ({"suche": "hütte see"}, []),
        ({"suche": "<b>"}, ["v3"]),
        ({"suche": "  "}, ["v1", "v2", "v3"]),
    ],
)
def test_filters(monitor: Monitor, chosen: dict, ids: list[str]) -> None:
    found, declared = _all(monitor)
    assert [record.id for record in filter_records(found, declared, chosen)] == ids


def test_an_unknown_filter_is_an_error(monitor: Monitor) -> None:
    found, declared = _all(monitor)
    with pytest.raises(UnknownEntry, match="„art“"):
        filter_records(found, declared, {"arten": "x"})


def test_choices_are_the_values_that_occur(monitor: Monitor) -> None:
    found, declared = _all(monitor)
    assert choices(found, declared) == {
        "art": ("Fläche", "Gebäude"), "bezirk": ("02", "Mitte"), "themen": ("Grün", "Wohnen"),
        "bau": ("2006", "2017"),
    }  # fmt: skip
    assert choices(found[1:2], declared) == {
        "art": ("Gebäude",), "bezirk": ("02",), "themen": ("Wohnen",),
    }  # fmt: skip


def test_choices_stand_in_german_order() -> None:
    declared = _list(("name", "text"), ("zahl", "zahl"))
    words = ["Zoo", "Öl", "ost", "Oper", "Äpfel", "Arzt", "Straße", "Strasse 2"]
    numbers = ["10", "9,5", "-1", "100"]
    found = [Record(str(n), w, {"name": w}) for n, w in enumerate(words)]
    found += [Record(f"z{n}", n, {"zahl": n}) for n in numbers]
    offered = choices(found, declared)
    assert offered["name"] == (
        "Äpfel", "Arzt", "Öl", "Oper", "ost", "Straße", "Strasse 2", "Zoo",
    )  # fmt: skip
    assert offered["zahl"] == ("-1", "9,5", "10", "100")


def _list(*columns: tuple[str, str], timeline: dict[str, str] | None = None) -> RecordList:
    return RecordList.model_validate(
        {
            "id": "x", "titel": "X", "einzahl": "X", "beschreibung": "", "quelle": "q",
            "zeitleiste": timeline or {},
            "spalten": [{"feld": n, "titel": n, "typ": t, "filter": True} for n, t in columns],
        }
    )  # fmt: skip


# -- exhibit ----------------------------------------------------------------------------------


def test_the_exhibit_shows_the_short_list_and_keeps_everything(monitor: Monitor) -> None:
    found, declared = _all(monitor)
    source = monitor.catalog.source("stadt")
    made = records_exhibit(declared, found, page="stadt", id_="vorhaben", sources=(source,))
    assert (made.page, made.id, made.title, made.chart) == ("stadt", "vorhaben", "Vorhaben", None)
    assert made.sentence == "3 Einträge, davon 2 mit einem Punkt auf der Karte."
    assert made.reading == "Hektar dürfen nicht addiert werden."
    assert made.sources == (source,)
    columns = {column.title: column for column in made.table.columns}
    assert len(columns) == len(declared.columns)
    shown = [title for title, column in columns.items() if not column.export_only]
    assert shown == ["Name", "Art", "Stadtbezirk", "Größe (ha)"]
    assert (columns["Größe (ha)"].numeric, columns["Größe (ha)"].decimals) == (True, 1)
    assert (columns["Nutzung ab"].numeric, columns["Nutzung ab"].grouped) == (True, False)
    assert columns["Breite"].decimals == 3
    first, second, third = (dict(zip(columns, row, strict=True)) for row in made.table.rows)
    assert (first["Größe (ha)"], first["Nutzung ab"], first["Stand"]) == (13.5, 1871.0, "Mai 2024")
    assert (second["Größe (ha)"], second["Stand"]) == (None, "31.12.2018")
    assert (third["Name"], third["Quelle"]) == ("Am `${x}` <b>Rand</b>", "=1+1")
    assert made.notes == ("Leere Felder: Dazu ist nichts veröffentlicht.",)


def test_sentences_of_few_records(monitor: Monitor) -> None:
    found, declared = _all(monitor)
    sentences = [
        records_exhibit(declared, part, page="p", id_="i", sources=()).sentence
        for part in ((), found[:1], found[1:2])
    ]
    assert sentences == [
        "Das Verzeichnis hat hier keinen Eintrag.",
        "1 Eintrag, davon 1 mit einem Punkt auf der Karte.",
        "1 Eintrag.",
    ]
    assert records_exhibit(declared, found[:1], page="p", id_="i", sources=()).notes == ()


# -- over time --------------------------------------------------------------------------------

SITES = _list(*((column, "jahr") for column in COLUMNS[:-1]), ("phase", "text"),
              timeline=dict(zip(ROLES, COLUMNS, strict=True)))  # fmt: skip
USE, CLOSED, BUILT, DONE, PLAN, OPEN = (
    State.USE, State.CLOSED, State.DEVELOPMENT, State.DONE, State.PLANNED, State.UNKNOWN,
)  # fmt: skip


def _site(*cells: str) -> Record:
    return Record("s", "S", dict(zip(COLUMNS, cells, strict=True)))


@pytest.mark.parametrize(
    ("cells", "states"),
    [
        # Westfalenhütte: everything dated but the end
        (("1871", "2001", "2017", "", "", "in Entwicklung"),
         {1870: OPEN, 1871: USE, 2001: USE, 2002: CLOSED, 2016: CLOSED, 2017: BUILT, 2026: BUILT, 2027: OPEN}),
        # Kokerei Hansa: a planned year in the future is never done
        (("1928", "1992", "2024", "", "2027", "in Entwicklung"),
         {2023: CLOSED, 2024: BUILT, 2026: BUILT, 2027: PLAN, 2035: PLAN}),
        # PHOENIX See: finished, but no year is published
        (("1841", "2001", "2006", "", "", "abgeschlossen"), {2005: CLOSED, 2006: BUILT, 2007: OPEN, 2026: OPEN}),
        # SMART RHINO: use ended and planning began in one year, the concept was given up
        (("", "2016", "2016", "", "", "offen"), {2015: OPEN, 2016: BUILT, 2017: OPEN}),
        # Kraftwerk Knepper: the beginning of the use is not published
        (("", "2014", "2017", "", "", "in Entwicklung"), {2013: OPEN, 2014: USE, 2015: CLOSED, 2017: BUILT}),
        # Dortmunder U
        (("", "1994", "", "2010", "", "in Nutzung"), {1993: OPEN, 1994: USE, 1995: CLOSED, 2009: CLOSED, 2010: DONE, 2100: DONE}),
        # Hafenquartier: in use since 1899, today in development, nothing dated between
        (("1899", "", "", "", "", "in Entwicklung"), {1898: OPEN, 1899: USE, 1900: OPEN, 2026: OPEN}),
        (("1899", "", "", "", "", "in Nutzung"), {1899: USE, 2026: USE, 2027: OPEN}),
        # Stadtkrone Ost, nordwärts
        (("", "", "1997", "2022", "", "abgeschlossen"), {1996: OPEN, 1997: BUILT, 2021: BUILT, 2022: DONE}),
        # Bahnhofsumfeld: planning goes on
        (("", "", "2017", "", "", "in Planung"), {2016: OPEN, 2017: BUILT, 2026: BUILT}),
        (("", "", "", "", "", "unbekannt"), {1000: OPEN, 2026: OPEN, 2100: OPEN}),
        (("", "", "", "", "2020", ""), {2019: OPEN, 2020: PLAN, 2026: PLAN}),
        (("", "", "2015", "", "2020", "in Entwicklung"), {2015: BUILT, 2021: BUILT, 2026: BUILT, 2027: PLAN}),
        (("", "", "2015", "2023", "2020", ""), {2019: BUILT, 2021: BUILT, 2023: DONE}),
        (("", "", "2022", "2023", "2020", ""), {2019: OPEN, 2021: PLAN, 2022: BUILT, 2023: DONE}),
        (("1900", "1950", "", "", "", "brach"), {1951: CLOSED, 2026: CLOSED, 2027: OPEN}),
        (("1900", "1950", "", "", "", ""), {1950: USE, 1951: OPEN}),
        (("1900", "2005", "2000", "", "", ""), {2000: BUILT, 2001: USE, 2005: USE, 2006: OPEN}),
        (("2010", "", "2000", "", "", "in Nutzung"), {2000: BUILT, 2005: OPEN, 2010: USE, 2026: USE}),
        (("1900", "", "2000", "", "", "in Entwicklung"), {1900: USE, 1950: OPEN, 2000: BUILT}),
    ],
)  # fmt: skip
def test_states_of_sites(cells: tuple[str, ...], states: dict[int, State]) -> None:
    site = _site(*cells)
    assert {year: state_at(site, SITES, year, until=2026) for year in states} == states


def test_without_a_column_for_the_phase_the_last_state_goes_on() -> None:
    timeline = dict(zip(ROLES[:-1], COLUMNS[:-1], strict=True))
    sites = SITES.model_copy(update={"timeline": timeline})
    site = _site("1871", "2001", "2017", "", "", "abgeschlossen")
    assert state_at(site, sites, 2026, until=2026) is BUILT
    assert state_at(site, sites, 2027, until=2026) is OPEN
    planned = _site("", "", "2015", "", "2020", "")
    assert state_at(planned, sites, 2021, until=2026) is PLAN


def test_nothing_is_carried_into_the_future_by_default() -> None:
    site = _site("", "", "2017", "", "", "in Entwicklung")
    assert state_at(site, SITES, 2018) is BUILT
    assert state_at(site, SITES, 2999) is OPEN


def test_a_list_without_a_time_line_knows_no_state() -> None:
    plain = SITES.model_copy(update={"timeline": {}})
    site = _site("1871", "2001", "2017", "2020", "", "")
    assert state_at(site, plain, 2000) is OPEN
    assert timeline_span([site], plain) is None
    assert nearest_known(site, plain, 2000) is None


def test_the_span_has_plans_too(monitor: Monitor) -> None:
    found, declared = _all(monitor)
    assert timeline_span(found, declared) == (1871, 2027)
    assert timeline_span((), declared) is None


@pytest.mark.parametrize(
    ("year", "nearest"),
    [(1700, (USE, 1871)), (1900, (USE, 1900)), (2010, (CLOSED, 2010)), (2200, (BUILT, 2026))],
)
def test_the_nearest_known_state(year: int, nearest: tuple[State, int]) -> None:
    site = _site("1871", "2001", "2017", "", "", "in Entwicklung")
    assert nearest_known(site, SITES, year, until=2026) == nearest


def test_every_state_has_a_german_label() -> None:
    assert [state.label for state in State] == [
        "in Nutzung", "geschlossen oder brach", "in Entwicklung", "fertig",
        "Fertigstellung geplant", "unbekannt",
    ]  # fmt: skip
