"""Every page in English and in German, one after the other: nothing mixes the two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sozialraum.catalog.public_part import PUBLIC
from sozialraum.language import Language, speaking, t
from sozialraum.service.directory_files import directory_file
from sozialraum.service.records import records
from sozialraum.web import import_forms
from sozialraum.web.live import live

ROOT = Path(__file__).parents[2]
PAGES = sorted(page.stem for page in (ROOT / "pages").glob("*.py"))
PARTS = [
    *[("angebote", {"bereich": part}) for part in ("abdeckung", "sprachen", "standorte")],
    *[("angebote", {"bereich": part}) for part in ("szenarien", "schritte", "pflege", "bericht")],
    *[("daten", {"bereich": part}) for part in ("ebenen", "quellen", "zuordnung", "umrisse")],
    *[("daten", {"bereich": part}) for part in ("methoden", "verlauf", "einlesen")],
    ("angebote", {"eintrag": "A001"}),
    ("daten", {"indikator": "kinder_sgb2"}),
    ("daten", {"indikator": "arbeitslosenquote"}),
    ("karte", {"gebiet": "053", "einteilung": "quantile"}),
    ("karte", {"indikator": "unbekannt", "gebiet": "9999", "ebenen": "unbekannt"}),
    ("stadtentwicklung", {"eintrag": "S01"}),
    ("steckbrief", {"ebene": "stadtbezirk", "gebiet": "01"}),
    *[("sozialindex", {"ansicht": view, "gebiet": "053"}) for view in ("matrix", "raummuster")],
    *[("vergleich", {"art": kind}) for kind in ("gebiete", "indikatoren", "nebeneinander")],
    *[("zuwanderung", {"bereich": part}) for part in ("bewegung", "arbeit", "hilfe", "weitere")],
    *[("problemimmobilien", {"bereich": part}) for part in ("verbleib", "kontrollen")],
    *[("stadtentwicklung", {"bereich": part}) for part in ("nordwaerts", "ziele", "liste")],
]
VIEWS = [*((page, {}) for page in PAGES), *PARTS]
GERMAN = re.compile(
    r"[äöüß„]|\b(der|das|und|oder|nicht|ist|sind|für|mit|ein|eine|keine?|wird|werden|auf|bei|zum"
    r"|zur|noch|nur|von|vom|unter|über|nach|aus|je)\b"
)
DECIMAL_COMMA = re.compile(r"(?<![\d.,;])\d+,\d{1,2}(?![\d,])")
IN_BRACKETS = re.compile(r"\([^()]*\)")
"""German terms that explain an English one stand in brackets, cited words in quotation marks."""
VOID = {"br", "img", "input", "hr", "wbr", "path", "circle", "rect", "line", "use"}


class Said(HTMLParser):
    """Texts of HTML, without what is marked as German."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self._open.append(given.get("lang") == "de" or tag == "style")
        if not any(self._open):
            self.texts += [given[n] or "" for n in ("aria-label", "title") if n in given]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.texts.append(data)


