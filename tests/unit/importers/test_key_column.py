from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from delivered_tables import csv_table
from sozialraum.catalog import Catalog, load_catalog
from sozialraum.importers.key_column import KeyFinding, find_key, levels_named
from sozialraum.importers.looked_at import LookedAt
from sozialraum.importers.row_areas import AreaBook, resolve_rows

HOME = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def city() -> Catalog:
    return load_catalog(HOME, files=False)


@pytest.fixture(scope="module")
def book(city: Catalog) -> AreaBook:
    return AreaBook.of(city)


def _find(book: AreaBook, *lines: str) -> tuple[str, str, KeyFinding]:
    look = LookedAt.at(csv_table(*lines), "x.csv", book.is_area)
    found = find_key(look.columns, look.headings, book)
    titles = {h.position: h.title for h in look.headings}
    return titles.get(found.key, ""), titles.get(found.name, ""), found


def _resolve(book: AreaBook, level: str, rows: list[tuple[str, str]], **given):
    keys, names = (pd.Series(column, dtype="str") for column in zip(*rows, strict=True))
    return resolve_rows(keys, names, level, book, **given)


@pytest.mark.parametrize(
    ("level", "form"),
    [
        ("unterbezirk", lambda a: str(int(a.code))), ("unterbezirk", lambda a: a.code),
        ("unterbezirk", lambda a: a.name.upper()), ("unterbezirk", lambda a: f"{a.code} {a.name}"),
        ("bezirk", lambda a: f"{a.code}0"), ("bezirk", lambda a: f"{a.name} ({a.code})"),
        ("stadtbezirk", lambda a: a.name), ("sozialraum", lambda a: a.code),
    ],
)  # fmt: skip
def test_keys_in_all_known_forms(city: Catalog, book: AreaBook, level: str, form) -> None:
    areas = city.areas(level)
    rows = [f"{form(area)};{n % 30}" for n, area in enumerate(areas)]
    key, _, found = _find(book, "Gebiet;Wert", *rows)
    assert (key, found.level, found.questions) == ("Gebiet", level, ())
    match = resolve_rows(pd.Series([form(a) for a in areas], dtype="str"), None, level, book).match
    assert match.codes == tuple(area.code for area in areas)


def test_a_column_of_values_never_becomes_the_key(city: Catalog, book: AreaBook) -> None:
    areas = city.areas("stadtbezirk")
    rows = [f"{area.name};{n}" for n, area in enumerate(reversed(areas), start=1)]
    assert _find(book, "Name;Zahl", *rows)[:2] == ("Name", "")
    rows = [f"{area.name};{n}" for n, area in enumerate(areas, start=21)]
    assert _find(book, "Name;Wohnraum je Bezirk", *rows)[:2] == ("Name", "")
    numbers = [f"{n};{n % 13}" for n in range(1, 171)]
    key, _, found = _find(book, "Wert;Zahl", *numbers)
    assert key == ""
    assert [question.topic for question in found.questions] == ["schluessel", "ebene"]


def test_codes_and_names_side_by_side(city: Catalog, book: AreaBook) -> None:
    portal = city.level("stadtbezirk").numberings[0].codes
    rows = [f"{key};{city.area('stadtbezirk', code).name};{code}5" for key, code in portal.items()]
    assert _find(book, "Nr.;Stadtbezirk;Wert", *rows)[:2] == ("Nr.", "Stadtbezirk")


def test_the_finest_areas_are_the_key_and_not_their_parents(city: Catalog, book: AreaBook) -> None:
    rows = [
        f"{city.area('stadtbezirk', a.parents['stadtbezirk']).name};{a.name};{n}"
        for n, a in enumerate(city.areas("unterbezirk"))
    ]
    key, name, found = _find(book, "Stadtbezirk;Unterbezirk;Wert", *rows)
    assert (key, name, found.level) == ("Unterbezirk", "", "unterbezirk")


