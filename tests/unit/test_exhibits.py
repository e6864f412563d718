"""Exhibits: every published statement appears, nothing is bridged, nothing hidden is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import ChartKind, Exhibit
from sozialraum.domain.status import Status
from sozialraum.domain.themes import Block
from sozialraum.errors import UnknownEntry
from sozialraum.publish import build_release
from sozialraum.render.cells import cell_text
from sozialraum.service import Monitor
from sozialraum.service.exhibits import block_exhibit, page_exhibits
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.live import live
from toy_home import change

PAGE = """
titel = "Muster"
einleitung = "Zum Testen."

[[abschnitte]]
id = "alles"
titel = "Alles"

[[abschnitte.darstellungen]]
id = "einwohner"
art = "verlauf"
titel = "Einwohner"
text = "Einleitung."
lesehilfe = "So lesen."
reihen = [{ indikator = "einwohner", ebene = "stadtbezirk", gebiet = "01" }]

[[abschnitte.darstellungen]]
id = "kinder"
art = "balken"
titel = "Kinder"
indikatoren = ["kinder_sgb2"]
ebene = "unterbezirk"

[[abschnitte.darstellungen]]
id = "rest"
art = "angaben"
titel = "Rest"
themen = ["Bevölkerung", "Soziale Lage"]

