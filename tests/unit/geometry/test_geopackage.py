"""A hostile GeoPackage brings down the process that reads it, never the dashboard."""

from __future__ import annotations

import sqlite3
import struct
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from sozialraum.errors import GeometryRefused, Problem
from sozialraum.geometry import geopackage as module
from sozialraum.geometry import gpkg_worker
from sozialraum.geometry.shapes_reading import read_shapes, shape_layers

Writer = Callable[..., Path]
WORKER = Path(gpkg_worker.__file__).read_text(encoding="utf-8")
ENDLESS = "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a"


@pytest.fixture
def good(tmp_path: Path, squares: dict[str, Any], geopackage: Writer) -> Path:
    return geopackage(tmp_path / "a.gpkg", {"eins": squares})


def changed(path: Path, *statements: str) -> bytes:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path.read_bytes()


def refused(content: bytes, layer: str | None = None) -> Problem:
    with pytest.raises(GeometryRefused) as caught:
        read_shapes(content, "a.gpkg", layer)
    (problem,) = caught.value.problems
    assert problem.fix
    return problem


def head(epsg: int = 25832, flags: int = 1) -> bytes:
    return b"GP\x00" + bytes([flags]) + epsg.to_bytes(4, "little")


def with_blob(path: Path, blob: bytes | str | int) -> bytes:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE eins SET geom = ? WHERE fid = 0", (blob,))
    connection.close()
    return path.read_bytes()


# -- what SQL may do ---------------------------------------------------------------------------


def test_triggers_never_fire(good: Path) -> None:
    content = changed(
        good,
        "CREATE TABLE log (a)",
        "CREATE TRIGGER t AFTER INSERT ON eins BEGIN INSERT INTO log VALUES (1); END",
    )
    assert len(read_shapes(content, "a").rows) == 4


def test_the_index_that_every_gis_writes_does_no_harm(good: Path) -> None:
    content = changed(good, "CREATE VIRTUAL TABLE rtree_eins USING rtree(id, x1, x2, y1, y2)")
    assert len(read_shapes(content, "a").rows) == 4


@pytest.mark.parametrize("select", ["SELECT * FROM alt", ENDLESS + " AS geom FROM n"])
def test_a_layer_that_is_a_view_is_refused(good: Path, select: str) -> None:
    content = changed(good, "ALTER TABLE eins RENAME TO alt", f"CREATE VIEW eins AS {select}")
    assert "Abfrage (View)" in refused(content).what


@pytest.mark.parametrize("table", ["gpkg_geometry_columns", "gpkg_spatial_ref_sys"])
def test_tables_of_the_standard_that_are_endless_views_are_refused(good: Path, table: str) -> None:
    content = changed(
        good,
        f"DROP TABLE {table}",
        f"CREATE VIEW {table} AS {ENDLESS} AS table_name, a AS column_name, a AS srs_id FROM n",
    )
    began = time.perf_counter()
    assert table in refused(content).what
    assert time.perf_counter() - began < 5


def test_a_virtual_table_is_refused(good: Path) -> None:
    content = changed(good, "DROP TABLE eins", "CREATE VIRTUAL TABLE eins USING fts4(geom, ub_nr)")
    assert "Abfrage (View)" in refused(content).what


def test_columns_that_compute_are_left_out(good: Path) -> None:
    content = changed(good, "ALTER TABLE eins ADD COLUMN b AS (zeroblob(900000000)) VIRTUAL")
    shapes = read_shapes(content, "a")
    assert shapes.columns == ("fid", "ub_nr")
    assert shapes.notes == ("Berechnete Spalten wurden nicht gelesen.",)


def test_a_layer_that_is_named_like_a_statement(good: Path, tmp_path: Path) -> None:
    name = f"eins\"; ATTACH DATABASE '{tmp_path / 'neu.db'}' AS neu; --"
    quoted = name.replace("'", "''")
    content = changed(good, f"INSERT INTO gpkg_geometry_columns VALUES ('{quoted}', 'geom', 25832)")
    assert "Abfrage (View)" in refused(content, name).what
    assert not (tmp_path / "neu.db").exists()


