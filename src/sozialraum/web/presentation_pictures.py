"""Pictures of scenes and the files that are made of them; what was drawn once is kept."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TypeVar

from sozialraum.catalog.scene_file import as_dict
from sozialraum.domain.access import Role
from sozialraum.domain.scenes import Presentation, Scene, SceneView
from sozialraum.language import current, t
from sozialraum.render.player import Player, Slide, player
from sozialraum.service import Monitor
from sozialraum.web.scene_content import scene_view

WIDTH, HEIGHT, NARROW = 1600, 760, 800
_KEPT = 240
_PREVIEW = 0.3
_Key = tuple[str, ...]
Value = TypeVar("Value")
Told = Callable[[int, int], None]


class _Drawn:
    """Finished pictures by release, language, roles and what the scene shows."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[_Key, Slide] = OrderedDict()
        self._previews: OrderedDict[_Key, bytes] = OrderedDict()

    def slide(self, monitor: Monitor, held: frozenset[Role], scene: Scene) -> Slide:
        """The scene with its picture."""
        key = _key(monitor, held, scene)
        found = self._kept.get(key)
        if found is None:
            found = _draw(monitor, scene_view(monitor, held, scene))
            self._keep(self._kept, key, found)
        return replace(found, view=replace(found.view, scene=scene))

    def preview(self, monitor: Monitor, held: frozenset[Role], scene: Scene) -> bytes:
        """A small picture (PNG) for the list; empty where the scene shows nothing."""
        key = _key(monitor, held, scene)
        found = self._previews.get(key)
        if found is None:
            picture = self.slide(monitor, held, scene).picture
            found = _small(picture) if picture else b""
            self._keep(self._previews, key, found)
        return found

    def has(self, monitor: Monitor, held: frozenset[Role], scene: Scene) -> bool:
        """Whether the scene is drawn already."""
        return _key(monitor, held, scene) in self._kept

    def _keep(self, kept: OrderedDict[_Key, Value], key: _Key, value: Value) -> None:
        with self._lock:
            kept[key] = value
            while len(kept) > _KEPT:
                kept.popitem(last=False)


DRAWN = _Drawn()


def _key(monitor: Monitor, held: frozenset[Role], scene: Scene) -> _Key:
    shown = json.dumps(dict(scene.query), sort_keys=True)
    who = ",".join(sorted(held))
    return monitor.release.id, current(), who, scene.id, scene.page, scene.part, shown


def _draw(monitor: Monitor, view: SceneView) -> Slide:
    """The picture of a view; what cannot be drawn becomes its problem."""
    from sozialraum.export.scene_picture import narrow_svg, scene_svg

    if view.problem:
        return Slide(view, "")
    try:
        picture = scene_svg(view, monitor.release, width=WIDTH, height=HEIGHT)
        return Slide(view, picture, narrow_svg(view, monitor.release, width=NARROW))
    except Exception as error:  # one picture that fails must not take the others along
        what = t("Diese Szene lässt sich nicht zeichnen ({art}).", art=type(error).__name__)
        return Slide(replace(view, problem=what), "")


def _small(picture: str) -> bytes:
    from sozialraum.export.raster import svg_png

    return svg_png(picture, scale=_PREVIEW)


def slides(
    monitor: Monitor, held: frozenset[Role], scenes: tuple[Scene, ...], told: Told | None = None
) -> list[Slide]:
    """All scenes with their pictures; ``told`` hears how many of them are done."""
    done = []
    for number, scene in enumerate(scenes, start=1):
        done.append(DRAWN.slide(monitor, held, scene))
        if told is not None:
            told(number, len(scenes))
    return done


def player_of(monitor: Monitor, held: frozenset[Role], presentation: Presentation) -> Player:
    """The file that plays a presentation."""
    from sozialraum.export.scene_words import cited_sources, ground_rights

    made = slides(monitor, held, presentation.scenes)
    views = [slide.view for slide in made]
    sources = cited_sources(views, monitor.release, ground_rights(monitor.release))
    return player(title_of(presentation), made, as_dict(presentation), sources)


def title_of(presentation: Presentation) -> str:
    """The title, or a word for one without."""
    return presentation.title or t("Präsentation")
