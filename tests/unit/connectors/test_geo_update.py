from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from servers.shapes import delivered
from sozialraum.errors import GeometryRefused, ProblemsFound
from sozialraum.publish.geo_update import compare_level, update_outlines
from sozialraum.storage.release import ReleaseStore
from toy_home import SIDE, SOUTH, STEP, WEST


def update(home: Path, document: dict[str, Any], **given: Any) -> Any:
    content = json.dumps(document).encode()
    return update_outlines(home, content, "portal.geojson", home / "var", **given)


def files(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((home / "geo").iterdir())}


@pytest.fixture
def home(published: Path) -> Path:
    """With a manifest, as after ``geo build``, and areas measured in the metres of the builder."""
    from sozialraum.geometry.topology import load_outlines

    (published / "geo/manifest.json").write_text("{}", encoding="utf-8")
    path = published / "geo/gliederung.csv"
    size = load_outlines(published).geometry.area.mean() / 1e6
    text = path.read_text(encoding="utf-8").replace("0,772", f"{size:.4f}".replace(".", ","))
    path.write_text(text, encoding="utf-8")
    return published


def test_the_same_outlines_are_rebuilt_and_published(home: Path) -> None:
    before, live = files(home), ReleaseStore(home).current_id()
    change = update(home, delivered())
    assert change.areas == 7 and change.differences[0][1] < 0.1
    assert change.words == "7 Umrisse sind übernommen; 0 haben sich geändert."
    manifest = json.loads((home / "geo/manifest.json").read_bytes())
    assert (manifest["datei"], manifest["gebiete"]) == ("portal.geojson", 7)
    assert ReleaseStore(home).current_id() != live
    changed = {name for name, content in files(home).items() if content != before[name]}
    assert changed <= {"umrisse.topojson", "manifest.json"}


def test_a_small_correction_is_taken_over_and_named(home: Path) -> None:
    shift = {"003": 8, "004": 8}  # the upper rim, 0.8 per cent
    change = update(home, delivered(shift))
    assert {code for code, share in change.differences if share > 0.5} == {"003", "004"}
    assert "2 haben sich geändert" in change.words
    assert any("gebietsstand" in note for note in change.notes)


def test_a_dry_run_changes_nothing(home: Path) -> None:
    before = files(home)
    assert "wären zu übernehmen" in update(home, delivered(), dry_run=True).words
    assert files(home) == before


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (delivered(leave_out="013"), "„013“ fehlt"),
        (delivered({"003": 60, "004": 60}), "003"),
        (delivered({"001": 30}), "00"),
    ],
    ids=["missing", "moved", "overlap"],
)
def test_what_fails_is_refused_unchanged(home: Path, document: Any, word: str) -> None:
    before, live = files(home), ReleaseStore(home).current_id()
    with pytest.raises(GeometryRefused, match=word):
        update(home, document)
    assert files(home) == before and ReleaseStore(home).current_id() == live


def test_an_area_that_moved_is_a_reform(home: Path) -> None:
    """The builder knows sizes only; where the size stays, the comparison finds the move."""
    path = home / "geo/gliederung.csv"
    lines = [line.rpartition(";")[0] + ";" for line in path.read_text("utf-8").splitlines()[1:]]
    head = path.read_text("utf-8").splitlines()[0]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    with pytest.raises(GeometryRefused, match="neuen Gebietsstand"):
        update(home, delivered({"003": 60, "004": 60}))


def test_a_refused_release_brings_the_files_back(home: Path) -> None:
    (home / "data/start.toml").write_text("kaputt", encoding="utf-8")
    before, live = files(home), ReleaseStore(home).current_id()
    with pytest.raises(ProblemsFound):
        update(home, delivered())
    assert files(home) == before and ReleaseStore(home).current_id() == live


def districts(key: str, shift: int = 0) -> bytes:
    """Both districts of the toy city under a numbering of the portal."""
    parts = {"10": [(0, 0), (2, 2)], "1": [(2, 0), (4, 1)]}
    features = []
    for number, ((x0, y0), (x1, y1)) in parts.items():
        ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
        if number == "1":
            ring = [(2, 0), (4, 0), (4, 1), (3, 1), (3, 2), (2, 2), (2, 0)]
        degrees = [[WEST + (a * SIDE + shift) * STEP, SOUTH + b * SIDE * STEP] for a, b in ring]
        geometry = {"type": "Polygon", "coordinates": [degrees]}
        features.append({"type": "Feature", "properties": {key: number}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_coarser_levels_are_compared_by_any_declared_numbering(home: Path) -> None:
    before = files(home)
    control = compare_level(home, "stadtbezirk", districts("nr"), "nr")
    assert control.areas == 2 and control.differences[0][1] < 0.1
    assert control.words.startswith("2 Gebiete stimmen mit den Umrissen der Quelle überein")
    assert files(home) == before


def test_other_outlines_of_a_coarser_level_are_told(home: Path) -> None:
    with pytest.raises(GeometryRefused, match="liegt zu"):
        compare_level(home, "stadtbezirk", districts("nr", shift=100), "nr")
    with pytest.raises(GeometryRefused, match="gehört zu keinem Gebiet"):
        compare_level(home, "stadtbezirk", districts("nummer"), "nr")
