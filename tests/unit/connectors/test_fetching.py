from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servers.declared import FOUR, Source, source
from servers.local import Reply
from sozialraum.domain.fetches import FetchRefused, FetchStatus
from sozialraum.errors import CatalogInvalid, SozialraumError, UnknownEntry
from sozialraum.publish.fetching import fetch_due
from sozialraum.storage.fetches import FetchStore
from sozialraum.storage.release import ReleaseStore
from toy_home import PLACES

pytestmark = pytest.mark.loopback
__all__ = ["source"]
THREE = "".join(FOUR.splitlines(keepends=True)[:4])


def test_nothing_leaves_the_machine_before_the_operator_says_so(source: Source) -> None:
    (source.home / "var/abruf.toml").unlink()
    with pytest.raises(FetchRefused, match="ausgeschaltet") as caught:
        source.fetch()
    assert "abruf = true" in str(caught.value) and "SOZIALRAUM_ABRUF=1" in str(caught.value)
    assert source.server.asked == []


def test_the_environment_can_switch_it_on_and_off(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOZIALRAUM_ABRUF", "0")
    with pytest.raises(FetchRefused, match="ausgeschaltet"):
        source.fetch()
    monkeypatch.setenv("SOZIALRAUM_ABRUF", "1")
    assert source.fetch().ok


def test_wrong_settings_are_refused_by_name(source: Source) -> None:
    (source.home / "var/abruf.toml").write_text('abruf = true\nproxi = "x"\n', encoding="utf-8")
    with pytest.raises(FetchRefused, match="proxi"):
        source.fetch()


def test_a_layer_is_taken_over_and_published(source: Source) -> None:
    before = ReleaseStore(source.home).current_id()
    result = source.fetch()
    assert (result.status, result.count) == (FetchStatus.TAKEN, 4)
    assert result.words == "Angebote: 4 Orte, vorher 4."
    assert source.points.splitlines() == [
        "id;name;breite;laenge;genauigkeit;seit;traeger",
        "a1;Anlaufstelle;51,505;7,405;gebaeude;2016;Verein",
        "a2;Beratung neu;51,505;7,4051;strasse;2018-06;Stadt",
        "a3;Ohne Ort;;;unbekannt;;Verein",
        "a5;Neu;51,506;7,405;gebaeude;;",
    ]
    release = ReleaseStore(source.home).current()
    assert release.id != before
    assert release.layer_points("angebote")["name"].tolist()[1] == "Beratung neu"
    state = FetchStore(source.home / "var").state("orte")
    assert state.last == result
    assert state.good is not None and (state.good.count, state.good.sha256) == (4, result.sha256)


def test_the_same_answer_is_not_taken_over_twice(source: Source) -> None:
    source.fetch()
    live = ReleaseStore(source.home).current_id()
    assert source.fetch().status is FetchStatus.UNCHANGED
    assert ReleaseStore(source.home).current_id() == live
    assert source.fetch(force=True).status is FetchStatus.TAKEN


def test_a_source_that_says_unchanged_sends_nothing(source: Source) -> None:
    source.csv(FOUR, headers={"ETag": '"1"'})
    source.fetch()
    assert source.fetch().status is FetchStatus.UNCHANGED
    assert source.server.asked[-1].headers["if-none-match"] == '"1"'
    assert source.fetch(force=True).status is FetchStatus.TAKEN


def test_a_dry_run_changes_and_remembers_nothing(source: Source) -> None:
    result = source.fetch(dry_run=True)
    assert (result.status, result.dry_run) == (FetchStatus.CHECKED, True)
    assert source.points == PLACES
    assert FetchStore(source.home / "var").state("orte").last is None


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(b"<html>Fehler</html>", type="text/html"), "„text/html“"),
        (Reply(FOUR.encode(), type="text/csv", announced=9999), "unvollständig"),
        (Reply(FOUR.replace("id,name", "nr,name").encode(), type="text/csv"), "es fehlen: id"),
        (Reply(FOUR.splitlines()[0].encode(), type="text/csv"), "mindestens 1"),
        (Reply(b"", type="text/csv"), "leer"),
        (Reply(status=500), "Fehler 500"),
        (Reply(THREE.encode(), type="text/csv"), "die letzte gute hatte 4"),
        (Reply(FOUR[:-20].encode(), type="text/csv"), "Spalten, die Kopfzeile 6"),
        (Reply(FOUR.replace("51.506", "15.506").encode(), type="text/csv"), "außerhalb"),
        (Reply(FOUR.replace("a5", "a1").encode(), type="text/csv"), "doppelt"),
    ],
    ids=["html", "half", "schema", "empty", "nothing", "500", "share", "cut", "far", "twice"],
)
def test_bad_never_replaces_good(source: Source, reply: Reply, word: str) -> None:
    good = source.fetch()
    before, live = source.points, ReleaseStore(source.home).current_id()
    source.reply = reply
    result = source.fetch()
    assert result.status is FetchStatus.REFUSED and word in result.words
    assert source.points == before
    assert ReleaseStore(source.home).current_id() == live
    state = FetchStore(source.home / "var").state("orte")
    assert state.last == result
    assert state.good is not None and state.good.sha256 == good.sha256


