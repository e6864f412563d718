"""A presentation as handout (PDF): two scenes to a page where their words are short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sozialraum.domain.scenes import Presentation, SceneView
from sozialraum.export.map_picture import PictureContent
from sozialraum.export.names import file_name
from sozialraum.export.scene_picture import content_svg
from sozialraum.export.scene_words import (
    Progress,
    cited_sources,
    credit,
    example_word,
    ground_rights,
    refuse_empty,
    sentence,
    spoken,
)
from sozialraum.export.typesetting import Svg, typeset
from sozialraum.export.view import ExportFile
from sozialraum.language import current, t
from sozialraum.render.formats import day, number

_TEMPLATE: Final = "handzettel"
_WIDTH, _HEIGHT = 1000, 410
_LONG_NOTE: Final = 1_600
"""Longer notes may run over to the next page."""


def handout_file(
    presentation: Presentation,
    views: Sequence[SceneView],
    release: PictureContent,
    progress: Progress | None = None,
    *,
    notes: bool = True,
    made_on: date | None = None,
) -> ExportFile:
    """Picture, title, text and source of every scene, all sources at the end, tagged.

    ``notes`` prints what only the speaker was to see. ``made_on`` is the date of the export
    (default: today); the same arguments give the same bytes. Raises
    :class:`~sozialraum.errors.UnreadableInput` for a presentation without scenes.
    """
    refuse_empty(views)
    made_on = made_on or date.today()
    rights = ground_rights(release)
    scenes = []
    for done, view in enumerate(views):
        if progress is not None:
            progress(done, len(views), view.scene.title)
        scenes.append(_scene(view, release, rights, number(done + 1), notes=notes))
    content = _document(presentation, scenes, cited_sources(views, release, rights), made_on)
    body = typeset(_TEMPLATE, content, made_on=made_on)
    if progress is not None:
        progress(len(views), len(views), "")
    name = file_name(presentation.title, t("Handzettel"), suffix="pdf")
    return ExportFile(name, "application/pdf", body)


def _scene(
    view: SceneView, release: PictureContent, rights: str, place: str, *, notes: bool
) -> dict[str, Any]:
    svg = content_svg(view.content, release, width=_WIDTH, height=_HEIGHT)
    note = view.scene.note.strip() if notes else ""
    return {
        "number": place,
        "title": view.scene.title or t("Ohne Titel"),
        "text": view.scene.text,
        "problem": view.problem,
        "picture": Svg(svg) if svg else None,
        "alt": spoken(view.content),
        "sentence": sentence(view.content),
        "credit": credit(view, release, rights),
        "example": example_word(view),
        "note": [part for part in note.split("\n") if part.strip()] if note else "",
        "long": len(note) > _LONG_NOTE,
    }


def _document(
    presentation: Presentation,
    scenes: Sequence[dict[str, Any]],
    sources: Sequence[str],
    made_on: date,
) -> dict[str, Any]:
    said = t("Export vom {date}", date=day(made_on))
    count = len(scenes)
    amount = t("eine Szene") if count == 1 else t("{n} Szenen", n=number(count))
    title = presentation.title or t("Präsentation")
    return {
        "title": title,
        "description": f"{title}, {said}",
        "kind": t("Sozialraum-Monitor · Handzettel"),
        "subtitle": f"{amount} · {said}",
        "foot": said,
        "sprache": current().value,
        "scenes": list(scenes),
        "sources": list(sources),
        "words": {
            "page": t("Seite {n} von {all}"),
            "note": t("Notiz der vortragenden Person"),
            "sources": t("Quellen und Lizenzen"),
        },
    }
