"""The embedded addresses per cell, and what is known about the shipped target groups."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import pytest

from sozialraum.domain.gaps import Demand
from sozialraum.importers.addresses import count_addresses
from sozialraum.importers.cell_ids import middles, shares_of_cells
from sozialraum.importers.grid import check_cells
from sozialraum.service import Monitor
from sozialraum.service.demand import cell_grid, demand, targets
from sozialraum.web.live import live

ROOT = Path(__file__).resolve().parents[2]
CELLS, MANIFEST = ROOT / "geo/adressen_100m.csv", ROOT / "geo/adressen_100m.json"
SHARED = ROOT.parent / "shared/data/osm/osm_housenumbers_dortmund.csv.gz"


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return live().monitor


def _known(found: Demand) -> dict[str, float]:
    return {f"{a.level} {a.code}": a.count for a in found.areas if a.count is not None}


# -- the file ------------------------------------------------------------------------------------


def test_the_file_is_what_its_manifest_says(monitor: Monitor) -> None:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    grid = cell_grid(monitor)
    assert hashlib.sha256(CELLS.read_bytes()).hexdigest() == manifest["adressen_sha256"]
    assert grid.weight.sum() == manifest["adressen"]
    assert len(grid.cell) == manifest["zeilen"]
    assert len(set(grid.cell.tolist())) == manifest["zellen"]
    assert manifest["zeilen_der_datei"] == (
        manifest["adressen"] + manifest["ausserhalb"] + manifest["nicht_lesbar"]
    )
    assert "ODbL" in grid.source and manifest["lizenz"] == "ODbL 1.0"


def test_no_row_is_faulty_and_every_atom_has_addresses(monitor: Monitor) -> None:
    codes = {area.code for area in monitor.catalog.areas("unterbezirk")}
    assert check_cells(ROOT, codes) == []
    assert set(cell_grid(monitor).atom.tolist()) == codes


def test_every_row_lies_in_its_atom(monitor: Monitor) -> None:
    grid = cell_grid(monitor)
    shares = shares_of_cells(grid.cell, monitor.release.areas("unterbezirk"))
    touched = {(position, atom) for position, atom, _ in shares}
    assert {(n, str(atom)) for n, atom in enumerate(grid.atom)} <= touched
    assert np.allclose(grid.xy, middles(grid.cell, 25832))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_file(), reason="the addresses are not beside the checkout")
def test_the_file_can_be_made_again(monitor: Monitor) -> None:
    outlines = monitor.release.areas("unterbezirk")
    found = count_addresses(SHARED.read_bytes(), outlines, SHARED.name)
    assert found.to_csv("unterbezirk") == CELLS.read_bytes()


# -- the target groups ---------------------------------------------------------------------------


def test_nearly_every_bezirk_has_its_residents(monitor: Monitor) -> None:
    found = demand(monitor, "alle")
    unknown = {area.code for area in found.areas if area.count is None}
    assert len(found.areas) == 62
    assert {"08", "68", "73"} <= unknown <= {"08", "26", "68", "73"}
    assert _known(found)["bezirk 05"] == 28346
    for area in found.areas:
        published = monitor.statements("einwohner", "bezirk", area.code)
        assert (area.count is None) == (not published)
    assert math.fsum(found.persons) == pytest.approx(math.fsum(_known(found).values()))
    assert not (found.area_index < 0).any()


def test_published_eu2_residents_are_not_counted_twice(monitor: Monitor) -> None:
    found = demand(monitor, "eu2")
    assert _known(found) == {"bezirk 05": 2800, "stadtbezirk 02": 2200}
    assert sum(area.count is None for area in found.areas) == 11
    nordmarkt = found.persons[np.char.startswith(found.grid.atom, "05")]
    assert nordmarkt.sum() == pytest.approx(2800)
    assert not any(area.estimate for area in found.areas)


def test_estimated_eu2_residents_never_exceed_the_city(monitor: Monitor) -> None:
    found = demand(monitor, "eu2", estimate="anteil_auslaendische")
    published = {
        code: n for code, n in _known(found).items() if code in _known(demand(monitor, "eu2"))
    }
    assert published == {"bezirk 05": 2600, "stadtbezirk 02": 2150}
    assert 4750 < sum(_known(found).values()) < 9039
    assert all(
        bool(area.estimate) == (f"{area.level} {area.code}" not in published)
        for area in found.areas
        if area.count is not None
    )
    assert all(area.note for area in found.areas if area.count is None)


def test_children_are_a_share_of_published_residents(monitor: Monitor) -> None:
    found = demand(monitor, "kinder")
    assert _known(found)["stadtbezirk 02"] == round(0.234 * 60641)
    assert 0.6 * 104_000 < sum(_known(found).values()) < 104_000
    estimated = demand(monitor, "kinder", estimate="einwohner")
    assert sum(_known(estimated).values()) == pytest.approx(0.17 * 612_065, rel=0.05)


def test_children_on_benefits_are_known_nowhere(monitor: Monitor) -> None:
    found = demand(monitor, "kinder_sgb2")
    assert len(found.areas) == 170
    assert not _known(found) and not found.known.any()


def test_benefits_need_published_residents(monitor: Monitor) -> None:
    found = demand(monitor, "transferleistungen")
    for area in found.areas:
        if area.count is not None:
            assert " % (" in area.note and "Personen (" in area.note
    assert 10 < len(_known(found)) < 60


def test_every_target_group_keeps_its_sums(monitor: Monitor) -> None:
    offered = targets(monitor, frozenset())
    assert [t.id for t in offered] == ["alle", "eu2", "kinder", "kinder_sgb2", "transferleistungen"]
    choices = [(t.id, e) for t in offered for e in ("", *(proxy.id for proxy in t.estimates))]
    for target, estimate in choices:
        found = demand(monitor, target, estimate=estimate)
        for position, area in enumerate(found.areas):
            rows = found.persons[found.area_index == position]
            assert math.fsum(rows) == pytest.approx(area.count or 0, rel=1e-9, abs=0)
