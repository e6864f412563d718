from __future__ import annotations

import os
from pathlib import Path

import pytest

from sozialraum.errors import NoRelease, PublicationRefused, UnknownEntry
from sozialraum.publish import build_release, ensure_release, fingerprint
from sozialraum.storage import files, release, writing
from sozialraum.storage.release import KEPT, ReleaseStore
from toy_home import PLACES, change

LONG = "data/statistik/reihen.csv"


def _publish_again(home: Path, number: int) -> str:
    change(home, LONG, "einwohner;stadt;05913;2024;", f"einwohner;stadt;05913;2024;{number}")
    return build_release(home).id


# -- what a release hands out -----------------------------------------------------------------


def test_a_release_carries_everything_that_readers_need(published: Path) -> None:
    live = ReleaseStore(published).current()
    assert live.id == fingerprint(published)
    assert live.created.endswith("+00:00")
    assert live.catalog.indicator("einwohner").unit == "Personen"
    assert len(live.observations) == 12
    assert [report.table for report in live.reports] == ["atlas_2024", "reihen", "reihen", "reihen"]
    assert live.topology["type"] == "Topology"
    assert live.orientation_bytes == (published / "geo/orientierung.json").read_bytes()
    assert live.manifest["counts"]["areas"]["unterbezirk"] == 7


@pytest.mark.parametrize(("level", "count"), [("unterbezirk", 7), ("sozialraum", 3), ("stadt", 1)])
def test_areas_of_every_level_are_dissolved_from_the_atoms(
    published: Path, level: str, count: int
) -> None:
    live = ReleaseStore(published).current()
    areas = live.areas(level)
    assert areas.index.tolist() == [area.code for area in live.catalog.areas(level)]
    assert len(areas) == count
    assert areas.crs.to_epsg() == 25832
    assert areas.geometry.is_valid.all()
    assert areas["area_km2"].sum() == pytest.approx(7 * 0.772)
    total = live.areas("unterbezirk").geometry.area.sum()
    assert areas.geometry.area.sum() == pytest.approx(total)


def test_the_certainty_of_an_assignment_travels_along(published: Path) -> None:
    areas = ReleaseStore(published).current().areas("unterbezirk")
    assert areas.index[~areas["certain"]].tolist() == ["004"]


def test_points_carry_coordinates_and_the_area_they_lie_in(published: Path) -> None:
    points = ReleaseStore(published).current().layer_points("angebote")
    assert points["id"].tolist() == ["a1", "a2", "a3", "a4"]
    assert points["area"].tolist() == ["001", "001", "", ""]
    assert points["latitude"].isna().tolist() == [False, False, True, False]
    assert points["breite"].tolist()[0] == "51,505"
    assert len(points) == PLACES.count("\n") - 1


def test_an_unknown_layer_or_level_has_a_suggestion(published: Path) -> None:
    live = ReleaseStore(published).current()
    with pytest.raises(UnknownEntry, match="angebote"):
        live.layer_points("angebot")
    with pytest.raises(UnknownEntry, match="nicht aus Punkten"):
        live.layer_points("aktionsraeume")
    with pytest.raises(UnknownEntry, match="unterbezirk"):
        live.areas("unterbezirke")


def test_a_caller_cannot_change_what_others_see(published: Path) -> None:
    live = ReleaseStore(published).current()
    for frame in (live.observations, live.areas("stadt"), live.layer_points("angebote")):
        frame.loc[:, frame.columns[0]] = "x"
    assert "x" not in set(live.observations["indicator"])
    assert live.areas("stadt")["name"].tolist() == ["Musterstadt"]
    assert live.layer_points("angebote")["id"].tolist()[0] == "a1"
    live.topology.clear()
    assert live.topology
    with pytest.raises(TypeError):
        live.manifest["id"] = "x"  # type: ignore[index]


def test_a_loaded_release_works_on_when_its_folder_is_gone(published: Path) -> None:
    store = ReleaseStore(published)
    live = store.current()
    writing.prune(store.releases, keep=set())
    assert len(live.observations) == 12
    assert len(live.areas("unterbezirk")) == 7
    assert len(live.layer_points("angebote")) == 4


# -- built when something changed -------------------------------------------------------------


def test_nothing_is_built_when_nothing_changed(published: Path) -> None:
    lines: list[str] = []
    before = ReleaseStore(published).current().created
    assert ensure_release(published, progress=lines.append).created == before
    assert lines == []


