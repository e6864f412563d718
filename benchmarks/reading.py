"""Reading what people bring: 500,000 rows of long CSV, and the other formats beside it."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.servers import ROOT

ROWS = 500_000
BUDGET_S, BUDGET_MB = 3.0, 500


def measure() -> dict[str, Any]:
    """Seconds and memory of the readers; the CSV in a process of its own, for an honest peak."""
    command = [sys.executable, "-m", "benchmarks.reading", "csv"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=300)
    found: dict[str, Any] = {"csv_500000_rows": json.loads(done.stdout)}
    return found | {"xlsx_50000_rows_s": _xlsx(50_000), "geopackage_170_areas_s": _geopackage()}


def _csv(rows: int) -> dict[str, Any]:
    from sozialraum.importers.formats import read_table

    lines = ["Gebiet;Name;Indikator;Stichtag;Wert;Hinweis"]
    lines += [
        f"{n % 170:03d};Unterbezirk {n % 170};kinder_sgb2;20{n % 25:02d};{n % 9973},{n % 10};"
        for n in range(rows)
    ]
    content = "\n".join(lines).encode()
    del lines
    before, computing = _peak(), time.process_time()
    seconds, table = _timed(lambda: read_table(content, "lang.csv"))
    assert table.cells.shape == (rows + 1, 6)
    assert table.cells.iloc[2].tolist() == [
        "001",
        "Unterbezirk 1",
        "kinder_sgb2",
        "2001",
        "1,1",
        "",
    ]
    return {
        "megabytes": round(len(content) / 1e6, 1),
        "seconds": round(seconds, 2),
        "computing_seconds": round(time.process_time() - computing, 2),
        "budget_s": BUDGET_S,
        "added_memory_mb": round(_peak() - before),
        "peak_memory_mb": round(_peak()),
        "budget_mb": BUDGET_MB,
    }


def _xlsx(rows: int) -> float:
    import xlsxwriter

    from sozialraum.importers.formats import read_table

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for n in range(rows):
            page.write_row(n, 0, [f"{n % 170:03d}", "Unterbezirk", n * 1.5, 2024, f"Text {n}", 3])
    seconds, table = _timed(lambda: read_table(stream.getvalue(), "lang.xlsx"))
    assert table.cells.shape == (rows, 6)
    return round(seconds, 2)


def _geopackage() -> float:
    """The embedded areas, written as a GeoPackage by hand, read through the reading process."""
    import sqlite3

    import shapely

    from sozialraum.geometry.shapes_reading import read_shapes
    from sozialraum.geometry.topology import load_outlines

    shapes = load_outlines(ROOT).geometry
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES (25832, 'EPSG', 25832);"
        "CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);"
        "INSERT INTO gpkg_geometry_columns VALUES ('ub', 'geom', 25832);"
        "CREATE TABLE ub (code TEXT, geom BLOB);"
    )
    for code, shape in shapes.items():
        blob = b"GP\x00\x01" + (25832).to_bytes(4, "little") + shapely.to_wkb(shape)
        connection.execute("INSERT INTO ub VALUES (?, ?)", (code, blob))
    content = connection.serialize()
    seconds, found = _timed(lambda: read_shapes(content, "a.gpkg"))
    assert len(found.rows) == len(shapes)
    return round(seconds, 3)


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = run()
    return time.perf_counter() - began, found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    json.dump(_csv(ROWS) if "csv" in sys.argv[1:] else measure(), sys.stdout, indent=2)
    print()
