"""The start view (``data/start.toml``): what a fresh visitor sees. No code knows the city."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class StartMap(BaseModel):
    """First picture of the map page; ``highlight`` is (level, code) of an outlined area.

    Without an indicator the map takes the first one that has values, or shows outlines.
    """

    model_config = _MODEL

    indicator: str = Field(default="", alias="indikator")
    level: str = Field(default="", alias="ebene")
    highlight: tuple[str, str] | None = Field(default=None, alias="hervorheben")
    layers: tuple[str, ...] = Field(default=(), alias="ebenen")


class KeyFigure(BaseModel):
    """One key figure of the overview: the newest published value of an indicator for an area.

    ``page`` and ``view`` are where more about it is shown.
    """

    model_config = _MODEL

    indicator: str = Field(alias="indikator")
    level: str = Field(alias="ebene")
    area: str = Field(alias="gebiet")
    page: str = Field(default="karte", alias="seite")
    view: dict[str, str] = Field(default_factory=dict, alias="ansicht")


class WayLink(BaseModel):
    """A link into a prepared view: page and address parameters."""

    model_config = _MODEL

    title: str = Field(alias="titel")
    page: str = Field(default="karte", alias="seite")
    view: dict[str, str] = Field(alias="ansicht")


class Way(BaseModel):
    """Entry for one group of users."""

    model_config = _MODEL

    title: str = Field(alias="titel")
    text: str
    links: tuple[WayLink, ...]


class Operator(BaseModel):
    """Who runs the monitor: name, contact, and who mediates where accessibility is missing."""

    model_config = _MODEL

    name: str
    contact: str = Field(alias="kontakt")
    enforcement: str = Field(default="", alias="schlichtungsstelle")


class Start(BaseModel):
    """Name of the product and the city, first map, key figures, ways for the groups of users."""

    model_config = _MODEL

    title: str = Field(alias="titel")
    city: str = Field(alias="stadt")
    introduction: str = Field(alias="einleitung")
    map: StartMap = Field(default_factory=StartMap, alias="karte")
    figures: tuple[KeyFigure, ...] = Field(default=(), alias="kennzahlen")
    ways: tuple[Way, ...] = Field(default=(), alias="wege")
    operator: Operator | None = Field(default=None, alias="betreiber")
