from __future__ import annotations

import io
import zipfile

import pytest

from servers.asking import BOX, read, refused
from servers.local import Reply, serving
from sozialraum.connectors.archives import unzipped
from sozialraum.connectors.census import cut, metres
from sozialraum.connectors.gtfs import read_stops
from sozialraum.domain.fetches import FetchRefused

STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\r\n"
    "de:05913:2:1:1,Hafen Steig 1,51.530000,7.440000,0,de:05913:2_P\r\n"
    "de:05913:2_P,Hafen,51.530500,7.440500,1,\r\n"
    "de:05913:1:2:2,Markt Steig 2,51.510002,7.460000,,\r\n"
    'de:05913:1:1:1,"Markt, Steig 1",51.510001,7.460000,0,\r\n'
    "de:05913:1:9,Markt Eingang,51.510009,7.460000,2,de:05913:1\r\n"
    "de:05111:7,Düsseldorf,51.220000,6.790000,0,\r\n"
)
GRID = (
    "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
    "CRS3035RES100mN2689100E4337000;4337050;2689150;4\n"
    "CRS3035RES100mN3128500E4131800;{x};{y};12\n"
)


def archive(**files: str | bytes) -> bytes:
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/").replace("_txt", ".txt"), content)
    return store.getvalue()


def test_one_file_of_an_archive() -> None:
    content = archive(**{"feed__stops_txt": "a", "feed__routes_txt": "b"})
    assert unzipped(content, "STOPS.txt") == b"a"


@pytest.mark.parametrize(
    ("content", "pattern", "word"),
    [
        (archive(a_txt="1", x__a_txt="2"), "a.txt", "passen 2 Dateien"),
        (archive(a_txt="1"), "b.txt", "passen 0 Dateien"),
        (archive(a_txt="1" * 5000)[:-30], "a.txt", "beschädigt"),
        (archive(a_txt=b"\0" * 300_000_000), "a.txt", "ausgepackt zu groß"),
    ],
    ids=["two", "none", "broken", "bomb"],
)
def test_archives_that_are_refused(content: bytes, pattern: str, word: str) -> None:
    with pytest.raises(FetchRefused, match=word):
        unzipped(content, pattern)


def test_names_with_paths_are_only_names() -> None:
    assert unzipped(archive(**{"..__..__etc__stops_txt": "x"}), "stops.txt") == b"x"


def test_stations_have_their_own_coordinate_or_that_of_the_first_platform() -> None:
    found = read_stops(STOPS.encode("utf-8-sig"), BOX)
    assert found == [
        {"id": "de:05913:1", "name": "Markt, Steig 1", "breite": "51,510001", "laenge": "7,460000"},
        {"id": "de:05913:2", "name": "Hafen", "breite": "51,530500", "laenge": "7,440500"},
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("stop_id,stop_name\n1,a\n", "stop_lat, stop_lon"),
        ("stop_id,stop_name,stop_lat,stop_lon\n1,a,51.5\n", "Zeile 2"),
        ("stop_id,stop_name,stop_lat,stop_lon\n1,a,51.5,x\n", "keine lesbare Koordinate"),
    ],
)
def test_wrong_stops_are_refused(text: str, word: str) -> None:
    with pytest.raises(FetchRefused, match=word):
        read_stops(text.encode(), BOX)


@pytest.mark.loopback
def test_a_feed_is_fetched_and_cut() -> None:
    feed = Reply(archive(stops_txt=STOPS), type="application/zip", headers={"ETag": '"f"'})
    with serving(lambda _: feed) as server:
        found = read(server.url, "gtfs")
    assert found is not None and (found.count, found.conditions.etag) == (2, '"f"')
    with serving(lambda _: Reply(b"stops", type="application/zip")) as server:
        assert "kein Fahrplandatensatz" in refused(server.url, "gtfs")


def test_the_grid_is_cut_to_the_city() -> None:
    west, south, east, north = metres(BOX)
    inside = GRID.format(x=int((west + east) / 2), y=int((south + north) / 2)).encode()
    lines = cut(b"\xef\xbb\xbf" + inside, (west, south, east, north)).splitlines()
    assert lines[0].startswith(b"GITTER_ID") and len(lines) == 2 and lines[1].endswith(b";12")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a;b\n1;2\n", "kein Gitter"),
        (GRID.format(x=1, y=1) + "CRS3035RES100mN31", "Zeile 4 des Gitters ist unvollständig"),
        ("", "kein Gitter"),
    ],
)
def test_wrong_grids_are_refused(text: str, word: str) -> None:
    with pytest.raises(FetchRefused, match=word):
        cut(text.encode(), BOX)


@pytest.mark.loopback
def test_a_grid_comes_out_of_its_archive() -> None:
    west, south, east, north = metres(BOX)
    text = GRID.format(x=int((west + east) / 2), y=int((south + north) / 2))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        target.writestr("Zensus2022_Bevoelkerungszahl_100m-Gitter.csv", text)
        target.writestr("Zensus2022_Bevoelkerungszahl_1km-Gitter.csv", "x")
    with serving(
        lambda _: Reply(content.getvalue(), type="application/x-zip-compressed")
    ) as server:
        found = read(server.url, "zensus_gitter")
    assert found is not None and found.count == 1
