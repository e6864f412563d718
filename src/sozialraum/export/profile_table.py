"""An area sheet as a workbook: everything that the page says, with true numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sozialraum.domain.exhibits import Exhibit, TableData
from sozialraum.domain.profiles import AreaProfile, ProfileValue
from sozialraum.export.names import file_name, safe_cell
from sozialraum.export.view import ExportFile
from sozialraum.render.formats import day, enumeration, number

if TYPE_CHECKING:
    import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES = (
    "Thema", "Kennzahl", "Stichtag", "Wert", "Einheit", "Status", "Rang", "von", "Median",
    "", "Stadt", "gemeinsam veröffentlicht mit", "Anmerkung", "Quelle", "Güte",
    "Lizenz", "Definition",
)  # fmt: skip
"""Titles; the empty one stands for the name of the level of the districts."""
PLACES = ("Ebene", "Ort", "Art", "Lage", "Luftlinie in m", "Lagegenauigkeit", "Kennung")
GAPS = ("Gegenstand", "Grund")
EXAMPLE = "Beispieldaten (erfunden)"
_DECIMALS = 9
"""Digits beyond these are noise of binary numbers, no source has them."""


@dataclass(frozen=True)
class _Number:
    value: float
    decimals: int = 0
    grouped: bool = True

    @property
    def pattern(self) -> str:
        """Number format of the spreadsheet."""
        whole = "#,##0" if self.grouped else "0"
        return whole + ("." + "0" * self.decimals if self.decimals else "")


_Cell = str | _Number | None


def profile_xlsx(profile: AreaProfile) -> ExportFile:
    """The sheets Kennzahlen, Verlauf, Orte, Datenlücken, Quelle und Lesehilfe.

    Missing numbers are empty cells, and the column Status says why. Texts never start a formula.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _sheet(book, "Kennzahlen", *_figures(profile))
        _sheet(book, "Verlauf", *_courses(profile.exhibits))
        _sheet(book, "Orte", PLACES, list(_places(profile)))
        _sheet(book, "Datenlücken", GAPS, [(gap.subject, gap.reason) for gap in profile.gaps])
        _guide(book, profile)
    name = file_name("steckbrief", profile.level_name, profile.code, profile.name, suffix="xlsx")
    return ExportFile(name, MEDIA_TYPE, buffer.getvalue())


def _figures(profile: AreaProfile) -> tuple[tuple[str, ...], list[tuple[_Cell, ...]]]:
    """Titles and rows; a city without districts has no column for them."""
    rows = [_figure(value) for value in profile.values]
    at = FIGURES.index("")
    name = (profile.district_level,) if profile.district_level else ()
    titles = (*FIGURES[:at], *name, *FIGURES[at + 1 :])
    return titles, rows if name else [(*row[:at], *row[at + 1 :]) for row in rows]


def _figure(value: ProfileValue) -> tuple[_Cell, ...]:
    indicator = value.indicator
    sources = (value.source, *value.further_sources)

    def amount(given: float | None) -> _Number | None:
        return None if given is None else _Number(given, indicator.decimals)

    ranked = value.rank is not None
    return (
        indicator.topic,
        indicator.name,
        value.period.label,
        amount(value.value),
        indicator.unit,
        value.status.label,
        _Number(value.rank) if value.rank is not None else None,
        _Number(value.ranked) if ranked else None,
        amount(value.median),
        amount(value.district),
        amount(value.city),
        enumeration(value.joint_with),
        value.note,
        "; ".join(source.citation for source in sources),
        value.quality,
        "; ".join(dict.fromkeys(source.licence for source in sources)),
        indicator.definition,
    )


def _courses(exhibits: Sequence[Exhibit]) -> tuple[tuple[str, ...], list[tuple[_Cell, ...]]]:
    """The tables of all exhibits below each other; a column that one lacks is empty there."""
    titles = dict.fromkeys(column.title for e in exhibits for column in e.table.columns)
    rows = []
    for exhibit in exhibits:
        name = f"{exhibit.title} ({EXAMPLE})" if exhibit.example else exhibit.title
        for row in range(len(exhibit.table.rows)):
            cells = _row(exhibit.table, row)
            rows.append((name, *(cells.get(title) for title in titles)))
    return ("Darstellung", *titles), rows


def _row(table: TableData, row: int) -> dict[str, _Cell]:
    cells: dict[str, _Cell] = {}
    for position, column in enumerate(table.columns):
        cell = table.rows[row][position]
        if isinstance(cell, (int, float)):
            shape = table.format_of(row, position)
            cells[column.title] = _Number(float(cell), shape.decimals, shape.grouped)
        else:
            cells[column.title] = cell
    return cells


