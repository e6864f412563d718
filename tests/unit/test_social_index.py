"""The social index of an invented city: who takes part, dynamics, refusals, files, roles."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sozialraum.catalog.loading import survey
from sozialraum.catalog.public_part import visible_part
from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Direction
from sozialraum.domain.social_index import Baseline, IndexPart, IndexQuery
from sozialraum.domain.status import Status
from sozialraum.errors import SozialraumError, UnreadableInput
from sozialraum.language import Language, speaking
from sozialraum.publish import build_release
from sozialraum.render.index_words import cluster_legend, matrix_legend, status_legend
from sozialraum.render.palettes import lightness
from sozialraum.service import Monitor
from sozialraum.service.index_choice import IndexState, resolve
from sozialraum.service.index_clusters import index_clusters
from sozialraum.service.index_exhibits import contributions_exhibit, find_exhibit, movers_exhibit
from sozialraum.service.index_formula import from_json, to_json
from sozialraum.service.index_ground import presets
from sozialraum.service.index_view import cluster_view, matrix_view, status_view
from sozialraum.service.social_index import social_index
from sozialraum.web.index_scene import scene_content
from toy_home import change

PUBLIC = frozenset({Role.PUBLIC})
LEVEL = "unterbezirk"
CODES = ("001", "002", "003", "004", "011", "012", "013")
NOW = {"q1": (5, 10, 15, 20, 25, 30, 60), "q2": (1, 3, 2, 7, 5, 9, 8), "q3": (4, 4, 1, 3, 2, 6, 9)}
BEFORE = {
    "q1": (6, 9, 15, 22, 20, 33, 50),
    "q2": (1, 3, 2, 6, 9, 9, 4),
    "q3": (4, 5, 2, 3, 2, 1, 9),
}
_INDICATOR = """
name = "Quote {id}"
kurzname = "{id}"
thema = "Soziale Lage"
art = "{kind}"
einheit = "%"
nachkommastellen = 1
ebenen = ["unterbezirk"]
definition = "Erfunden."
quelle = "stadt"
{more}
"""
_BROKEN = '[[nicht_vergleichbar]]\nstichtage = ["2018", "2024"]\ngrund = "Neu abgegrenzt."'
_TARGET = """
titel = "{id}"
beschreibung = "Erfunden."
rechenweg = "anzahl"
anzahl = "einwohner"
ebenen = ["unterbezirk"]
{more}
"""
PRESET = """
name = "Lage"
ebene = "unterbezirk"
hinweis = "Erfunden."
indikatoren = [
  { indikator = "q1", gewicht = 2 },
  { indikator = "q2" },
  { indikator = "q3", richtung = "entlastung" },
]
"""


def _write(home: Path) -> None:
    folder = home / "data"
    extra = {
        "q3": _BROKEN, "fest": "", "verdeckt": "", "intern": 'rollen = ["planung"]',
    }  # fmt: skip
    for id_ in (*NOW, "fest", "verdeckt", "intern"):
        text = _INDICATOR.format(id=id_, kind="anteil", more=extra.get(id_, ""))
        (folder / f"indikatoren/{id_}.toml").write_text(text, encoding="utf-8")
    rows = ["indikator;ebene;gebiet;stichtag;wert;zeichen;quelle;guete;vorrang;wortlaut;hinweis"]
    for date, table in (("2024", NOW), ("2018", BEFORE)):
        for id_, values in table.items():
            rows += [
                f"{id_};{LEVEL};{c};{date};{v};;;;;;" for c, v in zip(CODES, values, strict=True)
            ]
    rows += [f"fest;{LEVEL};{code};2024;5;;;;;;" for code in CODES]
    rows += [f"intern;{LEVEL};{code};2024;{code};;;;;;" for code in CODES]
    rows += [f"verdeckt;{LEVEL};{code};2024;;geheim;;;;;" for code in CODES]
    text = "\n".join(rows) + "\n"
    (folder / "statistik/quoten.csv").write_text(text, encoding="utf-8")
    head = 'titel = "Quoten"\ndatei = "quoten.csv"\nform = "lang"\nquelle = "stadt"\nguete = "amtlich"\n'
    (folder / "statistik/quoten.toml").write_text(head, encoding="utf-8")
    (folder / "zielgruppen").mkdir()
    for id_, more in (("alle", ""), ("kinder", 'bevoelkerung = "alle"')):
        group = _TARGET.format(id=id_, more=more)
        (folder / f"zielgruppen/{id_}.toml").write_text(group, encoding="utf-8")
    (folder / "sozialindex").mkdir()
    (folder / "sozialindex/lage.toml").write_text(PRESET, encoding="utf-8")


@pytest.fixture
def home(toy: Path) -> Path:
    _write(toy)
    return toy


@pytest.fixture
def monitor(home: Path) -> Monitor:
    return Monitor(build_release(home, home / "var"))


def _query(*ids: str, minimum: int = 0, **weights: float) -> IndexQuery:
    parts = tuple(IndexPart.of(id_, weights.get(id_, 1.0)) for id_ in ids)
    return IndexQuery(parts, LEVEL, minimum=minimum)


def _z(values: np.ndarray) -> np.ndarray:
    return np.asarray((values - values.mean()) / values.std())


def test_index_contributions_and_dynamics_are_those_by_hand(monitor: Monitor) -> None:
    result = social_index(monitor, _query("q1", "q2", q1=3))
    now = {id_: np.array(values, dtype=float) for id_, values in NOW.items()}
    old = {id_: np.array(values, dtype=float) for id_, values in BEFORE.items()}
    index = _z(0.75 * _z(now["q1"]) + 0.25 * _z(now["q2"]))
    assert [area.index for area in result.areas] == pytest.approx(index.tolist())
    assert result.areas[2].parts[0].contribution == pytest.approx(0.75 * _z(now["q1"])[2])
    assert [entry.share for entry in result.parts] == pytest.approx([0.75, 0.25])
    changes = _z(0.75 * _z(now["q1"] - old["q1"]) + 0.25 * _z(now["q2"] - old["q2"]))
    assert [area.dynamics for area in result.areas] == pytest.approx(changes.tolist())
    before = _z(0.75 * _z(old["q1"]) + 0.25 * _z(old["q2"]))
    assert [area.before[0] for area in result.areas if area.before] == pytest.approx(
        before.tolist()
    )
    assert not result.no_dynamics


def test_a_high_value_can_be_less_load(monitor: Monitor) -> None:
    more = social_index(monitor, _query("q1"))
    less = IndexQuery((IndexPart.of("q1", 1, Direction.RELIEF),), LEVEL, minimum=0)
    turned = social_index(monitor, less)
    assert [a.index for a in turned.areas] == pytest.approx([-(a.index or 0) for a in more.areas])


def test_broken_comparability_refuses_dynamics_and_keeps_the_status(monitor: Monitor) -> None:
    result = social_index(monitor, _query("q1", "q3"))
    assert "Neu abgegrenzt." in result.no_dynamics
    assert all(area.dynamics_class == -1 and area.before is None for area in result.areas)
    assert len(result.classed) == 7
    assert "Neu abgegrenzt." in movers_exhibit(result).sentence


def test_small_areas_and_areas_without_a_value_keep_their_word(monitor: Monitor) -> None:
    small = social_index(monitor, _query("q1", "q2", minimum=150))
    assert [a.code for a in small.areas if a.status is Status.NOT_APPLICABLE] == ["001"]
    assert "weniger als 150 Einwohner (100)" in small.areas[0].reason
    assert "nicht geprüft ist: 5" in " ".join(small.notes)
    others = _z(_z(np.array(NOW["q1"][1:], float)) + _z(np.array(NOW["q2"][1:], float)))
    assert [a.index for a in small.areas[1:]] == pytest.approx(others.tolist())


def test_missing_and_secret_values_take_an_area_out(home: Path) -> None:
    change(
        home,
        "data/statistik/quoten.csv",
        f"q1;{LEVEL};003;2024;15;;",
        f"q1;{LEVEL};003;2024;;geheim;",
    )
    change(
        home,
        "data/statistik/quoten.csv",
        f"q2;{LEVEL};011;2024;5;;",
        f"q2;{LEVEL};011;2024;;unbekannt;",
    )
    result = social_index(Monitor(build_release(home, home / "var")), _query("q1", "q2"))
    found = {area.code: area for area in result.areas if area.status_class < 0}
    assert {code: area.status for code, area in found.items()} == {
        "003": Status.SECRET, "011": Status.UNKNOWN,
    }  # fmt: skip
    assert found["003"].reason == "q1: geheim"
    assert "5 von 7" in result.notes[0]
    view = status_view(result)
    assert view.current.values[2] is None
    assert view.current.statuses[2] is Status.SECRET


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (_query("q1", "q2", q1=0, q2=0), "ergeben zusammen null"),
        (_query("fest", "q1"), "denselben Wert"),
        (_query("verdeckt", "q1"), "eigenem Wert"),
        (_query(), "kein Indikator"),
        (_query("q1", minimum=100_000), ""),
    ],
    ids=["weights", "constant", "masked", "none", "minimum"],
)
def test_what_cannot_be_calculated_gets_a_sentence(
    monitor: Monitor, query: IndexQuery, words: str
) -> None:
    if not words:
        assert len(social_index(monitor, query).classed) == 5
        return
    with pytest.raises(SozialraumError, match=words):
        social_index(monitor, query)


def test_a_single_area_gets_a_sentence(monitor: Monitor) -> None:
    city = IndexQuery((IndexPart.of("einwohner"),), "stadt")
    with pytest.raises(SozialraumError, match="eigenem Wert für alle gewählten Indikatoren: 1;"):
        social_index(monitor, city)
    state, _ = resolve(monitor, {"ebene": "stadt"}, PUBLIC)
    assert state.query.level == LEVEL


def test_a_group_that_is_too_small_is_not_applicable(monitor: Monitor) -> None:
    parts = _query("q1", "q2").parts
    result = social_index(monitor, IndexQuery(parts, LEVEL, Baseline.DISTRICT, 0))
    assert [area.status_class >= 0 for area in result.areas] == [True] * 4 + [False] * 3
    assert result.areas[5].status is Status.NOT_APPLICABLE


def test_few_areas_have_no_clusters_but_a_sentence(monitor: Monitor) -> None:
    result = social_index(monitor, _query("q1"))
    found = index_clusters(monitor, result.query)
    assert "Weniger als 10" in found.sentence
    view = cluster_view(result, found)
    assert set(view.current.classes) == {-1}
    assert result.areas[0].stability is None
    assert status_view(result).certainty is None


def test_the_matrix_names_every_area(monitor: Monitor) -> None:
    result = social_index(monitor, _query("q1", "q2"))
    view = matrix_view(result)
    assert view.matrix is not None
    for area, number in zip(result.areas, view.current.classes, strict=True):
        label = view.legend[number].label
        row, column = divmod(number, len(view.matrix.columns))
        assert label == f"{view.matrix.rows[row]}, {view.matrix.columns[column]}"
        assert view.matrix.rows[row] == status_view(result).legend[area.status_class].label


def test_classes_differ_in_lightness() -> None:
    for legend in (status_legend(), cluster_legend()):
        shades = sorted(lightness(row.colour) for row in legend)
        assert all(b - a > 0.05 for a, b in pairwise(shades))
    rows = matrix_legend()
    for column in range(3):
        shades = [lightness(row.colour) for row in rows[column::3]]
        assert shades == sorted(shades)


# -- address, file, roles ----------------------------------------------------------------------


def test_a_link_restores_the_state(monitor: Monitor) -> None:
    given = {"indikatoren": "q2:1.5-,q1:1", "mindest": "0", "bezug": "eigener", "gebiet": "003",
             "ansicht": "matrix"}  # fmt: skip
    state, notices = resolve(monitor, given, PUBLIC)
    assert not notices
    assert state.query.parts[0] == IndexPart.of("q2", 1.5, Direction.RELIEF)
    again, _ = resolve(monitor, state.parameters(), PUBLIC)
    assert again == state


def test_what_the_address_invents_is_named(monitor: Monitor) -> None:
    given = {"indikatoren": "einwohner:1,intern:1,q1:999,q2", "gebiet": "x", "mindest": "²",
             "ansicht": "y", "bezug": "z", "ebene": "w"}  # fmt: skip
    state, notices = resolve(monitor, given, PUBLIC)
    assert [part.indicator for part in state.query.parts] == ["q2"]
    said = " ".join(notices)
    for word in (
        "Anzahl",
        "„intern“ ist hier nicht bekannt",
        "q1:999",
        "„x“",
        "„²“",
        "„y“",
        "„z“",
        "„w“",
    ):
        assert word in said


def test_a_formula_comes_back_as_it_was_saved(monitor: Monitor) -> None:
    state, _ = resolve(monitor, {"indikatoren": "q1:2,q3:0.5-", "mindest": "0"}, PUBLIC)
    found = from_json(monitor, PUBLIC, to_json(monitor, state.query).encode())
    assert not found.notices
    assert resolve(monitor, found.parameters, PUBLIC)[0].query == state.query


def test_a_newer_formula_is_used_as_far_as_it_is_known(monitor: Monitor) -> None:
    state, _ = resolve(monitor, {}, PUBLIC)
    content = json.loads(to_json(monitor, state.query))
    content |= {"version": 2, "zauber": 1}
    content["indikatoren"] += [{"indikator": "weg"}, {"indikator": "q2", "gewicht": -1}, 7]
    found = from_json(monitor, PUBLIC, json.dumps(content).encode())
    assert found.parameters["indikatoren"] == "q1:2,q2:1,q3:1-"
    said = " ".join(found.notices)
    for word in ("neuer", "zauber", "„weg“", "„q2“", "„7“"):
        assert word in said


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[" * 9000, b'{"format": "x", "version": 1, "indikatoren": []}', b"7",
     b'{"format": "sozialraum-sozialindex", "version": true, "indikatoren": []}',
     b'{"format": "sozialraum-sozialindex", "version": 1, "ebene": "w", "indikatoren": []}',
     b'{"format": "sozialraum-sozialindex", "version": 1, "ebene": "unterbezirk", "indikatoren": '
     b'[{"indikator": "weg", "gewicht": NaN}]}',
     b" " * 100_001],
)  # fmt: skip
def test_a_damaged_formula_is_refused(monitor: Monitor, content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        from_json(monitor, PUBLIC, content)


def test_files_and_scenes_come_from_the_same_result(monitor: Monitor) -> None:
    query = {"indikatoren": "q1:1,q2:1", "gebiet": "013", "mindest": "0"}
    scene = scene_content(monitor, PUBLIC, query, "beitraege")
    assert scene.exhibit is not None
    chart = scene.exhibit.chart
    assert chart is not None
    assert scene.exhibit == contributions_exhibit(
        social_index(monitor, resolve(monitor, query, PUBLIC)[0].query), "013"
    )
    shown = scene_content(monitor, PUBLIC, query, "")
    assert shown.map is not None
    assert shown.area == "013"
    result = social_index(monitor, _query("q1", "q2"))
    for id_ in ("gebiete", "beitraege", "wechsel", "raummuster"):
        exhibit = find_exhibit(monitor, id_, result, "")
        assert exhibit.sources
        assert all(len(row) == len(exhibit.table.columns) for row in exhibit.table.rows)


def test_a_preset_is_hidden_with_its_indicator(home: Path) -> None:
    change(home, "data/sozialindex/lage.toml", '{ indikator = "q2" }', '{ indikator = "intern" }')
    whole = Monitor(build_release(home, home / "var"))
    assert presets(whole, PUBLIC | {Role.PLANNING})
    assert not presets(whole, PUBLIC)
    assert not visible_part(whole.catalog, PUBLIC).presets
    state: IndexState = resolve(whole, {}, PUBLIC)[0]
    assert state.query.parts == ()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"q2"', '"gibtsnicht"', "indikatoren[2].indikator"),
        ('"q2"', '"einwohner"', "indikatoren[2].indikator"),
        ('"q2"', '"q1"', "indikatoren[2]"),
        ('"unterbezirk"', '"quartier"', "ebene"),
        ('"entlastung"', '"neutral"', "indikatoren[3].richtung"),
        ("gewicht = 2", "gewicht = -2", "indikatoren[1].gewicht"),
        ("hinweis", "hinweiss", "hinweiss"),
    ],
)
def test_a_faulty_preset_is_a_problem_with_its_place(
    home: Path, old: str, new: str, key: str
) -> None:
    change(home, "data/sozialindex/lage.toml", old, new)
    found = [p.key for p in survey(home).problems if p.file == "data/sozialindex/lage.toml"]
    assert found == [key]


def test_english_is_spoken(monitor: Monitor) -> None:
    with speaking(Language.ENGLISH):
        said = status_view(social_index(monitor, _query("q2", "q1")))
    assert said.legend[0].label == "High status"
