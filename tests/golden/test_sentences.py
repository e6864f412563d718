"""Golden sentences: what the map says in words, sign by sign."""

from __future__ import annotations

import pytest

from sozialraum.domain.indicators import Indicator
from sozialraum.domain.status import Status
from sozialraum.render.sentences import Unit, map_sentence

SHARE = Indicator.model_validate(
    {
        "id": "anteil",
        "name": "Anteil",
        "kurzname": "Anteil",
        "thema": "x",
        "art": "anteil",
        "einheit": "%",
        "nachkommastellen": 1,
        "ebenen": ["unterbezirk"],
        "definition": "x",
        "quelle": "x",
    }
)
PEOPLE = SHARE.model_copy(update={"unit": "Personen", "decimals": 0})
MANY = [
    Unit((name,), value) for name, value in zip("DBHAFCEG", (4, 2, 8, 1, 6, 3, 5, 7), strict=True)
]
JOINT = [Unit(("A", "B"), 30), Unit(("C", "D", "E"), 20), Unit(("F",), 10)]
NONE = "Für diese Auswahl ist kein Wert veröffentlicht."

GOLDEN = {
    "many values": (
        MANY,
        {},
        "Die höchsten Werte haben H (8,0 %), G (7,0 %) und F (6,0 %). "
        "Die niedrigsten Werte haben A (1,0 %), B (2,0 %) und C (3,0 %). "
        "Der mittlere der 8 veröffentlichten Werte (Median) ist 4,5 %.",
    ),
    "seven values": (
        MANY[:7],
        {},
        "Die höchsten Werte haben H (8,0 %), F (6,0 %) und E (5,0 %). "
        "Die niedrigsten Werte haben A (1,0 %), B (2,0 %) und C (3,0 %). "
        "Der mittlere der 7 veröffentlichten Werte (Median) ist 4,0 %.",
    ),
    "six values": (
        MANY[:6],
        {},
        "Die Werte in absteigender Folge: H (8,0 %), F (6,0 %), D (4,0 %), C (3,0 %), "
        "B (2,0 %) und A (1,0 %).",
    ),
    "two values": (
        [Unit(("A",), 0), Unit(("B",), 2.25)],
        {},
        "Die Werte in absteigender Folge: B (2,2 %) und A (0,0 %).",
    ),
    "one value": ([Unit(("A",), 12.5)], {}, "Veröffentlicht ist ein Wert: A (12,5 %)."),
    "all equal": (
        [Unit((name,), 5) for name in "ABC"],
        {},
        "Alle 3 veröffentlichten Werte sind gleich: 5,0 %.",
    ),
    "ties in order of names": (
        [Unit(("B",), 5), Unit(("A",), 5), Unit(("C",), 1)],
        {},
        "Die Werte in absteigender Folge: A (5,0 %), B (5,0 %) und C (1,0 %).",
    ),
    "none": ([], {}, NONE),
    "none, and why": (
        [],
        {Status.SECRET: 2, Status.UNKNOWN: 168, Status.NOT_APPLICABLE: 0},
        f"{NONE} Unterbezirke ohne Wert: 2 geheim und 168 unbekannt.",
    ),
    "missing by status": (
        [Unit(("A",), 12.5)],
        {Status.SECRET: 1, Status.UNKNOWN: 2, Status.NOT_APPLICABLE: 3, Status.LATER: 4},
        "Veröffentlicht ist ein Wert: A (12,5 %). Unterbezirke ohne Wert: 1 geheim, "
        "2 unbekannt, 3 nicht sinnvoll und 4 Angabe folgt später.",
    ),
    "nothing missing": (
        [Unit(("A",), 1)],
        dict.fromkeys(Status, 0),
        "Veröffentlicht ist ein Wert: A (1,0 %).",
    ),
    "published jointly": (
        JOINT,
        {},
        "Die Werte in absteigender Folge: A/B (30,0 %), "
        "C (gemeinsam mit 2 weiteren) (20,0 %) und F (10,0 %).",
    ),
}


@pytest.mark.parametrize("case", GOLDEN)
def test_golden_sentence(case: str) -> None:
    units, missing, expected = GOLDEN[case]
    said = map_sentence(units, missing, SHARE, "Unterbezirke")
    assert said.replace("\u00a0", " ") == expected
    assert "\u00a0%" in said or "%" not in said


def test_a_joint_value_counts_once_in_the_median() -> None:
    units = [
        Unit(("A", "B", "C", "D"), 100),
        *(Unit((name,), n) for n, name in enumerate("EFGHIJ")),
    ]
    said = map_sentence(units, {}, PEOPLE, "Unterbezirke")
    assert "Der mittlere der 7 veröffentlichten Werte (Median) ist 3\u00a0Personen." in said
    assert "A (gemeinsam mit 3 weiteren) (100\u00a0Personen)" in said


def test_large_numbers_are_grouped_and_the_order_given_does_not_matter() -> None:
    units = [Unit((f"{n:04}",), n * 1000) for n in range(1200)]
    said = map_sentence(units, {}, PEOPLE, "Unterbezirke")
    assert said == map_sentence(units[::-1], {}, PEOPLE, "Unterbezirke")
    assert "1199 (1.199.000\u00a0Personen)" in said
    assert "der 1.200 veröffentlichten" in said
