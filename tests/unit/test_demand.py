"""Demand of an invented city, calculated by hand: unknown is never zero, every sum is kept."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.catalog import load_catalog, survey
from sozialraum.domain.access import Role
from sozialraum.domain.gaps import AreaDemand, Demand
from sozialraum.domain.indicators import Quality, Source
from sozialraum.domain.period import Period
from sozialraum.errors import NoRelease, UnknownEntry, UnreadableInput
from sozialraum.importers.cell_ids import atoms_at, cell_ids, projected
from sozialraum.publish import build_release
from sozialraum.service import Monitor
from sozialraum.service.demand import cell_grid, demand, own_grid, targets
from sozialraum.service.figures import Figure, Missing, atoms_of, same_places
from sozialraum.service.own_target import own_target
from sozialraum.service.pieces import Nesting
from toy_home import SOUTH, SQUARES, WEST, change, make_home

GROUPS = {
    "alle": """
titel = "Alle"
beschreibung = "Alle Menschen."
reihenfolge = 1
rechenweg = "anzahl"
anzahl = "einwohner"
ebenen = ["stadtbezirk", "unterbezirk"]
hinweis = "Zum Testen."
""",
    "grob": """
titel = "Alle, grob"
beschreibung = "Alle Menschen."
reihenfolge = 2
rechenweg = "anzahl"
anzahl = "einwohner"
ebenen = ["stadtbezirk"]
rollen = ["planung"]
""",
    "gaeste": """
titel = "Gäste"
beschreibung = "Nur zum Teil veröffentlicht."
rechenweg = "anzahl"
anzahl = "gaeste"
ebenen = ["stadtbezirk", "unterbezirk"]
hilfsgroessen = ["kinder_sgb2"]
bevoelkerung = "alle"
""",
    "kinder": """
titel = "Kinder"
beschreibung = "Anteil mal Einwohner."
rechenweg = "anteil_mal_basis"
anteile = ["kinder_sgb2"]
basis = "einwohner"
ebenen = ["unterbezirk"]
hilfsgroessen = ["einwohner"]
bevoelkerung = "grob"
""",
    "ohne_basis": """
