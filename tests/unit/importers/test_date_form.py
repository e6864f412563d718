from __future__ import annotations

import pytest

from sozialraum.domain.mapping import DateForm
from sozialraum.domain.period import Period
from sozialraum.errors import UnreadableInput
from sozialraum.importers.date_form import ends_with_code, find_codes, find_form, to_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024", "2024"), ("2024-12-31", "2024-12-31"), ("31.12.2024", "2024-12-31"),
        ("31/12/2024", "2024-12-31"), ("12/31/2024", "2024-12-31"), ("Dez 2024", "2024-12"),
        ("Dez. 2024", "2024-12"), ("Dezember 2024", "2024-12"), ("März 2019", "2019-03"),
        ("Mrz 2019", "2019-03"), ("12/2024", "2024-12"), ("12.2024", "2024-12"), ("2024-12", "2024-12"),
        ("31. Dezember 2024", "2024-12-31"), ("1.1.2024", "2024-01-01"), ("2023/2024", "2023/2024"),
        ("2023/24", "2023/2024"), ("2023–2024", "2023/2024"), ("I/2024", "2024-01/2024-03"),
        ("4. Quartal 2024", "2024-10/2024-12"), ("2024-Q3", "2024-07/2024-09"),
        ("Q1 2024", "2024-01/2024-03"), ("1. Halbjahr 2024", "2024-01/2024-06"),
        ("2024-12-31 00:00", "2024-12-31"), ("2024-12-31T00:00:00", "2024-12-31"),
        ("Stand: 31.12.2024", "2024-12-31"), ("zum 31.12.2024", "2024-12-31"), ("20241231", "2024-12-31"),
        ("2016-06/2017-06", "2016-06/2017-06"), ("29.02.2024", "2024-02-29"), ("05/05/2024", "2024-05-05"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text: str, code: str) -> None:
    assert to_code(text) == code
    assert Period(code)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("31.02.2024", "Den 31.2.2024 gibt es nicht"), ("2024-02-30", "Den 30.2.2024 gibt es nicht"),
        ("29.02.2023", "gibt es nicht"), ("13.2024", "Den Monat 13 gibt es nicht"),
        ("2023-24", "Den Monat 24 gibt es nicht"), ("31.12.24", "nur zwei Ziffern"),
        ("45657", "Tageszahl aus Excel"), ("03/04/2024", "kann zwei Tage bedeuten"),
        ("2024/2023", "endet nicht nach seinem Anfang"), ("2016?", "kein Stichtag"),
        ("", "kein Stichtag"), ("12,5", "kein Stichtag"), ("05913", "kein Stichtag"),
        ("SGB II", "kein Stichtag"), ("31.12.2024 und 2023", "kein Stichtag"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_its_reason(text: str, what: str) -> None:
    with pytest.raises(UnreadableInput, match=what):
        to_code(text)


def test_the_day_number_of_a_spreadsheet_is_named_but_not_taken() -> None:
    with pytest.raises(UnreadableInput, match=r"vermutlich 31\.12\.2024"):
        to_code("45657")


def test_slashes_are_read_in_the_form_of_the_column() -> None:
    assert to_code("03/04/2024", DateForm.BRITISH) == "2024-04-03"
    assert to_code("03/04/2024", DateForm.AMERICAN) == "2024-03-04"
    with pytest.raises(UnreadableInput, match="Den Monat 13 gibt es nicht"):
        to_code("13/04/2024", DateForm.AMERICAN)


def test_the_whole_column_decides_about_slashes() -> None:
    # PITFALLS 20: 03.04.2024 as 4 March and 13.04.2024 as 13 April in one column
    assert find_form(["03/04/2024", "13/04/2024"]).form is DateForm.BRITISH
    assert find_form(["03/04/2024", "04/13/2024"]).form is DateForm.AMERICAN
    finding = find_form(["03/04/2024", "05/06/2024"])
    assert finding.form is None and finding.example == "03/04/2024"
    assert find_form(["13/04/2024", "04/13/2024"]).mixed
    assert find_form(["03.04.2024", "13.04.2024"]).form is DateForm.GERMAN
    assert find_form(["2023", "2024"]).form is DateForm.YEAR
    assert find_form(["31.02.2024", "2024"]).faults == ("31.02.2024",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kinder unter 15 Jahren, Stand 31.12.2024", ("2024-12-31",)),
        ("statistikatlas_2024_unterbezirke", ("2024",)), ("Kinder_20241231", ("2024-12-31",)),
        ("Zeitraum 2022 bis 2024 (Gebietsstand 2020)", ("2022/2024",)), ("Nr. 20245", ()),
        ("Quelle: Stadt 2024, abgerufen 3.4.2025", ("2024",)), ("170 Unterbezirke", ()),
        ("Leistungen nach SGB II 2024", ("2024",)), ("Von 2019 und 2021", ("2019", "2021")),
    ],
)  # fmt: skip
def test_dates_in_sentences_and_file_names(text: str, codes: tuple[str, ...]) -> None:
    assert find_codes(text) == codes


@pytest.mark.parametrize(
    ("title", "name", "code"),
    [
        ("Einwohner 2024", "Einwohner", "2024"), ("Einwohner am 31.12.2024", "Einwohner", "2024-12-31"),
        ("einwohner_2024", "einwohner", "2024"), ("Einwohner (2024)", "Einwohner", "2024"),
        ("Veränderung seit 2018", "Veränderung seit 2018", ""), ("Baujahr bis 1949", "Baujahr bis 1949", ""),
        ("new_flats_1999_2016_pct", "new_flats_1999_2016_pct", ""),
    ],
)  # fmt: skip
def test_a_heading_gives_up_the_date_at_its_end(title: str, name: str, code: str) -> None:
    assert ends_with_code(title) == (name, code)
