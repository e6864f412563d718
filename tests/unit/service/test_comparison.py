from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.comparison import Comparing, Thirds, toggled
from sozialraum.domain.status import Status
from sozialraum.errors import UnknownEntry
from sozialraum.publish import build_release
from sozialraum.render.charts import file_spec, screen_spec
from sozialraum.service import Monitor
from sozialraum.service.comparison import Comparison, comparison
from sozialraum.web.comparison_files import comparison_file
from sozialraum.web.comparison_scene import scene_content
from sozialraum.web.comparison_state import resolve
from toy_home import change

HELD = frozenset({Role.PUBLIC})
EARLIER = """kinder_sgb2;unterbezirk;001;2018;10;;;;;;
kinder_sgb2;unterbezirk;002;2018;10;;;;;;
kinder_sgb2;unterbezirk;003;2018;30;;;;;;
kinder_sgb2;unterbezirk;004;2018;4;;;;;;
kinder_sgb2;unterbezirk;012;2018;9;;;;;;
kinder_sgb2;unterbezirk;013;2018;7;;;;;;
einwohner;unterbezirk;001;2018;10;;;;;;
einwohner;unterbezirk;002;2018;100;;;;;;
"""
MARK = "einwohner;unterbezirk;001;2024;100;;;;;;\n"


def opened(toy: Path) -> Monitor:
    change(toy, "data/statistik/reihen.csv", MARK, EARLIER + MARK)
    return Monitor(build_release(toy, toy / "var"))


def shown(monitor: Monitor, **asked: str) -> Comparison:
    return comparison(monitor, resolve(monitor, asked, HELD).state, HELD)


def test_difference_names_every_area_and_hides_what_is_secret(toy: Path) -> None:
    found = shown(opened(toy), art="zeit", indikator="kinder_sgb2").difference
    assert found is not None
    view, current = found.view, found.view.current
    told = dict(zip(view.codes, zip(current.values, current.statuses, strict=True), strict=True))
    assert told["004"] == (-4.0, Status.OK)
    assert told["012"] == (-0.9, Status.OK)
    assert told["003"] == (None, Status.SECRET)
    assert told["011"] == told["013"] == (None, Status.UNKNOWN)
    assert current.joint == ((0, 1),)
    assert found.changes[0].codes == ("001", "002")
    assert [row[5] for row in found.exhibit.table.rows if "003" in row] == [None]
    assert sum(current.counts) + sum(not s.has_value for s in current.statuses) == len(view.codes)


def test_joint_areas_of_one_date_only_have_no_difference(toy: Path) -> None:
    opened(toy)
    change(toy, "data/statistik/reihen.csv", "002;2018;10", "002;2018;11")
    found = shown(Monitor(build_release(toy, toy / "var")), indikator="kinder_sgb2").difference
    assert found is not None
    assert found.view.current.statuses[:2] == (Status.NOT_APPLICABLE,) * 2
    assert any("gemeinsam" in note for note in found.view.notes)


def test_counts_change_by_per_cent_with_their_cases(toy: Path) -> None:
    found = shown(opened(toy), indikator="einwohner", ebene="unterbezirk").difference
    assert found is not None
    first, second = found.changes[:2]
    assert (first.value, first.cases, first.small) == (900.0, "10, dann 100", True)
    assert (second.value, second.small) == (100.0, False)
    assert any("Kleine Zahlen" in note for note in found.view.notes)


def test_what_must_not_be_compared_is_refused_with_the_reason(toy: Path) -> None:
    more = '\n[[nicht_vergleichbar]]\nstichtage = ["2018", "2024"]\ngrund = "Neu abgegrenzt."\n'
    change(
        toy, "data/indikatoren/kinder_sgb2.toml", 'quelle = "atlas"\n', 'quelle = "atlas"\n' + more
    )
    monitor = opened(toy)
    for way in (Comparing.PERIODS, Comparing.SWIPE):
        assert shown(monitor, art=way, indikator="kinder_sgb2").refused == "Neu abgegrenzt."
    beside = shown(monitor, art=Comparing.BESIDE, indikator="kinder_sgb2").both
    assert beside is not None
    assert not beside.shared
    assert "Neu abgegrenzt." in beside.note
    with pytest.raises(UnknownEntry, match="Neu abgegrenzt"):
        comparison_file(monitor, HELD, {"indikator": "kinder_sgb2"}, "karte", "svg")


def test_two_maps_of_one_indicator_share_their_classes(toy: Path) -> None:
    monitor = opened(toy)
    both = shown(monitor, art=Comparing.BESIDE, indikator="kinder_sgb2").both
    assert both is not None
    assert both.shared
    assert both.left.legend == both.right.legend
    assert [p.period.code for p in both.left.periods + both.right.periods] == ["2018", "2024"]
    swipe = shown(monitor, art=Comparing.SWIPE, indikator="kinder_sgb2").swipe
    assert swipe is not None
    assert [period.period.code for period in swipe.periods] == ["2018", "2024"]
    content = scene_content(monitor, HELD, {"art": "schieber", "indikator": "kinder_sgb2"}, "")
    assert content.map is not None
    assert content.map.indicator.id == "vergleich_veraenderung"


