"""The service directory as CSV and XLSX, in the columns in which it is read.

:func:`sozialraum.importers.services.read_services` reads both back; what it reads are the same
services. The week is written in its strict form beside the words of the source. The cells are
German whatever language is spoken.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from sozialraum.catalog.catalog import Catalog
from sozialraum.domain import directory
from sozialraum.domain.directory import COLUMNS, KEPT, NUMBERS
from sozialraum.domain.languages import LANGUAGES
from sozialraum.domain.records import LIST_SEPARATOR
from sozialraum.domain.services import Catchment, ServiceAtPlace
from sozialraum.export.names import safe_cell
from sozialraum.export.workbook import guide_sheet, workbook
from sozialraum.language import Language, n_, speaking, t
from sozialraum.render.formats import enumeration
from sozialraum.render.hours import write_exceptions, write_hours

SHEET = n_("Angebote")


def service_cells(service: ServiceAtPlace, catalog: Catalog) -> dict[str, str]:
    """The cells of a service by column: decimal comma, lists with `` | ``, empty = unknown."""
    place = service.place
    kept = {column: text for column, text in service.cells if column in KEPT}
    return (
        dict.fromkeys(COLUMNS, "")
        | kept
        | {
            "id": service.id,
            "name": service.name,
            "kategorie": service.category,
            "traeger": LIST_SEPARATOR.join(service.organisations),
            "anschrift": place.address,
            "stadtbezirk": service.district,
            "breite": number_text(place.latitude),
            "laenge": number_text(place.longitude),
            "genauigkeit": place.precision.value,
            "einzugsgebiet": _german_catchment(service.catchment, catalog),
            "zielgruppen": LIST_SEPARATOR.join(service.target_groups),
            "themen": LIST_SEPARATOR.join(service.topics),
            "zugangsform": LIST_SEPARATOR.join(mode.german for mode in service.reach_modes),
            "sprachen": service.languages_text,
            "sprachen_liste": LIST_SEPARATOR.join(map(_german_language, service.languages)),
            "zeiten": service.timetable.text,
            "gueltig_von": service.valid_from,
            "gueltig_bis": service.valid_to,
            "quelle_titel": service.source_title,
            "quelle_adresse": service.source_url,
            "hinweis": service.note,
            "rechtsstatus": LIST_SEPARATOR.join(service.legal_statuses),
            "schritte": LIST_SEPARATOR.join(map(str, service.steps)),
            "kapazitaet_je_woche": number_text(service.capacity),
            "barrierefrei": {None: "", True: "ja", False: "nein"}[place.accessible],
            "gefoerdert_bis": service.funded_until,
            "geprueft_am": service.checked_on,
            "ausnahmen": write_exceptions(service.timetable.exceptions),
            "wochenzeiten": write_hours(service.timetable),
        }
    )


def service_csv(services: Sequence[ServiceAtPlace], catalog: Catalog) -> bytes:
    """``;``, decimal comma, UTF-8 with BOM: what a German Excel opens by a double click."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for service in services:
        cells = service_cells(service, catalog)
        writer.writerow([safe_cell(cells[column]) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def service_xlsx(
    services: Sequence[ServiceAtPlace], catalog: Catalog, guide: Mapping[str, str]
) -> bytes:
    """Sheet :data:`SHEET` with true numbers, then a sheet with ``guide`` (title -> text)."""
    buffer = io.BytesIO()
    with workbook(buffer) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(t(SHEET))
        sheet.write_row(0, 0, COLUMNS, bold)
        for line, service in enumerate(services, start=1):
            place = service.place
            numbers = dict(
                zip(NUMBERS, (place.latitude, place.longitude, service.capacity), strict=True)
            )
            for n, (column, text) in enumerate(service_cells(service, catalog).items()):
                value = numbers.get(column)
                if value is not None:
                    sheet.write_number(line, n, value)
                elif text:
                    sheet.write_string(line, n, safe_cell(text))
        sheet.freeze_panes(1, 2)
        if services:
            sheet.autofilter(0, 0, len(services), len(COLUMNS) - 1)
        sheet.autofit(max_width=320)
        guide_sheet(book, guide)
    return buffer.getvalue()


def number_text(value: float | None) -> str:
    """``51,5``, ``120``; empty where unknown. Every digit stays."""
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")


def _german_language(code: str) -> str:
    return LANGUAGES[code].name if code in LANGUAGES else code


def _german_catchment(catchment: Catchment, catalog: Catalog) -> str:
    with speaking(Language.GERMAN):
        return catchment_text(catchment, catalog.german)


def catchment_text(catchment: Catchment, catalog: Catalog) -> str:
    """The words of a catchment; in German those of the file. Empty where unknown."""
    if catchment.kind == directory.POLYGON:
        return catchment.polygon
    if catchment.kind == directory.CITY:
        return directory.CITY_WIDE
    if catchment.kind != directory.DISTRICTS:
        return catchment.text
    level = catalog.level(catalog.district)
    names = [catalog.area(level.id, code).name for code in catchment.codes]
    return f"{level.name if len(names) == 1 else level.plural} {enumeration(names)}"
