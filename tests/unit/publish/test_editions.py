from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sozialraum.catalog import survey
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.publish import build_release
from sozialraum.publish.statements import Statements, collect_statements
from sozialraum.render.panel import area_panel
from sozialraum.service.monitor import Monitor
from toy_reform import PEOPLE, add_edition, add_table, change, people

REFUSED = (
    "Zwischen 2018 und 2024 haben sich die Grenzen geändert; ohne Umrechnung nicht vergleichbar."
)
SHARE = "kinder_sgb2;{};{};{};{};{};\n"


def collected(home: Path) -> Statements:
    found = survey(home)
    assert not found.problems
    return collect_statements(home, found.catalog, found.broken)


def then(home: Path, indicator: str = "einwohner") -> pd.DataFrame:
    """Statements of 2018, by the code of today."""
    result = collected(home)
    assert not result.problems, result.problems
    frame = result.observations
    frame = frame[(frame["indicator"] == indicator) & (frame["table"] == "frueher")]
    return frame.set_index("area")


def test_counts_are_shared_out(toy: Path) -> None:
    rows = then(add_table(add_edition(toy), people()))
    assert rows["value"].to_dict() == {
        "001": 17, "002": 50, "003": 80, "004": 50, "011": 45, "012": 45, "013": 40,
    }  # fmt: skip
    estimated = rows.index[rows["status"] == "geschaetzt"].tolist()
    assert estimated == ["003", "004", "011", "012"]
    assert set(rows["status"]) == {"ok", "geschaetzt"}
    assert rows["value"].sum() == sum(PEOPLE.values())
    assert rows.loc["011", "note"] == (
        "Gebietsstand 2018, umgerechnet nach Fläche (Stadt Musterstadt: Statistik)."
    )
    assert rows.loc["011", "quality"] == "schaetzung"
    assert rows.loc["002", "note"] == "Gebietsstand 2018, Gebiet unverändert."


def test_the_report_tells_what_was_done(toy: Path) -> None:
    result = collected(add_table(add_edition(toy), people()))
    report = next(r for r in result.reports if r.table == "frueher")
    assert report.matched == 7 and report.complete
    assert report.notes[-1] == (
        "Gebietsstand 2018: 2 für unveränderte Gebiete übernommen, 1 aus ganzen früheren Gebieten "
        "gebildet, 4 anteilig geschätzt."
    )


def test_keys_and_names_are_those_of_then(toy: Path) -> None:
    add_table(add_edition(toy), people())
    change(toy, "data/statistik/frueher.csv", "einwohner;014;", "einwohner;Hörde;")
    assert then(toy).loc["012", "value"] == 45
    change(toy, "data/statistik/frueher.csv", "einwohner;013;", "einwohner;011;")
    assert any("„011“ gehört zu keinem Gebiet" in p.what for p in collected(toy).problems)


@pytest.mark.parametrize("sign", ["geheim", "unbekannt", "spaeter"])
def test_a_part_without_value_is_never_zero(toy: Path, sign: str) -> None:
    rows = then(add_table(add_edition(toy), people(a005=f";;;{sign}", a013=f";;;{sign}")))
    assert pd.isna(rows.loc["001", "value"])
    assert rows.loc["001", "status"] == "unbekannt"
    assert "Kein Wert: Das frühere Gebiet 005 ist" in rows.loc["001", "note"]
    assert rows.loc["013", "status"] == sign


def test_a_missing_part_is_never_zero(toy: Path) -> None:
    rows = "".join(r for r in people().splitlines(keepends=True) if ";004;" not in r)
    found = then(add_table(add_edition(toy), rows))
    assert found.loc["004", "status"] == "unbekannt"
    assert "Zum früheren Gebiet 004 gibt es keine Angabe." in found.loc["004", "note"]
    assert found.loc["003", "value"] == 80


def test_shares_are_computed_anew_from_their_counts(toy: Path) -> None:
    rows = SHARE.format("003", 20, 20, 100, "") + SHARE.format("004", 50, 30, 60, "")
    found = then(add_table(add_edition(toy), rows), "kinder_sgb2")
    assert found.loc["004", ["numerator", "denominator"]].tolist() == [34, 80]
    assert found.loc["004", "value"] == pytest.approx(42.5)
    assert found.loc["003", "value"] == pytest.approx(20)
    assert found.loc["004", "status"] == "geschaetzt"


def test_shares_without_counts_are_known_for_unchanged_areas_only(toy: Path) -> None:
    rows = "".join(SHARE.format(code, 20, "", "", "") for code in PEOPLE)
    found = then(add_table(add_edition(toy), rows), "kinder_sgb2")
    assert found.index[found["value"].notna()].tolist() == ["002", "013"]
    assert (found.loc[["001", "003", "004", "011"], "status"] == "unbekannt").all()
    assert "Zähler und Nenner sind nicht veröffentlicht." in found.loc["001", "note"]


