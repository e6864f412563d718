"""Published figures about places outside the city, read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog.references import REFERENCES_FILE, read_references
from sozialraum.domain.themes import Reference
from sozialraum.errors import Problem

HEADER = "kennung;raum;gegenstand;indikator;stichtag;wert;wort;einheit;quelle;wortlaut;hinweis"  # fmt: skip
GOOD = "V01;Deutschland;Personen;einwohner;2017;933195;;Personen;stadt;auf 933.195;gerundet"


def read(home: Path, *rows: str, header: str = HEADER) -> tuple[list[Reference], list[Problem]]:
    path = home / REFERENCES_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    found, problems = read_references(home, ["einwohner", "kinder_sgb2"], ["stadt", "atlas"])
    return list(found), problems


def test_a_home_without_the_file_has_no_references(tmp_path: Path) -> None:
    assert read_references(tmp_path, [], []) == ((), [])


def test_a_row_becomes_a_reference_with_everything_it_says(tmp_path: Path) -> None:
    found, problems = read(tmp_path, GOOD)
    assert problems == []
    assert [reference.model_dump() for reference in found] == [
        {
            "id": "V01",
            "place": "Deutschland",
            "subject": "Personen",
            "indicator": "einwohner",
            "period": "2017",
            "value": 933195.0,
            "text": "",
            "unit": "Personen",
            "source": "stadt",
            "wording": "auf 933.195",
            "note": "gerundet",
        }
    ]


def test_the_order_of_the_file_stays(tmp_path: Path) -> None:
    found, _ = read(tmp_path, GOOD.replace("V01", "V09"), GOOD)
    assert [reference.id for reference in found] == ["V09", "V01"]


@pytest.mark.parametrize(
    ("written", "value"), [("9,7", 9.7), ("-1,5", -1.5), ("0", 0.0), ("0,0", 0.0)]
)
def test_numbers_have_a_decimal_comma(tmp_path: Path, written: str, value: float) -> None:
    found, problems = read(tmp_path, GOOD.replace("933195", written))
    assert problems == []
    assert found[0].value == value


@pytest.mark.parametrize(
    "written", ["9.7", "933.195", "1.000,5", "9,", ",5", "--5", "rund 5", "5 %", "1e3", "nan"]
)
def test_what_is_no_number_is_refused(tmp_path: Path, written: str) -> None:
    found, problems = read(tmp_path, GOOD.replace("933195", written))
    assert found == []
    assert [problem.key for problem in problems] == ["Zeile 2"]
    assert problems[0].what == f"„{written}“ ist keine Zahl."
    assert "Dezimalkomma" in problems[0].fix


def test_a_word_or_a_date_may_stand_instead_of_a_number(tmp_path: Path) -> None:
    found, problems = read(tmp_path, "V15;Stadt;Termin;;2003-06-26;;26.06.2003;;stadt;;")
    assert problems == []
    assert (found[0].value, found[0].text, found[0].indicator) == (None, "26.06.2003", "")


def test_zero_is_a_value_and_nothing_is_a_fault(tmp_path: Path) -> None:
    found, problems = read(
        tmp_path, "V01;Stadt;Häuser;;;0;;;stadt;;", "V02;Stadt;Häuser;;;;;;stadt;;"
    )
    assert [(reference.id, reference.value) for reference in found] == [("V01", 0.0)]
    assert [(p.key, p.what) for p in problems] == [("Zeile 3", "Es fehlt „wert“ oder „wort“.")]


@pytest.mark.parametrize("period", ["", "2017", "2018-06", "2018-12-31", "2006/2008"])
def test_every_form_of_a_reference_date_is_read(tmp_path: Path, period: str) -> None:
    found, problems = read(tmp_path, GOOD.replace(";2017;", f";{period};"))
    assert problems == []
    assert found[0].period == period


@pytest.mark.parametrize("period", ["um 2016", "31.12.2017", "17", "2017/2018/2019"])
def test_a_wrong_reference_date_is_a_fault(tmp_path: Path, period: str) -> None:
    found, problems = read(tmp_path, GOOD.replace(";2017;", f";{period};"))
    assert found == []
    assert "kein Stichtag" in problems[0].what


@pytest.mark.parametrize(
    ("old", "new", "what", "fix"),
    [
        (";stadt;", ";stadtt;", "„stadtt“ (quelle) ist nicht angelegt.", "„stadt“"),
        (";einwohner;", ";einwohnr;", "„einwohnr“ (indikator) ist nicht angelegt.", "„einwohner“"),
        (";stadt;", ";;", "Die Spalte „quelle“ ist leer.", "Ergänzen."),
        (";Deutschland;", ";;", "Die Spalte „raum“ ist leer.", "Ergänzen."),
        (";Personen;einwohner", ";;einwohner", "Die Spalte „gegenstand“ ist leer.", "Ergänzen."),
        ("V01;", ";", "Die Spalte „kennung“ ist leer.", "Ergänzen."),
    ],
)
def test_faults_name_the_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, what: str, fix: str
) -> None:
    found, problems = read(tmp_path, GOOD.replace(old, new, 1))
    assert found == []
    assert [(problem.file, problem.key, problem.what) for problem in problems] == [
        (REFERENCES_FILE, "Zeile 2", what)
    ]
    assert fix in problems[0].fix


def test_an_id_stands_once(tmp_path: Path) -> None:
    found, problems = read(tmp_path, GOOD, GOOD.replace("933195", "131402"))
    assert [reference.value for reference in found] == [933195.0]
    assert [(p.key, p.what) for p in problems] == [
        ("Zeile 3", "Die Kennung „V01“ kommt doppelt vor.")
    ]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    _, problems = read(
        tmp_path, GOOD.replace("933195", "x").replace(";stadt;", ";y;"), "V02;;;;;;;;;;"
    )
    assert len([problem for problem in problems if problem.key == "Zeile 2"]) == 2
    assert len([problem for problem in problems if problem.key == "Zeile 3"]) == 4


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    found, problems = read(tmp_path, header=HEADER.replace(";quelle", ""))
    assert found == []
    assert [problem.what for problem in problems] == ["Die Spalte „quelle“ fehlt."]
    assert HEADER in problems[0].fix


def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / REFERENCES_FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(HEADER.encode() + "\nV01;Österreich".encode("cp1252"))
    found, problems = read_references(tmp_path, [], [])
    assert found == ()
    assert "UTF-8" in problems[0].what
