"""Imports of shapes: how delivered points and polygons are read, and what was found in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.access import Role
from sozialraum.domain.imports import ImportPlan, Question
from sozialraum.domain.indicators import Source
from sozialraum.domain.layers import Symbol
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import Problem
from sozialraum.language import n_, t

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
SAME = 0.9
"""Share of overlap, both ways, from which a polygon and an area are the same."""
DOUBTFUL = 0.5
"""Share from which they may be the same: somebody has to confirm it."""
RESTRICTED = (Role.PLANNING, Role.ADMINISTRATION)
"""Who may see points that say something about single persons."""


class ShapeKind(StrEnum):
    """What the features of a file are."""

    POINTS = "punkte"
    AREAS = "flaechen"

    @property
    def label(self) -> str:
        """German plural."""
        return {ShapeKind.POINTS: t("Punkte"), ShapeKind.AREAS: t("Flächen")}[self]


class ShapeUse(StrEnum):
    """What is made of a file."""

    STATISTICS = "statistik"
    OUTLINES = "umrisse"
    LAYER = "ebene"
    COUNTS = "anzahl"

    @property
    def label(self) -> str:
        """What the person chooses."""
        return {
            ShapeUse.STATISTICS: t("Sachdaten als Statistik einlesen"),
            ShapeUse.OUTLINES: t("Umrisse vergleichen"),
            ShapeUse.LAYER: t("als Ebene auf der Karte zeigen"),
            ShapeUse.COUNTS: t("je Gebiet zählen"),
        }[self]


class Outside(StrEnum):
    """What becomes of points outside the city."""

    LEFT_OUT = "weglassen"
    KEPT = "aufnehmen"


class PointLayer(BaseModel):
    """The layer that points become. ``title``, ``key``, ``precision`` and ``popup`` name columns of
    the file; without ``key`` the features are numbered, without ``precision`` it is unknown.
    """

    model_config = _MODEL

    id: str = Field(pattern="^[a-z0-9_]+$")
    name: str = Field(min_length=1)
    description: str = Field(alias="beschreibung", min_length=1)
    title: str = Field(alias="titelspalte", min_length=1)
    key: str = Field(default="", alias="schluesselspalte")
    precision: str = Field(default="", alias="genauigkeitsspalte")
    popup: tuple[str, ...] = Field(default=(), alias="angaben")
    symbol: Symbol
    source: str = Field(alias="quelle", min_length=1)
    caveat: str = Field(default="", alias="hinweis")
    roles: tuple[Role, ...] = Field(default=(Role.PUBLIC,), alias="rollen", min_length=1)


class ShapeMapping(BaseModel):
    """Everything that turns delivered shapes into statistics or into a layer.

    ``columns`` are the titles of the file: by them next year's file finds its mapping. ``epsg`` is
    the confirmed system of coordinates (0 = nobody has said so), ``swapped`` True where the north
    value stands first. ``accepted`` maps the number of a feature (1 = first) to the code that
    somebody confirmed, ``excluded`` to the reason why it is left out. ``personal`` says whether the
    file speaks of single persons, ``complete`` whether areas without points really have none; None
    is no answer. ``table`` reads the attributes or the counts.
    """

    model_config = _MODEL

    columns: tuple[str, ...] = Field(alias="spalten")
    layer: str = ""
    epsg: int = Field(default=0, alias="koordinatensystem")
    swapped: bool = Field(default=False, alias="achsen_vertauscht")
    use: ShapeUse | None = Field(default=None, alias="verwendung")
    level: str = Field(default="", alias="ebene")
    accepted: dict[str, str] = Field(default_factory=dict, alias="bestaetigt")
    excluded: dict[str, str] = Field(default_factory=dict, alias="ausgenommen")
    personal: bool | None = Field(default=None, alias="personenbezug")
    complete: bool | None = Field(default=None, alias="vollstaendig")
    outside: Outside | None = Field(default=None, alias="ausserhalb")
    points: PointLayer | None = Field(default=None, alias="punkte")
    table: TableMapping | None = Field(default=None, alias="tabelle")
    sources: tuple[Source, ...] = Field(default=(), alias="neue_quellen")


@dataclass(frozen=True)
class Fault:
    """One kind of fault of a file. ``kind`` is a stable word, ``text`` a German sentence,
    ``objects`` the numbers of the features (1 = first), empty where it concerns the whole file.
    """

    kind: str
    text: str
    objects: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A way to read the coordinates; ``share`` of the features then lies in the city."""

    epsg: int
    swapped: bool
    share: float

    @property
    def value(self) -> str:
        """The answer that chooses it: ``25832`` or ``4326 vertauscht``."""
        return f"{self.epsg} vertauscht" if self.swapped else str(self.epsg)


