"""Charts: points always visible, lines only where they may be, German numbers, valid Vega-Lite."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import altair
import pytest

from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Exhibit
from sozialraum.domain.status import Status
from sozialraum.errors import UnreadableInput
from sozialraum.export.raster import chart_svg
from sozialraum.render.chart_look import tick_decimals, value_ticks
from sozialraum.render.charts import EXAMPLE, file_spec, screen_spec
from sozialraum.render.label_layout import Label, place
from toy_exhibits import BARS, CITY, COURSE, NORTH, SINGLE, STATEMENTS, mark, series

DAY = date(2026, 3, 1)
ALL = [COURSE, SINGLE, BARS]
LOOKS = [screen_spec, file_spec]


def texts(spec: dict[str, Any]) -> list[str]:
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", chart_svg(spec))


def drawn(exhibit: Exhibit) -> list[dict[str, Any]]:
    return screen_spec(exhibit)["data"]["values"]


def layers(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry for entry in spec["layer"] if entry.get("mark", {}).get("type") == kind]


@pytest.mark.parametrize("exhibit", ALL, ids=lambda e: e.id)
@pytest.mark.parametrize("look", LOOKS)
def test_specifications_follow_the_schema(exhibit: Exhibit, look: Any) -> None:
    chart = altair.LayerChart.from_dict(look(exhibit), validate=True)
    assert len(chart.layer) == len(look(exhibit)["layer"])


@pytest.mark.parametrize("exhibit", ALL, ids=lambda e: e.id)
@pytest.mark.parametrize("look", LOOKS)
def test_specifications_are_json_and_fresh_every_time(exhibit: Exhibit, look: Any) -> None:
    first = look(exhibit)
    copy = json.loads(json.dumps(first, allow_nan=False))
    first["layer"].clear()
    assert look(exhibit) == copy


def test_numbers_are_german_and_years_are_not_grouped() -> None:
    found = texts(file_spec(SINGLE, today=DAY))
    assert {"8.000", "2016", "9.039", "573"} <= set(found)
    assert not {"8,000", "2.016", "2.018"} & set(found)
    assert "Einwohnerinnen &amp; Einwohner in Größe" in found


def test_the_share_of_a_bar_has_a_decimal_comma_and_a_word_stands_where_none_is() -> None:
    found = " ".join(texts(file_spec(BARS, today=DAY)))
    for said in ("12,5\u00a0%", "4,0\u00a0% (geschätzt)", "0,0\u00a0%", "geheim", "unbekannt"):
        assert said in found


def test_a_missing_value_has_no_bar_and_zero_has_one() -> None:
    rows = {row["label"]: row for row in drawn(BARS)}
    assert [rows[name]["missing"] for name in ("Heide", "Nord", "West")] == [False, True, True]
    bars = layers(screen_spec(BARS), "bar")[0]
    assert bars["transform"] == [{"filter": "!datum.missing"}]


def test_lines_run_along_segments_only() -> None:
    rows = [row for row in drawn(COURSE) if row["series"] == "Musterstadt"]
    assert [row["line"] for row in rows] == ["", "0-0", "0-0", "0-0", ""]
    assert [row["role"] for row in rows] == ["mark"] * 4 + ["other"]
    line = layers(screen_spec(COURSE), "line")[0]
    assert line["transform"] == [{"filter": "datum.line !== ''"}]
    assert line["encoding"]["detail"]["field"] == "line"


def test_every_mark_is_a_visible_point() -> None:
    svg = chart_svg(file_spec(COURSE, today=DAY))
    groups = re.findall(
        r'<g class="mark-symbol role-mark layer_\d+_marks"[^>]*>(.*?)</g>', svg, re.S
    )
    assert [group.count("<path") for group in groups] == [8, 1, 7]
    assert not re.search("X-axis|symbol mark", svg)


def test_dates_lie_where_the_axis_says() -> None:
    assert [row["x"] for row in drawn(SINGLE)] == [2006, 2016, 2017, 2018, 2018]
    monthly = series("A", mark("2017-12-31", 1), mark("2018", 2), mark("2018-12-31", 3))
    chart = Chart(ChartKind.COURSE, "Personen", 0, (monthly,))
    assert [row["x"] for row in drawn(replace(COURSE, chart=chart))] == pytest.approx(
        [2017.5, 2018.0, 2018.5], abs=0.01
    )


def test_uncertain_and_rounded_values_are_pale() -> None:
    rounded = series("A", mark("2017", 1, quality="gerundet oder geschätzt"), mark("2018", 2))
    chart = Chart(ChartKind.COURSE, "Personen", 0, (rounded,))
    assert [row["pale"] for row in drawn(replace(COURSE, chart=chart))] == [True, False]
    assert [row["pale"] for row in drawn(SINGLE)] == [False, False, False, True, False]


def test_the_tooltip_says_status_source_and_wording_and_escapes_nothing_twice() -> None:
    touch = screen_spec(COURSE)["layer"][-1]
    titles = [field["title"] for field in touch["encoding"]["tooltip"]]
    assert titles == ["Reihe", "Stichtag", "Wert", "Güte", "Quelle", "Wortlaut"]
    row = next(row for row in drawn(COURSE) if row["pale"])
    assert row["text"] == "9.039 Personen (unsicher)"
    assert next(row for row in drawn(COURSE) if row["y"] == 573)["wording"] == "von 573 Ende 2006"


def test_without_any_wording_the_tooltip_has_none() -> None:
    chart = Chart(ChartKind.COURSE, "Personen", 0, (NORTH,))
    touch = screen_spec(replace(COURSE, chart=chart))["layer"][-1]
    assert "Wortlaut" not in [field["title"] for field in touch["encoding"]["tooltip"]]


def test_series_differ_in_colour_shape_and_name() -> None:
    spec = screen_spec(COURSE)
    points = next(e for e in layers(spec, "point") if "fill" in e["encoding"])
    for channel in ("fill", "shape"):
        values = points["encoding"][channel]["scale"]["range"]
        assert len(set(values)) == 2
        assert points["encoding"][channel]["legend"]["orient"] == "top"
    names = layers(spec, "text")[-1]["data"]["values"]
    assert {row["label"] for row in names} == {"Musterstadt", "Große Heide"}


def test_a_single_series_needs_no_legend_and_prints_its_values() -> None:
    spec = screen_spec(SINGLE)
    points = next(e for e in layers(spec, "point") if "fill" in e["encoding"])
    assert points["encoding"]["fill"]["legend"] is None
    labels = layers(spec, "text")[-1]["data"]["values"]
    assert {"573", "9.039"} <= {row["label"] for row in labels}


def test_counts_begin_at_zero_and_a_mean_says_that_it_does_not() -> None:
    assert screen_spec(COURSE)["encoding"]["y"]["scale"]["domain"][0] == 0
    chart = Chart(ChartKind.COURSE, "Jahre", 1, (series("A", mark("2017", 42), mark("2018", 44)),))
    mean = screen_spec(replace(COURSE, chart=replace(chart, zero=False)))["encoding"]["y"]
    assert mean["scale"]["domain"] == [42, 44]
    assert mean["axis"]["title"] == "Jahre (Achse beginnt nicht bei 0)"


def test_values_below_zero_are_drawn_below_a_line() -> None:
    below = series("A", mark("2017", -120), mark("2018", 80))
    spec = screen_spec(replace(COURSE, chart=Chart(ChartKind.COURSE, "Personen", 0, (below,))))
    assert spec["encoding"]["y"]["scale"]["domain"] == [-150, 100]
    assert layers(spec, "rule")[0]["encoding"]["y"] == {"datum": 0}
    bars = (Bar("1", "A", -4.0, "-4", Status.OK), Bar("2", "B", 2.0, "2", Status.OK))
    spec = screen_spec(replace(COURSE, chart=Chart(ChartKind.BARS, "Personen", 0, bars=bars)))
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < -4 < 2 < high


def test_an_index_shows_the_line_of_its_first_value() -> None:
    chart = Chart(
        ChartKind.INDEX, "Vielfaches", 1, (series("A", mark("2017", 1), mark("2018", 3)),)
    )
    spec = screen_spec(replace(COURSE, chart=chart))
    assert layers(spec, "rule")[0]["encoding"]["y"] == {"datum": 1}
    assert {r["label"] for r in layers(spec, "text")[-1]["data"]["values"]} == {
        "1,0-fach",
        "3,0-fach",
    }


def test_a_click_on_a_bar_names_the_area() -> None:
    spec = screen_spec(BARS)
    (parameter,) = spec["params"]
    assert parameter["name"] == "gebiet"
    assert parameter["select"]["fields"] == ["id"]
    assert parameter["views"] == [spec["layer"][-1]["name"]]
    assert [row["id"] for row in spec["data"]["values"]] == ["02", "01", "04", "03", "05"]
    assert "params" not in file_spec(BARS)


def test_the_highlighted_bar_has_the_accent_colour() -> None:
    colour = screen_spec(BARS)["layer"][0]["encoding"]["color"]
    assert colour["condition"] == {"test": "datum.highlighted", "value": "#0f6f83"}
    plain = tuple(replace(bar, highlighted=False) for bar in BARS.chart.bars)  # type: ignore[union-attr]
    calm = replace(BARS, chart=replace(BARS.chart, bars=plain))  # type: ignore[type-var]
    assert screen_spec(calm)["layer"][0]["encoding"]["color"]["value"] != colour["value"]


def test_bars_of_the_same_name_stay_apart() -> None:
    bars = (Bar("1", "Nord", 4.0, "4", Status.OK), Bar("2", "Nord", 2.0, "2", Status.OK))
    rows = drawn(replace(BARS, chart=Chart(ChartKind.BARS, "", 0, bars=bars)))
    assert [row["label"] for row in rows] == ["Nord (1)", "Nord (2)"]


def test_bars_without_any_value_are_words() -> None:
    bars = (Bar("1", "Nord", None, "geheim", Status.SECRET),)
    found = texts(file_spec(replace(BARS, chart=Chart(ChartKind.BARS, "%", 0, bars=bars))))
    assert "geheim" in found


@pytest.mark.parametrize("exhibit", ALL, ids=lambda e: e.id)
@pytest.mark.parametrize("width", [600, 900])
def test_a_file_is_as_wide_as_asked_for(exhibit: Exhibit, width: int) -> None:
    svg = chart_svg(file_spec(exhibit, width, DAY))
    size = re.search(r'<svg[^>]* width="([\d.]+)"', svg)
    assert size is not None
    assert abs(float(size[1]) - width) <= 2


def test_a_file_names_title_dates_source_licence_and_day() -> None:
    found = " ".join(texts(file_spec(COURSE, today=DAY)))
    for said in (
        "2006 bis 2020",
        "Quelle: Stadt Musterstadt: Statistik; Übermittlung &amp; Söhne: Bericht „Größe“",
        "Lizenz: dl-de/zero-2-0, keine Lizenz angegeben",
        "Export vom 01.03.2026",
        "Nur einzelne Jahre.",
        "Blasse Punkte sind gerundet, geschätzt oder unsicher.",
        "Hohle Punkte sind abweichende weitere Veröffentlichungen.",
    ):
        assert said in found


@pytest.mark.parametrize("look", LOOKS)
def test_invented_data_are_named(look: Any) -> None:
    spec = look(replace(COURSE, example=True))
    assert EXAMPLE in spec["description"]
    assert EXAMPLE not in look(COURSE)["description"]
    if look is file_spec:
        assert EXAMPLE in " ".join(texts(spec))


def test_the_description_says_what_the_picture_shows() -> None:
    said = screen_spec(COURSE)["description"]
    assert said.startswith("Einwohnerinnen & Einwohner in Größe, 2006 bis 2020. Musterstadt: 573")


@pytest.mark.parametrize("look", LOOKS)
def test_an_exhibit_without_a_chart_says_what_to_do(look: Any) -> None:
    with pytest.raises(UnreadableInput, match=r"kein Diagramm.*CSV oder XLSX"):
        look(STATEMENTS)


@pytest.mark.parametrize(
    ("low", "high", "decimals", "ticks"),
    [
        (0, 9039, 0, [0, 2000, 4000, 6000, 8000, 10000]),
        (0, 3, 0, [0, 1, 2, 3]),
        (0, 2.1, 1, [0, 0.5, 1, 1.5, 2, 2.5]),
        (0, 0, 0, [0, 1]),
        (-120, 80, 0, [-150, -100, -50, 0, 50, 100]),
        (0, 0.7, 0, [0, 1]),
    ],
)
def test_ticks_are_round(low: float, high: float, decimals: int, ticks: list[float]) -> None:
    assert value_ticks(low, high, decimals) == ticks


def test_ticks_are_printed_in_full() -> None:
    assert [tick_decimals(ticks) for ticks in ([0, 2.5], [0, 10.0], [0, 0.25])] == [1, 0, 2]


def test_labels_do_not_cover_each_other() -> None:
    spots = place(
        [Label(100, 100, "Nordmarkt"), Label(110, 102, "Borsigplatz")], [], [], (640, 300)
    )
    heights = [spot.label.y + spot.dy for spot in spots]
    assert abs(heights[0] - heights[1]) >= 15


def test_labels_that_do_not_fit_are_left_out_unless_they_are_needed() -> None:
    crowd = [Label(100, 100, f"Wert {n}", required=False) for n in range(12)]
    assert 1 <= len(place(crowd, [], [], (640, 300))) < 12
    needed = [replace(label, required=True) for label in crowd]
    assert len(place(needed, [], [], (640, 300))) == 12


def test_labels_at_the_edges_stay_inside() -> None:
    spots = place([Label(2, 100, "Innenstadt"), Label(638, 100, "Innenstadt")], [], [], (640, 300))
    assert [spot.align for spot in spots] == ["left", "right"]


def test_many_series_rely_on_the_legend() -> None:
    many = tuple(series(f"R{n}", mark("2017", n), mark("2018", n)) for n in range(7))
    spec = screen_spec(replace(COURSE, chart=Chart(ChartKind.COURSE, "Personen", 0, many)))
    assert layers(spec, "text") == []
    altair.LayerChart.from_dict(spec, validate=True)
    points = next(e for e in layers(spec, "point") if "fill" in e["encoding"])
    pairs = zip(
        points["encoding"]["fill"]["scale"]["range"],
        points["encoding"]["shape"]["scale"]["range"],
        strict=True,
    )
    assert len(set(pairs)) == 7


def test_series_of_the_same_name_stay_apart() -> None:
    twins = (series("A", mark("2017", 1), mark("2018", 2)), series("A", mark("2017", 3)))
    spec = screen_spec(replace(COURSE, chart=Chart(ChartKind.COURSE, "Personen", 0, twins)))
    assert {row["series"] for row in spec["data"]["values"]} == {"A", "A (2)"}


def test_a_page_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys, sozialraum.service.exhibits, sozialraum.render.exhibit, "
        "sozialraum.render.charts, sozialraum.export.exhibit\n"
        "print(*({'altair', 'vl_convert', 'xlsxwriter'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stdout.strip()) == (0, "")


def test_the_toy_series_are_what_the_tests_think() -> None:
    assert CITY.segments == ((1, 2, 3),)
    assert NORTH.segments == ((0, 1),)
