"""File names and cells that are safe everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.export.names import content_disposition, file_name, safe_cell


def test_umlauts_become_readable() -> None:
    assert file_name("Häuser & Straßen", "2024", suffix="csv") == "haeuser-strassen-2024.csv"


def test_long_names_are_cut() -> None:
    assert len(file_name("a" * 500, suffix="xlsx")) <= 85


@given(st.text())
def test_names_hold_no_sign_that_a_file_system_or_header_reads(text: str) -> None:
    name = file_name(text, suffix="csv")
    assert name.isascii()
    assert not set(name) & set('/\\:*?"<>|\r\n\x00')
    assert "\n" not in content_disposition(name)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_starts_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1+1").startswith("'")


def test_plain_text_stays() -> None:
    assert safe_cell("Nordmarkt-Ost") == "Nordmarkt-Ost"
