from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from servers.asking import read, refused
from servers.ckan import Catalogue
from servers.local import Question, Reply, as_json, serving
from servers.ogc_api import Api
from servers.opendatasoft import Portal
from servers.wfs import Service
from sozialraum.domain.fetches import GoodState

pytestmark = pytest.mark.loopback
RECORDS = [
    {"nr": f"{n}", "name": f"Gebiet {n}", "wert": n / 2, "anzahl": n, "ort": {"lon": 7, "lat": 51}}
    for n in range(1, 251)
]


def shapes(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "id": f"bezirke.{n}",
            "properties": {"nr": f"{n:02d}"} | more,
            "geometry": {"type": "Point", "coordinates": [7.4 + n / 100, 51.5]},
        }
        for n in range(count)
    ]


@contextmanager
def served(service: Any, path: str = "") -> Iterator[str]:
    """The address of a service that must know its own."""
    with serving(service) as server:
        service.url = server.url + path
        yield server.url + path


# Opendatasoft


def test_a_portal_is_read_page_by_page() -> None:
    with serving(Portal("sozial", RECORDS)) as server:
        found = read(server.url, "opendatasoft", ("nr", "wert", "anzahl"), datensatz="sozial")
        offsets = [q.query["offset"] for q in server.asked if q.path.endswith("/records")]
    assert found is not None and found.count == 250
    assert offsets == ["0", "100", "200"]
    lines = found.content.decode().splitlines()
    assert lines[:2] == ["nr;wert;anzahl", "1;0,5;1"] and len(lines) == 251


def test_without_declared_columns_those_with_single_values_are_taken() -> None:
    with serving(Portal("sozial", RECORDS[:3])) as server:
        found = read(server.url, "opendatasoft", datensatz="sozial")
    assert found is not None and found.columns == ("nr", "name", "wert", "anzahl")


def test_more_than_ten_thousand_records_come_through_the_export() -> None:
    many = [{"nr": f"{n}"} for n in range(10_050)]
    with serving(Portal("gross", many)) as server:
        found = read(server.url, "opendatasoft", datensatz="gross")
        paths = [q.path.rsplit("/", 1)[-1] for q in server.asked]
    assert found is not None and found.count == 10_050
    assert paths == ["gross", "records", "json"]


def test_exactly_ten_thousand_records_are_paged() -> None:
    with serving(Portal("gross", [{"nr": f"{n}"} for n in range(10_000)])) as server:
        found = read(server.url, "opendatasoft", datensatz="gross")
    assert found is not None and found.count == 10_000


def test_outlines_of_a_portal() -> None:
    portal = Portal("umrisse", RECORDS[:7], shapes(7))
    with serving(portal) as server:
        found = read(server.url, "opendatasoft", datensatz="umrisse", umrisse=True)
    assert found is not None and (found.count, found.columns) == (7, ("nr",))
    assert len(json.loads(found.content)["features"]) == 7


def test_fewer_records_than_announced_are_refused() -> None:
    with serving(Portal("sozial", RECORDS, kept_back=30)) as server:
        assert "kündigt 250" in refused(server.url, "opendatasoft", datensatz="sozial")


def test_fewer_features_than_records_are_refused() -> None:
    with serving(Portal("u", RECORDS[:7], shapes(5))) as server:
        assert "kündigt 7" in refused(server.url, "opendatasoft", datensatz="u", umrisse=True)


def test_a_vanished_column_is_refused() -> None:
    with serving(Portal("sozial", RECORDS, dropped="wert")) as server:
        text = refused(server.url, "opendatasoft", ("nr", "wert"), datensatz="sozial")
    assert "fehlen Spalten: wert" in text and "anzahl" in text


def test_a_broken_export_is_refused() -> None:
    with serving(Portal("u", RECORDS[:7], shapes(7), cut=True)) as server:
        text = refused(server.url, "opendatasoft", datensatz="u", umrisse=True)
    assert "kein vollständiges JSON" in text


