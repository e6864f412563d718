"""A city in which every text is an attack, opened page by page; and requests that nobody should send."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from websockets.exceptions import InvalidStatus

from identity_provider import Guarded, guarded_dashboard
from raw_session import Visitor, signed_in
from running_server import ROOT, map_frame
from secret_home import CONFIDENTIAL, OBJECTS, found_in, make_secret_home
from sozialraum.export.view import FORMATS
from sozialraum.publish import build_release
from sozialraum.publish.imports import take_over
from sozialraum.web.data_page import SECTIONS as PARTS_OF_DATA
from sozialraum.web.offers import PARTS as PARTS_OF_OFFERS
from toy_home import change
from toy_imports import delivery, mapping

pytestmark = pytest.mark.browser
SIGNING = "nur-fuer-diesen-test-0123456789-abcdefghijkl"
PAYLOAD = "`${alert(1)}`</script><script>alert(2)</script><img src=x onerror=alert(3)>{{7*7}}'%>"
FORMULA = "=HYPERLINK(1)"
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
_TEXT = re.compile(
    r"(?m)(\b(?:name|mehrzahl|kurzname|thema|definition|titel|einzahl|beschreibung|herausgeber|"
    r'lizenz|stadt|einleitung|text|lesehilfe|hinweis)\s*=\s*)"([^"]*)"'
)
_COLUMNS = {
    "name", "traeger", "unterbezirk_name", "sozialraum_name", "stadtbezirk_name", "stadt_name",
    "aktionsraum_name", "wortlaut", "hinweis", "gegenstand", "fruehere_nutzung", "themen",
}  # fmt: skip
"""Columns of tables that carry words."""


def poisoned(home: Path) -> Path:
    """Add the payload to every text of the declarations and tables, and begin names as formulas."""
    for path in [*home.glob("geo/*.toml"), *home.glob("data/**/*.toml")]:
        if path.name == "geheimhaltung.toml":
            continue
        text = path.read_text(encoding="utf-8")
        path.write_text(_TEXT.sub(lambda m: f'{m[1]}"{m[2]} {PAYLOAD}"', text), encoding="utf-8")
    change(home, "data/orte/vorhaben.csv", ";Mitte;", ";01;")
    change(home, "data/statistik/reihen.csv", ";Mitte;", ";01;")
    for path in [home / "geo/gliederung.csv", *home.glob("data/**/*.csv")]:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))
        for row in rows:
            for column in row.keys() & _COLUMNS:
                formula = FORMULA if column in {"name", "unterbezirk_name"} else ""
                row[column] = f"{formula}{row[column]} {PAYLOAD}"
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("angriff")
    home = poisoned(make_secret_home(folder / "stadt"))
    (home / "data/methoden").mkdir()
    (home / "data/methoden/text.md").write_text(f"# {PAYLOAD}\n\n{PAYLOAD}\n", encoding="utf-8")
    var = folder / "var"
    build_release(home, var)
    said = mapping(
        id="boese", title=f"Titel {PAYLOAD}", indicator="haushalte", source="amt", period="2025"
    )
    take_over(home, delivery(4, 5, 6), f"{PAYLOAD}.csv", said, who=PAYLOAD, var=var)
    objects = var / "vertraulich" / f"{OBJECTS}.csv"
    objects.parent.mkdir(mode=0o700)
    objects.write_text(CONFIDENTIAL.replace("weg", f"weg {PAYLOAD}"), encoding="utf-8")
    with guarded_dashboard(folder, "http://127.0.0.1:9", SOZIALRAUM_HOME=str(home)) as running:
        yield running


@pytest.fixture(scope="module")
def admin(app: Guarded) -> Visitor:
    return signed_in(app.base, app.var, "bert", SIGNING, name=PAYLOAD)


# -- scripts -----------------------------------------------------------------------------------


def addresses() -> Iterator[str]:
    """Every page, sections with other kinds of elements, and the payload in every parameter."""
    words = quote(PAYLOAD)
    yield ""
    yield f"karte?indikator=faelle&gebiet=001&ebenen=angebote,zinnober&stichtag={words}"
    yield f"karte?indikator={words}&ebene={words}&gebiet={words}&einteilung={words}&ebenen={words}"
    yield "steckbrief?ebene=unterbezirk&gebiet=001"
    for part in ("verzeichnis", "abdeckung", "bericht"):
        yield f"angebote?bereich={part}&zielgruppe=faelle&eintrag=s1&filter={words}"
    yield f"angebote?bereich=szenarien&szenario={words}&zielgruppe={words}"
    for part in ("zuordnung", "methoden", "verlauf"):
        yield f"daten?bereich={part}"
    yield f"daten?bereich=indikatoren&indikator=faelle&suche={words}&thema={words}"
    for way in ("zeit", "gebiete", "indikatoren", "nebeneinander", "schieber"):
        yield f"vergleich?art={way}&indikator=faelle&indikator2={words}&gebiete=001,{words}"
    yield f"vergleich?art={words}&indikator={words}&ebene={words}&stichtag={words}&quadrant={words}"
    yield f"sozialindex?indikatoren=faelle,{words}&ebene={words}&bezug={words}&mindest={words}"
    yield f"praesentation?praesentation={words}"
    yield "leichte_sprache"
    yield "barrierefreiheit"
    yield "problemimmobilien"
    yield "stadtentwicklung?flaeche=f1"
    yield "zuwanderung?abschnitt=verdeckt&eintrag=b1"


def test_no_text_runs_anywhere(app: Guarded, admin: Visitor, open_tab: Callable[..., Any]) -> None:
    """No dialog, no element that a text made, no error, and the maps are drawn all the same."""
    tab = open_tab(1440)
    page, dialogs, said = tab.page, [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": app.base} for name, value in admin.cookies.items()]
    )
    maps = 0
    for path in addresses():
        page.goto(f"{app.base}/{path}")
        page.wait_for_selector(".stMain h1")
        page.wait_for_selector(IDLE)
        for handle in page.query_selector_all("iframe[title*='st_folium']"):
            map_frame(handle).wait_for_function("window.sozialraum?.paints > 0")
            maps += 1
        for frame in page.frames:
            assert frame.locator("img[src='x'], script:text('alert(')").count() == 0, path
        assert page.locator("[data-testid='stException']").count() == 0, path
        assert dialogs == [], path
        assert tab.errors == [], path
    assert maps > 6
    assert tab.foreign == []
    assert [line for line in said if "404" not in line] == []


def test_the_payload_reached_the_pages(app: Guarded, admin: Visitor) -> None:
    """Otherwise the test above would look at nothing."""
    for page, query in (
        ("karte", ""), ("steckbrief", ""), ("zuwanderung", ""), ("angebote", ""),
        ("daten", "bereich=verlauf"), ("daten", "bereich=methoden"), ("problemimmobilien", ""),
    ):  # fmt: skip
        assert b"alert(3)" in admin.page(page, query), (page, query)


@pytest.mark.parametrize("element", ["a[href*='boese.example']", "img[src*='boese.example']"])
def test_an_address_cannot_put_a_link_on_a_page(
    element: str, app: Guarded, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(1440).page
    page.goto(
        f"{app.base}/karte?indikator={quote('[Anmelden](//boese.example) ![x](//boese.example)')}"
    )
    page.wait_for_selector(".stMain h1")
    page.wait_for_selector(IDLE)
    assert page.locator(element).count() == 0


# -- formulas ----------------------------------------------------------------------------------


def tables() -> Iterator[str]:
    for kind in ("csv", "xlsx"):
        for indicator in ("faelle", "haushalte"):
            yield f"karte.{kind}?indikator={indicator}&ebene=unterbezirk"
            yield f"daten/angaben-{indicator}.{kind}"
        for name in ("verlauf", "balken", "angaben", "liste", "anderswo"):
            yield f"zuwanderung/{name}.{kind}"
        for name in ("indikatoren", "quellen", "ebenen", "zuordnung", "umrisse"):
            yield f"daten/{name}.{kind}"
        yield f"angebote.{kind}"
        yield f"abdeckung.{kind}?zielgruppe=faelle"
        yield f"luecken.{kind}?zielgruppe=faelle"
    yield "steckbrief.xlsx?ebene=unterbezirk&gebiet=001"


def test_no_cell_of_a_table_that_leaves_the_house_is_a_formula(admin: Visitor) -> None:
    looked_at = 0
    for path in tables():
        answer = admin.get(f"/sozialraum/export/{path}")
        assert answer.status == 200 or path.startswith(("abdeckung", "luecken")), (
            path,
            answer.text,
        )
        if answer.status != 200:
            continue
        for cell in cells(path, answer.body):
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), (path, cell)
            assert not cell.startswith("-") or re.fullmatch(r"-[\d.,]*", cell), (path, cell)
            looked_at += "HYPERLINK" in cell
    assert looked_at > 100
    assert {"csv", "xlsx"} <= set(FORMATS)


def cells(path: str, content: bytes) -> Iterator[str]:
    if ".csv" in path:
        text = content.decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text), delimiter=";"):
            yield from row
        return
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (path, cell.coordinate)
                if isinstance(cell.value, str) and not cell.quotePrefix:
                    yield f" {cell.value}"


# -- requests ----------------------------------------------------------------------------------

FOREIGN = "http://boese.example"


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://localhost:1", "file://"])
def test_a_page_of_somebody_else_gets_no_session(origin: str, app: Guarded, admin: Visitor) -> None:
    with pytest.raises(InvalidStatus) as refused:
        admin.page("karte", origin=origin)
    assert refused.value.response.status_code == 403
    assert ("abgewiesen", "unbekannt", "fremde-herkunft") in app.events()


def test_a_page_of_somebody_else_gets_the_public_file_at_most(admin: Visitor) -> None:
    path = "/sozialraum/export/daten/angaben-quarz_faelle.csv"
    assert admin.get(path).status == 200
    foreign = admin.get(path, Origin=FOREIGN)
    assert foreign.status == 404
    assert "access-control-allow-origin" not in {name.lower() for name in foreign.headers}


@pytest.mark.parametrize("host", ["boese.example", "127.0.0.1.boese.example", "", "a b", "[::1"])
def test_a_forged_host_gets_nothing(host: str, admin: Visitor) -> None:
    for path in ("/", "/sozialraum/export/karte.csv", "/_stcore/health"):
        answer = admin.get(path, Host=host or "-")
        assert answer.status in {400, 403}, path
        assert not found_in(answer.body)


TRAVERSALS = [
    "/sozialraum/../dashboard.py",
    "/sozialraum/..%2f..%2fdashboard.py",
    "/sozialraum/%2e%2e/%2e%2e/etc/passwd",
    "/sozialraum/geometrie/..%5c..%5cpyproject.toml",
    "/sozialraum//etc/passwd",
    "/sozialraum/ebene/%00.json",
    "/sozialraum/export/../../etc/passwd",
    "/sozialraum/export/daten/..%2f..%2fdata%2fquellen.csv",
    "/sozialraum/export/%2e%2e/%2e%2e.csv",
    "/sozialraum/export/karte.csv/../../x",
    "/static/..%2f..%2f..%2fetc%2fpasswd",
    "/media/..%2f..%2fvar%2fcurrent",
    "/media/../../etc/passwd",
    "/component/streamlit_folium.st_folium/..%2f..%2f..%2f__init__.py",
    "/app/static/../../pyproject.toml",
    "/pages/karte.py",
    "/pages/karte",
    "/dashboard.py",
    "/.streamlit/secrets.toml",
    "/data/quellen.toml",
    "/var/current",
    "/var/protokoll/audit.jsonl",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_what_is_served(path: str, admin: Visitor) -> None:
    answer = admin.get(path)
    assert answer.status in {200, 307, 400, 403, 404}, answer.status
    for word in (
        b"root:",
        b"def ",
        b"import ",
        b"cookie_secret",
        b"[project]",
        b"herausgeber",
        b"prev",
    ):
        assert word not in answer.body or b"<!doctype html>" in answer.body.lower(), (path, word)
    if answer.status == 200:
        assert b'<div id="root">' in answer.body
    assert not found_in(answer.body)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_file_without_a_session_is_not_taken(method: str, app: Guarded) -> None:
    nobody = Visitor(app.base)
    xsrf = nobody.get("/_stcore/health").headers["set-cookie"].partition("=")[2].partition(";")[0]
    nobody.cookies["_streamlit_xsrf"] = xsrf
    path = "/_stcore/upload_file/00000000-0000-0000-0000-000000000000/../../x"
    answer = nobody.get(path, method, b"x" * 100, X_Xsrftoken=xsrf)
    assert answer.status in {400, 403, 404, 405}, answer.status
    folder = app.var / "hochgeladen"
    assert not folder.exists() or not [entry for entry in folder.rglob("*") if entry.is_file()]


def test_the_parts_of_the_pages_are_all_of_them() -> None:
    named = "\n".join(addresses())
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} - {"ueberblick"} <= {
        word.partition("?")[0] for word in named.splitlines()
    }
    assert {"verlauf", "methoden"} <= set(PARTS_OF_DATA)
    assert {"verzeichnis", "bericht"} <= set(PARTS_OF_OFFERS)
