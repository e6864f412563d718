from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from itsdangerous.timed import TimestampSigner
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime import context as streamlit_context

from signed_in import ORIGIN, Login, configured_login, listening_at, secrets_file
from sozialraum.domain.access import Role
from sozialraum.web import audit
from sozialraum.web.cookies import key_of, user_cookie
from sozialraum.web.identity import NO_LOGIN, end_sign_in, visitor_of_request, visitor_of_run
from sozialraum.web.login_setup import Mode, login_setup
from sozialraum.web.sessions import FILE, Sessions

EVERY_ROLE, PUBLIC = sorted(Role), ["oeffentlich"]
HERE = {"base_url": "http://127.0.0.1:8501", "client": ("127.0.0.1", 50000)}


async def _who(request: Request) -> JSONResponse:
    visitor = visitor_of_request(request)
    fields = vars(visitor) | {"held": sorted(visitor.held), "districts": sorted(visitor.districts)}
    return JSONResponse(fields)


APP = Starlette(routes=[Route("/wer", _who)])


def ask(
    headers: dict[str, str] | None = None, cookies: dict[str, str] | None = None, **more: Any
) -> Any:
    client = TestClient(APP, **(HERE | more))
    client.cookies.update(cookies or {})
    return client.get("/wer", headers=headers or {}).json()


