"""Folders of other cities run the whole dashboard: every page, every command, no word of ours."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from another_city import (
    LEIPZIG,
    SCHLESWIG,
    City,
    addresses,
    arguments,
    equip,
    streets,
    write_city,
)
from sozialraum.cli import main
from sozialraum.domain.access import Role
from sozialraum.domain.gaps import ServiceFilter, Walk
from sozialraum.service import Monitor, gaps
from sozialraum.storage.release import ReleaseStore
from sozialraum.web import exports
from sozialraum.web import live as live_module

ROOT = Path(__file__).parents[2]
PAGES = [page.stem for page in sorted((ROOT / "pages").glob("*.py"))]
PARTS = {
    "angebote": ("verzeichnis", "abdeckung", "sprachen", "standorte", "szenarien", "schritte",
                 "pflege", "bericht"),
    "daten": ("indikatoren", "ebenen", "quellen", "zuordnung", "umrisse", "methoden"),
}  # fmt: skip
VIEWS = [
    *((page, {}) for page in PAGES),
    *((page, {"bereich": part}) for page, parts in PARTS.items() for part in parts),
    *(("steckbrief", {"ebene": level}) for level in ("gebiet", "stadtbezirk", "stadt")),
    *(("karte", {"ebene": level}) for level in ("gebiet", "stadtbezirk", "stadt")),
]
OURS = re.compile(r"dortmund|nordstadt|unterbezirk|borsig|\bEU2\b|nordwärts|phoenix", re.IGNORECASE)
ANYBODY = frozenset({Role.PUBLIC})


def made(folder: Path, city: City) -> Path:
    """The folder of a city, made and published with the commands that its people use."""
    home = folder / "stadt"
    areas = write_city(folder / "umrisse.geojson", city)
    assert main(arguments(home, areas, city)) == 0
    for command in ("check", "publish"):
        assert main([command, "--home", str(home)]) == 0
    return home


@pytest.fixture(scope="module")
def leipzig(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("leipzig"), LEIPZIG)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, leipzig: Path) -> Path:
    """Outlines, and nothing else."""
    home = Path(shutil.copytree(leipzig, tmp_path_factory.mktemp("leer") / "stadt"))
    for folder in ("var", "data/indikatoren", "data/statistik"):
        shutil.rmtree(home / folder)
    start = 'titel = "Monitor"\nstadt = "Leer"\neinleitung = "Anfang."\n'
    (home / "data" / "start.toml").write_text(start, encoding="utf-8")
    assert main(["publish", "--home", str(home)]) == 0
    return home


@pytest.fixture(scope="module")
def equipped(tmp_path_factory: pytest.TempPathFactory, leipzig: Path) -> Path:
    """People, services, addresses and a network on top of the new folder."""
    folder = tmp_path_factory.mktemp("voll")
    home = Path(shutil.copytree(leipzig, folder / "stadt"))
    equip(home, LEIPZIG, ROOT / "data" / "listen")
    places, lines = folder / "adressen.csv", folder / "wege.geojson"
    places.write_text(addresses(LEIPZIG), encoding="utf-8")
    lines.write_text(streets(LEIPZIG), encoding="utf-8")
    at = ["--home", str(home)]
    assert main(["geo", "addresses", "--from", str(places), "--source", "umrisse", *at]) == 0
    assert main(["network", "build", "--from", str(lines), *at]) == 0
    assert main(["publish", *at]) == 0
    return home


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    def show(home: Path, page: str, **parameters: str) -> AppTest:
        monkeypatch.setenv("SOZIALRAUM_HOME", str(home))
        monkeypatch.setattr(live_module, "_HOLDER", live_module._Holder())
        test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
        for name, value in parameters.items():
            test.query_params[name] = value
        return test.run()

    yield show


def words(test: AppTest) -> str:
    """Everything that a page says, map and charts included."""
    texts = [node.proto.body for node in test.get("html")]
    texts += [node.proto.json_args for node in test.get("component_instance")]
    for kind in ("markdown", "caption", "info", "warning", "error", "title", "subheader"):
        texts += [node.value for node in getattr(test, kind)]
    texts += [str(o) for node in (*test.selectbox, *test.multiselect) for o in node.options]
    return "\n".join(texts)


def view_ids(values: list[tuple[str, dict[str, str]]]) -> list[str]:
    return ["-".join([page, *given.values()]) for page, given in values]


@pytest.mark.parametrize("name", ["leipzig", "bare", "equipped"])
@pytest.mark.parametrize(("page", "given"), VIEWS, ids=view_ids(VIEWS))
def test_every_page_opens(
    name: str,
    page: str,
    given: dict[str, str],
    opened: Callable[..., AppTest],
    request: pytest.FixtureRequest,
) -> None:
    test = opened(request.getfixturevalue(name), page, **given)
    assert not test.exception
    assert not test.error
    said = words(test)
    assert not OURS.search(said), OURS.search(said)
    assert len(said) > 100


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("karte", "nur die Umrisse"),
        ("ueberblick", "nur die Umrisse"),
        ("ueberblick", "data/start.toml"),
        ("steckbrief", "keine Kennzahl veröffentlicht"),
        ("angebote", "data/listen/angebote.toml"),
        ("zuwanderung", "data/seiten/zuwanderung.toml"),
        ("daten", "noch keinen Indikator"),
    ],
)
def test_an_empty_page_says_what_to_do(
    bare: Path, opened: Callable[..., AppTest], page: str, said: str
) -> None:
    assert said in words(opened(bare, page))


def test_answers_about_people_say_what_they_lack(
    equipped: Path, opened: Callable[..., AppTest], tmp_path: Path
) -> None:
    home = Path(shutil.copytree(equipped, tmp_path / "ohne"))
    (home / "geo" / "adressen_100m.csv").unlink()
    assert main(["publish", "--home", str(home)]) == 0
    assert "geo addresses" in words(opened(home, "angebote", bereich="abdeckung"))
    shutil.rmtree(home / "data" / "zielgruppen")
    assert main(["publish", "--home", str(home)]) == 0
    for part in ("abdeckung", "sprachen", "standorte", "szenarien", "bericht"):
        test = opened(home, "angebote", bereich=part)
        assert not test.exception
        assert "data/zielgruppen/alle.toml" in words(test)


def test_the_map_shows_the_area_of_every_area(
    leipzig: Path, opened: Callable[..., AppTest]
) -> None:
    test = opened(leipzig, "karte")
    script = json.loads(next(iter(test.get("component_instance"))).proto.json_args)["feature_group"]
    view = json.loads(script.split("SozialraumMap.show(")[1].split(");")[0])
    assert (view["indicator"], view["level"], view["period"]) == (
        "flaeche_km2", "gebiet", "2025-01-01",
    )  # fmt: skip
    assert len(view["periods"][0]["values"]) == 40


def test_the_menu_has_a_theme_page_where_its_content_is_declared(
    leipzig: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Callable[..., AppTest]
) -> None:
    from sozialraum.web import navigation

    def offered() -> dict[str, str]:
        monkeypatch.setattr(live_module, "_HOLDER", live_module._Holder())
        monkeypatch.setattr(navigation, "_page", lambda name, _t, **o: (name, o.get("hidden")))
        found = [entry for entries in navigation.pages().values() for entry in entries]
        return dict(found)

    monkeypatch.setenv("SOZIALRAUM_HOME", str(leipzig))
    assert offered()["zuwanderung"] is True
    home = Path(shutil.copytree(leipzig, tmp_path / "mit"))
    page = home / "data" / "seiten" / "zuwanderung.toml"
    page.parent.mkdir()
    page.write_text(PAGE, encoding="utf-8")
    (home / "data/indikatoren/zuzuege.toml").write_text(WITHOUT_VALUES, encoding="utf-8")
    assert main(["publish", "--home", str(home)]) == 0
    monkeypatch.setenv("SOZIALRAUM_HOME", str(home))
    assert not offered()["zuwanderung"]
    assert offered()["stadtentwicklung"] is True
    monkeypatch.undo()
    test = opened(home, "zuwanderung")
    assert not test.exception
    assert "noch kein Wert veröffentlicht" in words(test)


PAGE = """titel = "Zuwanderung"
einleitung = "Wer kommt."

