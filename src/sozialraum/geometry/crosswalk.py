"""How much of every former area lies in which area of today, by area or by addresses.

Method: former and present outlines are intersected in metres. By area, a share is the size of the
intersection. By addresses, the addresses of a 100 m cell lie evenly in the part of the cell that
belongs to their atom, and a share is the part of the addresses of the former area. Shares
below :data:`NOISE` are differences of drawing and are left out; the others are scaled to add up to
1 and rounded to :data:`DECIMALS` decimals (the largest takes the rest).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sozialraum.domain.editions import Part
from sozialraum.errors import Problem
from sozialraum.geometry.embedding import refuse
from sozialraum.geometry.matching import CommonGround

NOISE = 0.005
"""Share of a former area below which two drawings of one border differ."""
INSIDE = 0.95
"""Share of a former area that must lie in the city of today."""
DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Pieces:
    """Ground with a number of addresses: valid polygons in metres and their weights."""

    shapes: Any
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """``parts`` sorted by old and new code; ``by_area`` are former areas without any address, whose
    shares are those of the area."""

    parts: tuple[Part, ...]
    by_area: tuple[str, ...] = ()


def shares(
    old: Mapping[str, Any], new: Mapping[str, Any], file: str, pieces: Pieces | None = None
) -> Shares:
    """The crosswalk from ``old`` to ``new`` outlines (code -> valid polygon in metres).

    ``file`` is how problems call the old ones; ``pieces`` weigh by addresses. Raises
    :class:`~sozialraum.errors.GeometryRefused` where a former area lies outside the city of today
    by more than 5 %, or an area of today has no former one.
    """
    ground = _common(old, new)
    sizes = {code: float(shapely.area(shape)) for code, shape in old.items()}
    refuse(_outside(ground, sizes, file))
    counted = _counted(old, new, pieces) if pieces is not None else {}
    parts: list[Part] = []
    for code in sorted(old):
        parts += _parts(code, counted.get(code) or ground[code])
    missing = sorted(set(new) - {part.new for part in parts})
    fix = "Umrisse und Schlüssel prüfen; die alten Umrisse müssen die ganze Stadt abdecken."
    refuse(
        [Problem(file, c, f"Im heutigen „{c}“ liegt kein früheres Gebiet.", fix) for c in missing]
    )
    without = sorted(set(old) - set(counted)) if pieces is not None else []
    return Shares(tuple(parts), tuple(without))


def _common(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Square metres in common, by old and new code."""
    ground = CommonGround.of(_array(old.values()), _array(new.values()))
    olds, news = list(old), list(new)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for n, m, size in zip(ground.shape, ground.atom, ground.size, strict=True):
        found[olds[n]][news[m]] = float(size)
    return found


def _counted(
    old: Mapping[str, Any], new: Mapping[str, Any], pieces: Pieces
) -> dict[str, dict[str, float]]:
    """Addresses in common, by old and new code."""
    zones = {
        (a, b): shapely.intersection(old[a], new[b])
        for a, row in _common(old, new).items()
        for b in row
    }
    ground = CommonGround.of(_array(zones.values()), pieces.shapes)
    covered = np.bincount(ground.atom, ground.size, minlength=len(pieces.weights))
    keys = list(zones)
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for zone, piece, size in zip(ground.shape, ground.atom, ground.size, strict=True):
        a, b = keys[zone]
        found[a][b] += float(pieces.weights[piece] * size / covered[piece])
    return {code: dict(row) for code, row in found.items()}


def _outside(
    ground: Mapping[str, Mapping[str, float]], sizes: Mapping[str, float], file: str
) -> Sequence[Problem]:
    problems = []
    for code, size in sizes.items():
        inside = sum(ground.get(code, {}).values()) / size if size else 0.0
        if inside < INSIDE:
            share = f"{(1 - inside) * 100:.1f}".replace(".", ",")
            what = f"„{code}“ liegt zu {share} % außerhalb der heutigen Stadt."
            problems.append(Problem(file, code, what, "Umriss und Koordinatensystem prüfen."))
    return problems


def _parts(code: str, common: Mapping[str, float]) -> list[Part]:
    """The shares of one former area, rounded so that they add up to exactly 1."""
    total = sum(common.values())
    kept = {new: size for new, size in common.items() if size / total >= NOISE}
    total = sum(kept.values())
    rounded = {new: round(size / total, DECIMALS) for new, size in sorted(kept.items())}
    largest = max(rounded, key=lambda new: rounded[new])
    rest = sum(share for new, share in rounded.items() if new != largest)
    rounded[largest] = round(1 - rest, DECIMALS)
    return [Part(code, new, share) for new, share in rounded.items()]


def _array(shapes: Any) -> Any:
    listed = list(shapes)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array
