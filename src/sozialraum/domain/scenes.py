"""Scenes: saved views with title, two sentences and a note, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.views import MapView

FORMAT = "sozialraum-szenen"
VERSION = 1
"""Version of the form of scene files; a newer one is read as far as it is understood."""


class Scene(BaseModel):
    """One scene. ``page`` is the page that shows the view (``karte``), ``query`` its address.

    ``part`` says which map or chart of the page is meant, empty where the page has only one.
    ``text`` are about two sentences that the audience reads, ``note`` is for the speaker alone.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(pattern=r"^[a-z0-9_-]{1,40}$")
    page: str = Field(max_length=40)
    part: str = Field(default="", max_length=80)
    query: Mapping[str, str] = Field(default_factory=dict)
    title: str = Field(max_length=160)
    text: str = Field(default="", max_length=600)
    note: str = Field(default="", max_length=4000)


class Presentation(BaseModel):
    """Scenes in their order. A file of them is this with ``format`` and ``version``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str = Field(max_length=160)
    scenes: tuple[Scene, ...] = ()


@dataclass(frozen=True)
class SceneContent:
    """What a scene shows: a map with its overlays (id, opacity in percent), or an exhibit.

    ``area`` is the chosen area of the map's level, ``zoom_to`` the one that fills the picture.
    """

    map: MapView | None = None
    layers: tuple[tuple[str, int], ...] = ()
    area: str = ""
    zoom_to: str = ""
    exhibit: Exhibit | None = None


@dataclass(frozen=True)
class SceneView:
    """A scene with its content, or with the sentence that says why there is none.

    ``source`` names the sources in one line, ``link`` is the relative address of the live view.
    """

    scene: Scene
    content: SceneContent = field(default_factory=SceneContent)
    source: str = ""
    link: str = ""
    problem: str = ""
