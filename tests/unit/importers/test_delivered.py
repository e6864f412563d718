from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog import load_catalog
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.importers.delivered import LARGEST, find_key, read_delivered
from sozialraum.importers.keys import KeyResolver


@pytest.fixture
def units(toy: Path) -> KeyResolver:
    catalog = load_catalog(toy)
    return KeyResolver.of(catalog.level("unterbezirk"), catalog.areas("unterbezirk"))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_separator_and_encoding_are_found_out(separator: str, encoding: str) -> None:
    text = f"Nr{separator}Name\n001{separator}Hörde\n"
    delivered = read_delivered(text.encode(encoding))
    assert delivered.frame.to_dict("list") == {"Nr": ["001"], "Name": ["Hörde"]}
    assert delivered.separator == separator
    assert delivered.rows == (2,)


def test_a_comma_inside_numbers_does_not_separate() -> None:
    assert list(read_delivered(b"Nr;Wert, in %\n001;12,5\n").frame) == ["Nr", "Wert, in %"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04....", "keine Textdatei"),
        (b"a;b\0", "keine Textdatei"),
        (b"", "leer"),
        (b"a;a\n1;2\n", "mehrfach"),
        (b"a;b\n1;2;3\n", "Zeile 2 hat 3 Spalten"),
        (b'a;b\n1;"2', "kein lesbares CSV"),
        (b"a" * (LARGEST + 1), "größer als 50 MB"),
    ],
)
def test_other_files_are_refused_with_a_remedy(content: bytes, what: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_delivered(content)
    assert what in caught.value.what
    assert caught.value.fix


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Wert;Gebiet\n1;001\n2;002\n", "Gebiet"),
        ("Wert;Unterbezirk\n1;City-Ost\n2;Hörde\n", "Unterbezirk"),
        ("Nr;Anzahl\n1;11\n2;12\n", "Nr"),
        ("Ort;Anzahl\nCity-Ost;001\nHoerde;7\n", "Ort"),
    ],
)
def test_the_key_column_is_found(units: KeyResolver, text: str, column: str) -> None:
    assert find_key(read_delivered(text.encode()), units) == column


def test_a_column_of_small_numbers_is_no_key(units: KeyResolver) -> None:
    with pytest.raises(UnreadableInput, match="--key"):
        find_key(read_delivered(b"Anzahl;Wert\n1;2\n2;3\n"), units)


def test_a_named_column_is_taken_or_missed_with_a_suggestion(units: KeyResolver) -> None:
    delivered = read_delivered(b"Anzahl;Wert\n1;2\n")
    assert find_key(delivered, units, "Wert") == "Wert"
    with pytest.raises(UnknownEntry, match="„Wert“"):
        find_key(delivered, units, "Werte")
