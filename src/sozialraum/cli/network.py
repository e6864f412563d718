"""The command ``network build``: a routable walking network from lines."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from sozialraum.cli.output import Output
from sozialraum.errors import UnreadableInput

if TYPE_CHECKING:
    from sozialraum.geometry.reference import Place
    from sozialraum.storage.networks import NetworkManifest


def network_build(options: Namespace, output: Output) -> int:
    """Read lines, build the network, store it below ``var/netz``."""
    from sozialraum.analysis.network import build_network
    from sozialraum.geometry.lines import read_lines
    from sozialraum.publish import home_folder
    from sozialraum.storage.networks import FOLDER, NetworkOrigin, save_network
    from sozialraum.storage.release import ReleaseStore

    home = home_folder(options.home)
    var = ReleaseStore(home).var
    output.progress(f"Linien lesen: {options.source}")
    lines = read_lines(options.source, _place(home), options.layer)
    output.progress(f"Netz bilden aus {len(lines.geometries)} Linien")
    network = build_network(lines.geometries)
    origin = NetworkOrigin(lines.file, lines.layer, lines.sha256, lines.epsg, lines.notes)
    manifest = save_network(var, network, origin)
    if output.json:
        output.document({"ok": True, "folder": str(var / FOLDER)} | manifest.as_dict())
    else:
        _print(output, manifest)
        output.text(f"Geschrieben nach {var / FOLDER}")
    return 0


def _place(home: Path) -> Place:
    from sozialraum.geometry.topology import load_place

    place = load_place(home)
    if place is None:
        what = "Die Umrisse der Stadt fehlen, deshalb lässt sich die Lage nicht prüfen."
        raise UnreadableInput(what, "Zuerst erzeugen: sozialraum geo build --from DATEI")
    return place


def _print(output: Output, manifest: NetworkManifest) -> None:
    from sozialraum.render.network import network_sentences

    for sentence in (*manifest.origin.notes, *network_sentences(manifest.report)):
        output.text(sentence)
