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
from sozialraum.language import n_, t
from sozialraum.render.formats import day, enumeration, number

if TYPE_CHECKING:
    import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES = (
    n_("Thema"), n_("Kennzahl"), n_("Stichtag"), n_("Wert"), n_("Einheit"), n_("Status"),
    n_("Rang"), n_("{n} von {all}"), n_("Median"), "", n_("Stadt"),
    n_("gemeinsam veröffentlicht mit"), n_("Anmerkung"), n_("Quelle"), n_("Güte"), n_("Lizenz"),
    n_("Definition"),
)  # fmt: skip
"""German titles; the empty one stands for the name of the level of the districts. „von“ without
numbers would also be the beginning of a time.
"""
PLACES = (
    n_("Ebene"), n_("Ort"), n_("Art"), n_("Lage"), n_("Luftlinie in m"), n_("Lagegenauigkeit"),
    n_("Kennung"),
)  # fmt: skip
GAPS = (n_("Gegenstand"), n_("Grund"))
EXAMPLE = n_("Beispieldaten (erfunden)")
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
        _sheet(book, t("Kennzahlen"), *_figures(profile))
        _sheet(book, t("Verlauf"), *_courses(profile.exhibits))
        gaps: list[tuple[_Cell, ...]] = [(gap.subject, gap.reason) for gap in profile.gaps]
        _sheet(book, t("Orte"), tuple(map(t, PLACES)), list(_places(profile)))
        _sheet(book, t("Datenlücken"), tuple(map(t, GAPS)), gaps)
        _guide(book, profile)
    name = file_name("steckbrief", profile.level_name, profile.code, profile.name, suffix="xlsx")
    return ExportFile(name, MEDIA_TYPE, buffer.getvalue())


def _figures(profile: AreaProfile) -> tuple[tuple[str, ...], list[tuple[_Cell, ...]]]:
    """Titles and rows; a city without districts has no column for them."""
    rows = [_figure(value) for value in profile.values]
    at = FIGURES.index("")
    name = (profile.district_level,) if profile.district_level else ()
    said = [t(title, n="", all="").strip() for title in FIGURES]
    titles = (*said[:at], *name, *said[at + 1 :])
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
        name = f"{exhibit.title} ({t(EXAMPLE)})" if exhibit.example else exhibit.title
        for row in range(len(exhibit.table.rows)):
            cells = _row(exhibit.table, row)
            rows.append((name, *(cells.get(title) for title in titles)))
    return (t("Darstellung"), *titles), rows


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
            t("im Gebiet") if place.inside else t("außerhalb"),
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
    sheet = book.add_worksheet(t("Quelle und Lesehilfe"))
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
        t(
            "{area} ({code}), Abstand {distance}, am nächsten bei {indicators}",
            area=area.name,
            code=area.code,
            distance=number(area.distance, 2),
            indicators=enumeration(area.nearest),
        )
        for area in similar.areas
    )
    counts = "; ".join(
        f"{profile.layer_names.get(layer, layer)}: {number(count)}"
        for layer, count in profile.places_inside.items()
    )
    lines = [
        (
            t("Titel"),
            t("Gebietssteckbrief {level} {area}", level=profile.level_name, area=profile.name),
        ),
        (t("Schlüssel"), profile.code),
        (t("Liegt in"), "; ".join(profile.lineage)),
        (
            t("Fläche"),
            "" if profile.area_km2 is None else f"{number(profile.area_km2, 2)} km²",
        ),
        (t("In Worten"), profile.sentence),
        (t("Ähnliche Gebiete"), areas or similar.reason),
        (t("Verglichen über"), _basis(profile)),
        (t("Orte im Gebiet"), counts),
        *((t("Hinweis"), note) for note in profile.notes),
        *(
            (t("Zu: {title}", title=exhibit.title), " ".join((exhibit.sentence, *exhibit.notes)))
            for exhibit in profile.exhibits
        ),
        *((t(title, compared=profile.compared), t(text)) for title, text in _HOW_TO_READ),
        *(
            (t("Quelle"), _source_line(profile, position))
            for position in range(len(profile.sources))
        ),
        (t("Datenstand"), profile.release),
        (t("Export vom"), day(date.today())),
    ]
    return [(title, text) for title, text in lines if text]


def _basis(profile: AreaProfile) -> str:
    similar = profile.similar
    if not similar.areas:
        return ""
    period = t(", Stichtag {period}", period=similar.period.label) if similar.period else ""
    distance = t(
        "Abstand: mittlere Abweichung der standardisierten Werte; 0 heißt gleich in allen, 1 heißt "
        "im Mittel eine Standardabweichung entfernt."
    )
    return f"{enumeration(similar.basis)}{period}. {distance}"


def _source_line(profile: AreaProfile, position: int) -> str:
    source = profile.sources[position]
    parts = (source.citation, source.url, source.licence, source.quality.label)
    return ", ".join(part for part in parts if part)


_HOW_TO_READ = (
    (
        n_("Status"),
        n_(
            "„unbekannt“ heißt nicht veröffentlicht, nicht null. „geheim“ heißt aus Gründen der "
            "Geheimhaltung nicht gezeigt. 0 ist ein veröffentlichter Wert."
        ),
    ),
    (
        n_("Rang"),
        n_(
            "1 ist der höchste der veröffentlichten Werte der Raumebene; gemeinsame Werte zählen "
            "einmal. Ein hoher Wert ist nicht von sich aus gut oder schlecht."
        ),
    ),
    (
        "{compared}",
        n_(
            "Veröffentlichte Werte zum selben Stichtag. Nichts ist gemittelt; leer heißt, dass "
            "dafür kein Wert veröffentlicht ist."
        ),
    ),
    (
        n_("Daten geändert"),
        n_(
            "Umrisse vereinfacht, Zahlen unverändert übernommen. Summen sind als solche bezeichnet."
        ),
    ),
)
