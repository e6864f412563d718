"""What the page „Daten und Methoden“ says about the invented city."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.layers import Precision
from sozialraum.domain.library import EXAMPLE
from sozialraum.domain.status import Status
from sozialraum.errors import UnknownEntry
from sozialraum.publish import build_release
from sozialraum.render import library as lists
from sozialraum.render.library_release import join_reports, outlines
from sozialraum.render.library_sheet import indicator_sheet as sheet_html
from sozialraum.service import Monitor
from sozialraum.service import library_views as views
from sozialraum.service.library import indicator_exhibit, library_exhibits
from sozialraum.storage.release import ReleaseStore
from toy_home import change

PUBLIC = frozenset({Role.PUBLIC})
PLANNER = frozenset({Role.PUBLIC, Role.PLANNING})
HOME = Path(__file__).parents[2]


@pytest.fixture
def monitor(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published).current())


def _built(home: Path) -> Monitor:
    return Monitor(build_release(home, home / "var"))


def _restricted(toy: Path) -> Monitor:
    change(
        toy, "data/indikatoren/einwohner.toml", 'thema = "Bev', 'rollen = ["planung"]\nthema = "Bev'
    )
    return _built(toy)


# -- list and search -------------------------------------------------------------------------


def test_every_indicator_is_listed_with_what_was_published(monitor: Monitor) -> None:
    residents, children = views.indicator_entries(monitor, PUBLIC)
    assert (residents.indicator.id, children.indicator.id) == ("einwohner", "kinder_sgb2")
    assert residents.levels == ("Unterbezirk", "Stadtbezirk", "Stadt")
    assert residents.statements == 6
    assert children.statements == 6
    assert residents.qualities == ("amtliche Quelle", "aus zweiter Hand")
    assert [period.code for period in residents.periods] == ["2024"]


@pytest.mark.parametrize(
    ("words", "topic", "ids"),
    [
        ("", "", ["einwohner", "kinder_sgb2"]),
        ("KINDER sgb", "", ["kinder_sgb2"]),
        ("bevoelkerung", "", ["einwohner"]),
        ("kinder", "Bevölkerung", []),
        ("", "Bevölkerung", ["einwohner"]),
        ("hauptwohnung kinder", "", []),
    ],
)
def test_the_search_wants_every_word(
    monitor: Monitor, words: str, topic: str, ids: list[str]
) -> None:
    entries = views.indicator_entries(monitor, PUBLIC)
    assert [entry.indicator.id for entry in views.found(entries, words, topic)] == ids


def test_an_empty_list_says_what_to_do() -> None:
    html = lists.indicator_list((), 2, "„<Miete>“")
    assert "Kein Indikator passt zu „&lt;Miete&gt;“." in html
    assert "Kürzen Sie den Suchtext" in html
    assert "Keine Quelle passt zu" in lists.source_list((), 2, "„x“")


# -- who may see what ------------------------------------------------------------------------


def test_a_restricted_indicator_is_nowhere_for_the_public(toy: Path) -> None:
    monitor = _restricted(toy)
    assert [e.indicator.id for e in views.indicator_entries(monitor, PUBLIC)] == ["kinder_sgb2"]
    for ask in (views.indicator_sheet, indicator_exhibit):
        with pytest.raises(UnknownEntry, match=re.escape("„einwohner“ gibt es nicht")) as refused:
            ask(monitor, "einwohner", PUBLIC)
        assert "Einwohnerinnen" not in str(refused.value)
    rows = library_exhibits(monitor, PUBLIC)["indikatoren"].table.rows
    assert [row[0] for row in rows] == ["kinder_sgb2"]
    counts = {use.source.id: use.statements for use in views.source_uses(monitor, PUBLIC)}
    assert counts == {"stadt": 0, "atlas": 6}


def test_a_planner_sees_the_restricted_indicator(toy: Path) -> None:
    monitor = _restricted(toy)
    assert len(indicator_exhibit(monitor, "einwohner", PLANNER).table.rows) == 6
    counts = {use.source.id: use.statements for use in views.source_uses(monitor, PLANNER)}
    assert counts == {"stadt": 5, "atlas": 7}


# -- the sheet of an indicator ---------------------------------------------------------------


def test_conflicting_statements_stand_side_by_side_with_their_words(monitor: Monitor) -> None:
    sheet = views.indicator_sheet(monitor, "einwohner", PUBLIC)
    ((first, second),) = sheet.conflicts
    assert (first.statement.value, first.statement.preferred) == (55000.0, True)
    assert (second.statement.value, second.statement.preferred) == (54900.0, False)
    html = sheet_html(sheet)
    assert "Stadtbezirk Mitte, 2024: widersprüchliche Werte" in html
    assert "„rund 54.900“" in html
    assert "<details>" not in html


def test_agreeing_statements_are_folded_away(toy: Path) -> None:
    change(toy, "data/statistik/reihen.csv", "54900;geschaetzt", "55000;")
    html = sheet_html(views.indicator_sheet(_built(toy), "einwohner", PUBLIC))
    assert "widersprüchlich" not in html
    assert "Gleiche Werte aus mehreren Quellen (1)" in html


def test_unknown_secret_and_zero_are_three_things(monitor: Monitor) -> None:
    said = views.indicator_sheet(monitor, "kinder_sgb2", PUBLIC).said
    shown = {s.area.code: lists.amount(s.statement, monitor.catalog.indicator("kinder_sgb2"))
             for s in said}  # fmt: skip
    assert shown["003"] == "geheim"
    assert shown["004"] == "0,0\u00a0%"
    assert shown["011"] == "unbekannt"
    assert "013" not in shown


def test_a_joint_value_names_its_partners(monitor: Monitor) -> None:
    sheet = views.indicator_sheet(monitor, "kinder_sgb2", PUBLIC)
    assert sheet.said[0].joint_with == ("City-West",)
    assert "Ein gemeinsamer Wert mit City-West." in sheet_html(sheet)
    assert all(not s.joint_with for s in sheet.said if s.area.code not in {"001", "002"})


def test_reference_dates_count_the_areas_with_a_value(monitor: Monitor) -> None:
    (coverage,) = views.indicator_sheet(monitor, "kinder_sgb2", PUBLIC).coverage
    assert (coverage.level.id, coverage.total) == ("unterbezirk", 7)
    assert [(period.code, number) for period, number in coverage.periods] == [("2024", 4)]


def test_too_many_statements_are_counted_and_kept_for_the_files(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SHOWN", 5)
    sheet = views.indicator_sheet(monitor, "einwohner", PUBLIC)
    assert (sheet.total, sheet.said) == (6, ())
    assert "6 veröffentlichte Angaben: zu viele für diese Seite" in sheet_html(sheet)
    assert len(indicator_exhibit(monitor, "einwohner", PUBLIC).table.rows) == 6


def test_a_sheet_names_its_rules(toy: Path) -> None:
    rules = (
        'zaehler = "Kinder mit Leistungen"\nnenner = "alle Kinder"\nmindestbasis = 20\n'
        'richtung = "belastung"\nregister = "amt_sued"\ngeheimhaltung = "unter_drei"\n'
        "nicht_vergleichbar = "
        '[{ stichtage = ["2018", "2024"], grund = "Neue Abgrenzung." }]\ndefinition = "Ant'
    )
    change(toy, "data/indikatoren/kinder_sgb2.toml", 'definition = "Ant', rules)
    declared = toy / "data/geheimhaltung.toml"
    declared.write_text("[regeln.unter_drei]\nmindestzahl = 3\n", encoding="utf-8")
    html = sheet_html(views.indicator_sheet(_built(toy), "kinder_sgb2", PUBLIC))
    for text in (
        "Kinder mit Leistungen ÷ alle Kinder × 100",
        "mindestens 20",
        "ein hoher Wert steht für eine Belastung",
        "Amt sued; Reihen verschiedener Register",
        "Regel „unter_drei“",
        "2018 und 2024: nicht vergleichbar. Neue Abgrenzung.",
    ):
        assert text in html


def test_invented_data_say_so_everywhere(toy: Path) -> None:
    change(
        toy, "data/statistik/atlas_2024.toml", 'form = "breit"', 'form = "breit"\nerfunden = true'
    )
    monitor = _built(toy)
    sheet = views.indicator_sheet(monitor, "kinder_sgb2", PUBLIC)
    assert EXAMPLE in sheet_html(sheet)
    assert indicator_exhibit(monitor, "kinder_sgb2", PUBLIC).example
    assert not indicator_exhibit(monitor, "einwohner", PUBLIC).example
    assert f"Atlas 2024, {EXAMPLE}" in join_reports(views.join_entries(monitor))
    assert EXAMPLE not in sheet_html(views.indicator_sheet(monitor, "einwohner", PUBLIC))


def test_nothing_is_rounded_away_and_years_have_no_separator(monitor: Monitor) -> None:
    first = views.indicator_sheet(monitor, "kinder_sgb2", PUBLIC).said[0].statement
    share = monitor.catalog.indicator("kinder_sgb2")
    assert lists.amount(replace(first, value=82.04), share) == "82,04\u00a0%"
    assert lists.amount(replace(first, value=82.0), share) == "82,0\u00a0%"
    unsure = replace(first, value=12.5, status=Status.UNCERTAIN)
    assert lists.amount(unsure, share) == "12,5\u00a0% (unsicher)"
    year = Indicator.model_validate(
        {
            "id": "jahr", "name": "Gründungsjahr", "kurzname": "Jahr", "thema": "Stadt",
            "art": "index", "einheit": "", "ebenen": ["stadt"], "definition": "Jahr.",
            "quelle": "stadt",
        }
    )  # fmt: skip
    assert lists.amount(replace(first, value=1968.0), year) == "1968"


def test_no_text_runs_as_html(toy: Path) -> None:
    change(toy, "data/statistik/reihen.csv", "Rundung", "`${alert(1)}` <script>x</script>")
    change(toy, "data/quellen.toml", '"Atlas"', '"<img src=x>"')
    change(toy, "data/quellen.toml", 'titel = "<img', 'adresse = "javascript:x"\ntitel = "<img')
    monitor = _built(toy)
    html = "".join(
        (
            sheet_html(views.indicator_sheet(monitor, "einwohner", PUBLIC)),
            lists.source_list(views.source_uses(monitor, PUBLIC), 2, ""),
            join_reports(views.join_entries(monitor)),
        )
    )
    assert "&lt;script&gt;" in html
    assert not re.search(r"<script|<img|\$\{|href=.javascript", html)


# -- sources, layers, joins, outlines --------------------------------------------------------


def test_sources_tell_what_rests_on_them(monitor: Monitor) -> None:
    atlas, city = views.source_uses(monitor, PUBLIC)
    assert (atlas.source.id, atlas.statements, atlas.others) == ("atlas", 7, ())
    assert city.statements == 5
    assert "Raumebene Unterbezirk" in city.others
    assert "Karten-Ebene Angebote" in city.others
    assert "nicht vermerkt" in lists.source_list((atlas,), 2, "")


def test_sources_are_narrowed_by_quality_and_words(monitor: Monitor) -> None:
    def ids(quality: str, words: str) -> list[str]:
        return [use.source.id for use in views.source_uses(monitor, PUBLIC, quality, words)]

    assert ids("amtlich", "") == ["stadt"]
    assert ids("zweitquelle", "musterstadt") == ["atlas"]
    assert ids("schaetzung", "") == []
    assert ids("", "statistik") == ["stadt"]


def test_a_layer_counts_its_places_by_exactness(monitor: Monitor) -> None:
    areas, points = views.layer_entries(monitor, PUBLIC)
    assert points.number == 4
    assert points.precision == (
        (Precision.BUILDING, 2),
        (Precision.STREET, 1),
        (Precision.UNKNOWN, 1),
    )
    assert (areas.number, areas.precision) == (1, ())
    assert "2 hausgenau" in lists.layer_list((points, areas))


def test_the_join_report_loses_no_row(monitor: Monitor) -> None:
    entries = views.join_entries(monitor)
    for entry in entries:
        others = len(entry.unmatched) + len(entry.duplicates) + len(entry.excluded)
        assert entry.matched + others == entry.rows
    atlas = next(entry for entry in entries if entry.table == "Atlas 2024")
    assert (atlas.rows, atlas.matched) == (7, 6)
    assert atlas.excluded == ("Zeile 8: „Insgesamt“, Prüfsumme der Quelle",)
    assert [name[:3] for name in atlas.missing] == ["013"]
    assert set(atlas.unused_aliases) == {"Alte Mitte", "Unbenutzt"}
    html = join_reports(entries)
    assert "1 mit Grund ausgenommen" in html
    assert "Prüfsumme der Quelle" in html


def test_outlines_without_manifest_say_so(monitor: Monitor) -> None:
    facts = views.release_facts(monitor)
    assert facts.generalisation is None
    html = outlines(facts)
    assert "liegen keine Angaben vor" in html
    assert monitor.release.id in html
    assert [entry.areas for entry in facts.levels] == [7, 3, 2, 1, 1]


def test_outlines_tell_how_far_they_are_off(toy: Path) -> None:
    shutil.copyfile(HOME / "geo" / "manifest.json", toy / "geo" / "manifest.json")
    monitor = _built(toy)
    html = outlines(views.release_facts(monitor))
    for text in ("12,0 m", "95.836 vorher, 12.452 nachher", "42,9 m", "0,3665 %", "Visvalingam"):
        assert text in html
    notes = " ".join(library_exhibits(monitor, PUBLIC)["umrisse"].notes)
    assert "42,9 m" in notes


def test_an_unreadable_manifest_is_no_failure(toy: Path) -> None:
    (toy / "geo" / "manifest.json").write_text('{"datei": 1}', encoding="utf-8")
    assert views.release_facts(_built(toy)).generalisation is None


# -- tables that leave the house -------------------------------------------------------------


def test_every_table_of_the_catalogue_is_rectangular(monitor: Monitor) -> None:
    exhibits = library_exhibits(monitor, PUBLIC)
    assert list(exhibits) == ["indikatoren", "quellen", "ebenen", "zuordnung", "umrisse"]
    everything = [*exhibits.values(), indicator_exhibit(monitor, "einwohner", PUBLIC)]
    for exhibit in everything:
        assert exhibit.page == "daten"
        columns = exhibit.table.columns
        titles = [column.title for column in columns]
        assert len(set(titles)) == len(titles)
        for row in exhibit.table.rows:
            assert len(row) == len(columns)
            for column, cell in zip(columns, row, strict=True):
                wanted = (float, type(None)) if column.numeric else (str,)
                assert isinstance(cell, wanted), (exhibit.id, column.title)


def test_the_statements_of_an_indicator_as_rows(monitor: Monitor) -> None:
    exhibit = indicator_exhibit(monitor, "kinder_sgb2", PUBLIC)
    assert (exhibit.id, exhibit.reference) == ("angaben-kinder_sgb2", "2024")
    titles = [column.title for column in exhibit.table.columns]
    rows = [dict(zip(titles, row, strict=True)) for row in exhibit.table.rows]
    assert [row["Wert"] for row in rows] == [12.5, 12.5, None, 0.0, None, 8.1]
    assert [row["Status"] for row in rows] == [
        "veröffentlicht", "veröffentlicht", "geheim", "veröffentlicht", "unbekannt",
        "veröffentlicht",
    ]  # fmt: skip
    assert rows[0]["gemeinsam veröffentlicht mit"] == "City-West"
    assert exhibit.sentence == "6 veröffentlichte Angaben."


def test_years_stay_years_and_ratios_keep_their_parts(toy: Path) -> None:
    change(toy, "data/indikatoren/einwohner.toml", 'art = "anzahl"', 'art = "index"')
    change(toy, "data/indikatoren/einwohner.toml", 'einheit = "Personen"', 'einheit = ""')
    change(toy, "data/statistik/reihen.csv", "wert;zeichen", "wert;zaehler;nenner;zeichen")
    text = (toy / "data/statistik/reihen.csv").read_text(encoding="utf-8").splitlines()
    rows = [text[0], "einwohner;stadt;05913;2024;2014;12,5;1000;;;;;;"]
    (toy / "data/statistik/reihen.csv").write_text("\n".join(rows), encoding="utf-8")
    table = indicator_exhibit(_built(toy), "einwohner", PUBLIC).table
    by_title = {
        column.title: (column, cell)
        for column, cell in zip(table.columns, table.rows[0], strict=True)
    }
    assert by_title["Wert"][1] == 2014.0
    assert not by_title["Wert"][0].grouped
    assert by_title["Angabe"][1] == "2014"
    assert (by_title["Zähler"][1], by_title["Zähler"][0].decimals) == (12.5, 1)
    assert (by_title["Nenner"][1], by_title["Nenner"][0].decimals) == (1000.0, 0)


def test_further_statements_are_rows_of_their_own(monitor: Monitor) -> None:
    exhibit = indicator_exhibit(monitor, "einwohner", PUBLIC)
    assert exhibit.sentence == "6 veröffentlichte Angaben, davon 1 neben einer mit Vorrang."
    titles = [column.title for column in exhibit.table.columns]
    first = [dict(zip(titles, row, strict=True)) for row in exhibit.table.rows]
    assert sum(row["Vorrang"] == "nein" for row in first) == 1
    assert {source.id for source in exhibit.sources} == {"stadt", "atlas"}