def test_two_levels_with_the_same_names_are_asked(book: AreaBook) -> None:
    _, _, found = _find(book, "Gebiet;Wert", "Hörde;1", "Eving;2", "Hombruch;3")
    (question,) = found.questions
    assert question.topic == "ebene"
    assert {value for value, _ in question.choices} >= {"stadtbezirk", "bezirk"}
    assert not _find(book, "Stadtbezirk;Wert", "Hörde;1", "Eving;2", "Hombruch;3")[2].questions


def test_all_action_areas_are_no_social_areas(city: Catalog, book: AreaBook) -> None:
    rows = [f"{area.code};{n}" for n, area in enumerate(city.areas("aktionsraum"))]
    assert _find(book, "Gebiet;Wert", *rows)[2].level == "aktionsraum"


def test_a_heading_names_the_longest_level(city: Catalog) -> None:
    assert levels_named("Stadtbezirk", city.levels) == {"stadtbezirk"}
    assert levels_named("Statistische Bezirke", city.levels) == {"bezirk"}
    assert levels_named("Einwohner", city.levels) == set()


# -- rows -------------------------------------------------------------------------------------


def test_a_code_and_a_name_that_contradict_each_other_find_no_area(book: AreaBook) -> None:
    found = _resolve(
        book, "unterbezirk", [("001", "City-West"), ("002", "City-West"), ("003", "Citty")]
    )
    assert found.match.codes == ("", "002", "003")
    assert found.contradictions == (0,)
    assert found.match.suggestions[0] == "001 City-Ost oder 002 City-West"
    assert found.names == 1


def test_names_decide_between_numberings(book: AreaBook) -> None:
    rows = [("1", "Eving"), ("2", "Scharnhorst"), ("9", "Mengede")]
    assert _resolve(book, "stadtbezirk", rows).match.codes == ("04", "05", "12")
    rows = [("10", "Innenstadt-West"), ("20", "Innenstadt-Nord"), ("100", "Lütgendortmund")]
    assert _resolve(book, "stadtbezirk", rows).match.codes == ("01", "02", "10")
    own = [("10", "Innenstadt-West"), ("11", "Huckarde")]
    assert _resolve(book, "stadtbezirk", own).contradictions == (0,)


def test_lost_zeros_beside_a_misspelt_name_are_no_other_level(book: AreaBook) -> None:
    found = _resolve(book, "unterbezirk", [("53", "Nordmarkt-Wset"), ("1", "City-Ost")])
    assert found.match.codes == ("053", "001")
    assert found.others == (None, None)


def test_totals_and_rows_of_other_levels(book: AreaBook) -> None:
    rows = [
        ("011", "Westfalenhalle"), ("03", "Dorstfeld"), ("001", "City-Ost"), ("01", "Westfalenhalle"),
        ("", "Insgesamt"), ("", "Stadt Dortmund"), ("Dortmund", ""), ("", "Innenstadt-West"), ("", "Nirgends"),
    ]  # fmt: skip
    found = _resolve(book, "unterbezirk", rows)
    assert found.total.tolist() == [False] * 4 + [True] * 3 + [False] * 2
    assert found.others[3] == ("bezirk", "01")
    assert found.others[7] == ("stadtbezirk", "01")
    assert found.others[8] is None and found.match.codes[8] == ""
    assert np.flatnonzero(found.joined).tolist() == [0, 2, 8]


def test_the_city_is_no_total_in_a_table_about_the_city(book: AreaBook) -> None:
    found = _resolve(book, "stadt", [("05913", "Dortmund"), ("", "Insgesamt")])
    assert found.match.codes == ("05913", "")
    assert found.total.tolist() == [False, True]


def test_what_a_person_confirmed_or_excluded_comes_first(book: AreaBook) -> None:
    rows = [("City Ostt", ""), ("Insgesamt", ""), ("Hörde", "")]
    found = _resolve(
        book,
        "unterbezirk",
        rows,
        accepted={"City Ostt": "001", "Hörde": "999"},
        excluded={"Insgesamt": "Grund"},
    )
    assert found.match.codes[0] == "001"
    assert not found.total.any()
