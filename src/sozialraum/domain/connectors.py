"""Sources elsewhere: how they are reached, when, and what for.

A source is declared in ``data/abruf/<id>.toml``. Nothing here touches the network.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.language import n_, t

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Schedule(StrEnum):
    """How often a source is asked."""

    DAILY = "taeglich"
    WEEKLY = "woechentlich"
    MONTHLY = "monatlich"
    YEARLY = "jaehrlich"
    BY_HAND = "von_hand"

    @property
    def label(self) -> str:
        """German words for the interface."""
        return t(_SCHEDULES[self][0])

    @property
    def interval(self) -> timedelta | None:
        """After which time it is due again, a little short of the calendar; None: never."""
        return _SCHEDULES[self][1]


_SCHEDULES: dict[Schedule, tuple[str, timedelta | None]] = {
    Schedule.DAILY: (n_("täglich"), timedelta(hours=20)),
    Schedule.WEEKLY: (n_("wöchentlich"), timedelta(days=6, hours=12)),
    Schedule.MONTHLY: (n_("monatlich"), timedelta(days=28)),
    Schedule.YEARLY: (n_("jährlich"), timedelta(days=360)),
    Schedule.BY_HAND: (n_("nur von Hand"), None),
}


class TargetKind(StrEnum):
    """What a fetched file becomes."""

    TABLE = "tabelle"
    LAYER = "ebene"
    LIST = "verzeichnis"
    OUTLINES = "umrisse"
    CONTROL = "kontrolle"
    GRID = "raster"

    @property
    def label(self) -> str:
        """German words for the interface."""
        return {
            TargetKind.TABLE: t("Statistik"),
            TargetKind.LAYER: t("Karten-Ebene"),
            TargetKind.LIST: t("Verzeichnis"),
            TargetKind.OUTLINES: t("Umrisse"),
            TargetKind.CONTROL: t("Kontrolle der Umrisse"),
            TargetKind.GRID: t("Einwohner je Zelle"),
        }[self]


class Target(BaseModel):
    """Where the fetched file goes.

    ``id`` names a mapping (tables), a layer, a list, or a level (control). ``columns`` of a layer
    or a list: column of its file -> column as delivered; ``fixed``: column -> text; ``kept``:
    columns whose texts stay as they stand in the present file (by its key). ``key`` is the column
    with the area key of delivered outlines that are only compared.
    """

    model_config = _MODEL

    kind: TargetKind = Field(alias="art")
    id: str = ""
    columns: dict[str, str] = Field(default_factory=dict, alias="spalten")
    fixed: dict[str, str] = Field(default_factory=dict, alias="fest")
    kept: tuple[str, ...] = Field(default=(), alias="behalten")
    key: str = Field(default="", alias="schluessel")


class Expected(BaseModel):
    """What an answer must have. ``share`` is of the count of the last good answer."""

    model_config = _MODEL

    columns: tuple[str, ...] = Field(default=(), alias="spalten")
    least: int = Field(default=1, alias="mindestens", ge=1)
    share: float = Field(default=0.8, alias="mindestanteil", ge=0, le=1)


class Remote(BaseModel):
    """A source that is asked over HTTP: ``address`` without credentials, limits per answer."""

    model_config = _MODEL

    address: str = Field(default="", alias="adresse")
    hosts: tuple[str, ...] = Field(
        default=(), alias="weitere_hosts", description="host or host:port that may also be asked"
    )
    megabytes: int = Field(default=50, alias="groesse_mb", ge=1, le=2000)
    seconds: float = Field(default=120, alias="sekunden", gt=0, le=3600)

    @property
    def missing(self) -> str:
        """The German key of what still has to be entered, or empty."""
        return "" if self.address else "adresse"


class Opendatasoft(Remote):
    """A data set of a portal with the Explore API v2.1."""

    kind: Literal["opendatasoft"] = Field(alias="art")
    dataset: str = Field(alias="datensatz", pattern="^[A-Za-z0-9_.@-]*$")
    shapes: bool = Field(default=False, alias="umrisse")
    where: str = Field(default="", alias="auswahl")

    @property
    def missing(self) -> str:
        """See :attr:`Remote.missing`."""
        return super().missing or ("" if self.dataset else "datensatz")


class Wfs(Remote):
    """A feature type of a WFS 2.0."""

    kind: Literal["wfs"] = Field(alias="art")
    feature_type: str = Field(alias="objektart")
    crs: str = Field(default="urn:ogc:def:crs:EPSG::25832", alias="koordinatensystem")
    page: int = Field(default=1000, alias="seite", ge=1, le=10_000)

    @property
    def missing(self) -> str:
        """See :attr:`Remote.missing`."""
        return super().missing or ("" if self.feature_type else "objektart")


class OgcFeatures(Remote):
    """A collection of an OGC API - Features; coordinates come in WGS84."""

    kind: Literal["ogc_api"] = Field(alias="art")
    collection: str = Field(alias="sammlung", pattern="^[^/?#]*$")
    page: int = Field(default=1000, alias="seite", ge=1, le=10_000)

    @property
    def missing(self) -> str:
        """See :attr:`Remote.missing`."""
        return super().missing or ("" if self.collection else "sammlung")


class Ckan(Remote):
    """A file of a data set in a CKAN catalogue; ``resource`` is its id or its name."""

    kind: Literal["ckan"] = Field(alias="art")
    dataset: str = Field(alias="datensatz", pattern="^[A-Za-z0-9_.-]*$")
    resource: str = Field(default="", alias="ressource")
    format: Literal["csv", "xlsx", "geojson"] = "csv"

    @property
    def missing(self) -> str:
        """See :attr:`Remote.missing`."""
        return super().missing or ("" if self.dataset else "datensatz")


class RemoteFile(Remote):
    """One file at one address; ``member`` names a file inside a ZIP (``*`` and ``?`` allowed)."""

    kind: Literal["datei"] = Field(alias="art")
    format: Literal["csv", "xlsx", "geojson"] = "csv"
    member: str = Field(default="", alias="datei_im_archiv")


class CensusGrid(Remote):
    """Residents per 100 m cell of the Zensus 2022, cut to the bounds of the outlines."""

    kind: Literal["zensus_gitter"] = Field(alias="art")
    member: str = Field(default="*100m*.csv", alias="datei_im_archiv")


class Gtfs(Remote):
    """Stops of a timetable feed, one row per station, cut to the bounds of the outlines."""

    kind: Literal["gtfs"] = Field(alias="art")


class Folder(BaseModel):
    """A folder that somebody puts tables into; relative paths lie below ``var``."""

    model_config = _MODEL

    kind: Literal["ordner"] = Field(alias="art")
    path: str = Field(alias="ordner")
    settle: float = Field(default=30, alias="ruhe_sekunden", ge=0, le=86_400)
    megabytes: int = Field(default=50, alias="groesse_mb", ge=1, le=500)

    @property
    def missing(self) -> str:
        """See :attr:`Remote.missing`."""
        return "" if self.path else "ordner"


Access = Opendatasoft | Wfs | OgcFeatures | Ckan | RemoteFile | CensusGrid | Gtfs | Folder
ACCESS_KINDS: dict[str, type[BaseModel]] = {
    "opendatasoft": Opendatasoft,
    "wfs": Wfs,
    "ogc_api": OgcFeatures,
    "ckan": Ckan,
    "datei": RemoteFile,
    "zensus_gitter": CensusGrid,
    "gtfs": Gtfs,
    "ordner": Folder,
}


class Connector(BaseModel):
    """One declared source. ``checked`` is the day on which somebody fetched it and looked at the
    result; empty: never, then it is fetched only when it is named.
    """

    model_config = _MODEL

    id: str
    title: str = Field(alias="titel")
    source: str = Field(alias="quelle")
    schedule: Schedule = Field(alias="zeitplan")
    access: Access = Field(alias="zugang")
    target: Target = Field(alias="ziel")
    expected: Expected = Field(default_factory=Expected, alias="erwartet")
    checked: str = Field(default="", alias="geprueft", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    note: str = Field(default="", alias="hinweis")
