"""House rules that a reader can rely on."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
MODULES = sorted((ROOT / "src").rglob("*.py"))


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_a_page_is_short_and_guards_itself(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert "enter(" in text, "every page calls sozialraum.web.guard.enter"


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_a_page_neither_reads_files_nor_computes(page: Path) -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(ast.parse(page.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert all(name == "streamlit" or name.startswith("sozialraum.web") for name in imported)


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "src/sozialraum/web/navigation.py").read_text(encoding="utf-8")
    assert all(f'"{page.stem}"' in menu for page in PAGES)


@pytest.mark.parametrize("module", MODULES, ids=_id)
def test_modules_have_a_size_and_a_name(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 350
    assert module.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize("module", MODULES, ids=_id)
def test_functions_stay_readable(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documentation = ast.get_docstring(node) or ""
            size = (node.end_lineno or 0) - node.lineno - documentation.count("\n")
            assert size <= 55, f"{_id(module)}:{node.lineno} {node.name}"


def test_nothing_of_ours_names_a_foreign_host_to_load_from() -> None:
    ours = [*MODULES, *PAGES, *(ROOT / "static" / "engine").iterdir()]
    foreign = re.compile(r"https?://(cdn|unpkg|cdnjs|code\.jquery|netdna|fonts\.g|d3js|.*tile)")
    assert not [_id(path) for path in ours if foreign.search(path.read_text(encoding="utf-8"))]


def test_no_html_is_let_through_unescaped() -> None:
    assert not [_id(p) for p in MODULES if "unsafe_allow_html" in p.read_text(encoding="utf-8")]


def test_the_inputs_beside_the_checkout_are_never_needed() -> None:
    ours = [*MODULES, *PAGES, ROOT / "dashboard.py"]
    assert not [_id(path) for path in ours if "../shared" in path.read_text(encoding="utf-8")]


def test_the_server_starts_without_the_map_component() -> None:
    """A component registers itself when imported; before the runtime stands it is lost (404)."""
    code = (
        "import sys, sozialraum.web.server; "
        "sys.exit('streamlit_folium' in sys.modules or 'altair' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
