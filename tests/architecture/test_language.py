"""Every text for people goes through the catalogue, and every address through one function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from sozialraum.language import FOLDER, read_catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sozialraum"
DONE = ("web", "render", "service", "export", "domain", "analysis")
"""Packages whose texts are all in English. A new package is added here when it is done."""
CHECKED = sorted(p for name in DONE for p in (SOURCE / name).rglob("*.py"))
EVERYWHERE = sorted([*SOURCE.rglob("*.py"), *(ROOT / "pages").glob("*.py")])
CATALOGUES = {file.name: read_catalogue(file) for file in sorted(FOLDER.glob("en/*.po"))}

# What the operator reads on the console or in a log stays German, like the files that he writes.
FOR_THE_OPERATOR = {"tell_operator", "print", "_report"}
ALWAYS_GERMAN = {
    "export/hsds.py": "attributes of the exchange format that are read in again",
    "web/login_setup.py": "for the operator",
    "web/logging_setup.py": "for the operator",
    "web/roles_file.py": "for the operator, but for four notices",
}
GERMAN = re.compile(
    r"[äöüÄÖÜß„]|\b(der|die|das|und|oder|nicht|ist|sind|von|mit|ein|eine|kein|keine|wird|werden|auf"
    r"|bei|zum|zur|noch|nur|zu)\b"
)
GERMAN_IN_ENGLISH = re.compile(
    r"[äöüÄÖÜß„]|\b(der|das|und|oder|nicht|ist|sind|mit|ein|eine|kein|keine|wird|werden|auf|bei|zum"
    r"|zur|noch|nur)\b"
)
PROPER_NAMES = re.compile(r"Dorstfelder Brücke|Hörde|Möhnesee|München|Lütgendortmund|Köln|Krüger")
NO_LABEL = {"Page", "App", "switch_page", "html", "container", "columns", "fragment"}


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _extracted(path: Path) -> frozenset[str]:
    """Texts of ``t`` and ``n_``; babel's extraction overlooks those inside of an f-string."""
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
    first = [call.args[0] for call in calls if _name(call) in {"t", "n_"} and call.args]
    return frozenset(str(text.value) for text in first if isinstance(text, ast.Constant))


@cache
def _all_texts() -> frozenset[str]:
    return frozenset(text for path in EVERYWHERE for text in _extracted(path))


