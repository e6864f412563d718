"""GeoJSON: features or a refusal."""

from __future__ import annotations

from fuzz import run
from sozialraum.errors import GeometryRefused
from sozialraum.geometry.geopackage import MAGIC
from sozialraum.geometry.shapes_reading import read_shapes


def one(data: bytes) -> None:
    """Raises everything but :class:`GeometryRefused`, and where the features are inconsistent."""
    if data.startswith(MAGIC):
        return  # a process of its own each time: see read_geopackage
    try:
        shapes = read_shapes(data, "a.geojson")
    except GeometryRefused as error:
        assert all(problem.what and problem.fix for problem in error.problems), error
        return
    assert len(shapes.rows) == len(shapes.geometries)
    assert all(len(row) == len(shapes.columns) for row in shapes.rows)
    assert all(isinstance(text, str) for row in shapes.rows for text in row)


if __name__ == "__main__":
    run(one)
