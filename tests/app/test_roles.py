"""Every page opened alone by every kind of visitor, and everything that somebody might forge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from signed_in import Login, configured_login, listening_at, secrets_file
from sozialraum.domain.access import Role
from sozialraum.publish import build_release
from sozialraum.web import audit
from toy_home import change

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
NOBODY = ""
PEOPLE = {
    NOBODY: set(),
    "karl": {Role.COORDINATION},
    "anna": {Role.PLANNING},
    "bert": {Role.ADMINISTRATION},
    "gesa": set(),
    "frida": set(),
    "fremd": set(),
}
"""Nobody, one per role, a blocked account, one with a wrong role, one that no list knows."""


@pytest.fixture(scope="module")
def real_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real release in a folder of its own."""
    var = tmp_path_factory.mktemp("var")
    build_release(ROOT, var)
    return var


@pytest.fixture
def login(real_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    monkeypatch.setattr(audit, "_REFUSED", audit._Memory(0))
    with (
        listening_at("127.0.0.1"),
        configured_login(tmp_path / "geheim", real_var, monkeypatch) as configured,
    ):
        yield configured


@pytest.fixture
def toy_login(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    """The invented city, where one indicator, one layer and one list are for planning only."""
    monkeypatch.setattr(audit, "_REFUSED", audit._Memory(0))
    planning = 'quelle = "stadt"\nrollen = ["planung"]'
    for file in ("indikatoren/einwohner", "layer/angebote", "listen/vorhaben"):
        change(published, f"data/{file}.toml", 'quelle = "stadt"', planning)
    build_release(published, published / "var")
    monkeypatch.setenv("SOZIALRAUM_HOME", str(published))
    with (
        listening_at("127.0.0.1"),
        configured_login(tmp_path / "geheim", published / "var", monkeypatch) as configured,
    ):
        yield configured


_SIGN_INS = iter(range(10_000))


def prepare(test: AppTest, login: Login, person: str) -> AppTest:
    if person:
        test.user = login.sign_in(person, nonce=f"n{next(_SIGN_INS)}")
    return test


def page(name: str, login: Login, person: str, **parameters: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=60)
    for key, value in parameters.items():
        test.query_params[key] = value
    return prepare(test, login, person)


def text_of(test: AppTest) -> str:
    """Everything that the page sends to the browser, as one text."""
    html = [element.proto.body for element in test.get("html")]
    maps = [element.proto.json_args for element in test.get("component_instance")]
    kinds = (test.markdown, test.caption, test.warning, test.info, test.error, test.title)
    texts = [element.value for kind in kinds for element in kind]
    choices = [option for element in test.selectbox for option in element.options]
    return "\n".join([*html, *maps, *texts, *choices])


def planning_page() -> None:
    import streamlit as st

    from sozialraum.domain.access import Role
    from sozialraum.web.guard import enter

    visit = enter(Role.PLANNING)
    st.write("Inhalt nur für die Planung")
    st.write(f"Bezirke {sorted(visit.visitor.districts)}")


def open_page() -> None:
    import streamlit as st

    from sozialraum.web.guard import enter

    visit = st.session_state.pop("visit_of_the_last_run", None) or enter()
    st.button("Weiter", key="weiter")
    st.write("Rollen: " + " ".join(sorted(visit.held)))
    if st.session_state.pop("as_in_a_fragment", False):
        st.session_state["visit_of_the_last_run"] = visit


# -- matrix ------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_alone_shows_each_person_what_the_roles_allow(
    path: Path, person: str, login: Login
) -> None:
    test = page(path.stem, login, person).run()
    assert not test.exception
    shown = text_of(test)
    title = "Einzelobjekte"
    restricted = bool(PEOPLE[person] & {Role.PLANNING, Role.ADMINISTRATION})
    if path.stem == "problemimmobilien":
        assert (f">{title}" in shown) == restricted
    buttons = {button.label for button in test.button}
    assert ("Abmelden" in buttons) == bool(person)
    assert ("Anmelden" in buttons) != bool(person)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_page_that_needs_a_role_is_refused_in_german(person: str, login: Login) -> None:
    test = prepare(AppTest.from_function(planning_page, default_timeout=60), login, person).run()
    assert not test.exception
    shown = text_of(test)
    if PEOPLE[person] & {Role.PLANNING, Role.ADMINISTRATION}:
        assert "Inhalt nur für die Planung" in shown
        return
    assert "Inhalt" not in shown
    assert "Diese Seite ist nicht öffentlich" in shown
    assert "Planung, Verwaltung" in shown
    assert "Rollen vergibt: Team Sozialmonitoring" in shown
    labels = {button.label for button in test.button}
    assert labels & {"Anmelden", "Mit einem anderen Konto anmelden"}
    refused = [entry for entry in login.audit() if entry[2] == {"reason": "rolle"}]
    assert refused[-1][1] == (person or "unbekannt")


def test_the_districts_come_with_the_role(login: Login) -> None:
    test = prepare(AppTest.from_function(planning_page, default_timeout=60), login, "anna").run()
    assert "Bezirke ['02']" in text_of(test)


@pytest.mark.parametrize(
    ("address", "visible"), [("127.0.0.1", True), ("0.0.0.0", False)], ids=["local", "public"]
)
def test_without_a_login_the_local_user_alone_sees_everything(
    address: str, visible: bool, real_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOZIALRAUM_VAR", str(real_var))
    monkeypatch.setenv("SOZIALRAUM_ROLLEN", str(tmp_path / "rollen.toml"))
    monkeypatch.setattr(audit, "record", lambda *_, **__: None)
    with listening_at(address), secrets_file(None):
        test = AppTest.from_function(planning_page, default_timeout=60).run()
    assert ("Inhalt" in text_of(test)) == visible
    assert not [button for button in test.button if "melden" in button.label]


# -- forgeries ---------------------------------------------------------------------------------

FORGED: dict[str, Callable[[AppTest], None]] = {
    "address": lambda test: test.query_params.update(
        rolle="verwaltung", rollen="planung", role="planung", held="verwaltung", sub="bert"
    ),
    "session": lambda test: [
        test.session_state.__setitem__(key, value)
        for key, value in {
            "rolle": "verwaltung", "role": Role.ADMINISTRATION, "held": frozenset(Role),
            "visitor": "bert", "user": {"sub": "bert"},
        }.items()
    ] and None,
    "claims": lambda test: test.user.update(
        is_logged_in=True, sub="bert", aud="sozialraum", rollen=["verwaltung"]
    ),
    "groups": lambda test: test.user.update(
        is_logged_in=True, sub="otto", aud="sozialraum", groups=["sozialplanung"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_role_is_worth_nothing(forgery: str, login: Login) -> None:
    test = AppTest.from_function(planning_page, default_timeout=60)
    FORGED[forgery](test)
    test.run()
    assert not test.exception
    assert "Inhalt" not in text_of(test)
    assert any(event == "abgewiesen" for event, _, _ in login.audit())


def test_changed_claims_of_a_real_sign_in_are_worth_nothing(login: Login) -> None:
    test = prepare(AppTest.from_function(planning_page, default_timeout=60), login, "karl")
    test.user["sub"] = "bert"
    assert "Inhalt" not in text_of(test.run())


def view(test: AppTest) -> dict[str, Any]:
    component = next(iter(test.get("component_instance")))
    script = json.loads(component.proto.json_args)["feature_group"]
    found: dict[str, Any] = json.loads(script.split("SozialraumMap.show(")[1].split(");")[0])
    return found


@pytest.mark.parametrize("person", PEOPLE)
def test_a_forbidden_indicator_in_the_address_is_not_shown(person: str, toy_login: Login) -> None:
    test = page("karte", toy_login, person, indikator="einwohner", ebenen="angebote").run()
    assert not test.exception
    allowed = bool(PEOPLE[person] & {Role.PLANNING, Role.ADMINISTRATION})
    assert (view(test)["indicator"] == "einwohner") == allowed
    assert (view(test)["layers"] != []) == allowed
    assert any("nicht bekannt" in warning.value for warning in test.warning) != allowed


@pytest.mark.parametrize(("person", "allowed"), [(NOBODY, False), ("karl", False), ("anna", True)])
def test_a_forged_message_of_a_control_is_not_shown(
    person: str, allowed: bool, toy_login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page("karte", toy_login, person).run()
    box = test.selectbox(key="karte_indikator")
    forged = WidgetState(id=box.id, string_value="Bevölkerung · Einwohnerinnen und Einwohner")
    monkeypatch.setattr(Selectbox, "_widget_state", property(lambda _: forged))
    test.run()
    views = [found.proto.json_args for found in test.get("component_instance")]
    assert any("einwohner" in text for text in views) == allowed
    assert ("55.000" in text_of(test)) == allowed


@pytest.mark.parametrize("key", ["karte_indikator", "karte_ebenen"])
def test_a_forbidden_value_in_the_session_is_not_shown(key: str, toy_login: Login) -> None:
    test = page("karte", toy_login, "karl")
    test.session_state[key] = "einwohner" if key == "karte_indikator" else ["angebote"]
    test.run()
    for shown in test.get("component_instance"):
        assert "Einwohnerinnen" not in shown.proto.json_args
        assert '"angebote"' not in shown.proto.json_args


def test_forged_parameters_of_every_page_show_nothing_for_planning(toy_login: Login) -> None:
    forged = {"indikator": "einwohner", "eintrag": "v1", "liste": "vorhaben", "suche": "Hütte"}
    for path in PAGES:
        for person in (NOBODY, "karl"):
            test = page(path.stem, toy_login, person, **forged).run()
            shown = text_of(test)
            assert "Alte Hütte" not in shown, path.stem
            assert "55.000" not in shown, path.stem
    allowed = page("daten", toy_login, "anna", bereich="indikatoren", indikator="einwohner").run()
    assert "55.000" in text_of(allowed)


# -- while a page is open ----------------------------------------------------------------------


def rights(test: AppTest) -> str:
    return next(m.value for m in test.markdown if m.value.startswith("Rollen: "))


def test_a_role_that_is_taken_away_is_gone_at_the_next_run(login: Login) -> None:
    test = prepare(AppTest.from_function(planning_page, default_timeout=60), login, "anna").run()
    assert "Inhalt" in text_of(test)
    login.roles('[personen."anna"]\nrollen = ["planung"]\ngesperrt = true')
    shown = text_of(test.run())
    assert "Inhalt" not in shown
    assert "gesperrt" in shown


@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_the_idle_visitor_is_public_with_a_notice(
    fragment: bool, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fragment goes on with the visit of the last run of its page."""
    import time

    test = prepare(AppTest.from_function(open_page, default_timeout=60), login, "anna")
    test.session_state["as_in_a_fragment"] = fragment
    assert rights(test.run()) == "Rollen: oeffentlich planung"
    later = time.time() + 1900
    monkeypatch.setattr("sozialraum.web.identity.time.time", lambda: later)
    test.run()
    assert not test.exception
    assert rights(test) == "Rollen: oeffentlich"
    assert "30 Minuten ohne Eingabe" in text_of(test)
    assert "Erneut anmelden" in {button.label for button in test.button}


def test_signing_out_ends_the_sign_in_for_every_other_tab(login: Login) -> None:
    first = prepare(AppTest.from_function(open_page, default_timeout=60), login, "anna").run()
    second = AppTest.from_function(open_page, default_timeout=60)
    second.user = dict(first.user)
    assert rights(second.run()) == "Rollen: oeffentlich planung"
    first.button(key="konto_abmelden").click().run()
    assert not first.exception
    assert rights(first) == "Rollen: oeffentlich"
    second.button(key="weiter").click().run()
    assert rights(second) == "Rollen: oeffentlich"
    assert "beendet" in text_of(second)
    assert ("abmeldung", "anna", {}) in login.audit()


@pytest.mark.parametrize("outcome", ["beendet", "fehlgeschlagen", "abgebrochen", "gestoert"])
def test_how_a_sign_in_ended_is_said_in_german(outcome: str, login: Login) -> None:
    test = page("daten", login, NOBODY, anmeldung=outcome).run()
    assert "Gezeigt wird der öffentliche Datenstand." in test.info[0].value
    assert "anmeldung" not in test.query_params


@pytest.mark.parametrize("outcome", ["<script>alert(1)</script>", "Bitte zahlen"])
def test_another_text_in_the_address_is_not_shown(outcome: str, login: Login) -> None:
    test = page("daten", login, NOBODY, anmeldung=outcome).run()
    assert outcome not in text_of(test)
    assert not test.info


def test_a_broken_login_says_so_and_shows_the_public_data(login: Login) -> None:
    login.secrets.write_text("[auth]\n", encoding="utf-8")
    with secrets_file(login.secrets):
        test = page("daten", login, "bert").run()
        refused = prepare(
            AppTest.from_function(planning_page, default_timeout=60), login, "bert"
        ).run()
    for shown in (text_of(test), text_of(refused)):
        assert "Die Anmeldung ist zurzeit nicht möglich." in shown
    assert "Inhalt" not in text_of(refused)
    assert not test.exception
    assert not [button for button in test.button if "melden" in button.label]


def test_a_name_is_text_never_html(login: Login) -> None:
    test = page("daten", login, NOBODY)
    test.user = login.sign_in("anna", name="<img src=x onerror=alert(1)>`${x}`")
    shown = text_of(test.run())
    assert "<img" not in shown
    assert "&lt;img" in shown
