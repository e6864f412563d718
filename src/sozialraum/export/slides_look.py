"""The look of slides without a template: 16:9, calm, one accent colour, letters that all have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Show

ACCENT: Final = "0F6F83"
DARK: Final = "0B4F5E"
INK: Final = "1C2530"
QUIET: Final = "55606B"
FONT: Final = "Arial"
WIDTH, HEIGHT = 960.0, 540.0
"""Size of a slide in points."""
_POINT: Final = 12_700
_SIDE: Final = 40.0
_BOXES: Final = {
    "title": (_SIDE, 22.0, WIDTH - 2 * _SIDE, 62.0),
    "body": (_SIDE, 96.0, WIDTH - 2 * _SIDE, 412.0),
    "sldNum": (WIDTH - _SIDE - 80.0, 512.0, 80.0, 20.0),
    "dt": (_SIDE, 512.0, 120.0, 20.0),
    "ftr": (_SIDE + 140.0, 512.0, 500.0, 20.0),
}
_FIRST: Final = {"ctrTitle": (70.0, 150.0, 820.0, 130.0), "subTitle": (70.0, 296.0, 820.0, 110.0)}
_KEPT: Final = 2
"""Layouts of the library's own file that are used: title, title and content."""


def own_template() -> Show:
    """The file that comes with the library, reduced to two layouts of 16:9."""
    import pptx
    from pptx.util import Pt

    show = pptx.Presentation()
    show.slide_width, show.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(show.slide_layouts)[_KEPT:]:
        show.slide_layouts.remove(layout)
    return show


def dress(show: Show) -> None:
    """Places, letters and colours of the product."""
    master = show.slide_master
    for layout in (master, *show.slide_layouts):
        boxes = _FIRST | _BOXES if layout is not master else _BOXES
        for holder in layout.placeholders:
            if box := boxes.get(_kind(holder)):
                _place(holder, box)
    _theme(master)
    _styles(master._element)
    _stripe(master)
    first: Any = show.slide_layouts[0]
    first._element.set("showMasterSp", "0")
    _band(first)


def _kind(holder: Any) -> str:
    """Type of a placeholder as the file says it; a content placeholder has none."""
    return str(holder._element.nvSpPr.nvPr.ph.get("type") or "body")


def _place(holder: Any, box: tuple[float, float, float, float]) -> None:
    holder.left, holder.top, holder.width, holder.height = (round(side * _POINT) for side in box)


def _theme(master: Any) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    part = master.part.part_related_by(RT.THEME)
    text = part.blob.decode("utf-8")
    text = re.sub(r'(<a:latin typeface=")[^"]*"', rf'\g<1>{FONT}"', text)
    for name, colour in {"dk2": DARK, "accent1": ACCENT, "hlink": ACCENT}.items():
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>',
            text,
            flags=re.DOTALL,
        )
    text = re.sub(
        r"<a:dk1>.*?</a:dk1>", f'<a:dk1><a:srgbClr val="{INK}"/></a:dk1>', text, flags=re.DOTALL
    )
    part._blob = text.encode("utf-8")


def _styles(master: Any) -> None:
    """Titles on the left, dark and bold; text of 20 points."""
    from pptx.oxml.ns import qn

    title = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    look = title.find(qn("a:defRPr"))
    look.set("sz", "2800")
    look.set("b", "1")
    look.find(f"{qn('a:solidFill')}/{qn('a:schemeClr')}").set("val", "tx2")
    for level in master.find(f".//{qn('p:bodyStyle')}"):
        if (size := level.find(qn("a:defRPr"))) is not None:
            size.set("sz", "2000")


def _stripe(master: Any) -> None:
    """A short accent line above the title of every slide."""
    _rectangle(master, (_SIDE + 7.0, 16.0, 56.0, 4.0), ACCENT, "Akzent")


def _band(layout: Any) -> None:
    """The accent line of the title slide."""
    from pptx.enum.text import MSO_ANCHOR

    _rectangle(layout, (77.0, 134.0, 110.0, 6.0), ACCENT, "Akzent")
    for holder in layout.placeholders:
        if _kind(holder) == "ctrTitle":
            holder.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        if _kind(holder) == "subTitle":
            _left(holder)


def _left(holder: Any) -> None:
    from pptx.oxml.ns import qn

    for level in holder._element.iter(qn("a:lvl1pPr")):
        level.set("algn", "l")


def _rectangle(owner: Any, box: tuple[float, float, float, float], colour: str, name: str) -> None:
    """Python-pptx adds shapes to slides only; masters and layouts take the same XML."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    x, y, width, height = (round(side * _POINT) for side in box)
    tree = owner._element.cSld.spTree
    number = max(int(node.get("id", "0")) for node in tree.iter() if node.tag.endswith("cNvPr")) + 1
    tree.append(
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/>'
            f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
            f'<a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            f'</a:prstGeom><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/>'
            "</a:ln></p:spPr></p:sp>"
        )
    )
