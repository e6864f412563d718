"""The answers on an invented city: directory, demand, reach and catchments together."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from small_town import METHODS, hours, service, slot
from sozialraum.analysis.equity import PRICE
from sozialraum.analysis.network import build_network
from sozialraum.analysis.scenario import Add, Close, Hours, Move
from sozialraum.cli import main
from sozialraum.domain.access import Role
from sozialraum.domain.gaps import ServiceFilter, Walk
from sozialraum.domain.services import Catchment, ReachMode, ServiceAtPlace
from sozialraum.errors import SozialraumError, UnknownEntry, UnreadableInput
from sozialraum.importers.cell_ids import cell_ids, projected
from sozialraum.publish import build_release
from sozialraum.service import Monitor, gaps
from sozialraum.service.demand import demand
from sozialraum.service.gap_candidates import (
    MOST_CELLS,
    Candidate,
    candidate_sources,
    known_places,
)
from sozialraum.service.gap_places import MOST_PLACES
from sozialraum.service.gap_steps import StepState, step_offers
from sozialraum.storage.networks import NetworkOrigin, save_network
from toy_home import SOUTH, SQUARES, WEST, make_home

NOBODY: frozenset[Role] = frozenset()
WALK = Walk(10)
ALL = ServiceFilter()
TARGET = """
titel = "Alle Menschen"
beschreibung = "Zum Testen."
rechenweg = "anzahl"
anzahl = "einwohner"
ebenen = ["unterbezirk"]
"""
SECRET = TARGET.replace("Alle Menschen", "Verdeckt") + 'rollen = ["planung"]\n'
DIRECTORY = """
titel = "Verzeichnis"
einzahl = "Angebot"
beschreibung = "Erfunden."
datei = "verzeichnis.csv"
quelle = "stadt"
spalten = [
  { feld = "id", titel = "Nummer" },
  { feld = "name", titel = "Name" },
  { feld = "breite", titel = "Breite", typ = "zahl" },
  { feld = "laenge", titel = "Länge", typ = "zahl" },
  { feld = "genauigkeit", titel = "Genauigkeit" },
  { feld = "zeiten", titel = "Zeiten" },
  { feld = "sprachen_liste", titel = "Sprachen", typ = "mehrere" },
  { feld = "themen", titel = "Themen", typ = "mehrere" },
  { feld = "schritte", titel = "Schritte" },
  { feld = "einzugsgebiet", titel = "Einzugsgebiet" },
  { feld = "gueltig_bis", titel = "bis" },
]
"""
ENTRIES = """id;name;breite;laenge;genauigkeit;zeiten;sprachen_liste;themen;schritte;einzugsgebiet;gueltig_bis
s1;Haus Eins;51,505;7,405;gebaeude;Mo 9-12 Uhr;Rumänisch;Beratung;1;;
s2;Haus Zwei;51,505;7,415;strasse;;;Beratung;;;
s3;Ohne Ort;;;unbekannt;9-12 Uhr;;;;;
s4;Früher;51,505;7,405;gebaeude;;;;;;2019
"""
PEOPLE = """einwohner;unterbezirk;003;2024;50;;;;;;
einwohner;unterbezirk;004;2024;70;;;;;;
einwohner;unterbezirk;011;2024;0;;;;;;
"""


def _cells() -> str:
    """One cell in the middle of every area, three addresses each; 012 and 013 stay unknown."""
    lines = []
    for atom, (column, row) in SQUARES.items():
        place = np.array([[WEST + column * 0.01 + 0.005, SOUTH + row * 0.01 + 0.005]])
        flat = projected(place, 4326, 3035)
        lines.append(f"{cell_ids(flat[:, 0], flat[:, 1])[0]};{atom};3")
    return "\n".join(["zelle;unterbezirk;adressen", *sorted(lines)]) + "\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_home(tmp_path_factory.mktemp("gaps") / "toy")
    (home / "data/zielgruppen").mkdir()
    (home / "data/zielgruppen/alle.toml").write_text(TARGET, encoding="utf-8")
    (home / "data/zielgruppen/verdeckt.toml").write_text(SECRET, encoding="utf-8")
    (home / "data/listen/angebote.toml").write_text(DIRECTORY, encoding="utf-8")
    (home / "data/orte/verzeichnis.csv").write_text(ENTRIES, encoding="utf-8")
    long = home / "data/statistik/reihen.csv"
    long.write_text(long.read_text(encoding="utf-8") + PEOPLE, encoding="utf-8")
    (home / "geo/adressen_100m.csv").write_text(_cells(), encoding="utf-8")
    (home / "geo/adressen_100m.json").write_text('{"quelle": "stadt"}', encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def monitor(home: Path) -> Monitor:
    return Monitor(build_release(home, home / "var"))


def at(atom: str) -> tuple[float, float]:
    """Latitude and longitude of the middle of an area."""
    column, row = SQUARES[atom]
    return SOUTH + row * 0.01 + 0.005, WEST + column * 0.01 + 0.005


def reached(monitor: Monitor, wanted: ServiceFilter = ALL, **further: object) -> dict[str, float]:
    found = gaps.coverage(monitor, "alle", WALK, wanted, NOBODY, **further)  # type: ignore[arg-type]
    return {area.code: area.reached for area in found.areas if area.reached}


# -- coverage ------------------------------------------------------------------------------------


def test_the_people_around_the_services_are_reached(monitor: Monitor) -> None:
    """001: 100, 002: 200, 003: 50, 004: 70, 011: 0 people; services in 001 and 002."""
    found = gaps.coverage(monitor, "alle", WALK, ALL, NOBODY)
    assert (found.demand, found.reached, found.unreached) == (420, 300, 120)
    assert reached(monitor) == {"001": 100, "002": 200}
    assert found.services == ("s1", "s2")
    assert found.unplaced == ("s3",)
    assert found.rows is not None
    assert found.rows.sum() == 2


def test_unknown_areas_are_listed_and_zero_is_zero(monitor: Monitor) -> None:
    found = gaps.coverage(monitor, "alle", WALK, ALL, NOBODY)
    assert [area.code for area in found.unknown_areas] == ["012", "013"]
    by_code = {area.code: area for area in found.areas}
    assert (by_code["011"].demand, by_code["011"].share) == (0, None)
    assert (by_code["012"].demand, by_code["012"].reached) == (None, None)


def test_unknown_hours_and_languages_are_undecided(monitor: Monitor) -> None:
    found = gaps.coverage(monitor, "alle", WALK, ServiceFilter(language="ro"), NOBODY)
    assert (found.services, found.undecided) == (("s1",), ("s2",))
    assert (found.reached, found.reached_at_most) == (100, 300)
    closed = gaps.coverage(monitor, "alle", WALK, ServiceFilter(weekday="so"), NOBODY)
    assert (closed.services, closed.undecided, closed.reached) == ((), ("s2",), 0)
    assert closed.reached_at_most == 200


def test_the_assumptions_say_it_all_in_german(monitor: Monitor) -> None:
    wanted = ServiceFilter(language="ro", weekday="mo", time="10:00")
    said = gaps.coverage(monitor, "alle", WALK, wanted, NOBODY).assumptions
    assert said["Zielgruppe"] == "Alle Menschen"
    assert said["Quellen"] == "Stadt Musterstadt: Statistik (2024)"
    assert said["Weg"] == "Luftlinie mal 1,3 (Umwegfaktor)."
    assert said["Reichweite"] == "10 Minuten zu Fuß bei 4,5 km/h: 750 m Weg, also 577 m Luftlinie."
    assert said["Auswahl"] == "Angebote auf Rumänisch, geöffnet am Montag, um 10:00 Uhr"
    assert said["Angebote"] == "1 von 4 zählen."
    assert said["Unentschieden"].startswith("Bei 1 Angebot sind Zeiten")
    assert "Ohne Ort" in said["Ohne Ort"]
    assert "beendete Angebote" in said["Stand der Angebote"]
    assert "kein" not in said.get("Szenario", "")
    assert "Modell" in said["Vorbehalt"]
    assert gaps.coverage(monitor, "alle", WALK, ALL, NOBODY).assumptions[
        "Genauigkeit der Orte"
    ] == ("1 von 2 Orten sind nicht hausgenau bekannt.")


def test_sources_of_one_publisher_are_counted(monitor: Monitor) -> None:
    from sozialraum.service.gap_words import sources

    asked = demand(monitor, "alle")
    first = next(area.source for area in asked.areas if area.source)
    many = tuple(
        replace(area, source=first.model_copy(update={"title": f"Band {at}"}))
        for at, area in enumerate(asked.areas)
    )
    said = sources(replace(asked, areas=many))
    assert said == "Stadt Musterstadt, 5 Veröffentlichungen (2024)"


def test_the_same_question_is_answered_once(monitor: Monitor) -> None:
    first = gaps.coverage(monitor, "alle", Walk(7), ALL, NOBODY)
    assert gaps.coverage(monitor, "alle", Walk(7), ServiceFilter(), NOBODY) is first
    assert gaps.coverage(monitor, "alle", Walk(7), ServiceFilter(step=1), NOBODY) is not first
    with pytest.raises(ValueError, match="read-only"):
        first.rows[0] = True  # type: ignore[index]


def test_target_groups_are_guarded_by_roles(monitor: Monitor) -> None:
    with pytest.raises(UnknownEntry, match="„verdeckt“"):
        gaps.coverage(monitor, "verdeckt", WALK, ALL, NOBODY)
    planning = frozenset({Role.PLANNING})
    assert gaps.coverage(monitor, "verdeckt", WALK, ALL, planning).demand == 420


def test_a_demand_of_ones_own_is_taken_as_it_is(monitor: Monitor) -> None:
    everybody = demand(monitor, "alle")
    own = replace(everybody, persons=everybody.persons / 2, areas=tuple(
        replace(area, count=None if area.count is None else area.count / 2)
        for area in everybody.areas
    ))  # fmt: skip
    assert gaps.coverage(monitor, own, WALK, ALL, NOBODY).reached == 150


def test_a_catchment_counts_only_inside(monitor: Monitor) -> None:
    south = service("x", at("001"), catchment=Catchment("stadtbezirk", ("02",)))
    assert reached(monitor, services=[south]) == {}
    assert reached(monitor, ServiceFilter(area_wide=False), services=[south]) == {"001": 100}
    own = replace(south, catchment=Catchment("stadtbezirk", ("01",)))
    assert reached(monitor, services=[own]) == {"001": 100}


def test_a_catchment_may_be_a_polygon(monitor: Monitor) -> None:
    latitude, longitude = at("002")
    ring = [
        [longitude - 0.004, latitude - 0.004], [longitude + 0.004, latitude - 0.004],
        [longitude + 0.004, latitude + 0.004], [longitude - 0.004, latitude + 0.004],
        [longitude - 0.004, latitude - 0.004],
    ]  # fmt: skip
    inside = json.dumps({"type": "Polygon", "coordinates": [ring]})
    wide = Walk(20)
    found = gaps.coverage(
        monitor, "alle", wide, ALL, NOBODY,
        services=[service("x", at("001"), catchment=Catchment("flaeche", polygon=inside))],
    )  # fmt: skip
    assert {a.code for a in found.areas if a.reached} == {"002"}


def test_outreach_is_told(monitor: Monitor) -> None:
    found = gaps.coverage(
        monitor, "alle", WALK, ALL, NOBODY,
        services=[service("x", at("001"), reach_modes=(ReachMode.OUTREACH,))],
    )  # fmt: skip
    assert found.assumptions["Zugang"].startswith("Nur aufsuchend oder mobil: 1 Angebot;")


def test_a_walking_network_replaces_the_straight_line(monitor: Monitor) -> None:
    from shapely import LineString

    grid = demand(monitor, "alle").grid
    atoms = list(grid.atom)
    start, end = grid.xy[atoms.index("001")], grid.xy[atoms.index("002")]
    network = build_network([LineString([start, end])])
    only = [service("x", at("001"))]
    walk = Walk(10, network=True)
    with pytest.raises(SozialraumError, match="Fußwegenetz"):
        gaps.coverage(monitor, "alle", walk, ALL, NOBODY, services=only)
    found = gaps.coverage(monitor, "alle", walk, ALL, NOBODY, services=only, network=network)
    assert {a.code for a in found.areas if a.reached} == {"001", "002"}
    assert found.assumptions["Weg"].startswith("Kürzester Weg im Fußwegenetz")
    straight = gaps.coverage(monitor, "alle", WALK, ALL, NOBODY, services=only, network=network)
    assert {a.code for a in straight.areas if a.reached} == {"001"}


# -- scenarios and years -------------------------------------------------------------------------


def test_a_scenario_is_compared_with_today(monitor: Monitor) -> None:
    changes = (Close("s2"), Add("Neues Haus", *at("004")))
    before, after, found = gaps.compare(monitor, "alle", WALK, ALL, NOBODY, scenario=changes)
    assert (before.reached, after.reached, found.difference) == (300, 170, -130)
    assert {a.code: a.difference for a in found.areas if a.difference} == {"002": -200, "004": 70}
    assert after.assumptions["Szenario"] == "geschlossen: Haus Zwei; neu: Neues Haus"
    assert "Szenario" not in before.assumptions
    assert gaps.coverage(monitor, "alle", WALK, ALL, NOBODY) is before


def test_a_moved_service_lies_in_its_new_area(monitor: Monitor) -> None:
    found = gaps.services_of(monitor, NOBODY, scenario=(Move("s1", *at("013")),))
    assert found[0].area("unterbezirk") == "013"
    assert found[0].area("stadtbezirk") == "02"


def test_other_hours_change_the_answer(monitor: Monitor) -> None:
    sunday = ServiceFilter(weekday="so")
    changed = (Hours("s1", (slot("so", 9, 12),)),)
    assert reached(monitor, sunday, scenario=changed) == {"001": 100}


def test_a_point_far_away_is_refused(monitor: Monitor) -> None:
    with pytest.raises(UnreadableInput, match="vertauscht"):
        reached(monitor, scenario=(Add("x", 7.405, 51.505),))


def test_two_years(monitor: Monitor) -> None:
    places = [
        service("old", at("001"), valid_from="2010", valid_to="2016"),
        service("new", at("002"), valid_from="2017"),
        service("undated", at("003")),
    ]
    before, after, found = gaps.compare(
        monitor, "alle", WALK, ALL, NOBODY, services=places, years=(2015, 2020)
    )
    assert (before.services, after.services) == (("old", "undated"), ("new", "undated"))
    assert (found.before, found.after) == (150, 250)
    assert after.assumptions["Stand der Angebote"] == (
        "Jahr 2020. Bei 1 Angebot ist der Beginn unbekannt; das zählt trotzdem mit."
    )


# -- places --------------------------------------------------------------------------------------


def test_cells_are_proposed_where_unreached_people_live(monitor: Monitor) -> None:
    steps: list[tuple[int, int]] = []
    found = gaps.propose(
        monitor, "alle", WALK, ALL, NOBODY, count=3,
        progress=lambda done, of: steps.append((done, of)),
    )  # fmt: skip
    assert [(p.name, p.adds) for p in found.proposals] == [
        ("100-m-Zelle in Große Heide", 70), ("100-m-Zelle in Nordmarkt-Süd", 50),
    ]  # fmt: skip
    assert found.curve == (300, 370, 420, 420)
    assert found.optimal
    assert "Beweisbar beste Auswahl" in found.method
    assert found.note == "Mehr als 2 Orte bringen niemanden dazu."
    assert found.considered == 2
    assert steps == [(1, 3), (2, 3), (3, 3)]
    latitude, longitude = at("004")
    assert found.proposals[0].id.startswith("CRS3035RES100m")
    assert found.proposals[0].latitude == pytest.approx(latitude, abs=0.001)
    assert found.proposals[0].longitude == pytest.approx(longitude, abs=0.001)


def test_the_proposed_place_adds_what_was_promised(monitor: Monitor) -> None:
    found = gaps.propose(monitor, "alle", WALK, ALL, NOBODY, count=1)
    place = found.proposals[0]
    new = (Add(place.name, place.latitude, place.longitude),)
    _, after, change = gaps.compare(monitor, "alle", WALK, ALL, NOBODY, scenario=new)
    assert change.difference == place.adds
    assert after.reached == found.curve[1]


def test_exclusions_hold(monitor: Monitor) -> None:
    own = [Candidate("p", "Schule", *at("004")), Candidate("q", "Kirche", *at("003"))]
    found = gaps.propose(
        monitor, "alle", WALK, ALL, NOBODY, candidates=own, count=2, excluded=["p"]
    )
    assert [p.name for p in found.proposals] == ["Kirche"]
    assert found.considered == 1


def test_equity_lifts_the_worst_served(monitor: Monitor) -> None:
    own = [Candidate("p", "Mitte", *at("001")), Candidate("q", "Norden", *at("004"))]
    with_none = {"services": [service("x")], "candidates": own, "count": 1}
    most = gaps.propose(monitor, "alle", WALK, ALL, NOBODY, **with_none)  # type: ignore[arg-type]
    assert most.proposals[0].name == "Mitte"
    fair = gaps.propose(
        monitor, "alle", WALK, ALL, NOBODY, equity=True, price=0.5,
        services=[service("x"), service("y", at("002"))], candidates=own, count=1,
    )  # fmt: skip
    assert fair.proposals[0].name == "Norden"
    assert fair.note.startswith("Am schlechtesten versorgt ist Sozialraum Nordmarkt: Von 120 ")
    assert "30 weniger" in fair.note
    assert "50 %" in fair.assumptions["Ausgleich"]


def test_nobody_can_be_added(monitor: Monitor) -> None:
    found = gaps.propose(monitor, "alle", WALK, ALL, NOBODY, candidates=[], count=2, equity=True)
    assert (found.proposals, found.curve, found.optimal) == ((), (300, 300, 300), True)
    assert found.note.startswith("Kein möglicher Ort erreicht weitere Menschen.")


def test_sources_of_candidates(monitor: Monitor) -> None:
    assert candidate_sources(monitor, NOBODY) == {"zellen": "100-m-Zellen", "angebote": "Angebote"}
    assert [c.id for c in known_places(monitor, "angebote", NOBODY)] == ["a1", "a2"]
    found = gaps.propose(monitor, "alle", WALK, ALL, NOBODY, candidates="angebote", count=1)
    assert found.considered == 2
    with pytest.raises(UnknownEntry, match="„schulen“"):
        gaps.propose(monitor, "alle", WALK, ALL, NOBODY, candidates="schulen")


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"count": 0}, "0 neue Orte"), ({"count": 6}, "6 neue Orte"), ({"price": 2.0}, "Anteil")],
)
def test_impossible_searches_are_refused(monitor: Monitor, changes: dict, words: str) -> None:
    with pytest.raises(UnreadableInput, match=words):
        gaps.propose(monitor, "alle", WALK, ALL, NOBODY, **changes)
    with pytest.raises(UnreadableInput, match="60 Minuten"):
        gaps.propose(monitor, "alle", Walk(61), ALL, NOBODY)


def test_cells_are_thinned_but_the_fullest_of_a_block_stays(monitor: Monitor) -> None:
    from sozialraum.service.gap_candidates import _thinned

    xy = np.array([(x * 100.0, y * 100.0) for x in range(40) for y in range(40)])
    people = np.arange(1600.0)
    kept = _thinned(xy, people, 100)
    assert 0 < len(kept) <= 100
    assert 1599 in kept
    assert 0 not in _thinned(xy, people, 2000)


def test_people_around_a_cell_are_counted_in_whole_cells() -> None:
    from sozialraum.service.gap_candidates import _near

    xy = np.array([(50.0, 50.0), (150.0, 50.0), (350.0, 50.0), (50.0, 250.0)])
    people = np.array([1.0, 2.0, 4.0, 8.0])
    assert _near(xy, people, 100).tolist() == [3, 3, 4, 8]
    assert _near(xy, people, 210).tolist() == [11, 7, 6, 9]
    assert _near(xy, people, 1e6).tolist() == [15, 15, 15, 15]


def test_the_method_text_has_the_limits_of_the_code() -> None:
    text = " ".join((METHODS / "standortwahl.md").read_text(encoding="utf-8").split())
    assert f"höchstens {MOST_CELLS}." in text
    assert f"höchstens {100 * PRICE:.0f} % des möglichen Zugewinns" in text
    assert (MOST_PLACES, "ein bis fünf Orte" in text) == (5, True)


# -- hours ---------------------------------------------------------------------------------------


def test_languages_by_area_and_weekday(monitor: Monitor) -> None:
    table = gaps.language_matrix(monitor, "alle", WALK, ServiceFilter(language="bg"), NOBODY)
    assert sorted(set(table["language"])) == ["ro"]
    table = table.set_index(["language", "area", "weekday"])
    assert table.loc[("ro", "001", "mo"), "hours"] == 3
    assert table.loc[("ro", "002", "mo"), "unknown_services"] == 1
    assert table.loc[("ro", "001", "mo"), "people"] == 100
    assert table["hours"].sum() == 3
    asked = gaps.language_matrix(monitor, "alle", WALK, ALL, NOBODY, languages=["Bulgarisch"])
    assert set(asked["language"]) == {"bg"}
    with pytest.raises(UnknownEntry, match="Sprache"):
        gaps.language_matrix(monitor, "alle", WALK, ALL, NOBODY, languages=["klingonisch"])


def test_a_table_that_somebody_changes_is_their_own(monitor: Monitor) -> None:
    table = gaps.language_matrix(monitor, "alle", WALK, ALL, NOBODY)
    table["hours"] = 99.0
    assert gaps.language_matrix(monitor, "alle", WALK, ALL, NOBODY)["hours"].max() == 3


def test_hours_per_thousand(monitor: Monitor) -> None:
    found = gaps.floating_catchment(monitor, "alle", WALK, ALL, NOBODY)
    assert {a.code: a.hours for a in found.areas} == {
        "001": 30, "002": 0, "003": 0, "004": 0, "011": None, "012": None, "013": None,
    }  # fmt: skip
    assert [(s.id, s.hours, s.per_1000) for s in found.services] == [("s1", 3, 30)]
    assert found.excluded == ("s2",)
    monday = gaps.floating_catchment(
        monitor, "alle", WALK, ServiceFilter(language="ro", weekday="mo"), NOBODY
    )
    assert [(s.id, s.hours) for s in monday.services] == [("s1", 3)]
    assert monday.excluded == ("s2",)


def test_only_the_hours_of_the_language_and_day_count(monitor: Monitor) -> None:
    mixed = service(
        "x", at("001"), languages=("ro",),
        timetable=hours(slot("mo", 9, 12), slot("mo", 13, 15, "bg"), slot("di", 9, 10)),
    )  # fmt: skip
    found = gaps.floating_catchment(
        monitor, "alle", WALK, ServiceFilter(language="ro", weekday="mo"), NOBODY, services=[mixed]
    )
    assert found.services[0].hours == 3


# -- the nine steps ------------------------------------------------------------------------------


def _steps(monitor: Monitor, services: Sequence[ServiceAtPlace]) -> dict:
    areas = monitor.catalog.areas(monitor.catalog.planning)
    level, district = monitor.catalog.planning, monitor.catalog.district
    return {(s.code, s.step): s for s in step_offers(services, areas, level, district)}


def test_steps_by_area(monitor: Monitor) -> None:
    services = gaps.services_of(monitor, NOBODY)
    found = _steps(monitor, [service for service in services if service.id != "s4"])
    assert len(found) == 3 * 9
    assert (found["011", 1].inside, found["011", 1].state) == (("s1",), StepState.PRESENT)
    assert (found["011", 2].unknown, found["011", 2].state) == (("s2",), StepState.UNKNOWN)
    assert found["021", 1].state is StepState.NONE


def test_a_service_elsewhere_may_serve_an_area(monitor: Monitor) -> None:
    places = gaps.services_of(
        monitor,
        NOBODY,
        services=[
            service("city", steps=(2,), catchment=Catchment("stadt")),
            service("south", steps=(3,), catchment=Catchment("stadtbezirk", ("02",))),
        ],
    )
    found = _steps(monitor, places)
    assert found["012", 2].serving == ("city",)
    assert found["012", 3].state is StepState.NONE
    assert found["021", 3].serving == ("south",)


# -- the command ---------------------------------------------------------------------------------


@pytest.fixture
def run(home: Path, monitor: Monitor, capsys: pytest.CaptureFixture[str]) -> Iterator[object]:
    def call(*words: str) -> tuple[int, str, str]:
        try:
            code = main(["gaps", "--home", str(home), *words])
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    yield call


def test_the_command_prints_one_document(run) -> None:
    code, out, _ = run("--target", "alle", "--minutes", "10", "--new-sites", "2", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["demand"] == found["reached"] + found["unreached"] == 420
    assert [area["code"] for area in found["unknown_areas"]] == ["012", "013"]
    assert {"code", "name", "demand", "reached", "share"} <= set(found["areas"][0])
    assert [area["code"] for area in found["areas"]] == ["001", "002", "003", "004", "011"]
    assert [set(place) for place in found["proposals"]] == [{"name", "lat", "lon", "adds"}] * 2
    assert found["assumptions"]["Zielgruppe"] == "Alle Menschen"
    assert found["optimal"] is True


def test_the_document_stays_whole_when_the_solver_talks(
    home: Path, monitor: Monitor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A leftover printf of HiGHS, buffered by C."""
    propose = gaps.propose

    def talkative(*args: object, **named: object) -> object:
        ctypes.CDLL(None).printf(b"HighsMipSolverData: tmpSolver.run();\n")
        return propose(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(gaps, "propose", talkative)
    words = ["--home", str(home), "--target", "alle", "--minutes", "10", "--new-sites", "1"]
    assert main(["gaps", *words, "--json"]) == 0
    ctypes.CDLL(None).fflush(None)
    out, err = capfd.readouterr()
    assert json.loads(out)["demand"] == 420
    assert "tmpSolver" in err


def test_without_new_places_there_are_no_proposals(run) -> None:
    _, out, _ = run("--target", "alle", "--minutes", "10", "--json")
    assert json.loads(out)["proposals"] == []


def test_the_command_speaks_german(run) -> None:
    code, out, err = run(
        "--target", "alle", "--minutes", "10", "--language", "ro", "--weekday", "mo",
        "--time", "10:00", "--new-sites", "1", "--equity",
    )  # fmt: skip
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["Gebiet", "Menschen", "erreicht", "Anteil"]
    assert ["001", "City-Ost", "100", "100", "100,0", "%"] in [line.split() for line in lines]
    assert ["011", "Hörde", "0", "0", "entfällt"] in [line.split() for line in lines]
    assert "Nicht erreicht: 320" in lines
    assert "Höchstens erreicht, mit unentschiedenen Angeboten: 300" in lines
    assert "Anzahl unbekannt, in keiner Summe: 012 Phoenix, 013 " in out
    assert "  1. 100-m-Zelle in City-West" in out
    assert "Vorbehalt: Ein Modell" in out
    assert "Neue Orte: Schritt 1 von 4" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--minutes", "10"), "Es fehlt: --target"),
        (("--target", "alle"), "Es fehlt: --minutes"),
        (("--target", "ale", "--minutes", "10"), "Gemeint ist vielleicht „alle“"),
        (("--target", "alle", "--minutes", "zehn"), "kein erlaubter Wert"),
        (("--target", "alle", "--minutes", "-1"), "Gehzeit"),
        (("--target", "alle", "--minutes", "nan"), "Gehzeit"),
        (("--target", "alle", "--minutes", "999"), "höchstens 120 Minuten"),
        (("--target", "alle", "--minutes", "10", "--detour", "0.5"), "Umwegfaktor"),
        (("--target", "alle", "--minutes", "10", "--speed", "0"), "Gehtempo"),
        (("--target", "alle", "--minutes", "10", "--language", "xx"), "Sprache „xx“"),
        (("--target", "alle", "--minutes", "10", "--topic", "Beratun"), "„Beratung“"),
        (("--target", "alle", "--minutes", "10", "--weekday", "mittwochs"), "kein Wochentag"),
        (("--target", "alle", "--minutes", "10", "--time", "25:00"), "keine Uhrzeit"),
        (("--target", "alle", "--minutes", "10", "--step", "10"), "Schritt 10"),
        (("--target", "alle", "--minutes", "10", "--mode", "zu Fuß"), "Zugangsform"),
        (("--target", "alle", "--minutes", "10", "--new-sites", "6"), "6 neue Orte"),
        (("--target", "alle", "--minutes", "10", "--new-sites", "-1"), "-1 neue Orte"),
        (("--target", "alle", "--minutes", "10", "--equity"), "--new-sites"),
        (("--target", "alle", "--minutes", "10", "--estimate", "x"), "geschätzt"),
    ],
)
def test_wrong_use_is_told_in_german(run, words: tuple[str, ...], message: str) -> None:
    code, out, err = run(*words)
    assert code == 2
    assert message in err
    assert out == ""


def test_without_a_network_the_command_says_how_to_build_one(run, home: Path) -> None:
    code, _, err = run("--target", "alle", "--minutes", "10", "--network")
    assert code == 1
    assert "sozialraum network build" in err
    from shapely import LineString

    save_network(
        home / "var",
        build_network([LineString([(388980, 5707540), (391000, 5707540)])]),
        NetworkOrigin("x", "", "", 25832),
    )
    code, out, _ = run("--target", "alle", "--minutes", "10", "--network", "--json")
    assert code == 0
    assert "Fußwegenetz" in json.loads(out)["assumptions"]["Weg"]
