"""A presentation as PowerPoint file: titles, texts, notes, charts and tables are native."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sozialraum.domain.scenes import Presentation, SceneView
from sozialraum.export.map_picture import PictureContent
from sozialraum.export.names import file_name
from sozialraum.export.scene_words import (
    Progress,
    cited_sources,
    ground_rights,
    language_tag,
    refuse_empty,
)
from sozialraum.export.slides_package import describe_file, packed, spoken
from sozialraum.export.slides_scene import add_scene, content_box, new_slide, put_words
from sozialraum.export.slides_template import Deck, open_deck
from sozialraum.export.slides_text import LEADING, lines_of, put_text, put_title
from sozialraum.export.view import ExportFile
from sozialraum.language import t
from sozialraum.render.formats import day

PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_SOURCE_SIZE: Final = 12.0
_SPACE: Final = 5.0


def slides_file(
    presentation: Presentation,
    views: Sequence[SceneView],
    release: PictureContent,
    *,
    template: bytes | None = None,
    progress: Progress | None = None,
    made_on: date | None = None,
) -> ExportFile:
    """Title, one slide per scene, sources: a PPTX of 16:9, or in the size of the template.

    ``made_on`` is the date of the export (default: today); the same arguments give the same
    bytes. Missing values stay words or gaps. Raises :class:`~sozialraum.errors.UnreadableInput`
    for a presentation without scenes and for a template that does not do.
    """
    refuse_empty(views)
    made_on = made_on or date.today()
    deck = open_deck(template)
    _first(deck, presentation, release, made_on)
    rights = ground_rights(release)
    for done, view in enumerate(views):
        if progress is not None:
            progress(done, len(views), view.scene.title)
        add_scene(deck, view, release, rights)
    _sources(deck, views, release, rights)
    language = language_tag()
    spoken(deck.show, language)
    describe_file(deck.show, presentation.title, language, made_on)
    body = packed(deck.show, made_on)
    if progress is not None:
        progress(len(views), len(views), "")
    return ExportFile(file_name(presentation.title, suffix="pptx"), PPTX, body)


def _first(deck: Deck, presentation: Presentation, release: PictureContent, made_on: date) -> None:
    """The title slide: every place of its layout is filled or gone."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    slide = deck.show.slides.add_slide(deck.title)
    put_title(slide, presentation.title or t("Präsentation"))
    place = release.catalog.start.city
    said = t("{place} · Sozialraum-Monitor · Export vom {date}", place=place, date=day(made_on))
    for holder in list(slide.placeholders):
        kind = holder.placeholder_format.type
        if kind == PP_PLACEHOLDER.SUBTITLE:
            put_text(holder.text_frame, said, None)
        elif holder.element is not slide.shapes.title.element:
            holder.element.getparent().remove(holder.element)


def _sources(deck: Deck, views: Sequence[SceneView], release: PictureContent, rights: str) -> None:
    """Sources and licences in full, on as many slides as they take."""
    pages = _pages(deck, cited_sources(views, release, rights))
    for number_, lines in enumerate(pages, start=1):
        title = t("Quellen und Lizenzen")
        if len(pages) > 1:
            title = t("Quellen und Lizenzen ({n} von {all})", n=number_, all=len(pages))
        slide = new_slide(deck, title)
        put_words(slide, content_box(deck), "\n".join(lines), _SOURCE_SIZE, own=deck.own)
        for shape in slide.placeholders:
            _spaced(shape)


def _spaced(holder: object) -> None:
    from pptx.util import Pt

    frame = getattr(holder, "text_frame", None)
    for paragraph in frame.paragraphs if frame is not None else ():
        paragraph.space_before, paragraph.space_after = Pt(0), Pt(_SPACE)


def _pages(deck: Deck, lines: Sequence[str]) -> list[list[str]]:
    box = content_box(deck)
    pages: list[list[str]] = [[]]
    left = box.height
    for line in lines:
        high = lines_of(line, _SOURCE_SIZE, box.width) * _SOURCE_SIZE * LEADING + _SPACE
        if pages[-1] and high > left:
            pages.append([])
            left = box.height
        pages[-1].append(line)
        left -= high
    return pages
