"""What everybody, and what each role, gets of a release that holds more."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from secret_home import (
    MASKED,
    OBJECTS,
    RESTRICTED,
    SECRETS,
    found_in,
    make_secret_home,
)
from sozialraum.catalog import load_catalog
from sozialraum.catalog.public_part import PUBLIC, public_part, restricted, visible_part
from sozialraum.domain.access import Role
from sozialraum.errors import CatalogInvalid, NoRelease, UnknownEntry
from sozialraum.publish import build_release
from sozialraum.service import Monitor
from sozialraum.service.demand import targets
from sozialraum.service.exhibits import page_exhibits
from sozialraum.service.library import library_exhibits
from sozialraum.service.visible import visible_release
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.web import live as live_module
from sozialraum.web.live import Live
from toy_home import change

PLANNER = frozenset({Role.PUBLIC, Role.PLANNING})
COORDINATOR = frozenset({Role.PUBLIC, Role.COORDINATION})
EVERYTHING = frozenset(Role)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_secret_home(tmp_path_factory.mktemp("secret") / "stadt")
    build_release(home, home / "var")
    return home


@pytest.fixture
def whole(city: Path) -> Release:
    return ReleaseStore(city).current()


@pytest.fixture
def part(city: Path) -> Release:
    store = ReleaseStore(city)
    return store.public(store.current_id())


@pytest.fixture
def served(city: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[frozenset[Role]], Live]:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(city))
    return live_module._Holder().get


def data_of(release: Release) -> dict[str, bytes]:
    """The files without the copies of the declarations, which nobody hands out."""
    return {n: b for n, b in release.files.items() if not n.startswith("declarations/")}


def said_by(release: Release) -> set[str]:
    return {name for content in data_of(release).values() for name in found_in(content)}


# -- on disk -----------------------------------------------------------------------------------


def test_the_public_part_holds_nothing_restricted(whole: Release, part: Release) -> None:
    assert not said_by(part)
    assert {"layers/zinnober.parquet", "lists/bernstein.json"} <= whole.files.keys()
    assert not {"layers/zinnober.parquet", "lists/bernstein.json"} & part.files.keys()
    assert {"layers/angebote.parquet", "lists/vorhaben.json"} <= part.files.keys()
    assert {"restricted value", "restricted layer", "restricted list"} <= said_by(whole)
    assert not part.whole


def test_masked_numbers_are_in_neither_part(whole: Release, part: Release) -> None:
    nobody = [secret for secret in SECRETS if not secret.roles]
    for release in (whole, part):
        for name, content in release.files.items():
            assert not found_in(content, nobody), name


def test_confidential_objects_are_in_no_release(whole: Release, part: Release) -> None:
    for release in (whole, part):
        assert f"lists/{OBJECTS}.json" not in release.files
        assert not said_by(release) & {"object in 01", "object in 02"}


def test_the_reports_and_counts_of_the_public_part_are_its_own(
    whole: Release, part: Release
) -> None:
    assert "quarz" in {report.table for report in whole.reports}
    assert "quarz" not in {report.table for report in part.reports}
    assert part.manifest["counts"]["figures"] == len(part.observations)
    assert part.manifest["counts"]["indicators"] == len(part.catalog.indicators)
    assert len(whole.observations) == len(part.observations) + 7


def test_releases_without_a_word_on_their_public_part_are_refused(
    city: Path, tmp_path: Path
) -> None:
    store = ReleaseStore(city)
    old = Path(shutil.copytree(store.releases / store.current_id(), tmp_path / "alt"))
    manifest = json.loads((old / "manifest.json").read_text(encoding="utf-8"))
    del manifest["public"]
    (old / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(NoRelease, match="älteren Fassung"):
        Release.open_public(old)


def test_a_damaged_public_part_is_no_reason_to_show_the_whole(city: Path, tmp_path: Path) -> None:
    store = ReleaseStore(city)
    folder = Path(shutil.copytree(store.releases / store.current_id(), tmp_path / "kaputt"))
    shutil.rmtree(folder / "oeffentlich")
    with pytest.raises(NoRelease, match="fehlt oder ist unvollständig"):
        Release.open_public(folder)


def test_without_anything_restricted_there_is_one_part(published: Path) -> None:
    store = ReleaseStore(published)
    assert store.public(store.current_id()).whole
    assert not (store.releases / store.current_id() / "oeffentlich").exists()
    assert not restricted(store.current().catalog)


# -- the catalogue -----------------------------------------------------------------------------


def test_the_catalogue_for_everybody_names_nothing_restricted(city: Path) -> None:
    catalog = load_catalog(city)
    assert restricted(catalog)
    found = public_part(catalog)
    assert not found.indicators.keys() & {"quarz_faelle"}
    assert not found.layers.keys() & {"zinnober"}
    assert not found.lists.keys() & {"bernstein"}
    assert not found.targets.keys() & {"quarz"}
    assert OBJECTS in found.lists
    assert not found_in(repr(dict(found.pages)).encode())
    assert not found_in(repr(found.references).encode())
    with pytest.raises(UnknownEntry) as error:
        found.indicator("quarz_faele")
    assert not found_in(str(error.value).encode())
    assert visible_part(catalog, EVERYTHING) == catalog


def test_a_page_keeps_what_is_left_of_its_blocks(city: Path) -> None:
    catalog = load_catalog(city)
    pages = public_part(catalog).pages, visible_part(catalog, PLANNER).pages
    kept, everything = ({b.id: b for b in page["zuwanderung"].blocks} for page in pages)
    assert everything.keys() - kept.keys() == {"quarz", "liste"}
    assert [len(everything[id_].series) for id_ in ("verlauf", "index")] == [3, 1]
    assert [len(kept[id_].series) for id_ in ("verlauf", "index")] == [2, 1]
    assert kept["karte"].indicators == ("faelle",)


def test_a_group_without_its_population_is_left_out(city: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(city, tmp_path / "stadt"))
    change(
        home, "data/zielgruppen/alle.toml", 'anzahl = "einwohner"',
        'anzahl = "einwohner"\nbevoelkerung = "quarz"',
    )  # fmt: skip
    catalog = load_catalog(home)
    assert list(public_part(catalog).targets) == ["faelle"]
    assert {*visible_part(catalog, PLANNER).targets} == {"alle", "faelle", "quarz"}


def test_a_page_of_which_nothing_is_left_still_stands(city: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(city, tmp_path / "stadt"))
    page = home / "data/seiten/zuwanderung.toml"
    page.write_text(
        'titel = "Z"\neinleitung = ""\n[[abschnitte]]\nid = "a"\ntitel = "A"\n'
        '[[abschnitte.darstellungen]]\nid = "q"\nart = "karte"\ntitel = "Q"\n'
        'indikatoren = ["quarz_faelle"]\nebene = "unterbezirk"\n',
        encoding="utf-8",
    )
    (section,) = public_part(load_catalog(home)).pages["zuwanderung"].sections
    assert section.blocks == ()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('indikator = "kinder_sgb2"', 'indikator = "quarz_faelle"', "karte.indikator"),
        ('indikator = "faelle"', 'indikator = "quarz_faelle"', "kennzahlen.indikator"),
    ],
    ids=["map", "figure"],
)
def test_the_start_page_shows_only_what_everybody_may_see(
    city: Path, tmp_path: Path, old: str, new: str, key: str
) -> None:
    home = Path(shutil.copytree(city, tmp_path / "stadt"))
    before = ReleaseStore(home).current_id()
    change(home, "data/start.toml", old, new)
    with pytest.raises(CatalogInvalid, match="nicht alle sehen dürfen") as error:
        build_release(home, home / "var")
    assert [(problem.file, problem.key) for problem in error.value.problems] == [
        ("data/start.toml", key)
    ]
    assert ReleaseStore(home).current_id() == before


# -- by role -----------------------------------------------------------------------------------


def test_each_role_gets_a_release_with_nothing_else_in_it(
    served: Callable[[frozenset[Role]], Live],
) -> None:
    public, coordinator = served(PUBLIC), served(COORDINATOR)
    assert coordinator is public
    assert served(EVERYTHING) is served(PLANNER)
    assert not said_by(public.monitor.release)
    allowed = {s.name for s in SECRETS if Role.PLANNING in s.roles}
    said = said_by(served(PLANNER).monitor.release)
    assert {"restricted value", "restricted layer", "restricted list"} <= said <= allowed


def test_a_list_for_coordination_alone_is_there_for_nobody_else(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(shutil.copytree(city, tmp_path / "stadt"))
    change(home, "data/listen/vorhaben.toml", "einzahl", 'rollen = ["koordination"]\neinzahl')
    change(home, "data/indikatoren/besuche.toml", "art", 'rollen = ["koordination"]\nart')
    build_release(home, home / "var")
    monkeypatch.setenv("SOZIALRAUM_HOME", str(home))
    holder = live_module._Holder()
    held = {"oeffentlich": PUBLIC, "koordination": COORDINATOR, "planung": PLANNER}
    shown = {name: holder.get(roles).monitor for name, roles in held.items()}
    seen = {
        name: {"vorhaben", "bernstein"} & monitor.catalog.lists.keys()
        for name, monitor in shown.items()
    }
    assert seen == {"oeffentlich": set(), "koordination": {"vorhaben"}, "planung": {"bernstein"}}
    rows = {name: set(monitor.release.observations["indicator"]) for name, monitor in shown.items()}
    assert "besuche" in rows["koordination"]
    assert "quarz_faelle" not in rows["koordination"]
    assert "besuche" not in rows["planung"]
    assert not said_by(shown["koordination"].release)
    everything = holder.get(EVERYTHING).monitor
    assert {"vorhaben", "bernstein"} <= everything.catalog.lists.keys()


def test_a_target_group_for_planning_alone_reaches_planning(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (published / "data/zielgruppen").mkdir()
    (published / "data/zielgruppen/alle.toml").write_text(
        'titel = "Alle"\nbeschreibung = ""\nrechenweg = "anzahl"\nanzahl = "einwohner"\n'
        'ebenen = ["unterbezirk"]\nrollen = ["planung"]\n',
        encoding="utf-8",
    )
    build_release(published, published / "var")
    monkeypatch.setenv("SOZIALRAUM_HOME", str(published))
    holder = live_module._Holder()
    assert not targets(holder.get(PUBLIC).monitor, PUBLIC)
    assert [target.id for target in targets(holder.get(PLANNER).monitor, PLANNER)] == ["alle"]


def test_nothing_of_the_whole_release_changes(whole: Release) -> None:
    before = whole.observations.copy()
    seen = visible_release(whole, public_part(whole.catalog))
    assert len(seen.observations) < len(before)
    pd.testing.assert_frame_equal(whole.observations, before)
    assert "quarz_faelle" in whole.catalog.indicators


def test_pages_files_and_reports_of_the_public_monitor_name_nothing(
    served: Callable[[frozenset[Role]], Live],
) -> None:
    for held in (PUBLIC, COORDINATOR):
        monitor = served(held).monitor
        shown = [monitor.key_figures(), library_exhibits(monitor, held)]
        shown += [dict(page_exhibits(monitor, page, held)) for page in monitor.catalog.pages]
        assert not found_in(repr(shown).encode())
    monitor = served(PLANNER).monitor
    shown = [dict(page_exhibits(monitor, page, PLANNER)) for page in monitor.catalog.pages]
    assert RESTRICTED.name in found_in(repr(shown).encode())
    assert MASKED.name not in found_in(repr(shown).encode())


def test_the_same_search_finds_the_secret_where_it_is_allowed(whole: Release) -> None:
    """The functions of the service keep their own guard, whoever's monitor they are given."""
    monitor = Monitor(whole)
    for page in monitor.catalog.pages:
        assert not found_in(
            repr([e.table for e in page_exhibits(monitor, page, COORDINATOR).values()]).encode()
        )
