"""Area levels (Raumebenen) and areas (Gebiete)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

SOCIAL = "sozialraum"
"""Id of the level that social work is planned for, in cities that have one."""


class Numbering(BaseModel):
    """A further numbering of a level that occurs in files: foreign code -> our code."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str
    codes: dict[str, str] = Field(alias="schluessel")


class Level(BaseModel):
    """One level, declared in ``geo/<id>.toml``.

    ``column`` and ``name_column`` are the columns of ``geo/gliederung.csv`` that carry code and
    name; ``code_form`` is the regular expression of a complete code; ``expected`` the number of
    areas; ``aliases`` maps old or other names to codes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    name: str
    plural: str = Field(alias="mehrzahl")
    order: int = Field(alias="reihenfolge", description="0 is the finest level")
    edition: str = Field(alias="gebietsstand")
    valid_from: str = Field(alias="gueltig_von")
    valid_to: str = Field(default="", alias="gueltig_bis")
    column: str = Field(alias="spalte")
    name_column: str = Field(alias="namensspalte")
    code_form: str = Field(alias="schluesselform")
    parent: str = Field(default="", alias="uebergeordnet")
    expected: int = Field(alias="anzahl", gt=0)
    source: str = Field(alias="quelle")
    description: str = Field(default="", alias="beschreibung")
    numberings: tuple[Numbering, ...] = Field(default=(), alias="zaehlungen")
    aliases: dict[str, str] = Field(default_factory=dict, alias="aliasnamen")


def finest(levels: Iterable[Level]) -> Level | None:
    """The level of the atoms (order 0), of which every other one is made."""
    return next((level for level in levels if level.order == 0), None)


@dataclass(frozen=True)
class Area:
    """One area. ``parents`` maps a level id to the code of the area there that contains this one.

    ``certain`` is False where the assignment to the Sozialraum was inferred, not published.
    """

    level: str
    code: str
    name: str
    parents: dict[str, str] = field(default_factory=dict)
    certain: bool = True
