"""Every file that a page offers, through the routes that serve it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pymupdf
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sozialraum.service.exhibits import page_exhibits
from sozialraum.web import exports
from sozialraum.web.live import live


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    yield TestClient(
        Starlette(routes=exports.routes("/sozialraum")),
        base_url="http://127.0.0.1",
        client=("127.0.0.1", 50000),
    )


def get(client: TestClient, path: str) -> Any:
    answer = client.get(f"/sozialraum/export/{path}")
    assert answer.status_code == 200, (path, answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    name = answer.headers["content-disposition"].split('filename="')[1].split('"')[0]
    assert name.isascii()
    assert " " not in name
    return answer


def test_every_exhibit_leaves_the_house_in_every_form(client: TestClient) -> None:
    monitor = live().monitor
    pictures = 0
    for page in monitor.catalog.pages:
        for id_, exhibit in page_exhibits(monitor, page).items():
            text = get(client, f"{page}/{id_}.csv").content.decode("utf-8-sig")
            assert exhibit.sources[0].citation[:20] in text or len(exhibit.sources) > 1, id_
            assert {"Lizenz", "Darstellung", "Export vom"} <= set(text.splitlines()[0].split(";"))
            assert not any(line.startswith(("=", "+", "@", "\t")) for line in text.splitlines())
            if exhibit.chart and pictures < 4:
                pictures += 1
                assert get(client, f"{page}/{id_}.svg").text.startswith("<svg")
                assert get(client, f"{page}/{id_}.png").content.startswith(b"\x89PNG")
    assert pictures


def test_a_table_of_an_exhibit_is_a_true_workbook(client: TestClient) -> None:
    body = get(client, "zuwanderung/eu2-stadt.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["Daten", "Quelle und Lesehilfe"]
    guide = {row[0].value: row[1].value for row in book["Quelle und Lesehilfe"].rows}
    assert any("Export" in str(title) for title in guide)


def test_lists_carry_the_filter_of_the_address(client: TestClient) -> None:
    whole = get(client, "stadtentwicklung/massnahmen.csv" if _has("massnahmen") else _list_path())
    query = "?filter=stand%3Dbeschlossen"
    part = get(client, f"{_list_path()}{query}")
    assert 2 < len(part.text.splitlines()) < len(whole.text.splitlines())


def _has(id_: str) -> bool:
    return any(b.id == id_ for b in live().monitor.catalog.page("stadtentwicklung").blocks)


def _list_path() -> str:
    blocks = live().monitor.catalog.page("stadtentwicklung").blocks
    return f"stadtentwicklung/{next(b.id for b in blocks if b.records == 'massnahmen')}.csv"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "svg", "png"])
def test_the_map_leaves_in_every_form(client: TestClient, kind: str) -> None:
    answer = get(client, f"karte.{kind}?indikator=kinder_sgb2&gebiet=061&ebenen=angebote")
    assert len(answer.content) > 5000


def test_the_sheet_of_an_area_is_a_pdf_of_two_pages(client: TestClient) -> None:
    answer = get(client, "steckbrief.pdf?ebene=unterbezirk&gebiet=061")
    with pymupdf.open(stream=answer.content) as document:
        assert len(document) == 2
        text = "".join(page.get_text() for page in document)
    for words in ("Borsigplatz", "Quellen", "Export vom", "Rang"):
        assert words in text
    assert "borsigplatz" in answer.headers["content-disposition"]
    assert get(client, "steckbrief.xlsx?ebene=unterbezirk&gebiet=061").content[:2] == b"PK"


def test_the_sheet_of_a_site_is_one_page(client: TestClient) -> None:
    answer = get(client, "projekt.pdf?liste=flaechen&eintrag=S03")
    with pymupdf.open(stream=answer.content) as document:
        assert len(document) == 1
        assert "Westfalenhütte" in document[0].get_text()


@pytest.mark.parametrize(
    "path",
    [
        "zuwanderung/gibtesnicht.csv",
        "gibtesnicht/x.csv",
        "zuwanderung/eu2-stadt.exe",
        "karte.exe",
        "steckbrief.pdf?ebene=unterbezirk&gebiet=999",
        "steckbrief.pdf?ebene=planet&gebiet=1",
        "projekt.pdf?liste=flaechen&eintrag=S999",
        "projekt.pdf?liste=gibtesnicht&eintrag=1",
        "daten/angaben-gibtesnicht.csv",
    ],
)
def test_what_does_not_exist_is_refused_in_german(client: TestClient, path: str) -> None:
    answer = client.get(f"/sozialraum/export/{path}")
    assert answer.status_code == 404
    assert "nicht" in answer.text


def test_a_confidential_list_is_never_served(client: TestClient) -> None:
    path = "projekt.pdf?liste=problemimmobilien_einzelobjekte&eintrag=1"
    answer = client.get(f"/sozialraum/export/{path}")
    assert answer.status_code in {400, 404}
    assert "PDF" not in answer.text[:10]
