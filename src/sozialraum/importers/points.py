"""Tables of places for the overlay layers, with coordinates as typed numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sozialraum.analysis.projection import utm
from sozialraum.catalog.catalog import quoted
from sozialraum.catalog.checks import layer_columns
from sozialraum.catalog.sheet import Row, Sheet, read_sheet
from sozialraum.domain.layers import Layer, Precision
from sozialraum.domain.period import Period
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.tables import parse_number
from sozialraum.language import t

FOLDER = "data/orte"
MARGIN = 0.5
"""Degrees around the outlines in which a place of a layer may lie."""
Box = tuple[float, float, float, float]


def read_points(home: Path, layer: Layer, box: Box) -> tuple[pd.DataFrame, list[Problem]]:
    """The places of a point layer and the problems of its file.

    ``box`` are the bounds of the outlines in WGS84 (west, south, east, north). The frame has one
    row per place in the order of the file: the declared columns as text, ``row`` (line of the
    file), and ``latitude`` and ``longitude`` as floats (NaN where no coordinate is known).
    """
    file = f"{FOLDER}/{layer.file}"
    if not (home / file).is_file():
        return _frame(layer, [], []), []  # the catalogue reports the missing file
    sheet, problems = read_sheet(home / file, file)
    if sheet is None:
        return _frame(layer, [], []), problems
    needed = {column for _, column in layer_columns(layer)}
    if not needed <= set(sheet.header):
        return _frame(layer, [], []), problems  # the catalogue reports the columns
    reader = _Reader(layer, sheet, box, problems)
    rows = [row for row in sheet.rows if _selected(layer, row)]
    reader.check_keys(rows)
    return _frame(layer, rows, [reader.coordinate(row) for row in rows]), problems


def _selected(layer: Layer, row: Row) -> bool:
    return all(row.get(column) in values for column, values in layer.filter.items())


def _frame(layer: Layer, rows: list[Row], coordinates: list[tuple[float, float]]) -> pd.DataFrame:
    columns = list(dict.fromkeys(column for _, column in layer_columns(layer)))
    frame = pd.DataFrame(
        {column: [row.get(column) for row in rows] for column in columns}, dtype="str"
    )
    frame["row"] = pd.Series([row.line for row in rows], dtype="int64")
    frame["latitude"] = pd.Series([latitude for latitude, _ in coordinates], dtype="float64")
    frame["longitude"] = pd.Series([longitude for _, longitude in coordinates], dtype="float64")
    return frame


@dataclass
class _Reader:
    layer: Layer
    sheet: Sheet
    box: Box
    problems: list[Problem]

    def check_keys(self, rows: list[Row]) -> None:
        """Every place has a key of its own."""
        seen: dict[str, int] = {}
        for row in rows:
            key = row.get(self.layer.key)
            if not key:
                self._cite(
                    row,
                    t("In Spalte „{key}“ fehlt der Schlüssel.", key=self.layer.key),
                    t("Ergänzen."),
                )
            elif key in seen:
                what = t(
                    "Der Schlüssel „{key}“ kommt doppelt vor (auch Zeile {line}).",
                    key=key,
                    line=seen[key],
                )
                self._cite(row, what, t("Einen der Orte umbenennen oder entfernen."))
            seen.setdefault(key, row.line)

    def coordinate(self, row: Row) -> tuple[float, float]:
        """Latitude and longitude, NaN where unknown or wrong."""
        layer = self.layer
        self._check_words(row)
        texts = row.get(layer.latitude_column), row.get(layer.longitude_column)
        if not any(texts):
            return float("nan"), float("nan")
        try:
            latitude, longitude = (parse_number(text) for text in texts)
        except UnreadableInput as error:
            self._cite(row, t("Koordinate: {what}", what=error.what), error.fix)
            return float("nan"), float("nan")
        if not self._inside(latitude, longitude):
            self._cite(row, *self._misplaced(latitude, longitude))
            return float("nan"), float("nan")
        return latitude, longitude

    def _check_words(self, row: Row) -> None:
        precision = row.get(self.layer.precision_column)
        allowed = [entry.value for entry in Precision]
        if precision and precision not in allowed:
            what = t("„{precision}“ ist keine Genauigkeit.", precision=precision)
            self._cite(row, what, t("Erlaubt sind: {allowed}.", allowed=quoted(allowed)))
        for column in (self.layer.from_column, self.layer.to_column):
            try:
                if column and row.get(column):
                    Period(row.get(column))
            except UnreadableInput as error:
                self._cite(
                    row, t("Spalte „{column}“: {what}", column=column, what=error.what), error.fix
                )

    def _inside(self, latitude: float, longitude: float) -> bool:
        west, south, east, north = self.box
        return (
            south - MARGIN <= latitude <= north + MARGIN
            and west - MARGIN <= longitude <= east + MARGIN
        )

    def _misplaced(self, latitude: float, longitude: float) -> tuple[str, str]:
        what = t(
            "Die Koordinate {latitude} / {longitude} liegt weit außerhalb der Umrisse.",
            latitude=latitude,
            longitude=longitude,
        )
        if self._inside(longitude, latitude):
            return what, t("Breite und Länge sind vertauscht.")
        if max(abs(latitude), abs(longitude)) > 180:
            likely = f"EPSG:{utm(self.box)}"
            fix = t(
                "Das sind Meter, vermutlich {likely}; in Grad (WGS84) umrechnen.", likely=likely
            )
            return what, fix
        return what, t("Breite und Länge in Grad (WGS84) prüfen.")

    def _cite(self, row: Row, what: str, fix: str) -> None:
        self.problems.append(Problem(self.sheet.file, t("Zeile {line}", line=row.line), what, fix))
