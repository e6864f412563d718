"""The area sheet (Gebietssteckbrief) as PDF: two pages of A4, alone or many in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from operator import length_hint
from typing import Any

from sozialraum.domain.profiles import AreaProfile
from sozialraum.export.profile_sheet import ProfilePictures, sheet_content
from sozialraum.export.typesetting import asked, typeset
from sozialraum.language import t
from sozialraum.render.formats import day

__all__ = ["ProfilePictures", "profile_pdf", "profiles_pdf"]
_TEMPLATE = "gebiet"


def profile_pdf(profile: AreaProfile, pictures: ProfilePictures, *, made_on: date) -> bytes:
    """The sheet of one area, always two pages; what does not fit is counted on the sheet.

    Numbers are printed as published, missing ones as the word of their status. The same input
    gives the same bytes. Raises :class:`SozialraumError` where a picture is no SVG.
    """
    title = t("Gebietssteckbrief {level} {area}", level=profile.level_name, area=profile.name)
    sheet = sheet_content(profile, pictures, made_on=made_on)
    return typeset(_TEMPLATE, _document(title, [sheet], made_on), made_on=made_on)


def profiles_pdf(
    items: Iterable[tuple[AreaProfile, ProfilePictures]],
    *,
    title: str,
    made_on: date,
    progress: Callable[[int, int], None] | None = None,
    total: int = 0,
) -> bytes:
    """Several sheets as one file behind a table of contents.

    ``items`` may be lazy, then ``total`` is their number. ``progress`` hears how many sheets are
    prepared, and of how many. Every sheet is fitted alone, because Typst remembers all that it
    tries out in one document. Raises like :func:`profile_pdf`.
    """
    expected = total or length_hint(items)
    sheets = []
    for done, (profile, pictures) in enumerate(items, start=1):
        sheet = sheet_content(profile, pictures, made_on=made_on)
        fit = asked(_TEMPLATE, _document(title, [sheet], made_on) | {"task": "fit"})
        sheets.append(sheet | {"fit": fit})
        if progress is not None:
            progress(done, max(done, expected))
    content = _document(title, sheets, made_on) | {"contents": True}
    return typeset(_TEMPLATE, content, made_on=made_on)


def _document(title: str, sheets: list[dict[str, Any]], made_on: date) -> dict[str, Any]:
    return {
        "task": "sheets",
        "title": title,
        "description": t("{title}, Export vom {day}", title=title, day=day(made_on)),
        "made_on": day(made_on),
        "contents": False,
        "sheets": sheets,
    }
