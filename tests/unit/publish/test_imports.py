"""Plan, take over, roll back: everything or nothing, and nothing of it silent."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest

from sozialraum.domain.imports import ImportState
from sozialraum.domain.mapping import Correction
from sozialraum.errors import (
    ProblemsFound,
    PublicationRefused,
    SozialraumError,
    UnknownEntry,
    UnreadableInput,
)
from sozialraum.publish import building, check, ensure_release, fingerprint
from sozialraum.publish.imports import imports, known_mappings, plan_import, rollback, take_over
from sozialraum.storage.release import Release, ReleaseStore
from toy_home import change
from toy_imports import NEW, delivery, everything, mapping, of_dogs

FIRST = delivery(110, 200, 5)
"""001 changed from 100, 002 as it was, 003 new."""


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody pulls the plug here, and waiting for a busy disk takes minutes."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


def _take(home: Path, content: bytes = FIRST, name: str = "einwohner.csv", **changed: object):
    return take_over(home, content, name, mapping(**changed), who="amt")


def _values(release: Release, indicator: str = "einwohner", **wanted: str) -> dict[str, float]:
    frame = release.observations
    wanted = {"level": "unterbezirk", "period": "2024"} | wanted | {"indicator": indicator}
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    frame = frame[frame["preferred"]]
    return dict(zip(frame["area"], frame["value"], strict=True))


# -- plan -------------------------------------------------------------------------------------


def test_a_plan_says_what_would_change_and_writes_nothing(published: Path) -> None:
    before = everything(published)
    plan = plan_import(published, FIRST, "C:/x/einwohner.csv", mapping())
    assert everything(published) == before
    assert plan.ready, (plan.problems, plan.questions)
    assert (plan.rows, plan.values, plan.file) == (3, 3, ["C:", "x", "einwohner.csv"][-1])
    assert plan.fingerprint == ReleaseStore(published).current_id()
    assert plan.changes is not None
    assert (plan.changes.added, plan.changes.unchanged) == (1, 1)
    (changed,) = plan.changes.changed
    assert (changed.area, changed.before, changed.after) == ("001", 100.0, 110.0)
    assert plan.changes.notable(0.05) == (changed,)
    assert plan.changes.notable() == ()
    assert plan.changes.gone == ()


def test_the_largest_change_comes_first_and_what_is_left_out_is_gone(published: Path) -> None:
    _take(published, delivery(100, 200, 10, 40, 8))
    plan = plan_import(published, delivery(90, 100, 11, "unbekannt"), "x.csv", mapping())
    assert plan.changes is not None
    assert [c.area for c in plan.changes.changed] == ["002", "001", "003", "004"]
    assert (plan.changes.changed[3].after, plan.changes.changed[3].after_status) == (
        None,
        "unbekannt",
    )
    (gone,) = plan.changes.gone
    assert (gone.area, gone.before, gone.after) == ("011", 8.0, None)


def test_a_file_that_is_no_table_is_a_problem_of_the_plan(published: Path) -> None:
    plan = plan_import(published, b"%PDF-1.7", "einwohner.pdf", mapping())
    assert not plan.ready
    assert "PDF" in plan.problems[0].what
    with pytest.raises(PublicationRefused, match=r"„einwohner\.pdf“ ist nicht übernommen"):
        take_over(published, b"%PDF-1.7", "einwohner.pdf", mapping(), who="amt")


def test_the_wishes_of_the_caller_answer_the_questions(published: Path) -> None:
    content = b"Unterbezirk;Anzahl\n001;3\n002;4\n"
    asked = plan_import(published, content, "zahlen.csv")
    assert {"indikator", "stichtag"} <= {question.topic for question in asked.questions}
    plan = plan_import(
        published, content, "zahlen.csv", indicator="einwohner", period="2024", level="unterbezirk"
    )
    assert {question.topic for question in plan.questions} == {"quelle"}
    assert plan.mapping is not None
    done = plan.mapping.model_copy(update={"source": "stadt"})
    _, release = take_over(published, content, "zahlen.csv", done, who="amt")
    assert _values(release) == {"001": 3.0, "002": 4.0}


def test_a_new_indicator_is_a_draft_that_somebody_completes(published: Path) -> None:
    content = b"Unterbezirk;Hunde\n001;3\n002;4\n"
    plan = plan_import(published, content, "hunde.csv", new="hunde", period="2024")
    assert plan.mapping is not None
    assert [indicator.id for indicator in plan.mapping.indicators] == ["hunde"]
    done = plan.mapping.model_copy(update={"source": "stadt"})
    with pytest.raises(PublicationRefused, match="Definition des neuen Indikators „Hunde“ fehlt"):
        take_over(published, content, "hunde.csv", done, who="amt")
    defined = done.indicators[0].model_copy(update={"definition": "Angemeldete Hunde."})
    done = done.model_copy(update={"indicators": (defined,)})
    _, release = take_over(published, content, "hunde.csv", done, who="amt")
    assert _values(release, "hunde") == {"001": 3.0, "002": 4.0}
    assert release.catalog.indicator("hunde").source == "stadt"


def test_two_columns_of_values_need_two_answers(published: Path) -> None:
    content = b"Unterbezirk;Hunde;Katzen\n001;3;1\n002;4;2\n"
    plan = plan_import(published, content, "zahlen.csv", new="tiere", period="2024")
    assert [q.column for q in plan.questions if q.topic == "indikator"] == ["Hunde", "Katzen"]
    known = b"Unterbezirk;Einwohner;Kinderarmut\n001;3;1\n002;4;2\n"
    plan = plan_import(published, known, "zahlen.csv", indicator="einwohner", period="2024")
    (asked,) = [q for q in plan.questions if q.topic == "indikator"]
    assert asked.text == "Zu welchem Indikator gehört welche der 2 Spalten mit Werten?"


def test_a_wish_that_means_nothing_is_a_problem(published: Path) -> None:
    plan = plan_import(published, b"Unterbezirk;Wert\n001;3\n", "a.csv", period="gestern")
    assert not plan.ready
    assert "gestern" in str(plan.problems[0])


def test_the_same_file_again_is_told(published: Path) -> None:
    _take(published)
    plan = plan_import(published, FIRST, "b.csv", mapping())
    assert "Genau diese Datei ist schon als Import 1 übernommen." in plan.notes


def test_a_file_without_any_statement_is_not_taken_over(published: Path) -> None:
    nothing = mapping(excluded={"001": "kein Gebiet der Lieferung"})
    with pytest.raises(PublicationRefused, match="keine Angabe"):
        take_over(published, delivery(1), "a.csv", nothing, who="amt")


# -- take over --------------------------------------------------------------------------------


def test_an_import_is_live_and_in_the_diary(published: Path) -> None:
    entry, release = _take(published)
    assert ReleaseStore(published).current_id() == release.id == fingerprint(published)
    assert _values(release) == {"001": 110.0, "002": 200.0, "003": 5.0}
    assert (entry.number, entry.kind, entry.who, entry.state) == (
        1, "tabelle", "amt", ImportState.ACTIVE,
    )  # fmt: skip
    assert (entry.added, entry.changed, entry.gone, entry.values) == (1, 1, 0, 3)
    assert entry.words == (
        "Einwohner: 1 Wert neu, 1 Wert geändert, größte Änderung City-Ost 2024 von 100 auf "
        "110\u00a0Personen, 1 Wert unverändert."
    )
    assert entry.tables == ("import_000001",)
    assert imports(published) == (entry,)
    assert known_mappings(published) == (mapping(),)
    assert release.catalog.table("import_000001").title == "Einwohner nach Unterbezirken"
    report = next(r for r in release.reports if (r.table, r.level) == ("reihen", "unterbezirk"))
    assert report.notes[-1] == "Nicht mehr gültige Angaben: 2 durch Import 1 ersetzt."


def test_the_file_is_kept_and_only_this_user_reads_it(published: Path) -> None:
    _take(published)
    folder = published / "var/importe/000001"
    assert (folder / "datei").read_bytes() == FIRST
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_the_words_name_no_value_that_is_not_for_everybody(published: Path) -> None:
    change(published, "data/indikatoren/einwohner.toml", "art =", 'rollen = ["planung"]\nart =')
    ensure_release(published)
    entry, _ = _take(published)
    assert entry.words == "1 Indikator: 1 Wert neu, 1 Wert geändert, 1 Wert unverändert."


def test_a_second_import_of_the_source_replaces_the_first(published: Path) -> None:
    _take(published, delivery(110, 200, 5))
    entry, release = _take(published, delivery(111, 200))
    assert (entry.changed, entry.gone, entry.number) == (1, 1, 2)
    assert _values(release) == {"001": 111.0, "002": 200.0}
    frame = release.observations
    assert set(frame["table"]) == {"atlas_2024", "reihen", "import_000002"}
    _, release = _take(published, delivery(7), period="2025")
    assert _values(release) == {"001": 111.0, "002": 200.0}
    assert _values(release, period="2025") == {"001": 7.0}


def test_another_source_stays_beside(published: Path) -> None:
    _, release = _take(published, delivery(90), source="atlas")
    rows = release.observations.query("level == 'unterbezirk' and area == '001' and value > 50")
    assert rows[["value", "source", "preferred"]].values.tolist() == [
        [90.0, "atlas", True],
        [100.0, "stadt", False],
    ]


@pytest.mark.parametrize(
    ("content", "changed", "said"),
    [
        (delivery(1, areas=("999",)), {}, "999"),
        (delivery("viel"), {}, "viel"),
        (FIRST, {"indicator": "einwonner"}, "einwonner"),
        (FIRST, {"source": "stadtt"}, "stadtt"),
        (
            FIRST,
            {
                "corrections": (
                    Correction(
                        key="001",
                        column="Wert",
                        expected="11O",
                        corrected="110",
                        reason="O statt 0",
                    ),
                )
            },
            "11O",
        ),
        (
            FIRST,
            {"indicators": (NEW.model_copy(update={"id": "einwohner"}),)},
            "gibt es schon",
        ),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_changes(
    published: Path, content: bytes, changed: dict[str, object], said: str
) -> None:
    before = everything(published)
    with pytest.raises(SozialraumError, match="ist nicht übernommen") as refused:
        _take(published, content, **changed)
    assert said in str(refused.value)
    assert everything(published) == before


def test_a_correction_applies_while_the_fault_is_there(published: Path) -> None:
    corrected = Correction(
        key="001", column="Wert", expected="11O", corrected="110", reason="O statt 0"
    )
    _, release = _take(published, delivery("11O"), corrections=(corrected,))
    assert _values(release)["001"] == 110.0


def test_a_release_that_cannot_be_built_leaves_nothing_behind(published: Path) -> None:
    change(published, "data/statistik/reihen.csv", "600000", "600.000")
    before = everything(published)
    with pytest.raises(ProblemsFound, match="kann so nicht veröffentlicht werden") as refused:
        _take(published)
    assert [p.file for p in refused.value.problems] == ["data/statistik/reihen.csv"]
    assert everything(published).keys() - before.keys() <= {"var/importe/stand.json"}
    assert imports(published) == ()


def test_a_plan_that_is_out_of_date_is_not_taken_over(published: Path) -> None:
    plan = plan_import(published, FIRST, "a.csv", mapping())
    _take(published, delivery(7), period="2025")
    with pytest.raises(SozialraumError, match="seit der Vorschau geändert"):
        take_over(
            published, FIRST, "a.csv", mapping(), who="amt", expected_release=plan.fingerprint
        )
    assert len(imports(published)) == 1


def test_whoever_stops_it_finds_everything_as_before(published: Path) -> None:
    before = everything(published)

    def stop(text: str) -> None:
        if "zugeordnet" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_over(published, FIRST, "a.csv", mapping(), who="amt", progress=stop)
    assert everything(published).keys() - before.keys() == {"var/importe/stand.json"}
    assert imports(published) == ()


# -- new indicators ---------------------------------------------------------------------------


def test_an_import_brings_an_indicator_and_a_source(published: Path) -> None:
    entry, release = take_over(published, delivery(3, 4), "hunde.csv", of_dogs(), who="amt")
    assert entry.words == "Hunde: 2 Werte neu."
    assert release.catalog.indicator("hunde") == NEW
    assert release.catalog.source("steueramt").title == "Hundesteuer „2025“"
    assert _values(release, "hunde") == {"001": 3.0, "002": 4.0}
    again = ReleaseStore(published).current()
    assert again.catalog.indicator("hunde") == NEW
    assert check(published).ok


def test_next_year_the_mapping_that_brought_it_serves_again(published: Path) -> None:
    take_over(published, delivery(3, 4), "hunde.csv", of_dogs(), who="amt")
    later = of_dogs(period="2025")
    _, release = take_over(published, delivery(5), "hunde.csv", later, who="amt")
    assert _values(release, "hunde", period="2025") == {"001": 5.0}
    assert known_mappings(published) == (later, of_dogs())


def test_what_a_later_import_uses_is_not_rolled_back(published: Path) -> None:
    take_over(published, delivery(3, 4), "hunde.csv", of_dogs(), who="amt")
    take_over(published, delivery(5), "hunde.csv", of_dogs(period="2025"), who="amt")
    live = ReleaseStore(published).current_id()
    with pytest.raises(SozialraumError, match=r"Import 2 \(„Hunde“\) verwendet „hunde“"):
        rollback(published, 1, who="amt")
    assert ReleaseStore(published).current_id() == live
    rollback(published, 2, who="amt")
    rollback(published, 1, who="amt")
    assert "hunde" not in ReleaseStore(published).current().catalog.indicators


def test_what_a_page_uses_is_not_rolled_back(published: Path) -> None:
    take_over(published, delivery(3, 4), "hunde.csv", of_dogs(), who="amt")
    change(published, "data/start.toml", "kinder_sgb2", "hunde")
    with pytest.raises(PublicationRefused, match="Import 1 ist nicht zurückgenommen") as refused:
        rollback(published, 1, who="amt")
    assert {p.file for p in refused.value.problems} == {"data/start.toml"}
    assert imports(published)[0].state is ImportState.ACTIVE


# -- roll back --------------------------------------------------------------------------------


def test_a_rollback_gives_the_release_before(published: Path) -> None:
    before = ensure_release(published)
    _take(published)
    entry = rollback(published, 1, who="leitung")
    assert (entry.state, entry.rolled_back_by) == (ImportState.ROLLED_BACK, "leitung")
    assert entry.rolled_back_when
    after = ReleaseStore(published).current()
    assert (after.id, after.files["observations.parquet"]) == (
        before.id,
        before.files["observations.parquet"],
    )
    assert imports(published) == (entry,)
    with pytest.raises(UnknownEntry, match="bereits zurückgenommen"):
        rollback(published, 1, who="leitung")
    with pytest.raises(UnknownEntry, match="mit der Nummer 2 gibt es nicht"):
        rollback(published, 2, who="leitung")


def test_the_import_before_counts_again(published: Path) -> None:
    _take(published, delivery(1))
    _take(published, delivery(2))
    rollback(published, 2, who="amt")
    assert _values(ReleaseStore(published).current()) == {"001": 1.0}
    entry, release = _take(published, delivery(3))
    assert (entry.number, _values(release)) == (3, {"001": 3.0})
    assert [e.number for e in imports(published)] == [3, 2, 1]


# -- reproducible, damaged --------------------------------------------------------------------


def test_the_same_inputs_in_another_place_give_the_same_release(
    published: Path, tmp_path: Path
) -> None:
    _take(published)
    _take(published, delivery(4, 5), period="2025")
    other = tmp_path / "anderswo"
    for part in ("geo", "data", "var/importe"):
        shutil.copytree(published / part, other / part)
    there, here = ensure_release(other), ReleaseStore(published).current()
    assert there.id == here.id
    assert there.manifest["files"] == here.manifest["files"]


def test_a_changed_file_of_an_import_is_noticed_and_can_be_rolled_back(published: Path) -> None:
    _, release = _take(published)
    path = published / "var/importe/000001/daten/data/statistik/import_000001.csv"
    path.write_bytes(path.read_bytes().replace(b"110", b"111"))
    assert ensure_release(published).id == release.id, "what is live does not change"
    problems = check(published).problems
    assert [p.what for p in problems] == [
        "Die Dateien von Import 1 sind verändert oder unvollständig."
    ]
    change(published, "data/statistik/reihen.csv", "600000", "600001")
    with pytest.raises(PublicationRefused):
        ensure_release(published)
    rollback(published, 1, who="amt")
    assert _values(ReleaseStore(published).current()) == {"001": 100.0, "002": 200.0}


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"revision": 1, "imports": [{}]}'])
def test_a_list_of_imports_that_is_lost_is_told(published: Path, content: bytes | None) -> None:
    _take(published)
    stand = published / "var/importe/stand.json"
    if content is None:
        stand.unlink()
    else:
        stand.write_bytes(content)
    with pytest.raises(UnreadableInput, match="Verzeichnis der Importe"):
        ensure_release(published)
    with pytest.raises(UnreadableInput, match="Verzeichnis der Importe"):
        _take(published)
    assert (published / "var/importe/000001/datei").exists(), "nothing is cleared away"


def test_without_a_live_release_everything_is_new(toy: Path) -> None:
    entry, release = _take(toy)
    assert (entry.added, entry.changed) == (3, 0)
    assert _values(release)["001"] == 110.0


def test_a_start_with_imports_reads_none_of_their_files(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, release = _take(published)
    monkeypatch.setattr(building, "gather", None)
    monkeypatch.setattr("sozialraum.storage.stand.digests", None)
    assert ensure_release(published).id == release.id


# -- the disk is full -------------------------------------------------------------------------


@pytest.mark.parametrize("function", ["fsync", "replace", "rename"])
def test_a_disk_that_is_full_at_any_moment_changes_nothing(
    published: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    """The call fails once, at every point in turn, until the import needs no more of them."""
    _take(published, delivery(1))
    original, told = getattr(os, function), 0
    for number in range(0, 400, 5 if function == "fsync" else 1):
        before, values = everything(published), _values(ReleaseStore(published).current())
        left = [number]

        def full(*arguments: object, _left: list[int] = left, **named: object) -> object:
            _left[0] -= 1
            if _left[0] == -1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return original(*arguments, **named)

        monkeypatch.setattr(os, function, full)
        try:
            _, release = _take(published, delivery(number + 2))
        except SozialraumError as error:
            monkeypatch.setattr(os, function, original)
            assert "kein Platz mehr" in str(error)
            told += 1
            assert everything(published) == before
            assert _values(ensure_release(published)) == values
        else:
            assert _values(release) == {"001": number + 2.0}
            if left[0] >= 0:
                break
    assert told >= 2
