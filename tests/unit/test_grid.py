"""100 m cells: ids, the embedded addresses, the Zensus, and a register extract of the user."""

from __future__ import annotations

import gzip
import json
from argparse import Namespace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from sozialraum.analysis.projection import projected
from sozialraum.cli.addresses import geo_addresses
from sozialraum.cli.output import Output
from sozialraum.errors import ProblemsFound, UnknownEntry, UnreadableInput
from sozialraum.importers.addresses import count_addresses, unpacked
from sozialraum.importers.cell_ids import (
    atoms_at,
    cell_ids,
    corners,
    middles,
    shares_of_cells,
)
from sozialraum.importers.grid import check_cells, is_zensus, read_cells, read_register, read_zensus

NORTH, EAST = 3_150_000, 4_146_000
HEADER = "zelle;unterbezirk;adressen\n"


def cell(row: int, column: int) -> str:
    return f"CRS3035RES100mN{NORTH + row * 100:07d}E{EAST + column * 100:07d}"


@pytest.fixture(scope="module")
def outlines() -> gpd.GeoDataFrame:
    """Two atoms side by side: 001 has columns 0 to 1.5 of the cells, 002 has 1.5 to 3."""
    west = box(EAST, NORTH, EAST + 150, NORTH + 300)
    east = box(EAST + 150, NORTH, EAST + 300, NORTH + 300)
    codes = gpd.pd.Index(["001", "002"], name="code")
    return gpd.GeoDataFrame(index=codes, geometry=[west, east], crs=3035).to_crs(25832)


def _base():
    rows = [f"{cell(0, 0)};001;3", f"{cell(0, 1)};001;1", f"{cell(0, 1)};002;3"]
    text = HEADER + "\n".join(rows) + "\n"
    return read_cells(text.encode(), "Adressen", "Quelle", {"001", "002"}, "f.csv", 25832)


def _weights(grid) -> dict[tuple[str, str], float]:
    keys = zip(grid.cell.tolist(), grid.atom.tolist(), strict=True)
    return dict(zip(keys, grid.weight.tolist(), strict=True))


# -- ids -----------------------------------------------------------------------------------------


def test_the_id_is_the_lower_left_corner() -> None:
    found = cell_ids(np.array([4097800.0, 4097899.9, 4097900.0]), np.array([3128500.0] * 3))
    assert found.tolist() == [
        "CRS3035RES100mN3128500E4097800",
        "CRS3035RES100mN3128500E4097800",
        "CRS3035RES100mN3128500E4097900",
    ]
    assert corners(found).tolist()[2] == [4097900.0, 3128500.0]


def test_the_point_of_the_epsg_guidance_note_lies_in_its_cell() -> None:
    """50° N, 5° E is E 3,962,799.45 and N 2,999,718.85 in EPSG:3035 (IOGP 373-7-2)."""
    place = projected(np.array([[5.0, 50.0]]), 4326, 3035)
    assert place[0] == pytest.approx([3_962_799.45, 2_999_718.85], abs=0.01)
    (found,) = cell_ids(place[:, 0], place[:, 1])
    assert found == "CRS3035RES100mN2999700E3962700"
    assert np.hypot(*(middles([found], 25832) - projected(place, 3035, 25832))[0]) < 71


