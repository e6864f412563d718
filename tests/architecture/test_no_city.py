"""No code knows the city: what is Dortmund's lies in ``geo/`` and ``data/``."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for place in ("src", "pages", "static/engine", "dashboard.py")
    for path in ([ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob("*"))
    if path.suffix in {".py", ".js", ".css", ".typ"}
)
WORDS = re.compile(
    r"dortmund|nordstadt|borsig|unterbezirk|05913|\bEU2\b|eu2_|willkommen europa|nordw(ä|ae)rts"
    r"|phoenix|scharnhorst|\beving\b|aktionsraeume|meylant",
    re.IGNORECASE,
)
SYSTEM = re.compile(r"(EPSG:|urn:ogc:def:crs:EPSG::)?2583[123]")
MAY_NAME_SYSTEMS = {
    "src/sozialraum/geometry/reference.py",  # systems in which German offices deliver
    "src/sozialraum/geometry/shape_reference.py",  # their German names
    "src/sozialraum/domain/connectors.py",  # what a WFS is asked for unless its file says otherwise
}


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_code_to_read() -> None:
    assert len(CODE) > 200


@pytest.mark.parametrize("path", CODE, ids=_id)
def test_no_code_names_the_city_or_a_part_of_it(path: Path) -> None:
    found = WORDS.search(path.read_text(encoding="utf-8"))
    assert found is None, f"{_id(path)}: {found and found.group()}"


def test_calculations_take_their_system_from_the_outlines() -> None:
    """No code has a system of its own; prose may name one as an example."""
    named = {
        _id(path)
        for path in CODE
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and SYSTEM.fullmatch(str(node.value))
    }
    assert named <= MAY_NAME_SYSTEMS
