"""The words of the map engine: all in one table, in German and in English."""

from __future__ import annotations

import re
from pathlib import Path

ENGINE = Path(__file__).parents[3] / "static" / "engine"
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
SAID = re.compile(
    r'(?:\b(?:text|title|placeholder)|"aria-(?:label|valuetext|description)"): ["`]([^"`$]*[^\W\d_]{2}[^"`]*)["`]'
)


def source(name: str) -> str:
    return (ENGINE / name).read_text("utf-8")


def table() -> dict[str, dict[str, str]]:
    """Language to key to text; keys of groups within a language as ``group.key``."""
    block = source("map.js").split("const TEXTS = {", 1)[1].split("\n  };", 1)[0]
    languages = re.split(r"\n    (de|en): \{", block)
    return {
        language: _pairs(body)
        for language, body in zip(languages[1::2], languages[2::2], strict=True)
    }


def _pairs(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for group, inner in re.findall(r"(\w+): \{([^}\"]*\"[^}]*)\}", body):
        found |= {f"{group}.{key}": text for key, text in _entries(inner)}
    flat = re.sub(r"\w+: \{[^}\"]*\"[^}]*\}", "", body)
    return found | dict(_entries(flat))


def _entries(body: str) -> list[tuple[str, str]]:
    return re.findall(r'(?:^|[\s,{])"?([\w~≈]+)"?: "((?:[^"\\]|\\.)*)"', body)


def outside() -> str:
    """The code of the engine without the table and without comments."""
    before, rest = source("map.js").split("const TEXTS = {", 1)
    code = before + rest.split("\n  };", 1)[1] + source("compare.js")
    return COMMENT.sub("", code)


def test_both_languages_say_the_same_things() -> None:
    texts = table()
    assert set(texts) == {"de", "en"}
    assert len(texts["de"]) > 60
    assert list(texts["de"]) == list(texts["en"])
    for key, text in texts["de"].items():
        places = [sorted(re.findall(r"\{\d\}", said)) for said in (text, texts["en"][key])]
        assert places[0] == places[1], key
        assert texts["en"][key].strip(), key


def test_every_text_that_is_used_stands_in_the_table() -> None:
    known = {key.split(".")[0] for key in table()["de"]}
    used = set(re.findall(r"(?:S\.text|\btext)\.([a-zA-Z]+)\b", outside()))
    assert used - known - {"locale", "replace", "trim", "toLowerCase"} == set()
    assert known - used - {"locale"} == set()


def test_no_words_stand_outside_the_table() -> None:
    code = outside()
    literals = ["".join(pair) for pair in LITERAL.findall(code)]
    assert len(literals) > 300
    umlauts = [text for text in literals if re.search("[äöüÄÖÜß]", text)]
    assert [text for text in umlauts if text != "ss"] == []
    assert SAID.findall(code) == []
    sentences = [t for t in literals if re.match(r"^[A-Z][a-z]+ [a-z]+ [a-z]+", t)]
    assert sentences == []