@pytest.fixture(autouse=True)
def _loopback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("SOZIALRAUM_LOKAL", raising=False)
    monkeypatch.delenv("SOZIALRAUM_ROLLEN", raising=False)
    monkeypatch.setenv("SOZIALRAUM_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(audit, "_REFUSED", audit._Memory(60))
    monkeypatch.setattr(audit, "_TOLD", audit._Memory(60))
    with listening_at("127.0.0.1"), secrets_file(None):
        yield


@pytest.fixture
def login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    (tmp_path / "var").mkdir()
    with configured_login(tmp_path / "geheim", tmp_path / "var", monkeypatch) as configured:
        yield configured


# -- without a login ---------------------------------------------------------------------------

PROXIED = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-Host": "monitor.example"},
    {"X-Forwarded-Proto": "https"},
    {"Forwarded": "for=203.0.113.7"},
    {"Via": "1.1 proxy"},
    {"X-Real-Ip": "127.0.0.1"},
    {"Host": "monitor.example"},
    {"Host": "monitor.example:8501"},
    {"Host": "127.0.0.1.example"},
    {"Host": "192.168.1.5:8501"},
    {"Host": "[::1"},
    {"Origin": "https://monitor.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "127.0.0.5"])
def test_the_local_user_holds_every_role(host: str) -> None:
    visitor = ask({"Host": host, "Origin": f"http://{host}"})
    assert visitor["held"] == EVERY_ROLE
    assert visitor["subject"] == "lokal"
    assert not visitor["signed_in"]


@pytest.mark.parametrize("headers", PROXIED, ids=str)
def test_a_proxy_before_the_loopback_address_gives_nobody_a_role(headers: dict[str, str]) -> None:
    assert ask(headers)["held"] == PUBLIC
    assert ask(headers)["subject"] == ""


@pytest.mark.parametrize("headers", PROXIED, ids=str)
def test_a_page_behind_a_proxy_is_public_too(
    headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def come_with(given: dict[str, str], address: str | None) -> Any:
        client = SimpleNamespace(headers=list(given.items()), cookies={}, remote_ip=address)
        monkeypatch.setattr(streamlit_context, "_get_client_context", lambda: client)
        return visitor_of_run()

    direct = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}
    assert sorted(come_with(direct, "127.0.0.1").held) == EVERY_ROLE
    assert sorted(come_with(direct, "192.168.1.5").held) == PUBLIC
    assert sorted(come_with(direct | headers, "127.0.0.1").held) == PUBLIC


def test_a_connection_from_elsewhere_is_public_whatever_it_claims() -> None:
    assert ask(client=("192.168.1.5", 50000))["held"] == PUBLIC


@pytest.mark.parametrize("address", ["0.0.0.0", "", "192.168.1.5", "::"])
def test_another_address_serves_the_public_release_only(address: str) -> None:
    with listening_at(address):
        assert ask()["held"] == PUBLIC


@pytest.mark.parametrize("value", ["nein", "0", "irgendwas"])
def test_the_local_user_can_be_switched_off(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALRAUM_LOKAL", value)
    assert ask()["held"] == PUBLIC


# -- a login that is not complete --------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[auth]", "[auth"),
        ("[auth]", "auth = 5\n[andere]"),
        ("cookie_secret", "anderes"),
        ("client_id", "anderes"),
        ("client_secret", "anderes"),
        ("server_metadata_url", "anderes"),
        ("redirect_uri", "anderes"),
        ('client_id = "sozialraum"', "client_id = 5"),
        ("nur-fuer-diesen-test-0123456789-abcdefghijkl", "kurz"),
        ("nur-fuer-diesen-test-0123456789-abcdefghijkl", ""),
        ("/oauth2callback", "/zurueck"),
        ("http://127.0.0.1:9/", "http://anmeldung.example/"),
        ("http://127.0.0.1:9/", "anmeldung.example/"),
        ("http://127.0.0.1:8501/", "http://monitor.example/"),
    ],
)
def test_a_broken_login_gives_nobody_more_than_the_public_data(
    login: Login, old: str, new: str
) -> None:
    cookies = login.cookie(login.sign_in("bert"))
    assert "verwaltung" in ask(cookies=cookies)["held"]
    text = login.secrets.read_text(encoding="utf-8")
    login.secrets.write_text(text.replace(old, new), encoding="utf-8")
    with secrets_file(login.secrets):
        assert login_setup().mode is Mode.BROKEN
        for given in ({}, cookies):
            visitor = ask(cookies=given)
            assert visitor["held"] == PUBLIC
            assert visitor["notice"] == NO_LOGIN
        assert visitor_of_run().notice == NO_LOGIN


def test_secrets_that_cannot_be_read_are_no_local_mode(tmp_path: Path) -> None:
    for name, make in (("a.toml", Path.mkdir), ("b.toml", lambda path: path.write_bytes(b"\xff"))):
        make(tmp_path / name)
        with secrets_file(tmp_path / name):
            assert ask()["held"] == PUBLIC


def test_without_authlib_nobody_is_trusted(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.auth_util.is_authlib_installed", lambda: False)
    assert ask(cookies=login.cookie(login.sign_in("bert")))["notice"] == NO_LOGIN


def test_the_operator_reads_what_is_missing_and_no_secret(
    login: Login, capsys: pytest.CaptureFixture[str]
) -> None:
    text = login.secrets.read_text(encoding="utf-8")
    login.secrets.write_text(text.replace("redirect_uri", "umleitung"), encoding="utf-8")
    with secrets_file(login.secrets):
        ask()
        ask()
    written = capsys.readouterr().err
    assert written.count("redirect_uri") == 1
    assert "nur-fuer-diesen-test" not in written


# -- with a login ------------------------------------------------------------------------------


def test_a_sign_in_brings_name_roles_and_districts(login: Login) -> None:
    visitor = ask(cookies=login.cookie(login.sign_in("anna", name="Anna Beispiel")))
    assert visitor["held"] == ["oeffentlich", "planung"]
    assert visitor["districts"] == ["02"]
    assert (visitor["subject"], visitor["name"]) == ("anna", "Anna Beispiel")
    assert visitor["signed_in"]


def test_nobody_is_local_where_a_login_is_configured(login: Login) -> None:
    assert ask()["held"] == PUBLIC
    assert ask()["notice"] == ""


def test_a_group_of_the_provider_gives_roles(login: Login) -> None:
    cookies = login.cookie(login.sign_in("otto", groups=["sozialplanung", "andere"]))
    assert ask(cookies=cookies)["held"] == ["oeffentlich", "planung"]
    assert ask(cookies=cookies)["districts"] == ["01"]


def test_a_long_cookie_in_parts_is_read_too(login: Login) -> None:
    from streamlit.auth_util import set_cookie_with_chunks
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    from signed_in import SECRET

    claims = login.sign_in("anna", groups=[uuid4().hex for _ in range(200)])
    jar: dict[str, str] = {}

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(SECRET, name, value)

    def keep(name: str, value: str) -> None:
        jar[name] = sign(name, value).decode()

    set_cookie_with_chunks(
        keep, sign, user_cookie(), claims | {"origin": ORIGIN}, cookie_attr_size=80
    )
    assert len(jar) > 2
    assert ask(cookies=jar)["held"] == ["oeffentlich", "planung"]
    del jar[f"{user_cookie()}_2"]
    assert ask(cookies=jar)["held"] == PUBLIC


def _forgeries(login: Login) -> dict[str, dict[str, str]]:
    claims = login.sign_in("bert")
    value = login.cookie(claims)[user_cookie()]
    middle = len(value) // 3
    altered = value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
    return {
        "altered": {user_cookie(): altered},
        "no signature": {user_cookie(): value.rsplit(".", 1)[0]},
        "another secret": login.cookie(claims, secret="x" * 40),
        "an empty secret": login.cookie(claims, secret=""),
        "another host": login.cookie(claims, origin="http://127.0.0.1:9999"),
        "another cookie": {user_cookie(): login.cookie(claims)[user_cookie()], "x": "y"}
        | {user_cookie(): value[::-1]},
        "no text": {user_cookie(): ""},
        "chunks of nothing": {user_cookie(): "chunks-999999"},
    }


def test_a_forged_cookie_is_nobody(login: Login) -> None:
    for name, cookies in _forgeries(login).items():
        visitor = ask(cookies=cookies)
        assert visitor["held"] == PUBLIC, name
        assert visitor["subject"] == "", name
        assert not visitor["signed_in"], name
    assert ("abgewiesen", "unbekannt", {"reason": "ungueltig"}) in login.audit()


def test_a_cookie_older_than_streamlit_allows_is_nobody(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = login.sign_in("bert")
    with monkeypatch.context() as patch:
        days = 40 * 86400
        now = TimestampSigner.get_timestamp
        patch.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) - days)
        cookies = login.cookie(claims)
    assert ask(cookies=cookies)["held"] == PUBLIC
    assert "verwaltung" in ask(cookies=login.cookie(claims))["held"]


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "andere-anwendung"},
        {"aud": ["andere-anwendung"]},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": "lokal"},
        {"sub": "unbekannt"},
        {"sub": "x" * 201},
        {"sub": "zeile\nzeile"},
    ],
    ids=str,
)
def test_an_identity_for_somebody_else_is_nobody(login: Login, changes: dict[str, Any]) -> None:
    login.roles(
        f'[personen."{"x" * 201}"]\nrollen = ["verwaltung"]\n[personen.lokal]\nrollen = ["verwaltung"]'
    )
    visitor = ask(cookies=login.cookie(login.sign_in("bert", **changes)))
    assert visitor["held"] == PUBLIC
    assert not visitor["signed_in"]


