"""The one way for strings into a map.

What is written into a map passes through several readers before it is shown: Jinja and the text
substitutions of folium and streamlit-folium, a ``<script>`` element, ``eval`` and at last the
DOM. streamlit-folium in particular

* resolves ``{{'name'}}`` to ``name``, a leftover of folium's style mapper,
* replaces ``_<id>`` by its own names, and
* forgets every ``_[a-z0-9]+`` when it hashes the script, so that ``anteil_2023`` and
  ``anteil_2024`` would be the same map.

Therefore no character that any of them looks for is left inside a string.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from typing import Any, Final

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_UNSAFE: Final = re.compile("[<>&'`${}_\x7f\u2028\u2029\ufeff\ud800-\udfff]")
_ENTITIES: Final = {ord(char): f"&#{ord(char)};" for char in "\\`${}"}


def _normalised(value: Any) -> Any:
    """The same JSON value with every string and every key in NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normalised(str(key)): _normalised(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normalised(item) for item in value]
    return value


def _escape_char(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _escape_string(match: re.Match[str]) -> str:
    return _UNSAFE.sub(_escape_char, match.group())


def script_literal(value: Any) -> str:
    """Compact JSON that may stand in a script, a template literal and folium's substitutions.

    Strings are NFC; inside them ``< > & ' ` $ { } _`` and the line separators of JavaScript are
    written as ``\\uXXXX``, so that ``json.loads`` and JavaScript read the same value back.
    NaN and infinity raise ``ValueError``: an unknown number is ``None``.
    """
    text = json.dumps(
        _normalised(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return _STRING.sub(_escape_string, text)


def html_text(text: str) -> str:
    """Text for places that only take HTML: NFC, entities, and nothing a template literal reads."""
    return html.escape(unicodedata.normalize("NFC", text), quote=True).translate(_ENTITIES)


def markdown_text(text: str) -> str:
    """Text from outside inside Markdown: no link, image, markup, formula or icon comes of it.

    Hyphens, dots and underscores within words stay readable as they are.
    """
    return _MARKDOWN.sub(r"\\\g<0>", text)


_MARKDOWN = re.compile(r"[\\`*\[\]<>$~]|:(?=[A-Za-z/])|(?<=www)\.", re.IGNORECASE)
