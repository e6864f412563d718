"""References between declarations: what one names, another must declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.catalog.declarations import Declared
from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.areas import Area, Level
from sozialraum.domain.indicators import Indicator, Source, Table, TableForm
from sozialraum.domain.layers import Layer, LayerKind
from sozialraum.domain.period import Period
from sozialraum.domain.queries import Scheme
from sozialraum.domain.start import Start
from sozialraum.errors import Problem, UnreadableInput

START_FILE = "data/start.toml"


class References:
    """Checks of references; every method yields problems that name file and key."""

    def __init__(
        self,
        home: Path,
        levels: Declared[Level],
        indicators: Declared[Indicator],
        layers: Declared[Layer],
        sources: Declared[Source],
    ) -> None:
        self.home = home
        self.levels = levels
        self.indicators = indicators
        self.layers = layers
        self.sources = sources

    def of_levels(self, areas: Mapping[str, tuple[Area, ...]]) -> Iterator[Problem]:
        """Source, parent, order, numberings and aliases of the levels."""
        orders = Counter(level.order for level in self.levels.entries.values())
        for level in self.levels.entries.values():
            file = self.levels.files[level.id]
            yield from self._source(file, level.source)
            yield from self._parent(file, level)
            if orders[level.order] > 1:
                what = f"Die Reihenfolge {level.order} ist mehrfach vergeben."
                yield Problem(file, "reihenfolge", what, "Je Ebene eine eigene Zahl wählen.")
            names = {area.code: area.name for area in areas.get(level.id, ())}
            targets = [("aliasnamen", level.aliases)] + [
                (f"zaehlungen.{numbering.name}", numbering.codes) for numbering in level.numberings
            ]
            for key, mapping in targets:
                for word, code in mapping.items():
                    if names and code not in names:
                        what = f"„{word}“ verweist auf das unbekannte Gebiet „{code}“."
                        yield Problem(file, key, what, suggestion(code, names))

    def of_indicators(self) -> Iterator[Problem]:
        """Source, levels, periods and map defaults of the indicators."""
        for indicator in self.indicators.entries.values():
            file = self.indicators.files[indicator.id]
            yield from self._source(file, indicator.source)
            for level in indicator.levels:
                yield from _reference(self.levels, level, "Die Ebene", file, "ebenen")
            for entry in indicator.breaks:
                for period in entry.periods:
                    yield from _period(file, "nicht_vergleichbar.stichtage", period)
            if indicator.map.scheme not in set(Scheme):
                what = f"„{indicator.map.scheme}“ ist keine Klasseneinteilung."
                yield Problem(
                    file, "karte.klasseneinteilung", what, f"Erlaubt sind: {quoted(Scheme)}."
                )
            if list(indicator.map.breaks) != sorted(set(indicator.map.breaks)):
                what = "Die Grenzen steigen nicht an."
                yield Problem(file, "karte.grenzen", what, "Aufsteigend und einmalig schreiben.")

    def of_tables(self, tables: Declared[Table], *, files: bool) -> Iterator[Problem]:
        """Level, source, period, columns and file of the tables of statistics."""
        for table in tables.entries.values():
            file = tables.files[table.id]
            yield from self._table_defaults(file, table)
            for column, indicator in table.columns.items():
                key = f"spalten.{column}"
                yield from _reference(self.indicators, indicator, "Der Indikator", file, key)
            if files:
                yield from file_exists(self.home, file, "data/statistik", table.file)

    def of_layers(self, *, files: bool) -> Iterator[Problem]:
        """Source, level, file and columns of the overlay layers."""
        for layer in self.layers.entries.values():
            file = self.layers.files[layer.id]
            yield from self._source(file, layer.source)
            if self.indicators.knows(layer.id):
                what = f"„{layer.id}“ heißt auch ein Indikator."
                yield Problem(file, "id", what, "Eine der beiden Dateien umbenennen.")
            if layer.kind is LayerKind.AREAS:
                yield from _reference(self.levels, layer.level, "Die Ebene", file, "ebene")
            elif files:
                missing = list(file_exists(self.home, file, "data/orte", layer.file))
                yield from missing or self._layer_columns(file, layer)

    def of_start(self, start: Start) -> Iterator[Problem]:
        """Indicators, levels and layers of the start view."""
        view = start.map
        pairs = [(figure.indicator, figure.level, "kennzahlen") for figure in start.figures]
        pairs += [(view.indicator, view.level, "karte")]
        for indicator, level, key in pairs:
            if indicator:
                yield from _reference(
                    self.indicators, indicator, "Der Indikator", START_FILE, f"{key}.indikator"
                )
            if level:
                yield from _reference(self.levels, level, "Die Ebene", START_FILE, f"{key}.ebene")
        for layer in view.layers:
            yield from _reference(
                self.layers, layer, "Die Karten-Ebene", START_FILE, "karte.ebenen"
            )

    def start_areas(self, start: Start, areas: Mapping[str, tuple[Area, ...]]) -> Iterator[Problem]:
        """Areas that the start view names."""
        named = [(figure.level, figure.area, "kennzahlen.gebiet") for figure in start.figures]
        if start.map.highlight:
            named.append((*start.map.highlight, "karte.hervorheben"))
        for level, code, key in named:
            names = {area.code: area.name for area in areas.get(level, ())}
            if names and code not in names:
                what = f"Das Gebiet „{code}“ der Ebene „{level}“ gibt es nicht."
                yield Problem(START_FILE, key, what, suggestion(code, names))

    def _source(self, file: str, source: str) -> Iterator[Problem]:
        yield from _reference(self.sources, source, "Die Quelle", file, "quelle")

    def _parent(self, file: str, level: Level) -> Iterator[Problem]:
        if not level.parent:
            return
        yield from _reference(self.levels, level.parent, "Die Ebene", file, "uebergeordnet")
        parent = self.levels.entries.get(level.parent)
        if parent is not None and parent.order <= level.order:
            what = f"Die übergeordnete Ebene „{parent.id}“ ist nicht gröber."
            yield Problem(file, "uebergeordnet", what, "„reihenfolge“ der Ebenen berichtigen.")

    def _table_defaults(self, file: str, table: Table) -> Iterator[Problem]:
        required = {
            "ebene": table.level, "schluessel": table.key,
            "stichtag": table.period, "quelle": table.source,
        }  # fmt: skip
        for key, value in required.items():
            if table.form is TableForm.WIDE and not value:
                what = f"Eine breite Tabelle braucht die Angabe „{key}“."
                yield Problem(file, key, what, f'Ergänzen: {key} = "…"')
        if table.level:
            yield from _reference(self.levels, table.level, "Die Ebene", file, "ebene")
        if table.source:
            yield from self._source(file, table.source)
        if table.period:
            yield from _period(file, "stichtag", table.period)

    def _layer_columns(self, file: str, layer: Layer) -> Iterator[Problem]:
        sheet, _ = read_sheet(self.home / "data" / "orte" / layer.file, f"data/orte/{layer.file}")
        if sheet is None:
            return
        for key, column in layer_columns(layer):
            if column not in sheet.header:
                what = f"Die Spalte „{column}“ gibt es in data/orte/{layer.file} nicht."
                yield Problem(file, key, what, suggestion(column, dict.fromkeys(sheet.header, "")))


def layer_columns(layer: Layer) -> list[tuple[str, str]]:
    """TOML key and column of everything that a point layer needs in its file."""
    named = [
        ("schluessel", layer.key),
        ("titelspalte", layer.title_column),
        ("breitenspalte", layer.latitude_column),
        ("laengenspalte", layer.longitude_column),
        ("genauigkeitsspalte", layer.precision_column),
        ("von_spalte", layer.from_column),
        ("bis_spalte", layer.to_column),
        ("quellenspalte", layer.source_column),
        *[("auswahl", column) for column in layer.filter],
        *[(f"popup[{n}].feld", entry.column) for n, entry in enumerate(layer.popup, start=1)],
    ]
    return [(key, column) for key, column in named if column]


def _reference(
    declared: Declared[Level] | Declared[Indicator] | Declared[Layer] | Declared[Source],
    entry: str,
    noun: str,
    file: str,
    key: str,
) -> Iterator[Problem]:
    if not declared.knows(entry):
        names = dict.fromkeys((*declared.entries, *declared.broken), "")
        yield Problem(file, key, f"{noun} „{entry}“ ist nicht angelegt.", suggestion(entry, names))


def _period(file: str, key: str, code: str) -> Iterator[Problem]:
    try:
        Period(code)
    except UnreadableInput as error:
        yield Problem(file, key, error.what, error.fix)


def file_exists(home: Path, file: str, folder: str, name: str) -> Iterator[Problem]:
    """The named table lies in ``folder``; a name that leaves it is refused."""
    if not name:
        yield Problem(file, "datei", "Die Angabe „datei“ fehlt.", 'Ergänzen: datei = "….csv"')
    elif Path(name).name != name:
        what = f"„{name}“ ist kein einfacher Dateiname."
        yield Problem(file, "datei", what, f"Die Datei in {folder}/ ablegen und nur sie nennen.")
    elif not (home / folder / name).is_file():
        present = dict.fromkeys(sorted(p.name for p in (home / folder).glob("*.csv")), "")
        what = f"Die Tabelle „{name}“ fehlt in {folder}/."
        yield Problem(file, "datei", what, suggestion(name, present))
