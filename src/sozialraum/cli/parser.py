"""Names and help of all commands. Option names are English, texts German."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, NoReturn

from sozialraum.cli import (
    audit_log,
    backup,
    commands,
    fetch,
    gaps,
    imports,
    lists,
    network,
    new,
)
from sozialraum.cli.addresses import geo_addresses
from sozialraum.cli.crosswalk import crosswalk_arguments, geo_crosswalk

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
    _imports(chosen)
    _simple(chosen, "audit", "prüfen, ob sich Geheimes berechnen lässt", imports.audit)
    _geo(chosen)
    _new(chosen)
    _network(chosen)
    _gaps(chosen)
    _fetch(chosen)
    _operation(chosen)
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


def _imports(chosen: Any) -> None:
    text = "eine Tabelle (CSV, XLSX) den Gebieten zuordnen, prüfen und veröffentlichen"
    imports.import_arguments(_simple(chosen, "import", text, imports.import_file))
    _simple(chosen, "imports", "den Verlauf der Importe ausgeben", imports.list_imports)
    back = _simple(chosen, "rollback", "einen Import zurücknehmen", imports.roll_back)
    back.add_argument("number", metavar="N", type=int, help="Nummer aus „sozialraum imports“")


def _geo(chosen: Any) -> None:
    text = "Umrisse und Orientierung aus Geodaten erzeugen"
    parser = chosen.add_parser("geo", help=text, description=text)
    kinds = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    build = _simple(
        kinds, "build", "Umrisse aus der Datei der Gebiete erzeugen", commands.geo_build
    )
    build.add_argument("--from", dest="source", metavar="FILE", type=Path, required=True,
                       help="GeoPackage oder GeoJSON in voller Auflösung")  # fmt: skip
    build.add_argument("--layer", metavar="NAME", help="Ebene innerhalb der Datei")
    build.add_argument("--key", metavar="COLUMN", help="Spalte mit dem Schlüssel der Gebiete")
    build.add_argument("--crs", metavar="EPSG", type=int, help="Koordinatensystem der Datei")
    build.add_argument("--tolerance", metavar="M", type=float, help="Vereinfachung in Metern")
    orient = _simple(kinds, "orientation", "Orientierungs-Ebene erzeugen", commands.geo_orientation)
    orient.add_argument("--from", dest="source", metavar="FILE", type=Path, required=True,
                        help="GeoPackage mit Wasser, Straßen, Bahn, Grün, Orten")  # fmt: skip
    text = "amtliche Umrisse abrufen, prüfen und geo/ neu bauen"
    fetch.update_arguments(_simple(kinds, "update", text, fetch.geo_update))
    counted = _simple(kinds, "addresses", "Adressen je 100-m-Zelle zählen", geo_addresses)
    counted.add_argument("--from", dest="source", metavar="FILE", type=Path, required=True,
                         help="CSV (auch .gz) mit breite und laenge oder lat und lon")  # fmt: skip
    counted.add_argument("--source", dest="origin", metavar="ID", default="openstreetmap",
                         help="Quelle aus data/quellen.toml (openstreetmap)")  # fmt: skip
    text = "einen früheren Gebietsstand mit Umrechnung aus alten Umrissen erzeugen"
    crosswalk_arguments(_simple(kinds, "crosswalk", text, geo_crosswalk))


def _new(chosen: Any) -> None:
    text = "einen Ordner für eine andere Stadt anlegen"
    new.arguments(_simple(chosen, "new", text, new.new))


def _gaps(chosen: Any) -> None:
    text = "wen Angebote zu Fuß erreichen, wen nicht, und wo neue Orte am meisten bewirken"
    gaps.arguments(_simple(chosen, "gaps", text, gaps.gaps))


def _fetch(chosen: Any) -> None:
    text = "Daten aus angegebenen Quellen abrufen und übernehmen"
    fetch.arguments(_simple(chosen, "fetch", text, fetch.fetch))


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


def _operation(chosen: Any) -> None:
    text = "das Protokoll prüfen oder ausgeben"
    parser = chosen.add_parser("audit-log", help=text, description=text)
    kinds = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    text = "prüfen, ob Zeilen geändert, entfernt, eingefügt oder abgeschnitten wurden"
    _simple(kinds, "verify", text, audit_log.audit_log_verify)
    shown = _simple(kinds, "show", "die Zeilen ausgeben", audit_log.audit_log_show)
    audit_log.show_arguments(shown)
    text = "alles, was sich nicht neu erzeugen lässt, in eine Datei sichern"
    backup.backup_arguments(_simple(chosen, "backup", text, backup.backup))
    text = "eine Sicherung wiederherstellen (das Dashboard darf nicht laufen)"
    backup.restore_arguments(_simple(chosen, "restore", text, backup.restore))


def _serve(chosen: Any) -> None:
    parser = _simple(chosen, "serve", "das Dashboard starten", commands.serve)
    parser.add_argument("--port", type=int, default=8501, metavar="N", help="Port (8501)")
    parser.add_argument("--address", default="127.0.0.1", metavar="A", help="Adresse (127.0.0.1)")
