from __future__ import annotations

import pytest

from sozialraum.domain.areas import Area, Level, Numbering
from sozialraum.importers.keys import KeyResolver, is_total, word


def _level(**given) -> Level:
    base = {
        "id": "x", "name": "X", "plural": "X", "order": 0, "edition": "1", "valid_from": "2000",
        "column": "x", "name_column": "x_name", "code_form": "[0-9]+", "expected": 1, "source": "s",
    }  # fmt: skip
    return Level.model_validate(base | given)


def _resolver(areas: dict[str, str], **given) -> KeyResolver:
    return KeyResolver.of(_level(**given), [Area("x", code, name) for code, name in areas.items()])


UNITS = _resolver(
    {"001": "City-Ost", "053": "Nordmarkt-West", "061": "Nordmarkt", "084": "Weiße Straße", "200": "Südost"},
    aliases={"Nordstadt Mitte": "053"},
)  # fmt: skip
DISTRICTS = _resolver(
    {f"{n:02d}": name for n, name in enumerate(
        ["Innenstadt-West", "Innenstadt-Nord", "Innenstadt-Ost", "Eving", "Scharnhorst", "Brackel",
         "Aplerbeck", "Hörde", "Hombruch", "Lütgendortmund", "Huckarde", "Mengede"], start=1)},
    name="Stadtbezirk",
    numberings=(
        Numbering(name="Portal", codes={
            "10": "01", "20": "02", "30": "03", "1": "04", "2": "05", "3": "06", "4": "07",
            "5": "08", "6": "09", "7": "10", "8": "11", "9": "12"}),
        Numbering(name="Register", codes={f"{n}0": f"{n:02d}" for n in range(1, 13)}),
    ),
)  # fmt: skip
WARDS = _resolver(
    {"00": "City", "05": "Nordmarkt", "10": "Rand", "50": "Feld"},
    numberings=(Numbering(name="dreistellig", codes={"000": "00", "050": "05", "100": "10", "500": "50"}),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("1", "001"), ("01", "001"), ("001", "001"), (" 001 ", "001"), ("0001", "001"),
        ("City-Ost", "001"), ("CITY-OST", "001"), ("city ost", "001"), ("City–Ost", "001"),
        ("061 Nordmarkt", "061"), ("061 - Nordmarkt", "061"), ("61 nordmarkt", "061"),
        ("Nordmarkt (061)", "061"), ("Nordmarkt", "061"), ("NORDMARKT-WEST", "053"),
        ("Weisse Strasse", "084"), ("WEISSE STRASSE", "084"), ("SÜDOST", "200"),
        ("Suedost", "200"), ("Su\u0308dost", "200"), ("Nordstadt  Mitte", "053"),
    ],
)  # fmt: skip
def test_known_forms_of_a_key(key: str, code: str) -> None:
    assert UNITS.resolve([key]).codes == (code,)


@pytest.mark.parametrize("key", ["", "999", "Nirgends", "001a", "-1", "1,0", "²", "٣"])
def test_anything_else_finds_no_area(key: str) -> None:
    assert UNITS.resolve([key]).codes == ("",)


def test_a_misspelt_name_gets_a_suggestion_but_no_area() -> None:
    match = UNITS.resolve(["Nordmarkt-Wset"])
    assert (match.codes, match.suggestions) == (("",), ("053 Nordmarkt-West",))


def test_code_and_name_must_not_contradict_each_other() -> None:
    match = UNITS.resolve(["001 Nordmarkt"])
    assert match.codes == ("",)
    assert match.suggestions == ("001 City-Ost oder 061 Nordmarkt",)
    assert "passen Schlüssel und Name nicht zusammen" in match.notes[0]


def test_a_complete_code_with_an_unknown_name_counts_and_is_noted() -> None:
    match = UNITS.resolve(["001 Cityost alt"])
    assert match.codes == ("001",)
    assert "nach seinem Schlüssel zugeordnet: 001 City-Ost" in match.notes[0]


