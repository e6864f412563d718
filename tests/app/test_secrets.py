"""What the command line, suggestions and forged questions say about a city with secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from secret_home import INDICATORS, OBJECTS, SECRETS, found_in, make_secret_home
from signed_in import Login, configured_login, listening_at
from sozialraum.catalog.public_part import PUBLIC
from sozialraum.cli import main
from sozialraum.domain.access import Role
from sozialraum.errors import UnknownEntry
from sozialraum.publish import build_release
from sozialraum.web import audit, exports
from sozialraum.web.live import live
from toy_imports import AREAS

NOBODY = [secret for secret in SECRETS if not secret.roles]
COORDINATOR = PUBLIC | {Role.COORDINATION}
PLANNER = PUBLIC | {Role.PLANNING}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_secret_home(tmp_path_factory.mktemp("geheim") / "stadt")
    build_release(home, home / "var")
    return home


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(home))


@pytest.fixture
def login(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    monkeypatch.setattr(audit, "_REFUSED", audit._Memory(0))
    with (
        listening_at("127.0.0.1"),
        configured_login(tmp_path / "anmeldung", home / "var", monkeypatch) as configured,
    ):
        yield configured


# -- command line ------------------------------------------------------------------------------

COMMANDS = [
    *(("layer", name) for name in INDICATORS),
    *(("--json", "layer", name, "--level", "unterbezirk") for name in INDICATORS),
    ("layer", "faelle", "--level", "aktionsraum"),
    ("layer", "faelle", "--period", "2023"),
    ("layers",),
    ("check",),
    ("--json", "audit"),
    ("list", OBJECTS),
    ("list", "vorhaben"),
    ("layer", "faele"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_line_says_no_hidden_number(
    command: tuple[str, ...], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        main(["--home", str(home), *command])
    except SystemExit as stopped:
        assert stopped.code == 2, command
    printed = capsys.readouterr()
    assert printed.out + printed.err
    assert not found_in((printed.out + printed.err).encode(), NOBODY)
    assert "Onyxgasse" not in printed.out + printed.err


def test_whoever_may_read_the_folder_reads_restricted_values_there(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line is for people at the machine itself; only masking holds for them, too."""
    main(["--home", str(home), "layer", "quarz_faelle"])
    assert "restricted value" in found_in(capsys.readouterr().out.encode())


# -- suggestions -------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [PUBLIC, COORDINATOR], ids=["public", "coordination"])
def test_no_suggestion_names_what_is_hidden(held: frozenset[Role]) -> None:
    catalog = live(held).monitor.catalog
    lookups: list[Callable[[str], object]] = [
        catalog.indicator, catalog.layer, catalog.records, catalog.target,
    ]  # fmt: skip
    wrong = ("quarz_faele", "Quarzfäle", "zinober", "bernsten", "quar", "", "x")
    for look in lookups:
        for entry in wrong:
            with pytest.raises(UnknownEntry) as error:
                look(entry)
            assert not found_in(str(error.value).encode()), (look, entry)
    with pytest.raises(UnknownEntry) as error:
        live(PLANNER).monitor.catalog.indicator("quarz_faele")
    assert "id of the restricted indicator" in found_in(str(error.value).encode())


# -- files -------------------------------------------------------------------------------------


@pytest.fixture
def client() -> TestClient:
    return TestClient(
        Starlette(routes=exports.routes("/sozialraum")),
        base_url="http://127.0.0.1:8501",
        client=("127.0.0.1", 50000),
    )


@pytest.mark.parametrize(
    "path",
    [
        "karte.csv?indikator=quarz_faelle",
        "daten/angaben-quarz_faelle.csv",
        "zuwanderung/quarz.csv",
        "zuwanderung/karte.csv",
        "zuwanderung/liste.csv",
        "projekt.pdf?liste=bernstein&eintrag=b1",
        f"projekt.pdf?liste={OBJECTS}&eintrag=o1",
        "projekt.pdf?liste=bernsten&eintrag=b1",
        "steckbriefe.pdf?ebene=quarz",
    ],
)
@pytest.mark.parametrize("person", ["", "karl", "gesa", "frida"])
def test_a_file_that_is_asked_for_by_name_is_refused_without_a_word_on_it(
    path: str, person: str, login: Login, client: TestClient
) -> None:
    """``gesa`` is blocked, ``frida`` has a role that does not exist."""
    if person:
        client.cookies.update(login.cookie(login.sign_in(person, nonce=f"n-{person}-{path}")))
    answer = client.get(f"/sozialraum/export/{path}")
    asked = {secret.name for secret in SECRETS if str(secret.what) in path}
    assert not found_in(answer.content) - asked
    assert answer.status_code == (200 if path.startswith("karte.") else 404) or (
        answer.status_code == 400 and OBJECTS in path
    )


@pytest.mark.parametrize(
    ("forged", "reason"),
    [("tampered", "ungueltig"), ("other key", "ungueltig"), ("never signed in", "unbekannt")],
)
def test_a_forged_cookie_brings_nothing_and_leaves_a_line(
    forged: str, reason: str, login: Login, client: TestClient
) -> None:
    claims = login.claims("bert", nonce=f"nie-{forged}")
    cookies = (
        login.cookie(claims, secret="x" * 40) if forged == "other key" else login.cookie(claims)
    )
    if forged == "tampered":
        cookies = {name: value[:-3] + "AAA" for name, value in cookies.items()}
    client.cookies.update(cookies)
    answer = client.get("/sozialraum/export/daten/angaben-quarz_faelle.csv")
    assert answer.status_code == 404
    assert not found_in(answer.content) - {"id of the restricted indicator"}
    event, _, fields = login.audit()[-1]
    assert (event, fields["reason"]) == ("abgewiesen", reason)


# -- imports -----------------------------------------------------------------------------------


def wizard() -> None:
    import streamlit as st

    from sozialraum.web import data_page
    from sozialraum.web.guard import enter

    st.query_params["bereich"] = "einlesen"
    data_page.show(enter())


@pytest.mark.parametrize(
    ("person", "heading", "named"),
    [
        ("anna", "Quarzfaelle", True),
        ("karl", "Quarzfaelle", False),
    ],
)  # fmt: skip
def test_the_preview_of_an_import_knows_only_what_its_reader_may_see(
    person: str, heading: str, named: bool, login: Login
) -> None:
    """Who brings a file with the right heading learns that there is such an indicator."""
    test = AppTest.from_function(wizard, default_timeout=60)
    test.user = login.sign_in(person, nonce=f"import-{person}")
    test.run()
    rows = "\n".join(f"{area};{n};2024;amt" for n, area in enumerate(AREAS))
    content = f"Unterbezirk;{heading};Stichtag;Quelle\n{rows}\n".encode()
    test.file_uploader[0].upload("lieferung.csv", content).run()
    said = "".join(element.proto.body for element in test.get("html"))
    found = found_in(said.encode())
    assert "restricted value" not in found or named
    assert ("restricted indicator" in found) == named
