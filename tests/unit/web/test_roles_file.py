import os
from pathlib import Path

import pytest

from sozialraum.domain.access import Role, Visitor, may_see_objects
from sozialraum.web import audit
from sozialraum.web.roles_file import current_roles, read_roles
from sozialraum.web.sessions import Limits

P, A, PUBLIC = Role.PLANNING, Role.ADMINISTRATION, {Role.PUBLIC}
TEXT = """
gruppen_merkmal = "groups"
leerlauf_minuten = 10
hoechstens_stunden = 2
auskunft = "Team"
[personen."anna"]
rollen = ["planung"]
stadtbezirke = ["02", "03"]
[personen."gesa"]
rollen = ["verwaltung"]
gesperrt = true
[personen."niemand"]
[gruppen."plan"]
rollen = ["planung"]
stadtbezirke = ["01"]
[gruppen."amt"]
rollen = ["verwaltung"]
[gruppen."zu"]
gesperrt = true
"""


def test_a_person_holds_the_own_roles_and_the_public_one() -> None:
    grant = read_roles(TEXT).grant("anna", {})
    assert grant.roles == {P, Role.PUBLIC}
    assert grant.districts == {"02", "03"}
    assert not grant.notice


def test_limits_and_contact_are_read_with_their_units() -> None:
    roles = read_roles(TEXT)
    assert roles.limits == Limits(idle=600, total=7200)
    assert roles.contact == "Team"
    assert read_roles("").limits == Limits(idle=1800, total=43200)


@pytest.mark.parametrize(
    ("said", "roles", "districts"),
    [
        (["plan"], {P, Role.PUBLIC}, {"01"}),
        ("plan", {P, Role.PUBLIC}, {"01"}),
        (["plan", "amt", "andere"], {P, A, Role.PUBLIC}, {"01"}),
        (["plan", "zu"], PUBLIC, set()),
        (["andere"], PUBLIC, set()),
        ([["plan"]], PUBLIC, set()),
        ({"plan": True}, PUBLIC, set()),
        (None, PUBLIC, set()),
    ],
)
def test_groups_come_from_the_claim(said: object, roles: set[Role], districts: set[str]) -> None:
    grant = read_roles(TEXT).grant("otto", {"groups": said, "rollen": ["verwaltung"]})
    assert (grant.roles, grant.districts) == (roles, districts)
    assert bool(grant.notice) == (roles == PUBLIC)


@pytest.mark.parametrize("subject", ["gesa", "niemand"])
def test_the_own_entry_wins_over_the_groups(subject: str) -> None:
    grant = read_roles(TEXT).grant(subject, {"groups": ["amt"]})
    assert grant.roles == PUBLIC
    assert grant.notice


@pytest.mark.parametrize(
    "entry",
    [
        'rollen = ["planung", "chefin"]',
        'rollen = "planung"',
        "rollen = [1]",
        'rollen = ["planung"]\nstadtbezirke = [2]',
        'rollen = ["planung"]\nstadtbezirke = "02"',
        'rollen = ["planung"]\nstadtbezirke = ["Mitte"]',
        'rollen = ["planung"]\ngesperrt = "nein"',
        'rollen = ["planung"]\ngespert = true',
    ],
)
def test_an_entry_with_an_error_gives_nothing_and_names_nobody(entry: str) -> None:
    text = f'[personen."Geheime Person"]\n{entry}\n[personen."bert"]\nrollen = ["verwaltung"]'
    roles = read_roles(text)
    assert roles.grant("Geheime Person", {}).roles == PUBLIC
    assert "fehlerhaft" in roles.grant("Geheime Person", {}).notice
    assert roles.grant("bert", {}).roles == {A, Role.PUBLIC}
    assert len(roles.problems) == 1
    assert "Eintrag 1" in roles.problems[0]
    assert "Geheime" not in roles.problems[0]
    assert "chefin" not in roles.problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "kein TOML",
        'gesperrte = ["anna"]\n[personen."bert"]\nrollen = ["verwaltung"]',
        'leerlauf_minuten = 0\n[personen."bert"]\nrollen = ["verwaltung"]',
        'leerlauf_minuten = inf\n[personen."bert"]\nrollen = ["verwaltung"]',
        'hoechstens_stunden = nan\n[personen."bert"]\nrollen = ["verwaltung"]',
        'leerlauf_minuten = true\n[personen."bert"]\nrollen = ["verwaltung"]',
        'auskunft = 5\n[personen."bert"]\nrollen = ["verwaltung"]',
        'personen = ["bert"]',
        'gruppen_merkmal = ["a"]',
        '[gruppen."a"]\nrollen = ["planung"]',
    ],
)
def test_a_file_that_is_not_understood_gives_nobody_a_role(text: str) -> None:
    roles = read_roles(text)
    assert not roles.readable
    assert roles.problems
    assert roles.grant("bert", {}).roles == PUBLIC
    assert "nicht prüfen" in roles.grant("bert", {}).notice


def test_the_file_is_read_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "_TOLD", audit._Memory(60))
    path = tmp_path / "andere.toml"
    monkeypatch.setenv("SOZIALRAUM_ROLLEN", str(path))
    assert current_roles().grant("anna", {}).roles == PUBLIC
    assert "keine Datei" in capsys.readouterr().err
    path.write_text(TEXT, encoding="utf-8")
    assert P in current_roles().grant("anna", {}).roles
    state = path.stat()
    path.write_text(TEXT.replace('"anna"', '"anne"'), encoding="utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert current_roles().grant("anna", {}).roles == PUBLIC
    path.write_bytes(b"\xff\xfe")
    assert not current_roles().readable
    path.unlink()
    path.mkdir()
    assert not current_roles().readable


def test_single_objects_are_for_planning_with_the_district_and_for_administration() -> None:
    planning = Visitor(held=frozenset({P, Role.PUBLIC}), districts=frozenset({"02", ""}))
    administration = Visitor(held=frozenset({A}))
    coordination = Visitor(held=frozenset({Role.COORDINATION}), districts=frozenset({"02"}))
    assert may_see_objects(planning, "02")
    assert not may_see_objects(planning, "03")
    assert not may_see_objects(planning, "")
    assert may_see_objects(administration, "03")
    assert may_see_objects(administration, "")
    assert not may_see_objects(coordination, "02")
    assert not may_see_objects(Visitor(), "02")