titel = "Ohne Basis"
beschreibung = "Die Basis veröffentlicht niemand."
rechenweg = "anteil_mal_basis"
anteile = ["kinder_sgb2"]
ebenen = ["unterbezirk"]
""",
}
GUESTS = """
name = "Gäste"
kurzname = "Gäste"
thema = "Bevölkerung"
art = "anzahl"
einheit = "Personen"
ebenen = ["stadtbezirk", "stadt"]
definition = "Erfunden."
quelle = "stadt"
"""
MORE = """einwohner;unterbezirk;004;2024;50;;;;;;
einwohner;unterbezirk;012;2023;900;;;;;;
einwohner;unterbezirk;012;2024;1000;;;;;;
einwohner;unterbezirk;013;2024;3000;;;;;;
gaeste;stadt;05913;2025;2000;;;;;;
gaeste;stadt;05913;2024;1000;;;;;;
gaeste;stadtbezirk;01;2024;600;;;;;;
"""
WEIGHTS = {"001": (3, 1), "002": (2,), "003": (4,), "011": (1,), "012": (1, 2)}
"""Addresses per cell; 004 and 013 have none."""


def _cells() -> str:
    lines = []
    for atom, weights in WEIGHTS.items():
        column, row = SQUARES[atom]
        for number, weight in enumerate(weights):
            place = [[WEST + column * 0.01 + 0.003 + number * 0.004, SOUTH + row * 0.01 + 0.005]]
            flat = projected(np.array(place), 4326, 3035)
            lines.append(f"{cell_ids(flat[:, 0], flat[:, 1])[0]};{atom};{weight}")
    return "\n".join(["zelle;unterbezirk;adressen", *sorted(lines)]) + "\n"


def _write(home: Path) -> None:
    folder = home / "data/zielgruppen"
    folder.mkdir()
    for name, text in GROUPS.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (home / "data/indikatoren/gaeste.toml").write_text(GUESTS, encoding="utf-8")
    long = home / "data/statistik/reihen.csv"
    long.write_text(long.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    change(home, "data/statistik/reihen.csv", "stadt;05913;2024;600000", "stadt;05913;2024;60000")
    change(home, "data/statistik/atlas_2024.csv", "Insgesamt;", "013;Rand;;20\nInsgesamt;")
    (home / "geo/adressen_100m.csv").write_text(_cells(), encoding="utf-8")
    (home / "geo/adressen_100m.json").write_text('{"quelle": "stadt"}', encoding="utf-8")


@pytest.fixture(scope="module")
def monitor(tmp_path_factory: pytest.TempPathFactory) -> Monitor:
    home = make_home(tmp_path_factory.mktemp("demand") / "toy")
    _write(home)
    return Monitor(build_release(home, home / "var"))


def _named(found: Demand) -> dict[str, float | None]:
    return {area.name: area.count for area in found.areas}


def _of(found: Demand, name: str) -> AreaDemand:
    return next(area for area in found.areas if area.name == name)


def _rows(found: Demand, name: str) -> np.ndarray:
    position = [area.name for area in found.areas].index(name)
    return found.area_index == position


REST = "Mitte ohne City-Ost, City-West und Große Heide"


# -- published counts ----------------------------------------------------------------------------


def test_unknown_areas_are_listed_and_have_no_people(monitor: Monitor) -> None:
    found = demand(monitor, "grob")
    assert _named(found) == {"Mitte": 55000.0, "Süd": None}
    assert found.persons.sum() == pytest.approx(55000)
    assert not found.known[_rows(found, "Süd")].any()
    assert not found.persons[_rows(found, "Süd")].any()
    assert _of(found, "Süd").note == "Anzahl unbekannt."
    assert _of(found, "Mitte").period == Period("2024")
    assert _of(found, "Mitte").source.id == "stadt"


def test_people_follow_the_addresses(monitor: Monitor) -> None:
    found = demand(monitor, "grob")
    expected = {"001": 22000.0, "002": 11000.0, "003": 22000.0, "004": 0.0}
    for atom, persons in expected.items():
        assert found.persons[found.grid.atom == atom].sum() == pytest.approx(persons)
    assert sorted(found.persons[found.grid.atom == "001"]) == pytest.approx([5500, 16500])


def test_finer_areas_replace_their_part_of_a_coarser_one(monitor: Monitor) -> None:
    found = demand(monitor, "alle")
    assert _named(found) == {
        "City-Ost": 100.0,
        "City-West": 200.0,
        "Große Heide": 50.0,
        "Phoenix": 1000.0,
        'Am `${x}` <b>"Rand"</b>': 3000.0,
        REST: 54650.0,
        'Süd ohne Phoenix und Am `${x}` <b>"Rand"</b>': None,
    }
    assert found.persons[found.grid.atom == "003"].sum() == pytest.approx(54650)
    assert "55.000 minus 350" in _of(found, REST).note


@pytest.mark.parametrize(
    ("target", "estimate"),
    [("alle", ""), ("grob", ""), ("gaeste", ""), ("gaeste", "kinder_sgb2"), ("kinder", ""),
     ("kinder", "einwohner"), ("ohne_basis", "")],
)  # fmt: skip
def test_the_rows_of_an_area_add_up_to_its_count(monitor, target: str, estimate: str) -> None:
    found = demand(monitor, target, estimate=estimate)
    for position, area in enumerate(found.areas):
        rows = found.area_index == position
        assert math.fsum(found.persons[rows]) == pytest.approx(area.count or 0, rel=1e-9)
        assert (found.known[rows] == (area.count is not None)).all()
    assert len(found.persons) == len(found.grid.cell) == len(found.grid.xy)
    assert found.notes


def test_people_without_an_address_stand_at_a_point_inside(monitor: Monitor) -> None:
    found, embedded = demand(monitor, "alle"), cell_grid(monitor)
    added = slice(len(embedded.cell), None)
    assert found.grid.atom[added].tolist() == ["004", "013"]
    assert found.persons[added].tolist() == [50.0, 3000.0]
    outlines = monitor.release.areas("unterbezirk")
    assert atoms_at(found.grid.xy[added], outlines).tolist() == ["004", "013"]
    assert any("an einem Punkt" in note and "Große Heide" in note for note in found.notes)


def test_the_answer_is_computed_once(monitor: Monitor) -> None:
    assert demand(monitor, "alle") is demand(monitor, "alle")
    assert cell_grid(monitor) is cell_grid(monitor)


# -- share times base ----------------------------------------------------------------------------


def test_a_share_counts_only_with_its_base(monitor: Monitor) -> None:
    found = demand(monitor, "kinder")
    known = {name: count for name, count in _named(found).items() if count is not None}
    assert known == {"Große Heide": 0.0, "Phoenix": 81.0, 'Am `${x}` <b>"Rand"</b>': 600.0}
    assert "8,1 % (2024) mal 1.000 Personen (2024; Stadt Musterstadt" in _of(found, "Phoenix").note
    assert "gemeinsam" in _of(found, "City-Ost").note
    assert "geheim" in _of(found, "Nordmarkt-Süd").note
    assert "unbekannt" in _of(found, "Hörde").note


def test_published_zero_is_known(monitor: Monitor) -> None:
    found = demand(monitor, "kinder")
    assert _of(found, "Große Heide").count == 0.0
    assert found.area_index.max() < len(found.areas)


def test_without_a_base_nothing_is_known(monitor: Monitor) -> None:
    found = demand(monitor, "ohne_basis")
    assert not found.known.any() and not found.persons.any()
    assert all("Bezugsgröße" in area.note for area in found.areas)
    assert "Für kein Gebiet ist eine Anzahl bekannt." in found.notes


# -- estimates -----------------------------------------------------------------------------------


def test_the_rest_of_the_city_is_estimated_only_on_demand(monitor: Monitor) -> None:
    plain = demand(monitor, "gaeste")
    assert _named(plain) == {"Mitte": 600.0, "Süd": None}
    found = demand(monitor, "gaeste", estimate="kinder_sgb2")
    # rest 1,000 - 600; weights 1,000 x 8.1 % and 3,000 x 20 %; 4,000 of 5,000 unknown people
    assert _named(found) == {
        "Mitte": 600.0,
        "Hörde": None,
        "Phoenix": float(round(400 * 0.8 * 81 / 681)),
        'Am `${x}` <b>"Rand"</b>': float(round(400 * 0.8 * 600 / 681)),
    }
    assert {area.name: bool(area.estimate) for area in found.areas} == {
        "Mitte": False, "Hörde": False, "Phoenix": True, 'Am `${x}` <b>"Rand"</b>': True,
    }  # fmt: skip
    assert "Einwohnerzahl nicht veröffentlicht" in _of(found, "Hörde").note
    assert any("Rund 80 Personen" in note for note in found.notes)
    assert any(note.startswith("Schätzung zum 2024") for note in found.notes)


def test_a_base_is_spread_only_on_demand(monitor: Monitor) -> None:
    found = demand(monitor, "kinder", estimate="einwohner")
    assert _of(found, "City-Ost").count == float(round(0.125 * 22000))
    assert "22.000 Einwohner" in _of(found, "City-Ost").estimate
    assert not _of(found, "Phoenix").estimate
    assert _of(found, "Nordmarkt-Süd").count is None
    assert _of(found, "Hörde").count is None


@pytest.mark.parametrize(("target", "estimate"), [("gaeste", "einwohner"), ("alle", "kinder_sgb2")])
def test_only_declared_proxies_estimate(monitor: Monitor, target: str, estimate: str) -> None:
    with pytest.raises(UnknownEntry, match="nicht geschätzt"):
        demand(monitor, target, estimate=estimate)


# -- what is offered -----------------------------------------------------------------------------


def test_targets_follow_roles_and_order(monitor: Monitor) -> None:
    everybody = [target.id for target in targets(monitor, frozenset())]
    planners = [target.id for target in targets(monitor, frozenset({Role.PLANNING}))]
    assert everybody == ["alle", "gaeste", "kinder", "ohne_basis"]
    assert planners[:2] == ["alle", "grob"]
    first = targets(monitor, frozenset())[0]
    assert (first.known, first.areas) == (6, 7)
    assert "6 bekannt und 1 unbekannt (nicht null)" in first.note
    assert "Zum Testen." in first.note


def test_unknown_targets_get_a_suggestion(monitor: Monitor) -> None:
    with pytest.raises(UnknownEntry, match="gaeste"):
        demand(monitor, "gaste")


def test_without_cells_the_remedy_is_named(published: Path) -> None:
    monitor = Monitor(build_release(published, published / "var"))
    with pytest.raises(NoRelease, match="geo addresses"):
        cell_grid(monitor)
    assert targets(monitor, frozenset()) == ()


# -- the user's own files ------------------------------------------------------------------------


def test_own_weights_move_people_and_keep_the_sums(monitor: Monitor) -> None:
    cell = cell_grid(monitor).cell[cell_grid(monitor).atom == "003"][0]
    read = own_grid(monitor, f"zelle;anzahl\n{cell};9\n".encode())
    found = demand(monitor, "grob", grid=read.grid)
    assert _named(found) == _named(demand(monitor, "grob"))
    assert found.persons[found.grid.atom == "003"].sum() == pytest.approx(55000)
    assert any("Registerauszug" in note for note in found.notes)


def test_areas_that_own_weights_leave_out_keep_the_addresses(monitor: Monitor) -> None:
    cell = cell_grid(monitor).cell[cell_grid(monitor).atom == "003"][0]
    read = own_grid(monitor, f"zelle;anzahl\n{cell};9\n".encode())
    own, embedded = demand(monitor, "alle", grid=read.grid), demand(monitor, "alle")
    here = own.persons[_rows(own, "Phoenix")]
    assert len(here) == 2, "not all people at one point"
    assert sorted(here) == sorted(embedded.persons[_rows(embedded, "Phoenix")])
    assert any("nach Adressen verteilt" in note and "Phoenix" in note for note in own.notes)


def test_an_own_target_is_read_row_by_row(monitor: Monitor) -> None:
    content = (
        b"Gebiet;Anzahl\n001;10\nCity-West;-\n003;geheim\n004;1.5\nNirgends;4\n001;3\n"
        b"012;(7)\n013;-3\nInsgesamt;99\n"
    )
    found = own_target(monitor, content, "unterbezirk", title="Meine", file="m.csv")
    assert _named(found.demand) == {
        "City-Ost": 10.0, "City-West": 0.0, "Nordmarkt-Süd": None, "Große Heide": None,
        "Hörde": None, "Phoenix": 7.0, 'Am `${x}` <b>"Rand"</b>': None,
    }  # fmt: skip
    assert found.demand.title == "Meine"
    assert [problem.key for problem in found.problems] == [
        "Zeile 5", "Zeile 6", "Zeile 7", "Zeile 9",
    ]  # fmt: skip
    assert all(problem.fix and problem.file == "m.csv" for problem in found.problems)
    assert _of(found.demand, "Hörde").note == "In der Datei nicht enthalten."
    assert "geheim" in _of(found.demand, "Nordmarkt-Süd").note
    assert any("Summenzeilen" in note for note in found.demand.notes)


def test_an_own_target_in_english_form_and_old_encoding(monitor: Monitor) -> None:
    content = "Name,Leute\nHörde,5\nCity-Ost,6\n".encode("cp1252")
    found = own_target(monitor, content, "unterbezirk")
    assert (_of(found.demand, "Hörde").count, _of(found.demand, "City-Ost").count) == (5.0, 6.0)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("gebiet;a;b\n001;1;2\n002;3;4\n", "nicht eindeutig"),
        ("gebiet\n001\n002\n", "keine Spalte"),
        ("gebiet;anzahl\n001;geheim\n002;.\n", "für kein Gebiet"),
        ("x;anzahl\nabc;1\nxyz;2\n", "Schlüssel"),
    ],
)
def test_useless_files_are_refused(monitor: Monitor, content: str, what: str) -> None:
    with pytest.raises(UnreadableInput, match=what) as caught:
        own_target(monitor, content.encode(), "unterbezirk")
    assert caught.value.fix


def test_a_missing_column_is_named(monitor: Monitor) -> None:
    with pytest.raises(UnknownEntry, match="wieviele"):
        own_target(monitor, b"gebiet;anzahl\n001;1\n", "unterbezirk", column="wieviele")


# -- pieces of several levels --------------------------------------------------------------------

SOURCE = Source(id="s", herausgeber="", titel="", lizenz="", guete=Quality.OFFICIAL)
PLACES = [("stadtbezirk", "01"), ("stadtbezirk", "02"), ("sozialraum", "011"),
          ("sozialraum", "012"), ("sozialraum", "021"), ("unterbezirk", "001"),
          ("unterbezirk", "002"), ("unterbezirk", "003"), ("unterbezirk", "013")]  # fmt: skip


@pytest.fixture(scope="module")
def toy_catalog(tmp_path_factory: pytest.TempPathFactory):
    return load_catalog(make_home(tmp_path_factory.mktemp("pieces") / "toy"))


@given(
    known=st.dictionaries(
        st.sampled_from(PLACES), st.tuples(st.integers(0, 50), st.sampled_from(["2023", "2024"]))
    )
)
def test_every_atom_counts_once_and_no_number_is_lost(toy_catalog, known) -> None:
    def lookup(level, code, dates):
        persons, year = known.get((level, code), (None, ""))
        if persons is None or (dates is not None and dates != (Period(year),)):
            return Missing("unbekannt")
        return Figure(float(persons), (Period(year),), SOURCE, "")

    levels = ("stadtbezirk", "sozialraum", "unterbezirk")
    pieces = Nesting(toy_catalog, levels, lookup).pieces()
    atoms = [atom for piece in pieces for atom in piece.atoms]
    assert sorted(atoms) == sorted(atoms_of(toy_catalog, "unterbezirk"))
    assert all((piece.area.count or 0) >= 0 for piece in pieces)
    for code, inside in atoms_of(toy_catalog, "stadtbezirk").items():
        whole = lookup("stadtbezirk", code, None)
        within = [piece for piece in pieces if piece.atoms <= inside]
        if isinstance(whole, Figure):
            assert all(piece.known for piece in within)
            parts = {piece.area.code for piece in within}
            if code in parts:
                assert sum(piece.area.count for piece in within) == whole.persons
        else:
            assert not any(p.known for p in within if p.area.level == "stadtbezirk")


def test_the_same_ground_on_another_level_is_found(toy_catalog) -> None:
    places = same_places(toy_catalog)
    assert places["sozialraum", "012"] == (("aktionsraum", "012"),)
    assert places["unterbezirk", "001"] == ()


# -- the declarations ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('anzahl = "gaeste"', 'anzahl = "gäste"', "nicht angelegt"),
        ('anzahl = "gaeste"', "", "fehlt"),
        ('anzahl = "gaeste"', 'anzahl = "kinder_sgb2"', "keine Angabe der Art"),
        ('["kinder_sgb2"]', '["einwohner"]', "keine Angabe der Art"),
        ('["stadtbezirk", "unterbezirk"]', '["unterbezirk", "stadtbezirk"]', "nicht geordnet"),
        ('["stadtbezirk", "unterbezirk"]', '["planet"]', "Ebene"),
        ('bevoelkerung = "alle"', "", "bevoelkerung"),
        ('bevoelkerung = "alle"', 'bevoelkerung = "gaeste"', "selbst"),
        ('bevoelkerung = "alle"', 'bevoelkerung = "niemand"', "nicht angelegt"),
        ('titel = "Gäste"', 'tittel = "Gäste"', "tittel"),
    ],
)
def test_wrong_declarations_are_problems(toy: Path, old: str, new: str, what: str) -> None:
    _write(toy)
    assert not survey(toy).problems
    change(toy, "data/zielgruppen/gaeste.toml", old, new)
    found = [p for p in survey(toy).problems if p.file == "data/zielgruppen/gaeste.toml"]
    assert found and any(what in str(problem) for problem in found)
    assert all(problem.fix for problem in found)
