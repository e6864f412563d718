"""The map's view as a file: exactly the areas, values and words that the page shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sozialraum.domain.indicators import Source
from sozialraum.domain.views import MapView
from sozialraum.export.names import file_name, safe_cell
from sozialraum.export.workbook import XLSX, guide_sheet, number_format, workbook
from sozialraum.language import n_, t
from sozialraum.render.formats import csv_delimiter, day, quantity, ungrouped

if TYPE_CHECKING:
    import geopandas as gpd

VALUE = n_("Wert")
COLUMNS = (
    n_("Schlüssel"),
    n_("Gebiet"),
    n_("Raumebene"),
    n_("Stichtag"),
    VALUE,
    n_("Einheit"),
    n_("Status"),
    n_("Klasse"),
    n_("gemeinsam veröffentlicht mit"),
    n_("Indikator"),
    n_("Quelle"),
    n_("Güte"),
    n_("Lizenz"),
    n_("Export vom"),
)
"""Titles of the columns, in German."""


@dataclass(frozen=True)
class ExportFile:
    """A file for a download: name, media type, bytes."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True)
class AreaRow:
    """One area of a view in words and numbers; ``value`` is None where the status has none."""

    code: str
    name: str
    value: float | None
    status: str
    class_label: str
    joint_with: str
    source: Source | None


def rows(view: MapView) -> list[AreaRow]:
    """All areas of the level in the order of their codes, those without a value included."""
    current = view.current
    partners = {
        member: " · ".join(view.names[other] for other in group if other != member)
        for group in current.joint
        for member in group
    }
    return [
        AreaRow(
            code=view.codes[i],
            name=view.names[i],
            value=current.values[i],
            status=current.statuses[i].label,
            class_label=view.legend[n].label if (n := current.classes[i]) >= 0 else "",
            joint_with=partners.get(i, ""),
            source=current.sources[i],
        )
        for i in range(len(view.codes))
    ]


def as_csv(view: MapView, _areas: gpd.GeoDataFrame) -> bytes:
    """UTF-8 with BOM: what Excel opens by a double click.

    ``;`` and decimal comma, in English ``,`` and decimal point; no thousands separator.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=csv_delimiter(), lineterminator="\r\n")
    writer.writerow(map(t, COLUMNS))
    for row in rows(view):
        value = "" if row.value is None else ungrouped(row.value, view.indicator.decimals)
        cells = _cells(view, row) | {t(VALUE): value}
        writer.writerow(
            [cell if name == t(VALUE) else safe_cell(cell) for name, cell in cells.items()]
        )
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(view: MapView, _areas: gpd.GeoDataFrame) -> bytes:
    """Sheet ``Daten`` with true numbers, sheet ``Quelle und Lesehilfe`` with everything else."""
    buffer = io.BytesIO()
    with workbook(buffer) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        shown = book.add_format({"num_format": number_format(view.indicator.decimals)})
        sheet = book.add_worksheet(t("Daten"))
        sheet.write_row(0, 0, list(map(t, COLUMNS)), bold)
        for line, row in enumerate(rows(view), start=1):
            sheet.write_row(line, 0, [safe_cell(cell) for cell in _cells(view, row).values()])
            if row.value is not None:
                sheet.write_number(line, COLUMNS.index(VALUE), row.value, shown)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(view.codes), len(COLUMNS) - 1)
        sheet.autofit(max_width=320)
        guide_sheet(book, reading_guide(view))
    return buffer.getvalue()


def as_geojson(view: MapView, areas: gpd.GeoDataFrame) -> bytes:
    """FeatureCollection in WGS84 (``areas``: index = code, any CRS); missing values are null."""
    outlines = areas.to_crs(4326).geometry
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "properties": _cells(view, row) | {t(VALUE): row.value},
            "geometry": _rounded(outlines[row.code].__geo_interface__),
        }
        for row in rows(view)
    ]
    document = {
        "type": "FeatureCollection",
        "name": view.title,
        "metadaten": reading_guide(view),
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


_Writer = Callable[[MapView, "gpd.GeoDataFrame"], bytes]
_WRITERS: Mapping[str, tuple[str, _Writer]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": (XLSX, as_xlsx),
    "geojson": ("application/geo+json", as_geojson),
}
FORMATS = tuple(_WRITERS)


def export_file(view: MapView, areas: gpd.GeoDataFrame, kind: str) -> ExportFile:
    """The view as a file of ``kind`` (one of :data:`FORMATS`)."""
    media_type, write = _WRITERS[kind]
    name = file_name(view.indicator.short, view.level_plural, view.current.period.code, suffix=kind)
    return ExportFile(name, media_type, write(view, areas))


def reading_guide(view: MapView) -> dict[str, str]:
    """Title, definition, reference date, sources, licences and how to read it, in German."""
    indicator = view.indicator
    guide = {
        t("Titel"): view.title,
        t("Raumebene"): view.level_plural,
        t("Stichtag"): view.current.period.label,
        t("Definition"): indicator.definition,
        t("Zähler"): indicator.numerator,
        t("Nenner"): indicator.denominator,
        t("Einheit"): indicator.unit,
        t("In Worten"): view.current.sentence,
        t("Hinweise"): " ".join(view.notes),
        t("Klasseneinteilung"): f"{view.query.scheme.label}: "
        + "; ".join(row.label for row in view.legend),
        t("Quellen"): "; ".join(_source_text(view)),
        t("Lizenzen"): "; ".join(dict.fromkeys(source.licence for source in view.sources)),
        t("Status"): t(
            "„unbekannt“ heißt nicht veröffentlicht, nicht null. „geheim“ heißt aus "
            "Gründen der Geheimhaltung nicht gezeigt. 0 ist ein veröffentlichter "
            "Wert."
        ),
        t("Gemeinsame Werte"): t(
            "Gebiete mit Eintrag „gemeinsam veröffentlicht mit“ tragen einen Wert, "
            "der für sie zusammen gilt. Er zählt nur einmal."
        ),
        t("Daten geändert"): t("Umrisse vereinfacht, Zahlen unverändert übernommen."),
        t("Export vom"): day(date.today()),
    }
    return {title: text for title, text in guide.items() if text}


def _source_text(view: MapView) -> list[str]:
    return [
        f"{source.citation} ({source.url})" if source.url else source.citation
        for source in view.sources
    ]


def _cells(view: MapView, row: AreaRow) -> dict[str, str]:
    values = (
        row.code,
        row.name,
        view.level_name,
        view.current.period.label,
        quantity(row.value, view.indicator) if row.value is not None else "",
        view.indicator.unit,
        row.status,
        row.class_label,
        row.joint_with,
        view.indicator.name,
        row.source.citation if row.source else "",
        row.source.quality.label if row.source else "",
        row.source.licence if row.source else "",
        day(date.today()),
    )
    return dict(zip(map(t, COLUMNS), values, strict=True))


def _rounded(geometry: dict[str, object]) -> dict[str, object]:
    def rounded(item: object) -> object:
        if isinstance(item, float):
            return round(item, 6)
        return [rounded(part) for part in item] if isinstance(item, (tuple, list)) else item

    return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}