def test_an_unknown_data_set_and_the_words_of_the_portal() -> None:
    with serving(Portal("sozial", RECORDS)) as server:
        assert "gibt es auf dem Portal nicht" in refused(
            server.url, "opendatasoft", datensatz="sonst"
        )
    error = {"error_code": "ODSQLError", "message": "Query is invalid"}
    with serving(lambda _: as_json(error, status=400)) as server:
        text = refused(server.url, "opendatasoft", datensatz="sozial", auswahl="x =")
    assert "ODSQLError Query is invalid" in text


def test_values_that_are_no_single_values_are_refused() -> None:
    with serving(Portal("sozial", RECORDS)) as server:
        text = refused(server.url, "opendatasoft", ("nr", "ort"), datensatz="sozial")
    assert "„ort“ enthält Listen oder Formen" in text


# WFS


def test_a_wfs_is_read_page_by_page() -> None:
    service = Service(shapes(5))
    with served(service, "/ows") as url:
        found = read(url, "wfs", objektart="stadt:bezirke", seite=2)
    assert found is not None and found.count == 5
    document = json.loads(found.content)
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::25832"
    asked = [
        (q.get("resulttype", ""), q.get("startindex", ""), q.get("count", ""))
        for q in service.asked
    ]
    assert asked == [("", "", ""), ("hits", "", ""), ("", "", "2"), ("", "2", "2"), ("", "4", "2")]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"matched": 9}, "kündigt 9 Datensätze an, gekommen sind 5"),
        ({"matched": 0}, "kein einziges Objekt"),
        ({"unstable": True, "most": 5, "matched": 10}, "Objekte mehrfach"),
        ({"offers_json": False}, "liefert kein GeoJSON"),
        ({"report": True}, "Der Dienst meldet einen Fehler: unbekannt: stadt:bezirke"),
        ({"bomb": True}, "Dokumenttyp"),
        ({"version": "1.1.0"}, "WFS 1.1.0"),
        ({"feature_url": "https://anderswo.example/ows"}, "anderen Rechner"),
    ],
)
def test_faults_of_a_wfs(fault: dict[str, Any], word: str) -> None:
    with served(Service(shapes(5), **fault)) as url:
        assert word in refused(url, "wfs", objektart="stadt:bezirke", seite=5)


def test_an_unknown_feature_type_names_what_there_is() -> None:
    with served(Service(shapes(1))) as url:
        text = refused(url, "wfs", objektart="stadt:strassen")
    assert "„stadt:strassen“" in text and "stadt:bezirke" in text


def test_owslib_asks_nothing_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("a request past the guard")

    monkeypatch.setattr(requests.Session, "request", never)
    with served(Service(shapes(3))) as url:
        assert read(url, "wfs", objektart="stadt:bezirke") is not None
    with api(Api(shapes(3))) as url:
        assert read(url, "ogc_api", sammlung="orte") is not None


# OGC API - Features


@contextmanager
def api(service: Api) -> Iterator[str]:
    with serving(service) as server:
        service.url = server.url
        yield f"{server.url}/v1"


def test_next_links_are_followed() -> None:
    with api(Api(shapes(5))) as url:
        found = read(url, "ogc_api", sammlung="orte", seite=2)
    assert found is not None and (found.count, found.notes) == (5, ())


def test_a_missing_count_is_said() -> None:
    with api(Api(shapes(5), counted=False)) as url:
        found = read(url, "ogc_api", sammlung="orte")
    assert found is not None and found.notes == ("Der Dienst kündigt keine Anzahl an.",)


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"short": 2}, "kündigt 5 Datensätze an, gekommen sind 3"),
        ({"circle": True}, "im Kreis"),
        ({"next_host": "https://anderswo.example"}, "anderen Rechner"),
        ({"next_host": "https://169.254.169.254"}, "anderen Rechner"),
    ],
)
def test_faults_of_an_ogc_api(fault: dict[str, Any], word: str) -> None:
    with api(Api(shapes(5), **fault)) as url:
        assert word in refused(url, "ogc_api", sammlung="orte", seite=2)