@pytest.mark.parametrize(
    "text", ["", "CRS3035RES1000mN3157E4145", "CRS3035RES100mN3157050E4145900"]
)
def test_other_texts_are_no_ids(text: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        corners([text])


def test_a_place_on_a_border_has_one_atom(outlines) -> None:
    places = np.array([[EAST + 10.0, NORTH + 10], [EAST + 290.0, NORTH + 10], [EAST - 10.0, NORTH]])
    assert atoms_at(projected(places, 3035, 25832), outlines).tolist() == ["001", "002", ""]


def test_cells_are_shared_by_area(outlines) -> None:
    found = shares_of_cells([cell(0, 0), cell(1, 1), cell(0, 9)], outlines)
    assert [(position, atom) for position, atom, _ in found] == [(0, "001"), (1, "001"), (1, "002")]
    assert [share for _, _, share in found] == pytest.approx([1, 0.5, 0.5], abs=1e-3)


# -- the embedded file ---------------------------------------------------------------------------


def test_embedded_cells_are_sorted_and_placed() -> None:
    grid = _base()
    assert _weights(grid) == {
        (cell(0, 0), "001"): 3,
        (cell(0, 1), "001"): 1,
        (cell(0, 1), "002"): 3,
    }
    assert grid.xy.shape == (3, 2)
    assert (grid.xy[1] == grid.xy[2]).all()
    assert (grid.name, grid.source) == ("Adressen", "Quelle")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("CRS3035RES100mN1E1;001;3", "keine Kennung"),
        (f"{cell(0, 0)};009;3", "gibt es nicht"),
        (f"{cell(0, 0)};001;0", "keine Anzahl"),
        (f"{cell(0, 0)};001;1,5", "keine Anzahl"),
        (f"{cell(0, 0)};001", "2 Spalten"),
        (f"{cell(5, 5)};001;3", "mehrfach"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, row: str, what: str) -> None:
    (tmp_path / "geo").mkdir()
    path = tmp_path / "geo" / "adressen_100m.csv"
    path.write_text(f"{HEADER}{cell(5, 5)};001;1\n{row}\n", encoding="utf-8")
    with pytest.raises(ProblemsFound):
        read_cells(path.read_bytes(), "", "", {"001"}, "f.csv", 25832)
    (problem,) = check_cells(tmp_path, {"001"})
    assert problem.key == "Zeile 3"
    assert what in problem.what and problem.fix


def test_a_home_without_cells_has_no_problem(tmp_path: Path) -> None:
    assert check_cells(tmp_path, {"001"}) == []


# -- counting addresses --------------------------------------------------------------------------


def _degrees(outlines, *places: tuple[float, float]) -> list[tuple[float, float]]:
    metres = np.array([[EAST + x, NORTH + y] for x, y in places])
    return [(lat, lon) for lon, lat in projected(metres, 3035, 4326).tolist()]


@pytest.mark.parametrize(
    ("header", "separator", "comma"),
    [
        ("nr,lat,lon", ",", False),
        ("nr;Breite;Länge", ";", True),
        ("nr\tlatitude\tlng", "\t", False),
    ],
)
def test_addresses_are_counted_per_cell_and_atom(outlines, header, separator, comma) -> None:
    places = _degrees(outlines, (10, 10), (20, 90), (120, 10), (180, 10), (900, 900))
    lines = [header]
    for number, (latitude, longitude) in enumerate(places):
        text = separator.join([str(number), f"{latitude:.7f}", f"{longitude:.7f}"])
        lines.append(text.replace(".", ",") if comma else text)
    lines.append(separator.join(["x", "keine", "1"]))
    found = count_addresses("\n".join(lines).encode(), outlines, "a.csv")
    assert found.counts == {
        (cell(0, 0), "001"): 2,
        (cell(0, 1), "001"): 1,
        (cell(0, 1), "002"): 1,
    }
    assert (found.rows, found.addresses, found.outside, found.unreadable) == (6, 4, 1, 1)
    assert found.problems[0].key == "Zeile 7"
    assert found.to_csv("unterbezirk").decode().splitlines()[:2] == [
        HEADER.strip(),
        f"{cell(0, 0)};001;2",
    ]


@pytest.mark.parametrize(
    ("header", "swap", "metres", "hint"),
    [
        ("lat,lon", True, False, "vertauscht"),
        ("lat,lon", False, True, "EPSG:25832"),
        ("nord,ost", False, False, "breite"),
    ],
)
def test_addresses_elsewhere_are_refused(outlines, header, swap, metres, hint) -> None:
    ((latitude, longitude),) = _degrees(outlines, (10, 10))
    if metres:
        longitude, latitude = 393000.0, 5708000.0
    pair = (longitude, latitude) if swap else (latitude, longitude)
    with pytest.raises(UnreadableInput) as caught:
        count_addresses(f"{header}\n{pair[0]},{pair[1]}\n".encode(), outlines, "a.csv")
    assert hint in str(caught.value)


def test_packed_files_are_unpacked_and_damaged_ones_refused() -> None:
    assert unpacked(gzip.compress(b"lat,lon\n")) == b"lat,lon\n"
    assert unpacked(b"lat,lon\n") == b"lat,lon\n"
    with pytest.raises(UnreadableInput, match="beschädigt"):
        unpacked(gzip.compress(b"lat,lon\n" * 100)[:-9])


def _command(home: Path, source: Path, origin: str = "stadt") -> int:
    return geo_addresses(Namespace(home=home, source=source, origin=origin), Output(json=True))


def test_the_command_writes_counts_and_their_origin(toy: Path, tmp_path: Path, capsys) -> None:
    source = tmp_path / "a.csv"
    source.write_text(
        "lat,lon\n51.505,7.405\n51.505,7.4051\n51.515,7.405\n50,7\n", encoding="utf-8"
    )
    assert _command(toy, source) == 0
    printed = json.loads(capsys.readouterr().out)
    stored = json.loads((toy / "geo/adressen_100m.json").read_text(encoding="utf-8"))
    assert stored.items() <= printed.items()
    assert (stored["adressen"], stored["ausserhalb"], stored["quelle"]) == (3, 1, "stadt")
    text = (toy / "geo/adressen_100m.csv").read_text(encoding="utf-8")
    assert "51.5" not in text and "51,5" not in text
    assert text.splitlines()[0] == HEADER.strip()
    assert {line.split(";")[1] for line in text.splitlines()[1:]} == {"001", "003"}


def test_the_command_refuses_an_unknown_origin_and_changes_nothing(toy: Path, tmp_path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("lat,lon\n51.505,7.405\n", encoding="utf-8")
    with pytest.raises(UnknownEntry, match="Quelle"):
        _command(toy, source, "niemand")
    assert not (toy / "geo/adressen_100m.csv").exists()


# -- Zensus and register -------------------------------------------------------------------------

ZENSUS = "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner"


def _zensus(*rows: tuple[int, int, str]) -> str:
    lines = [
        f"{cell(r, c)};{EAST + c * 100 + 50};{NORTH + r * 100 + 50};{text}" for r, c, text in rows
    ]
    return "\n".join([ZENSUS, *lines]) + "\n"


def test_zensus_cells_are_split_by_addresses_then_by_area(outlines) -> None:
    content = _zensus((0, 0, "10"), (0, 1, "40"), (1, 1, "20"), (9, 9, "70")).encode()
    assert is_zensus(content)
    read = read_zensus(content, _base(), outlines)
    assert _weights(read.grid) == pytest.approx(
        {
            (cell(0, 0), "001"): 10,
            (cell(0, 1), "001"): 10,
            (cell(0, 1), "002"): 30,
            (cell(1, 1), "001"): 10,
            (cell(1, 1), "002"): 10,
        },
        rel=1e-3,
    )
    assert not read.problems
    assert any("außerhalb" in note and "70 Personen" in note for note in read.notes)
    assert any("1 Zellen" in note and "Fläche" in note for note in read.notes)


def test_withheld_cells_stay_unknown_in_old_encodings_too(outlines) -> None:
    content = _zensus((0, 0, "10"), (0, 1, "–")).encode("cp1252")
    read = read_zensus(content, _base(), outlines)
    assert _weights(read.grid) == {(cell(0, 0), "001"): 10}
    assert any("1 Einträge ohne Angabe" in note for note in read.notes)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (f"{cell(0, 1)};1;2;5", "Mittelpunkt"),
        (f"CRS3035;{EAST + 50};{NORTH + 50};5", "keine Kennung"),
        (f"{cell(0, 0)};{EAST + 50};{NORTH + 50};5", "mehrfach"),
        (f"{cell(1, 1)};{EAST + 150};{NORTH + 150};-5", "keine mögliche Anzahl"),
        (f"{cell(1, 1)};{EAST + 150};{NORTH + 150};{'9' * 400}", "keine mögliche Anzahl"),
        (f"{cell(1, 1)};{EAST + 150};{NORTH + 150};1.234", "Punkt"),
    ],
)
def test_faulty_zensus_rows_are_named_and_left_out(outlines, row: str, what: str) -> None:
    content = (_zensus((0, 0, "10")) + row + "\n").encode()
    read = read_zensus(content, _base(), outlines, "z.csv")
    (problem,) = read.problems
    assert what in problem.what and (problem.file, problem.key) == ("z.csv", "Zeile 3")
    assert _weights(read.grid) == {(cell(0, 0), "001"): 10}


