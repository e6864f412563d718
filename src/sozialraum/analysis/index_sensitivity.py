"""How stable the classes of a composite index are: other weights, one indicator less. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.analysis.composite_index import (
    Units,
    classes_of,
    composite,
    contributions,
    first_of_units,
    weights_of,
)

SPREAD = 0.5
"""Weights vary independently and evenly by up to this share of themselves."""
VARIATIONS = 1_000
SEED = 20_240_101


@dataclass(frozen=True)
class Sensitivity:
    """Shares (0 to 1) per area of the variations in which its class stays; NaN without a class.

    ``weights``: all weights vary at random (seeded). ``left_out``: one indicator at a time is left
    out, a frame with one column per indicator, True where the class stays; ``stays`` is the share
    of them. ``certainty`` is the smaller of the two shares.
    """

    weights: pd.Series[float]
    left_out: pd.DataFrame
    stays: pd.Series[float]

    @property
    def certainty(self) -> pd.Series[float]:
        """The worse of both shares."""
        return pd.concat([self.weights, self.stays], axis=1).min(axis=1, skipna=True)


def sensitivity(
    scores: pd.DataFrame,
    weights: Mapping[str, float],
    units: Units,
    limits: Sequence[float],
    *,
    variations: int = VARIATIONS,
    seed: int = SEED,
) -> Sensitivity:
    """Compare the classes with those of other weights; arguments as for the index itself.

    With a single indicator nothing can be left out: ``left_out`` has no column, ``stays`` is NaN.
    Raises :class:`~sozialraum.errors.SozialraumError` where the weights add up to zero.
    """
    parts = contributions(scores, weights)
    base = classes_of(composite(parts, units), limits)
    known = base >= 0
    signed = weights_of(weights, list(scores.columns))
    used = signed[signed != 0]
    varied = _varied(used, variations, seed)
    once = first_of_units(base.index[known], units)
    matrix = scores.loc[known, list(used.index)].to_numpy()
    same = _classes(matrix @ varied.T, once, limits) == base[known].to_numpy()[:, None]
    stays = pd.Series(same.mean(axis=1), index=base.index[known]).reindex(base.index)
    kept = {
        column: (classes_of(composite(parts.drop(columns=column), units), limits) == base)[known]
        for column in (used.index if len(used) > 1 else ())
    }
    left_out = pd.DataFrame(kept, index=base.index[known]).reindex(base.index)
    share = left_out.astype("float64").mean(axis=1)
    return Sensitivity(stays.astype("float64"), left_out, share)


def _varied(used: pd.Series[float], variations: int, seed: int) -> np.ndarray:
    """Weights of every variation, shape (variations, indicators); their sizes add up to 1."""
    factors = np.random.default_rng(seed).uniform(1 - SPREAD, 1 + SPREAD, (variations, len(used)))
    raw = factors * used.to_numpy()
    return np.asarray(raw / np.abs(raw).sum(axis=1, keepdims=True))


def _classes(totals: np.ndarray, once: np.ndarray, limits: Sequence[float]) -> np.ndarray:
    """Classes per area and variation; mean and spread over every published unit once."""
    counted = totals[once]
    spread = counted.std(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.round((totals - counted.mean(axis=0)) / spread, 9)
    found = np.searchsorted(np.asarray(limits), index, side="right")
    return np.where(np.isfinite(index), found, -1)
