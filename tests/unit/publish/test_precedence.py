"""What an import makes obsolete, and which of several statements counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sozialraum.catalog import survey
from sozialraum.publish import build_release, statements
from sozialraum.publish.statements import Statements, collect_statements
from sozialraum.storage.stand import Fragment, tree_digest
from toy_home import LONG, change

HEADER = LONG.splitlines()[0]


def _fragment(home: Path, number: int, rows: str) -> Fragment:
    root = home / f"var/importe/{number:06d}/daten"
    folder = root / "data/statistik"
    folder.mkdir(parents=True)
    name = f"import_{number:06d}"
    (folder / f"{name}.csv").write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    (folder / f"{name}.toml").write_text(
        f'titel = "Lieferung {number}"\ndatei = "{name}.csv"\nform = "lang"\n'
        'quelle = "stadt"\nguete = "amtlich"\n',
        encoding="utf-8",
    )
    return Fragment(number, tree_digest(root), root)


def _collected(home: Path, *fragments: Fragment) -> Statements:
    found = survey(home, [fragment.root for fragment in fragments])
    assert found.problems == ()
    return collect_statements(home, found.catalog, found.broken, fragments)


def _said(found: Statements, area: str, level: str = "stadtbezirk") -> list[tuple[object, ...]]:
    frame = found.observations
    rows = frame[(frame["area"] == area) & (frame["level"] == level)]
    rows = rows[rows["indicator"] == "einwohner"]
    return [
        (value, source, preferred)
        for value, source, preferred in zip(
            rows["value"], rows["source"], rows["preferred"], strict=True
        )
    ]


def test_without_imports_nothing_changes(toy: Path) -> None:
    found = _collected(toy)
    assert found.problems == []
    assert list(found.observations.columns)[-1] == "table"
    assert _said(found, "01") == [(55000.0, "stadt", True), (54900.0, "atlas", False)]


def test_an_import_replaces_its_source_and_stands_before_others(toy: Path) -> None:
    rows = "einwohner;stadtbezirk;01;2024;56000;;;;;;\neinwohner;stadtbezirk;02;2024;7;;;;;;\n"
    found = _collected(toy, _fragment(toy, 1, rows))
    assert found.problems == []
    assert _said(found, "01") == [(56000.0, "stadt", True), (54900.0, "atlas", False)]
    assert _said(found, "02") == [(7.0, "stadt", True)]
    notes = {(r.table, r.level): r.notes for r in found.reports if r.notes}
    assert notes["reihen", "stadtbezirk"][-1] == (
        "Nicht mehr gültige Angaben: 2 durch Import 1 ersetzt."
    )


def test_an_area_that_is_left_out_is_gone_for_this_source(toy: Path) -> None:
    rows = "einwohner;stadtbezirk;01;2024;56000;;;;;;\n"
    found = _collected(toy, _fragment(toy, 1, rows))
    assert _said(found, "02") == []
    report = next(r for r in found.reports if (r.table, r.level) == ("reihen", "stadtbezirk"))
    assert report.notes[-1] == (
        "Nicht mehr gültige Angaben: 1 durch Import 1 ersetzt, "
        "1 im Import 1 derselben Quelle nicht mehr enthalten."
    )
    assert _said(found, "05913", "stadt"), "another level stays"
    assert _said(found, "001", "unterbezirk"), "another level stays"


def test_another_period_and_another_source_stay(toy: Path) -> None:
    rows = "einwohner;stadtbezirk;02;2025;8;;;;;;\neinwohner;stadtbezirk;01;2024;1;;atlas;;;;\n"
    found = _collected(toy, _fragment(toy, 1, rows))
    assert _said(found, "01") == [(1.0, "atlas", True), (55000.0, "stadt", False)]
    assert len(_said(found, "02")) == 2


def test_a_later_import_stands_before_an_earlier_one(toy: Path) -> None:
    first = _fragment(toy, 1, "einwohner;stadtbezirk;01;2024;1;;;;;;\n")
    second = _fragment(toy, 2, "einwohner;stadtbezirk;01;2024;2;;atlas;;;;\n")
    third = _fragment(toy, 3, "einwohner;stadtbezirk;01;2024;3;;atlas;;;;\n")
    found = _collected(toy, first, second, third)
    assert _said(found, "01") == [(3.0, "atlas", True), (1.0, "stadt", False)]


def test_where_the_marked_statement_is_gone_the_best_of_the_others_counts(toy: Path) -> None:
    change(
        toy, "data/statistik/reihen.csv",
        "einwohner;stadtbezirk;02;2024;;unbekannt",
        "einwohner;stadtbezirk;01;2024;9;;atlas;amtlich;;;\n"
        "einwohner;stadtbezirk;02;2024;;unbekannt",
    )  # fmt: skip
    found = _collected(toy, _fragment(toy, 1, "einwohner;stadtbezirk;02;2024;7;;;;;;\n"))
    assert found.problems == []
    assert _said(found, "01") == [(9.0, "atlas", True), (54900.0, "atlas", False)]


def test_an_import_that_contradicts_itself_is_a_problem(toy: Path) -> None:
    rows = "einwohner;stadtbezirk;01;2024;1;;;;;;\neinwohner;stadtbezirk;01;2024;2;;atlas;;;;\n"
    found = _collected(toy, _fragment(toy, 1, rows))
    assert [problem.file for problem in found.problems] == ["data/statistik/import_000001.csv"]
    marked = rows.replace("2024;2;;atlas;;;;", "2024;2;;atlas;;ja;;")
    found = _collected(toy, _fragment(toy, 2, marked))
    assert found.problems == []
    assert _said(found, "01") == [(2.0, "atlas", True), (1.0, "stadt", False)]


def test_large_files_are_read_alike(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fragment = _fragment(toy, 1, "einwohner;stadtbezirk;01;2024;56000;;;;;;\n")
    slow = _collected(toy, fragment)
    monkeypatch.setattr(statements, "_LARGE_BYTES", 0)
    fast = _collected(toy, fragment)
    pd.testing.assert_frame_equal(fast.observations, slow.observations)
    assert fast.reports == slow.reports


def test_faultless_tables_are_accounted_for_as_by_the_join(
    toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "einwohner;unterbezirk;Alte Mitte;2024;7;;;;;;\neinwohner;stadt;05913;1990;8;;;;;;\n"
    fragment = _fragment(toy, 1, rows)
    quick = _collected(toy, fragment)
    monkeypatch.setattr(statements, "_faultless", lambda *_given: None)
    joined = _collected(toy, fragment)
    pd.testing.assert_frame_equal(quick.observations, joined.observations)
    assert quick.reports == joined.reports
    assert any(report.editions for report in quick.reports)


def test_a_row_that_is_there_twice_is_a_problem_in_an_import_too(toy: Path) -> None:
    row = "einwohner;unterbezirk;001;2024;7;;;;;;\n"
    (problem,) = _collected(toy, _fragment(toy, 1, row + row)).problems
    assert "doppelt" in problem.what


def test_an_id_that_is_declared_twice_names_both_files(toy: Path) -> None:
    fragment = _fragment(toy, 1, "")
    folder = fragment.root / "data/indikatoren"
    folder.mkdir()
    kids = (toy / "data/indikatoren/kinder_sgb2.toml").read_text(encoding="utf-8")
    (folder / "kinder_sgb2.toml").write_text(kids, encoding="utf-8")
    (fragment.root / "data/quellen.toml").write_text(
        '[stadt]\nherausgeber = "X"\ntitel = "Y"\nlizenz = "Z"\nguete = "amtlich"\n',
        encoding="utf-8",
    )
    found = survey(toy, [fragment.root]).problems
    assert [str(problem) for problem in found] == [
        "importe/000001/daten/data/indikatoren/kinder_sgb2.toml [kinder_sgb2]: „kinder_sgb2“ ist "
        "auch in data/indikatoren/kinder_sgb2.toml angelegt. Eine von beiden entfernen.",
        "importe/000001/daten/data/quellen.toml [stadt]: „stadt“ ist auch in data/quellen.toml "
        "angelegt. Eine von beiden entfernen.",
    ]


def test_the_embedded_release_stays_as_it_was(toy: Path, tmp_path: Path) -> None:
    """The rules for imports add nothing and leave out nothing where there is none."""
    observations = build_release(toy, tmp_path / "var").observations
    assert len(observations) == 12
    assert observations["preferred"].sum() == 11
