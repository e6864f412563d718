"""The middleware around the routes of the login, with a stand-in for Streamlit's routes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from signed_in import ORIGIN, Login, configured_login, listening_at, secrets_file
from sozialraum.web import audit
from sozialraum.web.cookies import key_of
from sozialraum.web.login import WAY_BACK, LoginGate
from sozialraum.web.sessions import Ended, Limits, Sessions

Answer = Callable[[Request], Response]


@pytest.fixture
def login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    monkeypatch.setattr(audit, "_REFUSED", audit._Memory(60))
    var = tmp_path / "var"
    var.mkdir()
    with (
        listening_at("127.0.0.1"),
        configured_login(tmp_path / "geheim", var, monkeypatch) as configured,
    ):
        yield configured


def client(answer: Answer, base: str = "") -> TestClient:
    """Streamlit's three routes answer with ``answer``."""

    async def route(request: Request) -> Response:
        return answer(request)

    paths = ("/auth/login", "/auth/logout", "/oauth2callback", "/andere")
    app = Starlette(
        routes=[*(Route(base + path, route) for path in paths)],
        middleware=[Middleware(LoginGate, base=base)],
    )
    return TestClient(app, base_url=ORIGIN, follow_redirects=False)


def back_with(cookies: dict[str, str], target: str = "/") -> Answer:
    """What Streamlit answers after a sign-in that worked."""

    def answer(_: Request) -> Response:
        response = RedirectResponse(target, 302)
        for name, value in cookies.items():
            response.set_cookie(name, value, httponly=True, samesite="lax", max_age=30 * 86400)
        return response

    return answer


def home(_: Request) -> Response:
    return RedirectResponse("/", 302)


def is_valid(login: Login, claims: dict[str, Any]) -> bool:
    words = "oeffentlich verwaltung"
    return Sessions(login.var).use(key_of(claims), words, 0, Limits()).ended is None


def test_a_sign_in_is_entered_and_noted(login: Login) -> None:
    claims = login.claims("bert")
    answer = client(back_with(login.cookie(claims))).get("/oauth2callback?code=a&state=b")
    assert answer.headers["location"] == "/"
    assert is_valid(login, claims)
    assert login.audit() == [("anmeldung", "bert", {})]


def test_the_cookie_lives_no_longer_than_the_sign_in(login: Login) -> None:
    answer = client(back_with(login.cookie(login.claims("bert")))).get("/oauth2callback?code=a")
    lines = answer.headers.get_list("set-cookie")
    assert len(lines) == 1
    assert "Max-Age=43200" in lines[0]
    assert "HttpOnly" in lines[0]
    assert "Secure" not in lines[0]


def test_behind_https_the_cookie_travels_over_https_only(login: Login) -> None:
    text = login.secrets.read_text(encoding="utf-8")
    secure = text.replace(ORIGIN, "https://monitor.example")
    login.secrets.write_text(secure, encoding="utf-8")
    with secrets_file(login.secrets):
        cookies = login.cookie(login.claims("bert"), origin="https://monitor.example")
        answer = client(back_with(cookies)).get("/oauth2callback?code=a")
        assert answer.headers["set-cookie"].endswith("Secure")


@pytest.mark.parametrize("changes", [{"aud": "andere"}, {"sub": ""}, {"sub": "lokal"}], ids=str)
def test_an_identity_that_is_not_for_us_is_not_entered(login: Login, changes: Any) -> None:
    cookies = login.cookie(login.claims("bert", **changes))
    answer = client(back_with(cookies)).get("/oauth2callback?code=a")
    assert answer.headers["location"] == "/?anmeldung=fehlgeschlagen"
    assert "set-cookie" not in answer.headers
    assert login.audit() == [("abgewiesen", "unbekannt", {"reason": "anmeldung"})]


