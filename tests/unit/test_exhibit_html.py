"""What stands around a chart: readable, linked with care, nothing unescaped."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sozialraum.domain.exhibits import Column, NumberFormat, TableData
from sozialraum.domain.indicators import Quality
from sozialraum.render.cells import cell_text, published_decimals
from sozialraum.render.exhibit import exhibit_foot, exhibit_heading
from sozialraum.render.exhibit_table import flat_table, statements_table
from toy_exhibits import BARS, COURSE, OFFICE, PRESS, STATEMENTS, TABLE

NASTY = "<b onclick=x>`${y}`\"'</b>"


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(html: str) -> str:
    parser = Words()
    parser.feed(html)
    return " ".join(" ".join(parser.found).split(" "))


def test_the_heading_names_dates_unit_and_invention() -> None:
    assert exhibit_heading(COURSE).startswith(
        '<header class="sr-darstellung"><h3>Einwohnerinnen &amp;'
    )
    assert "2006 bis 2020" in exhibit_heading(COURSE)
    assert "2018 · Einheit: %" in exhibit_heading(BARS)
    assert "Beispieldaten" not in exhibit_heading(COURSE)
    assert "Beispieldaten (erfunden)" in exhibit_heading(
        replace(COURSE, example=True, reference="")
    )
    assert "sr-stichtag" not in exhibit_heading(replace(COURSE, reference=""))


def test_the_foot_of_a_chart_folds_its_table() -> None:
    html = exhibit_foot(COURSE, [("PNG", "sozialraum/export/a/b.png?x=1&y=2")])
    assert '<details class="sr-zwilling"><summary>Als Tabelle (5 Zeilen)</summary>' in html
    assert 'href="sozialraum/export/a/b.png?x=1&amp;y=2"' in html
    said = words(html)
    for text in (COURSE.sentence, COURSE.reading, "Nur einzelne Jahre.", "Blasse Punkte"):
        assert text in said


def test_a_table_without_a_chart_is_open() -> None:
    html = exhibit_foot(STATEMENTS, [])
    assert "sr-zwilling" not in html
    assert '<div class="sr-tafel"' in html
    assert "<nav" not in html


def test_statements_stand_below_what_they_speak_of() -> None:
    html = statements_table(STATEMENTS)
    assert html.count("<tbody>") == 3
    assert html.count('scope="rowgroup"') == 3
    first = html.split("<tbody>")[1]
    assert first.index("9.039") < first.index("9.500")
    assert "Personen mit Wohnung." in first
    assert '<span class="sr-neben">mit Vorrang</span>' in first
    assert '<span class="sr-neben">weitere Angabe</span>' in first


def test_numbers_have_units_and_words_where_there_are_none() -> None:
    said = words(statements_table(STATEMENTS))
    for text in (
        "9.039\u00a0Personen (unsicher)",
        "9.500\u00a0Personen",
        "geheim",
        "0,0\u00a0%",
        "1983",
    ):
        assert text in said
    assert "1.983" not in said


def test_tables_can_be_heard() -> None:
    for html in (statements_table(STATEMENTS), flat_table(COURSE)):
        assert html.count('<th scope="col"') == len(re.findall('<th scope="col"', html)) > 3
        assert html.count('<th scope="row"') == 5
        assert 'role="region"' in html
        assert 'tabindex="0"' in html
        assert 'class="sr-zahl"' in html


def test_wording_is_quoted_and_escaped() -> None:
    assert "„rund &lt;9.000&gt;“" in statements_table(STATEMENTS)


def test_columns_for_files_and_empty_columns_are_not_shown() -> None:
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)<', flat_table(COURSE))
    assert heads == ["Angabe", "Gebiet", "Stichtag", "Wert", "Wortlaut", "Quelle", "Anmerkung"]
    rows = tuple((*row[:10], "", *row[11:]) for row in TABLE.rows)
    heads = flat_table(replace(COURSE, table=replace(TABLE, rows=rows)))
    assert "Anmerkung" not in heads


def test_only_safe_addresses_become_links() -> None:
    html = exhibit_foot(COURSE, [])
    assert 'href="https://example.org/statistik" target="_blank" rel="noreferrer"' in html
    assert "javascript:" not in html
    assert "Bericht „Größe“ (aus zweiter Hand)" in words(html)


def test_many_sources_are_folded_and_all_there() -> None:
    many = tuple(replace_source(n) for n in range(9))
    html = exhibit_foot(replace(COURSE, sources=many), [])
    assert "<summary>9 Quellen</summary>" in html
    assert html.count("<li>") == 9
    assert '<p class="sr-source">' in exhibit_foot(COURSE, [])
    assert "Quelle" not in words(
        exhibit_foot(replace(STATEMENTS, sources=(), table=TableData((), ())), [])
    )


def replace_source(number: int) -> object:
    return OFFICE.model_copy(update={"id": f"q{number}", "quality": Quality.SECONDARY})


def test_long_tables_are_cut_with_a_word() -> None:
    table = TableData((Column("Gebiet"),), tuple((f"G{n}",) for n in range(1234)))
    html = exhibit_foot(replace(COURSE, table=table), [])
    assert html.count('<th scope="row"') == 200
    assert "Als Tabelle (1.234 Zeilen)" in html
    assert (
        "Gezeigt sind die ersten 200 von 1.234 Zeilen; die Dateien (CSV, XLSX) enthalten alle."
        in html
    )


@pytest.mark.parametrize("part", ["title", "reference", "sentence", "reading", "text"])
def test_every_text_is_escaped(part: str) -> None:
    exhibit = replace(COURSE, **{part: NASTY})
    html = exhibit_heading(exhibit) + exhibit_foot(exhibit, [(NASTY, NASTY)])
    assert "<b onclick" not in html
    assert "`" not in html
    assert "${" not in html


def test_cells_notes_and_sources_are_escaped() -> None:
    bad = PRESS.model_copy(update={"title": NASTY, "url": f"https://x.de/{NASTY}"})
    columns = (Column(NASTY), Column("Quelle"), Column("Adresse der Quelle", export_only=True))
    table = TableData(columns, ((NASTY, NASTY, f"https://x.de/{NASTY}"),))
    exhibit = replace(STATEMENTS, table=table, notes=(NASTY,), sources=(bad,))
    html = exhibit_foot(exhibit, [])
    assert "<b onclick" not in html
    assert "`" not in html
    assert html.count("&lt;b onclick") >= 5


def test_a_single_row_is_one() -> None:
    table = replace(TABLE, rows=TABLE.rows[:1], formats=TABLE.formats[:1])
    assert "Als Tabelle (1 Zeile)" in exhibit_foot(replace(COURSE, table=table), [])


def test_a_word_may_stand_for_a_number() -> None:
    columns = (Column("Wert", numeric=True), Column("Wort"), Column("Status"))
    table = TableData(columns, ((None, "09.05.2015", "in Worten"), (None, "", "unbekannt")))
    assert [cell_text(table, row, 0) for row in (0, 1)] == ["09.05.2015", "unbekannt"]


def test_rows_may_print_numbers_in_their_own_way() -> None:
    column = Column("Wert", numeric=True, decimals=2, by_row=True)
    table = TableData(
        (column,), ((1983.0,), (1983.0,)), (NumberFormat(grouped=False), NumberFormat(1))
    )
    assert [cell_text(table, row, 0) for row in (0, 1)] == ["1983", "1.983,0"]
    fixed = TableData((Column("Zahl", numeric=True, decimals=2),), ((1983.0,),))
    assert cell_text(fixed, 0, 0) == "1.983,00"


@pytest.mark.parametrize(
    ("value", "at_least", "decimals"),
    [
        (9.7, 0, 1),
        (92800.0, 0, 0),
        (42.53, 1, 2),
        (63.0, 1, 1),
        (43.30281, 1, 5),
        (None, 1, 1),
        (1 / 3, 0, 6),
    ],
)
def test_numbers_are_printed_as_they_were_published(
    value: float | None, at_least: int, decimals: int
) -> None:
    assert published_decimals(value, at_least) == decimals
