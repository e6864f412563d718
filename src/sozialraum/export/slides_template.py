"""The template of a slide show: our own, or a file from outside that is never believed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sozialraum.errors import UnreadableInput
from sozialraum.export.slides_look import dress, own_template
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Show
    from pptx.slide import SlideLayout

MOST_BYTES: Final = 20_000_000
"""A larger file is refused."""
_MOST_UNPACKED: Final = 250_000_000
_MOST_ENTRIES: Final = 5_000
_TYPES: Final = "[Content_Types].xml"
_MACRO: Final = ("macroenabled", "vbaproject", "activex")
_TEMPLATE_TYPE: Final = b"presentationml.template.main+xml"
_SHOW_TYPE: Final = b"presentationml.presentation.main+xml"
_LINK: Final = re.compile(r"/(hyperlink|slide)$")
_TITLE: Final = n_("Titelfolie (mit Platzhaltern für Titel und Untertitel)")
_CONTENT: Final = n_("Titel und Inhalt (mit Platzhaltern für Titel und für Inhalt, Text oder Bild)")
_MEND: Final = n_("Bitte eine PowerPoint-Vorlage ohne Makros wählen (PPTX oder POTX).")


@dataclass(frozen=True)
class Deck:
    """An empty slide show with the two layouts that are used; ``own`` is False for our look."""

    show: Show
    title: SlideLayout
    content: SlideLayout
    own: bool


def open_deck(template: bytes | None) -> Deck:
    """The slide show to fill; all slides of ``template`` are dropped, its layouts stay.

    Layouts are found by the types of their placeholders, not by name. Nothing is fetched: links
    to other files are dropped, content that stands elsewhere is refused. Raises
    :class:`~sozialraum.errors.UnreadableInput` with what is wrong or which layouts are missing.
    """
    if template is None:
        show = own_template()
        dress(show)
    else:
        show = _opened(_checked(template))
        _drop_slides(show)
        _drop_links(show)
    title, content = _title_layout(show), _content_layout(show)
    if title is None or content is None:
        missing = [] if title else [t(_TITLE)]
        missing += [] if content else [t(_CONTENT)]
        what = t("Der Vorlage fehlt ein Folienlayout: {layouts}.", layouts=enumeration(missing))
        raise UnreadableInput(
            what, t("Das Layout in PowerPoint im Folienmaster ergänzen oder ohne Vorlage arbeiten.")
        )
    return Deck(show, title, content, template is not None)


def _checked(template: bytes) -> bytes:
    """The file as a slide show, refused before anything large is unpacked."""
    if len(template) > MOST_BYTES:
        raise _refused(t("Die Vorlage ist größer als {n} MB.", n=MOST_BYTES // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            if size > _MOST_UNPACKED or len(entries) > _MOST_ENTRIES:
                raise _refused(t("Die Vorlage ist entpackt zu groß."))
            names = {entry.filename for entry in entries}
            if _TYPES not in names or "ppt/presentation.xml" not in names:
                raise _refused(t("Die Datei ist keine PowerPoint-Datei."))
            types = _read(archive, _TYPES)
            said = types.decode("utf-8", "replace") + " ".join(names)
            if any(word in said.lower() for word in _MACRO):
                raise _refused(t("Die Vorlage enthält Makros oder Steuerelemente."))
            if _TEMPLATE_TYPE in types:
                return _retyped(archive, types.replace(_TEMPLATE_TYPE, _SHOW_TYPE))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise _refused(t("Die Datei ist keine PowerPoint-Datei oder beschädigt.")) from error
    return template


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """An entry, never more of it than may be: what it says of its size is not believed."""
    with archive.open(name) as entry:
        content = entry.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused(t("Die Vorlage ist entpackt zu groß."))
    return content


def _retyped(archive: zipfile.ZipFile, types: bytes) -> bytes:
    """A POTX as the PPTX that it would become."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in dict.fromkeys(archive.namelist()):
            copy.writestr(name, types if name == _TYPES else archive.read(name))
    return buffer.getvalue()


def _opened(template: bytes) -> Show:
    import pptx

    try:
        show = pptx.Presentation(io.BytesIO(template))
        _ = len(show.slide_layouts), show.slide_width, len(show.slides), show.core_properties
    except Exception as error:  # python-pptx and lxml have many ways to say that a file is broken
        raise _refused(t("Die Vorlage ist beschädigt und lässt sich nicht öffnen.")) from error
    return show


def _refused(what: str) -> UnreadableInput:
    return UnreadableInput(what, t(_MEND))


# -- slides and links ----------------------------------------------------------------------


def _drop_slides(show: Show) -> None:
    """Slides and everything that speaks of them: sections, own shows."""
    from pptx.oxml.ns import qn

    root: Any = show.part._element
    slides: Any = show.slides._sldIdLst
    for entry in list(slides):
        show.part.drop_rel(entry.rId)
        slides.remove(entry)
    for name in ("p:custShowLst", "p:extLst"):
        for node in root.findall(qn(name)):
            root.remove(node)


def _drop_links(show: Show) -> None:
    """Links lead nowhere any more; a picture, a film or an object from elsewhere is refused."""
    for part in list(show.part.package.iter_parts()):
        for key, rel in list(part.rels.items()):
            if not rel.is_external:
                continue
            if not _LINK.search(rel.reltype):
                raise _refused(
                    t(
                        "Die Vorlage verweist auf einen Inhalt außerhalb der Datei ({address}).",
                        address=rel.target_ref[:80],
                    )
                )
            _unlink(part, key)


def _unlink(part: Any, key: str) -> None:
    from pptx.oxml.ns import qn

    element = getattr(part, "_element", None)
    if element is not None:
        for node in [node for node in element.iter() if node.get(qn("r:id")) == key]:
            node.getparent().remove(node)
    part.rels.pop(key)


# -- layouts -------------------------------------------------------------------------------


def _kinds(layout: Any) -> list[Any]:
    return [holder.placeholder_format.type for holder in layout.placeholders]


def _layouts(show: Show) -> list[SlideLayout]:
    return [layout for master in show.slide_masters for layout in master.slide_layouts]


def _title_layout(show: Show) -> SlideLayout | None:
    from pptx.enum.shapes import PP_PLACEHOLDER as P

    fit = [
        layout
        for layout in _layouts(show)
        if P.SUBTITLE in (kinds := _kinds(layout)) and (P.CENTER_TITLE in kinds or P.TITLE in kinds)
    ]
    return fit[0] if fit else None


def _content_layout(show: Show) -> SlideLayout | None:
    """The one with the fewest and largest places for content, best with a place for anything."""
    fit = [layout for layout in _layouts(show) if _has_title(layout) and content_holders(layout)]
    return max(fit, key=_fitness, default=None)


def _has_title(layout: SlideLayout) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER as P

    kinds = _kinds(layout)
    return P.TITLE in kinds and P.SUBTITLE not in kinds


def content_holders(layout: Any) -> list[Any]:
    """Placeholders of a layout or slide that take a text, a picture or anything."""
    from pptx.enum.shapes import PP_PLACEHOLDER as P

    kinds = {P.OBJECT, P.BODY, P.PICTURE, P.CHART, P.TABLE}
    return [holder for holder in layout.placeholders if holder.placeholder_format.type in kinds]


def _fitness(layout: SlideLayout) -> tuple[int, bool, int]:
    from pptx.enum.shapes import PP_PLACEHOLDER as P

    holders = content_holders(layout)
    area = sum((holder.width or 0) * (holder.height or 0) for holder in holders)
    return -len(holders), P.OBJECT in _kinds(layout), area
