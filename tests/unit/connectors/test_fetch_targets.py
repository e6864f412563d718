from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from servers.declared import FOUR, Source, source
from servers.local import Reply
from servers.opendatasoft import Portal
from servers.shapes import delivered
from sozialraum.domain.fetches import FetchStatus
from sozialraum.publish.imports import imports
from sozialraum.storage.fetches import FetchStore
from sozialraum.storage.release import ReleaseStore

pytestmark = pytest.mark.loopback
__all__ = ["source"]
MAPPING = {
    "id": "kinder_2025",
    "titel": "Kinder 2025",
    "form": "breit",
    "kopfzeilen": [0],
    "ebene": "unterbezirk",
    "stichtag": "2025",
    "quelle": "atlas",
    "guete": "amtlich",
    "spalten": [
        {"ueberschrift": "nr", "rolle": "schluessel"},
        {"ueberschrift": "name", "rolle": "name"},
        {"ueberschrift": "anteil", "rolle": "wert", "indikator": "kinder_sgb2"},
    ],
}
NAMES = ["City-Ost", "City-West", "Nordmarkt-Süd", "Große Heide", "Hörde", "Phoenix"]
CODES = ["001", "002", "003", "004", "011", "012"]
RECORDS = [
    {"nr": code, "name": name, "anteil": 10.5 + n, "ort": {"lon": 7, "lat": 51}}
    for n, (code, name) in enumerate(zip(CODES, NAMES, strict=True))
]
TABLE = 'art = "tabelle"\nid = "kinder_2025"'
COLUMNS = 'spalten = ["nr", "name", "anteil"]'


def declare_table(source: Source, **access: str) -> None:
    folder = source.home / "data/abruf/zuordnungen"
    folder.mkdir(exist_ok=True)
    (folder / "kinder_2025.json").write_text(json.dumps(MAPPING), encoding="utf-8")
    zugang = f'art = "opendatasoft"\nadresse = "{source.server.url}"\ndatensatz = "kinder"'
    source.declare(zugang=access.get("zugang", zugang), ziel=TABLE, erwartet=COLUMNS)


def values(home: Path) -> dict[str, float]:
    frame = ReleaseStore(home).current().observations
    frame = frame[(frame["period"] == "2025") & (frame["indicator"] == "kinder_sgb2")]
    return dict(zip(frame["area"], frame["value"], strict=True))


def test_a_table_becomes_an_import_with_diary(source: Source) -> None:
    declare_table(source)
    source.answering = Portal("kinder", RECORDS)
    dry = source.fetch(dry_run=True)
    assert dry.words == "6 Werte wären zu übernehmen." and values(source.home) == {}
    result = source.fetch()
    assert (result.status, result.count, result.number) == (FetchStatus.TAKEN, 6, 1)
    assert values(source.home)["001"] == 10.5 and len(values(source.home)) == 6
    (entry,) = imports(source.home)
    assert (entry.who, entry.mapping, entry.words) == ("Abruf (orte)", "kinder_2025", result.words)
    assert source.fetch().status is FetchStatus.UNCHANGED
    assert len(imports(source.home)) == 1


@pytest.mark.parametrize(
    ("portal", "word"),
    [
        (Portal("kinder", RECORDS, dropped="anteil"), "fehlen Spalten: anteil"),
        (Portal("kinder", RECORDS, kept_back=1), "kündigt 6 Datensätze an"),
        (Portal("kinder", RECORDS[:4]), "die letzte gute hatte 6"),
        (Portal("kinder", [RECORDS[0] | {"nr": "999", "name": "X"}, *RECORDS[1:]]), "passt nicht"),
        (Portal("kinder", [RECORDS[0] | {"anteil": "viel"}, *RECORDS[1:]]), "passt nicht"),
    ],
    ids=["schema", "half", "fewer", "key", "text"],
)
def test_a_bad_table_changes_nothing(source: Source, portal: Portal, word: str) -> None:
    declare_table(source)
    source.answering = Portal("kinder", RECORDS)
    source.fetch()
    before, live = values(source.home), ReleaseStore(source.home).current_id()
    source.answering = portal
    result = source.fetch()
    assert result.status is FetchStatus.REFUSED and word in result.words
    assert values(source.home) == before and ReleaseStore(source.home).current_id() == live
    assert len(imports(source.home)) == 1


def test_a_missing_mapping_is_named(source: Source) -> None:
    declare_table(source)
    (source.home / "data/abruf/zuordnungen/kinder_2025.json").unlink()
    source.answering = Portal("kinder", RECORDS)
    assert "Die Zuordnung „kinder_2025“ gibt es nicht" in source.fetch().words


def drop(folder: Path, name: str, text: str, age: float = 3600) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    moment = time.time() - age
    os.utime(folder / name, (moment, moment))


GOOD = "nr;name;anteil\n" + "".join(
    f"{code};{name};{n},5\n" for n, (code, name) in enumerate(zip(CODES, NAMES, strict=True))
)


