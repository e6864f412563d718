"""One slide per scene: native title, text and notes; map as picture, chart and table native."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any, Final

from sozialraum.domain.scenes import SceneView
from sozialraum.export.map_picture import PictureContent
from sozialraum.export.raster import svg_png
from sozialraum.export.scene_picture import content_svg
from sozialraum.export.scene_words import credit, example_word, reading, spoken
from sozialraum.export.slides_chart import put_chart
from sozialraum.export.slides_table import put_table
from sozialraum.export.slides_template import Deck, content_holders
from sozialraum.export.slides_text import (
    Box,
    describe,
    fitted,
    height_of,
    plain,
    put_box,
    put_number,
    put_tag,
    put_text,
    put_title,
    tag_width,
    without_bullets,
)
from sozialraum.export.words import shortened
from sozialraum.language import t

_GAP: Final = 14.0
_MAP_TEXT, _CHART_TEXT = 0.27, 0.38
"""Shares of the width for the words beside a map or a chart."""
_TEXT_SIZES: Final = (20, 18, 16, 14, 13, 12, 11)
_CREDIT: Final = 9.5
_MOST_CREDIT: Final = 560
_TAG: Final = 24.0
_PIXELS: Final = 4 / 3
"""Pixels of the picture per point, before it is drawn twice as fine."""


def content_box(deck: Deck) -> Box:
    """The place that the layout keeps for content: around all of its placeholders."""
    boxes = [Box.of(holder) for holder in content_holders(deck.content)]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    return Box(left, top, right - left, max(box.y + box.height for box in boxes) - top)


def new_slide(deck: Deck, title: str) -> Any:
    """A slide with title and number; its places for content are still empty."""
    slide = deck.show.slides.add_slide(deck.content)
    put_title(slide, title)
    put_number(slide, _number_holder(deck.content))
    return slide


def _number_holder(layout: Any) -> Any:
    from pptx.enum.shapes import PP_PLACEHOLDER

    kinds = (
        holder
        for holder in layout.placeholders
        if holder.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
    )
    return next(kinds, None)


def put_words(slide: Any, box: Box, text: str, size: float, *, own: bool) -> None:
    """The text in the slide's place for content, which is moved; all other places go away."""
    from pptx.enum.shapes import PP_PLACEHOLDER as P

    holders = content_holders(slide)
    takes = [h for h in holders if h.placeholder_format.type in {P.OBJECT, P.BODY}]
    kept = takes[0] if takes and text.strip() else None
    for holder in holders:
        if holder is not kept:
            holder._element.getparent().remove(holder._element)
    if kept is not None:
        kept.left, kept.top, kept.width, kept.height = box.emu
        put_text(kept.text_frame, text, size)
        without_bullets(kept.text_frame)
    elif text.strip():
        put_box(slide, box, text, size, own=own, name=t("Text"))


def add_scene(deck: Deck, view: SceneView, release: PictureContent, rights: str) -> None:
    """The slide of a scene; ``rights`` is who drew the ground of the maps."""
    slide = new_slide(deck, view.scene.title or t("Ohne Titel"))
    whole = content_box(deck)
    box = _with_credit(slide, whole, credit(view, release, rights), deck.own)
    if word := example_word(view):
        put_tag(slide, Box(box.x, box.y, tag_width(word), _TAG - 4), word)
        box = replace(box, y=box.y + _TAG, height=box.height - _TAG)
    content = view.content
    if view.problem or (content.map is None and content.exhibit is None):
        _only_words(slide, box, [view.scene.text, view.problem], own=deck.own)
    elif content.map is not None:
        _map(slide, box, view, release, own=deck.own)
    elif content.exhibit is not None and content.exhibit.chart is not None:
        _chart(slide, box, view, own=deck.own)
    else:
        _table(slide, box, view, own=deck.own)
    if view.scene.note.strip():
        slide.notes_slide.notes_text_frame.text = plain(view.scene.note)