def test_a_genuine_cookie_that_was_never_entered_is_nobody(login: Login) -> None:
    visitor = ask(cookies=login.cookie(login.claims("bert")))
    assert visitor["held"] == PUBLIC
    assert "gilt nicht mehr" in visitor["notice"]
    assert login.audit() == [("abgewiesen", "bert", {"reason": "unbekannt"})]


def test_a_replayed_cookie_after_the_sign_out_is_refused_and_noted(login: Login) -> None:
    claims = login.sign_in("bert")
    cookies = login.cookie(claims)
    assert "verwaltung" in ask(cookies=cookies)["held"]
    end_sign_in(claims)
    end_sign_in(claims)
    assert ask(cookies=cookies)["held"] == PUBLIC
    assert "beendet" in ask(cookies=cookies)["notice"]
    assert [entry for entry in login.audit() if entry[0] == "abmeldung"] == [
        ("abmeldung", "bert", {})
    ]
    assert ("abgewiesen", "bert", {"reason": "abgemeldet"}) in login.audit()


@pytest.mark.parametrize(
    ("ago", "words"), [(1900, "30 Minuten ohne Eingabe"), (50000, "abgelaufen")]
)
def test_idle_and_old_sign_ins_are_public(login: Login, ago: int, words: str) -> None:
    import time

    cookies = login.cookie(login.sign_in("bert", begun=time.time() - ago))
    visitor = ask(cookies=cookies)
    assert visitor["held"] == PUBLIC
    assert words in visitor["notice"]
    assert ask(cookies=cookies)["held"] == PUBLIC
    assert [entry[0] for entry in login.audit()] == ["abmeldung", "abgewiesen"]


