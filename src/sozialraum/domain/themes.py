"""Theme pages (``data/seiten/<id>.toml``): which figures a page shows, in which order.

A new figure reaches a page as data: as a row of a table and, where it deserves a chart, as an
entry here. Blocks of kind ``angaben`` with ``themen`` take in every indicator of a topic that no
other block of the page names, so that nothing that is published stays invisible.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class BlockKind(StrEnum):
    """What a block of a page is."""

    COURSE = "verlauf"
    INDEX = "index"
    BARS = "balken"
    STATEMENTS = "angaben"
    REFERENCES = "vergleich"
    MAP = "karte"
    RECORDS = "liste"
    TEXT = "text"


class SeriesWanted(BaseModel):
    """One series: an indicator of an area, or of a place outside (``raum`` of the references)."""

    model_config = _MODEL

    indicator: str = Field(alias="indikator")
    level: str = Field(default="stadt", alias="ebene")
    area: str = Field(default="", alias="gebiet")
    name: str = ""
    place: str = Field(default="", alias="raum")


class Block(BaseModel):
    """One exhibit of a page.

    ``series`` for courses and indices; ``indicators`` and ``topics`` for statements, which
    ``level`` may narrow; ``indicators`` (choices), ``level`` and ``period`` for maps and bars;
    ``records`` the id of a list, narrowed by ``filter``; ``places`` the places of references.
    """

    model_config = _MODEL

    id: str = Field(pattern="^[a-z0-9-]+$")
    kind: BlockKind = Field(alias="art")
    title: str = Field(alias="titel")
    text: str = ""
    reading: str = Field(default="", alias="lesehilfe")
    series: tuple[SeriesWanted, ...] = Field(default=(), alias="reihen")
    indicators: tuple[str, ...] = Field(default=(), alias="indikatoren")
    topics: tuple[str, ...] = Field(default=(), alias="themen")
    places: tuple[str, ...] = Field(default=(), alias="raeume")
    level: str = Field(default="", alias="ebene")
    period: str = Field(default="", alias="stichtag")
    records: str = Field(default="", alias="liste")
    filter: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="auswahl")
    on_map: bool = Field(default=True, alias="mit_karte", description="entries of a list on a map")


class Section(BaseModel):
    """Blocks under one heading; ``id`` stands in the address."""

    model_config = _MODEL

    id: str = Field(pattern="^[a-z0-9-]+$")
    title: str = Field(alias="titel")
    text: str = ""
    blocks: tuple[Block, ...] = Field(default=(), alias="darstellungen")


class ThemePage(BaseModel):
    """A page made of sections."""

    model_config = _MODEL

    id: str
    title: str = Field(alias="titel")
    introduction: str = Field(alias="einleitung")
    layers: tuple[str, ...] = Field(
        default=(), alias="ebenen", description="overlays offered beside the sites of the page"
    )
    sections: tuple[Section, ...] = Field(alias="abschnitte", min_length=1)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in the order of the page."""
        return tuple(block for section in self.sections for block in section.blocks)


class Reference(BaseModel):
    """A published figure about a place that is not an area of the city.

    ``period`` is a reference date, or empty where the source gives none. ``value`` is None where
    only words or a date are published; then ``text`` carries it.
    """

    model_config = _MODEL

    id: str
    place: str = Field(alias="raum")
    subject: str = Field(alias="gegenstand")
    indicator: str = Field(default="", alias="indikator")
    period: str = Field(default="", alias="stichtag")
    value: float | None = Field(default=None, alias="wert")
    text: str = Field(default="", alias="wort")
    unit: str = Field(default="", alias="einheit")
    source: str = Field(alias="quelle")
    wording: str = Field(default="", alias="wortlaut")
    note: str = Field(default="", alias="hinweis")


@dataclass(frozen=True)
class Method:
    """A method text of ``data/methoden`` in Markdown, without its heading."""

    id: str
    title: str
    text: str