def test_a_share_that_its_counts_do_not_give_is_not_bridged(toy: Path) -> None:
    rows = SHARE.format("014", 20, 50, 100, "")
    found = then(add_table(add_edition(toy), rows), "kinder_sgb2")
    assert "folgt nicht aus Zähler und Nenner" in found.loc["011", "note"]


def test_confidential_counts_are_never_divided(toy: Path) -> None:
    (toy / "data/geheimhaltung.toml").write_text(
        "[regeln.klein]\nmindestzahl = 3\n", encoding="utf-8"
    )
    path = toy / "data/indikatoren/einwohner.toml"
    path.write_text(path.read_text() + 'geheimhaltung = "klein"\n')
    found = then(add_table(add_edition(toy), people()))
    assert "nicht anteilig umgerechnet" in found.loc["011", "note"]
    assert found.loc["001", "value"] == 17


def test_an_edition_that_the_level_does_not_have_is_refused(toy: Path) -> None:
    add_table(add_edition(toy), people())
    change(toy, "data/statistik/frueher.toml", 'gebietsstand = "2018"', 'gebietsstand = "2016"')
    said = [str(problem) for problem in collected(toy).problems]
    assert any("der Gebietsstand „2016“ nicht angelegt" in text for text in said)


def test_a_period_outside_the_validity_is_told(toy: Path) -> None:
    add_table(add_edition(toy), people())
    change(toy, "data/statistik/frueher.toml", 'stichtag = "2018"', 'stichtag = "2022"')
    report = next(r for r in collected(toy).reports if r.table == "frueher")
    assert report.editions == ("Stichtag 2022 auf Gebietsstand 2018.",)


# -- what people see ---------------------------------------------------------------------------

QUERY = LayerQuery("einwohner", "unterbezirk", "2024", Scheme.QUANTILES, 3)


def monitor(home: Path) -> Monitor:
    change(
        home,
        "data/statistik/reihen.csv",
        "einwohner;unterbezirk;001;2024;100;;;;;;\n",
        "einwohner;unterbezirk;001;2024;100;;;;;;\neinwohner;unterbezirk;003;2024;90;;;;;;\n",
    )
    return Monitor(build_release(home, home / "var"))


def test_bridged_values_are_compared_and_told(toy: Path) -> None:
    found = monitor(add_table(add_edition(toy), people()))
    view = found.map_view(QUERY)
    assert [p.period.code for p in view.periods] == ["2018", "2024"]
    assert any("umgerechnet nach Fläche" in note for note in view.notes)
    assert REFUSED not in view.notes
    area = found.area_view(QUERY, "003")
    assert [s.status.value for s in area.history] == ["geschaetzt", "ok"]
    assert not area.breaks and not area.notice


def test_values_without_a_bridge_are_shown_with_a_notice(toy: Path) -> None:
    found = monitor(add_table(add_edition(toy, None), people()))
    old = replace(QUERY, period="2018")
    view = found.map_view(old)
    assert [p.period.code for p in view.periods] == ["2018"]
    known = dict(zip(view.codes, view.current.values, strict=True))
    assert known == {
        "001": None, "002": 50, "003": 100, "004": 30, "011": None, "012": None, "013": 40,
    }  # fmt: skip
    assert any("nicht umgerechnet" in note for note in view.notes)
    area = found.area_view(old, "003")
    assert "Gebietsstands 2018, nicht für die gezeigten" in area_panel(view, area)
    assert found.area_view(old, "002").notice == ""


def test_a_comparison_across_editions_is_refused_with_a_sentence(toy: Path) -> None:
    found = monitor(add_table(add_edition(toy, None), people()))
    view = found.map_view(QUERY)
    assert [p.period.code for p in view.periods] == ["2024"]
    assert REFUSED in view.notes
    assert found.area_view(QUERY, "003").breaks == (REFUSED,)
    assert found.area_view(QUERY, "002").breaks == ()
    assert REFUSED in area_panel(view, found.area_view(QUERY, "003"))


def test_what_cannot_be_shown_without_a_bridge_is_told(toy: Path) -> None:
    result = collected(add_table(add_edition(toy, None), people()))
    report = next(r for r in result.reports if r.table == "frueher")
    assert report.notes[-1] == "Ohne Umrechnung nicht darstellbar: 005, 006, 014."


def test_areas_that_did_not_change_stay_comparable(toy: Path) -> None:
    rows = "einwohner;002;50;;;;\neinwohner;013;40;;;;\n"
    view = monitor(add_table(add_edition(toy, None), rows)).map_view(QUERY)
    assert [p.period.code for p in view.periods] == ["2018", "2024"]