def test_a_declared_share_lets_a_source_shrink(source: Source) -> None:
    source.fetch()
    source.declare(erwartet='spalten = ["id"]\nmindestanteil = 0.5')
    source.csv(THREE)
    assert source.fetch().count == 3


def test_a_declared_source_without_address_says_what_is_missing(source: Source) -> None:
    source.declare(zugang='art = "opendatasoft"\nadresse = "https://daten.example"\ndatensatz = ""')
    result = source.fetch()
    assert result.status is FetchStatus.REFUSED
    assert "„datensatz“ noch nicht eingetragen" in result.words


def test_unknown_and_broken_sources(source: Source) -> None:
    with pytest.raises(UnknownEntry, match="„orte“"):
        source.fetch("ort")
    source.declare("kaputt", zugang='art = "telefon"')
    with pytest.raises(CatalogInvalid, match="telefon"):
        source.fetch("kaputt")


def test_what_nobody_checked_says_so_and_is_never_due(source: Source) -> None:
    source.declare(geprueft="")
    assert fetch_due(source.home) == ()
    assert "noch nicht geprüft" in source.fetch().notes[-1]


def test_the_schedule(source: Source) -> None:
    source.declare("hand", plan="von_hand")
    assert [result.source for result in fetch_due(source.home)] == ["orte"]
    assert fetch_due(source.home) == ()
    later = datetime.now(UTC) + timedelta(hours=21)
    assert [r.status for r in fetch_due(source.home, later)] == [FetchStatus.UNCHANGED]
    source.reply = Reply(status=404)
    assert [r.ok for r in fetch_due(source.home, later)] == [False]
    soon = datetime.now(UTC) + timedelta(hours=5, minutes=30)
    assert [r.ok for r in fetch_due(source.home, soon)] == [False]
    assert fetch_due(source.home, datetime.now(UTC) + timedelta(hours=1)) == ()


def test_one_refused_source_does_not_stop_the_others(source: Source) -> None:
    source.declare("alt", zugang='art = "datei"\nadresse = "https://127.0.0.1:1/x"')
    results = fetch_due(source.home)
    assert [(r.source, r.ok) for r in results] == [("alt", False), ("orte", True)]


def test_two_fetches_of_one_source_do_not_meet(source: Source, tmp_path: Path) -> None:
    import subprocess
    import sys

    lock = source.home / "var/abruf/.orte.sperre"
    code = (
        "import sys, time; from pathlib import Path; from sozialraum.storage.locks import exclusive\n"
        "with exclusive(Path(sys.argv[1]), 1): print('da', flush=True); time.sleep(20)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(lock)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline()
        try:
            with pytest.raises(SozialraumError, match="Nichts wurde geändert"):
                source.fetch()
        finally:
            other.kill()
    assert source.server.asked == []


def test_a_damaged_state_is_not_overlooked(source: Source) -> None:
    source.fetch()
    (source.home / "var/abruf/orte.json").write_text("{", encoding="utf-8")
    with pytest.raises(SozialraumError, match="beschädigt"):
        source.fetch()


def test_points_as_geojson(source: Source) -> None:
    source.declare(
        zugang=f'art = "datei"\nformat = "geojson"\nadresse = "{source.server.url}/x"',
        ziel=(
            'art = "ebene"\nid = "angebote"\nspalten = { id = "nr", name = "titel" }\n'
            'fest = { genauigkeit = "gebaeude" }'
        ),
        erwartet="",
    )
    feature = {
        "type": "Feature",
        "properties": {"nr": 7, "titel": "Treff", "seit": None, "traeger": "Verein"},
        "geometry": {"type": "Point", "coordinates": [7.405, 51.505]},
    }
    body = {"type": "FeatureCollection", "features": [feature]}
    source.reply = Reply(json.dumps(body).encode())
    assert source.fetch().ok
    assert source.points.splitlines()[1] == "7;Treff;51,5050000;7,4050000;gebaeude;;Verein"
    feature["geometry"] = {"type": "Point", "coordinates": [389000, 5706000]}
    source.reply = Reply(json.dumps(body).encode())
    assert "keine Grad" in source.fetch().words


def test_a_list_is_taken_over(source: Source) -> None:
    source.declare(
        ziel='art = "verzeichnis"\nid = "vorhaben"\nspalten = { id = "nr", name = "titel" }',
        erwartet='spalten = ["nr"]',
    )
    source.csv("nr;titel;hektar\nv1;Alte Hütte;13,5\nv9;Neu;2\n")
    assert source.fetch(dry_run=True).words == "Vorhaben: 1 neu, 1 geändert, 2 entfallen."
    assert source.fetch().ok
    names = [record.title for record in ReleaseStore(source.home).current().records("vorhaben")]
    assert names == ["Alte Hütte", "Neu"]
    source.csv("nr;titel;hektar\nv1;Alte Hütte;dreizehn\nv9;Neu;2\n")
    assert source.fetch().status is FetchStatus.REFUSED