def test_a_register_with_cells_adds_its_rows(outlines) -> None:
    content = f"Zelle,Anzahl\n{cell(0, 0)},2\n{cell(0, 0)},3\n".encode()
    assert not is_zensus(content)
    read = read_register(content, _base(), outlines)
    assert _weights(read.grid) == {(cell(0, 0), "001"): 5}


def test_a_register_with_places_uses_the_place_not_the_cell(outlines) -> None:
    (a, b, c) = _degrees(outlines, (120, 10), (180, 10), (900, 10))
    rows = [f"{a[0]},{a[1]},4", f"{b[0]},{b[1]},6", f"{c[0]},{c[1]},9", f"{a[1]},{a[0]},7", "x,7,1"]
    content = "\n".join(["lat,lon,personen", *rows]).encode()
    read = read_register(content, _base(), outlines)
    assert _weights(read.grid) == {(cell(0, 1), "001"): 4, (cell(0, 1), "002"): 6}
    assert [problem.key for problem in read.problems] == ["Zeile 5", "Zeile 6"]
    assert "vertauscht" in read.problems[0].fix
    assert any("9 Personen" in note for note in read.notes)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (f"{ZENSUS}\n{cell(9, 9)};{EAST + 950};{NORTH + 950};5\n", "Keine Zelle"),
        ("GITTER_ID_100m;Personen\nx;1\n", "einwohner"),
        ("zelle;wert\nx;1\n", "anzahl"),
        ("ort;anzahl\nx;1\n", "zelle"),
    ],
)
def test_useless_files_are_refused_with_a_remedy(outlines, content: str, what: str) -> None:
    read = read_zensus if is_zensus(content.encode()) else read_register
    with pytest.raises(UnreadableInput) as caught:
        read(content.encode(), _base(), outlines)
    assert what in str(caught.value) and caught.value.fix
