"""Scenes: saved views with title, two sentences and a note, in the order of a presentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.views import MapView
from sozialraum.language import Language, current

FORMAT = "sozialraum-szenen"
VERSION = 1
"""Version of the form of scene files; a newer one is read as far as it is understood."""


MOST_SCENES = 60
"""A presentation is not longer; the file of a longer one is read up to here."""
_Name = Annotated[str, Field(max_length=40)]
_Value = Annotated[str, Field(max_length=2000)]


class Scene(BaseModel):
    """One scene. ``page`` is the page that shows the view (``karte``), ``query`` its address.

    ``part`` says which map or chart of the page is meant, empty where the page has only one.
    ``text`` are about two sentences that the audience reads, ``note`` is for the speaker alone.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(pattern=r"^[a-z0-9_-]{1,40}$")
    page: str = Field(max_length=40)
    part: str = Field(default="", max_length=80)
    query: Mapping[_Name, _Value] = Field(default_factory=dict, max_length=40)
    title: str = Field(max_length=160)
    text: str = Field(default="", max_length=600)
    note: str = Field(default="", max_length=4000)


class Presentation(BaseModel):
    """Scenes in their order. A file of them is this with ``format`` and ``version``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str = Field(max_length=160)
    scenes: tuple[Scene, ...] = ()


@dataclass(frozen=True)
class PointGroup:
    """Places in the same state, drawn over a map: label, form and colour as on the page.

    ``shape`` is a shape of :class:`~sozialraum.domain.layers.Symbol`; ``points`` are longitude,
    latitude (WGS84 degrees) and name; ``unplaced`` counts places without a point.
    """

    label: str
    shape: str
    colour: str
    hollow: bool
    points: tuple[tuple[float, float, str], ...]
    unplaced: int = 0


@dataclass(frozen=True)
class SceneContent:
    """What a scene shows: a map with its overlays (id, opacity in percent), or an exhibit.

    ``points`` lie over the map, whose areas may then be nothing but outlines (``valueless``).
    ``pins`` mark compared areas: code, colour, label.
    ``area`` is the chosen area of the map's level, ``zoom_to`` an area of the district level, else
    of the map's level, that fills the picture.
    """

    map: MapView | None = None
    layers: tuple[tuple[str, int], ...] = ()
    points: tuple[PointGroup, ...] = ()
    pins: tuple[tuple[str, str, str], ...] = ()
    area: str = ""
    zoom_to: str = ""
    exhibit: Exhibit | None = None


@dataclass(frozen=True)
class SceneView:
    """A scene with its content, or with the sentence that says why there is none.

    ``source`` names the sources in one line, ``quality`` how far they can be trusted, ``link`` is
    the relative address of the live view. ``example`` marks invented example data.
    """

    scene: Scene
    content: SceneContent = field(default_factory=SceneContent)
    source: str = ""
    link: str = ""
    problem: str = ""
    quality: str = ""
    example: bool = False


class Story(BaseModel):
    """A prepared presentation that comes with the data, in every language of the interface.

    ``description`` says in one or two sentences what it tells. ``roles`` are those of which a
    reader needs one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    order: int = 0
    descriptions: Mapping[Language, str]
    presentations: Mapping[Language, Presentation]
    roles: tuple[Role, ...] = (Role.PUBLIC,)

    @property
    def presentation(self) -> Presentation:
        """The scenes in the current language."""
        return self.presentations[current()]

    @property
    def description(self) -> str:
        """What it tells, in the current language."""
        return self.descriptions[current()]
