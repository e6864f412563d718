from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.mapping import TableMapping
from sozialraum.domain.themes import Block, BlockKind
from sozialraum.publish import build_release, ensure_release
from sozialraum.publish.import_plan import prepare
from sozialraum.publish.imports import take_over
from sozialraum.service.exhibits import block_exhibit
from sozialraum.service.monitor import Monitor
from toy_imports import delivery, mapping
from toy_reform import PEOPLE, add_edition, add_table, people

THEN = mapping(id="frueher", period="2018", edition="2018")
FILE = delivery(*PEOPLE.values(), areas=tuple(PEOPLE))


def test_an_import_says_what_it_changes_on_the_borders_of_today(toy: Path) -> None:
    build_release(add_edition(toy), toy / "var")
    plan = prepare(toy, FILE, "alt.csv", THEN).plan
    assert plan.ready, plan.problems
    assert plan.changes is not None and plan.changes.added == 7
    take_over(toy, FILE, "alt.csv", THEN, who="Amt")
    again = prepare(toy, FILE, "alt.csv", THEN).plan
    assert again.changes is not None
    assert (again.changes.added, again.changes.unchanged, again.changes.gone) == (0, 7, ())
    live = Monitor(ensure_release(toy))
    statement = live.statements("einwohner", "unterbezirk", "011")[0]
    assert (statement.value, statement.status.value) == (45, "geschaetzt")


def test_an_unknown_edition_stops_the_import(toy: Path) -> None:
    plan = prepare(add_edition(toy), FILE, "alt.csv", replace_edition("2016")).plan
    assert any("Den Gebietsstand „2016“ gibt es nicht." in p.what for p in plan.problems)


def replace_edition(edition: str) -> TableMapping:
    return THEN.model_copy(update={"edition": edition})


def course(home: Path, kind: BlockKind) -> object:
    monitor = Monitor(build_release(home, home / "var"))
    series = [{"indikator": "einwohner", "ebene": "unterbezirk", "gebiet": "003"}]
    block = Block.model_validate({"id": "k", "art": kind, "titel": "T", "reihen": series})
    return block_exhibit(monitor, "seite", block, held=frozenset(Role))


@pytest.mark.parametrize(("bridged", "joined"), [(True, 1), (False, 0)])
def test_a_line_ends_where_the_borders_changed(toy: Path, bridged: bool, joined: int) -> None:
    add_table(add_edition(toy) if bridged else add_edition(toy, None), people())
    path = toy / "data/statistik/reihen.csv"
    path.write_text(path.read_text() + "einwohner;unterbezirk;003;2019;90;;;;;;\n")
    for kind in (BlockKind.COURSE, BlockKind.INDEX):
        exhibit = course(toy, kind)
        assert len(exhibit.chart.series[0].segments) == joined  # type: ignore[attr-defined]
        refused = [n for n in exhibit.notes if "Zwischen 2018 und 2019" in n]  # type: ignore[attr-defined]
        assert bool(refused) is not bridged
        marks = len(exhibit.chart.series[0].marks)  # type: ignore[attr-defined]
        assert marks == (1 if kind is BlockKind.INDEX and not bridged else 2)