def test_a_foreign_origin_is_refused_and_noted(login: Login) -> None:
    cookies = login.cookie(login.sign_in("bert"))
    assert "verwaltung" in ask({"Origin": ORIGIN}, cookies)["held"]
    for origin in ("https://evil.example", "null", f"{ORIGIN}.evil.example", ""):
        assert ask({"Origin": origin}, cookies)["held"] == PUBLIC
    assert ("abgewiesen", "unbekannt", {"reason": "fremde-herkunft"}) in login.audit()


def test_roles_are_looked_up_at_every_request(login: Login) -> None:
    cookies = login.cookie(login.sign_in("anna"))
    assert "planung" in ask(cookies=cookies)["held"]
    login.roles('[personen."anna"]\nrollen = ["verwaltung", "koordination"]')
    assert "verwaltung" in ask(cookies=cookies)["held"]
    login.roles('[personen."anna"]\nrollen = ["verwaltung", "koordination"]\ngesperrt = true')
    visitor = ask(cookies=cookies)
    assert visitor["held"] == PUBLIC
    assert "gesperrt" in visitor["notice"]
    changes = [fields for event, _, fields in login.audit() if event == "rollenwechsel"]
    assert changes[-2:] == [
        {"before": "oeffentlich planung", "after": "koordination oeffentlich verwaltung"},
        {"before": "koordination oeffentlich verwaltung", "after": "oeffentlich"},
    ]


@pytest.mark.parametrize("text", [None, "kaputt", '[personen."bert"]\nrollen = ["chef"]'])
def test_without_a_readable_role_somebody_known_is_public(login: Login, text: str | None) -> None:
    cookies = login.cookie(login.sign_in("bert"))
    (login.var / "rollen.toml").unlink() if text is None else login.roles(text)
    visitor = ask(cookies=cookies)
    assert visitor["held"] == PUBLIC
    assert visitor["signed_in"]
    assert visitor["notice"]


def test_without_the_list_of_sign_ins_nobody_is_trusted(login: Login) -> None:
    cookies = login.cookie(login.sign_in("bert"))
    (login.var / FILE).write_bytes(b"no database" * 100)
    visitor = ask(cookies=cookies)
    assert visitor["held"] == PUBLIC
    assert "nicht prüfen" in visitor["notice"]


def test_the_list_of_sign_ins_keeps_no_token_and_no_name(login: Login) -> None:
    claims = login.sign_in("bert", name="Bert Beispiel", nonce="zufall-4711")
    ask(cookies=login.cookie(claims))
    content = (login.var / FILE).read_bytes()
    assert key_of(claims).encode() in content
    assert not any(word in content for word in (b"bert", b"Bert", b"zufall-4711"))


def test_two_sign_ins_of_one_person_end_one_by_one(login: Login) -> None:
    first, second = (login.sign_in("bert", nonce=nonce) for nonce in ("a", "b"))
    end_sign_in(first)
    assert ask(cookies=login.cookie(first))["held"] == PUBLIC
    assert "verwaltung" in ask(cookies=login.cookie(second))["held"]


def test_a_full_disk_refuses_without_breaking(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies = login.cookie(login.sign_in("bert"))

    def full(*_: Any, **__: Any) -> Any:
        raise OSError("disk full")

    monkeypatch.setattr("sozialraum.web.audit.record", full)
    monkeypatch.setattr(Sessions, "use", full)
    assert ask(cookies=cookies)["held"] == PUBLIC
    end_sign_in(login.claims("bert"))
