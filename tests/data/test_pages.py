"""The shipped theme pages: complete, in German, and no chart that says more than the figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sozialraum.catalog import Catalog
from sozialraum.catalog.loading import survey
from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.indicators import TableForm
from sozialraum.domain.period import Period
from sozialraum.domain.themes import Block, BlockKind, Reference, ThemePage
from toy_home import make_home

HOME = Path(__file__).parents[2]
PAGES = ("problemimmobilien", "stadtentwicklung", "zuwanderung")
DRAWN = {BlockKind.COURSE, BlockKind.INDEX}
ENGLISH = {
    "the", "of", "with", "share", "value", "chart", "figures", "residents", "over", "time",
    "source", "unknown", "about", "people", "housing", "jobs", "for", "and", "by",
}  # fmt: skip
STIGMA = (
    "armutszuwander", "armutsmigra", "schrottimmobilie", "brennpunkt", "ghetto", "flut", "welle",
    "sozialtourismus", "horror", "ansturm", "überfremd", "ausländeranteil", "problemviertel",
)  # fmt: skip
QUOTE = re.compile(r"„([^“]+)“")
Statement = tuple[str, str, str, str]
"""Indicator, level, area, period."""


@cache
def catalog() -> Catalog:
    return survey(HOME).catalog


def pages() -> list[ThemePage]:
    return [catalog().pages[page] for page in PAGES]


@cache
def statements() -> dict[str, list[Statement]]:
    """Statements of the long tables by table."""
    found = {}
    for table in catalog().tables.values():
        if table.form is TableForm.LONG:
            file = f"data/statistik/{table.file}"
            sheet, problems = read_sheet(HOME / file, file)
            assert sheet is not None and not problems
            keys = ("indikator", "ebene", "gebiet", "stichtag")
            found[table.id] = [tuple(row.get(key) for key in keys) for row in sheet.rows]
    return found


def named(page: ThemePage) -> set[str]:
    """Indicators that a block of the page names, so that no topic takes them in."""
    return {
        *(indicator for block in page.blocks for indicator in block.indicators),
        *(series.indicator for block in page.blocks for series in block.series),
    }


def said(page: ThemePage, block: Block) -> set[str]:
    """Indicators whose statements a block lists: those it names, or the rest of its topics."""
    if block.kind is not BlockKind.STATEMENTS:
        return set()
    rest = {
        indicator.id
        for indicator in catalog().indicators.values()
        if indicator.topic in block.topics and indicator.id not in named(page)
    }
    return set(block.indicators) | rest


def shows(page: ThemePage, statement: Statement) -> Iterator[str]:
    """Blocks of the page that carry a statement; maps offer a choice and do not count."""
    indicator, level, area, period = statement
    for block in page.blocks:
        drawn = {(s.indicator, s.level, s.area) for s in block.series if not s.place}
        barred = block.kind is BlockKind.BARS and indicator in block.indicators
        if (
            (indicator, level, area) in drawn
            or (indicator in said(page, block) and block.level in {"", level})
            or (barred and (block.level, block.period) == (level, period))
        ):
            yield f"{page.id}/{block.id}"


def compares(page: ThemePage, reference: Reference) -> Iterator[str]:
    """Blocks of the page that carry a figure about a place outside the levels."""
    for block in page.blocks:
        drawn = {(series.place, series.indicator) for series in block.series if series.place}
        if reference.place in block.places or (reference.place, reference.indicator) in drawn:
            yield f"{page.id}/{block.id}"


def shown(statement: Statement) -> list[str]:
    return [place for page in pages() for place in shows(page, statement)]


def compared(reference: Reference) -> list[str]:
    return [place for page in pages() for place in compares(page, reference)]


def texts() -> Iterator[tuple[str, str]]:
    """Every sentence of the pages with its place."""
    for page in pages():
        yield page.id, page.introduction
        for section in page.sections:
            yield f"{page.id}/{section.id}", section.text
        for block in page.blocks:
            yield f"{page.id}/{block.id}", block.text
            yield f"{page.id}/{block.id}", block.reading


def titles() -> Iterator[str]:
    for page in pages():
        yield page.title
        yield from (section.title for section in page.sections)
        yield from (block.title for block in page.blocks)
        yield from (series.name for block in page.blocks for series in block.series)


# -- complete ------------------------------------------------------------------------------------


def test_the_pages_have_no_problem() -> None:
    assert [str(problem) for problem in survey(HOME).problems] == []


def test_every_figure_of_the_documents_is_on_a_page() -> None:
    documents = statements()["quellentexte"]
    assert documents
    assert [statement for statement in documents if not shown(statement)] == []


def test_every_reference_is_on_a_page() -> None:
    assert catalog().references
    assert [r.id for r in catalog().references if not compared(r)] == []


@pytest.mark.parametrize(
    ("table", "page"),
    [("eu2", "zuwanderung"), ("problemimmobilien", "problemimmobilien"),
     ("nordwaerts", "stadtentwicklung")],
)  # fmt: skip
def test_every_figure_of_a_topic_is_on_its_page(table: str, page: str) -> None:
    own = catalog().pages[page]
    indicators = {said_ for block in own.blocks for said_ in said(own, block)} | named(own)
    assert {statement[0] for statement in statements()[table]} <= indicators


@pytest.mark.parametrize("page", PAGES)
def test_the_rest_of_every_topic_is_taken_in_and_there_is_a_rest(page: str) -> None:
    rest = [block for block in catalog().pages[page].blocks if block.topics]
    assert len(rest) == 1
    assert said(catalog().pages[page], rest[0])


def test_coverage_counts_nothing_that_is_not_shown() -> None:
    assert shown(("kinder_sgb2", "unterbezirk", "001", "2024")) == []
    assert shown(("eu2_personen", "bezirk", "06", "2018-12-31")) == []
    assert shown(("flaeche_km2", "bezirk", "05", "2021")) == []
    assert shown(("flaeche_km2", "stadt", "05913", "2016")) == ["stadtentwicklung/flaeche-stadt"]
    assert shown(("eu2_anteil_an_stadt", "stadtbezirk", "01", "2015-12-31")) == [
        "zuwanderung/eu2-verteilung"
    ]


# -- what is drawn -------------------------------------------------------------------------------


def test_registers_are_drawn_apart() -> None:
    charts = [block for page in pages() for block in page.blocks if block.kind in DRAWN]
    for block in charts:
        used = [catalog().indicator(series.indicator) for series in block.series]
        assert len({indicator.from_register for indicator in used}) == 1, block.id
        assert block.kind is BlockKind.INDEX or len({i.unit for i in used}) == 1, block.id
    registers = {
        catalog().indicator(block.series[0].indicator).from_register: block.id for block in charts
    }
    assert {"ordnungsamt", "stadterneuerung"} <= set(registers)


def test_a_mixed_chart_is_reported(tmp_path: Path) -> None:
    home = make_home(tmp_path / "toy")
    path = home / "data/seiten/soziales.toml"
    path.parent.mkdir(parents=True)
    series = ", ".join(
        f'{{ indikator = "{indicator}", ebene = "stadt", gebiet = "05913" }}'
        for indicator in ("kinder_sgb2", "einwohner")
    )
    path.write_text(
        'titel = "Soziales"\neinleitung = "Eine Seite."\n[[abschnitte]]\nid = "a"\ntitel = "A"\n'
        '[[abschnitte.darstellungen]]\nid = "b"\ntitel = "B"\nart = "verlauf"\n'
        f"reihen = [{series}]\n",
        encoding="utf-8",
    )
    assert [problem.what for problem in survey(home).problems] == [
        "Reihen mit verschiedenen Einheiten stehen in einem Diagramm."
    ]


def test_every_series_and_every_bar_chart_has_values() -> None:
    everything = [statement for table in statements().values() for statement in table]
    areas = {(indicator, level, area) for indicator, level, area, _ in everything}
    dates = Counter((indicator, level, period) for indicator, level, _, period in everything)
    for block in (block for page in pages() for block in page.blocks):
        for series in block.series:
            assert series.place or (series.indicator, series.level, series.area) in areas, block.id
        if block.kind is BlockKind.BARS:
            key = (block.indicators[0], block.level, block.period)
            assert dates[key] >= 2, block.id


def test_no_chart_takes_in_sums_over_several_years() -> None:
    everything = [statement for table in statements().values() for statement in table]
    several = {"zuzuege", "wegzuege"}
    assert {s[0] for s in everything if s[0] in several and "/" in s[3]} == several
    drawn = {s.indicator for page in pages() for block in page.blocks for s in block.series}
    assert not drawn & several


def test_rates_of_different_methods_are_no_line() -> None:
    drawn = {s.indicator for page in pages() for block in page.blocks for s in block.series}
    assert "eu2_beschaeftigungsquote" not in drawn
    assert "eu2_anteil_an_nordstadt" not in drawn


def test_the_index_begins_with_published_values() -> None:
    blocks = [b for page in pages() for b in page.blocks if b.kind is BlockKind.INDEX]
    assert blocks
    for series in (series for block in blocks for series in block.series if series.place):
        found = [
            reference
            for reference in catalog().references
            if (reference.place, reference.indicator) == (series.place, series.indicator)
        ]
        assert len(found) >= 2
        assert all(reference.value and Period(reference.period) for reference in found)


# -- how it reads --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_ids_are_unique_on_a_page(page: str) -> None:
    own = catalog().pages[page]
    ids = [*(section.id for section in own.sections), *(block.id for block in own.blocks)]
    assert [id_ for id_, count in Counter(ids).items() if count > 1] == []
    heads = [block.title for block in own.blocks]
    assert [title for title, count in Counter(heads).items() if count > 1] == []


def test_every_text_is_made_of_whole_sentences() -> None:
    for place, text in texts():
        assert not text or text.endswith("."), place
        assert text == " ".join(text.split()), place
        assert text.count("„") == text.count("“"), place
        assert '"' not in text and " - " not in text, place


def test_texts_are_short() -> None:
    for place, text in texts():
        running = re.sub(r"\b(Mio|\d{1,2})\. (?=[A-ZÄÖÜ])", r"\1 ", text)
        ends = re.findall(r"\.(?=\s+[A-ZÄÖÜ„]|$)", running)
        assert len(ends) <= 3, (place, len(ends))


def test_titles_are_no_sentences() -> None:
    for title in titles():
        assert not title.endswith("."), title
        assert len(title) <= 90, title


def test_no_english_and_no_stigma() -> None:
    for text in [*(text for _, text in texts()), *titles()]:
        words = set(re.findall(r"[a-zäöüß]+", text.casefold()))
        assert not words & ENGLISH, text
        assert not [word for word in STIGMA if word in text.casefold()], text


def test_quotes_are_short() -> None:
    for place, text in texts():
        for quote in QUOTE.findall(text):
            assert len(quote) <= 120, (place, quote)


def test_numbers_in_texts_are_german() -> None:
    for place, text in texts():
        assert not re.search(r"\d,\d{3}\b", text), place
        assert not re.search(r"\d\.\d{1,2}\b(?!\.)", text), place
        assert not re.search(r"\d%", text), place
