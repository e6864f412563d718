"""The pattern: cheap, and dependent on nothing but its own component."""

from __future__ import annotations

import numpy as np
import pandas as pd

from slow_masking import city, counts, declared, indicator, rows
from sozialraum.privacy import mask
from sozialraum.privacy.collecting import collect
from sozialraum.privacy.equations import build_system
from sozialraum.privacy.suppression import cost

LEVELS = ("unterbezirk", "bezirk", "stadt")
CITY = city(
    {"bezirk": ["A"] * 4 + ["B"] * 4 + ["C"] * 4, "stadt": ["1"] * 12},
    [indicator("n"), indicator("a"), indicator("b")],
)
RULES = declared(gruppen=[{"summe": "n", "teile": ["a", "b"]}])


def table(seed: int, period: str = "2024") -> pd.DataFrame:
    random = np.random.default_rng(seed)
    a, b = random.poisson(4, (2, 12))
    return rows(
        *(
            row
            for name, values in (("a", a), ("b", b), ("n", a + b))
            for row in counts(CITY, name, values.tolist(), LEVELS, period)
        )
    )


def hidden(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    masked = mask(frame, CITY, RULES)
    assert masked.audit.ok
    gone = masked.observations[masked.observations["status"] == "geheim"]
    keys = ["indicator", "level", "area", "period"]
    return set(gone[keys].itertuples(index=False, name=None))


def test_larger_areas_and_larger_values_cost_more() -> None:
    frame = rows(*counts(CITY, "n", [1, 2, 4, 8, 16, 5, 5, 5, 0, 5, 5, 5], LEVELS))
    system = build_system(collect(frame, CITY, declared()))
    price = cost(system, system.value)[system.variable]
    assert (np.diff(price[:5]) > 0).all()
    assert price[8] > price[:8].max()
    assert price[12] > price[:12].max()
    assert price[15] > price[12:15].max()


def test_sums_stay_as_long_as_the_parts_can_protect_each_other() -> None:
    for seed in range(8):
        assert not [cell for cell in hidden(table(seed)) if cell[1] == "stadt"]


def test_the_order_of_the_rows_does_not_matter() -> None:
    for seed in range(4):
        frame = table(seed)
        assert hidden(frame) == hidden(frame.sample(frac=1, random_state=seed))


def test_what_is_published_besides_does_not_matter() -> None:
    for seed in range(4):
        this, other = table(seed), table(seed + 50, "2023")
        both = hidden(pd.concat([other, this], ignore_index=True))
        assert {cell for cell in both if cell[3] == "2024"} == hidden(this)


def test_few_cells_are_hidden_beside_the_small_ones() -> None:
    found = [mask(table(seed), CITY, RULES).audit for seed in range(20)]
    assert sum(each.secondary for each in found) < 1.2 * sum(each.primary for each in found)
