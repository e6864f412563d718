from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.gaps import ServiceFilter, Walk
from sozialraum.errors import UnreadableInput
from sozialraum.publish import ensure_release
from sozialraum.service import Monitor
from sozialraum.service.gaps import propose
from sozialraum.service.own_candidates import own_candidates

PUBLIC = frozenset({Role.PUBLIC})
GOOD = "name;breite;laenge\nSchule A;51,5290;7,5610\nKirche B;51.4930;7.5570\n"


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return Monitor(ensure_release(Path(__file__).parents[2]))


def test_comma_and_point_are_understood(monitor: Monitor) -> None:
    found = own_candidates(monitor, GOOD.encode(), "orte.csv")
    assert [c.name for c in found.candidates] == ["Schule A", "Kirche B"]
    assert found.candidates[0].latitude == 51.529
    assert found.candidates[1].longitude == 7.557
    assert not found.problems


def test_faulty_rows_are_named_and_left_out(monitor: Monitor) -> None:
    text = GOOD + "Vertauscht;7,46;51,5\nMeter;5708000;393000\nOhne;;\n"
    found = own_candidates(monitor, text.encode("cp1252"), "orte.csv")
    assert len(found.candidates) == 2
    assert [p.key for p in found.problems] == ["Zeile 4", "Zeile 5", "Zeile 6"]
    assert "vertauscht" in found.problems[0].fix
    assert "EPSG:25832" in found.problems[1].fix
    assert all(p.what and p.fix for p in found.problems)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("breite;laenge\n51,5;7,5\n", "name"),
        ("name;breite;laenge\nA;x;y\n", "keinen verwendbaren Ort"),
        ("", "leer"),
    ],
)
def test_a_useless_file_is_refused(monitor: Monitor, text: str, told: str) -> None:
    with pytest.raises(UnreadableInput, match=told):
        own_candidates(monitor, text.encode(), "orte.csv")


def test_the_search_chooses_from_the_own_list_only(monitor: Monitor) -> None:
    own = own_candidates(monitor, GOOD.encode(), "orte.csv")
    found = propose(
        monitor, "alle", Walk(10), ServiceFilter(), PUBLIC, candidates=own.candidates, count=1
    )
    assert found.proposals[0].name in {"Schule A", "Kirche B"}
    assert found.proposals[0].adds > 0
    assert found.optimal
