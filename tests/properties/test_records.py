"""States over time: always one, nothing done too early, nothing carried into the open."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from sozialraum.domain.records import Record, RecordList, State
from sozialraum.service.records import nearest_known, state_at, timeline_span

COLUMNS = ("ab", "bis", "bau", "fertig", "plan", "phase")
ROLES = ("nutzung_ab", "nutzung_bis", "entwicklung_ab", "fertig", "fertig_geplant", "phase")


def _list(with_phase: bool) -> RecordList:
    timeline = dict(zip(ROLES, COLUMNS, strict=True))
    if not with_phase:
        del timeline["phase"]
    return RecordList.model_validate(
        {
            "id": "x", "titel": "X", "einzahl": "X", "beschreibung": "", "quelle": "q",
            "zeitleiste": timeline,
            "spalten": [{"feld": name, "titel": name} for name in COLUMNS],
        }
    )  # fmt: skip


YEARS = st.integers(1980, 2040)
CELLS = st.one_of(st.just(""), YEARS.map(str))
PHASES = st.sampled_from(
    ["", "in Nutzung", "in Entwicklung", "in Planung", "abgeschlossen", "brach"]
)
SITES = st.tuples(*[CELLS] * 5, PHASES).map(
    lambda cells: Record("s", "S", dict(zip(COLUMNS, cells, strict=True)))
)
LISTS = st.booleans().map(_list)


@given(SITES, LISTS, st.integers(0, 3000), YEARS)
def test_every_year_has_exactly_one_state(
    site: Record, declared: RecordList, year: int, until: int
) -> None:
    assert state_at(site, declared, year, until=until) in set(State)


@given(SITES, LISTS, YEARS, YEARS)
def test_done_begins_with_its_published_year_and_only_then(
    site: Record, declared: RecordList, year: int, until: int
) -> None:
    done = site.year("fertig")
    state = state_at(site, declared, year, until=until)
    assert (state is State.DONE) == (done is not None and year >= done)


@given(SITES, LISTS, YEARS, YEARS)
def test_a_state_stands_only_on_published_years(
    site: Record, declared: RecordList, year: int, until: int
) -> None:
    state = state_at(site, declared, year, until=until)
    begun, ended, built, planned = (site.year(c) for c in ("ab", "bis", "bau", "plan"))
    if state is State.PLANNED:
        assert planned is not None and year >= planned
    if state is State.DEVELOPMENT:
        assert built is not None and year >= built
    if state is State.CLOSED:
        assert ended is not None and year > ended
    if state is State.USE:
        assert (begun is not None and year >= begun) or year == ended
        assert ended is None or year <= ended


@given(SITES, YEARS, YEARS)
def test_an_open_end_holds_only_while_the_phase_says_so(
    site: Record, year: int, until: int
) -> None:
    with_phase, without = _list(True), _list(False)
    blank = Record(site.id, site.title, {**site.cells, "phase": ""})
    state = state_at(blank, with_phase, year, until=until)
    later = state_at(blank, with_phase, year, until=3000)
    assert state is later, "without a word for today the year of today plays no part"
    if state_at(site, without, year, until=until) is State.UNKNOWN:
        assert state_at(site, with_phase, year, until=until) is State.UNKNOWN


@given(SITES, LISTS, YEARS)
def test_a_published_year_is_never_unknown(site: Record, declared: RecordList, until: int) -> None:
    begun, ended = site.year("ab"), site.year("bis")
    assume(begun is None or ended is None or begun <= ended)  # the import refuses the rest
    for column in ("ab", "bis", "bau", "fertig", "plan"):
        year = site.year(column)
        if year is not None:
            assert state_at(site, declared, year, until=until) is not State.UNKNOWN


@given(SITES, LISTS, st.integers(1900, 2100), YEARS)
def test_the_nearest_known_state_is_the_nearest(
    site: Record, declared: RecordList, year: int, until: int
) -> None:
    known = {
        other: state
        for other in range(1890, 2111)
        if (state := state_at(site, declared, other, until=until)) is not State.UNKNOWN
    }
    found = nearest_known(site, declared, year, until=until)
    if not known:
        assert found is None
    else:
        nearest = min(known, key=lambda other: (abs(other - year), other))
        assert found == (known[nearest], nearest)


@given(st.lists(SITES, max_size=5), LISTS)
def test_the_span_holds_every_published_year(sites: list[Record], declared: RecordList) -> None:
    years = [y for s in sites for c in COLUMNS[:-1] if (y := s.year(c)) is not None]
    span = timeline_span(sites, declared)
    assert span == ((min(years), max(years)) if years else None)
