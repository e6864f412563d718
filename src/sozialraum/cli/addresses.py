"""``sozialraum geo addresses``: the embedded weights, counted once from single addresses."""

from __future__ import annotations

import hashlib
import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sozialraum.cli.commands import read_bytes
from sozialraum.cli.output import Output

if TYPE_CHECKING:
    from sozialraum.domain.indicators import Source
    from sozialraum.importers.addresses import AddressCells

CELLS, MANIFEST = "adressen_100m.csv", "adressen_100m.json"
METHOD = (
    "Jede Adresse zählt in ihrer INSPIRE-Zelle von 100 m (EPSG:3035) und in dem Gebiet, in "
    "dessen Umriss (geo/umrisse.topojson) sie liegt; gespeichert sind nur Anzahlen."
)


def geo_addresses(options: Namespace, output: Output) -> int:
    """Count the addresses of a file per 100 m cell; exit code 1 where rows were unreadable."""
    from sozialraum.catalog import load_catalog
    from sozialraum.geometry.manifest import replace_files
    from sozialraum.geometry.topology import load_outlines
    from sozialraum.importers.addresses import count_addresses
    from sozialraum.publish import home_folder

    home = home_folder(options.home)
    source = load_catalog(home).source(options.origin)
    content = read_bytes(options.source)
    output.progress(f"Adressen aus {options.source.name} werden den Zellen zugeordnet …")
    found = count_addresses(content, load_outlines(home), options.source.name)
    for problem in found.problems:
        output.progress(f"  - {problem}")
    cells = found.to_csv(load_catalog(home).atom)
    manifest = _manifest(options.source, content, source, found, cells)
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    replace_files(home / "geo", {CELLS: cells, MANIFEST: text.encode("utf-8")})
    output.result(home / "geo", manifest)
    return int(found.unreadable > 0)


def _manifest(
    path: Path, content: bytes, source: Source, found: AddressCells, cells: bytes
) -> dict[str, Any]:
    return {
        "datei": path.name,
        "datei_sha256": hashlib.sha256(content).hexdigest(),
        "quelle": source.id,
        "lizenz": source.licence,
        "verfahren": METHOD,
        "zeilen_der_datei": found.rows,
        "adressen": found.addresses,
        "ausserhalb": found.outside,
        "nicht_lesbar": found.unreadable,
        "zellen": len({cell for cell, _ in found.counts}),
        "zeilen": len(found.counts),
        "adressen_sha256": hashlib.sha256(cells).hexdigest(),
    }
