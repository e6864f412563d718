"""Index, dynamics classes, sensitivity and clusters against calculations by hand and esda."""

from __future__ import annotations

import esda
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from libpysal.graph import Graph

from sozialraum.analysis.clusters import Cluster, contiguity, local_clusters
from sozialraum.analysis.composite_index import (
    DYNAMICS_LIMITS,
    STATUS_LIMITS,
    classes_of,
    composite,
    contributions,
    shared_units,
    standardised,
    standardised_within,
    weights_of,
)
from sozialraum.analysis.index_sensitivity import sensitivity
from sozialraum.errors import SozialraumError

CODES = [f"{n:03}" for n in range(40)]


def _frame(columns: int = 3, seed: int = 7) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    values = chance.gamma(2.0, 10.0, size=(len(CODES), columns)).round(1)
    return pd.DataFrame(values, index=CODES, columns=[f"i{n}" for n in range(columns)])


def _by_hand(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    z = (values - values.mean(axis=0)) / values.std(axis=0)
    raw = z @ (weights / np.abs(weights).sum())
    return np.asarray((raw - raw.mean()) / raw.std())


def test_the_index_is_that_of_numpy_by_hand() -> None:
    frame, weights = _frame(), {"i0": 2.0, "i1": 1.0, "i2": -0.5}
    scores = standardised_within(frame, {})
    parts = contributions(scores, weights)
    index = composite(parts, {})
    wanted = _by_hand(frame.to_numpy(), np.array([2.0, 1.0, -0.5]))
    assert index.to_numpy() == pytest.approx(wanted, abs=1e-12)
    z = (frame["i2"] - frame["i2"].mean()) / frame["i2"].std(ddof=0)
    assert parts["i2"].to_numpy() == pytest.approx((-0.5 / 3.5 * z).to_numpy())
    expected = [0 if v < -1 else 1 if v < 1 else 2 if v < 1.5 else 3 for v in wanted]
    assert classes_of(index, STATUS_LIMITS).tolist() == expected


def test_a_joint_value_counts_once_in_mean_and_spread() -> None:
    values = pd.Series([10.0, 10.0, 20.0, 30.0, 60.0], index=CODES[:5])
    once = np.array([10.0, 20.0, 30.0, 60.0])
    found = standardised(values, {"000": "000", "001": "000"})
    assert found.to_numpy() == pytest.approx((values.to_numpy() - once.mean()) / once.std())
    alone = standardised(values, {})
    assert alone.to_numpy() != pytest.approx(found.to_numpy())


def test_a_sum_is_one_observation_only_where_every_indicator_is_joint() -> None:
    both = {"000": "000", "001": "000"}
    assert shared_units(CODES[:4], [both, {**both, "002": "000"}]) == both
    assert shared_units(CODES[:4], [both, {}]) == {}
    assert shared_units(CODES[:4], [both, {"001": "001", "002": "001"}]) == {}


def test_z_scores_within_groups_are_those_of_each_group() -> None:
    frame = _frame(1)
    groups = {code: "a" if place < 20 else "b" for place, code in enumerate(CODES[:-1])}
    found = standardised_within(frame, {}, groups)["i0"]
    part = frame["i0"].iloc[:20]
    wanted = ((part - part.mean()) / part.std(ddof=0)).to_numpy()
    assert found.iloc[:20].to_numpy() == pytest.approx(wanted)
    assert np.isnan(found.iloc[-1])


@pytest.mark.parametrize("values", [[5.0], [5.0] * 9, [0.1 + 0.2, 0.3] * 4, [np.nan] * 5, []])
def test_without_spread_there_is_no_score_and_nothing_infinite(values: list[float]) -> None:
    found = standardised(pd.Series(values, index=CODES[: len(values)], dtype=float), {})
    assert found.isna().all()


def test_a_missing_value_takes_the_area_out_and_no_other_one() -> None:
    frame = _frame()
    frame.loc["003", "i1"] = np.nan
    parts = contributions(standardised_within(frame, {}), {"i0": 1, "i1": 1})
    assert parts.loc["003"].isna().all()
    assert list(parts.columns) == ["i0", "i1"]
    index = composite(parts, {})
    assert index.isna().sum() == 1
    assert classes_of(index, STATUS_LIMITS)["003"] == -1


@pytest.mark.parametrize("weights", [{}, {"i0": 0.0}, {"i0": float("nan")}])
def test_weights_that_sum_to_zero_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(SozialraumError, match="ergeben zusammen null"):
        weights_of(weights, ["i0", "i1"])


def test_limits_and_ties_belong_to_the_class_above() -> None:
    index = pd.Series([-1.0 - 1e-8, -1.0, 1.0 - 1e-12, 1.0, 1.5, np.nan])
    assert classes_of(index, STATUS_LIMITS).tolist() == [0, 1, 2, 2, 3, -1]
    assert classes_of(index, DYNAMICS_LIMITS).tolist() == [0, 1, 2, 2, 2, -1]


def test_sensitivity_is_what_recalculating_every_variation_gives() -> None:
    frame, weights = _frame(), {"i0": 1.0, "i1": 2.0, "i2": -1.0}
    scores = standardised_within(frame, {})
    found = sensitivity(scores, weights, {}, STATUS_LIMITS, variations=50, seed=3)
    base = classes_of(composite(contributions(scores, weights), {}), STATUS_LIMITS)
    factors = np.random.default_rng(3).uniform(0.5, 1.5, (50, 3))
    same = np.zeros(len(CODES))
    for row in factors:
        varied = _by_hand(frame.to_numpy(), row * np.array([1.0, 2.0, -1.0]))
        same += classes_of(pd.Series(varied, index=CODES), STATUS_LIMITS).to_numpy() == base
    assert found.weights.to_numpy() == pytest.approx(same / 50)
    less = classes_of(composite(contributions(scores, {"i0": 1.0, "i2": -1.0}), {}), STATUS_LIMITS)
    assert found.left_out["i1"].tolist() == (less == base).tolist()
    assert found.certainty.between(0, 1).all()
    assert found.certainty.nunique() > 2


# -- clusters ----------------------------------------------------------------------------------


def _grid(side: int = 8) -> gpd.GeoDataFrame:
    boxes = [shapely.box(x, y, x + 1, y + 1) for y in range(side) for x in range(side)]
    codes = [f"{n:03}" for n in range(side * side)]
    return gpd.GeoDataFrame(geometry=boxes, index=codes)


def _two_sided(found: esda.Moran_Local) -> np.ndarray:
    above = (found.rlisas >= found.Is[:, None]).sum(axis=1)
    below = (found.rlisas <= found.Is[:, None]).sum(axis=1)
    return np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (found.permutations + 1))


