"""The documents say what the code says: words, commands, decisions, links."""

import argparse
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import BaseModel

import sozialraum.domain
from sozialraum.cli.parser import build_parser
from sozialraum.domain.indicators import Indicator, Table
from sozialraum.domain.layers import Layer
from sozialraum.domain.observations import LONG_COLUMNS
from sozialraum.domain.themes import ThemePage
from sozialraum.web.state import PARAMETERS, MapState

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(p for f in ("docs", "data", "geo") for p in (ROOT / f).rglob("*.md"))]
)
EXAMPLES = {
    "data/seiten/": ThemePage,
    "data/indikatoren/": Indicator,
    "data/statistik/": Table,
    "data/layer/": Layer,
}

_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \|", re.MULTILINE)


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _domain(base: type) -> list[type]:
    modules = [
        importlib.import_module(f"sozialraum.domain.{module.name}")
        for module in pkgutil.iter_modules(sozialraum.domain.__path__)
    ]
    return [
        cls
        for module in modules
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, base) and cls.__module__ == module.__name__
    ]


def _section(name: str) -> str:
    """Text of GLOSSARY.md from the heading that begins with ``name`` to the next heading."""
    found = re.search(
        rf"^##+ {re.escape(name)}\b[^\n]*\n(.*?)(?=^##+ |\Z)", _text("GLOSSARY.md"), re.M | re.S
    )
    assert found, f"GLOSSARY.md has no section „{name}“"
    return found.group(1)


def _rows(section: str) -> list[tuple[str, str]]:
    return _ROW.findall(_section(section))


def _fences(name: str) -> list[tuple[str, str]]:
    return [(language, body) for _, language, body in _FENCE.findall(_text(name))]


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Names of all commands, those of a group as ``group command``."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for name, below in (item for group in groups for item in group.choices.items()):
        inner = list(_commands(below))
        yield from [f"{name} {command}" for command in inner] or [name]


def _pins(name: str) -> list[str]:
    return re.findall(r"^([\w.-]+)==", _text(name), re.MULTILINE)


# -- GLOSSARY ------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", _domain(BaseModel), ids=lambda m: m.__name__)
def test_the_glossary_names_every_key_and_its_field(model: type[BaseModel]) -> None:
    declared = {(info.alias or name, name) for name, info in model.model_fields.items()}
    assert set(_rows(model.__name__)) == declared


@pytest.mark.parametrize("words", _domain(StrEnum), ids=lambda m: m.__name__)
def test_the_glossary_names_every_fixed_word(words: type[StrEnum]) -> None:
    assert _rows(words.__name__) == [(word.value, word.name) for word in words]
    for word in words:
        label = getattr(word, "label", None)
        if label:
            assert f"| `{word.value}` | `{word.name}` | {label} |" in _section(words.__name__)


def test_the_glossary_names_every_column_of_a_long_table() -> None:
    assert [column for column, _ in _rows("Columns of a long table")] == list(LONG_COLUMNS)


def test_the_glossary_names_every_parameter_of_the_address() -> None:
    rows = _rows("Parameters of the address")
    assert [parameter for parameter, _ in rows] == list(PARAMETERS)
    assert {field for _, field in rows} == set(MapState.__dataclass_fields__)


def test_one_thing_has_one_word() -> None:
    rows = re.findall(
        r"^\| ([^|`-][^|]*) \| ([^|]+) \|", _section("Words of the field"), re.MULTILINE
    )
    for words in zip(*rows, strict=True):
        repeated = [word for word, count in Counter(words).items() if count > 1]
        assert not repeated


# -- README --------------------------------------------------------------------------------------


def test_the_readme_names_the_two_commands_first() -> None:
    _, body = _fences("README.md")[0]
    assert [line.split("#")[0].strip() for line in body.strip().splitlines()] == [
        "make run",
        "make test",
    ]
    before = _text("README.md").split("```", maxsplit=1)[0]
    assert "sozialraum serve" not in before and "pip install" not in before


def test_the_readme_tells_offices_what_they_need_in_ten_lines() -> None:
    found = re.search(r"^## Für Büros\n\n(.*?)\n\n##", _text("README.md"), re.M | re.S)
    assert found
    assert len(found.group(1).splitlines()) <= 10


def test_the_targets_that_the_readme_names_exist() -> None:
    named = set(
        re.findall(r"\bmake ([a-z]+)\b", " ".join(re.findall(r"`[^`]+`", _text("README.md"))))
    )
    named |= {"run", "test"}
    assert named <= set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))


def test_the_readme_names_every_command_once() -> None:
    command = r"^\| `sozialraum ([a-z]+(?:-[a-z]+)*(?: [a-z]+)*)"
    named = re.findall(command, _text("README.md"), re.M)
    assert sorted(named) == sorted(_commands(build_parser()))


def test_the_recipes_of_the_readme_are_valid_declarations() -> None:
    checked = set()
    for language, body in _fences("README.md"):
        if language != "toml":
            continue
        folder = next(f for f in EXAMPLES if body.strip().startswith(f"# {f}"))
        EXAMPLES[folder].model_validate({**tomllib.loads(body), "id": "beispiel"})
        checked.add(folder)
    assert checked == set(EXAMPLES)


@pytest.mark.parametrize("name", ["README.md", "GLOSSARY.md", "CHANGELOG.md"])
def test_paths_in_the_front_documents_exist(name: str) -> None:
    named = re.findall(
        r"`((?:geo|data|src|docs|tests|pages|static|benchmarks|\.ci)/[^`\s]*)`", _text(name)
    )
    plain = [path for path in named if not set("<>*…") & set(path)]
    assert not [path for path in plain if not (ROOT / path).exists()]


# -- decisions, changes, licence, links ----------------------------------------------------------


def test_every_decision_is_in_the_index() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in DECISIONS.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"^\| \[\d{4}\]\(([^)]+)\) \| \S", index, re.MULTILINE)) == files
    numbers = [name[:4] for name in files]
    assert len(set(numbers)) == len(numbers)


def test_every_pinned_library_has_its_reason() -> None:
    decision = _text("docs/decisions/0001-dependencies.md")
    run_time, development = decision.split("## Development")
    named = {"requirements.txt": run_time, "requirements-dev.txt": development}
    for file, text in named.items():
        rows = set(re.findall(r"^\| ([\w.-]+) \|", text, re.MULTILINE))
        assert set(_pins(file)) <= rows, file
    everything = {
        *_pins("requirements.txt"),
        *_pins("requirements-dev.txt"),
        "library",
        "Leaflet",
        "topojson-client",
    }
    assert set(re.findall(r"^\| ([\w.-]+) \|", decision, re.MULTILINE)) - {"---"} <= everything


def test_the_changelog_knows_this_version() -> None:
    version = tomllib.loads(_text("pyproject.toml"))["project"]["version"]
    assert f"\n## {version}" in _text("CHANGELOG.md")


def test_the_licence_is_complete() -> None:
    text = _text("LICENSE")
    articles = [int(n) for n in re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE)]
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert articles == list(range(1, 16))
    assert text.rstrip().endswith("require the production of a new EUPL version.")


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_relative_links_lead_somewhere(document: Path) -> None:
    text = _without_code(document.read_text(encoding="utf-8"))
    targets = [target.split("#")[0] for target in _LINK.findall(text)]
    relative = [t for t in targets if t and not re.match(r"[a-z]+:", t)]
    assert not [t for t in relative if not (document.parent / t).exists()]