def test_two_indicators_of_two_dates_say_so(toy: Path) -> None:
    asked = {"art": "indikatoren", "indikator": "kinder_sgb2", "stichtag": "2018"}
    found = shown(opened(toy), **asked, indikator2="einwohner", stichtag2="2024").pairs
    assert found is not None
    assert found.correlation is None
    assert "Stichtage sind verschieden" in found.view.notes[0]
    assert found.view.valueless
    matrix, current = found.view.matrix, found.view.current
    assert matrix is not None
    assert len(found.view.legend) == len(matrix.columns) * len(matrix.rows)
    assert current.statuses[2] is Status.UNKNOWN
    assert current.classes[2] == -1
    assert {row[0] for row in found.exhibit.table.rows} == set(found.view.names)


def test_areas_carry_one_colour_everywhere(toy: Path) -> None:
    found = shown(opened(toy), art="gebiete", indikator="kinder_sgb2", gebiete="012,004").areas
    assert found is not None
    assert [(a.number, a.code) for a in found.areas] == [(1, "012"), (2, "004")]
    assert found.courses.chart is not None
    assert found.bars.chart is not None
    colours = [area.colour for area in found.areas]
    assert [series.colour for series in found.courses.chart.series] == colours
    assert [bar.colour for bar in found.bars.chart.bars[:2]] == colours
    assert found.date == "2024"
    drawn = str(screen_spec(found.courses)), str(file_spec(found.bars))
    assert all(colour in text for colour in colours for text in drawn)


def test_an_area_keeps_its_colour_when_another_one_is_taken_out(toy: Path) -> None:
    monitor = opened(toy)
    asked = {"art": "gebiete", "indikator": "kinder_sgb2"}
    three = shown(monitor, **asked, gebiete="012,004,011").state
    left = toggled(three.areas, "004")
    assert left == ("012", "", "011")
    address = replace(three, areas=left).parameters()["gebiete"]
    again = shown(monitor, **asked, gebiete=address)
    assert again.areas is not None
    assert [(area.number, area.code) for area in again.areas.areas] == [(1, "012"), (3, "011")]
    assert toggled(left, "013") == ("012", "013", "011")
    assert toggled(toggled(left, "011"), "012") == ()
    full = ("001", "002", "003", "004", "011")
    assert toggled(full, "012") == full


def test_a_picture_and_a_scene_carry_the_pins(toy: Path) -> None:
    monitor = opened(toy)
    asked = {"art": "gebiete", "indikator": "kinder_sgb2", "gebiete": "012,,004"}
    content = scene_content(monitor, HELD, asked, "")
    assert [(code, label[0]) for code, _, label in content.pins] == [("012", "1"), ("004", "3")]
    drawn = comparison_file(monitor, HELD, asked, "karte", "svg").body.decode()
    alone = comparison_file(monitor, HELD, asked | {"gebiete": "keine"}, "karte", "svg").body
    for _, colour, label in content.pins:
        assert colour in drawn
        assert label in drawn
        assert label not in alone.decode()


def test_two_maps_of_two_indicators_become_one_scene_of_both(toy: Path) -> None:
    asked = {"art": "nebeneinander", "indikator": "kinder_sgb2", "indikator2": "einwohner"}
    content = scene_content(opened(toy), HELD, asked, "")
    assert content.map is not None
    assert content.map.matrix is not None


def test_thirds_with_few_values_leave_fewer_classes(toy: Path) -> None:
    monitor = opened(toy)
    for thirds in Thirds:
        asked = {"art": "indikatoren", "indikator": "einwohner", "klassen": thirds.value}
        found = shown(monitor, **asked, ebene="unterbezirk", indikator2="kinder_sgb2").pairs
        assert found is not None
        assert 0 < len(found.view.legend) <= 9
        assert max(found.view.current.classes) < len(found.view.legend)


@pytest.mark.parametrize("way", list(Comparing))
def test_nonsense_becomes_a_notice(toy: Path, way: Comparing) -> None:
    monitor = opened(toy)
    bad = dict.fromkeys(
        ("indikator", "ebene", "stichtag", "stichtag2", "indikator2", "gebiete", "gebiet",
         "klassen", "quadrant"), "<b>",
    )  # fmt: skip
    found = resolve(monitor, bad | {"art": way.value}, HELD)
    assert found.notices
    assert found.state.parameters()["indikator"] == "kinder_sgb2"
    again = resolve(monitor, found.state.parameters(), HELD)
    assert again.state == found.state
    assert not again.notices


def test_six_areas_and_one_date_twice_are_named(toy: Path) -> None:
    monitor = opened(toy)
    six = resolve(monitor, {"art": "gebiete", "gebiete": "001,002,003,004,011,012"}, HELD)
    assert len(six.state.areas) == 5
    assert "höchstens 5" in six.notices[0]
    twice = resolve(monitor, {"stichtag": "2024", "stichtag2": "2024"}, HELD)
    assert (twice.state.first, twice.state.second) == ("2018", "2024")
    assert "Zweimal derselbe Stichtag" in twice.notices[0]
    one = shown(monitor, art="zeit", indikator="einwohner", ebene="stadt")
    assert "nur zu einem Stichtag" in one.refused
