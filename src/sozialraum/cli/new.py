"""The command ``new``: a home folder for another city, from one file of outlines."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sozialraum.cli.output import Output
from sozialraum.render.formats import number

if TYPE_CHECKING:
    from sozialraum.publish.new_home import NewHome


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``new``."""
    add = parser.add_argument
    add("folder", metavar="DIR", type=Path, help="neuer Ordner; leer oder noch nicht da")
    add("--areas", metavar="FILE", type=Path, required=True, help="GeoPackage oder GeoJSON")
    add("--key", metavar="COLUMN", required=True, help="Spalte mit dem Schlüssel der Gebiete")
    add("--name", metavar="COLUMN", required=True, help="Spalte mit dem Namen der Gebiete")
    add("--city", metavar="NAME", help="Name der Stadt (sonst der des Ordners)")
    add(
        "--parent", dest="parents", metavar="LEVEL=COLUMN", action="append", default=[],
        help="gröbere Ebene aus einer Spalte, auch LEVEL=SCHLÜSSEL,NAME; mehrfach möglich",
    )  # fmt: skip
    add("--crs", metavar="EPSG", type=int, help="Koordinatensystem der Datei, etwa 25832")
    add("--layer", metavar="NAME", help="Layer des GeoPackage")
    add("--edition", metavar="P", help="Gebietsstand der Umrisse, JJJJ-MM-TT (sonst heute)")
    add("--tolerance", metavar="M", type=float, help="Vereinfachung in Metern (sonst bis 12)")
    add("--keep-gaps", action="store_true", help="Lücken zwischen den Gebieten belassen")


def new(options: argparse.Namespace, output: Output) -> int:
    """Make the folder; prints what was made and what to check."""
    from sozialraum.cli.commands import read_bytes
    from sozialraum.domain.period import Period
    from sozialraum.publish.new_home import Wanted, new_home
    from sozialraum.publish.new_home_levels import Parent

    folder = options.folder.resolve()
    edition = {"edition": Period(options.edition)} if options.edition else {}
    wanted = Wanted(
        key=options.key,
        name=options.name,
        city=options.city or folder.name,
        parents=tuple(Parent.read(text) for text in options.parents),
        crs=options.crs,
        layer=options.layer,
        tolerance=options.tolerance,
        keep_gaps=options.keep_gaps,
        **edition,
    )
    content = read_bytes(options.areas)
    made = new_home(folder, content, options.areas.name, wanted, output.progress)
    if output.json:
        output.document({"ok": True, "folder": str(made.folder)} | made.as_dict())
    else:
        _print(output, made)
    return 0


def _print(output: Output, made: NewHome) -> None:
    output.text(f"Angelegt: {made.folder}")
    output.text("Gebiete: " + ", ".join(f"{n} {level}" for level, n in made.areas.items()))
    output.text(
        f"Umrisse: {number(made.vertices_before)} Stützpunkte wurden {number(made.vertices_after)}"
        f"; keine Fläche weicht um mehr als {number(made.deviation.area_max, 2)} % ab."
    )
    for what, count in made.mended.items():
        output.text(f"{what}: {number(count)}")
    for note in made.notes:
        output.text(note)
    output.text(f"Weiter: {made.folder / 'LIESMICH.md'} lesen, dann")
    output.text(f"  sozialraum publish --home {made.folder}")
    output.text(f"  sozialraum serve --home {made.folder}")
