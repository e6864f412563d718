from __future__ import annotations

from pathlib import Path

import pytest

from delivered_tables import csv_table, toy_file
from sozialraum.catalog import Catalog, load_catalog
from sozialraum.domain.mapping import ColumnRole, Correction, NumberForm, TableMapping
from sozialraum.errors import UnreadableInput
from sozialraum.importers.answers import answer
from sozialraum.importers.formats import read_table
from sozialraum.importers.mapped_table import statements
from sozialraum.importers.proposal import Proposal, propose

LOSSES = {"City-Wset": "002", "Grosse Haide": "004", "Fönix": "012"}


@pytest.fixture
def catalog(toy: Path) -> Catalog:
    return load_catalog(toy)


def _propose(catalog: Catalog, *lines: str, name: str = "tabelle.csv", known=()) -> Proposal:
    return propose(csv_table(*lines), catalog, name, known)


def _answered(proposal: Proposal, **answers: str) -> TableMapping:
    """Every question answered with its first choice, or with what is given for its topic."""
    mapping = proposal.mapping
    for question in proposal.questions:
        value = answers.get(question.topic) or question.choices[0][0]
        mapping = answer(mapping, question, value, proposal.drafts.get(question.column))
    return mapping


def test_a_realistic_file_is_understood(catalog: Catalog) -> None:
    proposal = propose(read_table(toy_file(), "Kinder 2024.csv"), catalog, "Kinder 2024.csv", ())
    mapping = proposal.mapping
    assert (mapping.id, mapping.level, mapping.period) == (
        "kinder_2024_12_31",
        "unterbezirk",
        "2024-12-31",
    )
    assert mapping.title == "Kinderarmut in den Unterbezirken"
    assert mapping.source == "stadt"
    assert [(c.role, c.indicator) for c in mapping.columns] == [
        (ColumnRole.KEY, ""), (ColumnRole.VALUE, "einwohner"), (ColumnRole.VALUE, "kinder_sgb2"),
        (ColumnRole.VALUE, ""),
    ]  # fmt: skip
    assert {c.number_form for c in mapping.columns} == {NumberForm.GERMAN}
    assert mapping.signs == {
        "x": "nicht_sinnvoll",
        "-": "ok",
        ".": "geheim",
        "/": "unbekannt",
        "0": "ok",
    }
    assert proposal.suggestions == {
        "City-Wset": "002 City-West", "Grosse Haide": "004 Große Heide", "Fönix": "012 Phoenix",
    }  # fmt: skip
    assert [entry.key for entry in proposal.totals] == ["Insgesamt"]
    (question,) = proposal.questions
    assert (question.topic, question.column) == ("indikator", "Ganz Neues / in %")
    draft = proposal.drafts["Ganz Neues / in %"]
    assert (draft.id, draft.name, draft.unit, draft.decimals) == (
        "ganz_neues",
        "Ganz Neues",
        "%",
        1,
    )


def test_the_second_year_needs_no_further_answers(catalog: Catalog) -> None:
    first = propose(read_table(toy_file(), "Kinder 2024.csv"), catalog, "Kinder 2024.csv", ())
    mapping = _answered(first).model_copy(update={"accepted": LOSSES})
    raw = read_table(toy_file(2025, first=111), "Kinder 2025.csv")
    second = propose(raw, catalog, "Kinder 2025.csv", [mapping])
    assert (second.known, second.questions) == (mapping.id, ())
    assert (second.mapping.id, second.mapping.period) == ("kinder_2025_12_31", "2025-12-31")
    read = statements(raw, second.mapping, catalog)
    assert read.problems == ()
    assert set(read.frame["period"]) == {"2025-12-31"}
    assert mapping.period == "2024-12-31"


def test_a_known_mapping_is_found_though_years_stand_in_its_headings(catalog: Catalog) -> None:
    lines = ["Unterbezirk;2022;2023", "City-Ost;1;2", "City-West;3;4", "Hörde;5;6"]
    first = _propose(catalog, *lines, name="Einwohnerinnen und Einwohner.csv")
    assert first.mapping.indicator == "einwohner"
    assert [c.period for c in first.mapping.columns] == ["", "2022", "2023"]
    known = _answered(first, quelle="stadt")
    lines[0] = "Unterbezirk;2023;2024"
    second = _propose(catalog, *lines, name="neu.csv", known=[known])
    assert second.known == known.id and not second.questions
    assert [c.period for c in second.mapping.columns] == ["", "2023", "2024"]
    lines = ["Unterbezirk;2023;2024;2025", "City-Ost;1;2;3", "City-West;3;4;5", "Hörde;5;6;7"]
    third = _propose(catalog, *lines, known=[known])
    assert [c.period for c in third.mapping.columns] == ["", "2023", "2024", "2025"]
    lines[0] = "Unterbezirk;2023;2024;Fläche"
    assert _propose(catalog, *lines, known=[known]).known == ""


