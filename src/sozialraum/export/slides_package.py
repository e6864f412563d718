"""The file of a slide show: language in every text, no dates of the machine, same in, same out."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Show

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_DATES: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def spoken(show: Show, language: str) -> None:
    """``lang`` on every run, field and end of paragraph of slides, notes, layouts and charts."""
    for part in show.part.package.iter_parts():
        element = getattr(part, "_element", None)
        if element is not None:
            _speak(element, language)


def _speak(element: Any, language: str) -> None:
    from pptx.oxml.ns import qn

    for node in element.iter(qn("a:r"), qn("a:fld"), qn("a:br")):
        look = node.find(qn("a:rPr"))
        if look is None:
            look = node.makeelement(qn("a:rPr"), {})
            node.insert(0, look)
        look.set("lang", language)
    for node in element.iter(qn("a:endParaRPr"), qn("a:defRPr")):
        node.set("lang", language)
    for node in element.iter(qn("c:lang")):
        node.set("val", language)


def describe_file(show: Show, title: str, language: str, made_on: date) -> None:
    """Title, author, language and the day of the export as properties of the file."""
    moment = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).replace(tzinfo=None)
    said = show.core_properties
    said.title, said.author, said.last_modified_by = title[:250], "Sozialraum-Monitor", ""
    said.language, said.subject, said.keywords, said.comments = language, "", "", ""
    said.created = said.modified = moment
    said.revision = 1


def packed(show: Show, made_on: date) -> bytes:
    """The bytes of the file; the workbooks of its charts are dated as well."""
    buffer = io.BytesIO()
    show.save(buffer)
    return _steady(buffer.getvalue(), made_on)


def _steady(archive: bytes, made_on: date) -> bytes:
    """The same archive with fixed dates inside."""
    stamp = f"{made_on.isoformat()}T00:00:00Z".encode()
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = _steady(content, made_on)
            if entry.filename == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            kind = zipfile.ZIP_STORED if entry.filename.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), content, compress_type=kind)
    return buffer.getvalue()
