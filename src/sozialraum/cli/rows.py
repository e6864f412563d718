"""Rows of one layer: one per area of the level, those without data included."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from sozialraum.aggregate import aggregate
from sozialraum.domain.areas import Area
from sozialraum.domain.layers import Layer, LayerKind
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.errors import UnknownEntry
from sozialraum.export.names import safe_cell
from sozialraum.storage.release import Release

TITLES = ("Schlüssel", "Gebiet", "Wert", "Status", "Einheit", "Quelle")
PLACES = "Orte"
"""Unit of a point layer: published places per area."""


@dataclass(frozen=True)
class LayerRow:
    """One area; ``value`` is None where the status has none, ``source`` a citation."""

    code: str
    name: str
    value: float | None
    status: str
    unit: str
    source: str

    def as_dict(self) -> dict[str, Any]:
        """The six fields for JSON; whole numbers without a decimal point."""
        return asdict(self) | {"value": _whole(self.value)}


@dataclass(frozen=True)
class LayerRows:
    """Rows of a level, sorted by code, with remarks for the console."""

    level: str
    rows: tuple[LayerRow, ...]
    notes: tuple[str, ...] = ()


def layer_list(release: Release) -> list[dict[str, Any]]:
    """Indicators with published values, then overlay layers."""
    catalog = release.catalog
    known = release.observations.groupby("indicator")
    listed = []
    for indicator in catalog.indicators.values():
        if indicator.id in known.groups:
            rows = known.get_group(indicator.id)
            levels = [level for level in catalog.levels if level in set(rows["level"])]
            listed.append(_entry(release, indicator, levels, _periods(rows)))
    for layer in catalog.layers.values():
        points = layer.kind is LayerKind.POINTS
        listed.append(_entry(release, layer, list(catalog.levels) if points else [layer.level], []))
    return listed


def _entry(release: Release, entry: Any, levels: list[str], periods: list[str]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.name,
        "kind": entry.kind.value,
        "levels": levels,
        "periods": periods,
        "roles": [role.value for role in entry.roles],
        "source": release.catalog.source(entry.source).citation,
    }


def _periods(rows: pd.DataFrame) -> list[str]:
    return [p.code for p in sorted(Period(str(code)) for code in rows["period"].unique())]


def layer_rows(
    release: Release, entry: str, level: str | None = None, period: str | None = None
) -> LayerRows:
    """Rows of an indicator or of an overlay layer.

    Without ``level`` the finest with values, without ``period`` the newest of those that cover the
    most areas. A count is summed from
    a finer level where nothing is published on the one asked for. Raises :class:`UnknownEntry` with
    what there is, :class:`~sozialraum.errors.NotAggregable` for shares, rates and means.
    """
    catalog = release.catalog
    if level is not None:
        catalog.level(level)
    if entry in catalog.layers:
        note = ("Karten-Ebenen haben keinen Stichtag; die Angabe bleibt unbeachtet.",)
        found = _overlay_rows(release, catalog.layers[entry], level)
        return LayerRows(found.level, found.rows, note if period else ())
    catalog.indicator(entry)
    rows = release.observations
    rows = rows[(rows["indicator"] == entry) & rows["preferred"]]
    if rows.empty:
        raise UnknownEntry(f"Zu „{entry}“ gibt es keine veröffentlichten Werte.")
    levels = [known for known in catalog.levels if known in set(rows["level"])]
    level = level or levels[0]
    if level in levels:
        rows = rows[rows["level"] == level]
        code = _period(rows, entry, period)
        return LayerRows(level, tuple(_published(release, entry, level, rows, code)))
    return _summed(release, entry, level, rows, period)


def _period(rows: pd.DataFrame, entry: str, wanted: str | None) -> str:
    known = _periods(rows)
    if wanted is None:
        covered = rows[rows["value"].notna()].groupby("period").size()
        return max(known, key=lambda code: (covered.get(code, 0), known.index(code)))
    if wanted not in known:
        what = f"Zu „{entry}“ gibt es hier den Stichtag „{wanted}“ nicht."
        raise UnknownEntry(what, f"Es gibt: {', '.join(known)}.")
    return wanted


def _published(
    release: Release, entry: str, level: str, rows: pd.DataFrame, period: str
) -> list[LayerRow]:
    indicator = release.catalog.indicator(entry)
    at = rows[rows["period"] == period].set_index("area")
    found = []
    for area in release.catalog.areas(level):
        if area.code in at.index:
            row = at.loc[area.code]
            source = release.catalog.source(str(row["source"])).citation
            found.append(_row(area, row["value"], str(row["status"]), indicator.unit, source))
        else:
            source = release.catalog.source(indicator.source).citation
            found.append(_row(area, None, Status.UNKNOWN.value, indicator.unit, source))
    return found


def _summed(
    release: Release, entry: str, level: str, rows: pd.DataFrame, period: str | None
) -> LayerRows:
    """Sums over the coarsest published level whose areas lie in single areas of ``level``."""
    catalog = release.catalog
    indicator = catalog.indicator(entry)
    usable = [
        fine
        for fine in catalog.levels
        if fine in set(rows["level"])
        and len(catalog.membership(fine, level)) == len(catalog.areas(fine))
    ]
    fine = usable[-1] if usable else catalog.atom
    rows = rows[rows["level"] == fine]
    if not usable and indicator.kind.additive:
        what = f"Zu „{entry}“ gibt es auf der Ebene „{level}“ und darunter keine Werte."
        raise UnknownEntry(what)
    code = _period(rows, entry, period) if usable else ""
    at = rows[rows["period"] == code].set_index("area")
    sums = aggregate(at, catalog.membership(fine, level), indicator)
    sources = sorted({catalog.source(str(s)).citation for s in at["source"].unique()})
    found = [
        _row(area, sums["value"].get(area.code), str(sums["status"].get(area.code, Status.UNKNOWN)),
             indicator.unit, "; ".join(sources))
        for area in catalog.areas(level)
    ]  # fmt: skip
    note = f"Auf dieser Ebene ist nichts veröffentlicht; Summen aus „{catalog.level(fine).plural}“."
    return LayerRows(level, tuple(found), (note,))


def _overlay_rows(release: Release, layer: Layer, level: str | None) -> LayerRows:
    """Places per area of a point layer; the areas of an area layer without values."""
    catalog = release.catalog
    source = catalog.source(layer.source).citation
    if layer.kind is LayerKind.AREAS:
        if level not in {None, layer.level}:
            what = f"„{layer.id}“ gibt es nur auf der Ebene „{layer.level}“."
            raise UnknownEntry(what, f"Aufruf mit --level {layer.level}.")
        status = Status.NOT_APPLICABLE.value
        areas = catalog.areas(layer.level)
        return LayerRows(layer.level, tuple(_row(a, None, status, "", source) for a in areas))
    level = level or catalog.atom
    atoms = release.layer_points(layer.id)["area"]
    members = catalog.membership(catalog.atom, level)
    containing = atoms if level == catalog.atom else atoms.map(members)
    counts = containing.value_counts()
    rows = [
        _row(area, float(counts.get(area.code, 0)), Status.OK.value, PLACES, source)
        for area in catalog.areas(level)
    ]
    return LayerRows(level, tuple(rows))


def _row(area: Area, value: Any, status: str, unit: str, source: str) -> LayerRow:
    number = None if value is None or pd.isna(value) else float(value)
    return LayerRow(area.code, area.name, number, status, unit, source)


def as_csv(found: LayerRows) -> bytes:
    """``;``, decimal comma, UTF-8 with byte order mark; no cell starts a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(TITLES)
    for row in found.rows:
        value = "" if row.value is None else f"{Decimal(str(_whole(row.value))):f}"
        cells = [safe_cell(cell) for cell in (row.code, row.name, row.status, row.unit, row.source)]
        writer.writerow([*cells[:2], value.replace(".", ","), *cells[2:]])
    return text.getvalue().encode("utf-8-sig")


def as_geojson(release: Release, found: LayerRows) -> dict[str, Any]:
    """FeatureCollection in WGS84; the properties are the fields of the rows."""
    outlines = release.areas(found.level).geometry.to_crs(4326).set_precision(0.000001)
    shapes = json.loads(outlines.to_json())["features"]
    geometries = {str(shape["id"]): shape["geometry"] for shape in shapes}
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "properties": row.as_dict(),
            "geometry": geometries[row.code],
        }
        for row in found.rows
    ]
    return {"type": "FeatureCollection", "features": features}


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value
