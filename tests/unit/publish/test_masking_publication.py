"""Masking where it counts: in the bytes of a release, and before one becomes live."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secret_home import MASKED, PRIMARY, ROUNDED, SECRETS, WORDING, found_in, make_secret_home
from sozialraum.cli import main
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import PublicationRefused
from sozialraum.privacy import masking
from sozialraum.privacy.cells import State
from sozialraum.privacy.system import Flags, System
from sozialraum.publish import build_release
from sozialraum.publish.imports import plan_import, take_over
from sozialraum.publish.masking import audit_home
from sozialraum.service import Monitor
from sozialraum.storage.release import Release, ReleaseStore
from toy_home import change
from toy_imports import delivery, mapping

CASES = "data/statistik/meldungen.csv"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return make_secret_home(tmp_path / "stadt")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    home = make_secret_home(tmp_path_factory.mktemp("masked") / "stadt")
    return build_release(home, home / "var")


def rows(release: Release, indicator: str, level: str = "unterbezirk") -> pd.DataFrame:
    frame = release.observations
    chosen = (frame["indicator"] == indicator) & (frame["level"] == level)
    return frame[chosen & (frame["period"] == "2024")].set_index("area")


# -- what is hidden ----------------------------------------------------------------------------


def test_a_small_count_and_the_one_that_would_give_it_away_are_hidden(release: Release) -> None:
    found = rows(release, "faelle")
    assert list(found.index[found["status"] == "geheim"]) == ["003", "004"]
    assert found["value"].isna().sum() == 2
    assert found.loc["003", ["wording", "note"]].tolist() == ["", ""]
    assert rows(release, "faelle", "sozialraum").loc["012", "value"] == MASKED.what + PRIMARY
    hidden = release.observations["status"] == "geheim"
    assert (
        release.observations.loc[hidden, ["value", "numerator", "denominator"]]
        .isna()
        .all(axis=None)
    )


def test_shares_of_hidden_counts_are_hidden_with_them(release: Release) -> None:
    found = rows(release, "fallquote")
    assert found["status"].tolist() == ["geheim", "geheim"]
    assert found["value"].isna().all()


def test_rounded_counts_are_published_and_the_exact_one_is_gone(release: Release) -> None:
    found = rows(release, "besuche")
    assert found["value"].tolist() == [51235, 20, 30]
    assert set(found["note"]) == {"Auf Vielfache von 5 gerundet."}


def test_the_planted_numbers_are_in_no_file_of_the_release(city: Path) -> None:
    build_release(city, city / "var")
    hidden = [MASKED, ROUNDED, WORDING]
    assert {found for path in (city / "data").rglob("*") if path.is_file()
            for found in found_in(path.read_bytes(), hidden)} == {s.name for s in hidden}  # fmt: skip
    store = ReleaseStore(city)
    files = [path for path in store.releases.rglob("*") if path.is_file()]
    assert len(files) > 60
    for path in files:
        assert not found_in(path.read_bytes(), hidden), path


def test_columns_beside_the_declared_ones_do_not_survive_in_the_file(release: Release) -> None:
    """Neither the largest contributions nor an index with the old rows."""
    assert not {"largest", "second_largest"} & set(release.observations.columns)
    assert list(release.observations.index) == list(range(len(release.observations)))


def test_what_is_computed_from_a_release_says_no_hidden_number(release: Release) -> None:
    monitor = Monitor(release)
    nobody = [secret for secret in SECRETS if not secret.roles]
    for indicator in ("faelle", "fallquote", "besuche"):
        for level in monitor.levels(indicator):
            for area in monitor.catalog.areas(level):
                said = repr(monitor.statements(indicator, level, area.code))
                assert not found_in(said.encode(), nobody)
    figure = monitor.key_figures()[0]
    assert (figure.statement.value, figure.statement.status.value) == (None, "geheim")


# -- what is refused ---------------------------------------------------------------------------


def only_primary(system: System, _point: object, _forced: object = None) -> Flags:
    """Suppression that forgets the second half of its work."""
    hidden: Flags = system.sensitive & (system.state == State.OPEN)
    return hidden


def nothing_at_all(system: System, _point: object, _forced: object = None) -> Flags:
    return np.zeros(len(system.value), dtype="bool")


@pytest.mark.parametrize("forgetful", [only_primary, nothing_at_all])
def test_a_release_with_recoverable_cells_is_refused(
    forgetful: object, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build_release(city, city / "var")
    change(city, "data/start.toml", "Zum Testen.", "Zum Testen, noch einmal.")
    monkeypatch.setattr(masking, "suppress", forgetful)
    with pytest.raises(PublicationRefused, match="ließen sich geheime Werte berechnen") as error:
        build_release(city, city / "var")
    assert any("Nordmarkt-Süd" in str(p) or "003" in p.what for p in error.value.problems)
    assert not found_in(str(error.value).encode(), [MASKED, ROUNDED, WORDING])
    store = ReleaseStore(city)
    assert store.current_id() == before.id
    assert store.list() == (before.id,)


def test_contradicting_counts_are_refused_without_their_values(city: Path) -> None:
    before = build_release(city, city / "var")
    change(city, CASES, f";{MASKED.what + PRIMARY};", ";12;")
    with pytest.raises(PublicationRefused, match="Summe und Teile passen nicht zusammen") as error:
        build_release(city, city / "var")
    assert not found_in(str(error.value).encode(), [MASKED])
    assert ReleaseStore(city).current_id() == before.id


def test_the_audit_says_that_nothing_is_recoverable(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = audit_home(city, city / "var")
    assert found["recoverable"] == 0
    assert (found["masked"], found["primary"], found["secondary"]) == (4, 2, 2)
    assert main(["--home", str(city), "--json", "audit"]) == 0
    assert not found_in(capsys.readouterr().out.encode(), [MASKED, ROUNDED, WORDING])


def test_an_unknown_rule_is_refused_and_the_last_release_stays(city: Path) -> None:
    before = build_release(city, city / "var")
    change(city, "data/indikatoren/faelle.toml", '"mindestens_5"', '"mindestens_50"')
    with pytest.raises(Exception, match="mindestens_50"):
        build_release(city, city / "var")
    assert ReleaseStore(city).current_id() == before.id


# -- imports -----------------------------------------------------------------------------------

NUMBERS = (40, 60, PRIMARY, 84731, 70, 80, 90)
"""A delivery of cases with another number for the hidden area."""


def _cases() -> TableMapping:
    return mapping(
        id="faelle_jahr", title="Fälle nach Unterbezirken", indicator="faelle", source="amt",
        period="2025",
    )  # fmt: skip


def test_the_preview_compares_with_what_is_published(city: Path) -> None:
    build_release(city, city / "var")
    said = mapping(id="f", title="Fälle", indicator="faelle", source="amt", period="2024")
    plan = plan_import(city, delivery(*NUMBERS), "faelle.csv", said)
    assert plan.changes is not None
    changed = {change.area: change for change in plan.changes.changed}
    assert {area: entry.before for area, entry in changed.items()} == {"003": None, "004": None}
    assert changed["004"].before_status == "geheim"
    assert not found_in(repr(plan.changes).encode(), [MASKED])


def test_the_diary_says_no_value_of_an_indicator_with_a_rule(city: Path) -> None:
    build_release(city, city / "var")
    total = f"faelle;sozialraum;012;2025;{PRIMARY + 84731};;;;amt;;;;\n"
    path = city / CASES
    path.write_text(path.read_text(encoding="utf-8") + total, encoding="utf-8")
    entry, release = take_over(city, delivery(*NUMBERS), "faelle.csv", _cases(), who="anna")
    frame = release.observations.query("indicator == 'faelle' and period == '2025'")
    values = dict(zip(frame["area"] + frame["level"].str[0], frame["value"], strict=True))
    assert math.isnan(values["003u"])
    assert math.isnan(values["004u"])
    assert values["012s"] == PRIMARY + 84731
    assert "84.731" not in entry.words
    assert "84731" not in repr(entry.as_dict())


def test_the_diary_names_no_indicator_that_not_everybody_may_see(city: Path) -> None:
    """Everybody reads the diary; its words say how many indicators, not which."""
    build_release(city, city / "var")
    said = mapping(
        id="q", title="Lieferung", indicator="quarz_faelle", source="amt", period="2025"
    )  # fmt: skip
    entry, _ = take_over(city, delivery(1, 2, 3), "lieferung.csv", said, who="anna")
    assert not found_in(entry.words.encode())
