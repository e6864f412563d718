"""Maps as pictures: what is shown, what is said, and that nothing is cut off or lost."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pytest
import shapely

from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.status import Status
from sozialraum.domain.views import MapView
from sozialraum.errors import UnknownEntry
from sozialraum.render.static_frame import Frame
from sozialraum.render.static_map import MapPicture, PictureLayer, locator_svg, map_svg
from sozialraum.render.static_marks import Names, scale_bar
from sozialraum.render.static_names import _name_chosen
from sozialraum.render.static_sheet import in_sight
from sozialraum.render.static_text import text_width, wrapped, xml_text
from sozialraum.service import Monitor
from sozialraum.storage.release import Release, ReleaseStore

FONTS = Path(__file__).parents[2] / "static" / "schrift"
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}
SVG = "{http://www.w3.org/2000/svg}"
KIDS = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.EQUAL, 2)
GROUND: dict[str, Any] = {
    "attribution": "© OpenStreetMap-Mitwirkende (ODbL)",
    "scale": 1e5,
    "green": [[740000, 5150000, 500, 0, 0, 500]],
    "water": [],
    "rivers": [[739000, 5150500, 9000, 0]],
    "roads": [[700000, 5100000, 10, 10]],
    "rail": [],
    "places": [[7.405, 51.505, "Mittendrin", 2], [7.435, 51.515, "Nebenan", 2]],
}


@pytest.fixture
def release(published: Path) -> Release:
    return ReleaseStore(published).current()


@pytest.fixture
def view(release: Release) -> MapView:
    return Monitor(release).map_view(KIDS)


@pytest.fixture
def areas(release: Release) -> gpd.GeoDataFrame:
    return release.areas("unterbezirk")


@pytest.fixture
def borders(release: Release) -> gpd.GeoDataFrame:
    return release.areas("stadtbezirk")


def drawn(view: MapView, areas: gpd.GeoDataFrame, **picture: Any) -> str:
    return map_svg(view, areas, picture=MapPicture(exported=date(2025, 3, 1), **picture))


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in tree(svg).iter(f"{SVG}text")]


def said(svg: str) -> str:
    return " ".join(texts(svg)).replace("\u00a0", " ")


def fills(svg: str) -> dict[str, str]:
    """Area (code) -> fill of the group that it is drawn in."""
    found = {}
    for group in tree(svg).iter(f"{SVG}g"):
        for path in group.findall(f"{SVG}path"):
            title = path.find(f"{SVG}title")
            if title is not None:
                found[re.search(r"\((\w+)\): ", title.text or "")[1]] = group.get("fill", "")
    return found


def legend(svg: str) -> dict[str, str]:
    words = texts(svg)
    return dict(pairwise(words))


def boxes(svg: str) -> Iterator[tuple[str, float, float, float]]:
    """Every text with its left and right end and its base line, in pixels of the picture."""

    def walk(
        node: ElementTree.Element, x: float, y: float
    ) -> Iterator[tuple[str, float, float, float]]:
        moved = re.fullmatch(r"translate\((\S+) (\S+)\)", node.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if node.tag == f"{SVG}text":
            size, weight = float(node.get("font-size", "0")), int(node.get("font-weight", "400"))
            width = text_width(node.text or "", size, weight)
            anchor = {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor", "start")]
            left = x + float(node.get("x", "0")) - anchor * width
            yield node.text or "", left, left + width, y + float(node.get("y", "0"))
        for child in node:
            yield from walk(child, x, y)

    yield from walk(tree(svg), 0, 0)


def test_every_status_has_its_own_look_and_zero_is_a_value(
    view: MapView, areas: gpd.GeoDataFrame
) -> None:
    statuses = list(view.current.statuses)
    assert statuses[view.codes.index("003")] is Status.SECRET
    assert statuses[view.codes.index("011")] is Status.UNKNOWN
    statuses[view.codes.index("013")] = Status.LATER
    statuses[view.codes.index("011")] = Status.NOT_APPLICABLE
    statuses[view.codes.index("012")] = Status.ESTIMATED
    shown = replace(view, periods=(replace(view.current, statuses=tuple(statuses)),))
    found = fills(drawn(shown, areas))
    assert found["003"] == "url(#sr-geheim)"
    assert found["011"] == "url(#sr-nicht-sinnvoll)"
    assert found["013"] == "url(#sr-spaeter)"
    assert fills(drawn(view, areas))["011"] == "#d9dde1"
    assert found["004"] == view.legend[0].colour
    assert found["001"] == found["002"] == view.legend[-1].colour
    rows = legend(drawn(shown, areas))
    assert rows["geheim"] == rows["nicht sinnvoll"] == rows["Angabe folgt später"] == "1"
    assert rows["davon geschätzt"] == "1"
    assert "unbekannt" not in rows
    assert texts(drawn(shown, areas)).count("≈") == 2


def test_the_legend_counts_areas_and_has_no_empty_rows(
    view: MapView, areas: gpd.GeoDataFrame
) -> None:
    rows = legend(drawn(view, areas))
    assert [rows[row.label] for row in view.legend] == [str(n) for n in view.current.counts]
    assert rows["geheim"] == "1"
    assert rows["unbekannt"] == "2"
    assert not {"nicht sinnvoll", "Ebenen", "davon unsicher"} & set(rows)
    assert "2 Unterbezirke sind in einer Gruppe mit einem gemeinsamen Wert" in said(
        drawn(view, areas)
    )


def test_the_words_name_source_quality_licence_dates_and_ground(
    view: MapView, areas: gpd.GeoDataFrame
) -> None:
    words = said(drawn(view, areas, ground=GROUND, place="Musterstadt"))
    assert "Kinder unter 15 Jahren mit SGB-II-Leistungen, 2024" in words
    assert "Musterstadt · 7 Unterbezirke · Anteil (%)" in words
    assert "Quelle: Stadt Musterstadt: Atlas (aus zweiter Hand). Lizenz: dl-de/zero-2-0." in words
    assert "Umrisse vereinfacht" in words
    assert "Export vom 01.03.2025" in words
    assert "© OpenStreetMap-Mitwirkende (ODbL)" in words
    assert "OpenStreetMap" not in said(drawn(view, areas))
    assert "km" in words or " m " in words


def test_without_title_legend_and_source_only_the_map_is_left(
    view: MapView, areas: gpd.GeoDataFrame
) -> None:
    svg = drawn(view, areas, title=False, legend=False, source=False)
    assert "Quelle" not in said(svg)
    assert view.legend[0].label not in said(svg)
    assert view.title not in texts(svg)
    root = tree(svg)
    frame = root.find(f"{SVG}clipPath/{SVG}rect")
    assert frame is not None
    assert (frame.get("x"), frame.get("y")) == ("0", "0.0")
    assert float(frame.get("height", "0")) == float(root.get("height", "1"))


def test_the_same_arguments_give_the_same_text(
    view: MapView, areas: gpd.GeoDataFrame, borders: gpd.GeoDataFrame
) -> None:
    assert drawn(view, areas, borders=borders, ground=GROUND) == drawn(
        view, areas, borders=borders, ground=GROUND
    )


def test_the_chosen_area_is_outlined_named_and_in_the_legend(
    view: MapView, areas: gpd.GeoDataFrame
) -> None:
    svg = drawn(view, areas, selected="012")
    assert svg.count('stroke="#0b2e35"') == 2
    assert "Phoenix (Unterbezirk 012): 8,1 %" in said(svg)
    assert texts(svg).count("Phoenix") == 1
    assert "Große Heide (Unterbezirk 004): 0,0 %" in said(drawn(view, areas, selected="004"))
    assert "(Unterbezirk 003): geheim" in said(drawn(view, areas, selected="003"))


@pytest.mark.parametrize("wrong", [{"selected": "999"}, {"zoom_to": "999"}])
def test_an_area_that_is_not_there_is_refused(
    view: MapView, areas: gpd.GeoDataFrame, borders: gpd.GeoDataFrame, wrong: dict[str, str]
) -> None:
    with pytest.raises(UnknownEntry, match="„999“"):
        drawn(view, areas, borders=borders, **wrong)


def test_zooming_shows_less_and_says_so(
    view: MapView, areas: gpd.GeoDataFrame, borders: gpd.GeoDataFrame
) -> None:
    layer = PictureLayer("Angebote", "kreis", "#0f6f83", [(7.415, 51.501), (7.439, 51.501)])
    whole = drawn(view, areas, borders=borders, layers=[layer])
    part = drawn(view, areas, borders=borders, layers=[layer], zoom_to="002")
    assert len(fills(whole)) == 7
    assert "Ausschnitt: City-West" in said(part)
    assert "Die Anzahlen gelten für die ganze Stadt." in said(part)
    assert "Ausschnitt" not in said(whole)
    assert "davon 1 außerhalb des Ausschnitts" in said(part)
    assert (whole.count('<path d="M'), part.count('<path d="M')) != (0, 0)
    district = drawn(view, areas, borders=borders, zoom_to="02")
    assert "Ausschnitt: Süd" in said(district)


def test_an_area_of_the_level_wins_over_a_border_with_the_same_code(
    view: MapView, areas: gpd.GeoDataFrame, borders: gpd.GeoDataFrame
) -> None:
    same = borders.set_axis(["001", "002"], axis="index")
    assert "Ausschnitt: City-Ost" in said(drawn(view, areas, borders=same, zoom_to="001"))


def test_points_without_a_place_and_outside_are_counted_not_lost(
    view: MapView, areas: gpd.GeoDataFrame
) -> None:
    points = [(7.405, 51.505), (7.6, 51.6), (7.405, 51.506)]
    layer = PictureLayer("Orte", "raute", "#123456", points, without_place=4, opacity=0.5)
    svg = drawn(view, areas, layers=[layer])
    group = next(g for g in tree(svg).iter(f"{SVG}g") if g.get("fill") == "#123456")
    assert len(group) == 2
    assert group.get("opacity") == "0.5"
    assert legend(svg)["Orte"] == "7"
    assert "davon 1 außerhalb des Ausschnitts, 4 ohne bekannten Ort" in said(svg)


def test_symbols_differ_by_shape(view: MapView, areas: gpd.GeoDataFrame) -> None:
    shapes = ("kreis", "quadrat", "dreieck", "raute", "punkt")
    layers = [PictureLayer(name, name, "#123456", [(7.405, 51.505)]) for name in shapes]
    groups = [
        g
        for g in tree(drawn(view, areas, layers=layers)).iter(f"{SVG}g")
        if g.get("fill") == "#123456"
    ]
    paths = {re.sub(r"^M\S+ \S+?(?=[a-z])", "", g[0].get("d", "")) for g in groups}
    assert len(paths) == len(shapes)


def test_outlines_are_lines_and_keep_the_order_of_the_layers(
    view: MapView, areas: gpd.GeoDataFrame, release: Release
) -> None:
    zones = PictureLayer("Zonen", "linie", "#0b5540", outlines=release.areas("aktionsraum"))
    svg = drawn(view, areas, layers=[zones])
    assert legend(svg)["Zonen"] == "1"
    assert svg.count('stroke="#0b5540"') == 2
    assert 'fill="#0b5540"' not in svg


def test_ground_lies_below_and_what_is_out_of_sight_is_left_out(
    view: MapView, areas: gpd.GeoDataFrame
) -> None:
    svg = drawn(view, areas, ground=GROUND)
    assert 0 < svg.index("#e4eee0") < svg.index("City-Ost (001)")
    assert "#7d868e" not in svg
    assert "Nebenan" in texts(svg)
    assert "Mittendrin" not in texts(svg)


def test_nasty_names_stay_text(view: MapView, areas: gpd.GeoDataFrame) -> None:
    nasty = (
        "<script>alert(1)</script>",
        "a\x00\x0b\ud800b",
        "`${x}` & \"'",
        "]]>",
        "{{x}}",
        "\u202e",
        "é",
    )
    shown = replace(view, names=nasty)
    named = areas.assign(name=[name.replace("\ud800", "") for name in nasty])
    svg = drawn(shown, named, selected="001", borders=named, place=nasty[0])
    root = tree(svg)
    assert not list(root.iter(f"{SVG}script"))
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    assert any("<script>alert(1)</script> (001)" in title for title in titles)
    assert any("a\ufffd\ufffd\ufffdb" in title for title in titles)
    assert any("`${x}` & \"'" in title for title in titles)


@pytest.mark.parametrize("width", [300, 480, 799, 800, 1200, 2000])
@pytest.mark.parametrize("long", [False, True])
def test_no_word_is_cut_off(
    view: MapView, areas: gpd.GeoDataFrame, borders: gpd.GeoDataFrame, width: int, long: bool
) -> None:
    name = "Bedarfsgemeinschaften mit Leistungen nach dem Zweiten Buch Sozialgesetzbuch " * 4
    many = name + "Donaudampfschifffahrtsgesellschaftskapitän" * 6
    indicator = view.indicator.model_copy(update={"name": many, "caveat": many, "unit": many})
    shown = replace(view, indicator=indicator, notes=(many,)) if long else view
    layer = PictureLayer(many if long else "Orte", "kreis", "#123456", without_place=12_345)
    svg = drawn(shown, areas, borders=borders, layers=[layer], width=width, selected="012")
    root = tree(svg)
    for text, left, right, base in boxes(svg):
        assert left >= 0, text
        assert right <= float(root.get("width", "0")), text
        assert 0 < base < float(root.get("height", "0")) - 4, text


def test_names_stay_inside_and_apart() -> None:
    names = Names(Frame(0, 0, 200, 100, 0, 100, 1), signs=[(100, 50)])
    assert names.put("Mitte", [(100, 50)], 12)
    assert not names.put("Rand", [(2, 50)], 12)
    assert not names.put("zu breit", [(100, 20)], 12, room=10)
    y = float(re.search(r' y="([\d.]+)"', names.nodes[0])[1])
    assert abs(y - 54) > 6, "moved away from the symbol"
    while names.put("Name", [(100, 50)], 12):
        assert len(names.nodes) < 5


@pytest.mark.parametrize(("scale", "label"), [(0.034, "5 km"), (0.2, "500 m"), (5, "20 m")])
def test_the_scale_bar_is_as_long_as_it_says(scale: float, label: str) -> None:
    svg, _ = scale_bar(Frame(0, 0, 800, 600, 0, 0, scale))
    length = float(re.search(r"v5h([\d.]+)v-5", svg)[1])
    number, unit = label.split()
    assert length == pytest.approx(float(number) * (1000 if unit == "km" else 1) * scale, abs=0.1)
    assert label in svg.replace("\u00a0", " ")


def test_the_scale_bar_moves_away_from_symbols() -> None:
    frame = Frame(0, 0, 800, 600, 0, 0, 0.05)
    assert scale_bar(frame)[1][:2] == (8, 556)
    assert scale_bar(frame, [(40, 580)])[1][0] > 400


def test_north_is_up_and_a_metre_is_a_metre() -> None:
    frame = Frame.around((0, 0, 1000, 500), 10, 20, 100, 100)
    assert frame.scale == 0.1
    assert frame.place(0, 0) == (10, 95)
    assert frame.place(1000, 500) == (110, 45)
    assert frame.box == (0, -250, 1000, 750)


def test_paths_keep_holes_and_parts_and_are_cut_at_the_frame() -> None:
    frame = Frame(0, 0, 100, 100, 0, 100, 1)
    hole = shapely.box(10, 10, 50, 50) - shapely.box(20, 20, 30, 30)
    two = shapely.MultiPolygon([shapely.box(60, 60, 70, 70), shapely.box(80, 80, 90, 90)])
    far, large = shapely.box(1e4, 1e4, 2e4, 2e4), shapely.box(-1e6, 40, 1e6, 60)
    paths = frame.area_paths(np.array([hole, two, far, large], dtype=object))
    assert [path.count("M") for path in paths] == [2, 2, 0, 1]
    start, *steps = (float(n) for n in re.findall(r"-?\d*\.?\d+", paths[3])[::2])
    positions = np.cumsum([start, *steps])
    assert -20 < positions.min() < 0
    assert 100 < positions.max() < 120


@pytest.mark.parametrize(
    "level", ["unterbezirk", "sozialraum", "stadtbezirk", "aktionsraum", "stadt"]
)
def test_the_locator_works_on_every_level(release: Release, level: str) -> None:
    areas, borders = release.areas(level), release.areas("stadtbezirk")
    for code, name in areas["name"].items():
        for around in (None, borders):
            svg = locator_svg(areas, code, borders=around, title=True)
            root = tree(svg)
            assert svg.count('fill="#0f6f83"') == 1
            assert " id=" not in svg
            assert root.find(f"{SVG}title").text == f"Lage in der Stadt: {name}"
            assert " ".join(texts(svg)) == name
            assert root.get("width") == "420"


def test_the_locator_rings_what_is_too_small_and_knows_its_areas(areas: gpd.GeoDataFrame) -> None:
    assert "<circle" not in locator_svg(areas, "001")
    west, south = areas.total_bounds[:2]
    dot = shapely.box(west, south, west + 20, south + 20)
    rest = areas.geometry["001"] - dot
    tiny = areas.copy()
    tiny.loc["001", "geometry"] = rest
    tiny.loc["002", "geometry"] = dot
    assert "<circle" in locator_svg(tiny, "002")
    with pytest.raises(UnknownEntry, match="„999“"):
        locator_svg(areas, "999")


def test_lines_break_at_blanks_but_not_at_protected_ones() -> None:
    assert wrapped("eins zwei\u00a0drei", 10, text_width("eins zwei", 10) * 1.1) == [
        "eins",
        "zwei\u00a0drei",
    ]
    assert wrapped("", 10, 100) == []
    long = "x" * 200
    assert "".join(wrapped(long, 10, 50)) == long


def test_xml_text_knows_what_xml_forbids() -> None:
    assert xml_text("a<b>&\"'`${}") == "a&lt;b&gt;&amp;&quot;&#x27;&#96;&#36;&#123;&#125;"
    assert xml_text("\x08\ufffe") == "\ufffd\ufffd"


# -- the font ------------------------------------------------------------------------------


def tables(path: Path) -> dict[str, bytes]:
    data = path.read_bytes()
    count = struct.unpack(">H", data[4:6])[0]
    records = (struct.unpack(">4sIII", data[12 + 16 * i : 28 + 16 * i]) for i in range(count))
    return {tag.decode(): data[start : start + size] for tag, _, start, size in records}


def font_names(table: bytes) -> dict[int, str]:
    count, storage = struct.unpack(">HH", table[2:6])
    records = (struct.unpack(">6H", table[6 + 12 * i : 18 + 12 * i]) for i in range(count))
    return {
        name: table[storage + start : storage + start + size].decode("utf-16-be")
        for _, _, _, name, size, start in records
    }


def widths(path: Path) -> dict[str, float]:
    """Character -> advance in ems, from ``cmap`` (format 4) and ``hmtx``."""
    found = tables(path)
    ems = struct.unpack(">H", found["head"][18:20])[0]
    metrics = struct.unpack(">H", found["hhea"][34:36])[0]
    cmap = found["cmap"]
    starts = [struct.unpack(">HHI", cmap[4 + 8 * i : 12 + 8 * i])[2] for i in range(cmap[3])]
    sub = next(cmap[at:] for at in starts if cmap[at : at + 2] == b"\x00\x04")
    n = struct.unpack(">H", sub[6:8])[0] // 2
    ends, firsts, deltas, offsets = (
        struct.unpack(f">{n}H", sub[at : at + 2 * n])
        for at in (14, 16 + 2 * n, 16 + 4 * n, 16 + 6 * n)
    )
    advances = {}
    for i, (first, end) in enumerate(zip(firsts, ends, strict=True)):
        for code in range(first, min(end, 0xFFFE) + 1):
            glyph = (code + deltas[i]) % 65536
            if offsets[i]:
                at = 16 + 6 * n + 2 * i + offsets[i] + 2 * (code - first)
                glyph = struct.unpack(">H", sub[at : at + 2])[0]
            row = 4 * min(glyph, metrics - 1)
            advances[chr(code)] = struct.unpack(">H", found["hmtx"][row : row + 2])[0] / ems
    return advances


@pytest.mark.parametrize("style", WEIGHTS)
def test_the_font_is_small_complete_and_not_called_source(style: str) -> None:
    path = FONTS / f"SozialraumSans-{style}.ttf"
    found = tables(path)
    names = font_names(found["name"])
    assert path.stat().st_size <= 120_000
    assert names[16] == "Sozialraum Sans"
    assert names[17] == style
    assert struct.unpack(">H", found["OS/2"][4:6])[0] == WEIGHTS[style]
    assert "Adobe" in names[0]
    assert not any("Source" in names[number] for number in (1, 3, 4, 6, 16))
    known = widths(path)
    assert set("äöüÄÖÜßéçğışŁłțșжЖ„“‚‘–—…·×≈²³€→←↑↓−≤≥½©▲■●\u00a0\u202f") <= set(known)
    assert len({known[digit] for digit in "0123456789"}) == 1


def test_the_licence_of_the_font_lies_beside_it() -> None:
    text = (FONTS / "LICENSE-OFL.txt").read_text(encoding="utf-8")
    regular = font_names(tables(FONTS / "SozialraumSans-Regular.ttf")["name"])
    assert text.startswith(regular[0])
    assert "SIL OPEN FONT LICENSE" in text


@pytest.mark.parametrize(("style", "weight"), [("Regular", 400), ("SemiBold", 600), ("Bold", 700)])
def test_words_are_never_measured_much_too_short(style: str, weight: int) -> None:
    known = widths(FONTS / f"SozialraumSans-{style}.ttf")
    for text in (
        "Kinder unter 15 Jahren mit SGB-II-Leistungen, 2024",
        "17,2 bis unter 1.234.567,9",
        "Quelle: Stadt Dortmund, Statistikatlas (aus zweiter Hand). Größe: 30 m² ≈ 5 € × 6",
        "WWW MMM @@@ %%% —",
        "illi fjord (Übersicht)",
    ):
        true = sum(known[char] for char in text)
        assert 0.98 * true <= text_width(text, 1, weight) <= 1.15 * true, text


def _label(svg: str, name: str) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for x, y in re.findall(rf'<text x="([\d.]+)" y="([\d.]+)"[^>]*>{name}</text>', svg)
    ]


def test_the_name_of_the_chosen_area_lies_in_it_and_is_parted_where_that_is_narrow() -> None:
    box = shapely.box(0, 0, 4000, 4000)
    narrow = shapely.Polygon([(0, 0), (900, 0), (900, 2000), (0, 2000)])
    areas = gpd.GeoDataFrame(
        {"name": ["Innenstadt-Nord", "Rest"]}, geometry=[narrow, box - narrow],
        index=["1", "2"], crs=25832,
    )  # fmt: skip
    frame = Frame.around((0, 0, 4000, 4000), 0, 0, 400, 400)
    names = Names(frame)
    _name_chosen(names, "Innenstadt-Nord", areas, MapPicture(selected="1"), frame)
    svg = "".join(names.nodes)
    [(x, y), (x2, y2)] = _label(svg, "Innenstadt-") + _label(svg, "Nord")
    for at in ((x, y), (x2, y2)):
        assert narrow.contains(shapely.Point(frame.metres(*at)))
    assert y2 > y
    assert narrow.contains(
        shapely.Point(frame.metres(x - text_width("Innenstadt-", 12, 700) / 2, y))
    )


def test_a_highlighted_area_that_is_chosen_or_out_of_sight_is_not_drawn(
    release: Release,
) -> None:
    districts = release.areas("stadtbezirk")
    first, other = districts.index[0], districts.index[-1]
    whole = Frame.around(tuple(districts.total_bounds), 0, 0, 400, 400)
    [east, north] = districts.loc[[other]].total_bounds[2:]
    corner = Frame.around((east, north, east + 100, north + 100), 0, 0, 400, 400)
    picture = MapPicture(highlight=districts.loc[[first]])
    assert in_sight(picture, districts, whole).highlight is not None
    assert in_sight(replace(picture, selected=other), districts, whole).highlight is not None
    assert in_sight(replace(picture, selected=first), districts, whole).highlight is None
    assert in_sight(picture, districts, corner).highlight is None


def test_points_with_names_are_labelled_beside_their_sign(view: MapView, areas: Any) -> None:
    layer = PictureLayer("Orte", "kreis", "#0f6f83", [(7.405, 51.505)], names=["Werk <1>"])
    svg = map_svg(view, areas, picture=MapPicture(layers=[layer], sentence=False))
    assert ">Werk &lt;1&gt;</text>" in svg
