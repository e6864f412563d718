"""Target groups (Zielgruppen): whose way to a service is measured, and how many they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.access import Role
from sozialraum.language import t


class Calculation(StrEnum):
    """How the number of persons of an area comes about; nothing else is ever calculated."""

    COUNT = "anzahl"
    SHARE_OF_BASE = "anteil_mal_basis"

    @property
    def label(self) -> str:
        """German words for the interface."""
        return {
            Calculation.COUNT: t("veröffentlichte Anzahl"),
            Calculation.SHARE_OF_BASE: t("veröffentlichter Anteil mal veröffentlichte Basis"),
        }[self]


class TargetGroup(BaseModel):
    """One target group, declared in ``data/zielgruppen/<id>.toml``.

    ``counts`` is the indicator of the persons (``anzahl``). Otherwise ``shares`` are indicators in
    percent of one base whose values are added up within an area, and ``base`` the count that they
    are shares of; an empty ``base`` says that nobody publishes it, so that no area is known.

    ``levels`` run from the coarsest to the finest: an area of a finer level replaces its part of a
    coarser one only where both speak of the same reference date.

    ``proxies`` are indicators from which a user may have unknown areas estimated: shares of the
    population that stand in for the unknown distribution of a count, or the base itself, spread
    over the atoms by addresses and multiplied by ``estimated_shares`` (``shares`` where empty).
    ``population`` is the target group that says how many people live where.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    title: str = Field(alias="titel")
    description: str = Field(alias="beschreibung")
    order: int = Field(default=100, alias="reihenfolge")
    calculation: Calculation = Field(alias="rechenweg")
    counts: str = Field(default="", alias="anzahl")
    shares: tuple[str, ...] = Field(default=(), alias="anteile")
    base: str = Field(default="", alias="basis")
    levels: tuple[str, ...] = Field(alias="ebenen", min_length=1)
    proxies: tuple[str, ...] = Field(default=(), alias="hilfsgroessen")
    estimated_shares: tuple[str, ...] = Field(default=(), alias="anteile_der_schaetzung")
    population: str = Field(default="", alias="bevoelkerung")
    caveat: str = Field(default="", alias="hinweis")
    roles: tuple[Role, ...] = Field(default=(Role.PUBLIC,), alias="rollen")

    @property
    def indicators(self) -> tuple[str, ...]:
        """Everything that the group is calculated from, estimates included."""
        named = (self.counts, *self.shares, self.base, *self.proxies, *self.estimated_shares)
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True)
class Proxy:
    """An indicator from which unknown areas may be estimated, on the user's explicit choice."""

    id: str
    name: str


@dataclass(frozen=True)
class Target:
    """A target group as it is offered: ``note`` says how many areas are known and what to mind."""

    id: str
    title: str
    description: str
    kind: str
    note: str
    known: int
    areas: int
    estimates: tuple[Proxy, ...] = ()
