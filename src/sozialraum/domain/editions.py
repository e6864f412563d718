"""Editions of a level (Gebietsstände): borders of another time, and the way to those of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.areas import Area, Level
from sozialraum.language import t


class Weighting(StrEnum):
    """By what the values of a divided area are shared among its parts."""

    AREA = "flaeche"
    ADDRESSES = "adressen"

    @property
    def label(self) -> str:
        """German words for notes."""
        return {Weighting.AREA: t("nach Fläche"), Weighting.ADDRESSES: t("nach Adressen")}[self]


class Edition(BaseModel):
    """Areas of a level at another time, declared in ``geo/gebietsstaende/<level>_<edition>.toml``.

    ``areas`` maps every code to its name. ``unchanged`` are codes whose area is the same today. The
    others are described by the crosswalk in the CSV file of the same name; without that file their
    values are not converted. ``weighting`` says how its shares were made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    level: str = Field(alias="ebene")
    edition: str = Field(alias="gebietsstand", min_length=1)
    valid_from: str = Field(default="", alias="gueltig_von")
    valid_to: str = Field(default="", alias="gueltig_bis")
    source: str = Field(alias="quelle")
    weighting: Weighting | None = Field(default=None, alias="gewichtung")
    areas: dict[str, str] = Field(alias="gebiete", min_length=1)
    unchanged: tuple[str, ...] = Field(default=(), alias="unveraendert")


@dataclass(frozen=True)
class Part:
    """``share`` (over 0, up to 1) of the area ``old`` lies in the area ``new`` of today."""

    old: str
    new: str
    share: float

    @property
    def whole(self) -> bool:
        """True where nothing of the old area lies elsewhere."""
        return self.share == 1.0


@dataclass(frozen=True)
class Boundaries:
    """An edition with its crosswalk to the areas of today.

    ``parts`` hold the unchanged areas too; the shares of an old area add up to 1. ``bridged`` is
    False where only the unchanged areas are known: values of the others are never converted.
    """

    edition: Edition
    parts: tuple[Part, ...]
    bridged: bool

    @cached_property
    def feeding(self) -> Mapping[str, tuple[Part, ...]]:
        """The parts of every area of today that has some, by its code."""
        found: dict[str, list[Part]] = defaultdict(list)
        for part in self.parts:
            found[part.new].append(part)
        return {code: tuple(parts) for code, parts in sorted(found.items())}

    @cached_property
    def same(self) -> Mapping[str, str]:
        """Code of today -> old code, of the areas whose borders have not changed."""
        return {
            code: parts[0].old
            for code, parts in self.feeding.items()
            if len(parts) == 1 and parts[0].whole
        }

    @property
    def old_areas(self) -> tuple[Area, ...]:
        """The areas of the edition, sorted by code."""
        level = self.edition.level
        return tuple(Area(level, code, name) for code, name in sorted(self.edition.areas.items()))

    def level(self, today: Level) -> Level:
        """The level as it was: other names and numberings of today mean nothing there."""
        return today.model_copy(
            update={
                "edition": self.edition.edition,
                "valid_from": self.edition.valid_from,
                "valid_to": self.edition.valid_to,
                "expected": len(self.edition.areas),
                "aliases": {},
                "numberings": (),
            }
        )
