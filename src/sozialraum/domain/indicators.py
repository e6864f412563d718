"""Indicators and the tables that carry their values."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.access import Role
from sozialraum.language import t

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Kind(StrEnum):
    """What kind of measure it is; only counts may be summed over areas."""

    COUNT = "anzahl"
    SHARE = "anteil"
    RATE = "rate"
    MEAN = "mittelwert"
    INDEX = "index"
    DIFFERENCE = "differenz"

    @property
    def additive(self) -> bool:
        """True where the value of a union is the sum of its parts."""
        return self is Kind.COUNT

    @property
    def label(self) -> str:
        """German word for headings."""
        return {
            Kind.COUNT: t("Anzahl"),
            Kind.SHARE: t("Anteil"),
            Kind.RATE: t("Rate"),
            Kind.MEAN: t("Mittelwert"),
            Kind.INDEX: t("Index"),
            Kind.DIFFERENCE: t("Differenz"),
        }[self]


class Direction(StrEnum):
    """How a high value reads; it chooses words, never an alarm colour."""

    NEUTRAL = "neutral"
    BURDEN = "belastung"
    RELIEF = "entlastung"


class Break(BaseModel):
    """Two or more periods that must not be compared, with the reason in one German sentence."""

    model_config = _MODEL

    periods: tuple[str, ...] = Field(alias="stichtage", min_length=2)
    reason: str = Field(alias="grund")


class MapDefaults(BaseModel):
    """How the indicator is drawn unless the user chooses otherwise."""

    model_config = _MODEL

    scheme: str = Field(default="natuerlich", alias="klasseneinteilung")
    k: int = Field(default=5, alias="klassen", ge=2, le=9)
    breaks: tuple[float, ...] = Field(default=(), alias="grenzen")
    palette: str = Field(default="blau_violett", alias="palette")


class Indicator(BaseModel):
    """One indicator, declared in ``data/indikatoren/<id>.toml``.

    Shares are in percent (0 to 100) as published; ``unit`` is the printed unit. ``decimals`` is
    the number of printed decimals. ``levels`` are the levels for which values may be delivered.
    """

    model_config = _MODEL

    id: str
    name: str
    short: str = Field(alias="kurzname")
    topic: str = Field(alias="thema")
    kind: Kind = Field(alias="art")
    unit: str = Field(alias="einheit")
    decimals: int = Field(default=0, alias="nachkommastellen", ge=0, le=4)
    direction: Direction = Field(default=Direction.NEUTRAL, alias="richtung")
    numerator: str = Field(default="", alias="zaehler")
    denominator: str = Field(default="", alias="nenner")
    levels: tuple[str, ...] = Field(alias="ebenen", min_length=1)
    minimum_base: int = Field(default=0, alias="mindestbasis", ge=0)
    definition: str = Field(alias="definition")
    caveat: str = Field(default="", alias="hinweis")
    source: str = Field(alias="quelle")
    confidentiality: str = Field(default="veroeffentlicht", alias="geheimhaltung")
    from_register: str = Field(
        default="",
        alias="register",
        description="series of different registers must never be drawn as one",
    )
    breaks: tuple[Break, ...] = Field(default=(), alias="nicht_vergleichbar")
    map: MapDefaults = Field(default_factory=MapDefaults, alias="karte")
    roles: tuple[Role, ...] = Field(default=(Role.PUBLIC,), alias="rollen")
    on_map: bool = Field(default=True, alias="auf_karte", description="offered on the map page")

    def comparable(self, first: str, second: str) -> str:
        """Empty where two periods may be compared, else the reason why they may not."""
        for entry in self.breaks:
            if first != second and first in entry.periods and second in entry.periods:
                return entry.reason
        return ""


class TableForm(StrEnum):
    """Shape of a delivered table."""

    WIDE = "breit"
    LONG = "lang"


class Quality(StrEnum):
    """How far a figure can be trusted."""

    OFFICIAL = "amtlich"
    SECONDARY = "zweitquelle"
    ESTIMATE = "schaetzung"

    @property
    def label(self) -> str:
        """German words for the interface."""
        return {
            Quality.OFFICIAL: t("amtliche Quelle"),
            Quality.SECONDARY: t("aus zweiter Hand"),
            Quality.ESTIMATE: t("gerundet oder geschätzt"),
        }[self]


class Table(BaseModel):
    """One delivered table, declared in ``data/statistik/<id>.toml`` beside its CSV file.

    Wide tables have one row per area and one column per indicator (``columns`` maps a column to an
    indicator id; a column that is named like an indicator needs no entry). Long tables have the
    columns of :data:`sozialraum.domain.observations.LONG_COLUMNS`. ``excluded`` lists keys that
    are deliberately not joined, each with its reason.
    """

    model_config = _MODEL

    id: str
    title: str = Field(alias="titel")
    file: str = Field(alias="datei")
    form: TableForm = Field(alias="form")
    level: str = Field(default="", alias="ebene")
    key: str = Field(default="", alias="schluessel")
    period: str = Field(default="", alias="stichtag")
    source: str = Field(default="", alias="quelle")
    quality: Quality = Field(default=Quality.SECONDARY, alias="guete")
    joint: str = Field(default="", alias="gemeinsam")
    ignored: tuple[str, ...] = Field(default=(), alias="ohne_spalten")
    columns: dict[str, str] = Field(default_factory=dict, alias="spalten")
    excluded: dict[str, str] = Field(default_factory=dict, alias="ausgenommen")
    edition: str = Field(
        default="",
        alias="gebietsstand",
        description="edition that the keys belong to, empty for that of the level",
    )
    invented: bool = Field(default=False, alias="erfunden")


class Source(BaseModel):
    """One source of ``data/quellen.toml``."""

    model_config = _MODEL

    id: str
    publisher: str = Field(alias="herausgeber")
    title: str = Field(alias="titel")
    url: str = Field(default="", alias="adresse")
    licence: str = Field(alias="lizenz")
    licence_url: str = Field(default="", alias="lizenz_adresse")
    retrieved: str = Field(default="", alias="abgerufen")
    quality: Quality = Field(alias="guete")
    note: str = Field(default="", alias="hinweis")

    @property
    def citation(self) -> str:
        """Publisher and title, as printed under maps and tables."""
        return f"{self.publisher}: {self.title}" if self.publisher else self.title
