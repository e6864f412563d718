"""The shipped measures: dated, sourced, placed, quoted shortly, each told once."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from sozialraum.domain.indicators import Source
from sozialraum.domain.period import Period
from sozialraum.domain.records import LIST_SEPARATOR

HOME = Path(__file__).parents[2]
DATA = HOME / "data"
DOCUMENTS = {
    "quelltext-certa-2018": "2018",
    "quelltext-kruse-2003": "2003-07-18",
    "quelltext-leitlinien-2023": "2023-08-16",
    "quelltext-ruhrkonferenz-2019": "2019-01-22",
    "quelltext-strukturwandel-2016": "2016",
}
"""The five source documents and their dates."""
UNDATED = "ohne Datum: "


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (DATA / "orte" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


@cache
def sources() -> dict[str, Source]:
    entries = tomllib.loads((DATA / "quellen.toml").read_text(encoding="utf-8"))
    return {key: Source.model_validate({**entry, "id": key}) for key, entry in entries.items()}


@cache
def districts() -> set[str]:
    with (HOME / "geo" / "gliederung.csv").open(encoding="utf-8", newline="") as file:
        return {row["stadtbezirk_name"] for row in csv.DictReader(file, delimiter=";")}


def parts(text: str) -> list[str]:
    return text.split(LIST_SEPARATOR) if text else []


def moment(code: str) -> tuple[int, int, int]:
    """Year, month, day at which a reference date begins."""
    year, month, day, *_ = (*(int(part) for part in code.partition("/")[0].split("-")), 1, 1)
    return year, month, day


def measure(name: str) -> dict[str, str]:
    return next(row for row in rows("massnahmen") if row["name"] == name)


def test_number_of_measures():
    assert 40 <= len(rows("massnahmen")) <= 90


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_contributes(document):
    assert any(document in parts(row["quelle"]) for row in rows("massnahmen"))


@pytest.mark.parametrize(
    "name",
    ["Anlaufstelle „Willkommen Europa“", "Neun-Schritte-Verfahren", "Clearingstelle Gesundheit",
     "Wohnungszugangsstrategie", "Ankauf und Sanierung von Problemimmobilien",
     "Arbeitspolitikkonferenz", "Dekadenprojekt nordwärts", "Entwicklungskonzept TZDO 2030",
     "Sofortprogramm für Kinder ohne Schulplatz", "5.000 neue Bäume", "Housing First",
     "IGA 2027 mit dem Zukunftsgarten an der Kokerei Hansa"],
)  # fmt: skip
def test_measures_of_the_documents_are_there(name):
    assert measure(name)["stand"]


def test_the_five_areas_are_measures_too():
    found = [r for r in rows("massnahmen") if r["name"].startswith("Fläche mobilisieren: ")]
    assert len(found) == 5
    sites = {row["id"] for row in rows("flaechen") if row["mobilisierung"] == "ja"}
    assert {re.search(r"S\d\d", row["ort"])[0] for row in found} == sites


def test_every_measure_has_a_document_and_its_sources_are_known():
    for row in rows("massnahmen"):
        ids = parts(row["quelle"])
        assert ids[0] in DOCUMENTS, row["id"]
        assert set(ids) <= set(sources()), row["id"]
        assert parts(row["quelle_titel"]) == [sources()[key].citation for key in ids], row["id"]
        known = {sources()[key].url for key in ids}
        assert set(parts(row["quelle_adresse"])) == known - {""}, row["id"]


def test_check_is_no_earlier_than_decision_and_document():
    for row in rows("massnahmen"):
        checked = Period(row["stand_geprueft_am"])
        dates = [DOCUMENTS[key] for key in parts(row["quelle"]) if key in DOCUMENTS]
        assert checked >= max(Period(date) for date in dates), row["id"]
        if row["beschlossen_am"]:
            assert moment(row["beschlossen_am"]) <= moment(checked.code), row["id"]


def test_what_nobody_checked_later_says_so():
    for row in rows("massnahmen"):
        dates = {DOCUMENTS[key] for key in parts(row["quelle"]) if key in DOCUMENTS}
        sentence = f"Seit {row['stand_geprueft_am'][:4]} nicht nachgeprüft."
        later = row["stand_geprueft_am"] not in dates
        assert (sentence in row["hinweis"]) is not later, row["id"]
        if later:
            assert row["verlauf"], f"{row['id']}: checked later, but nothing told"
            assert set(parts(row["quelle"])) - set(DOCUMENTS), row["id"]


def test_later_reports_are_told_in_order():
    for row in rows("massnahmen"):
        dated = [part for part in parts(row["verlauf"]) if not part.startswith(UNDATED)]
        years = [re.match(r"(\d{4}): ", part) for part in dated]
        assert all(years), row["id"]
        found = [int(year[1]) for year in years if year]
        assert found == sorted(found), row["id"]
        assert all(year <= int(row["stand_geprueft_am"][:4]) for year in found), row["id"]


def test_quotes_are_short():
    for row in rows("massnahmen"):
        quote = row["fundstelle"]
        assert quote[0] in "„»", row["id"]
        assert quote[-1] in "“«", row["id"]
        assert 1 <= len(quote.split()) <= 25, row["id"]


def test_descriptions_are_own_words():
    for row in rows("massnahmen"):
        words = re.findall(r"\w+", row["beschreibung"].lower())
        quoted = " ".join(re.findall(r"\w+", row["fundstelle"].lower()))
        runs = [" ".join(words[n : n + 8]) for n in range(len(words) - 7)]
        assert not [run for run in runs if run in quoted], row["id"]


def test_reach_and_districts_agree():
    for row in rows("massnahmen"):
        named = parts(row["stadtbezirk"])
        assert set(named) <= districts(), row["id"]
        if row["reichweite"] == "ein Stadtbezirk":
            assert len(named) == 1, row["id"]
        if row["reichweite"] == "mehrere Stadtbezirke":
            assert len(named) > 1, row["id"]
        if row["reichweite"] == "gesamte Stadt":
            assert not named, row["id"]


def test_numbers_of_sites_in_measures_exist():
    sites = {row["id"] for row in rows("flaechen")}
    for row in rows("massnahmen"):
        named = re.findall(r"\bS\d\db?\b", " ".join(row.values()))
        assert set(named) <= sites, row["id"]


def test_measures_are_not_told_twice():
    """No two measures cite the same place of a document."""
    for one, other in combinations(rows("massnahmen"), 2):
        assert one["fundstelle"] != other["fundstelle"], (one["id"], other["id"])


def test_a_plan_of_a_party_is_no_decision():
    for row in rows("massnahmen"):
        if row["stand"] == "geplant":
            assert not row["beschlossen_am"], row["id"]
        if row["stand"] == "beschlossen":
            assert row["beschlossen_am"] or "Beauftragt" in row["hinweis"], row["id"]


def test_conflicting_figures_stand_side_by_side():
    founded = measure("TechnologieZentrum und Technologiecampus aufbauen")
    assert "1983" in founded["hinweis"]
    assert "1985" in founded["hinweis"]
    streets = measure("Sanierungsstau auf Straßen und Wegen auflösen")["angaben"]
    assert "zwei Drittel" in streets
    assert "70 Prozent" in streets
