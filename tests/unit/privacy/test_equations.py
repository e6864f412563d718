"""Pieces, variables and rows of the system."""

from __future__ import annotations

import numpy as np

from slow_masking import city, counts, declared, indicator, rows
from sozialraum.privacy.cells import State
from sozialraum.privacy.collecting import collect
from sozialraum.privacy.equations import build_system, pieces
from sozialraum.privacy.linear import Restriction

CITY = city(
    {"bezirk": ["A", "A", "B", "B"], "sozialraum": ["X", "Y", "Y", "Y"], "stadt": ["1"] * 4},
    [indicator("n"), indicator("a"), indicator("offen", "veroeffentlicht")],
)


def test_pieces_are_what_no_area_tells_apart() -> None:
    found = pieces(frozenset({0b000111, 0b001110, 0b111000}))
    sizes = {extent: len(parts) for extent, parts in found.items()}
    assert sizes == {0b000111: 2, 0b001110: 2, 0b111000: 2}
    assert len({piece for parts in found.values() for piece in parts}) == 4


def test_equal_areas_of_two_levels_are_one_variable() -> None:
    frame = rows(*counts(CITY, "n", [5, 8, 9, 4], ("unterbezirk", "sozialraum")))
    system = build_system(collect(frame, CITY, declared()))
    cells = system.table.cells
    assert len(cells) == 6
    assert len(system.value) == 5
    assert len(system.cells_of()[system.places()["n", "2024", 0b0001]]) == 2


def test_levels_without_atoms_meet_in_latent_pieces() -> None:
    frame = rows(*counts(CITY, "n", [5, 8, 9, 4], ("bezirk", "sozialraum")))
    system = build_system(collect(frame, CITY, declared()))
    assert (system.state == State.LATENT).sum() == 1
    assert (system.state == State.OPEN).sum() == 4


def test_every_true_value_solves_the_equations() -> None:
    levels = ("unterbezirk", "bezirk", "sozialraum", "stadt")
    frame = rows(*counts(CITY, "n", [5, 8, 9, 4], levels))
    system = build_system(collect(frame, CITY, declared()))
    assert np.allclose(system.equations @ system.value, 0)
    assert list(system.size[system.variable]) == [1, 1, 1, 1, 2, 2, 1, 3, 4]


def test_periods_are_independent_and_public_quantities_without_a_link_stay_out() -> None:
    frame = rows(
        *counts(CITY, "n", [5, 8, 9, 4], ("unterbezirk", "stadt"), "2023"),
        *counts(CITY, "n", [5, 8, 9, 4], ("unterbezirk", "stadt"), "2024"),
        *counts(CITY, "offen", [5, 8, 9, 4], ("unterbezirk", "stadt"), "2024"),
    )
    system = build_system(collect(frame, CITY, declared()))
    restriction = Restriction(system, np.full(len(system.value), np.nan))
    assert np.bincount(restriction.component).tolist() == [5, 5]
    together = [*restriction.parts(restriction.unknown, most=100)]
    assert [len(columns) for columns in together] == [10]


def test_an_empty_table_is_an_empty_system() -> None:
    frame = rows(*counts(CITY, "offen", [5, 8, 9, 4], ("unterbezirk",)))
    table = collect(frame, CITY, declared())
    assert table.cells == []
    assert len(build_system(table).value) == 0
