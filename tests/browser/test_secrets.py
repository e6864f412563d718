"""Everything that leaves the server, for every role, searched for what is planted in the data.

Websocket frames, own routes, files of every kind and error texts are looked at as raw bytes. The
same search finds each secret where somebody may see it, so it would find it elsewhere, too.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from identity_provider import Guarded, guarded_dashboard
from raw_session import Visitor, signed_in
from running_server import ROOT, map_frame
from secret_home import (
    EXHIBITS,
    LAYER,
    RESTRICTED,
    SECRETS,
    SECTIONS,
    bring_objects,
    found_in,
    make_secret_home,
)
from sozialraum.domain.access import Role
from sozialraum.domain.comparison import Comparing
from sozialraum.domain.queries import Scheme
from sozialraum.service.index_view import IndexMap
from sozialraum.web.data_page import SECTIONS as PARTS_OF_DATA
from sozialraum.web.export_files import FORMATS, PICTURES
from sozialraum.web.exports import _FILES
from sozialraum.web.offers import PARTS as PARTS_OF_OFFERS

pytestmark = pytest.mark.browser
SIGNING = "nur-fuer-diesen-test-0123456789-abcdefghijkl"
ROLES = {
    "": Role.PUBLIC, "karl": Role.COORDINATION, "anna": Role.PLANNING, "bert": Role.ADMINISTRATION,
}  # fmt: skip
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
THEMES = ("problemimmobilien", "stadtentwicklung", "zuwanderung")
INDICATORS = ("faelle", "fallquote", "besuche", "quarz_faelle")
AREAS = (
    ("unterbezirk", "001"),
    ("unterbezirk", "004"),
    ("sozialraum", "012"),
    ("stadtbezirk", "01"),
)


@dataclass
class City:
    """The dashboard of the city with secrets, and its visitors by name."""

    app: Guarded
    people: dict[str, Visitor]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("geheim")
    home = make_secret_home(folder / "stadt")
    with guarded_dashboard(folder, "http://127.0.0.1:9", SOZIALRAUM_HOME=str(home)) as app:
        bring_objects(app.var)
        people = {name: sign_in(app, name) for name in ROLES}
        yield City(app, people)


def sign_in(app: Guarded, name: str, number: int = 0) -> Visitor:
    if not name:
        return Visitor(app.base)
    groups = ["dortmund-koordination"] if name == "karl" else []
    return signed_in(app.base, app.var, name, SIGNING, number, groups=groups)


def allowed(name: str) -> set[str]:
    return {secret.name for secret in SECRETS if ROLES[name] in secret.roles}


def told(content: bytes, asked: str = "") -> set[str]:
    """Names of the secrets in an answer; it may repeat the words of the question."""
    repeated = {secret.name for secret in SECRETS if str(secret.what) in asked}
    return found_in(content) - repeated


# -- pages -------------------------------------------------------------------------------------


def visits() -> Iterator[tuple[str, str]]:
    """Every page and section with every parameter that names something hidden."""
    yield "ueberblick", ""
    for level, area in AREAS:
        yield "karte", f"indikator=faelle&ebene={level}&gebiet={area}&ebenen=angebote,zinnober"
    for indicator in INDICATORS:
        yield "karte", f"indikator={indicator}&gebiet=001&ebenen=zinnober"
    for scheme in (scheme.value for scheme in Scheme):
        yield "karte", f"indikator=faelle&einteilung={scheme}&klassen=7&grenzen=10;73000"
    for level, area in AREAS:
        yield "steckbrief", f"ebene={level}&gebiet={area}"
    for part in PARTS_OF_OFFERS:
        yield "angebote", f"bereich={part}&zielgruppe=quarz&orte=zinnober&gebiet=001"
    yield "angebote", "bereich=abdeckung&zielgruppe=faelle&gebiet=004"
    for part in PARTS_OF_DATA:
        yield "daten", f"bereich={part}"
    for indicator in (*INDICATORS, "quarz_faele"):
        yield "daten", f"bereich=indikatoren&indikator={indicator}"
    yield "daten", "bereich=indikatoren&suche=quarz&thema=Verdecktes"
    for way in Comparing:
        for first, second in (("faelle", "quarz_faelle"), ("quarz_faelle", "besuche")):
            given = f"indikator={first}&indikator2={second}&gebiete=001,002&gebiet=001"
            yield "vergleich", f"art={way.value}&{given}"
    for view in IndexMap:
        given = f"indikatoren={','.join(INDICATORS)}&ebene=unterbezirk&gebiet=001"
        yield "sozialindex", f"ansicht={view.value}&{given}"
    for page in ("praesentation", "leichte_sprache", "barrierefreiheit"):
        yield page, ""
    for page in THEMES:
        yield page, ""
        for section in SECTIONS:
            given = "indikator=quarz_faelle&gebiet=001&eintrag=b1&filter=suche%3DVorgang"
            yield page, f"abschnitt={section}&{given}"
            yield page, f"abschnitt={section}"


@pytest.mark.parametrize("name", ROLES)
def test_no_page_tells_a_role_more_than_it_may_see(name: str, city: City) -> None:
    said: set[str] = set()
    with city.people[name].connected() as session:
        for page, query in visits():
            sent = session.run(page, query)
            assert b"/media/" not in sent, "media files ask for no cookie"
            found = told(sent, query)
            assert found <= allowed(name), (page, query)
            said |= found
    elsewhere = {LAYER.name, "id of the restricted indicator"}
    assert said | elsewhere == allowed(name) | elsewhere
    assert {page for page, _ in visits()} == set(PAGES)


# -- own routes --------------------------------------------------------------------------------


def files() -> Iterator[str]:
    """Every address of a file with every kind, for every exhibit, area and indicator."""
    for indicator in INDICATORS:
        for kind in (*FORMATS, *(PICTURES if indicator == "quarz_faelle" else ())):
            yield f"karte.{kind}?indikator={indicator}&gebiet=001&ebenen=angebote,zinnober"
        yield f"daten/angaben-{indicator}.csv"
        yield f"daten/angaben-{indicator}.xlsx"
    for level, area in AREAS[1:]:
        yield f"steckbrief.xlsx?ebene={level}&gebiet={area}"
    yield "steckbrief.pdf?ebene=unterbezirk&gebiet=001"
    yield "steckbriefe.pdf?ebene=sozialraum"
    for id_ in ("indikatoren", "quellen", "ebenen", "zuordnung", "umrisse"):
        yield f"daten/{id_}.csv"
    for exhibit in EXHIBITS:
        for kind in ("csv", "xlsx"):
            yield f"zuwanderung/{exhibit}.{kind}"
    yield from (f"zuwanderung/{name}" for name in ("verlauf.svg", "balken.png", "index.svg"))
    for list_, entry in (("bernstein", "b1"), ("vorhaben", "v1"), ("einzelobjekte", "o1"),
                         ("problemimmobilien_einzelobjekte", "o1"), ("bernsteine", "b1")):  # fmt: skip
        yield f"projekt.pdf?liste={list_}&eintrag={entry}"
    for kind in ("csv", "xlsx", "json", "pdf"):
        yield f"angebote.{kind}"
        for target in ("faelle", "quarz"):
            yield f"abdeckung.{kind}?zielgruppe={target}&orte=zinnober"
    yield "luecken.pdf?zielgruppe=quarz&orte=zinnober"
    yield "luecken.xlsx?zielgruppe=quarz&orte=zinnober"
    yield "daten/angaben-quarz_faele.csv"
    yield "steckbrief/verlauf.csv?ebene=unterbezirk&gebiet=001"


@pytest.mark.parametrize("name", ROLES)
def test_no_file_tells_a_role_more_than_it_may_see(name: str, city: City) -> None:
    said: set[str] = set()
    made = 0
    for path in files():
        answer = city.people[name].get(f"/sozialraum/export/{path}")
        assert answer.status in {200, 400, 404}, (path, answer.body)
        made += answer.status == 200
        found = told(answer.body, path)
        assert found <= allowed(name), path
        assert not found_in(repr(answer.headers).encode()) - allowed(name), path
        said |= found
    names = {path.partition("?")[0].rpartition(".")[0].rpartition("/")[2] for path in files()}
    assert {path.partition(".")[0] for path in _FILES if "/" not in path} <= names
    assert made > 40
    if name in {"anna", "bert"}:
        assert {"restricted value", "restricted indicator", "restricted list"} <= said


@pytest.mark.parametrize("name", ROLES)
def test_map_packages_and_overlays_belong_to_who_may_see_them(name: str, city: City) -> None:
    """Whoever knows the address of a restricted overlay does not get it for that."""
    paths = assets(city, "anna")
    assert len(paths) > len(assets(city, ""))
    said: set[str] = set()
    for path in paths:
        for encoding in ("gzip", ""):
            answer = city.people[name].get(f"/sozialraum/{path}", Accept_Encoding=encoding)
            assert answer.status in {200, 404}
            found = found_in(answer.body)
            assert found <= allowed(name), path
            if found:
                assert answer.headers["cache-control"] == "no-store"
            said |= found
    assert (LAYER.name in said) == (LAYER.name in allowed(name))


def assets(city: City, name: str) -> set[str]:
    """Addresses of everything that the map of somebody fetches."""
    page = city.people[name].page("karte", "ebenen=angebote,zinnober").decode("utf-8", "replace")
    named = re.compile(r"sozialraum/((?:geometrie|ebene|orientierung)/\w+\.json)")
    paths = set(named.findall(page))
    for path in list(paths):
        paths |= set(named.findall(city.people[name].get(f"/sozialraum/{path}").text))
    return paths


def test_nothing_hangs_on_the_open_routes(city: City) -> None:
    for path in ("/", "/karte", "/bereit", "/_stcore/health", "/_stcore/host-config",
                 "/static/", "/media/", "/component/", "/_stcore/metrics"):  # fmt: skip
        for name in ROLES:
            answer = city.people[name].get(path)
            assert not found_in(answer.body), path
            assert not found_in(repr(answer.headers).encode()), path


def test_logs_and_the_audit_log_name_no_secret(city: City) -> None:
    log = city.app.var / "protokoll" / "audit.jsonl"
    said = found_in(log.read_bytes())
    assert not said - {"id of the restricted indicator"}


# -- many at once ------------------------------------------------------------------------------


def test_a_hundred_sessions_of_all_roles_never_see_what_others_see(city: City) -> None:
    """Four threads turn from one open session to another; each asks for what others may see."""
    asked = [
        ("karte", "indikator=quarz_faelle&gebiet=001&ebenen=zinnober"),
        ("steckbrief", "ebene=unterbezirk&gebiet=001"),
        ("daten", "bereich=indikatoren&indikator=quarz_faelle"),
        ("zuwanderung", "abschnitt=verdeckt&indikator=quarz_faelle"),
        ("problemimmobilien", ""),
        ("angebote", "bereich=abdeckung&zielgruppe=quarz"),
    ]
    names = list(ROLES) * 25
    wrong: list[tuple[str, str, set[str]]] = []
    seen: dict[str, set[str]] = {name: set() for name in ROLES}

    def work(part: int) -> None:
        chance = Random(part)
        mine = list(enumerate(names, 1))[part::4]
        opened = [(name, sign_in(city.app, name, number).connected()) for number, name in mine]
        sessions = [(name, manager.__enter__()) for name, manager in opened]
        try:
            for _ in range(2):
                chance.shuffle(sessions)
                for name, session in sessions:
                    page, query = chance.choice(asked)
                    found = told(session.run(page, query), query)
                    seen[name] |= found
                    if not found <= allowed(name):
                        wrong.append((name, f"{page}?{query}", found))
        except AssertionError as error:
            wrong.append(("", str(error), set()))
        finally:
            for _, manager in opened:
                manager.__exit__(None, None, None)

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert not seen[""] | seen["karl"]
    assert RESTRICTED.name in seen["anna"] & seen["bert"]
    assert "object in 01" in seen["bert"] - seen["anna"]


# -- in a browser ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["karl", "bert"])
def test_a_browser_receives_no_more_than_the_search_above(
    name: str, city: City, open_tab: Callable[..., Any]
) -> None:
    """The frames and answers of a real browser on the pages with maps, of its address and tables."""
    tab = open_tab(1440)
    page, received = tab.page, list[bytes]()
    cookies = city.people[name].cookies
    page.context.add_cookies(
        [{"name": n, "value": v, "url": city.app.base} for n, v in cookies.items()]
    )
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda frame: received.append(frame if isinstance(frame, bytes) else frame.encode()),
        ),
    )
    answers: list[Any] = []
    page.on("response", lambda answer: answers.insert(0, answer))
    ours = f"{city.app.base}/sozialraum/"
    for path in ("karte?indikator=quarz_faelle&gebiet=001&ebenen=zinnober", "zuwanderung"):
        page.goto(f"{city.app.base}/{path}")
        page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")
        frame = map_frame(page.wait_for_selector("iframe[title*='st_folium']"))
        frame.wait_for_function("window.sozialraum?.paints > 0")
        received += [page.content().encode(), frame.content().encode()]
        received += [a.body() for a in answers if a.url.startswith(ours) and a.status == 200]
        answers.clear()
    found = {found for content in received for found in found_in(content)}
    found -= {"id of the restricted indicator"} if name == "karl" else set()
    assert found <= allowed(name)
    assert (RESTRICTED.name in found) == (name == "bert")
    assert (LAYER.name in found) == (name == "bert")


def test_roles_of_the_search_are_all_roles() -> None:
    assert set(ROLES.values()) == set(Role)
    assert Path(ROOT, "pages").is_dir()
