"""Typst sets the sheets: templates beside this module, contents as data, never as markup.

Everything that a sheet says travels as one JSON text in ``sys.inputs``; Typst reads it as strings,
so no text of a source can become a command. Same input, same bytes: the only date in a file is the
one that is handed in.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sozialraum.errors import SozialraumError
from sozialraum.export.sheet_words import spoken_words
from sozialraum.language import current, t

TEMPLATES = Path(__file__).resolve().parent / "templates"
FONTS = Path(__file__).resolve().parents[3] / "static" / "schrift"
ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1: tagged, with language, title and alternative texts."""
_REMEMBERED = 10
_JOINERS = "\u00ad\u200c\u200d\ufe0e\ufe0f"


@dataclass(frozen=True)
class Svg:
    """A picture as SVG; it is embedded as vectors and its text is not cleaned."""

    text: str


def typeset(template: str, content: Mapping[str, Any], *, made_on: date) -> bytes:
    """A PDF from ``templates/<template>.typ``, tagged, dated ``made_on`` (midnight UTC).

    ``content`` holds texts, numbers, booleans, None, lists, mappings and :class:`Svg`. A text
    with signs that no font on this machine has cannot be PDF/UA; the file is then tagged only.
    Raises :class:`SozialraumError` where Typst cannot set it, such as a broken picture.
    """
    import typst

    moment = int(datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).timestamp())
    options = _options(template, content) | {"format": "pdf", "timestamp": moment}
    try:
        try:
            pdf: bytes = typst.compile(**options, pdf_standards=ACCESSIBLE)
        except typst.TypstError:
            pdf = typst.compile(**options)
    except typst.TypstError as error:
        raise _failed(error) from error
    finally:
        _forget()
    return pdf


def asked(template: str, content: Mapping[str, Any]) -> Any:
    """What a template says under its label ``<answer>``; raises like :func:`typeset`."""
    import typst

    try:
        found = typst.query(
            **_options(template, content), selector="<answer>", field="value", one=True
        )
    except typst.TypstError as error:
        raise _failed(error) from error
    finally:
        _forget()
    return json.loads(found)


def printable(text: str) -> str:
    """``text`` in NFC without control signs; what cannot be encoded becomes ``\ufffd``."""
    normal = unicodedata.normalize("NFC", text)
    return " ".join("".join(map(_sign, normal)).split(" ")).strip()


def _sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cc":
        return " "
    if category in {"Cs", "Cn", "Co"}:
        return "\ufffd"
    return "" if category == "Cf" and sign not in _JOINERS else sign


def _plain(item: Any) -> Any:
    if isinstance(item, str):
        return printable(item)
    if isinstance(item, Svg):
        return item.text
    if isinstance(item, Mapping):
        return {key: _plain(value) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [_plain(part) for part in item]
    return item


def _options(template: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """How Typst is called; templates find their own texts in ``worte``, see ``sheet_words``."""
    spoken = {**content, "worte": spoken_words(), "sprache": current().value}
    data = json.dumps(_plain(spoken), ensure_ascii=True, allow_nan=False)
    return {
        "input": TEMPLATES / f"{template}.typ",
        "root": TEMPLATES,
        "font_paths": _fonts(),
        "sys_inputs": {"daten": data},
    }


def _failed(error: Exception) -> SozialraumError:
    what = t("Das PDF lässt sich nicht setzen: {error}.", error=getattr(error, "message", error))
    return SozialraumError(what, t("Bitte die Daten als CSV oder XLSX herunterladen."))


def _forget() -> None:
    """Free what Typst remembers of a document (some 70 MB); it offers no other way.

    It keeps all that one of the last ten documents needed. Eleven empty ones take 50 ms.
    """
    import typst

    for _ in range(_REMEMBERED + 1):
        typst.compile(b"", font_paths=_fonts(), format="svg")


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Our own fonts first; those of the machine serve only for signs that ours do not have."""
    import typst

    return typst.Fonts(font_paths=[FONTS] if FONTS.is_dir() else [])
