"""Signing in and out at a real identity provider, and what attackers try, in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from identity_provider import Guarded, Provider, guarded_dashboard, provider

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
COOKIE = "_streamlit_user"
SECRET_LIST = "Einzelobjekte"
PAGE = "/problemimmobilien"


@pytest.fixture(scope="module")
def idp() -> Iterator[Provider]:
    with provider() as running:
        running.user("anna", name="Anna Beispiel")
        yield running


@pytest.fixture(scope="module")
def app(idp: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded_dashboard(tmp_path_factory.mktemp("login"), idp.base) as running:
        yield running


@pytest.fixture
def roles(app: Guarded) -> Iterator[Callable[[str, str], None]]:
    """Change the file of roles for one test."""
    before = (app.var / "rollen.toml").read_text(encoding="utf-8")
    yield app.roles
    (app.var / "rollen.toml").write_text(before, encoding="utf-8")


def settled(page: Any) -> None:
    page.wait_for_selector(IDLE)
    page.wait_for_selector("h1")


def text(page: Any) -> str:
    """Everything that can be read on the page."""
    settled(page)
    return str(page.inner_text("body"))


def sign_in(page: Any, subject: str, button: str = "Anmelden") -> None:
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_selector("input[name=sub]")
    page.fill("input[name=sub]", subject)
    page.get_by_role("button", name="Authorize").click()
    settled(page)


def sign_out(page: Any) -> None:
    page.get_by_role("button", name="Abmelden", exact=True).click()
    page.get_by_role("button", name="End session").click()
    settled(page)


def cookie(page: Any) -> str:
    found = [one["value"] for one in page.context.cookies() if one["name"] == COOKIE]
    return found[0] if found else ""


def signed_in_page(open_tab: Callable[..., Any], app: Guarded, subject: str) -> Any:
    page = open_tab(1440).page
    page.goto(app.base + PAGE)
    settled(page)
    sign_in(page, subject)
    page.get_by_text("Angemeldet als").wait_for()
    return page


def test_signing_in_and_out_at_a_real_provider(app: Guarded, open_tab: Callable[..., Any]) -> None:
    tab = open_tab(1440)
    page = tab.page
    page.goto(f"{app.base}{PAGE}?gebiet=02")
    settled(page)
    assert SECRET_LIST not in text(page)
    address = page.url
    sign_in(page, "anna")
    page.get_by_text("Angemeldet als Anna Beispiel").wait_for()
    page.get_by_role("heading", name=SECRET_LIST).wait_for()
    assert page.url == address
    assert "Planung" in text(page)
    assert cookie(page)
    sign_out(page)
    page.get_by_text("Sie sind abgemeldet.").wait_for()
    assert not cookie(page)
    page.goto(app.base + PAGE)
    assert SECRET_LIST not in text(page)
    assert not tab.errors
    ours = [event for event in app.events() if event[1] == "anna"]
    assert [event[0] for event in ours] == ["anmeldung", "abmeldung"]
    assert app.events() == ours
    assert "Beispiel" not in (app.var / "protokoll" / "audit.jsonl").read_text(encoding="utf-8")


def test_a_replayed_cookie_is_refused_after_the_sign_out(
    app: Guarded, open_tab: Callable[..., Any]
) -> None:
    page = signed_in_page(open_tab, app, "anna")
    stolen = page.context.cookies()
    other = open_tab(1440).page
    other.context.add_cookies(stolen)
    other.goto(app.base + PAGE)
    other.get_by_role("heading", name=SECRET_LIST).wait_for()
    sign_out(page)
    other.reload()
    other.get_by_text("Diese Anmeldung wurde beendet.").wait_for()
    assert SECRET_LIST not in text(other)
    assert ("abgewiesen", "anna", "abgemeldet") in app.events()


def test_a_tampered_cookie_is_nobody(app: Guarded, open_tab: Callable[..., Any]) -> None:
    page = signed_in_page(open_tab, app, "anna")
    value = cookie(page)
    middle = len(value) // 3
    altered = value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
    page.context.add_cookies([{"name": COOKIE, "value": altered, "url": app.base}])
    page.goto(app.base + PAGE)
    page.get_by_role("button", name="Anmelden", exact=True).wait_for()
    assert SECRET_LIST not in text(page)
    assert ("abgewiesen", "unbekannt", "ungueltig") in app.events()


@pytest.mark.parametrize(
    "claims",
    [{"aud": "andere-anwendung"}, {"exp": 1_600_000_000}],
    ids=["wrong audience", "expired"],
)
def test_a_token_that_is_not_for_us_is_refused(
    claims: dict[str, Any], app: Guarded, idp: Provider, open_tab: Callable[..., Any]
) -> None:
    idp.user("bert", name="Bert", **claims)
    page = open_tab(1440).page
    page.goto(app.base + PAGE)
    settled(page)
    sign_in(page, "bert")
    page.get_by_text("Die Anmeldung ist fehlgeschlagen.").wait_for()
    assert not cookie(page)
    page.goto(app.base + PAGE)
    assert SECRET_LIST not in text(page)
    assert ("abgewiesen", "unbekannt", "anmeldung") in app.events()


def test_a_sign_in_can_be_cancelled(app: Guarded, open_tab: Callable[..., Any]) -> None:
    page = open_tab(1440).page
    page.goto(app.base + PAGE)
    settled(page)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("button", name="Deny").click()
    page.get_by_text("Die Anmeldung wurde abgebrochen.").wait_for()
    assert not cookie(page)


def test_a_group_of_the_provider_is_a_role(
    app: Guarded, idp: Provider, open_tab: Callable[..., Any]
) -> None:
    idp.user("karl", name="Karl", groups=["dortmund-koordination", "alle"])
    page = signed_in_page(open_tab, app, "karl")
    assert "Koordination" in page.get_by_test_id("stSidebar").inner_text()
    assert SECRET_LIST not in text(page)


def test_a_role_that_is_taken_away_is_gone_at_the_next_run(
    app: Guarded, roles: Callable[[str, str], None], open_tab: Callable[..., Any]
) -> None:
    page = signed_in_page(open_tab, app, "anna")
    page.get_by_role("heading", name=SECRET_LIST).wait_for()
    roles('[personen."anna"]', '[personen."anna"]\ngesperrt = true')
    page.reload()
    page.get_by_text("Ihr Konto ist gesperrt.").wait_for()
    assert SECRET_LIST not in text(page)
    changes = [line["fields"] for line in app.audit() if line["event"] == "rollenwechsel"]
    assert changes[-1] == {"before": "oeffentlich planung", "after": "oeffentlich"}


def test_the_idle_are_public_and_may_sign_in_again(
    app: Guarded, roles: Callable[[str, str], None], open_tab: Callable[..., Any]
) -> None:
    page = signed_in_page(open_tab, app, "anna")
    roles("leerlauf_minuten = 30", "leerlauf_minuten = 0.0001")
    page.get_by_text("Kontrollen und Mängel").click()
    page.get_by_text("ohne Eingabe abgemeldet").wait_for()
    assert SECRET_LIST not in text(page)
    roles("leerlauf_minuten = 0.0001", "leerlauf_minuten = 30")
    sign_in(page, "anna", "Erneut anmelden")
    page.get_by_role("heading", name=SECRET_LIST).wait_for()


def test_without_the_provider_the_public_pages_stay(
    tmp_path: Path, open_tab: Callable[..., Any]
) -> None:
    with provider() as gone:
        gone.stop()
        with guarded_dashboard(tmp_path, gone.base) as alone:
            page = open_tab(1440).page
            page.goto(alone.base + PAGE)
            settled(page)
            page.get_by_role("button", name="Anmelden", exact=True).click()
            page.get_by_text("Der Anmeldedienst ist zurzeit nicht erreichbar.").wait_for()
            assert "Gezeigt wird der öffentliche Datenstand." in text(page)
            assert alone.events()[-1] == ("abgewiesen", "unbekannt", "anmeldedienst")
            page.goto(alone.base + PAGE)
            assert SECRET_LIST not in text(page)


def test_the_login_works_below_a_base_path(
    idp: Provider, tmp_path: Path, open_tab: Callable[..., Any]
) -> None:
    with guarded_dashboard(tmp_path, idp.base, base="/monitor") as below:
        page = signed_in_page(open_tab, below, "anna")
        page.get_by_role("heading", name=SECRET_LIST).wait_for()
        assert page.url.startswith(f"{below.base}{PAGE}")
        sign_out(page)
        page.get_by_text("Sie sind abgemeldet.").wait_for()
        assert page.url.startswith(f"{below.base}/")
        assert not cookie(page)