[[abschnitte]]
id = "a"
titel = "A"

[[abschnitte.darstellungen]]
id = "karte"
art = "karte"
titel = "Zuzüge"
indikatoren = ["zuzuege"]
ebene = "gebiet"

[[abschnitte.darstellungen]]
id = "angaben"
art = "angaben"
titel = "Angaben"
indikatoren = ["zuzuege"]

[[abschnitte.darstellungen]]
id = "verlauf"
art = "verlauf"
titel = "Verlauf"
reihen = [{ indikator = "zuzuege", gebiet = "0" }]
"""
WITHOUT_VALUES = """name = "Zuzüge"
kurzname = "Zuzüge"
thema = "Bevölkerung"
art = "anzahl"
einheit = "Personen"
ebenen = ["gebiet", "stadt"]
definition = "Gezählte Zuzüge."
quelle = "umrisse"
"""


@pytest.mark.parametrize(("city", "epsg"), [(LEIPZIG, 25833), (SCHLESWIG, 25832)])
def test_a_city_calculates_in_its_own_zone(city: City, epsg: int, tmp_path: Path) -> None:
    release = ReleaseStore(made(tmp_path, city)).current()
    assert Monitor(release).epsg == epsg
    assert release.catalog.atom == "gebiet"
    assert release.catalog.district == "stadtbezirk"
    areas = release.areas("gebiet")
    west, south, *_ = areas.total_bounds
    assert abs(west - city.east) < 2000
    assert abs(south - city.north) < 2000
    assert np.allclose(areas.geometry.area / 1e6, areas["area_km2"], rtol=0.01)


@pytest.mark.parametrize("network", [False, True])
def test_walks_are_measured_in_the_zone_of_the_city(equipped: Path, network: bool) -> None:
    from sozialraum.storage.networks import load_network

    monitor = Monitor(ReleaseStore(equipped).current())
    walk = Walk(minutes=5, detour=1.0, speed=4.8, network=network)
    ways = load_network(equipped / "var") if network else None
    found = gaps.coverage(monitor, "alle", walk, ServiceFilter(), ANYBODY, network=ways)
    assert found.demand == sum(100 * n for n in range(1, 41))
    assert found.reached == pytest.approx(100, abs=0.01)  # the four addresses around the place
    assert found.unplaced == ("A2",)


def test_a_catchment_names_the_districts_of_the_city(equipped: Path) -> None:
    from sozialraum.service.directory import directory

    monitor = Monitor(ReleaseStore(equipped).current())
    first = directory(monitor, ANYBODY)[0]
    assert first.catchment.codes == ("Mitte", "Südost")
    assert not first.remarks
    assert dict(first.areas or ())["gebiet"] == "001"


def test_the_commands_speak_of_this_city(
    leipzig: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def printed(*given: str) -> str:
        capsys.readouterr()
        assert main([*given, "--home", str(leipzig)]) == 0
        return capsys.readouterr().out

    rows = list(csv.DictReader(io.StringIO(printed("layer", "flaeche_km2")), delimiter=";"))
    assert len(rows) == 40
    assert list(rows[0].values())[:2] == ["001", "Böhlitz 1"]
    coarse = json.loads(printed("layer", "flaeche_km2", "--level", "stadtbezirk", "--json"))
    assert [row["name"] for row in coarse] == ["Grünau", "Mitte", "Nördliche Vororte", "Südost"]
    outlines = json.loads(printed("layer", "flaeche_km2", "--format", "geojson"))
    assert len(outlines["features"]) == 40
    table = tmp_path / "zahlen.csv"
    names = ["Gröba 1", "lößnig 1", "004", *(f"{n:03d}" for n in range(5, 41)), "Böhlitz 1"]
    table.write_text("gebiet;wert\n" + "".join(f"{name};1\n" for name in names), encoding="utf-8")
    report = json.loads(printed("join", str(table), "--level", "gebiet", "--json"))
    assert report["matched"] == 40


@pytest.mark.parametrize("name", ["leipzig", "bare"])
@pytest.mark.parametrize(
    "path",
    [
        "karte.svg", "karte.png", "karte.csv", "karte.xlsx", "steckbrief.pdf?ebene=gebiet&gebiet=001",
        "steckbrief.pdf?ebene=stadt&gebiet=0", "steckbrief.xlsx?ebene=stadtbezirk&gebiet=Mitte",
        "daten/umrisse.csv", "daten/quellen.xlsx", "angebote.csv", "abdeckung.csv", "luecken.pdf",
    ],
)  # fmt: skip
def test_every_file_can_be_downloaded(
    name: str, path: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(request.getfixturevalue(name)))
    monkeypatch.setattr(live_module, "_HOLDER", live_module._Holder())
    client = TestClient(Starlette(routes=exports.routes("/sozialraum")))
    answer: Any = client.get(f"/sozialraum/export/{path}")
    lacks = ("angebote", "abdeckung", "luecken") + (("karte",) if name == "bare" else ())
    if path.startswith(lacks):
        assert answer.status_code in {400, 404}
        assert answer.text.endswith(".")
        return
    assert answer.status_code == 200, answer.text[:500]
    assert answer.content
