"""Native tables: as many rows as have room, the others are counted."""

from __future__ import annotations

from typing import Any, Final

from sozialraum.domain.exhibits import Exhibit
from sozialraum.export.scene_table import SceneTable, column_widths, scene_table
from sozialraum.export.slides_text import LEADING, WIDER, Box, colour, describe
from sozialraum.render.static_text import wrapped

_SIZES: Final = (14.0, 12.0, 11.0, 10.0)
_PAD_X, _PAD_Y = 5.0, 2.5
_HEAD: Final = "E3F0F2"
_RULE: Final = "D3DBE0"
_INK: Final = "1C2530"
_LEAST_ROWS: Final = 4


def put_table(slide: Any, box: Box, exhibit: Exhibit, alternative: str, *, narrow: bool) -> str:
    """The table of an exhibit in a place; says which rows had no room, or nothing.

    Letters are as large as all rows fit, never smaller than 10 points.
    """
    table, size, heights = _fit(exhibit, box, narrow)
    if not table.titles:
        return ""
    rows, columns = len(table.rows) + 1, len(table.titles)
    place = Box(box.x, box.y, box.width, sum(heights))
    frame = slide.shapes.add_table(rows, columns, *place.emu)
    frame.name = exhibit.title
    describe(frame, alternative)
    drawn = frame.table
    _plain_style(frame)
    widths = column_widths([table.titles, *table.rows], box.width, size * WIDER)
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = round(width * 12_700)
    for row, height in zip(drawn.rows, heights, strict=True):
        row.height = round(height * 12_700)
    for line, cells in enumerate((table.titles, *table.rows)):
        for at, text in enumerate(cells):
            _fill(drawn.cell(line, at), text, size, number=table.numeric[at], head=line == 0)
    return table.rest


def _fit(exhibit: Exhibit, box: Box, narrow: bool) -> tuple[SceneTable, float, list[float]]:
    """The largest letters in which all rows fit; else the smallest and the rows that fit then."""
    total = len(exhibit.table.rows)
    for size in _SIZES:
        table = scene_table(exhibit, total, narrow=narrow)
        heights = _heights(table, box.width, size)
        if sum(heights) <= box.height:
            return table, size, heights
    room, kept = box.height - heights[0], 0
    for height in heights[1:]:
        room -= height
        if room < 0:
            break
        kept += 1
    table = scene_table(exhibit, max(kept, 1), narrow=narrow)
    return table, size, _heights(table, box.width, size)


def _heights(table: SceneTable, width: float, size: float) -> list[float]:
    if not table.titles:
        return [0.0]
    widths = column_widths([table.titles, *table.rows], width, size * WIDER)
    return [
        max(
            max(1, len(wrapped(text, size * WIDER, one - 2 * _PAD_X, 600 if line == 0 else 400)))
            for text, one in zip(cells, widths, strict=True)
        )
        * size
        * LEADING
        + 2 * _PAD_Y
        for line, cells in enumerate((table.titles, *table.rows))
    ]


def _plain_style(frame: Any) -> None:
    """The table style „no style, no grid“: colours are our own and the same everywhere."""
    from pptx.oxml.ns import qn

    look = frame._element.find(f".//{qn('a:tblPr')}")
    look.set("bandRow", "0")
    look.set("firstRow", "1")
    style = look.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _fill(cell: Any, text: str, size: float, *, number: bool, head: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    cell.margin_left = cell.margin_right = Pt(_PAD_X)
    cell.margin_top = cell.margin_bottom = Pt(_PAD_Y)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    cell.text_frame.word_wrap = True
    cell.text_frame.text = text
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(_HEAD if head else "FFFFFF")
    _rule(cell)
    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), head
            run.font.color.rgb = colour(_INK)


def _rule(cell: Any) -> None:
    """A thin line below the cell."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    look = cell._tc.get_or_add_tcPr()
    line = parse_xml(
        f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{_RULE}"/></a:solidFill>'
        "</a:lnB>"
    )
    fill = look.find(qn("a:solidFill"))
    look.insert(list(look).index(fill), line)
