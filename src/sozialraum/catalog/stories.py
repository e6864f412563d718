"""Prepared presentations of ``data/praesentationen``: read, and checked against the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sozialraum.catalog.catalog import Catalog, suggestion
from sozialraum.catalog.declarations import Declared
from sozialraum.catalog.scene_file import content_of, read_scenes
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.period import Period
from sozialraum.domain.scenes import Scene, Story
from sozialraum.errors import Problem, SozialraumError, UnreadableInput
from sozialraum.language import Language, speaking

FOLDER = "data/praesentationen"
_OWN = frozenset({"karte", "ueberblick", "steckbrief", "angebote", "vergleich", "sozialindex"})
"""Pages beside the theme pages that a scene may show."""


def read_stories(home: Path) -> Declared[Story]:
    """All ``*.json`` of the folder, sorted by name; the file name is the id."""
    declared: Declared[Story] = Declared()
    for path in sorted((home / FOLDER).glob("*.json")):
        file = f"{FOLDER}/{path.name}"
        declared.files[path.stem] = file
        try:
            body = path.read_bytes()
            found, notes = _story(path.stem, body)
        except SozialraumError as error:
            declared.problems.append(_problem(file, "", error))
        except ValidationError as error:
            key = ".".join(map(str, error.errors()[0]["loc"]))
            declared.problems.append(_misshapen(file, key))
        else:
            declared.entries[path.stem] = found
            declared.problems += [Problem(file, "szenen", note, "") for note in notes]
        if path.stem not in declared.entries:
            declared.broken.add(path.stem)
    return declared


def _story(id_: str, body: bytes) -> tuple[Story, tuple[str, ...]]:
    content = content_of(body)
    told = {language: read_scenes(body, language) for language in Language}
    with speaking(Language.GERMAN):
        notes = read_scenes(body, Language.GERMAN).notes
    story = Story(
        id=id_,
        order=content.get("reihenfolge", 0),
        descriptions={language: _described(content, language) for language in Language},
        presentations={language: read.presentation for language, read in told.items()},
        roles=tuple(content.get("rollen", (Role.PUBLIC,))),
    )
    return story, notes


def _described(content: Mapping[str, Any], language: Language) -> Any:
    other = content.get(language.value)
    said = other.get("beschreibung") if isinstance(other, dict) else None
    return said or content.get("beschreibung", "")


def of_stories(
    stories: Declared[Story], catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    """Scenes that no reader of the story can be shown, and texts without a translation."""
    for story in stories.entries.values():
        file = stories.files[story.id]
        german = story.presentations[Language.GERMAN]
        english = story.presentations[Language.ENGLISH]
        if not german.scenes:
            yield Problem(file, "szenen", "Die Präsentation hat keine Szene.", "Szenen ergänzen.")
        for number, (scene, other) in enumerate(
            zip(german.scenes, english.scenes, strict=False), start=1
        ):
            key = f"Szene {number}"
            yield from _shown(file, key, scene, story, catalog, broken)
            for name in ("title", "text", "note"):
                if getattr(scene, name) and getattr(scene, name) == getattr(other, name):
                    what = "Ein Text ist nicht übersetzt."
                    yield Problem(file, key, what, "Unter „en“ titel, text und notiz ergänzen.")


def _shown(
    file: str, key: str, scene: Scene, story: Story, catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    page = catalog.pages.get(scene.page)
    if page is None and scene.page not in _OWN:
        known = {id_: found.title for id_, found in catalog.pages.items()}
        known |= {id_: id_ for id_ in _OWN}
        what = f"Die Seite „{scene.page}“ gibt es nicht."
        yield Problem(file, key, what, suggestion(scene.page, known))
    elif page is not None and scene.part and scene.part not in catalog.lists:
        parts = {block.id: block.title for block in page.blocks}
        if scene.part not in parts:
            what = f"Die Darstellung „{scene.part}“ gibt es auf dieser Seite nicht."
            yield Problem(file, key, what, suggestion(scene.part, parts))
    yield from _indicator(file, key, scene.query.get("indikator", ""), story, catalog, broken)
    level = scene.query.get("ebene", "")
    if level and level not in catalog.levels:
        known = {entry.id: entry.name for entry in catalog.levels.values()}
        what = f"Die Raumebene „{level}“ gibt es nicht."
        yield Problem(file, key, what, suggestion(level, known))
    if period := scene.query.get("stichtag", ""):
        try:
            Period(period)
        except UnreadableInput as error:
            yield _problem(file, key, error)


def _indicator(
    file: str, key: str, id_: str, story: Story, catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    if not id_ or id_ in broken:
        return
    found = catalog.indicators.get(id_)
    if found is None:
        names = {entry.id: entry.name for entry in catalog.indicators.values()}
        what = f"Der Indikator „{id_}“ ist nicht angelegt."
        yield Problem(file, key, what, suggestion(id_, names))
    elif not all(may_see(found.roles, frozenset({role})) for role in story.roles):
        what = f"Die Szene zeigt „{id_}“, das nicht alle sehen dürfen, für die sie gedacht ist."
        yield Problem(file, key, what, "„rollen“ der Präsentation enger fassen.")


def _misshapen(file: str, key: str) -> Problem:
    what = "Die Angabe hat nicht die richtige Form."
    return Problem(file, key, what, "Mit einer anderen Datei des Ordners vergleichen.")


def _problem(file: str, key: str, error: SozialraumError) -> Problem:
    return Problem(file, key, error.what, error.fix)