def _places(profile: AreaProfile) -> Iterator[tuple[_Cell, ...]]:
    for place in profile.places:
        yield (
            profile.layer_names.get(place.layer, place.layer),
            place.title,
            place.category,
            "im Gebiet" if place.inside else "außerhalb",
            None if place.inside else _Number(place.distance_m),
            place.precision,
            place.id,
        )


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    titles: Sequence[str],
    rows: Sequence[tuple[_Cell, ...]],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, titles, book.add_format({"bold": True, "bottom": 1}))
    formats: dict[str, object] = {}
    for line, row in enumerate(rows, start=1):
        for position, cell in enumerate(row):
            if isinstance(cell, _Number):
                if cell.pattern not in formats:
                    formats[cell.pattern] = book.add_format({"num_format": cell.pattern})
                shown = formats[cell.pattern]
                sheet.write_number(line, position, round(cell.value, _DECIMALS), shown)
            elif cell:
                sheet.write_string(line, position, safe_cell(cell))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(titles) - 1)
    sheet.autofit(max_width=320)


def _guide(book: xlsxwriter.Workbook, profile: AreaProfile) -> None:
    sheet = book.add_worksheet("Quelle und Lesehilfe")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    for line, (title, text) in enumerate(reading_guide(profile)):
        sheet.write_string(line, 0, title, bold)
        sheet.write_string(line, 1, safe_cell(text), wrap)


def reading_guide(profile: AreaProfile) -> list[tuple[str, str]]:
    """What the sheet is about, how to read it, where it comes from; titles and texts."""
    similar = profile.similar
    areas = "; ".join(
        f"{area.name} ({area.code}), Abstand {number(area.distance, 2)}, am nächsten bei "
        f"{enumeration(area.nearest)}"
        for area in similar.areas
    )
    counts = "; ".join(
        f"{profile.layer_names.get(layer, layer)}: {number(count)}"
        for layer, count in profile.places_inside.items()
    )
    lines = [
        ("Titel", f"Gebietssteckbrief {profile.level_name} {profile.name}"),
        ("Schlüssel", profile.code),
        ("Liegt in", "; ".join(profile.lineage)),
        ("Fläche", "" if profile.area_km2 is None else f"{number(profile.area_km2, 2)} km²"),
        ("In Worten", profile.sentence),
        ("Ähnliche Gebiete", areas or similar.reason),
        ("Verglichen über", _basis(profile)),
        ("Orte im Gebiet", counts),
        *(("Hinweis", note) for note in profile.notes),
        *(
            (f"Zu: {exhibit.title}", " ".join((exhibit.sentence, *exhibit.notes)))
            for exhibit in profile.exhibits
        ),
        *((title.format(compared=profile.compared), text) for title, text in _HOW_TO_READ),
        *(("Quelle", _source_line(profile, position)) for position in range(len(profile.sources))),
        ("Datenstand", profile.release),
        ("Export vom", day(date.today())),
    ]
    return [(title, text) for title, text in lines if text]


def _basis(profile: AreaProfile) -> str:
    similar = profile.similar
    if not similar.areas:
        return ""
    period = f", Stichtag {similar.period.label}" if similar.period else ""
    return (
        f"{enumeration(similar.basis)}{period}. Abstand: mittlere Abweichung der standardisierten "
        "Werte; 0 heißt gleich in allen, 1 heißt im Mittel eine Standardabweichung entfernt."
    )


def _source_line(profile: AreaProfile, position: int) -> str:
    source = profile.sources[position]
    parts = (source.citation, source.url, source.licence, source.quality.label)
    return ", ".join(part for part in parts if part)


_HOW_TO_READ = (
    (
        "Status",
        "„unbekannt“ heißt nicht veröffentlicht, nicht null. „geheim“ heißt aus Gründen der "
        "Geheimhaltung nicht gezeigt. 0 ist ein veröffentlichter Wert.",
    ),
    (
        "Rang",
        "1 ist der höchste der veröffentlichten Werte der Raumebene; gemeinsame Werte zählen "
        "einmal. Ein hoher Wert ist nicht von sich aus gut oder schlecht.",
    ),
    (
        "{compared}",
        "Veröffentlichte Werte zum selben Stichtag. Nichts ist gemittelt; leer heißt, dass dafür "
        "kein Wert veröffentlicht ist.",
    ),
    (
        "Daten geändert",
        "Umrisse vereinfacht, Zahlen unverändert übernommen. Summen sind als solche bezeichnet.",
    ),
)
