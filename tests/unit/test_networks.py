"""The stored network and the command that builds it."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest
from shapely import LineString

from sozialraum.analysis.network import Network, build_network
from sozialraum.cli.network import network_build
from sozialraum.cli.output import Output
from sozialraum.errors import UnreadableInput
from sozialraum.storage import networks
from sozialraum.storage.networks import (
    NetworkOrigin,
    load_network,
    network_manifest,
    save_network,
)
from toy_home import make_home

ORIGIN = NetworkOrigin("wege.geojson", "", "ab" * 32, 4326, ("Ein Hinweis.",))


def street(length: float = 120) -> Network:
    return build_network([LineString([(0, 0), (length, 0)])])


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    network = street()
    manifest = save_network(tmp_path, network, ORIGIN)
    loaded = load_network(tmp_path)
    assert loaded is not None
    for name in ("xy", "pairs", "metres"):
        assert np.array_equal(getattr(loaded, name), getattr(network, name))
    assert loaded.report == network.report == manifest.report
    assert network_manifest(tmp_path) == manifest
    assert manifest.origin == ORIGIN
    assert manifest.built.endswith("+00:00")
    assert loaded.distances([(0, 0)], [(120, 0)], 500).data.tolist() == [120]


def test_before_it_is_built_there_is_none(tmp_path: Path) -> None:
    assert load_network(tmp_path) is None
    assert network_manifest(tmp_path) is None


def test_it_is_loaded_once_until_it_is_replaced(tmp_path: Path) -> None:
    save_network(tmp_path, street(), ORIGIN)
    first = load_network(tmp_path)
    assert load_network(tmp_path) is first
    save_network(tmp_path, street(200), ORIGIN)
    second = load_network(tmp_path)
    assert second is not None
    assert second.report.length_m == 200


def test_two_files_stay_at_most(tmp_path: Path) -> None:
    for length in (100, 200, 300):
        last = save_network(tmp_path, street(length), ORIGIN)
    folder = tmp_path / networks.FOLDER
    assert len(list(folder.glob("*.npz"))) == 2
    assert (folder / last.file).is_file()
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize("name", ["manifest", "cut", "missing", "other", "exchanged"])
def test_damage_is_told_with_the_remedy(tmp_path: Path, name: str) -> None:
    manifest = save_network(tmp_path, street(150), ORIGIN)
    folder = tmp_path / networks.FOLDER
    file = folder / manifest.file
    if name == "manifest":
        (folder / networks.MANIFEST).write_text("{}", encoding="utf-8")
    elif name == "cut":
        file.write_bytes(file.read_bytes()[:-5])
    elif name == "missing":
        file.unlink()
    elif name == "exchanged":
        other = save_network(tmp_path / "other", street(90), ORIGIN)
        file.write_bytes((tmp_path / "other" / networks.FOLDER / other.file).read_bytes())
    else:
        (folder / networks.MANIFEST).write_text("nichts", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="network build"):
        load_network(tmp_path)


def test_an_interrupted_write_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = save_network(tmp_path, street(), ORIGIN)

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(networks, "replace_text", full)
    with pytest.raises(OSError, match="No space"):
        save_network(tmp_path, street(500), ORIGIN)
    assert network_manifest(tmp_path) == old
    assert load_network(tmp_path) is not None


# -- the command --------------------------------------------------------------------------------


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "wege.geojson"
    east, north = 390_000, 5_710_000
    coordinates = [[[east, north], [east + 100, north]], [[east + 50, north + 50], [east, north]]]
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiLineString", "coordinates": coordinates},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_command_prints_one_document(tmp_path: Path, lines: Path, capsys) -> None:
    options = Namespace(home=make_home(tmp_path), source=lines, layer=None)
    assert network_build(options, Output(json=True)) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["ok"] is True
    assert document["folder"] == str(tmp_path / "var" / "netz")
    assert document["origin"]["source"] == "wege.geojson"
    assert document["report"]["lines"] == 2
    assert document["report"]["length_m"] == pytest.approx(100 + 50 * 2**0.5)
    assert "Linien lesen" in told.err
    assert load_network(tmp_path / "var") is not None


def test_the_command_speaks_german(tmp_path: Path, lines: Path, capsys) -> None:
    options = Namespace(home=make_home(tmp_path), source=lines, layer=None)
    assert network_build(options, Output()) == 0
    out = capsys.readouterr().out
    assert "erkannt: EPSG:25832" in out
    assert "aus 2 Linien" in out
    assert "Alle Wege hängen zusammen." in out
    assert str(tmp_path / "var" / "netz") in out
