"""Killed at any moment, two at once, a disk that is full: the old release or the new one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from sozialraum.publish import ensure_release
from sozialraum.publish.imports import imports, take_over
from sozialraum.storage.release import ReleaseStore
from toy_imports import REFUSED, Importer, delivery, everything, mapping

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
KILLS = 50


@pytest.fixture
def importer() -> Iterator[Importer]:
    with Importer() as process:
        yield process


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody pulls the plug here, and waiting for a busy disk takes minutes."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


class _City:
    """The published city before and after an import, to be killed in copies of it."""

    def __init__(self, published: Path, place: Path, importer: Importer) -> None:
        self.place, self.importer = place, importer
        self.start = place / "anfang"
        shutil.copytree(published, self.start)
        self.old = ensure_release(self.start).observations
        done = self.copy("fertig")
        began = time.perf_counter()
        importer.start(done, 110, 5)
        assert importer.result() == 0
        self.seconds = time.perf_counter() - began
        self.new = ensure_release(done).observations
        assert not self.new.equals(self.old)

    def copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.start, self.place / name))

    def outcome(self, home: Path) -> str:
        """What a fresh start finds: the whole old or the whole new state, nothing else."""
        found = ensure_release(home)
        assert ReleaseStore(home).current_id() == found.id
        diary = [entry.number for entry in imports(home)]
        wanted = self.new if diary else self.old
        pd.testing.assert_frame_equal(found.observations, wanted)
        return "neu" if diary else "alt"

    def goes_on(self, home: Path, outcome: str) -> None:
        """A further import works, and nothing of the dead process is left."""
        entry, release = take_over(home, delivery(7), "x.csv", mapping(period="2025"), who="x")
        assert entry.number == (2 if outcome == "neu" else 1)
        assert (release.observations["period"] == "2025").sum() == 1
        folder = home / "var/importe"
        left = {path.name for path in folder.iterdir()} - {".sperre", "stand.json"}
        assert left == {f"{number:06d}" for number in range(1, entry.number + 1)}


def test_killed_at_fifty_random_moments(
    published: Path, tmp_path: Path, importer: Importer
) -> None:
    city = _City(published, tmp_path, importer)
    chance = random.Random(20241121)
    outcomes, killed = [], 0
    for number in range(KILLS):
        home = city.copy(f"kopie{number}")
        child = importer.start(home, 110, 5)
        time.sleep((number + chance.random()) / KILLS * city.seconds)
        os.kill(child, signal.SIGKILL)
        killed += importer.result() == -signal.SIGKILL
        outcomes.append(city.outcome(home))
        if number % 5 == 0:
            city.goes_on(home, outcomes[-1])
        shutil.rmtree(home)
    assert killed >= KILLS // 2
    assert outcomes[0] == "alt"


def test_killed_at_every_rename(published: Path, tmp_path: Path, importer: Importer) -> None:
    """Whatever becomes visible becomes so by a rename: stop at each of them in turn."""
    city = _City(published, tmp_path, importer)
    outcomes: list[str] = []
    for number in range(1, 100):
        home = city.copy(f"kopie{number}")
        importer.start(home, 110, 5, exit_at=number)
        code = importer.result()
        outcomes.append(city.outcome(home))
        if code == 0:
            break
        city.goes_on(home, outcomes[-1])
    assert code == 0
    assert outcomes == sorted(outcomes), "first always the old, then always the new state"
    assert outcomes.count("neu") == 2, "between the stand and the release there is one moment"


def test_two_at_once_are_both_taken_over(published: Path, importer: Importer) -> None:
    importer.start(published, 110, 5)
    importer.start(published, 7, 8, 9, period="2025")
    assert (importer.result(), importer.result()) == (0, 0)
    assert [entry.number for entry in imports(published)] == [2, 1]
    found = ensure_release(published)
    assert ReleaseStore(published).current_id() == found.id
    said = found.observations.query("level == 'unterbezirk' and indicator == 'einwohner'")
    assert dict(said.groupby("period")["value"].sum()) == {"2024": 115.0, "2025": 24.0}


@pytest.mark.parametrize("limit", [100, 1_000, 3_000, 8_000])
def test_a_file_that_the_system_refuses_leaves_nothing(
    published: Path, importer: Importer, limit: int
) -> None:
    """A real refusal by the system in the middle of writing, not a pretended one."""
    take_over(published, delivery(1), "x.csv", mapping(period="2023"), who="x")
    before = everything(published)
    importer.start(published, 110, 5, limit=limit)
    assert importer.result() == REFUSED
    assert everything(published) == before
    importer.start(published, 110, 5)
    assert importer.result() == 0
