from __future__ import annotations

import json

import pandas as pd

from sozialraum.domain.areas import Area
from sozialraum.join import JoinReport, KeyMatch, join

AREAS = [Area("x", code, f"Gebiet {code}") for code in ("01", "02", "03")]


def _match(*pairs: tuple[str, str]) -> KeyMatch:
    keys, codes = zip(*pairs, strict=True) if pairs else ((), ())
    return KeyMatch(keys, codes, tuple("" if code else "01 Gebiet 01" for code in codes))


def test_every_row_and_every_area_is_in_the_result() -> None:
    frame = pd.DataFrame({"wert": [1.0, 2.0, 3.0, 4.0]}, index=[7, 7, 8, 9])
    match = _match(("1", "01"), ("x", ""), ("01", "01"), ("Summe", ""))
    joined, report = join(frame, match, AREAS, excluded={"Summe": "Prüfsumme"})
    assert joined["wert"].tolist()[:4] == [1.0, 2.0, 3.0, 4.0]
    assert joined["area"].tolist() == ["01", "", "01", "", "02", "03"]
    assert joined["outcome"].tolist() == [
        "zugeordnet", "ohne_gebiet", "doppelt", "ausgenommen", "ohne_daten", "ohne_daten",
    ]  # fmt: skip
    assert joined["wert"].isna().tolist() == [False] * 4 + [True] * 2
    assert not report.complete


def test_the_report_is_the_document_of_the_command_line() -> None:
    frame = pd.DataFrame({"wert": [1, 2, 3]})
    _, report = join(frame, _match(("1", "01"), ("x", ""), ("01", "01")), AREAS)
    document = json.loads(json.dumps(report.as_dict()))
    assert document["matched"] == 1
    assert document["areas_without_data"] == ["02", "03"]
    assert document["data_without_area"] == [{"key": "x", "row": 3, "suggestion": "01 Gebiet 01"}]
    assert document["duplicates"] == [{"key": "01", "row": 4, "first_row": 2}]
    assert document["notes"] == []


def test_a_report_survives_its_file() -> None:
    frame = pd.DataFrame({"wert": [1, 2, 3]})
    match = _match(("1", "01"), ("x", ""), ("y", ""))
    _, report = join(
        frame, match, AREAS, table="t", level="x", rows=[5, 6, 9], excluded={"y": "g", "z": "h"},
        aliases=("Alt",), editions=("Stichtag 1990 auf Gebietsstand 2024.",),
    )  # fmt: skip
    assert report.unused_aliases == ("Alt",)
    assert report.unused_exclusions == ("z",)
    assert report.excluded[0].row == 9
    assert JoinReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report


def test_statements_that_differ_in_the_named_columns_are_no_duplicates() -> None:
    frame = pd.DataFrame({"quelle": ["a", "b", "b"]})
    match = _match(("01", "01"), ("01", "01"), ("01", "01"))
    _, report = join(frame, match, AREAS, unique=("quelle",))
    assert (report.matched, len(report.duplicates)) == (2, 1)


def test_a_table_that_covers_all_areas_adds_no_rows() -> None:
    frame = pd.DataFrame({"wert": [1, 2, 3]})
    joined, report = join(frame, _match(("1", "01"), ("2", "02"), ("3", "03")), AREAS)
    assert joined["wert"].dtype == frame["wert"].dtype
    assert report.complete
    assert report.areas_without_data == ()


def test_an_empty_table_leaves_all_areas_without_data() -> None:
    joined, report = join(pd.DataFrame({"wert": []}), _match(), AREAS)
    assert joined["area"].tolist() == ["01", "02", "03"]
    assert (report.rows, report.matched) == (0, 0)