@pytest.mark.parametrize(
    "file", [LONG, "geo/stadt.toml", "data/quellen.toml", "data/orte/angebote.csv"]
)
def test_any_change_below_geo_or_data_builds_a_new_release(published: Path, file: str) -> None:
    before = ReleaseStore(published).current_id()
    with (published / file).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    lines: list[str] = []
    assert ensure_release(published, progress=lines.append).id != before
    assert len(lines) == 3
    assert "veröffentlicht" in lines[-1]


def test_hidden_files_of_editors_change_nothing(published: Path) -> None:
    before = fingerprint(published)
    (published / "data" / ".reihen.csv.swp").write_text("x", encoding="utf-8")
    assert fingerprint(published) == before


def test_going_back_to_old_data_reuses_the_old_release(published: Path) -> None:
    store = ReleaseStore(published)
    first = store.current()
    text = (published / LONG).read_text(encoding="utf-8")
    _publish_again(published, 1)
    (published / LONG).write_text(text, encoding="utf-8")
    again = ensure_release(published)
    assert (again.id, again.created) == (first.id, first.created)
    assert store.current_id() == first.id


def test_the_same_inputs_give_the_same_content(toy: Path, tmp_path: Path) -> None:
    one, other = (build_release(toy, tmp_path / name) for name in ("a", "b"))
    assert one.id == other.id
    assert one.manifest["files"] == other.manifest["files"]


# -- written aside, switched in one step ------------------------------------------------------


def test_a_failure_while_writing_leaves_the_old_release_and_no_rest(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ReleaseStore(published)
    before = store.current_id()

    def full(_folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "sync_tree", full)
    with pytest.raises(OSError, match="No space"):
        _publish_again(published, 1)
    assert store.current_id() == before
    assert [path.name for path in store.releases.iterdir()] == [before]
    assert len(store.current().observations) == 12


def test_a_failure_before_the_switch_leaves_the_old_release_live(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ReleaseStore(published).current_id()

    def killed(_path: Path, _text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(release, "replace_text", killed)
    with pytest.raises(KeyboardInterrupt):
        _publish_again(published, 1)
    assert ReleaseStore(published).current().id == before


def test_the_name_of_the_live_release_is_never_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "current"
    files.replace_text(target, "alt\n")

    def broken(_handle: int) -> None:
        raise OSError("kaputt")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="kaputt"):
        files.replace_text(target, "neu\n")
    assert target.read_text(encoding="utf-8") == "alt\n"
    assert list(tmp_path.iterdir()) == [target]


def test_only_the_last_releases_are_kept(published: Path) -> None:
    store = ReleaseStore(published)
    names = [store.current_id(), *(_publish_again(published, n) for n in range(1, 5))]
    assert store.list() == tuple(reversed(names[-KEPT:]))
    assert store.current_id() == names[-1]


def test_rests_of_a_dead_process_are_cleared_away_later(published: Path) -> None:
    store = ReleaseStore(published)
    old, young = (store.releases / f"{writing.UNFINISHED}{name}" for name in ("alt", "jung"))
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (0, 0))
    _publish_again(published, 1)
    assert not old.exists()
    assert young.exists()


def test_a_damaged_release_is_noticed_and_built_again(published: Path) -> None:
    store = ReleaseStore(published)
    path = store.releases / store.current_id() / "observations.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(NoRelease, match=r"observations\.parquet"):
        store.current()
    assert len(ensure_release(published).observations) == 12
    assert len(store.current().observations) == 12


def test_a_release_of_another_process_is_kept(published: Path) -> None:
    before = ReleaseStore(published).current().created
    assert build_release(published).created == before


def test_there_may_be_no_release_yet(toy: Path) -> None:
    with pytest.raises(NoRelease, match="noch keinen Datenstand"):
        ReleaseStore(toy).current()
    assert ReleaseStore(toy).list() == ()
    assert ReleaseStore(toy).current_id() == ""


def test_var_can_be_moved(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALRAUM_VAR", str(tmp_path / "anderswo"))
    build_release(toy)
    assert (tmp_path / "anderswo" / "current").is_file()
    assert not (toy / "var").exists()


def test_files_that_keep_changing_are_not_published(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ReleaseStore(published).current_id()
    prints = iter(str(n) for n in range(100))
    monkeypatch.setattr("sozialraum.publish.building.fingerprint", lambda *_a, **_b: next(prints))
    with pytest.raises(PublicationRefused, match="Während des Lesens"):
        build_release(published)
    assert ReleaseStore(published).current_id() == before