def test_a_watched_folder(source: Source) -> None:
    (source.home / "var/abruf.toml").unlink()  # nothing is asked, so no switch is needed
    folder = source.home / "var/eingang"
    folder.mkdir()
    declare_table(source, zugang='art = "ordner"\nordner = "eingang"')
    drop(folder, "1.csv", GOOD)
    drop(folder, "2.csv", GOOD)
    drop(folder, "3.csv", GOOD.replace("0,5", "viel"))
    drop(folder, "4.csv", GOOD, age=0)
    result = source.fetch()
    assert (result.status, result.words) == (FetchStatus.REFUSED, "2 Dateien gelesen, 1 abgelehnt.")
    assert sorted(p.name for p in folder.rglob("*.csv")) == ["1.csv", "2.csv", "3.csv", "4.csv"]
    assert (folder / "erledigt/1.csv").is_file() and (folder / "fehler/3.csv").is_file()
    protocol = (folder / "erledigt/2.csv.protokoll.txt").read_text(encoding="utf-8")
    assert "schon übernommen" in protocol
    assert "passt nicht zur Zuordnung" in (folder / "fehler/3.csv.protokoll.txt").read_text("utf-8")
    assert len(imports(source.home)) == 1 and values(source.home)["001"] == 0.5
    drop(folder, "4.csv", GOOD.replace("0,5", "7,5"))
    assert source.fetch().status is FetchStatus.TAKEN
    assert values(source.home)["001"] == 7.5
    assert source.fetch().status is FetchStatus.UNCHANGED


def test_a_dry_run_leaves_the_folder_alone(source: Source) -> None:
    folder = source.home / "var/eingang"
    folder.mkdir()
    declare_table(source, zugang='art = "ordner"\nordner = "eingang"')
    drop(folder, "1.csv", GOOD)
    assert source.fetch(dry_run=True).status is FetchStatus.CHECKED
    assert [p.name for p in folder.iterdir()] == ["1.csv"] and imports(source.home) == ()


def test_a_release_that_is_refused_brings_the_layer_back(source: Source) -> None:
    before, live = source.points, ReleaseStore(source.home).current_id()
    (source.home / "data/start.toml").write_text("kaputt", encoding="utf-8")
    assert source.fetch().status is FetchStatus.REFUSED
    assert source.points == before and ReleaseStore(source.home).current_id() == live


def _shapes(source: Source, ziel: str, document: dict[str, Any]) -> None:
    zugang = f'art = "datei"\nformat = "geojson"\nadresse = "{source.server.url}/u"'
    source.declare(zugang=zugang, ziel=ziel, erwartet="mindestens = 2")
    source.reply = Reply(json.dumps(document).encode())


def test_outlines_and_their_control(source: Source) -> None:
    (source.home / "geo/manifest.json").write_text("{}", encoding="utf-8")
    table = source.home / "geo/gliederung.csv"
    lines = table.read_text("utf-8").splitlines()
    bare = [lines[0], *(line.rpartition(";")[0] + ";" for line in lines[1:])]
    table.write_text("\n".join(bare) + "\n", encoding="utf-8")
    _shapes(source, 'art = "umrisse"', delivered())
    result = source.fetch()
    assert (result.status, result.count) == (FetchStatus.TAKEN, 7)
    assert json.loads((source.home / "geo/manifest.json").read_bytes())["gebiete"] == 7
    ziel = 'art = "kontrolle"\nid = "unterbezirk"\nschluessel = "unterbezirk_nr"'
    _shapes(source, ziel, delivered())
    assert source.fetch(force=True).status is FetchStatus.CHECKED
    _shapes(source, ziel, delivered({"003": 200, "004": 200}))
    result = source.fetch()
    assert result.status is FetchStatus.REFUSED and "liegt zu" in result.words


def test_the_grid_is_kept_for_the_gap_analysis(source: Source) -> None:
    from sozialraum.geometry.topology import load_outlines
    from sozialraum.importers.addresses import HEADER
    from sozialraum.importers.cell_ids import cell_ids

    outlines = load_outlines(source.home)
    middle = outlines.geometry.iloc[0].centroid
    import geopandas as gpd

    place = gpd.GeoSeries([middle], crs=25832).to_crs(3035).iloc[0]
    import numpy as np

    (cell,) = cell_ids(np.array([place.x]), np.array([place.y]))
    code = outlines.index[0]
    (source.home / "geo/adressen_100m.csv").write_text(f"{';'.join(HEADER)}\n{cell};{code};3\n")
    north, east = int(cell[15:22]) + 50, int(cell[23:30]) + 50
    text = (
        "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
        f"{cell};{east};{north};12\n"
        "CRS3035RES100mN2689100E4337000;4337050;2689150;4\n"
    )
    zugang = f'art = "zensus_gitter"\nadresse = "{source.server.url}/z"'
    source.declare(zugang=zugang, ziel='art = "raster"', erwartet="")
    source.reply = Reply(text.encode(), type="text/csv")
    result = source.fetch()
    assert (result.status, result.count) == (FetchStatus.TAKEN, 1), result.words
    kept = source.home / "var/abruf/orte.csv"
    assert kept.read_text().count("CRS3035") == 1 and str(kept) in result.words
    source.reply = Reply(text.replace(";12", ";viele").encode(), type="text/csv")
    source.fetch()
    assert FetchStore(source.home / "var").state("orte").good is not None


def test_points_keep_what_the_source_does_not_deliver(source: Source) -> None:
    source.csv(FOUR)
    source.fetch()
    assert "Verein" in source.points


def test_a_dry_run_finds_the_faults_of_places(source: Source) -> None:
    source.csv(FOUR.replace("51.506", "15.506"))
    result = source.fetch(dry_run=True)
    assert result.status is FetchStatus.REFUSED and "außerhalb" in result.words


def test_a_column_that_the_target_translates_must_be_delivered(source: Source) -> None:
    ziel = 'art = "ebene"\nid = "angebote"\nspalten = { traeger = "verein" }'
    source.declare(ziel=ziel, erwartet="")
    result = source.fetch()
    assert result.status is FetchStatus.REFUSED and "es fehlen: verein" in result.words
