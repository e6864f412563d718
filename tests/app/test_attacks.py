"""Hostile files at every place where a file can be brought: a German word, and nothing changes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from secret_home import make_secret_home
from signed_in import listening_at, secrets_file
from sozialraum.publish import build_release
from sozialraum.web import audit
from toy_imports import everything

ROOT = Path(__file__).parents[2]
SCRIPT = "<script>alert(1)</script>"


def bomb() -> bytes:
    """200 MB of nothing in an Excel file of 200 kB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(200):
                sheet.write(b" " * 1_000_000)
    return packed.getvalue()


HTML = (
    f"<!doctype html><html><body>{SCRIPT}<table><tr><td>1</td></tr></table></body></html>".encode()
)
VRT = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
CELLS = f'Gebiet;Wert\n=cmd|"/c calc"!A0;1\n{SCRIPT};2\n'.encode()
HOSTILE = {
    "page named csv": ("seite.csv", HTML),
    "page named xlsx": ("seite.xlsx", HTML),
    "vrt named csv": ("punkte.csv", VRT),
    "path as name": ("../../../../etc/passwd.csv", CELLS),
    "markup as name": (f"{SCRIPT}.csv", CELLS),
    "huge name": ("n" * 3000 + ".csv", CELLS),
    "empty": ("leer.csv", b""),
    "binary": ("binaer.csv", bytes(range(256)) * 200),
    "utf-16 without mark": ("breit.csv", "a;b\n1;2\n".encode("utf-16-le")),
    "one long line": ("lang.csv", b"x" * 3_000_000),
    "many columns": ("viele.csv", b";".join([b"a"] * 40_000) + b"\n1;2\n"),
    "zip bomb": ("bombe.xlsx", bomb()),
    "zip named csv": ("zip.csv", bomb()[:2000]),
    "deep json": ("tief.json", b"[" * 200_000),
    "page of scenes": ("seite.html", HTML),
    "page named pptx": ("seite.pptx", HTML),
    "other archive named pptx": ("bombe.pptx", bomb()),
    "wrong json": ("falsch.json", json.dumps({"changes": [{"art": SCRIPT}]}).encode()),
    "link in json": (
        "verweis.json",
        b'{"type": "FeatureCollection", "features": [], "crs": {"type": "link",'
        b' "properties": {"href": "http://127.0.0.1:9/"}}}',
    ),
}


def wizard() -> None:
    import streamlit as st

    from sozialraum.web import data_page
    from sozialraum.web.guard import enter

    st.query_params["bereich"] = "einlesen"
    data_page.show(enter())


OFFERS = """
import streamlit as st

from sozialraum.web import offers
from sozialraum.web.guard import enter

st.query_params["bereich"] = "{part}"
offers.show(enter())
"""


def one_list() -> None:
    import streamlit as st

    from sozialraum.web import list_import
    from sozialraum.web.guard import enter

    visit = enter()
    declared = visit.live.monitor.catalog.records("problemimmobilien_einzelobjekte")
    given = st.file_uploader("CSV-Datei", type=["csv"])
    if given is not None:
        list_import._preview(visit, declared, given.getvalue())


def scenes() -> None:
    from sozialraum.web import presentation
    from sozialraum.web.guard import enter

    presentation.show(enter())


def slides_template() -> None:
    import streamlit as st

    from sozialraum.web import presentation_brought
    from sozialraum.web.guard import enter

    for note in st.session_state.get(presentation_brought.NOTES, ()):
        st.warning(note)
    presentation_brought.template(enter())


def formula() -> None:
    from sozialraum.domain.social_index import IndexQuery
    from sozialraum.service.index_choice import IndexState
    from sozialraum.service.index_view import IndexMap
    from sozialraum.web import index_controls
    from sozialraum.web.guard import enter

    state = IndexState(IndexQuery((), "unterbezirk"), IndexMap.STATUS, "")
    index_controls.formula_files(enter(), state)


PLACES: dict[str, tuple[Any, dict[str, bool], int]] = {
    "statistics": (wizard, {}, 0),
    "list": (one_list, {}, 0),
    "directory": ("pflege", {"angebote_einlesen": True}, 0),
    "weights": ("abdeckung", {"angebote_eigene": True}, 0),
    "group": ("abdeckung", {"angebote_eigene": True}, 1),
    "candidates": ("standorte", {"angebote_eigene_liste": True}, 0),
    "scenario": ("szenarien", {"szenario_ablage": True}, 0),
    "contacts": ("schritte", {}, 0),
    "scenes": (scenes, {}, 0),
    "template": (slides_template, {}, 0),
    "formula": (formula, {}, 0),
}
"""Script (or part of the page of services), what must be open, and which of its uploads."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_secret_home(tmp_path_factory.mktemp("angriff") / "stadt")
    build_release(home, home / "var")
    return home


@pytest.fixture(autouse=True)
def _local_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(home))
    monkeypatch.setattr(audit, "record", lambda *_, **__: None)
    with listening_at("127.0.0.1"), secrets_file(None):
        yield


def opened(place: str) -> tuple[AppTest, int]:
    script, state, number = PLACES[place]
    if isinstance(script, str):
        test = AppTest.from_string(OFFERS.format(part=script), default_timeout=60)
    else:
        test = AppTest.from_function(script, default_timeout=60)
    for key, value in state.items():
        test.session_state[key] = value
    return test.run(), number


def words(test: AppTest) -> str:
    """Everything that the page says, as the browser would get it."""
    html = [element.proto.body for element in test.get("html")]
    kinds = (test.markdown, test.caption, test.warning, test.info, test.error, test.success)
    return "\n".join([*html, *(str(element.value) for kind in kinds for element in kind)])


def markup(test: AppTest) -> str:
    """Everything that the browser reads as HTML; Streamlit's own texts are Markdown without it."""
    assert not [element for element in test.markdown if element.allow_html]
    return "\n".join(element.proto.body for element in test.get("html"))


@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_file_changes_nothing_and_gets_a_german_word(place: str, home: Path) -> None:
    before = everything(home)
    calm, number = opened(place)
    assert not calm.exception
    refused = 0
    for what, (name, content) in HOSTILE.items():
        kinds = calm.file_uploader[number].allowed_type
        if not name.endswith(tuple(kinds)):
            continue
        test, number = opened(place)
        test.file_uploader[number].upload(name, content).run()
        assert not test.exception, (what, [each.message for each in test.exception])
        said = words(test)
        assert SCRIPT not in markup(test), what
        assert "Traceback" not in said, what
        assert "root:" not in said, what
        assert said != words(calm), what
        refused += 1
        ways = [button for button in test.button if "eröffentlichen" in button.label]
        assert all(button.disabled for button in ways), what
    assert refused >= 2
    assert everything(home) == before


def test_every_place_for_files_is_in_the_list() -> None:
    """A new upload belongs into ``PLACES``."""
    web = ROOT / "src" / "sozialraum" / "web"
    found = sum(
        path.read_text(encoding="utf-8").count("st.file_uploader(") for path in web.glob("*.py")
    )
    assert found == len(PLACES)