@cache
def _titles() -> frozenset[str]:
    """Texts of the catalogue that are no code in small letters."""
    return frozenset(text for text in _all_texts() if text[:1].isupper() and len(text) > 3)


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_for_nobody(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """A docstring, a text of ``t``, a key, something compared, or a word for the operator."""
    while (parent := parents.get(node)) is not None:
        if isinstance(parent, ast.Expr | ast.Compare | ast.Assert):
            return isinstance(parent, ast.Expr) is isinstance(node, ast.Constant) or not isinstance(
                parent, ast.Expr
            )
        if isinstance(parent, ast.Call) and (
            _name(parent) in {"t", "n_", *FOR_THE_OPERATOR}
            or ast.unparse(parent.func)[:5] == "_LOG."
        ):
            return node in parent.args
        if isinstance(parent, ast.Dict) and node in parent.keys:
            return True
        if isinstance(parent, ast.Subscript) and node is parent.slice:
            return True
        if isinstance(parent, ast.keyword) and parent.arg in {"key", "format", "mime"}:
            return True
        if isinstance(parent, ast.FunctionDef | ast.ClassDef | ast.Module):
            return False
        node = parent
    return False


def _unmarked(path: Path) -> Iterator[str]:
    """German words that nobody can translate, and labels of widgets that are no texts of ours."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parents = _parents(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        words = re.sub(r"<[^>]*>|\w+=\"[^\"]*\"", " ", node.value)
        sentence = " " in words.strip() and GERMAN.search(words)
        if not (sentence or words.strip() in _titles() or _is_label(node, parents)):
            continue
        if not _is_for_nobody(node, parents):
            yield f"{_id(path)}:{node.lineno} {node.value[:60]!r}"


def _is_label(node: ast.Constant, parents: dict[ast.AST, ast.AST]) -> bool:
    call = parents.get(node)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    on_page = isinstance(call.func.value, ast.Name) and call.func.value.id == "st"
    is_text = bool(re.search(r"[A-Za-zÄÖÜäöüß]{2}", str(node.value)))
    return on_page and call.args[:1] == [node] and is_text and call.func.attr not in NO_LABEL


ALLOWED = {
    "domain/languages.py": "|Akan|",  # a table of names in both languages
    "export/slides_package.py": "Sozialraum-Monitor",  # a proper name
    "render/formats.py": "Jahr",  # told apart in units and labels of either language
    "service/records.py": "geschlossen oder brach",  # compared with cells of the lists
    "web/identity.py": "Die Datei der Sitzungen",  # for the operator, as a constant
    "web/import_questions.py": " oder ",  # separates suggestions of the join report
    "web/login.py": "Eine Anmeldung lässt",  # for the operator
}
"""File to the beginning of a text that is German on purpose."""


@pytest.mark.parametrize("path", CHECKED, ids=_id)
def test_every_german_text_can_be_translated(path: Path) -> None:
    inside = path.relative_to(SOURCE).as_posix()
    if inside in ALWAYS_GERMAN:
        pytest.skip(ALWAYS_GERMAN[inside])
    allowed = ALLOWED.get(inside, "never")
    assert [found for found in _unmarked(path) if allowed not in found] == []


def test_a_text_is_a_template() -> None:
    """An f-string is filled before it is looked up, so it never has a translation."""
    for path in EVERYWHERE:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _name(call) in {"t", "n_"} and call.args:
                made = isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
                assert not made, f"{_id(path)}:{call.lineno}"


def test_every_text_has_an_english_one() -> None:
    translated = {text for entries in CATALOGUES.values() for text in entries}
    missing = {text: _id(path) for path in CHECKED for text in _extracted(path) - translated}
    assert missing == {}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_holds_what_is_said_and_nothing_else(name: str) -> None:
    assert set(CATALOGUES[name]) - _all_texts() == set(), "entries that no code says any more"


def test_no_text_has_two_translations() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for name, entries in CATALOGUES.items():
        for german, english in entries.items():
            first = seen.setdefault(german, (name, english))
            assert first[1] == english, f"{german!r}: {first} and {(name, english)}"


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_takes_the_same_values(name: str) -> None:
    for german, english in CATALOGUES[name].items():
        if "{" in german or "{" in english:
            assert _fields(german) == _fields(english), german


def _fields(text: str) -> set[tuple[str, str]]:
    parts = Formatter().parse(text)
    return {(field, spec or "") for _, field, spec, _ in parts if field is not None}


@pytest.mark.parametrize("name", CATALOGUES)
def test_english_is_english(name: str) -> None:
    """Words in quotation marks are cited: headings of files, words of the data."""
    said = {g: PROPER_NAMES.sub("", re.sub("“[^”]*”", "", e)) for g, e in CATALOGUES[name].items()}
    german = {g: e for g, e in said.items() if GERMAN_IN_ENGLISH.search(e)}
    assert german == {}


# -- addresses ---------------------------------------------------------------------------------

BY_HAND = re.compile(r"\?(\{\}|[a-z_]+=)|sozialraum/export/")
NO_LINKS = {
    "render/links.py": "makes them",
    "web/spoken.py": "the switch itself; page.js keeps the rest of the address",
    "web/login.py": "way back of the login",
    "web/logging_setup.py": "hides addresses in the log",
}


@pytest.mark.parametrize("package", ["web", "render", "service", "export"])
def test_relative_addresses_are_made_in_one_place(package: str) -> None:
    """An address made by hand forgets the language: use page_link and file_link."""
    found = []
    for path in sorted((SOURCE / package).rglob("*.py")):
        if path.relative_to(SOURCE).as_posix() in NO_LINKS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parents = _parents(tree)
        for node in ast.walk(tree):
            text = _template(node)
            if BY_HAND.search(text) and not isinstance(parents.get(node), ast.JoinedStr | ast.Expr):
                found.append(f"{_id(path)}:{getattr(node, 'lineno', 0)} {text[:60]}")
    assert found == []


def _template(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
