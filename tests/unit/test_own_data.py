"""Own weights and an own target group: spread, sums, faulty files, and the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sozialraum.domain.gaps import ServiceFilter, Walk
from sozialraum.errors import UnreadableInput
from sozialraum.service import Monitor, gaps
from sozialraum.service.demand import cell_grid, demand
from sozialraum.web.live import live
from sozialraum.web.offers_own import GROUP, WEIGHTS, OwnData, OwnFile, read_own

ATOM = "unterbezirk"
PAGE = """
from sozialraum.web import offers_gaps
from sozialraum.web.address import Address
from sozialraum.web.guard import enter
from sozialraum.service.gap_question import PARAMETERS

names = ("bereich", *PARAMETERS, "anzahl", "orte", "gerecht", "szenario", "gebiet", "karte",
         "jahr_a", "jahr_b")
address = Address("angebote", names)
given, fresh = address.read()
shown = getattr(offers_gaps, {draw!r})(enter(), address, given, fresh)
address.remember({{"bereich": {draw!r}}} | shown)
"""
BOX = "angebote_eigene"


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return live().monitor


def _cells(monitor: Monitor) -> list[str]:
    """A cell of every fourth district, the rest stays without weight."""
    grid = cell_grid(monitor)
    first: dict[str, str] = {}
    for cell, atom in zip(grid.cell.tolist(), grid.atom.tolist(), strict=True):
        first.setdefault(atom, cell)
    return sorted(set(list(first.values())[::4]))


def _register(monitor: Monitor) -> bytes:
    return ("zelle;anzahl\n" + "".join(f"{cell};7\n" for cell in _cells(monitor))).encode()


def _zensus(monitor: Monitor) -> bytes:
    rows = []
    for cell in _cells(monitor):
        north, east = cell.removeprefix("CRS3035RES100mN").split("E")
        rows.append(f"{cell};{int(east) + 50};{int(north) + 50};12\n")
    return ("GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n" + "".join(rows)).encode()


def _group(monitor: Monitor) -> bytes:
    codes = [area.code for area in monitor.catalog.areas(ATOM)]
    return ("gebiet;anzahl\n" + "".join(f"{code};10\n" for code in codes[:20])).encode()


def _open(part: str = "coverage", *, box: bool = False) -> AppTest:
    test = AppTest.from_string(PAGE.format(draw=part), default_timeout=60)
    if box:
        test.session_state[BOX] = True
    return test.run()


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _figures(test: AppTest) -> str:
    return next(h.proto.body for h in test.get("html") if "Alle Annahmen" in h.proto.body)


def _upload(test: AppTest, kind: str, name: str, content: bytes) -> AppTest:
    widget: Any = next(w for w in test.file_uploader if f"_{kind}_" in str(w.key))
    widget.set_value((name, content, "text/csv"))
    return test.run()


def _sums(monitor: Monitor, own: OwnData) -> np.ndarray:
    found = demand(monitor, "alle", grid=own.grid)
    inside = found.area_index >= 0
    return np.bincount(found.area_index[inside], found.persons[inside], len(found.areas))


# -- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [_register, _zensus])
def test_own_weights_change_the_spread_and_keep_every_sum(monitor: Monitor, made: Any) -> None:
    own = read_own(monitor, {WEIGHTS: OwnFile("meine.csv", made(monitor))})
    assert _sums(monitor, own) == pytest.approx(_sums(monitor, OwnData()), abs=1e-6)
    asked = ("alle", Walk(5), ServiceFilter(), frozenset[Any]())
    before = gaps.coverage(monitor, *asked)
    after = gaps.coverage(monitor, *asked, grid=own.grid)
    assert after.demand == pytest.approx(before.demand)
    assert after.reached != pytest.approx(before.reached, rel=0.01)
    assert gaps.coverage(monitor, *asked) == before


def test_own_weights_spread_the_own_group(monitor: Monitor) -> None:
    group = {GROUP: OwnFile("gruppe.csv", _group(monitor), ATOM)}
    alone = read_own(monitor, group)
    both = read_own(monitor, group | {WEIGHTS: OwnFile("w.csv", _register(monitor))}, alone)
    assert alone.target is not None
    assert both.target is not None
    assert len(both.target.persons) < len(alone.target.persons)
    assert both.target.persons.sum() == pytest.approx(alone.target.persons.sum()) == 200.0


def test_the_key_tells_files_and_levels_apart(monitor: Monitor) -> None:
    content = _group(monitor)
    one, other = OwnFile("a.csv", content, ATOM), OwnFile("a.csv", content, "bezirk")
    assert one.key != other.key
    assert one.key == OwnFile("anders.csv", content, ATOM).key
    assert read_own(monitor, {GROUP: one}) == read_own(monitor, {GROUP: one})
    assert read_own(monitor, {GROUP: one}) != OwnData(release=monitor.release.id)


def test_weights_of_the_same_file_are_taken_over_within_a_release(monitor: Monitor) -> None:
    files = {WEIGHTS: OwnFile("w.csv", _register(monitor))}
    own = read_own(monitor, files)
    assert read_own(monitor, files, own).grid is own.grid
    older = OwnData(own.key, "alt", own.files, own.weights)
    assert read_own(monitor, files, older).grid is not own.grid


def test_an_unusable_file_is_refused(monitor: Monitor) -> None:
    with pytest.raises(UnreadableInput):
        read_own(monitor, {WEIGHTS: OwnFile("w.csv", b"farbe;form\nrot;rund\n")})


# -- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["coverage", "languages", "places", "scenarios"])
def test_closed_popover_sends_no_upload(part: str) -> None:
    test = _open(part)
    assert not test.exception
    assert not [w for w in test.file_uploader if BOX in str(w.key)]
    assert "eigene Datei" not in _html(test)


def test_weights_are_used_named_and_taken_back(monitor: Monitor) -> None:
    test = _open(box=True)
    before, link = _figures(test), dict(test.query_params)
    _upload(test, WEIGHTS, "<b>w.csv", _register(monitor) + b"unsinn;3\n")
    assert not test.exception
    assert "Gewichte: eigene Datei „&lt;b&gt;w.csv“" in _html(test)
    assert "Nur in dieser Sitzung, nicht im Link." in _html(test)
    assert "1 Zeile zählt nicht mit" in _html(test)
    assert "unsinn" in _html(test)
    assert "abdeckung.csv" not in _html(test)
    assert _figures(test) != before
    assert dict(test.query_params) == link
    test.button(key="angebote_eigene_gewichte_zurueck").click().run()
    assert _figures(test) == before
    assert "eigene Datei" not in _html(test)
    assert "abdeckung.csv" in _html(test)


def test_a_broken_file_shows_the_problem_and_changes_nothing() -> None:
    test = _open(box=True)
    before = _figures(test)
    _upload(test, WEIGHTS, "kaputt.csv", b"farbe;form\nrot;rund\n")
    assert not test.exception
    assert "„kaputt.csv“ wird nicht verwendet." in test.error[0].value
    assert _figures(test) == before
    assert "eigene Datei" not in _html(test)


@pytest.mark.parametrize("part", ["coverage", "languages", "places"])
def test_an_own_group_answers_in_every_part(monitor: Monitor, part: str) -> None:
    test = _open(part, box=True)
    _upload(test, GROUP, "g.csv", _group(monitor) + b"Nirgends;4\n")
    assert not test.exception
    assert not test.error
    assert "Zielgruppe: eigene Datei „g.csv“" in _html(test)
    assert "Nirgends" in _html(test)
    if part == "coverage":
        assert "Eigene Zielgruppe (g.csv)" in _figures(test)
        assert "200" in _figures(test)


def test_another_level_reads_the_same_file_again(monitor: Monitor) -> None:
    names = [area.name for area in monitor.catalog.areas("stadtbezirk")]
    content = ("gebiet;anzahl\n" + "".join(f"{name};5\n" for name in names)).encode()
    test = _open(box=True)
    _upload(test, GROUP, "g.csv", content)
    level = test.selectbox(key="angebote_eigene_ebene")
    level.select("stadtbezirk").run()
    assert not test.exception
    assert not test.error
    assert "Zielgruppe: eigene Datei „g.csv“" in _html(test)
    assert f"{5 * len(names)}" in _figures(test)


def test_scenarios_say_that_own_data_do_not_count(monitor: Monitor) -> None:
    test = AppTest.from_string(PAGE.format(draw="scenarios"), default_timeout=60)
    own = read_own(monitor, {WEIGHTS: OwnFile("w.csv", _register(monitor))})
    test.session_state["angebote_eigene_daten"] = own
    test.run()
    assert not test.exception
    assert any("Eigene Daten gelten in diesem Bereich nicht" in c.value for c in test.caption)


def test_a_new_release_reads_the_files_again(monitor: Monitor) -> None:
    own = read_own(monitor, {WEIGHTS: OwnFile("w.csv", _register(monitor))})
    test = AppTest.from_string(PAGE.format(draw="coverage"), default_timeout=60)
    test.session_state["angebote_eigene_daten"] = OwnData(own.key, "alt", own.files, own.weights)
    test.run()
    assert not test.exception
    assert test.session_state["angebote_eigene_daten"].release == monitor.release.id
