"""Names and help of all commands. Option names are English, texts German."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, NoReturn

from sozialraum.cli import commands, gaps, lists, network
from sozialraum.cli.addresses import geo_addresses

_TRANSLATIONS = (
    (r"the following arguments are required: (.*)", r"Es fehlt: \1"),
    (r"unrecognized arguments: (.*)", r"Unbekannte Angabe: \1"),
    (
        r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)",
        r"\1: \2 gibt es nicht. Erlaubt: \3",
    ),
    (r"argument (.*?): invalid \w+ value: (.*)", r"\1: \2 ist kein erlaubter Wert"),
    (r"argument (.*?): expected one argument", r"\1 braucht einen Wert"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Speaks German: titles, help option and messages."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            **given | {"add_help": False, "formatter_class": _Formatter, "allow_abbrev": False}
        )
        self._positionals.title = "Angaben"
        self._optionals.title = "Optionen"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        for pattern, german in _TRANSLATIONS:
            message = re.sub(pattern, german, message)
        self.exit(2, f"Falscher Aufruf: {message}\nHilfe: {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser of ``sozialraum``; ``options.run`` is the chosen command."""
    parser = _Parser(prog="sozialraum", description="Sozialraum-Monitor auf der Kommandozeile.")
    _common(parser, home=None, json=False)
    chosen = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    _simple(chosen, "check", "geo/ und data/ prüfen, ohne etwas zu ändern", commands.check)
    _simple(chosen, "publish", "prüfen und als neuen Datenstand veröffentlichen", commands.publish)
    _simple(chosen, "layers", "alle Indikatoren und Karten-Ebenen auflisten", commands.layers)
    _layer(chosen)
    _list(chosen)
    _join(chosen)
    _geo(chosen)
    _network(chosen)
    _gaps(chosen)
    _serve(chosen)
    return parser


def _common(parser: argparse.ArgumentParser, **defaults: Any) -> None:
    """``--home`` and ``--json``, before or after the command."""
    parser.add_argument(
        "--home", type=Path, metavar="DIR", default=defaults.get("home", argparse.SUPPRESS),
        help="Ordner mit geo/ und data/ (sonst SOZIALRAUM_HOME, sonst der nächste nach oben)",
    )  # fmt: skip
    parser.add_argument(
        "--json", action="store_true", default=defaults.get("json", argparse.SUPPRESS),
        help="ein JSON-Dokument auf der Standardausgabe, sonst nichts",
    )  # fmt: skip


def _simple(chosen: Any, name: str, text: str, run: commands.Command) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = chosen.add_parser(name, help=text, description=text)
    _common(parser)
    parser.set_defaults(run=run)
    return parser


def _layer(chosen: Any) -> None:
    text = "die Zeilen eines Indikators oder einer Karten-Ebene ausgeben, ein Gebiet je Zeile"
    parser = _simple(chosen, "layer", text, commands.layer)
    parser.add_argument("id", metavar="ID", help="Kennung aus „sozialraum layers“")
    parser.add_argument("--level", metavar="L", help="Raumebene (sonst die feinste mit Werten)")
    parser.add_argument(
        "--period", metavar="P", help="Stichtag (sonst der neueste mit den meisten Werten)"
    )
    parser.add_argument(
        "--format", choices=["csv", "geojson", "json"], default="csv", help="Form der Ausgabe"
    )


def _list(chosen: Any) -> None:
    text = "die Einträge eines Verzeichnisses ausgeben oder einlesen"
    parser = _simple(chosen, "list", text, lists.list_records)
    parser.add_argument("id", metavar="ID", help="Kennung aus data/listen")
    parser.add_argument("--format", choices=["csv"], help="Tabelle mit allen Spalten")
    parser.add_argument(
        "--import", dest="source", metavar="FILE", type=Path,
        help="das Verzeichnis durch diese CSV-Datei ersetzen und veröffentlichen",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts ändern")


def _join(chosen: Any) -> None:
    text = "eine CSV-Datei probeweise den Gebieten zuordnen und berichten, was nicht passt"
    parser = _simple(chosen, "join", text, commands.join)
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="CSV-Datei („;“, „,“ oder Tabulator)"
    )
    parser.add_argument("--level", metavar="L", required=True, help="Raumebene der Schlüssel")
    parser.add_argument("--key", metavar="COLUMN", help="Spalte mit den Schlüsseln (sonst gesucht)")


def _geo(chosen: Any) -> None:
    text = "Umrisse und Orientierung aus Geodaten erzeugen"
    parser = chosen.add_parser("geo", help=text, description=text)
    kinds = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    build = _simple(
        kinds, "build", "Umrisse aus der Datei der Unterbezirke erzeugen", commands.geo_build
    )
    build.add_argument("--from", dest="source", metavar="FILE", type=Path, required=True,
                       help="GeoPackage oder GeoJSON in voller Auflösung")  # fmt: skip
    build.add_argument("--layer", metavar="NAME", help="Ebene innerhalb der Datei")
    build.add_argument("--tolerance", metavar="M", type=float, help="Vereinfachung in Metern")
    orient = _simple(kinds, "orientation", "Orientierungs-Ebene erzeugen", commands.geo_orientation)
    orient.add_argument("--from", dest="source", metavar="FILE", type=Path, required=True,
                        help="GeoPackage mit Wasser, Straßen, Bahn, Grün, Orten")  # fmt: skip
    counted = _simple(kinds, "addresses", "Adressen je 100-m-Zelle zählen", geo_addresses)
    counted.add_argument("--from", dest="source", metavar="FILE", type=Path, required=True,
                         help="CSV (auch .gz) mit breite und laenge oder lat und lon")  # fmt: skip
    counted.add_argument("--source", dest="origin", metavar="ID", default="openstreetmap",
                         help="Quelle aus data/quellen.toml (openstreetmap)")  # fmt: skip


def _gaps(chosen: Any) -> None:
    text = "wen Angebote zu Fuß erreichen, wen nicht, und wo neue Orte am meisten bewirken"
    gaps.arguments(_simple(chosen, "gaps", text, gaps.gaps))


def _network(chosen: Any) -> None:
    text = "ein Fußwegenetz aus Linien erstellen"
    parser = chosen.add_parser("network", help=text, description=text)
    kinds = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    build = _simple(
        kinds, "build", "Straßen und Wege zu einem Netz verbinden", network.network_build
    )
    build.add_argument("--from", dest="source", metavar="LINES", type=Path, required=True,
                       help="GeoPackage oder GeoJSON (auch .gz) mit Linien")  # fmt: skip
    build.add_argument("--layer", metavar="NAME", help="Ebene innerhalb der Datei")


def _serve(chosen: Any) -> None:
    parser = _simple(chosen, "serve", "das Dashboard starten", commands.serve)
    parser.add_argument("--port", type=int, default=8501, metavar="N", help="Port (8501)")
    parser.add_argument("--address", default="127.0.0.1", metavar="A", help="Adresse (127.0.0.1)")