@dataclass(frozen=True)
class Overlap:
    """The area that has most in common with a polygon, as shares of the polygon and of the area."""

    code: str
    of_shape: float
    of_area: float

    @property
    def least(self) -> float:
        """The smaller of both shares."""
        return min(self.of_shape, self.of_area)


class MatchState(StrEnum):
    """How a polygon found its area, or why it did not."""

    SAME = n_("deckungsgleich")
    KEY = n_("nach Schlüssel")
    CONFIRMED = n_("bestätigt")
    OPEN = n_("zu bestätigen")
    CONTRADICTION = n_("Schlüssel und Lage widersprechen sich")
    NONE = n_("ohne Gebiet")
    EXCLUDED = n_("ausgenommen")

    @property
    def label(self) -> str:
        """The word for the interface."""
        return t(self.value)


@dataclass(frozen=True)
class ShapeMatch:
    """One polygon: ``number`` in the file (1 = first), ``label`` for people, ``by_key`` the code
    that its key means (or empty), ``code`` the area that it is taken for (or empty).
    """

    number: int
    label: str
    by_key: str
    overlap: Overlap | None
    code: str
    state: MatchState


@dataclass(frozen=True)
class LevelFit:
    """How polygons fit a level: ``same`` polygons of the same extent, mean share of overlap."""

    level: str
    same: int
    share: float


@dataclass(frozen=True)
class AreaMatching:
    """All polygons against one level; ``level`` is empty where they fit none.

    ``column`` is the column of the keys, empty where only the position counted. ``missing`` are
    codes of areas without polygon, ``several`` the numbers of the polygons of one and the same
    area, ``fits`` all levels, the best first. ``notes`` are German sentences.
    """

    level: str
    column: str
    matches: tuple[ShapeMatch, ...]
    missing: tuple[str, ...]
    several: Mapping[str, tuple[int, ...]]
    fits: tuple[LevelFit, ...]
    notes: tuple[str, ...] = ()

    @property
    def matched(self) -> int:
        """Polygons with an area."""
        return sum(1 for match in self.matches if match.code)

    def of_state(self, state: MatchState) -> tuple[ShapeMatch, ...]:
        """The polygons in a state, in the order of the file."""
        return tuple(match for match in self.matches if match.state is state)


@dataclass(frozen=True)
class OutlineDifference:
    """A delivered outline against the present one: percent of the area that only one of them has,
    change of the area in percent, and the largest distance of the borders in metres (Hausdorff).
    """

    code: str
    apart: float
    size: float
    distance: float


@dataclass(frozen=True)
class OutlineReport:
    """``same`` is True where polygons and areas are the same, one for one. ``words`` says it."""

    same: bool
    areas: int
    differences: tuple[OutlineDifference, ...]
    words: str


@dataclass(frozen=True)
class PointsReport:
    """Where points lie. ``areas`` are counts by code of the atoms, ``districts`` by the districts;
    ``outside``, ``far`` (too far for a map of the city) and ``nowhere`` are (number, label).
    """

    points: int
    areas: Mapping[str, int]
    districts: Mapping[str, int]
    outside: tuple[tuple[int, str], ...]
    far: tuple[tuple[int, str], ...]
    nowhere: tuple[tuple[int, str], ...]

    @property
    def inside(self) -> int:
        """Points in the city."""
        return sum(self.areas.values())


@dataclass(frozen=True)
class LayerChange:
    """What a layer changes against the layer of the same id; ``replaces`` says there is one."""

    added: int
    changed: int
    gone: int
    replaces: bool


@dataclass(frozen=True)
class ShapePlan:
    """What a file with shapes is and what taking it over would do. Making it changes nothing.

    ``questions`` must be answered (by changing ``mapping``) and ``problems`` be mended before
    :attr:`ready`. ``raw`` are attributes or counts as a table
    (:class:`~sozialraum.importers.raw.RawTable`), ``table`` is its plan.
    """

    file: str
    sha256: str
    kind: ShapeKind | None
    count: int
    layers: tuple[str, ...]
    reading: Reading | None
    mapping: ShapeMapping
    faults: tuple[Fault, ...] = ()
    areas: AreaMatching | None = None
    outlines: OutlineReport | None = None
    points: PointsReport | None = None
    layer: LayerChange | None = None
    table: ImportPlan | None = None
    raw: Any = field(default=None, repr=False, compare=False)
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    fingerprint: str = field(default="", metadata={"live": "id of the release compared with"})

    @property
    def ready(self) -> bool:
        """True where nothing stands against taking it over."""
        if self.questions or self.problems or self.mapping.use in {None, ShapeUse.OUTLINES}:
            return False
        return self.table is None or self.table.ready