def test_the_second_year_asks_where_its_date_is_not_said(catalog: Catalog) -> None:
    lines = ["Unterbezirk;Einwohner", "City-Ost;1", "City-West;3"]
    known = _answered(_propose(catalog, "Stand: 31.12.2023;", *lines), quelle="stadt")
    second = _propose(catalog, *lines, known=[known])
    assert [question.topic for question in second.questions] == ["stichtag"]
    assert second.mapping.period == ""


def test_corrections_of_values_stay_with_their_year(catalog: Catalog) -> None:
    lines = ["Stand: 31.12.2023;", "Unterbezirk;Einwohner", "City-Ost;10000", "City-West;3"]
    wrong = Correction.model_validate(
        {
            "key": "City-Ost",
            "column": "Einwohner",
            "expected": "10000",
            "corrected": "100",
            "reason": "Tippfehler",
        }
    )
    known = _answered(_propose(catalog, *lines), quelle="stadt").model_copy(
        update={"corrections": (wrong,)}
    )
    assert _propose(catalog, *lines, known=[known]).mapping.corrections == (wrong,)
    lines[0], lines[2] = "Stand: 31.12.2024;", "City-Ost;101"
    assert _propose(catalog, *lines, known=[known]).mapping.corrections == ()


def test_a_new_sign_of_the_second_year_is_asked(catalog: Catalog) -> None:
    lines = ["Stand: 31.12.2023;", "Unterbezirk;Einwohner", "City-Ost;1", "City-West;3", "Hörde;4"]
    known = _answered(_propose(catalog, *lines), quelle="stadt")
    lines[2] = "City-Ost;."
    assert [q.column for q in _propose(catalog, *lines, known=[known]).questions] == ["."]


@pytest.mark.parametrize(
    ("lines", "name", "period"),
    [
        (["Stand: 31.12.2023;", "Gebiet;Einwohner"], "Daten_2024.csv", "2023-12-31"),
        (["Kinder im Dezember 2023;", "Gebiet;Einwohner"], "x.csv", "2023-12"),
        (["Gebiet;Einwohner"], "Daten_2024.csv", "2024"),
    ],
)
def test_where_the_reference_date_comes_from(catalog: Catalog, lines, name, period) -> None:
    proposal = _propose(catalog, *lines, "City-Ost;5", "City-West;6", name=name)
    assert proposal.mapping.period == period


def test_several_dates_are_asked(catalog: Catalog) -> None:
    lines = ["Vergleich 2021 und 2023;", "Unterbezirk;Einwohner", "City-Ost;5", "City-West;6"]
    question = next(q for q in _propose(catalog, *lines).questions if q.topic == "stichtag")
    assert [value for value, _ in question.choices] == ["2021", "2023"]


def test_a_long_table(catalog: Catalog) -> None:
    lines = [
        "Indikator;Ebene;Gebiet;Datum;Wert;Hinweis",
        "einwohner;Stadtbezirk;Mitte;03/04/2024;1.500;",
        "Einwohner;Unterbezirke;City-Ost;05/06/2024;2.500;geschätzt",
        "Kinderarmut;unterbezirk;City-West;05/06/2024;3.500;",
    ]
    proposal = _propose(catalog, *lines)
    roles = [c.role for c in proposal.mapping.columns]
    assert roles == [
        ColumnRole.INDICATOR, ColumnRole.LEVEL, ColumnRole.KEY, ColumnRole.PERIOD, ColumnRole.VALUE, ColumnRole.NOTE,
    ]  # fmt: skip
    assert {q.topic for q in proposal.questions} == {"zahlenform", "datumsform", "quelle"}
    mapping = _answered(proposal, zahlenform="englisch", datumsform="TT/MM/JJJJ", quelle="stadt")
    read = statements(csv_table(*lines), mapping, catalog)
    assert read.problems == ()
    found = read.frame.set_index("row")
    assert found["value"].tolist() == [1.5, 2.5, 3.5]
    assert found["period"].tolist() == ["2024-04-03", "2024-06-05", "2024-06-05"]
    assert found["indicator"].tolist() == ["einwohner", "einwohner", "kinder_sgb2"]
    assert found["level"].tolist() == ["stadtbezirk", "unterbezirk", "unterbezirk"]
    assert found["note"].tolist() == ["", "geschätzt", ""]


