"""A hundred visitors of different roles at once, on the functions and caches behind the pages."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from secret_home import EXHIBITS, SECRETS, found_in, make_secret_home
from sozialraum.catalog.public_part import PUBLIC
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.gaps import ServiceFilter, Walk
from sozialraum.errors import SozialraumError
from sozialraum.publish import build_release
from sozialraum.service import Monitor, gaps
from sozialraum.service.demand import targets
from sozialraum.service.exhibits import page_exhibits
from sozialraum.service.library import library_exhibits
from sozialraum.service.library_views import indicator_sheet
from sozialraum.service.profiles import area_profile
from sozialraum.service.records import records
from sozialraum.storage.release import ReleaseStore
from sozialraum.web import export_files, live
from sozialraum.web.live import Live
from sozialraum.web.state import resolve

Held = frozenset[Role]
HELD: tuple[Held, ...] = (
    PUBLIC, PUBLIC | {Role.COORDINATION}, PUBLIC | {Role.PLANNING}, PUBLIC | {Role.ADMINISTRATION},
)  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_secret_home(tmp_path_factory.mktemp("gemischt") / "stadt")
    build_release(home, home / "var")
    return home


def allowed(held: Held) -> set[str]:
    return {s.name for s in SECRETS if s.roles and may_see(tuple(s.roles), held)}


def _map(monitor: Monitor, held: Held) -> object:
    state = resolve(monitor, {"indikator": "quarz_faelle", "ebenen": "zinnober"}, held).state
    view = monitor.map_view(state.query)
    return view, monitor.area_view(state.query, "001"), monitor.comparable_periods(state.query)


def _coverage(monitor: Monitor, held: Held) -> object:
    return gaps.coverage(monitor, "quarz", Walk(10), ServiceFilter(), held)


def _file(monitor: Monitor, held: Held) -> object:
    given = {"indikator": "quarz_faelle", "ebenen": "zinnober"}
    exhibits = [
        export_files.page_exhibit(monitor, held, {}, "zuwanderung", id_, "csv").body
        for id_ in EXHIBITS
        if id_ in {block.id for block in monitor.catalog.page("zuwanderung").blocks}
        and id_ not in {"quarz", "karte"}
    ]
    return exhibits, export_files.map_file(monitor, held, given, "csv").body


LOOKS: dict[str, Callable[[Monitor, Held], object]] = {
    "map": _map,
    "profile": lambda monitor, held: area_profile(monitor, "unterbezirk", "001", held),
    "page": lambda monitor, held: dict(page_exhibits(monitor, "zuwanderung", held)),
    "library": library_exhibits,
    "sheet": lambda monitor, held: indicator_sheet(monitor, "quarz_faelle", held),
    "targets": targets,
    "coverage": _coverage,
    "records": lambda monitor, held: records(monitor, "bernstein", held),
    "layers": lambda monitor, held: monitor.layers(held),
    "figures": lambda monitor, _held: monitor.key_figures(),
    "file": _file,
}


def said(look: str, monitor: Monitor, held: Held) -> set[str]:
    """What a look at the city says; a refusal is looked at as well, without the id asked for."""
    try:
        told = repr(LOOKS[look](monitor, held))
    except SozialraumError as error:
        told = str(error).replace("„quarz_faelle“", "").replace("„bernstein“", "")
    return found_in(told.encode())


def crowd(served: Callable[[Held], Monitor], seed: int) -> dict[Held, set[str]]:
    """A hundred visitors with three looks each, in four threads, in a mixed order."""
    chance = Random(seed)
    looks = [(held, look) for held in HELD * 25 for look in chance.sample(sorted(LOOKS), 3)]
    chance.shuffle(looks)

    def look_at(wanted: tuple[Held, str]) -> tuple[Held, str, set[str]]:
        held, look = wanted
        return held, look, said(look, served(held), held)

    seen: dict[Held, set[str]] = {held: set() for held in HELD}
    with ThreadPoolExecutor(4) as threads:
        for held, look, found in threads.map(look_at, looks):
            assert found <= allowed(held), (sorted(held), look)
            seen[held] |= found
    return seen


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundred_mixed_visitors_see_what_their_role_may(
    seed: int, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(city))
    holder = live._Holder()
    seen = crowd(lambda held: holder.get(held).monitor, seed)
    for held in HELD[:2]:
        assert not seen[held]
    for held in HELD[2:]:
        assert {"restricted value", "restricted indicator", "restricted list"} <= seen[held]


def test_first_visitors_at_the_same_moment_share_one_monitor(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(city))
    holder = live._Holder()
    holder.get(PUBLIC)
    with ThreadPoolExecutor(8) as threads:
        found: list[Live] = list(threads.map(lambda n: holder.get(HELD[2 + n % 2]), range(16)))
    assert len({id(one.monitor) for one in found}) == 1
    assert found[0] is not holder.get(HELD[0])


def test_caches_of_one_monitor_keep_roles_apart(city: Path) -> None:
    """Even where all of them looked at the same monitor, nobody is told what another may see."""
    whole = Monitor(ReleaseStore(city).current())
    shown: dict[tuple[str, int], set[str]] = {}
    for look in LOOKS:
        for order in (HELD, HELD[::-1]):
            for held in order:
                shown[look, HELD.index(held)] = said(look, whole, held)
    names = {"restricted value", "restricted layer", "restricted list", "figure elsewhere"}
    leaks = {place: found & names for place, found in shown.items() if place[1] < 2}
    assert not any(leaks.values()), leaks
    assert "restricted value" in shown["page", 2]
