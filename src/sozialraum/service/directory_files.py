"""The directory as a file: exactly the selection of an address, as CSV, XLSX or HSDS JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sozialraum.domain.access import Role
from sozialraum.domain.directory import LIST_ID
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.export.hsds import hsds_json
from sozialraum.export.names import file_name
from sozialraum.export.service_table import service_csv, service_xlsx
from sozialraum.export.view import ExportFile
from sozialraum.export.workbook import XLSX
from sozialraum.language import n_, t
from sozialraum.render.formats import day
from sozialraum.service.directory import directory, german_directory
from sozialraum.service.directory_filter import filter_services
from sozialraum.service.directory_query import offered, question_words, read_query
from sozialraum.service.monitor import Monitor

KINDS = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON (HSDS)"}
"""Formats with the words of their links."""
SURE, UNDECIDED = "passt", "unentschieden"
PARTS = {SURE: n_("passt sicher"), UNDECIDED: n_("unentschieden, weil Angaben fehlen")}
"""What ``auswahl`` in the address may ask for; the first one is the default."""


def directory_file(
    monitor: Monitor, held: frozenset[Role], query: Mapping[str, str], kind: str
) -> ExportFile:
    """The services that fit the address, or with ``auswahl=unentschieden`` the undecided ones.

    ``kind`` is one of :data:`KINDS`; an empty selection is a file without entries. Raises
    :class:`UnknownEntry` for another kind or part and what :func:`directory` raises, and
    :class:`UnreadableInput` for a question that cannot be understood: a file never holds more
    than was asked for.
    """
    part = query.get("auswahl", "") or SURE
    if kind not in KINDS or part not in PARTS:
        raise UnknownEntry(
            t("Diese Datei gibt es nicht."), t("Es gibt: {kinds}.", kinds=", ".join(KINDS))
        )
    services = directory(monitor, held)
    asked = read_query(services, query)
    if asked.notices:
        raise UnreadableInput(asked.notices[0], t("Die Datei auf der Seite erneut anfordern."))
    selection = filter_services(services, asked.filters)
    chosen = selection.found if part == SURE else selection.undecided
    catalog = monitor.catalog
    declared = catalog.records(LIST_ID)
    source = catalog.source(declared.source)
    today = date.today()
    name = file_name("angebote", part, today.isoformat(), suffix=kind)
    if kind == "json":
        ids = {service.id for service in chosen}
        german = [s for s in german_directory(monitor, held) if s.id in ids]
        body = hsds_json(german, catalog, (source,), made_on=today)
        return ExportFile(name, "application/json; charset=utf-8", body)
    if kind == "csv":
        return ExportFile(name, "text/csv; charset=utf-8", service_csv(chosen, catalog))
    guide = {
        t("Verzeichnis"): declared.title,
        t("Auswahl"): question_words(asked.filters, offered(services, declared.said)),
        t("Teil"): t(PARTS[part]),
        t("Einträge"): t("{n} von {all}", n=len(chosen), all=len(services)),
        t("Hinweis"): declared.caveat.strip(),
        t("Quelle"): f"{source.citation} ({source.licence}), {source.quality.label}",
        t("Erstellt am"): day(today),
    }
    return ExportFile(name, XLSX, service_xlsx(chosen, catalog, guide))
