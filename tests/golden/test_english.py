"""What the monitor says in English, and that neither language leaves anything behind in the other."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sozialraum.domain.indicators import Indicator, Quality
from sozialraum.domain.languages import language_name
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.services import ReachMode, Timetable, Weekday
from sozialraum.domain.status import Status
from sozialraum.domain.themes import Block
from sozialraum.export.exhibit import as_csv
from sozialraum.export.sheet_words import WORDS, spoken_words
from sozialraum.language import Language, speaking, t
from sozialraum.render import formats
from sozialraum.render.chart_look import config
from sozialraum.render.hours import write_hours
from sozialraum.render.sentences import Unit, map_sentence
from sozialraum.render.static_map import map_svg
from sozialraum.render.static_picture import MapPicture
from sozialraum.service import Monitor
from sozialraum.service.exhibits import block_exhibit
from sozialraum.storage.release import ReleaseStore

SHARE = Indicator.model_validate(
    {
        "id": "anteil",
        "name": "Share",
        "kurzname": "Share",
        "thema": "x",
        "art": "anteil",
        "einheit": "%",
        "nachkommastellen": 1,
        "ebenen": ["unterbezirk"],
        "definition": "x",
        "quelle": "x",
    }
)
MANY = [
    Unit((name,), value) for name, value in zip("DBHAFCEG", (4, 2, 8, 1, 6, 3, 5, 7), strict=True)
]
TEMPLATES = Path(formats.__file__).parents[1] / "export/templates"


@pytest.fixture
def english() -> Iterator[None]:
    with speaking(Language.ENGLISH):
        yield


@pytest.fixture
def monitors(published: Path) -> dict[Language, Monitor]:
    """One monitor per language, as the web has them."""
    return {language: Monitor(ReleaseStore(published).current()) for language in Language}


@pytest.mark.usefixtures("english")
def test_numbers_and_dates() -> None:
    assert formats.number(1234.5, 1) == "1,234.5"
    assert formats.percent(12.3, 1) == "12.3%"
    assert formats.with_unit("3", "km") == "3\u00a0km"
    assert formats.quantity(63.8, SHARE, Status.ESTIMATED) == "63.8% (estimated)"
    assert formats.day(date(2024, 12, 1)) == "1 December 2024"
    assert formats.in_full(1234.5, 2) == "1234.50"
    assert formats.plain(1234.5, 1) == "1234,5", "files that are read again stay German"
    assert formats.enumeration(["a", "b", "c"]) == "a, b and c"


@pytest.mark.usefixtures("english")
def test_classes_have_no_gap() -> None:
    labels = formats.class_labels([10, 1000, 2000.5], 1, 0, 5000)
    assert labels == ["under 10", "10 to under 1,000", "1,000 to under 2,000.5", "2,000.5 or more"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2024", "2024"),
        ("2018-06", "June 2018"),
        ("2018-03-01", "1 March 2018"),
        ("2016/2017", "2016 to 2017"),
    ],
)
def test_reference_dates(code: str, label: str) -> None:
    assert Period(code).label == label


@pytest.mark.usefixtures("english")
def test_words_of_enumerations() -> None:
    assert [Status.SECRET.label, Status.UNKNOWN.label, Status.NOT_APPLICABLE.label] == [
        "suppressed",
        "unknown",
        "not applicable",
    ]
    assert Status.SECRET.german == "geheim"
    assert Quality.SECONDARY.label == "second-hand"
    assert (Weekday.TUESDAY.short, Weekday.TUESDAY.german) == ("Tue", "Dienstag")
    assert ReachMode.OPEN_DOOR.label == "open door"
    assert language_name("ro") == "Romanian"


@pytest.mark.usefixtures("english")
def test_the_sentence_under_a_map() -> None:
    assert map_sentence(MANY, {Status.SECRET: 2, Status.UNKNOWN: 1}, SHARE, "Sub-districts") == (
        "The highest values are in H (8.0%), G (7.0%) and F (6.0%). "
        "The lowest values are in A (1.0%), B (2.0%) and C (3.0%). "
        "The median of the 8 published values is 4.5%. "
        "Sub-districts without a value: 2 suppressed and 1 unknown."
    )


@pytest.mark.usefixtures("english")
def test_the_strict_form_of_hours_stays_german() -> None:
    assert write_hours(Timetable(known=True)) == "geschlossen"


def _exhibit_head(monitor: Monitor) -> list[str]:
    block = Block.model_validate(
        {
            "id": "x",
            "art": "balken",
            "titel": "Kinder",
            "indikatoren": ["kinder_sgb2"],
            "ebene": "unterbezirk",
        }
    )
    return as_csv(block_exhibit(monitor, "x", block)).decode("utf-8-sig").splitlines()


def test_an_exported_table(monitors: dict[Language, Monitor]) -> None:
    with speaking(Language.ENGLISH):
        head, first, *_ = _exhibit_head(monitors[Language.ENGLISH])
    assert head.startswith("Area,Level,Code,Reference date,Value,Unit,Status,")
    assert head.endswith(",Exported on")
    cells = next(csv.reader([first]))
    value = cells[4]
    assert "." in value and float(value) >= 0
    with speaking(Language.GERMAN):
        head, first, *_ = _exhibit_head(monitors[Language.GERMAN])
    assert head.startswith("Gebiet;Raumebene;Schlüssel;Stichtag;Wert;Einheit;Status;")
    assert first.split(";")[4] == value.replace(".", ",")


def test_columns_of_exhibits_have_different_names() -> None:
    from sozialraum.service.exhibit_facts import _COLUMNS, AREA, PLACE

    with speaking(Language.ENGLISH):
        titles = [t(title) for title in _COLUMNS if title not in {AREA, PLACE}]
    assert len(set(titles)) == len(titles)


def _picture(monitor: Monitor) -> str:
    view = monitor.map_view(LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.EQUAL, 2))
    return map_svg(view, monitor.release.areas("unterbezirk"), picture=MapPicture(width=800))


def test_a_picture_of_a_map(monitors: dict[Language, Monitor]) -> None:
    with speaking(Language.ENGLISH):
        svg = _picture(monitors[Language.ENGLISH])
    assert 'lang="en"' in svg
    assert ">under " in svg and " or more<" in svg
    assert ">suppressed<" in svg and ">geheim<" not in svg


def test_charts_write_numbers_in_the_language() -> None:
    with speaking(Language.ENGLISH):
        assert config()["locale"]["number"]["thousands"] == ","
    assert config()["locale"]["number"]["decimal"] == ","


def test_templates_say_nothing_that_is_not_translated() -> None:
    said = {
        text
        for file in TEMPLATES.glob("*.typ")
        for text in re.findall(r'sage\("([^"]*)"', file.read_text(encoding="utf-8"))
    }
    assert said == set(WORDS)
    with speaking(Language.ENGLISH):
        unsaid = [word for word, english in spoken_words().items() if word == english]
    assert unsaid == []


def test_what_the_outlines_say_of_themselves_is_translated() -> None:
    from sozialraum.geometry import repair
    from sozialraum.geometry.manifest import METHOD
    from sozialraum.service.library_views import _OF_THE_MANIFEST

    source = Path(repair.__file__).read_text(encoding="utf-8")
    written = {METHOD, repair._SPLINTERS, *re.findall(r'_count\(\s*mended, "([^"]*)"', source)}
    assert written == _OF_THE_MANIFEST


def test_one_language_after_the_other(monitors: dict[Language, Monitor]) -> None:
    found: dict[Language, list[tuple[str, list[str]]]] = {language: [] for language in Language}
    for language in (*Language, *reversed(Language)):
        with speaking(language):
            monitor = monitors[language]
            found[language].append((_picture(monitor), _exhibit_head(monitor)))
    for first, second in found.values():
        assert first == second
    assert found[Language.GERMAN][0] != found[Language.ENGLISH][0]


ENGLISH_FIRST = """
from sozialraum.language import Language, speaking, t
with speaking(Language.ENGLISH):
    import sozialraum.export.exhibit, sozialraum.export.profile_sheet, sozialraum.service.gap_report
    import sozialraum.service.directory_import, sozialraum.service.profiles, sozialraum.render.panel
from sozialraum.domain.status import Status
from sozialraum.domain.services import ReachMode
from sozialraum.importers.hours import read_week
from sozialraum.importers.service_words import _MODES
assert Status.SECRET.label == "geheim"
assert {mode.german.casefold() for mode in ReachMode} < set(_MODES)
assert read_week("Mo 09:00-12:00").known
"""


def test_modules_that_an_english_page_imports_first_are_german_later() -> None:
    run = subprocess.run(
        [sys.executable, "-c", ENGLISH_FIRST], check=False, timeout=60, capture_output=True
    )
    assert (run.returncode, run.stderr) == (0, b"")
