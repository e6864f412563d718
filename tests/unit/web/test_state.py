"""The address of the map page: nonsense never raises, a link restores the view."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.domain.queries import Scheme
from sozialraum.service import Monitor
from sozialraum.web.live import live
from sozialraum.web.state import (
    FULL,
    PARAMETERS,
    Resolved,
    limits_text,
    opacities,
    resolve,
)

NOBODY: frozenset = frozenset()
PRINTABLE = 1e15
"""Larger limits have a test of their own."""


@pytest.fixture
def monitor() -> Monitor:
    return live().monitor


def shown(**given_: str) -> Resolved:
    return resolve(live().monitor, given_, NOBODY)


def test_an_empty_address_is_the_start_view_without_a_word(monitor: Monitor) -> None:
    start = monitor.catalog.start.map
    found = shown()
    assert found.notices == ()
    assert (found.state.indicator, found.state.level) == (start.indicator, start.level)
    assert found.state.layers == tuple((id_, FULL) for id_ in start.layers)
    assert found.state.area == ""


@pytest.mark.parametrize("name", ["indikator", "ebene", "stichtag", "einteilung", "gebiet"])
@pytest.mark.parametrize("value", ["unfug", "<script>", "`${1}`", "\x00", "../../etc", "{{'a'}}"])
def test_an_unknown_value_is_named_and_the_start_view_stays(name: str, value: str) -> None:
    found = shown(**{name: value})
    assert found.state == shown().state
    assert len(found.notices) == 1
    assert f"„{value}“ ist hier nicht bekannt" in found.notices[0]


@pytest.mark.parametrize("value", ["0", "1", "10", "-3", "fünf", "5.0", " 5", "²"])
def test_an_impossible_number_of_classes_is_named(value: str) -> None:
    found = shown(klassen=value)
    assert found.state.k == shown().state.k
    assert found.notices == (f"„{value}“ Klassen sind nicht möglich. Gezeigt werden 5.",)


@pytest.mark.parametrize("value", ["zehn", "10.5", "10; inf", "nan", ";x;"])
def test_unreadable_limits_are_named_and_the_own_limits_of_the_indicator_stay(value: str) -> None:
    found = shown(einteilung="eigene", grenzen=value)
    assert found.state.breaks == shown().state.breaks
    assert f"„{value}“ sind keine Klassengrenzen" in found.notices[0]


def test_too_many_own_limits_fall_back_with_a_notice() -> None:
    found = shown(einteilung="eigene", grenzen="; ".join(str(n) for n in range(9)))
    assert found.state.scheme is not Scheme.OWN
    assert found.notices == ("Möglich sind 1 bis 8 eigene Grenzen.",)


def test_every_unknown_value_of_one_address_is_named() -> None:
    nonsense = {name: f"unfug-{name}" for name in PARAMETERS}
    found = shown(**nonsense)
    assert found.state.indicator == shown().state.indicator
    said = "\n".join(found.notices)
    assert len(found.notices) == len(PARAMETERS)
    assert all(value in said for value in nonsense.values())


def test_a_level_without_published_values_is_explained_not_averaged(monitor: Monitor) -> None:
    found = shown(indikator="kinder_sgb2", ebene="sozialraum")
    assert found.state.level == "unterbezirk"
    plural = monitor.catalog.level("sozialraum").plural
    assert found.notices[0].startswith(f"Für {plural} ist dieser Indikator nicht veröffentlicht")


def test_unknown_overlays_are_named_one_by_one_and_the_known_ones_stay() -> None:
    found = shown(ebenen="gibt-es-nicht,angebote:30,auch-nicht:5")
    assert found.state.layers == (("angebote", 30),)
    assert len(found.notices) == 2
    assert all(any(name in n for n in found.notices) for name in ("gibt-es-nicht", "auch-nicht"))


def test_a_link_restores_every_view_of_the_release(monitor: Monitor) -> None:
    seen = 0
    for indicator in monitor.indicators(NOBODY):
        for level in monitor.levels(indicator.id):
            area = monitor.catalog.areas(level)[-1].code
            for period in monitor.periods(indicator.id, level):
                asked = {"indikator": indicator.id, "ebene": level, "stichtag": period.code}
                first = shown(**asked, gebiet=area)
                assert first.notices == ()
                state = first.state
                assert (state.indicator, state.level, state.period) == tuple(asked.values())
                assert resolve(monitor, state.parameters(), NOBODY) == first
                seen += 1
    assert seen >= 200


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("layers", ["keine", "angebote:30,flaechen", "flaechen,angebote:99"])
def test_a_link_restores_classes_and_overlays(scheme: Scheme, layers: str) -> None:
    own = "10; 32,5; 40,25" if scheme is Scheme.OWN else ""
    k = "" if scheme is Scheme.OWN else "7"
    first = shown(einteilung=scheme.value, grenzen=own, klassen=k, ebenen=layers)
    assert first.notices == ()
    assert first.state.scheme is scheme
    assert shown(**first.state.parameters()) == first
    if own:
        assert first.state.query.breaks == (10.0, 32.5, 40.25)
    else:
        assert first.state.query.breaks == ()
        assert first.state.k == 7


def test_own_limits_are_written_as_people_type_them() -> None:
    assert limits_text((-1234567.0, 10.0, 32.5)) == "-1234567; 10; 32,5"


@settings(deadline=None)
@given(st.sets(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=8))
def test_own_limits_with_two_decimals_survive_the_address(hundredths: set[int]) -> None:
    limits = tuple(sorted(n / 100 for n in hundredths))
    found = shown(einteilung="eigene", grenzen=limits_text(limits))
    assert found.notices == ()
    assert found.state.breaks == limits


def test_own_limits_with_three_decimals_survive_the_address() -> None:
    first = shown(einteilung="eigene", grenzen="0,001; 12,345")
    assert shown(**first.state.parameters()).state == first.state


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        *[("", 100), ("80", 80), ("0", 10), ("9", 10), ("10", 10), ("101", 100), ("999", 100)],
        *[("-5", 100), ("x", 100), ("5.5", 100), ("²", 100)],
    ],
)
def test_opacities_are_clamped(text: str, percent: int) -> None:
    assert opacities(f"angebote:{text}") == {"angebote": percent}


@settings(deadline=None)
@given(st.permutations(["flaechen", "nordwaerts", "angebote", "haltestellen"]))
def test_overlays_keep_the_order_of_the_address(order: list[str]) -> None:
    found = shown(ebenen=",".join(order))
    assert [id_ for id_, _ in found.state.layers] == order
    assert found.state.parameters()["ebenen"] == ",".join(order)


def test_no_overlays_is_a_choice_and_differs_from_no_word() -> None:
    assert shown(ebenen="keine").state.layers == ()
    assert shown(ebenen="keine").state.parameters()["ebenen"] == "keine"
    assert shown().state.layers


@pytest.mark.parametrize(
    "asked",
    [*({name: "9" * 5000} for name in PARAMETERS), {"ebenen": "angebote:" + "9" * 5000}],
    ids=[*PARAMETERS, "opacity"],
)
def test_thousands_of_digits_never_raise(asked: dict[str, str]) -> None:
    assert isinstance(shown(**asked), Resolved)


PIECES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789;,.:-einf ²٣", max_size=30),
    st.sampled_from(["kinder_sgb2", "einwohner", "stadt", "bezirk", "2018", "eigene", "quantile"]),
)


@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(PARAMETERS, PIECES)))
def test_any_text_gives_a_view_that_can_be_shown(asked: dict[str, str]) -> None:
    monitor = live().monitor
    state = resolve(monitor, asked, NOBODY).state
    assert state.level in monitor.levels(state.indicator)
    assert state.period in {p.code for p in monitor.periods(state.indicator, state.level)}
    assert 2 <= state.k <= 9
    assert state.scheme is not Scheme.OWN or 1 <= len(state.breaks) <= 8
    assert all(10 <= opacity <= FULL for _, opacity in state.layers)
    if all(abs(limit) < PRINTABLE for limit in state.query.breaks):
        assert monitor.map_view(state.query).current.period.code == state.period


def test_huge_own_limits_give_a_view_that_can_be_shown() -> None:
    state = shown(einteilung="eigene", grenzen="1E30").state
    assert state.parameters()
    assert live().monitor.map_view(state.query).legend


def test_own_limits_can_be_chosen_where_none_are_declared(monitor: Monitor) -> None:
    assert not monitor.catalog.indicator("arbeitslose_unter_25").map.breaks
    state = shown(indikator="arbeitslose_unter_25", einteilung="eigene").state
    assert state.scheme is Scheme.OWN
    assert len(state.breaks) == 4
