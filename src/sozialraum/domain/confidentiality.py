"""Confidentiality (Geheimhaltung): which figures may not be published, and what hangs together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.errors import UnknownEntry
from sozialraum.language import t

PUBLISHED = "veroeffentlicht"
"""The rule of figures that are public already: they are shown as they are."""

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Dominance(BaseModel):
    """(n,k) rule: the ``n`` largest contributors may not hold more than ``k`` percent of a cell."""

    model_config = _MODEL

    contributors: int = Field(alias="groesste", ge=1, le=2)
    percent: float = Field(alias="prozent", gt=0, lt=100)


class Rule(BaseModel):
    """One rule, declared as ``[regeln.<id>]`` in ``data/geheimhaltung.toml``.

    ``minimum`` hides the counts 1 to ``minimum`` - 1, with ``protect_zero`` 0 as well;
    ``complement`` hides a part of a total, too, where what is left of the total is such a count.
    ``dominance`` and ``p_percent`` need the columns ``largest`` and ``second_largest`` of the
    observations. ``rounding`` publishes multiples of itself instead and hides nothing.
    """

    model_config = _MODEL

    id: str
    minimum: int = Field(default=0, alias="mindestzahl", ge=0, le=1000)
    complement: bool = Field(default=False, alias="komplement")
    protect_zero: bool = Field(default=False, alias="null_schuetzen")
    dominance: Dominance | None = Field(default=None, alias="dominanz")
    p_percent: float = Field(default=0.0, alias="p_prozent", ge=0, lt=100)
    rounding: int = Field(default=0, alias="rundung", ge=0, le=1000)

    @property
    def by_contribution(self) -> bool:
        """True where the largest contributions decide."""
        return self.dominance is not None or self.p_percent > 0


class Group(BaseModel):
    """A total and its parts in the same area at the same date; all are indicators (counts).

    Without ``complete`` the parts do not make up the whole total.
    """

    model_config = _MODEL

    total: str = Field(alias="summe")
    parts: tuple[str, ...] = Field(alias="teile", min_length=1)
    complete: bool = Field(default=True, alias="vollstaendig")


class Stock(BaseModel):
    """A stock that is the one of the period before, plus what came, minus what went."""

    model_config = _MODEL

    stock: str = Field(alias="bestand")
    inflows: tuple[str, ...] = Field(default=(), alias="zugang")
    outflows: tuple[str, ...] = Field(default=(), alias="abgang")


class Fraction(BaseModel):
    """A share or rate whose numerator and denominator are indicators of their own."""

    model_config = _MODEL

    indicator: str = Field(alias="indikator")
    numerator: str = Field(default="", alias="zaehler")
    denominator: str = Field(default="", alias="nenner")


class Confidentiality(BaseModel):
    """All declarations of ``data/geheimhaltung.toml``; empty where there is no such file.

    ``sources`` gives the statements of a source a rule of their own, before that of the indicator.
    Indicators in ``same_pattern`` are hidden in the same areas at all reference dates.
    """

    model_config = _MODEL

    rules: Mapping[str, Rule] = Field(default_factory=dict, alias="regeln")
    sources: Mapping[str, str] = Field(default_factory=dict, alias="quellen")
    groups: tuple[Group, ...] = Field(default=(), alias="gruppen")
    stocks: tuple[Stock, ...] = Field(default=(), alias="bestaende")
    fractions: tuple[Fraction, ...] = Field(default=(), alias="anteile")
    same_pattern: tuple[str, ...] = Field(default=(), alias="gleiches_muster")

    def rule(self, of_indicator: str, source: str) -> Rule | None:
        """The rule of a statement, None where it is public already.

        Raises :class:`UnknownEntry` for a rule that is not declared.
        """
        name = self.sources.get(source, of_indicator)
        if name == PUBLISHED:
            return None
        if name not in self.rules:
            what = t("Die Geheimhaltungsregel „{name}“ ist nicht angelegt.", name=name)
            raise UnknownEntry(
                what, t("In data/geheimhaltung.toml als [regeln.{name}] anlegen.", name=name)
            )
        return self.rules[name]

    def fraction_of(self, indicator: str) -> Fraction:
        """The declared fraction of an indicator, an empty one where none is declared."""
        found = (entry for entry in self.fractions if entry.indicator == indicator)
        return next(found, Fraction(indikator=indicator))


NOTHING_CONFIDENTIAL = Confidentiality(regeln=MappingProxyType({}))