def _with_credit(slide: Any, box: Box, text: str, own: bool) -> Box:
    """The source line at the foot of the place; what is left above it."""
    if not text:
        return box
    said = text
    if len(text) > _MOST_CREDIT:
        said = f"{shortened(text, _MOST_CREDIT)} {t('Vollständig auf der letzten Folie.')}"
    height = height_of(said, _CREDIT, box.width)
    place = Box(box.x, box.y + box.height - height, box.width, height)
    put_box(slide, place, said, _CREDIT, own=own, name=t("Quelle"))
    return replace(box, height=box.height - height - 4)


def _only_words(slide: Any, box: Box, texts: list[str], *, own: bool) -> None:
    text = "\n".join(part for part in texts if part.strip())
    put_words(slide, box, text, fitted(text, box.width, box.height, _TEXT_SIZES), own=own)


def _beside(box: Box, share: float, text: str) -> tuple[Box, Box, float]:
    """Place of the picture, place of the words right of it, size of the words."""
    if not text.strip():
        return box, box, 0
    width = box.width * share
    picture = replace(box, width=box.width - width - _GAP)
    place = Box(box.x + picture.width + _GAP, box.y, width, box.height)
    return picture, place, fitted(text, width, box.height, _TEXT_SIZES)


def _map(slide: Any, box: Box, view: SceneView, release: PictureContent, *, own: bool) -> None:
    place, words, size = _beside(box, _MAP_TEXT, view.scene.text)
    put_words(slide, words, view.scene.text, size, own=own)
    width, height = round(place.width * _PIXELS), round(place.height * _PIXELS)
    png = svg_png(content_svg(view.content, release, width=width, height=height), scale=2)
    picture = slide.shapes.add_picture(io.BytesIO(png), *place.emu)
    picture.name = t("Karte")
    describe(picture, spoken(view.content))


def _chart(slide: Any, box: Box, view: SceneView, *, own: bool) -> None:
    """The chart on the left; on the right the text, below it the table as far as it has room."""
    exhibit, text = view.content.exhibit, view.scene.text
    assert exhibit is not None
    width = box.width * _CHART_TEXT
    place = replace(box, width=box.width - width - _GAP)
    x = box.x + place.width + _GAP
    said = put_chart(slide, place, exhibit, spoken(view.content))
    size = fitted(text, width, box.height * 0.45, _TEXT_SIZES)
    high = min(height_of(text, size, width), box.height * 0.6) if text.strip() else 0.0
    put_words(slide, Box(x, box.y, width, high), text, size, own=own)
    hint = " ".join(part for part in (reading(view.content), said) if part)
    foot = height_of(hint, _CREDIT, width) if hint else 0.0
    y = box.y + high + (_GAP if high else 0)
    room = Box(x, y, width, box.y + box.height - y - foot - 20)
    rest = put_table(slide, room, exhibit, spoken(view.content), narrow=True)
    hint = " ".join(part for part in (rest, hint) if part)
    if hint:
        foot = height_of(hint, _CREDIT, width)
        below = Box(x, box.y + box.height - foot, width, foot)
        put_box(slide, below, hint, _CREDIT, own=own, name=t("Hinweis"))


def _table(slide: Any, box: Box, view: SceneView, *, own: bool) -> None:
    """The text over the full width, the table below it."""
    exhibit, text = view.content.exhibit, view.scene.text
    assert exhibit is not None
    size = fitted(text, box.width, box.height * 0.3, _TEXT_SIZES)
    high = height_of(text, size, box.width) if text.strip() else 0.0
    put_words(slide, replace(box, height=high), text, size, own=own)
    y = box.y + high + (8 if high else 0)
    room = Box(box.x, y, box.width, box.y + box.height - y - 20)
    rest = put_table(slide, room, exhibit, spoken(view.content), narrow=False)
    if rest:
        below = Box(box.x, box.y + box.height - 20, box.width, 20)
        put_box(slide, below, rest, _CREDIT, own=own, name=t("Hinweis"))
