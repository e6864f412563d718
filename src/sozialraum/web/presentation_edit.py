"""Changes to a presentation; each gives a new one. Pure: no Streamlit in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sozialraum.domain.scenes import Presentation, Scene, Story
from sozialraum.language import Language

TEXTS = ("title", "text", "note")


def _with(presentation: Presentation, scenes: Sequence[Scene]) -> Presentation:
    return presentation.model_copy(update={"scenes": tuple(scenes)})


def moved(presentation: Presentation, id_: str, by: int) -> Presentation:
    """The scene one place further up (-1) or down (1); at an end nothing changes."""
    scenes = list(presentation.scenes)
    at = _place(scenes, id_)
    if at < 0 or not 0 <= at + by < len(scenes):
        return presentation
    scenes.insert(at + by, scenes.pop(at))
    return _with(presentation, scenes)


def duplicated(presentation: Presentation, id_: str, new_id: str) -> Presentation:
    """A copy of the scene right behind it."""
    scenes = list(presentation.scenes)
    at = _place(scenes, id_)
    if at < 0:
        return presentation
    scenes.insert(at + 1, scenes[at].model_copy(update={"id": new_id}))
    return _with(presentation, scenes)


def without(presentation: Presentation, id_: str) -> Presentation:
    """All other scenes."""
    return _with(presentation, [scene for scene in presentation.scenes if scene.id != id_])


def reworded(presentation: Presentation, id_: str, name: str, words: str) -> Presentation:
    """The scene with another title, text or note (:data:`TEXTS`), cut where it is too long.

    A scene keeps its title where the new one is empty.
    """
    if name not in TEXTS or (name == "title" and not words.strip()):
        return presentation
    longest = _longest(name)
    scenes = [
        scene.model_copy(update={name: words.strip()[:longest]}) if scene.id == id_ else scene
        for scene in presentation.scenes
    ]
    return _with(presentation, scenes)


def titled(presentation: Presentation, title: str) -> Presentation:
    """The presentation under another title."""
    return presentation.model_copy(update={"title": title.strip()[:160]})


def told_in(
    presentation: Presentation, stories: Iterable[Story], language: Language
) -> Presentation:
    """Title and scenes of prepared presentations that nobody has changed, in ``language``."""
    titles: dict[str, str] = {}
    scenes: dict[str, Scene] = {}
    for story in stories:
        own = story.presentations[language]
        for other in story.presentations.values():
            titles[other.title] = own.title
            pairs = zip(other.scenes, own.scenes, strict=False)
            scenes |= {_words(scene): told for scene, told in pairs}
    found = []
    for scene in presentation.scenes:
        told = scenes.get(_words(scene), scene)
        found.append(told.model_copy(update={"id": scene.id}))
    title = titles.get(presentation.title, presentation.title)
    return presentation.model_copy(update={"title": title, "scenes": tuple(found)})


def _words(scene: Scene) -> str:
    return scene.model_copy(update={"id": "x"}).model_dump_json()


def _longest(name: str) -> int:
    limits = [rule.max_length for rule in Scene.model_fields[name].metadata]
    return int(limits[0])


def _place(scenes: Sequence[Scene], id_: str) -> int:
    return next((at for at, scene in enumerate(scenes) if scene.id == id_), -1)