def _values(areas: gpd.GeoDataFrame) -> pd.Series[float]:
    chance = np.random.default_rng(11)
    west = areas.geometry.centroid.x.to_numpy() < 4
    return pd.Series(np.where(west, 10.0, 0.0) + chance.normal(size=len(areas)), areas.index)


def test_clusters_are_those_of_esda_used_directly() -> None:
    areas = _grid()
    values = _values(areas).round(0)  # with ties
    graph = Graph.build_contiguity(areas, rook=False).transform("r")
    direct = esda.Moran_Local(values.to_numpy(), graph, permutations=199, seed=5)
    shuffled = values.sample(frac=1, random_state=1)
    found = local_clusters(shuffled, contiguity(areas), permutations=199, seed=5)
    p_values = _two_sided(direct)
    assert found.p_value[values.index].to_numpy() == pytest.approx(p_values)
    assert found.moran == pytest.approx(direct.Is.mean())
    order = np.sort(p_values)
    passing = order <= 0.05 * np.arange(1, len(order) + 1) / len(order)
    limit = order[np.flatnonzero(passing)[-1]]
    named = {1: "hoch_hoch", 2: "niedrig_hoch", 3: "niedrig_niedrig", 4: "hoch_niedrig"}
    wanted = [
        named[q] if p <= limit else "unauffaellig" for q, p in zip(direct.q, p_values, strict=True)
    ]
    assert found.cluster[values.index].tolist() == wanted
    assert {"hoch_hoch", "niedrig_niedrig"} <= set(wanted)


def test_missing_values_and_islands_are_named_and_change_nothing_else() -> None:
    areas = _grid()
    far = gpd.GeoDataFrame(geometry=[shapely.box(50, 50, 51, 51)], index=["900"])
    more = pd.concat([areas, far])
    values = _values(areas)
    values["900"], values["000"] = 3.0, np.nan
    found = local_clusters(values, contiguity(more), permutations=199, seed=5)
    assert found.cluster["900"] == Cluster.ISLAND
    assert found.cluster["000"] == Cluster.MISSING
    assert np.isnan(found.p_value[["900", "000"]]).all()
    left = areas.drop(index="000")
    direct = esda.Moran_Local(
        values[left.index].to_numpy(),
        Graph.build_contiguity(left, rook=False).transform("r"),
        permutations=199,
        seed=5,
    )
    assert found.p_value[left.index].to_numpy() == pytest.approx(_two_sided(direct))


def test_areas_of_one_joint_value_are_no_neighbours() -> None:
    areas = _grid(2)
    values = pd.Series([1.0, 1.0, 1.0, 1.0], index=areas.index)
    one = local_clusters(values, contiguity(areas), dict.fromkeys(areas.index, "a"))
    assert set(one.cluster) == {Cluster.ISLAND.value}


@pytest.mark.parametrize(
    ("values", "reason"),
    [(1.0, "denselben Wert"), (np.nan, "Weniger als 10"), (None, "Weniger als 10")],
)
def test_without_differences_or_areas_there_is_a_sentence(
    values: float | None, reason: str
) -> None:
    areas = _grid(4)
    shown = areas.index if values is not None else areas.index[:1]
    series = pd.Series(2.0 if values is None else values, index=shown, dtype=float)
    found = local_clusters(series, contiguity(areas))
    assert reason in found.reason
    assert found.p_value.isna().all()
