"""Reading column by column gives what reading row by row gives, or leaves the file to it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sozialraum.catalog import load_catalog
from sozialraum.importers.long_tables import read_long
from sozialraum.importers.tables import read_table
from toy_home import LONG, change

ROOT = Path(__file__).parents[3]
FILE = "data/statistik/reihen.csv"


def _both(home: Path) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    catalog = load_catalog(home)
    table = catalog.table("reihen")
    frame, _ = read_table(home, table, catalog)
    return read_long(home / FILE, table, catalog), frame


def test_every_long_table_of_the_project_is_read_alike() -> None:
    catalog = load_catalog(ROOT)
    compared = 0
    for table in catalog.tables.values():
        fast = read_long(ROOT / "data/statistik" / table.file, table, catalog)
        if table.form.value == "lang":
            slow, problems = read_table(ROOT, table, catalog)
            assert problems == []
            assert fast is not None, table.id
            pd.testing.assert_frame_equal(fast, slow)
            compared += 1
        else:
            assert fast is None
    assert compared > 5


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        "\ufeff" + LONG,
        LONG.replace("rund 54.900", '"rund; 54.900"'),
        LONG.replace("rund 54.900", '"sagt ""rund"""'),
        LONG.replace(";600000;", ";-0,5;"),
        LONG.splitlines()[0] + "\n",
        "indikator;gebiet;wert;ebene;stichtag\neinwohner;001;5;unterbezirk;2024\n",
    ],
)
def test_a_faultless_table_is_read_alike(toy: Path, text: str) -> None:
    (toy / FILE).write_text(text, encoding="utf-8")
    fast, slow = _both(toy)
    assert fast is not None
    pd.testing.assert_frame_equal(fast, slow)


def test_groups_that_were_published_together_are_read_alike(toy: Path) -> None:
    rows = (
        LONG.replace("\n", ";\n")
        .replace("hinweis;", "hinweis;gruppe")
        .replace("100;;;;;;;", "100;;;;;;;a")
    )
    (toy / FILE).write_text(rows, encoding="utf-8")
    catalog = load_catalog(toy)
    assert read_long(toy / FILE, catalog.table("reihen"), catalog) is None, "it is not declared"
    change(toy, "data/statistik/reihen.toml", "form", 'gemeinsam = "gruppe"\nform')
    fast, slow = _both(toy)
    assert fast is not None and fast["joint"].tolist()[-2] == "a"
    pd.testing.assert_frame_equal(fast, slow)


@pytest.mark.parametrize(
    "text",
    [
        LONG.replace("600000", "600.000"),
        LONG.replace("600000", "−5"),
        LONG.replace("600000", ""),
        LONG.replace(";unbekannt;", ";unbekant;"),
        LONG.replace(";2024;;unbekannt", ";2024;7;unbekannt"),
        LONG.replace("einwohner;stadt;", "einwonner;stadt;"),
        LONG.replace(";stadt;", ";stad;"),
        LONG.replace("einwohner;stadt;", "kinder_sgb2;sozialraum;"),
        LONG.replace(";2024;600000", ";20x4;600000"),
        LONG.replace("geschaetzt;atlas", "geschaetzt;atlass"),
        LONG.replace(";ja;", ";jaja;"),
        LONG.replace("zweitquelle", "zweite"),
        LONG.replace("05913", " 05913"),
        LONG.replace("Rundung", "Run  dung"),
        LONG.replace("Rundung", "Ru\u0308ndung"),
        LONG.replace("Rundung", '"Run\ndung"'),
        LONG.replace("05913;2024;600000", "05913;2024"),
        LONG.replace("600000;;", "600000;;;"),
        LONG.replace("\n", "\r\n"),
        LONG.replace("\n", "\n\n", 2),
        LONG.removesuffix("\n"),
        LONG.replace("wortlaut;hinweis", "wortlaut;wortlaut"),
        LONG.replace("wortlaut", "wort"),
        LONG.replace("stichtag", "gebiet", 1),
        LONG.replace(";", ","),
        "",
    ],
)
def test_whatever_is_doubtful_is_left_to_the_strict_reader(toy: Path, text: str) -> None:
    catalog = load_catalog(toy)
    (toy / FILE).write_bytes(text.encode())
    assert read_long(toy / FILE, catalog.table("reihen"), catalog) is None


def test_a_file_that_is_not_utf8_is_left_to_the_strict_reader(toy: Path) -> None:
    catalog = load_catalog(toy)
    (toy / FILE).write_bytes(LONG.replace("Rundung", "geschätzt").encode("cp1252"))
    assert read_long(toy / FILE, catalog.table("reihen"), catalog) is None
