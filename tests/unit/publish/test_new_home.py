"""``sozialraum new``: what it makes of a file, what it refuses, and that a refusal leaves nothing."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from another_city import LEIPZIG, SCHLESWIG, City, arguments, degrees, features, write_city
from sozialraum.catalog import load_catalog
from sozialraum.cli import main
from sozialraum.errors import GeometryRefused, PublicationRefused, SozialraumError, UnreadableInput
from sozialraum.geometry.topology import load_outlines
from sozialraum.publish.checking import check
from sozialraum.publish.new_home import NewHome, Wanted, new_home
from sozialraum.publish.new_home_levels import Parent

SMALL = City("Kleinstadt", 25833, 310_000, 5_685_000, 3, 2)
Rows = list[dict[str, Any]]


def make(
    folder: Path, rows: Rows, *, crs: str | None = None, asked: int | None = None, **wanted: Any
) -> NewHome:
    """``crs`` is what the file declares (None: what is right), ``asked`` the option --crs."""
    east = shapely.total_bounds(
        [shapely.geometry.shape(r["geometry"]) for r in rows if r["geometry"]]
    )
    city = SCHLESWIG if east[3] > 6e6 or east[2] > 8e5 else SMALL
    source = write_city(folder / "gebiete.geojson", city, rows, crs=crs)
    given = {"key": "GEB_NR", "name": "GEB_NAME", "city": "Kleinstadt", "crs": asked} | wanted
    return new_home(folder / "neu", source.read_bytes(), source.name, Wanted(**given))


def refused(folder: Path, rows: Rows, kind: type[SozialraumError], **wanted: Any) -> str:
    """What is said; nothing is left beside the delivered file."""
    with pytest.raises(kind) as error:
        make(folder, rows, **wanted)
    assert [path.name for path in folder.iterdir()] == ["gebiete.geojson"]
    return str(error.value)


# -- what it makes ---------------------------------------------------------------------------


def test_the_folder_is_complete_and_without_fault(tmp_path: Path) -> None:
    made = make(tmp_path, features(SMALL), parents=(Parent.read("stadtbezirk=BEZ_NAME"),))
    home = made.folder
    assert check(home).ok
    catalog = load_catalog(home)
    assert list(catalog.levels) == ["gebiet", "stadtbezirk", "stadt"]
    assert [area.code for area in catalog.areas("gebiet")] == [f"00{n}" for n in range(1, 7)]
    assert catalog.area("gebiet", "003").name == "Lößnig 1"
    assert catalog.level("gebiet").parent == "stadtbezirk"
    assert (catalog.atom, catalog.city, catalog.district) == ("gebiet", "stadt", "stadtbezirk")
    assert "bitte eintragen" in catalog.source("umrisse").licence
    assert catalog.start.city == "Kleinstadt"
    assert "sozialraum import" in (home / "LIESMICH.md").read_text(encoding="utf-8")
    assert made.areas == {"gebiet": 6, "stadtbezirk": 3, "stadt": 1}


def test_the_first_indicator_is_the_area_before_simplification(tmp_path: Path) -> None:
    rows = features(SMALL)
    home = make(tmp_path, rows).folder
    table = (home / "data/statistik/flaeche_km2.csv").read_text(encoding="utf-8").splitlines()
    values = {tuple(line.split(";")[1:3]): line.split(";")[4] for line in table[1:]}
    exact = [shapely.geometry.shape(row["geometry"]).area / 1e6 for row in rows]
    assert values["gebiet", "001"] == f"{exact[0]:.4f}".replace(".", ",")
    assert values["stadt", "0"] == f"{sum(exact):.4f}".replace(".", ",")
    assert len(values) == 7
    indicator = load_catalog(home).indicator("flaeche_km2")
    assert "EPSG:25833" in indicator.definition
    assert "Keine Katasterfläche" in indicator.caveat


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    homes = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        homes.append(make(tmp_path / name, features(SMALL)).folder)
    files = [p.relative_to(homes[0]) for p in homes[0].rglob("*") if p.is_file()]
    assert len(files) == 12
    assert all((homes[0] / f).read_bytes() == (homes[1] / f).read_bytes() for f in files)


def test_parents_are_ordered_by_their_number_and_nest(tmp_path: Path) -> None:
    rows = features(SMALL)
    for at, row in enumerate(rows):
        row["properties"] |= {"QNR": f"{at // 2:02d}", "Q": f"Quartier {at // 2}", "AR": ""}
    rows[0]["properties"]["AR"] = "Aktionsgebiet"
    parents = [Parent.read(t) for t in ("region=AR", "stadtteil=BEZ_NAME", "quartier=QNR,Q")]
    made = make(tmp_path, rows, parents=tuple(parents))
    catalog = load_catalog(made.folder)
    assert list(catalog.levels) == ["gebiet", "quartier", "stadtteil", "region", "stadt"]
    assert catalog.level("quartier").plural == "Quartiere"
    assert catalog.area("quartier", "01").name == "Quartier 1"
    assert catalog.district == "stadtteil", "the region leaves areas out"
    assert catalog.level("stadtteil").parent == "stadt"
    assert any("5 Gebiete gehören zu keinem" in note for note in made.notes)


@pytest.mark.parametrize(
    ("city", "crs", "wanted", "metres"),
    [
        (LEIPZIG, None, None, 25833),
        (SCHLESWIG, None, None, 25832),
        (LEIPZIG, "", 25833, 25833),
        (LEIPZIG, "EPSG:25832", 25833, 25833),
    ],
)
def test_the_system_is_that_of_the_file_or_of_the_option(
    tmp_path: Path, city: City, crs: str | None, wanted: int | None, metres: int
) -> None:
    made = make(tmp_path, features(city), crs=crs, asked=wanted)
    assert (made.epsg, made.metres) == (metres, metres)
    outlines = load_outlines(made.folder)
    assert outlines.crs.to_epsg() == metres
    assert abs(outlines.total_bounds[0] - city.east) < 2000


@pytest.mark.parametrize("crs", ["", "urn:ogc:def:crs:OGC:1.3:CRS84"])
def test_degrees_are_recognised_and_calculated_in_the_zone(tmp_path: Path, crs: str) -> None:
    made = make(tmp_path, degrees(LEIPZIG), crs=crs)
    assert (made.epsg, made.metres) == (4326, 25833)
    assert len(load_outlines(made.folder)) == 40


def test_an_office_that_stays_in_its_zone_keeps_it(tmp_path: Path) -> None:
    """East of 12 degrees, delivered in zone 32: the outlines remember it."""
    passau = City("Oststadt", 25832, 820_000, 5_390_000, 3, 2)
    made = make(tmp_path, features(passau))
    assert made.metres == 25832
    stored = json.loads((made.folder / "geo/umrisse.topojson").read_bytes())
    assert stored["rechensystem_epsg"] == 25832
    assert load_outlines(made.folder).crs.to_epsg() == 25832


def test_keys_stay_as_they_are_written(tmp_path: Path) -> None:
    rows = features(SMALL)
    rows[0]["properties"]["GEB_NR"] = "A-1"
    home = make(tmp_path, rows).folder
    assert [a.code for a in load_catalog(home).areas("gebiet")][-1] == "A-1"
    assert check(home).ok


def test_keys_that_have_lost_their_zeros_are_named(tmp_path: Path) -> None:
    made = make(tmp_path, features(LEIPZIG, numeric=True))
    assert any("1 bis 2 Stellen" in note for note in made.notes)
    assert check(made.folder).ok


@pytest.mark.parametrize(
    "name",
    ['Am "Ring"', "Ecke; Süd", "C:\\neu\\t", "`${x}` <b>", "=1+1", "Zeile\nzwei", "Weiß # 3"],
)
def test_any_name_survives_every_file(tmp_path: Path, name: str) -> None:
    rows = features(SMALL)
    rows[1]["properties"] |= {"GEB_NAME": name, "BEZ_NAME": name}
    made = make(tmp_path, rows, parents=(Parent.read("ortsteil=BEZ_NAME"),), city=name)
    catalog = load_catalog(made.folder)
    assert catalog.area("gebiet", "002").name == " ".join(name.split())
    assert check(made.folder).ok


def test_detail_is_taken_away_and_small_areas_are_kept(tmp_path: Path) -> None:
    rows = features(SMALL)
    for row in rows:
        fine = shapely.segmentize(shapely.geometry.shape(row["geometry"]), 2)
        row["geometry"] = shapely.geometry.mapping(fine)
    made = make(tmp_path, rows)
    assert made.vertices_before > 6000
    assert made.vertices_after < 60
    assert made.deviation.area_max < 1
    assert make(_sub(tmp_path), rows, tolerance=0.0).vertices_after > 5000


def test_blocks_of_a_few_metres_are_kept(tmp_path: Path) -> None:
    rows = features(SMALL)
    for row in rows:
        row["geometry"]["coordinates"] = [
            [
                (310_000 + (x - 310_000) / 40, 5_685_000 + (y - 5_685_000) / 40)
                for x, y in row["geometry"]["coordinates"][0]
            ]
        ]
    made = make(tmp_path, rows)
    assert made.tolerance == 0
    assert made.deviation.area_max < 1
    assert json.loads((made.folder / "geo/manifest.json").read_bytes())["raster_grad"][0] < 1e-5


def _sub(folder: Path) -> Path:
    (folder / "b").mkdir()
    return folder / "b"


def test_a_geopackage_is_read(tmp_path: Path) -> None:
    source = tmp_path / "gebiete.gpkg"
    frame = gpd.GeoDataFrame.from_features(features(SMALL), crs=SMALL.epsg)
    frame.to_file(source, layer="gebiete")
    asked = Wanted("GEB_NR", "GEB_NAME", "Kleinstadt")
    made = new_home(tmp_path / "neu", source.read_bytes(), source.name, asked)
    assert made.areas["gebiet"] == 6
    frame.to_file(source, layer="alt")
    with pytest.raises(UnreadableInput, match="--layer NAME"):
        new_home(tmp_path / "zwei", source.read_bytes(), source.name, asked)


def test_slivers_are_mended_and_counted(tmp_path: Path) -> None:
    rows = features(NINE)
    moved = translate(shapely.geometry.shape(rows[4]["geometry"]), 0.2, 0)
    rows[4]["geometry"] = shapely.geometry.mapping(moved)
    made = make(tmp_path, rows)
    assert any("Überlappungen unter 1 m" in what for what in made.mended)


# -- what it refuses -------------------------------------------------------------------------


def test_a_folder_with_content_is_refused(tmp_path: Path) -> None:
    (tmp_path / "neu").mkdir()
    make(tmp_path, features(SMALL))
    with pytest.raises(UnreadableInput, match="nicht leer"):
        make(tmp_path, features(SMALL))
    (tmp_path / "datei").write_text("x", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="ist eine Datei"):
        new_home(tmp_path / "datei", b"", "g.geojson", Wanted("a", "b", "c"))


def _change(at: int, **properties: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[at]["properties"].update(properties)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_change(1, GEB_NR="001"), ["„001“ kommt 2-mal vor", "MultiPolygon"]),
        (_change(1, GEB_NR="1"), ["„001“, „1“ sind nicht zu trennen"]),
        (_change(1, GEB_NR=""), ["Objekt 2 hat keinen Schlüssel"]),
        (_change(1, GEB_NR=None), ["Objekt 2 hat keinen Schlüssel"]),
        (_change(1, GEB_NAME="  "), ["„002“ hat keinen Namen"]),
        (lambda rows: rows[1].update(geometry=None), ["„002“ hat keine Geometrie"]),
        (lambda rows: rows.clear(), ["enthält kein Gebiet"]),
    ],
)
def test_faulty_areas_are_named(
    tmp_path: Path, change: Callable[[Rows], None], said: list[str]
) -> None:
    rows = features(SMALL)
    change(rows)
    source = write_city(tmp_path / "gebiete.geojson", SMALL, rows or [])
    if not rows:
        source.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    asked = Wanted("GEB_NR", "GEB_NAME", "Kleinstadt")
    with pytest.raises(SozialraumError) as error:
        new_home(tmp_path / "neu", source.read_bytes(), source.name, asked)
    if rows:
        assert isinstance(error.value, PublicationRefused)
        assert all(part in str(error.value) for part in said)
    assert not (tmp_path / "neu").exists()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"key": "GEB"}, "„GEB“ (--key) gibt es nicht. Gemeint ist vielleicht"),
        ({"name": "Titel"}, "„Titel“ (--name) gibt es nicht"),
        ({"parents": (Parent("ort", "ORT", "ORT"),)}, "„ORT“ (--parent) gibt es nicht"),
    ],
)
def test_columns_that_are_not_there_are_named(
    tmp_path: Path, wanted: dict[str, Any], said: str
) -> None:
    assert said in refused(tmp_path, features(SMALL), UnreadableInput, **wanted)


def test_one_code_with_two_names_is_refused(tmp_path: Path) -> None:
    rows = features(SMALL)
    for at, row in enumerate(rows):
        row["properties"] |= {"NR": "1", "ORT": "Nord" if at else "Süd"}
    parents = (Parent.read("ort=NR,ORT"),)
    assert "„1“ heißt nicht überall gleich: Nord, Süd" in refused(
        tmp_path, rows, PublicationRefused, parents=parents
    )


@pytest.mark.parametrize("text", ["stadt=A", "gebiet=A", "Bezirk=A", "bezirk", "bezirk=", "a b=C"])
def test_words_that_are_no_level_are_refused(text: str) -> None:
    with pytest.raises(UnreadableInput, match="So schreiben: --parent"):
        Parent.read(text)


def _hole(rows: Rows) -> Rows:
    """Without the area in the middle of nine."""
    return [row for at, row in enumerate(rows) if at != 4]


NINE = City("Neun", 25833, 310_000, 5_685_000, 3, 3)


def test_a_gap_is_refused_with_its_size_unless_it_is_wanted(tmp_path: Path) -> None:
    rows = _hole(features(NINE))
    said = refused(tmp_path, rows, GeometryRefused)
    assert "an 1 Stelle keine lückenlose Einteilung" in said
    assert "--keep-gaps" in said
    assert "liegt eine Lücke von" in said
    made = make(tmp_path, rows, keep_gaps=True)
    assert made.mended["Lücken belassen"] == 1
    assert check(made.folder).ok


def test_an_overlap_is_refused_with_both_areas(tmp_path: Path) -> None:
    rows = features(SMALL)
    moved = translate(shapely.geometry.shape(rows[1]["geometry"]), 40, 0)
    rows[1]["geometry"] = shapely.geometry.mapping(moved)
    said = refused(tmp_path, rows, GeometryRefused)
    assert "„002“ und „003“ überlappen sich" in said


@pytest.mark.parametrize(
    ("city", "crs", "asked", "said"),
    [
        (LEIPZIG, "", None, "--crs 25833 (Mitte bei 51,3° Nord, 12,3° Ost)"),
        (LEIPZIG, "EPSG:4326", None, "EPSG:4326 kann nicht stimmen"),
        (LEIPZIG, "", 4326, "EPSG:4326 kann nicht stimmen"),
        (LEIPZIG, "", 999999, "EPSG:999999 kann nicht stimmen"),
    ],
)
def test_an_unknown_system_is_asked_for(
    tmp_path: Path, city: City, crs: str, asked: int | None, said: str
) -> None:
    assert said in refused(tmp_path, features(city), GeometryRefused, crs=crs, asked=asked)


def test_swapped_axes_are_seen(tmp_path: Path) -> None:
    rows = degrees(LEIPZIG)
    for row in rows:
        rings = row["geometry"]["coordinates"]
        row["geometry"]["coordinates"] = [[(y, x) for x, y in ring] for ring in rings]
    assert "vertauscht" in refused(tmp_path, rows, GeometryRefused, crs="")


def test_a_disk_that_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_folder: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("sozialraum.publish.new_home.sync_tree", full)
    with pytest.raises(OSError, match="No space"):
        make(tmp_path, features(SMALL))
    assert [path.name for path in tmp_path.iterdir()] == ["gebiete.geojson"]


# -- the command -----------------------------------------------------------------------------


def test_the_command_tells_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    areas = write_city(tmp_path / "g.geojson", LEIPZIG)
    assert main([*arguments(tmp_path / "a", areas, LEIPZIG), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert told["areas"] == {"gebiet": 40, "stadtbezirk": 4, "stadt": 1}
    assert told["calculation_epsg"] == 25833
    assert main(arguments(tmp_path / "b", areas, LEIPZIG)) == 0
    out = capsys.readouterr().out
    assert "40 gebiet, 4 stadtbezirk, 1 stadt" in out
    assert "EPSG:25833 (laut Datei)" in out
    level = tomllib.loads((tmp_path / "b/geo/gebiet.toml").read_text(encoding="utf-8"))
    assert level["gebietsstand"] == "2025-01-01"


def test_the_command_refuses_with_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas = write_city(tmp_path / "g.geojson", LEIPZIG, crs="")
    assert main([*arguments(tmp_path / "a", areas, LEIPZIG), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["problems"][0]["key"] == "Koordinatensystem"
    assert not (tmp_path / "a").exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    codes=st.lists(
        st.from_regex(r"[0-9A-Za-zÄÖÜ./-]{1,8}", fullmatch=True), min_size=6, max_size=6
    ),
    names=st.lists(st.text(min_size=1, max_size=12), min_size=6, max_size=6),
)
def test_what_it_makes_is_always_right(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], names: list[str]
) -> None:
    """Whatever keys and names are: a folder without fault, or a refusal and no folder."""
    rows = features(SMALL)
    for row, code, name in zip(rows, codes, names, strict=True):
        row["properties"] |= {"GEB_NR": code, "GEB_NAME": name, "BEZ_NAME": name}
    folder = tmp_path_factory.mktemp("beliebig")
    try:
        made = make(folder, rows, parents=(Parent.read("ort=BEZ_NAME"),))
    except SozialraumError:
        assert not (folder / "neu").exists()
        return
    catalog = load_catalog(made.folder)
    assert {area.code for area in catalog.areas("gebiet")} == set(codes)
