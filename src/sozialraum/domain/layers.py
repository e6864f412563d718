"""Overlay layers: points and outlines on top of the statistics."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.access import Role
from sozialraum.language import n_, t

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LayerKind(StrEnum):
    """Geometry of a layer."""

    POINTS = "punkte"
    AREAS = "gebiete"


class Precision(StrEnum):
    """How exact a coordinate is, as documented by its source."""

    BUILDING = "gebaeude"
    STREET = "strasse"
    DISTRICT = "quartier"
    UNKNOWN = "unbekannt"

    @property
    def label(self) -> str:
        """German words for popups and tables."""
        return t(_PRECISIONS[self])

    @property
    def german(self) -> str:
        """The word in German whatever language is spoken: for what stands in files."""
        return _PRECISIONS[self]


_PRECISIONS = {
    Precision.BUILDING: n_("hausgenau"),
    Precision.STREET: n_("Straße, ohne Hausnummer"),
    Precision.DISTRICT: n_("nur ungefähr (Quartier)"),
    Precision.UNKNOWN: n_("ohne Angabe"),
}


class Symbol(BaseModel):
    """Shape and colour of a point: shapes differ, so that colour is never the only sign."""

    model_config = _MODEL

    shape: str = Field(alias="form", pattern="^(kreis|quadrat|dreieck|raute|punkt|linie)$")
    colour: str = Field(alias="farbe", pattern="^#[0-9a-fA-F]{6}$")


class PopupField(BaseModel):
    """One line of a popup: column of the file and its German title."""

    model_config = _MODEL

    column: str = Field(alias="feld")
    title: str = Field(alias="titel")


class Layer(BaseModel):
    """One overlay, declared in ``data/layer/<id>.toml``.

    Point layers name a CSV ``file`` with the columns ``latitude_column``, ``longitude_column``
    (WGS84 degrees, decimal comma; empty where no coordinate is known) and
    ``precision_column``. Area layers name a ``level`` whose outlines are drawn.
    """

    model_config = _MODEL

    id: str
    name: str
    kind: LayerKind = Field(alias="art")
    order: int = Field(default=50, alias="reihenfolge")
    description: str = Field(alias="beschreibung")
    file: str = Field(default="", alias="datei")
    level: str = Field(default="", alias="ebene")
    key: str = Field(default="id", alias="schluessel")
    title_column: str = Field(default="name", alias="titelspalte")
    latitude_column: str = Field(default="breite", alias="breitenspalte")
    longitude_column: str = Field(default="laenge", alias="laengenspalte")
    precision_column: str = Field(default="genauigkeit", alias="genauigkeitsspalte")
    from_column: str = Field(default="", alias="von_spalte")
    to_column: str = Field(default="", alias="bis_spalte")
    filter: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, alias="auswahl", description="column -> values that belong here"
    )
    popup: tuple[PopupField, ...] = ()
    symbol: Symbol
    source: str = Field(alias="quelle")
    source_column: str = Field(default="", alias="quellenspalte")
    caveat: str = Field(default="", alias="hinweis")
    listed: bool = Field(
        default=True, alias="im_steckbrief", description="places are named on the area sheet"
    )
    roles: tuple[Role, ...] = Field(default=(Role.PUBLIC,), alias="rollen")