def test_words_that_nobody_knows_are_asked_and_can_be_left_out(catalog: Catalog) -> None:
    lines = [
        "Indikator;Ebene;Gebiet;Jahr;Wert",
        "Einwohner;Stadtbezirk;Mitte;2024;1",
        "Einwohner;Planet;Erde;2024;8000000000",
        "Hunde;Stadtbezirk;Mitte;2024;2",
        "Katzen;Stadtbezirk;Mitte;2024;3",
    ]
    proposal = _propose(catalog, *lines)
    asked = {q.column: q for q in proposal.questions}
    mapping = answer(proposal.mapping, asked["Planet"], "")
    mapping = answer(mapping, asked["Hunde"], "neu", proposal.drafts["Hunde"])
    mapping = answer(mapping, asked["Katzen"], "")
    mapping = answer(mapping, next(q for q in proposal.questions if q.topic == "quelle"), "stadt")
    read = statements(csv_table(*lines), mapping, catalog)
    assert read.problems == ()
    assert read.frame["indicator"].tolist() == ["einwohner", "hunde"]
    assert sum(len(report.excluded) for report in read.reports) == 2
    assert read.rows == 4


def test_a_similar_heading_is_asked_and_never_taken(catalog: Catalog) -> None:
    proposal = _propose(
        catalog, "Unterbezirk;Einwohner mit Hund", "City-Ost;5", "City-West;6", name="x_2024.csv"
    )
    question = next(q for q in proposal.questions if q.topic == "indikator")
    assert question.choices[0][0] == "einwohner"
    assert [value for value, _ in question.choices[-2:]] == ["neu", ""]
    ignored = answer(proposal.mapping, question, "")
    assert ignored.columns[1].role is ColumnRole.IGNORED


def test_shares_that_cannot_be_percent_are_asked(catalog: Catalog) -> None:
    lines = ["Unterbezirk;Kinderarmut", *(f"{name};{value}" for name, value in zip(
        ("City-Ost", "City-West", "Nordmarkt-Süd", "Große Heide", "Hörde"),
        ("0,1", "0,2", "0,35", "0,07", "1"), strict=True))]  # fmt: skip
    proposal = _propose(catalog, *lines, name="x_2024.csv")
    question = next(q for q in proposal.questions if q.topic == "faktor")
    mapping = answer(proposal.mapping, question, "100")
    assert mapping.columns[1].scale == 100
    lines[1] = "City-Ost;120,5"
    topics = {q.topic for q in _propose(catalog, *lines, name="x_2024.csv").questions}
    assert "indikator" in topics and "faktor" not in topics


def test_columns_that_are_left_out_are_named(catalog: Catalog) -> None:
    proposal = _propose(
        catalog, "Unterbezirk;Bearbeitung;Einwohner;Leer;Einwohner", "City-Ost;Meier;5;;5", "City-West;Kurz;6;;6",
    )  # fmt: skip
    notes = " ".join(proposal.notes)
    assert "„Bearbeitung“ enthält keine Zahlen" in notes
    assert "„Leer“ ist leer" in notes
    assert "„Einwohner (2)“ wiederholt „Einwohner“" in notes or "zwei" in notes


def test_header_rows_can_be_answered(catalog: Catalog) -> None:
    raw = csv_table("City-Ost;5", "City-West;6", "Hörde;7")
    asked = propose(raw, catalog, "x_2024.csv", ())
    question = next(q for q in asked.questions if q.topic == "kopfzeilen")
    assert question.choices[0] == ("0", "Zeile 1: City-Ost | 5")
    again = propose(raw, catalog, "x_2024.csv", (), header_rows=(1,))
    assert again.mapping.header_rows == (1,)
    assert "kopfzeilen" not in {q.topic for q in again.questions}


def test_an_answer_that_means_nothing_is_refused(catalog: Catalog) -> None:
    proposal = _propose(catalog, "Unterbezirk;Neues", "City-Ost;1.234", "City-West;1.500")
    asked = {q.topic: q for q in proposal.questions}
    for topic, value in (
        ("zahlenform", "chinesisch"),
        ("stichtag", "morgen"),
        ("indikator", "neu"),
        ("quelle", "neu"),
    ):
        with pytest.raises(UnreadableInput):
            answer(proposal.mapping, asked[topic], value)


def test_a_mapping_travels_as_json(catalog: Catalog) -> None:
    proposal = propose(read_table(toy_file(), "Kinder 2024.csv"), catalog, "Kinder 2024.csv", ())
    mapping = _answered(proposal)
    assert TableMapping.model_validate_json(mapping.model_dump_json(by_alias=True)) == mapping