[[abschnitte.darstellungen]]
id = "worte"
art = "text"
titel = "Text"
text = "Nur Text."
"""
MORE = """einwohner;stadt;05913;2006;0;;;;;;
einwohner;stadt;05913;2021;500;;;;;;
einwohner;stadt;05913;2022;;geheim;;;;;
einwohner;stadt;05913;2023;600;;;;;;
"""
REFERENCES = """kennung;raum;gegenstand;indikator;stichtag;wert;wort;einheit;quelle;wortlaut;hinweis
V1;Land;Einwohner;einwohner;2006;1000;;Personen;atlas;tausend;
V2;Land;Einwohner;einwohner;2024;2500,5;;Personen;atlas;;gerundet
V3;Land;Beginn;;2015-05-09;;09.05.2015;;stadt;;ein Datum
V4;Fern;Fläche;;;45,7;;%;stadt;;
"""
Build = Callable[..., Monitor]


@pytest.fixture
def built(toy: Path) -> Build:
    """Publish the toy city after changes: (file, old, new)."""

    def build(*changes: tuple[str, str, str]) -> Monitor:
        page = toy / "data/seiten/muster.toml"
        page.parent.mkdir(exist_ok=True)
        page.write_text(PAGE, encoding="utf-8")
        (toy / "data/vergleich.csv").write_text(REFERENCES, encoding="utf-8")
        for file, old, new in changes:
            change(toy, file, old, new)
        build_release(toy, toy / "var")
        return Monitor(ReleaseStore(toy, toy / "var").current())

    return build


LINES = (
    "data/statistik/reihen.csv",
    "einwohner;stadt;05913;2024;",
    f"{MORE}einwohner;stadt;05913;2024;",
)


def block(kind: str, **given: object) -> Block:
    return Block.model_validate({"id": "x", "art": kind, "titel": "X"} | given)


def city(indicator: str = "einwohner", **given: str) -> dict[str, str]:
    return {"indikator": indicator, "ebene": "stadt", "gebiet": "05913"} | given


def made(monitor: Monitor, kind: str, **given: object) -> Exhibit:
    return block_exhibit(monitor, "muster", block(kind, **given))


def column(exhibit: Exhibit, title: str) -> list[str]:
    place = [c.title for c in exhibit.table.columns].index(title)
    return [cell_text(exhibit.table, row, place) for row in range(len(exhibit.table.rows))]


# -- pages and access --------------------------------------------------------------------------


def test_a_page_has_an_exhibit_per_block_that_shows_figures(built: Build) -> None:
    monitor = built()
    found = page_exhibits(monitor, "muster")
    assert list(found) == ["einwohner", "kinder", "rest"]
    assert found["einwohner"].text == "Einleitung."
    assert found["einwohner"].reading == "So lesen."
    assert page_exhibits(monitor, "muster")["kinder"] is found["kinder"]
    with pytest.raises(UnknownEntry, match="Seite „fehlt“"):
        page_exhibits(monitor, "fehlt")


def test_what_may_not_be_seen_is_left_out(built: Build) -> None:
    monitor = built(
        (
            "data/indikatoren/einwohner.toml",
            'quelle = "stadt"',
            'quelle = "stadt"\nrollen = ["planung"]',
        ),
    )
    public = page_exhibits(monitor, "muster")
    assert public["einwohner"].chart is None
    assert public["einwohner"].sentence == "Hierzu ist nichts veröffentlicht."
    assert not public["einwohner"].table.rows
    assert not public["rest"].table.rows
    references = block("vergleich")
    assert len(block_exhibit(monitor, "muster", references).table.rows) == 2
    planner = frozenset({Role.PLANNING})
    assert len(page_exhibits(monitor, "muster", planner)["einwohner"].table.rows) == 2
    assert len(block_exhibit(monitor, "muster", references, held=planner).table.rows) == 4


def test_invented_data_are_marked(built: Build) -> None:
    plain = page_exhibits(built(), "muster")
    assert not any(exhibit.example for exhibit in plain.values())
    monitor = built(
        ("data/statistik/reihen.toml", 'quelle = "stadt"', 'quelle = "stadt"\nerfunden = true')
    )
    found = page_exhibits(monitor, "muster")
    assert [exhibit.example for exhibit in found.values()] == [True, False, False]


# -- courses -----------------------------------------------------------------------------------


def test_a_course_keeps_statements_without_a_value_and_further_ones(built: Build) -> None:
    exhibit = page_exhibits(built(), "muster")["einwohner"]
    (series,) = exhibit.chart.series  # type: ignore[union-attr]
    assert [mark.value for mark in series.marks] == [55000]
    assert [mark.value for mark in series.others] == [54900]
    assert series.others[0].text == "54.900\u00a0Personen (geschätzt)"
    assert column(exhibit, "Wert") == ["55.000\u00a0Personen", "54.900\u00a0Personen (geschätzt)"]
    assert column(exhibit, "Vorrang") == ["ja", "weitere Angabe"]
    assert column(exhibit, "Wortlaut") == ["55.000", "rund 54.900"]
    assert exhibit.sentence == (
        "Mitte: 55.000\u00a0Personen (2024); ein veröffentlichter Wert, dazu eine weitere Angabe."
    )


def test_secret_values_and_missing_years_interrupt_the_line(built: Build) -> None:
    exhibit = made(built(LINES), "verlauf", reihen=[city(name="Stadt")])
    (series,) = exhibit.chart.series  # type: ignore[union-attr]
    assert [mark.period.code for mark in series.marks] == ["2006", "2021", "2023", "2024"]
    assert series.segments == ((2, 3),)
    assert column(exhibit, "Wert")[2] == "geheim"
    assert exhibit.reference == "2006 bis 2024"
    assert exhibit.sentence == (
        "Stadt: 0\u00a0Personen (2006) bis 600.000\u00a0Personen (2024); 4 veröffentlichte Werte, "
        "ohne Wert: 2007 bis 2020 und 2022."
    )


def test_what_may_not_be_compared_is_not_joined_and_the_reason_is_said(built: Build) -> None:
    rule = '\n\n[[nicht_vergleichbar]]\nstichtage = ["2023", "2024"]\ngrund = "Neu gezählt."\n'
    monitor = built(
        LINES,
        ("data/indikatoren/einwohner.toml", 'quelle = "stadt"', f'quelle = "stadt"{rule}'),
    )
    exhibit = made(monitor, "verlauf", reihen=[city()])
    assert exhibit.chart.series[0].segments == ()  # type: ignore[union-attr]
    assert "Neu gezählt." in exhibit.notes


def test_a_course_about_which_nothing_is_published_says_so(built: Build) -> None:
    exhibit = made(built(), "verlauf", reihen=[city("kinder_sgb2")])
    assert exhibit.chart is None
    assert exhibit.sentence == "Hierzu ist nichts veröffentlicht."


def test_series_of_two_indicators_name_them(built: Build) -> None:
    wanted = [
        {"indikator": "einwohner", "ebene": "unterbezirk", "gebiet": "001"},
        {"indikator": "kinder_sgb2", "ebene": "unterbezirk", "gebiet": "001"},
    ]
    exhibit = made(built(), "verlauf", reihen=wanted)
    names = [series.name for series in exhibit.chart.series]  # type: ignore[union-attr]
    assert names == ["City-Ost, Einwohner", "City-Ost, Kinderarmut"]
    assert column(exhibit, "Indikator")[1].startswith("Kinder unter 15")


# -- index -------------------------------------------------------------------------------------


def test_an_index_divides_by_the_first_value_and_takes_in_references(built: Build) -> None:
    land = {"indikator": "einwohner", "raum": "Land"}
    part = {"indikator": "einwohner", "ebene": "stadtbezirk", "gebiet": "01", "name": "Mitte"}
    exhibit = made(built(LINES), "index", reihen=[land, part])
    first, second = exhibit.chart.series  # type: ignore[union-attr]
    assert first.name == "Land (2006 = 1)"
    assert [mark.value for mark in first.marks] == [1, 2.5005]
    assert first.marks[1].text == "2,5-fach (2.500\u00a0Personen)"
    assert first.segments == ()
    assert first.marks[0].wording == "tausend"
    assert first.marks[0].source.id == "atlas"
    assert [mark.value for mark in second.others] == [54900 / 55000]
    assert column(exhibit, "Vielfaches des ersten Werts") == ["1,00", "2,50", "1,00", "1,00"]
    assert column(exhibit, "Wert")[1] == "2.500,5\u00a0Personen"
    assert {source.id for source in exhibit.sources} == {"atlas", "stadt"}


def test_zero_is_no_base(built: Build) -> None:
    land = {"indikator": "einwohner", "raum": "Land"}
    monitor = built(LINES)
    exhibit = made(monitor, "index", reihen=[city(name="Stadt"), land])
    assert [series.name for series in exhibit.chart.series] == ["Land (2006 = 1)"]  # type: ignore[union-attr]
    assert exhibit.notes[0].startswith("Stadt: Der erste Wert ist 0\u00a0Personen.")
    assert column(exhibit, "Vielfaches des ersten Werts")[:5] == [""] * 5
    alone = made(monitor, "index", reihen=[city(name="Stadt")])
    assert alone.chart is None
    assert alone.sentence.startswith("Stadt: 0\u00a0Personen (2006) bis 600.000")
    assert len(alone.table.rows) == 5


# -- bars --------------------------------------------------------------------------------------


def test_bars_are_sorted_and_missing_ones_come_last_with_their_word(built: Build) -> None:
    exhibit = page_exhibits(built(), "muster")["kinder"]
    chart = exhibit.chart
    assert chart is not None
    assert chart.kind is ChartKind.BARS
    assert [(bar.id, bar.value) for bar in chart.bars] == [
        ("001", 12.5), ("002", 12.5), ("012", 8.1), ("004", 0.0),
        ("003", None), ("011", None), ("013", None),
    ]  # fmt: skip
    assert chart.bars[3].text == "0,0\u00a0%"
    assert [bar.text for bar in chart.bars[4:]] == ["geheim", "unbekannt", "unbekannt"]
    assert chart.bars[4].status is Status.SECRET
    assert chart.bars[6].source is None
    assert column(exhibit, "Gebiet")[0] == "City-Ost"
    assert column(exhibit, "Wert")[2] == "geheim"
    assert column(exhibit, "gemeinsam veröffentlicht mit")[:3] == ["City-West", "City-Ost", ""]
    assert "Ein gemeinsamer Wert gilt für City-Ost und City-West." in exhibit.notes
    assert exhibit.reference == "2024"


def test_a_chosen_area_is_highlighted(built: Build) -> None:
    monitor = built()
    wanted = monitor.catalog.page("muster").blocks[1]
    exhibit = block_exhibit(monitor, "muster", wanted, highlight="012")
    assert [b.id for b in exhibit.chart.bars if b.highlighted] == ["012"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "given",
    [
        {"indikatoren": ["kinder_sgb2"], "ebene": "stadt"},
        {"indikatoren": ["kinder_sgb2"], "ebene": "unterbezirk", "stichtag": "1999"},
        {"indikatoren": []},
    ],
)
def test_bars_about_which_nothing_is_published_say_so(
    built: Build, given: dict[str, object]
) -> None:
    exhibit = made(built(), "balken", **given)
    assert exhibit.chart is None
    assert exhibit.sentence == "Hierzu ist nichts veröffentlicht."


# -- statements and references -----------------------------------------------------------------


def test_topics_take_in_what_no_other_block_names(built: Build) -> None:
    monitor = built()
    assert not page_exhibits(monitor, "muster")["rest"].table.rows
    elsewhere = block_exhibit(monitor, "andere", monitor.catalog.page("muster").blocks[2])
    assert set(column(elsewhere, "Angabe")) == {
        "Einwohnerinnen und Einwohner",
        "Kinder unter 15 Jahren mit SGB-II-Leistungen",
    }


def test_contradicting_statements_are_counted_and_stand_together(built: Build) -> None:
    exhibit = made(built(), "angaben", indikatoren=["einwohner"])
    assert exhibit.chart is None
    assert exhibit.sentence == (
        "6 veröffentlichte Angaben. Eine Angabe hat keine Zahl. "
        "Zu einer Angabe gibt es widersprechende Veröffentlichungen; sie stehen untereinander."
    )
    assert column(exhibit, "Gebiet") == [
        "Musterstadt", "Mitte", "Mitte", "Süd", "City-Ost", "City-West"
    ]  # fmt: skip
    assert column(exhibit, "Wert")[3] == "unbekannt"
    assert column(exhibit, "Anmerkung")[2] == "Rundung"


def test_a_second_source_with_the_same_number_does_not_contradict(built: Build) -> None:
    monitor = built(("data/statistik/reihen.csv", "2024;54900;geschaetzt", "2024;55000;"))
    exhibit = made(monitor, "angaben", indikatoren=["einwohner"])
    assert "widersprechende" not in exhibit.sentence


def test_references_keep_words_and_dates(built: Build) -> None:
    exhibit = made(built(), "vergleich")
    assert column(exhibit, "Wert") == [
        "1.000\u00a0Personen", "2.500,5\u00a0Personen", "09.05.2015", "45,7\u00a0%"
    ]  # fmt: skip
    assert column(exhibit, "Stichtag") == ["2006", "2024", "09.05.2015", ""]
    assert exhibit.sentence == (
        "4 veröffentlichte Angaben zu Land und Fern. Eine Angabe hat keine Zahl."
    )
    assert len(made(built(), "vergleich", raeume=["Fern"]).table.rows) == 1


# -- the shipped city --------------------------------------------------------------------------


@pytest.fixture
def monitor() -> Monitor:
    return live().monitor


def test_every_shipped_page_makes_its_exhibits(monitor: Monitor) -> None:
    for page in monitor.catalog.pages:
        for exhibit in page_exhibits(monitor, page).values():
            assert exhibit.sentence
            assert exhibit.table.rows, f"{page}/{exhibit.id} is empty"
            assert exhibit.sources


def test_the_gap_after_2006_is_not_bridged(monitor: Monitor) -> None:
    exhibit = made(monitor, "verlauf", reihen=[city("eu2_personen")])
    (series,) = exhibit.chart.series  # type: ignore[union-attr]
    assert series.marks[0].period.code == "2006-12-31"
    assert all(0 not in run for run in series.segments)
    assert exhibit.sentence.startswith("Dortmund: 573\u00a0Personen (31.12.2006) bis ")
    assert "2007 bis 2013" in exhibit.sentence
    assert len(exhibit.table.rows) == len(monitor.statements("eu2_personen", "stadt", "05913"))


def test_years_are_no_numbers(monitor: Monitor) -> None:
    exhibit = made(
        monitor, "angaben", indikatoren=["technologiezentrum_gruendungsjahr", "eu2_personen"]
    )
    assert column(exhibit, "Wert")[:3] == ["1983", "1985", "573\u00a0Personen"]
    assert "Zu einer Angabe gibt es widersprechende" in exhibit.sentence


def test_whole_maps_are_left_to_the_map(monitor: Monitor) -> None:
    exhibit = made(monitor, "angaben", indikatoren=["kinder_sgb2", "einwohner"])
    assert set(column(exhibit, "Raumebene")) == {"Stadt", "Stadtbezirk"}
    names = [monitor.catalog.indicator(id_).short for id_ in ("kinder_sgb2", "einwohner")]
    assert exhibit.notes == (f"Weitere Gebiete: Karte ({names[0]} und {names[1]}).",)


def test_long_levels_show_the_highest_and_the_chosen_area(monitor: Monitor) -> None:
    wanted = block("balken", indikatoren=["kinder_sgb2"], ebene="unterbezirk")
    exhibit = block_exhibit(monitor, "muster", wanted, highlight="611")
    chart = exhibit.chart
    assert chart is not None
    assert len(chart.bars) == 16
    assert chart.bars[-1].id == "611"
    assert len(exhibit.table.rows) == 170
    assert any(
        note.startswith("Das Diagramm zeigt die 15 höchsten Werte und dazu ")
        and note.endswith("die Tabelle enthält alle 170.")
        for note in exhibit.notes
    )


def test_the_published_digits_stay(monitor: Monitor) -> None:
    exhibit = made(monitor, "angaben", indikatoren=["wahlbeteiligung_kommunalwahl"])
    assert "53,04\u00a0%" in column(exhibit, "Wert")
