"""The English texts of the shipped data: complete, current, in English, with the same numbers."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from sozialraum.catalog import Catalog, load_catalog
from sozialraum.catalog.translation import texts_of, translated
from sozialraum.domain.translation import UNIT, Translation
from sozialraum.language import Language
from sozialraum.publish import check

HOME = Path(__file__).parents[2]
NAMES = re.compile(
    r"[„“][^“”]*[“”]|nordwärts|Lütgendortmund|Brunnenstraßenviertel|Aktionsplan Soziale Stadt|"
    r"BÜNDNIS 90/DIE GRÜNEN|Das Quartier Nordmarkt|Bürgergeld|“[^”]*”|(?<=\()[^()]*(?=\))|`[^`]*`",
    re.IGNORECASE,
)
"""Proper names, quoted words and German terms in brackets that explain an English one."""
GERMAN_WORDS = {
    "der", "die", "das", "und", "oder", "nicht", "mit", "von", "für", "auf", "eine", "ein", "einer",
    "eines", "des", "dem", "den", "im", "zum", "zur", "ist", "sind", "wird", "werden", "wurde",
    "nur", "auch", "als", "bei", "nach", "aus", "bis", "über", "unter", "zwischen", "ohne", "je",
    "sie", "es", "sich", "wie", "durch", "ihre", "ihr", "noch", "mehr", "anteil", "zahl",
}  # fmt: skip
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
SEPARATOR = {"de": r"(?<=\d)\.(?=\d{3}(?!\d))", "en": r"(?<=\d),(?=\d{3}(?!\d))"}


@cache
def catalog() -> Catalog:
    return load_catalog(HOME)


@cache
def english() -> Translation:
    return catalog().translations[Language.ENGLISH]


def pairs() -> list[tuple[str, str]]:
    texts = [pair for known in english().texts.values() for pair in known.items()]
    return texts + [(m.text, english().methods[m.id].text) for m in catalog().methods.values()]


def numbers(text: str, language: str) -> Counter[int]:
    """Groups of digits; a written month counts as its number where a day stands before it."""
    text = re.sub(SEPARATOR[language], "", text)
    for number, month in enumerate(MONTHS[language].split(), 1):
        text = re.sub(rf"(?<=\d)(\.?) {month}\b", f"\\1 {number}", text)
    return Counter(map(int, re.findall(r"\d+", text)))


@pytest.mark.parametrize("context", ["", UNIT])
def test_every_text_has_an_english_one(context: str) -> None:
    assert sorted(texts_of(catalog())[context] - english().texts[context].keys()) == []


def test_every_method_has_an_english_one() -> None:
    assert english().methods.keys() == catalog().methods.keys()
    for method in english().methods.values():
        german = catalog().methods[method.id]
        assert method.title and method.title != german.title
        assert method.text.count("\n### ") == german.text.count("\n### "), method.id
        assert method.text.count("\n- ") == german.text.count("\n- "), method.id


def test_every_word_of_a_choice_has_an_english_one() -> None:
    shown_otherwise = {"genauigkeit", "schritte", "stadtbezirk"}
    for records in catalog().lists.values():
        wanted = {v for c in records.columns if c.column not in shown_otherwise for v in c.values}
        assert wanted <= english().texts.get(records.id, {}).keys(), records.id


def test_nothing_is_translated_that_nobody_says(tmp_path: Path) -> None:
    assert check(HOME, tmp_path).notices == ()


def test_numbers_are_the_same_in_both_languages() -> None:
    wrong = [en for de, en in pairs() if numbers(de, "de") != numbers(en, "en")]
    assert wrong == []


def test_braces_are_the_same_in_both_languages() -> None:
    assert not [
        en for de, en in pairs() if re.findall(r"\{\w*\}", de) != re.findall(r"\{\w*\}", en)
    ]


def test_english_is_no_german() -> None:
    left = Counter[str]()
    for _, text in pairs():
        body = re.split(r"\n### (?:Basis|Sources?)\n", text)[0]
        words = re.findall(r"[A-Za-zÄÖÜäöüß]+", NAMES.sub("", body))
        left.update(w for w in words if w.lower() in GERMAN_WORDS or re.search("[äöüß]", w.lower()))
    assert left == {}


def test_english_is_not_stigmatising() -> None:
    said = " ".join(en for _, en in pairs()).lower()
    words = ("hotspot", "ghetto", "slum", "deprived", "problem area", "flood of", "underclass")
    assert not [word for word in words if word in said]


def test_ids_columns_and_names_are_never_translated() -> None:
    german, spoken = catalog(), translated(catalog(), Language.ENGLISH)
    for part in ("levels", "indicators", "tables", "layers", "sources", "pages", "lists"):
        assert getattr(german, part).keys() == getattr(spoken, part).keys()
    assert german.areas_by_level is spoken.areas_by_level
    assert german.units is spoken.units
    for old, new in zip(german.sources.values(), spoken.sources.values(), strict=True):
        assert (old.citation, old.licence, old.url) == (new.citation, new.licence, new.url)
    for records in german.lists.values():
        columns = spoken.lists[records.id].columns
        assert [(c.column, c.values) for c in records.columns] == [
            (c.column, c.values) for c in columns
        ]
    assert spoken.start.city == german.start.city
    assert spoken.german is german
