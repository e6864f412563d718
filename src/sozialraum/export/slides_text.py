"""Native texts on slides: places in points, letters as large as they fit, language, numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sozialraum.export.slides_look import QUIET
from sozialraum.render.static_text import text_width, wrapped

POINT: Final = 12_700
"""The unit of the file per point."""
WIDER: Final = 1.06
"""Arial is wider than the font that is measured; wrapping leaves some air already."""
LEADING: Final = 1.2
_PAD_X, _PAD_Y = 7.2, 3.6
_AMBER, _AMBER_INK = "FFF1CC", "5C4300"
_NATURAL: Final = 44.0
_FORBIDDEN: Final = {"Cc", "Cs", "Cn"}


@dataclass(frozen=True)
class Box:
    """A place on a slide in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """Left, top, width, height in the unit of the file."""
        x, y, width, height = (
            round(side * POINT) for side in (self.x, self.y, self.width, self.height)
        )
        return x, y, width, height

    @classmethod
    def of(cls, shape: Any) -> Box:
        """The place of a shape; inherited ones count."""
        sides = (shape.left, shape.top, shape.width, shape.height)
        return cls(*((side or 0) / POINT for side in sides))


def lines_of(text: str, size: float, width: float, weight: int = 400) -> int:
    """Lines that ``text`` takes in a box ``width`` points wide."""
    room = max(width - 2 * _PAD_X, size)
    parts = text.split("\n")
    return sum(max(1, len(wrapped(part, size * WIDER, room, weight))) for part in parts)


def height_of(text: str, size: float, width: float, weight: int = 400) -> float:
    """Height of the box that ``text`` needs, in points."""
    return lines_of(text, size, width, weight) * size * LEADING + 2 * _PAD_Y


def fitted(
    text: str, width: float, height: float, sizes: Sequence[float], weight: int = 400
) -> float:
    """The first of ``sizes`` in which ``text`` has room, else the last one."""
    fit = (size for size in sizes if height_of(text, size, width, weight) <= height)
    return next(fit, sizes[-1])


def put_box(
    slide: Any, box: Box, text: str, size: float, *, own: bool, name: str, bold: bool = False
) -> Any:
    """A text of our own; with a template of its own it keeps the colours of that one."""
    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = name
    put_text(shape.text_frame, text, size)
    if bold or not own:
        for paragraph in shape.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.bold = bold or None
                if not own:
                    run.font.color.rgb = colour(QUIET)
    return shape


def put_text(frame: Any, text: str, size: float | None) -> None:
    """``text`` into a frame, one paragraph per line of it, without bullets."""
    from pptx.util import Pt

    frame.word_wrap = True
    frame.text = plain(text)
    for paragraph in frame.paragraphs:
        if size is not None:
            for run in paragraph.runs:
                run.font.size = Pt(size)


def plain(text: str) -> str:
    """Signs that XML forbids are blanks; a vertical tab would become a line break."""
    kept = (sign == "\n" or unicodedata.category(sign) not in _FORBIDDEN for sign in text)
    return "".join(sign if good else " " for sign, good in zip(text, kept, strict=True))


def without_bullets(frame: Any) -> None:
    """Sentences are no list."""
    from pptx.oxml.ns import qn

    for paragraph in frame.paragraphs:
        look = paragraph._p.get_or_add_pPr()
        look.set("marL", "0")
        look.set("indent", "0")
        for node in list(look):
            if node.tag in {qn("a:buNone"), qn("a:buChar"), qn("a:buAutoNum")}:
                look.remove(node)
        look.insert_element_before(
            look.makeelement(qn("a:buNone"), {}), "a:tabLst", "a:defRPr", "a:extLst"
        )


def put_title(slide: Any, text: str) -> None:
    """The native title, smaller than its layout says only where it would not fit."""
    holder = slide.shapes.title
    box = Box.of(holder)
    natural = _natural_size(slide)
    sizes = [natural, *(size for size in (32, 28, 24, 21, 18, 16, 14, 12) if size < natural)]
    size = fitted(text, box.width, box.height, sizes, 700)
    put_text(holder.text_frame, text, None if size == natural else size)


def _natural_size(slide: Any) -> float:
    """The size of titles that layout and master ask for."""
    from pptx.oxml.ns import qn

    layout = slide.slide_layout
    kinds = {"title", "ctrTitle"}
    for owner in (layout, layout.slide_master):
        for holder in owner.placeholders:
            if holder._element.nvSpPr.nvPr.ph.get("type") in kinds:
                look = holder._element.find(
                    f".//{qn('a:lstStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}"
                )
                if look is not None and look.get("sz"):
                    return int(look.get("sz")) / 100
    look = layout.slide_master._element.find(
        f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}"
    )
    return int(look.get("sz")) / 100 if look is not None and look.get("sz") else _NATURAL


def put_tag(slide: Any, box: Box, text: str) -> None:
    """A word that nobody overlooks."""
    from pptx.util import Pt

    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = text
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(_AMBER)
    shape.text_frame.word_wrap = False
    shape.text_frame.text = text
    font = shape.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = Pt(12), True, colour(_AMBER_INK)


def tag_width(text: str) -> float:
    """Points that a tag takes."""
    return text_width(text, 12 * WIDER, 700) * 1.08 + 2 * _PAD_X + 4


def put_number(slide: Any, holder: Any) -> None:
    """The number of the slide: the placeholder of the layout, or a text in the corner."""
    from copy import deepcopy

    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    if holder is not None:
        node = deepcopy(holder._element)
        node.nvSpPr.cNvPr.set("id", str(_next_id(slide)))
        slide.shapes._spTree.append(node)
        body = node.find(qn("p:txBody"))
        for paragraph in body.findall(qn("a:p")):
            body.remove(paragraph)
    else:
        width, height = (side / POINT for side in _slide_size(slide))
        shape = slide.shapes.add_textbox(*Box(width - 70, height - 26, 60, 20).emu)
        body = shape._element.find(qn("p:txBody"))
        for paragraph in body.findall(qn("a:p")):
            body.remove(paragraph)
    number = slide.part.package.presentation_part.presentation.slides.index(slide) + 1
    body.append(
        parse_xml(
            f'<a:p {nsdecls("a")}><a:pPr algn="r"/>'
            '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
            f'<a:rPr sz="1000"/><a:t>{number}</a:t></a:fld></a:p>'
        )
    )


def _slide_size(slide: Any) -> tuple[int, int]:
    show = slide.part.package.presentation_part.presentation
    return show.slide_width, show.slide_height


def _next_id(slide: Any) -> int:
    return max((shape.shape_id for shape in slide.shapes), default=1) + 1


def colour(rgb: str) -> Any:
    """A colour of six hexadecimal digits."""
    from pptx.dml.color import RGBColor

    kind: Any = RGBColor
    return kind(*bytes.fromhex(rgb))


def describe(shape: Any, text: str) -> None:
    """The alternative text of a picture, chart or table."""
    node = shape._element.xpath(".//p:cNvPr")[0]
    node.set("descr", plain(text))