def test_nothing_but_reading_is_allowed(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = good.with_name("andere.db")
    tried: list[str] = []

    def layers(connection: sqlite3.Connection) -> list[str]:
        for statement in (
            f"ATTACH DATABASE '{other}' AS andere", "DELETE FROM eins", "PRAGMA writable_schema=ON",
            "SELECT load_extension('x')", ENDLESS + " FROM n LIMIT 1",
        ):  # fmt: skip
            with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
                connection.execute(statement)
            tried.append(statement)
        return []

    monkeypatch.setattr(gpkg_worker, "_layers", layers)
    gpkg_worker.answer(str(good), None, 10)
    assert len(tried) == 5
    assert not other.exists()


def test_a_database_without_the_tables_of_the_standard(tmp_path: Path) -> None:
    content = changed(tmp_path / "a.gpkg", "CREATE TABLE eins (geom)")
    assert "kein lesbares GeoPackage" in refused(content).what


def test_file_in_the_journal_mode_of_qgis(good: Path) -> None:
    connection = sqlite3.connect(good)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("UPDATE eins SET ub_nr = ub_nr")
    connection.commit()
    connection.close()
    content = good.read_bytes()
    assert content[18:20] == b"\x02\x02"
    assert len(read_shapes(content, "a").rows) == 4


def test_damaged_pages(good: Path) -> None:
    content = good.read_bytes()
    for start in range(100, len(content) - 200, 1_500):
        broken = content[:start] + b"\xff" * 150 + content[start + 150 :]
        try:
            read_shapes(broken, "a")
        except GeometryRefused as error:
            assert error.problems[0].fix
    assert "kein lesbares" in refused(content[:1_000]).what


# -- geometries --------------------------------------------------------------------------------


def wkb(kind: int, *numbers: int) -> bytes:
    return struct.pack(f"<BI{len(numbers)}I", 1, kind, *numbers)


@pytest.mark.parametrize(
    ("blob", "what"),
    [
        (b"XX\x00\x01", "nicht lesbar"),
        ("Text", "nicht lesbar"),
        (5, "nicht lesbar"),
        (b"GP", "nicht lesbar"),
        (head(flags=0b1011) + b"x" * 80, "nicht lesbar"),
        (head() + wkb(3, 0xFFFFFFFF), "nicht lesbar"),
        (head() + wkb(2, 0x10000000), "nicht lesbar"),
        (head() + wkb(6, 1, 0xFFFFFFFF), "nicht lesbar"),
        (head() + wkb(7, 1) * 20 + wkb(1, 0, 0, 0, 0), "zu tief verschachtelt"),
        (head() + wkb(10, 0), "unbekannte Art"),
        (head() + wkb(4001, 0), "nicht lesbar"),
        (head() + wkb(3, 1, 1) + b"\0" * 16, "nicht lesbar"),
        (head() + shapely.to_wkb(shapely.LineString([(0, 0), (float("inf"), 1)])), "nicht lesbar"),
    ],
)
def test_broken_geometries_are_named(good: Path, blob: bytes | str | int, what: str) -> None:
    problem = refused(with_blob(good, blob))
    assert problem.key == "eins, Objekt 1"
    assert "Objekt 1" in problem.what
    assert what in problem.what


@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize(
    "text",
    [
        "POINT Z (1 2 3)", "POINT EMPTY", "LINESTRING (1 2, 3 4)", "MULTIPOINT ((1 2), (3 4))",
        "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 1, 2 0.5, 1 0.5))",
        "MULTIPOLYGON Z (((0 0 1, 4 0 1, 4 4 1, 0 0 1)))",
        "GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING (1 2, 3 4)))",
    ],
)  # fmt: skip
def test_all_forms_of_wkb(good: Path, text: str, order: int, flavor: str) -> None:
    shape = shapely.from_wkt(text)
    blob = shapely.to_wkb(shape, byte_order=order, flavor=flavor, output_dimension=3)
    if shape.is_empty:  # the walk over counts is what is tested, not the writer
        blob = shapely.to_wkb(shape)
    found = read_shapes(with_blob(good, head() + blob), "a").geometries[0]
    assert found.equals(shapely.force_2d(shape)) or shape.is_empty
    corners = sum(gpkg_worker._walk(blob)[:1])
    assert corners == max(1, int(shapely.get_num_coordinates(shape)))


def test_features_without_geometry_and_with_binary_attributes(good: Path) -> None:
    content = changed(
        good,
        "ALTER TABLE eins ADD COLUMN bild BLOB",
        "UPDATE eins SET bild = x'000102', geom = NULL WHERE fid = 1",
        "UPDATE eins SET ub_nr = CAST(x'53fc64' AS TEXT) WHERE fid = 2",
    )
    shapes = read_shapes(content, "a")
    assert shapes.geometries[1] is None
    assert shapes.geometries[2] is not None
    assert shapes.rows[1] == ("1", "002", "")
    assert shapes.rows[2][1] == "Süd"
    assert "Binärdaten" in " ".join(shapes.notes)


def test_limits_of_rows_and_texts(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched, pytest.raises(gpkg_worker.RefusedError) as caught:
        patched.setattr(gpkg_worker, "ROWS", 3)
        gpkg_worker.answer(str(good), "eins", 1_000)
    assert "mehr als 3 Objekte" in caught.value.args[1]
    long = changed(good, "UPDATE eins SET ub_nr = printf('%.*c', 10001, 'x') WHERE fid = 2")
    assert "Objekt 3 hat einen Text mit mehr als 10.000 Zeichen" in refused(long).what


# -- the process -------------------------------------------------------------------------------


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """The real worker, with another function in the place of the one that reads."""
    script = tmp_path / "worker.py"
    script.write_text(
        WORKER[: WORKER.index("if __name__")]
        + f"def answer(*_):\n{textwrap.indent(body, '    ')}\n\nmain()\n",
        "utf-8",
    )
    monkeypatch.setattr(module.gpkg_worker, "__file__", str(script))


def test_a_worker_that_is_killed_is_a_sentence(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = good.read_bytes()
    for body in (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "raise KeyError",
        "import os; os._exit(0)",
    ):
        stand_in(tmp_path, monkeypatch, body)
        assert "abgebrochen" in refused(content).what


def test_a_worker_that_never_ends_is_ended(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(module, "SECONDS", 0.5)
    assert "dauert zu lange" in refused(good.read_bytes()).what


def test_a_worker_may_not_compute_without_end(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "while True: pass")
    script = Path(module.gpkg_worker.__file__)
    script.write_text(script.read_text("utf-8").replace("SECONDS = 30", "SECONDS = 1"), "utf-8")
    monkeypatch.setattr(module, "SECONDS", 20.0)
    assert "beschädigt oder viel zu groß" in refused(good.read_bytes()).what


def test_a_worker_may_not_take_all_memory(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "return {'layers': [len(bytearray(2_000_000_000))]}, []")
    assert "zu viel Speicher" in refused(good.read_bytes()).what


def test_a_worker_may_not_write_files(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "neu"
    stand_in(tmp_path, monkeypatch, f"open({str(target)!r}, 'wb', 0).write(b'x'); return {{}}, []")
    assert "abgebrochen" in refused(good.read_bytes()).what
    assert not target.read_bytes()


def test_what_a_worker_knows_of_the_house(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No settings or secrets from the environment, and nothing but the standard library."""
    monkeypatch.setenv("GEHEIMNIS", "x")
    body = (
        "import os\n"
        "try:\n    import shapely\n    found = 'shapely'\nexcept ImportError:\n    found = 'nichts'\n"
        "return {'layers': [os.environ.get('GEHEIMNIS', 'nichts'), found]}, []"
    )
    stand_in(tmp_path, monkeypatch, body)
    assert shape_layers(good.read_bytes(), "a") == ("nichts", "nichts")