def opened(page: str, language: str = "", **parameters: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for name, value in (parameters | ({"sprache": language} if language else {})).items():
        test.query_params[name] = value
    return test.run()


def said(test: AppTest) -> Iterator[str]:
    """Everything that a person reads outside of maps and charts."""
    for html in test.get("html"):
        yield from Said(html.proto.body).texts
    for kind in ("markdown", "caption", "title", "subheader", "warning", "info", "error"):
        yield from (str(element.value) for element in test.get(kind))
    for kind in (
        "selectbox",
        "multiselect",
        "text_input",
        "button",
        "toggle",
        "slider",
        "expander",
    ):
        yield from (str(element.label) for element in test.get(kind) if element.label)
        yield from (text for e in test.get(kind) for text in getattr(e, "options", ()))
    for choices in test.get("button_group"):
        yield from map(str, choices.options)


def names() -> set[str]:
    """Proper names: areas, entries of lists, sources; they are the same in every language."""
    catalog = live().monitor.catalog
    found = {area.name for level in catalog.levels for area in catalog.areas(level)}
    found |= {catalog.start.city, *(s.title for s in catalog.sources.values())}
    lists = [declared for declared in catalog.lists.values() if not declared.confidential]
    for declared in lists:
        found |= {entry.title for entry in records(live().monitor, declared.id, PUBLIC)}
    return found | {source.publisher for source in catalog.sources.values()}


def without_names(text: str, known: list[str]) -> str:
    """``text`` without names, without what it cites in quotation marks or says in brackets."""
    for name in known:
        text = text.replace(name, "")
    text = re.sub(r"https?://\S+|Bürgergeld", "", text)
    return IN_BRACKETS.sub("", re.sub("“[^”]*”", "", text))


@pytest.mark.parametrize(("page", "asked"), VIEWS, ids=lambda v: v if isinstance(v, str) else None)
def test_a_page_in_english_is_english(page: str, asked: dict[str, str]) -> None:
    test = opened(page, "en", **asked)
    assert not test.exception
    known = sorted(names(), key=len, reverse=True)
    texts = [without_names(text, known) for text in said(test)]
    assert [text for text in texts if GERMAN.search(text)] == []
    assert [text for text in texts if DECIMAL_COMMA.search(text)] == []
    assert test.query_params["sprache"] == "en"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("first", ["", "en"], ids=["german first", "english first"])
def test_no_cache_mixes_the_languages(page: str, first: str) -> None:
    second = "en" if not first else ""
    one, other, again = opened(page, first), opened(page, second), opened(page, first)
    assert list(said(one)) == list(said(again))
    assert list(said(one)) != list(said(other))


def test_the_session_keeps_the_language_and_the_switch_leaves_no_trace() -> None:
    test = opened("karte", "en", indikator="kinder_sgb2", gebiet="053")
    with speaking(Language.ENGLISH):
        assert t("Stichtag") in {box.label for box in test.selectbox}
    test.selectbox(key="karte_stichtag").select("2018").run()
    assert (test.query_params["stichtag"], test.query_params["sprache"]) == ("2018", "en")
    test.query_params["sprache"] = "de"
    test.run()
    assert not test.exception
    assert not test.warning, "no label of the other language is taken for a value"
    assert "Stichtag" in {box.label for box in test.selectbox}
    assert "sprache" not in test.query_params
    assert (test.query_params["gebiet"], test.query_params["stichtag"]) == ("053", "2018")
    test.selectbox(key="karte_indikator").run()
    assert test.query_params["indikator"] == "kinder_sgb2"


@pytest.mark.parametrize("nonsense", ["fr", "<b>", "DE", ""])
def test_an_unknown_language_is_german(nonsense: str) -> None:
    test = opened("karte", nonsense)
    assert not test.exception
    assert "Stichtag" in {box.label for box in test.selectbox}


def test_services_have_a_language_of_their_own_in_the_address() -> None:
    test = opened("angebote", "en", bereich="abdeckung", angebotssprache="tr")
    assert (test.query_params["sprache"], test.query_params["angebotssprache"]) == ("en", "tr")
    earlier = opened("angebote", bereich="abdeckung", sprache="ro")
    assert earlier.query_params["angebotssprache"] == "ro"
    assert "sprache" not in earlier.query_params


def test_a_topic_in_the_address_survives_a_change_of_language() -> None:
    test = opened("daten", "en", thema="Arbeit")
    assert not test.warning
    [box] = [box for box in test.selectbox if box.key == "daten_thema"]
    assert (box.value, test.query_params["thema"]) == ("Arbeit", "Arbeit")
    assert "Work" in box.options
    assert "Arbeit" not in box.options
    test.query_params["sprache"] = "de"
    test.run()
    assert not test.warning
    assert test.query_params["thema"] == "Arbeit"


def test_words_of_lists_are_said_and_filters_stay_german() -> None:
    test = opened("angebote", "en", filter="kategorie=Behörde&zielgruppe=alle")
    assert not test.warning
    boxes = {box.label: box for box in test.selectbox}
    assert (boxes["Category"].value, boxes["Target group"].value) == ("Behörde", "alle")
    assert {"all", "Authority"} <= set(boxes["Category"].options)
    assert "zielgruppe=alle" in test.query_params["filter"]


def test_stored_and_exchanged_words_are_german_whoever_works() -> None:
    with speaking(Language.ENGLISH):
        english = directory_file(live().monitor, PUBLIC, {}, "json").body
        assert "Arbeit" in import_forms._topics(live().monitor.catalog)
    assert english == directory_file(live().monitor, PUBLIC, {}, "json").body