def test_used_aliases_are_reported() -> None:
    assert UNITS.resolve(["Nordstadt Mitte", "001"]).used_aliases == {"Nordstadt Mitte"}


def test_a_name_that_occurs_twice_is_ambiguous() -> None:
    resolver = _resolver({"01": "Eving", "02": "Eving"})
    match = resolver.resolve(["Eving", "01"])
    assert match.codes == ("", "01")
    assert match.suggestions[0] == "01 Eving oder 02 Eving"
    assert "kommt mehrfach vor" in match.notes[0]


def test_total_rows_are_told_apart_from_areas() -> None:
    match = UNITS.resolve(["001", "Insgesamt", "Dortmund insgesamt", "Summe"])
    assert match.totals == {1, 2, 3}
    assert not is_total("Gesamtschule")
    assert word("Nordmarkt-SÜD") == "nordmarkt sued"


# -- numberings: decided on the whole column --------------------------------------------------


def test_own_codes_written_in_full_win() -> None:
    keys = [f"{n:02d}" for n in range(1, 13)]
    match = DISTRICTS.resolve(keys)
    assert match.codes == tuple(keys)
    assert match.notes == ()


def test_the_portal_numbering_applies_if_all_keys_belong_to_it() -> None:
    match = DISTRICTS.resolve(["10", "20", "30", *(str(n) for n in range(1, 10))])
    assert match.codes == ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
    assert match.notes == ("Die Schlüssel sind als „Portal“ gelesen.",)


def test_the_register_numbering_applies_if_all_keys_belong_to_it() -> None:
    match = DISTRICTS.resolve([str(n * 10) for n in range(1, 13)])
    assert match.codes == tuple(f"{n:02d}" for n in range(1, 13))
    assert match.notes == ("Die Schlüssel sind als „Register“ gelesen.",)


def test_own_codes_without_zeros_are_told_apart_by_eleven_and_twelve() -> None:
    assert DISTRICTS.resolve([str(n) for n in range(1, 13)]).codes[9] == "10"


def test_keys_that_fit_several_numberings_are_never_guessed() -> None:
    match = DISTRICTS.resolve(["1", "2", "3"])
    assert match.codes == ("", "", "")
    assert match.suggestions[0] == "01 Innenstadt-West oder 04 Eving"
    (note,) = match.notes
    assert "mehrdeutig" in note
    assert "führenden Nullen" in note


def test_where_numberings_agree_nothing_is_ambiguous() -> None:
    assert DISTRICTS.resolve(["20", "30"]).codes == ("02", "03")


def test_own_codes_that_could_mean_something_else_are_noted() -> None:
    match = DISTRICTS.resolve(["10", "11"])
    assert match.codes == ("10", "11")
    match = DISTRICTS.resolve(["10"])
    assert match.codes == ("10",)
    assert "hätten sie eine andere Bedeutung" in match.notes[0]


def test_a_key_of_no_numbering_does_not_spoil_the_others() -> None:
    match = DISTRICTS.resolve(["10", "20", "30", "1", "9", "77"])
    assert match.codes == ("01", "02", "03", "04", "12", "")


def test_names_beside_ambiguous_numbers_still_count() -> None:
    assert DISTRICTS.resolve(["1", "Hörde", "10 Innenstadt-West"]).codes == ("", "08", "01")


def test_three_digits_of_wards() -> None:
    assert WARDS.resolve(["000", "050", "100"]).codes == ("00", "05", "10")
    assert WARDS.resolve(["0", "5", "10"]).codes == ("00", "05", "10")
    assert WARDS.resolve(["00", "05", "10"]).codes == ("00", "05", "10")


def test_the_order_of_the_rows_does_not_matter() -> None:
    keys = ["10", "20", "30", "1", "77", "Hörde"]
    forward = dict(zip(keys, DISTRICTS.resolve(keys).codes, strict=True))
    backward = dict(zip(keys[::-1], DISTRICTS.resolve(keys[::-1]).codes, strict=True))
    assert forward == backward
