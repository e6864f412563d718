"""The panel: every text escaped, doubts and conflicts shown."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.status import Status
from sozialraum.domain.views import AreaView, MapView
from sozialraum.render.panel import area_panel, empty_panel, page_heading
from sozialraum.service import Monitor
from sozialraum.storage.release import ReleaseStore

KIDS = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.NATURAL)
PEOPLE = LayerQuery("einwohner", "stadtbezirk", "2024", Scheme.NATURAL)
NASTY = "<script>`${alert(1)}`</script>\"'&"
INFERRED = "Die Zuordnung zum Sozialraum ist aus der Lage abgeleitet"


@pytest.fixture
def monitor(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published, published / "var").current())


def panel(monitor: Monitor, code: str, query: LayerQuery = KIDS) -> str:
    return area_panel(monitor.map_view(query), monitor.area_view(query, code))


def nasty_view(view: MapView) -> MapView:
    texts = ("name", "short", "unit", "definition", "caveat")
    source = view.sources[0].model_copy(update={"publisher": NASTY, "title": NASTY})
    return replace(
        view,
        indicator=view.indicator.model_copy(update=dict.fromkeys(texts, NASTY)),
        names=(NASTY,) * len(view.names),
        level_name=NASTY,
        level_plural=NASTY,
        sources=(source,),
        notes=(NASTY,),
    )


def nasty_area(monitor: Monitor) -> AreaView:
    area = monitor.area_view(PEOPLE, "01")
    statement = area.conflicts[0]
    source = statement.source.model_copy(update={"publisher": NASTY, "title": NASTY})
    nasty = replace(statement, source=source, wording=NASTY, quality=NASTY, note=NASTY)
    indicator = monitor.catalog.indicator("einwohner").model_copy(
        update={"short": NASTY, "unit": NASTY}
    )
    return replace(
        area,
        code=NASTY,
        name=NASTY,
        level_name=NASTY,
        lineage=(NASTY,),
        joint_with=(NASTY, NASTY),
        history=(nasty, nasty),
        conflicts=(nasty,),
        breaks=(NASTY,),
        companions=((indicator, Period("2024"), 1.0),),
    )


def assert_harmless(html: str, least: int) -> None:
    assert not any(bad in html for bad in ("<script", "</script", "`", "${", "$", "{", "}", "\\"))
    assert unescape(html).count(NASTY) >= least


def test_every_text_of_an_area_is_escaped(monitor: Monitor) -> None:
    html = area_panel(nasty_view(monitor.map_view(PEOPLE)), nasty_area(monitor))
    assert_harmless(html, 14)


def test_every_text_before_a_choice_is_escaped(monitor: Monitor) -> None:
    assert_harmless(empty_panel(nasty_view(monitor.map_view(KIDS))), 4)


def test_every_text_of_the_heading_is_escaped(monitor: Monitor) -> None:
    html = page_heading(nasty_view(monitor.map_view(KIDS)))
    assert_harmless(html, 3)
    assert html.startswith("<h1>")


def test_a_hostile_name_of_the_data_is_shown_as_it_is(monitor: Monitor) -> None:
    html = panel(monitor, "013")
    assert "<b>" not in html
    assert 'Am `${x}` <b>"Rand"</b>' in unescape(html)


def test_an_inferred_sozialraum_is_flagged_and_a_published_one_is_not(monitor: Monitor) -> None:
    assert INFERRED in panel(monitor, "004")
    assert INFERRED not in panel(monitor, "003")


def test_conflicts_keep_the_words_of_their_source(monitor: Monitor) -> None:
    html = panel(monitor, "01", PEOPLE)
    value, _, further = html.partition("Weitere veröffentlichte Angaben")
    assert "rund 54.900" in further
    assert "rund 54.900" not in value
    assert "2024, Stadt Musterstadt: Atlas" in further
    assert '<p class="sr-value">55.000\u00a0Personen</p>' in value
    assert "Weitere veröffentlichte Angaben" not in panel(monitor, "02", PEOPLE)


def test_a_conflict_without_words_shows_its_number_and_status(monitor: Monitor) -> None:
    area = monitor.area_view(PEOPLE, "01")
    mute = replace(area, conflicts=(replace(area.conflicts[0], wording=""),))
    assert "54.900\u00a0Personen (geschätzt)" in area_panel(monitor.map_view(PEOPLE), mute)


def test_joint_partners_are_named(monitor: Monitor) -> None:
    assert "Ein gemeinsamer Wert mit City-West." in panel(monitor, "001")
    assert "gemeinsamer Wert" not in panel(monitor, "012")
    three = replace(monitor.area_view(KIDS, "001"), joint_with=("A", "B", "C"))
    assert "Ein gemeinsamer Wert mit A, B und C." in area_panel(monitor.map_view(KIDS), three)


def test_rank_median_and_the_missing_city_value(monitor: Monitor) -> None:
    html = panel(monitor, "012")
    assert "Rang 2 von 3 veröffentlichten Werten" in html
    assert "mittlerer Wert (Median) 8,1\u00a0%" in html
    assert "Stadtwert nicht veröffentlicht" in html


@pytest.mark.parametrize(("code", "word"), [("003", Status.SECRET), ("013", Status.UNKNOWN)])
def test_without_a_value_stands_a_word_and_no_rank(
    monitor: Monitor, code: str, word: Status
) -> None:
    html = panel(monitor, code)
    assert f'<p class="sr-value">{word.label}</p>' in html
    assert "Rang" not in html


def test_a_published_zero_is_a_number(monitor: Monitor) -> None:
    assert '<p class="sr-value">0,0\u00a0%</p>' in panel(monitor, "004")


def test_the_heading_says_how_many_areas_have_a_value(monitor: Monitor) -> None:
    html = page_heading(monitor.map_view(KIDS))
    assert "4 von 7 Unterbezirke mit veröffentlichtem Wert" in html
    assert "Anteil in %" in html


def test_the_empty_panel_defines_and_cites(monitor: Monitor) -> None:
    html = empty_panel(monitor.map_view(KIDS))
    assert "Anteil an allen Kindern unter 15 Jahren." in html
    assert "Quelle: Stadt Musterstadt: Atlas" in html