def test_an_unknown_collection() -> None:
    with api(Api(shapes(5))) as url:
        assert "Sammlung „sonst“" in refused(url, "ogc_api", sammlung="sonst")


# CKAN and single files

CSV = Reply(b"gebiet;wert\r\n001;1,5\r\n002;2,5\r\n", type="text/csv", headers={"ETag": '"7"'})


def test_a_catalogue_names_the_file() -> None:
    catalogue = Catalogue(files={"/datei.csv": CSV})
    with serving(catalogue) as server:
        catalogue.resources = [
            {"id": "a1", "name": "Tabelle", "format": "CSV", "url": f"{server.url}/datei.csv"},
            {"id": "b2", "name": "Bericht", "format": "PDF", "url": f"{server.url}/x.pdf"},
        ]
        found = read(server.url, "ckan", datensatz="bevoelkerung")
        assert found is not None
        assert (found.count, found.columns, found.content) == (2, ("gebiet", "wert"), CSV.body)
        assert found.conditions.etag == '"7"'
        again = read(server.url, "ckan", datensatz="bevoelkerung", ressource="Tabelle")
        assert again == found


def test_faults_of_a_catalogue() -> None:
    resource = {"id": "a1", "name": "T", "format": "CSV", "url": "https://anderswo.example/t.csv"}
    catalogue = Catalogue([resource])
    with serving(catalogue) as server:
        url = server.url
        assert "anderen Rechner" in refused(url, "ckan", datensatz="bevoelkerung")
        assert "gibt es im Katalog nicht" in refused(url, "ckan", datensatz="sonst")
        assert "passen 0 Dateien" in refused(url, "ckan", datensatz="bevoelkerung", ressource="weg")
        catalogue.resources = [resource, resource]
        assert "passen 2 Dateien" in refused(url, "ckan", datensatz="bevoelkerung")
        catalogue.fails = True
        assert "Zugriff verweigert" in refused(url, "ckan", datensatz="bevoelkerung")


def test_unchanged_files_are_not_fetched_again() -> None:
    def answer(question: Question) -> Reply:
        return Reply(status=304) if question.headers.get("if-none-match") == '"7"' else CSV

    with serving(answer) as server:
        first = read(server.url, "datei")
        good = GoodState("2026-01-01T00:00:00+00:00", "x", 2, (), first.conditions.etag)  # type: ignore[union-attr]
        assert read(server.url, "datei", good=good) is None


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(b"", type="text/csv"), "leer"),
        (Reply(b"<html>", type="text/html"), "„text/html“"),
        (Reply(b" <!DOCTYPE html><p>", type="text/csv"), "Internetseite"),
        (Reply(b"a;b\n1;\0", type="text/csv"), "keine Textdatei"),
        (Reply(b'a;b\n1;"2', type="text/csv"), "kein vollständiges CSV"),
        (Reply(status=204), "Fehler 204"),
    ],
)
def test_wrong_files_are_refused(reply: Reply, word: str) -> None:
    with serving(lambda _: reply) as server:
        assert word in refused(server.url, "datei")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"type": "FeatureCollection", "features": [', "kein vollständiges JSON"),
        (b'{"type": "Feature"}', "keine FeatureCollection"),
        (b"[" * 100_000, "kein vollständiges JSON"),
        (b'{"type": "FeatureCollection", "features": [7]}', "kein GeoJSON-Feature"),
        (b'{"type": "FeatureCollection", "features": NaN}', "kein vollständiges JSON"),
        (b"[]", "erwartete Form"),
    ],
)
def test_wrong_geojson_is_refused(body: bytes, word: str) -> None:
    with serving(lambda _: Reply(body)) as server:
        assert word in refused(server.url, "datei", format="geojson")


def test_an_excel_file_must_be_one() -> None:
    with serving(lambda _: Reply(b"PK", type="application/octet-stream")) as server:
        assert "keine Excel-Datei" in refused(server.url, "datei", format="xlsx")
