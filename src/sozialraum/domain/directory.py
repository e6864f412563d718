"""The file of the service directory: its columns, its words, and what reading it came to."""

from __future__ import annotations

from dataclasses import dataclass

from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import Problem
from sozialraum.language import n_

LIST_ID = "angebote"
"""Id of the list in ``data/listen`` and of the overlay in ``data/layer``."""
COLUMNS = (
    "id", "name", "kategorie", "art", "traeger", "anschrift", "plz", "stadtbezirk", "aktionsraum",
    "breite", "laenge", "genauigkeit", "genauigkeit_hinweis", "einzugsgebiet", "zielgruppen",
    "themen", "zugangsform", "sprachen", "sprachen_liste", "zeiten", "stand", "gueltig_von",
    "gueltig_bis", "website", "quelle_titel", "quelle_adresse", "hinweis", "rechtsstatus",
    "schritte", "kapazitaet_je_woche", "barrierefrei", "gefoerdert_bis", "geprueft_am",
    "ausnahmen", "wochenzeiten",
)  # fmt: skip
"""Columns of the directory in the order of the file."""
REQUIRED = ("id", "name")
KEPT = ("art", "plz", "aktionsraum", "genauigkeit_hinweis", "stand", "website")
"""Columns without a field of their own; they stay as text in ``ServiceAtPlace.cells``."""
NUMBERS = ("breite", "laenge", "kapazitaet_je_woche")
STEPS = (
    n_("frühzeitig antreffen und erreichen"),
    n_("Vertrauen bilden, Einstieg in Sprachförderung"),
    n_("orientieren und motivieren"),
    n_("Ausgangslage klären"),
    n_("Qualifikationen und Kompetenzen feststellen"),
    n_("Förder- und Integrationsplan erarbeiten"),
    n_("Kompetenzen sichtbar machen und fördern"),
    n_("Integration in Arbeit umsetzen"),
    n_("stabilisieren und nachbetreuen"),
)
"""The nine steps, shortened after: Certa, Europa vor Ort (2018), figure 5."""
CITY, DISTRICTS, POLYGON, UNKNOWN = "stadt", "stadtbezirk", "flaeche", "unbekannt"
"""Kinds of a catchment."""
CITY_WIDE = "stadtweit"


@dataclass(frozen=True)
class ServicesImport:
    """What came of a file: services, and what was not understood.

    ``services`` are all that could be kept. ``kept_with_remarks`` say of them, row by row, what
    was left out and how to mend it; ``problems`` are rows and columns that were not taken at all.
    ``notes`` hold for the whole file. All in German.
    """

    services: tuple[ServiceAtPlace, ...]
    kept_with_remarks: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