def test_without_a_line_in_the_log_there_is_no_sign_in(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("sozialraum.web.login.record", full)
    cookies = login.cookie(login.claims("bert"))
    answer = client(back_with(cookies)).get("/oauth2callback?code=a")
    assert answer.headers["location"] == "/?anmeldung=fehlgeschlagen"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("query", "outcome", "reason"),
    [
        ("?code=a&state=b", "fehlgeschlagen", "anmeldung"),
        ("?error=access_denied", "abgebrochen", "abgebrochen"),
        ("?error=server_error", "fehlgeschlagen", "anmeldung"),
        ("", "beendet", None),
    ],
)
def test_coming_back_without_a_cookie_is_explained(
    login: Login, query: str, outcome: str, reason: str | None
) -> None:
    answer = client(home).get(f"/oauth2callback{query}")
    assert answer.headers["location"] == f"/?anmeldung={outcome}"
    assert [fields.get("reason") for _, _, fields in login.audit()] == [reason] * bool(reason)


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback?code=a"])
def test_a_provider_that_errs_leads_to_a_german_page(login: Login, path: str) -> None:
    def error(_: Request) -> Response:
        return PlainTextResponse("Authentication error", 400)

    def crash(_: Request) -> Response:
        raise ConnectionError("no provider")

    for answer in (error, crash):
        found = client(answer).get(path)
        assert found.headers["location"] == "/?anmeldung=gestoert"
    assert ("abgewiesen", "unbekannt", {"reason": "anmeldedienst"}) in login.audit()


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback?code=a"])
def test_a_broken_login_never_reaches_the_provider(login: Login, path: str) -> None:
    login.secrets.write_text("[auth]\n", encoding="utf-8")

    def never(_: Request) -> Response:
        raise AssertionError

    with secrets_file(login.secrets):
        assert client(never).get(path).headers["location"] == "/?anmeldung=gestoert"


def test_signing_out_ends_the_sign_in_also_without_the_page(login: Login) -> None:
    claims = login.sign_in("bert")
    visitor = client(home)
    visitor.cookies.update(login.cookie(claims))
    assert visitor.get("/auth/logout").headers["location"] == "/?anmeldung=beendet"
    ended = Sessions(login.var).use(key_of(claims), "", 0, Limits()).ended
    assert ended is Ended.SIGNED_OUT
    assert login.audit() == [("abmeldung", "bert", {})]


def test_signing_out_leads_to_the_provider_where_it_wants_that(login: Login) -> None:
    there = "https://anmeldung.example/end?client_id=sozialraum"
    answer = client(lambda _: RedirectResponse(there, 302)).get("/auth/logout")
    assert answer.headers["location"] == there


@pytest.mark.parametrize("base", ["", "/monitor"])
def test_people_come_back_to_the_page_they_came_from(login: Login, base: str) -> None:
    visitor = client(lambda _: RedirectResponse("https://anmeldung.example/", 302), base)
    page = f"{base}/karte?indikator=kinder_sgb2&grenzen=15%3B%2030"
    answer = visitor.get(f"{base}/auth/login", headers={"Referer": f"{ORIGIN}{page}"})
    assert answer.headers["location"] == "https://anmeldung.example/"
    way = answer.headers["set-cookie"].split(";")[0].removeprefix(f"{WAY_BACK}=")
    cookies = login.cookie(login.claims("bert"))
    returned = client(back_with(cookies, f"{base}/"), base)
    returned.cookies.set(WAY_BACK, way)
    answer = returned.get(f"{base}/oauth2callback?code=a")
    assert answer.headers["location"] == page
    assert any(f"{WAY_BACK}=;" in line for line in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    "way",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "%2F%2Fevil.example/",
        "/karte%0d%0aSet-Cookie:x=y",
        "javascript:alert(1)",
        "/karte?anmeldung=gestoert",
        "/" + "a" * 2000,
        "karte",
        "",
    ],
)
def test_nobody_is_led_to_another_host(login: Login, way: str) -> None:
    visitor = client(back_with(login.cookie(login.claims("bert"))))
    visitor.cookies.set(WAY_BACK, way)
    assert visitor.get("/oauth2callback?code=a").headers["location"] == "/"


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/karte",
        "",
        "http://127.0.0.1:9/karte",
        "http://[",
        f"{ORIGIN}.evil.example/",
        f"{ORIGIN}//evil.example/",
    ],
)
def test_a_foreign_page_is_not_remembered(login: Login, page: str) -> None:
    visitor = client(lambda _: RedirectResponse("https://anmeldung.example/", 302))
    answer = visitor.get("/auth/login", headers={"Referer": page})
    assert "set-cookie" not in answer.headers


def test_everything_else_passes_untouched(login: Login) -> None:
    assert client(home).get("/andere").headers["location"] == "/"
    with secrets_file(None):
        answer = client(home).get("/oauth2callback?code=a")
    assert answer.headers["location"] == "/"
    assert not login.audit()
