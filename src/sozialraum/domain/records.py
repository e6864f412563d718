"""Lists of things (Verzeichnisse): sites, projects, measures, objects, declared column by column.

Declared in ``data/listen/<id>.toml`` beside a CSV file in ``data/orte``. Lists are typed, so that
a page can filter them, a sheet can print them and an import can refuse a row with its remedy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from sozialraum.domain.access import Role
from sozialraum.language import t

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
LIST_SEPARATOR = " | "
LATITUDE, LONGITUDE = "breite", "laenge"
"""Columns of type ``zahl`` with these names are WGS84 degrees."""
PHASE = "phase"
"""Key of ``zeitleiste`` that names the column with the phase of today."""


class State(StrEnum):
    """Stage of a site or project in one year, read from the columns of ``zeitleiste``."""

    USE = "in_nutzung"
    CLOSED = "geschlossen"
    DEVELOPMENT = "in_entwicklung"
    DONE = "fertig"
    PLANNED = "geplant"
    UNKNOWN = "unbekannt"

    @property
    def label(self) -> str:
        """German words for the interface."""
        return {
            State.USE: t("in Nutzung"),
            State.CLOSED: t("geschlossen oder brach"),
            State.DEVELOPMENT: t("in Entwicklung"),
            State.DONE: t("fertig"),
            State.PLANNED: t("Fertigstellung geplant"),
            State.UNKNOWN: t("unbekannt"),
        }[self]


class ColumnType(StrEnum):
    """What the cells of a column may hold; empty cells mean unknown, never zero."""

    TEXT = "text"
    MANY = "mehrere"
    NUMBER = "zahl"
    YEAR = "jahr"
    DATE = "datum"
    CHOICE = "wahl"
    AREA = "gebiet"
    LINK = "adresse"


class ListColumn(BaseModel):
    """One column: heading, type, allowed words (``wahl``), level (``gebiet``).

    ``mehrere`` holds several texts separated by `` | ``, such as conflicting published figures;
    so may ``adresse`` hold several addresses. ``datum`` takes every form of a reference date.
    """

    model_config = _MODEL

    column: str = Field(alias="feld")
    title: str = Field(alias="titel")
    type: ColumnType = Field(default=ColumnType.TEXT, alias="typ")
    values: tuple[str, ...] = Field(default=(), alias="werte")
    level: str = Field(default="", alias="ebene")
    unit: str = Field(default="", alias="einheit")
    required: bool = Field(default=False, alias="pflicht")
    filterable: bool = Field(default=False, alias="filter")
    listed: bool = Field(default=False, alias="in_liste", description="column of the short table")


class Sheet(BaseModel):
    """How the one-page sheet (Projektsteckbrief) of a record is ordered."""

    model_config = _MODEL

    title: str = Field(alias="titel")
    columns: tuple[str, ...] = Field(alias="felder")


class RecordList(BaseModel):
    """One list, declared in ``data/listen/<id>.toml``.

    ``layer`` is the overlay that shows the records on the map. ``confidential`` lists are stored
    apart from every release, for ``roles`` only, and never have a file under ``data``.

    ``timeline`` names the columns of years ``nutzung_ab``, ``nutzung_bis``, ``entwicklung_ab``,
    ``fertig`` and ``fertig_geplant``, and the column ``phase``, with how far it is today.
    """

    model_config = _MODEL

    id: str
    title: str = Field(alias="titel")
    singular: str = Field(alias="einzahl")
    description: str = Field(alias="beschreibung")
    file: str = Field(default="", alias="datei")
    key: str = Field(default="id", alias="schluessel")
    title_column: str = Field(default="name", alias="titelspalte")
    layer: str = Field(default="", alias="karten_ebene")
    source: str = Field(alias="quelle")
    columns: tuple[ListColumn, ...] = Field(alias="spalten", min_length=1)
    sheet: tuple[Sheet, ...] = Field(default=(), alias="steckbrief")
    timeline: dict[str, str] = Field(default_factory=dict, alias="zeitleiste")
    caveat: str = Field(default="", alias="hinweis")
    confidential: bool = Field(default=False, alias="vertraulich")
    roles: tuple[Role, ...] = Field(default=(Role.PUBLIC,), alias="rollen")
    _words: Mapping[str, str] = PrivateAttr(default_factory=dict)

    def with_words(self, words: Mapping[str, str]) -> RecordList:
        """The same list that :meth:`said` says with ``words``, German -> another language."""
        spoken = self.model_copy()
        spoken._words = words
        return spoken

    def said(self, cell: str) -> str:
        """A cell as it is shown; what is compared, filtered or in an address stays the cell.

        In another language words of fixed choices are translated, one by one where there are
        several. Free texts, names and words without a translation stay as published, in German.
        """
        if not self._words:
            return cell
        parts = (self._words.get(part, part) for part in cell.split(LIST_SEPARATOR))
        return LIST_SEPARATOR.join(parts)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Columns in the order of the declaration, which is that of the file."""
        return tuple(column.column for column in self.columns)

    @property
    def located(self) -> bool:
        """True where the list has coordinates of its own."""
        numbers = {c.column for c in self.columns if c.type is ColumnType.NUMBER}
        return {LATITUDE, LONGITUDE} <= numbers


@dataclass(frozen=True)
class Record:
    """One entry: key, title, cells as text by column (empty = unknown), where it lies.

    ``latitude`` and ``longitude`` are WGS84 degrees or None; ``areas`` maps a level id to the code
    of the area that contains the point (empty where there is no point).
    """

    id: str
    title: str
    cells: Mapping[str, str]
    latitude: float | None = None
    longitude: float | None = None
    areas: Mapping[str, str] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fields as plain dictionaries, for JSON; without a point ``areas`` is empty."""
        return {
            "id": self.id,
            "title": self.title,
            "cells": dict(self.cells),
            "latitude": self.latitude,
            "longitude": self.longitude,
            "areas": dict(self.areas or {}),
        }

    def many(self, column: str) -> tuple[str, ...]:
        """The texts of a column of type ``mehrere``."""
        return tuple(part.strip() for part in self.cells.get(column, "").split("|") if part.strip())

    def year(self, column: str) -> int | None:
        """The year of a column, None where unknown."""
        text = self.cells.get(column, "")
        return int(text[:4]) if text[:4].isdecimal() else None
