"""Relative addresses of pages and files of the monitor, the only place where they are made.

An address carries the language that the text around it speaks: who reads English gets the next page
and the file in English too. German is the default and leaves no parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from sozialraum.language import Language, current

LANGUAGE = "sprache"
"""Parameter of the address with the language."""
_OWN_LANGUAGE = "angebotssprache"
"""How a page's own parameter ``sprache`` (which language services speak) stands in an address."""
_FILES = "sozialraum/export/"
_READABLE = ";:,"
"""Signs that stay as they are in an address, as people type own limits and overlays."""


def page_link(page: str, parameters: Mapping[str, str] | None = None) -> str:
    """Address of a page by its id with its parameters, empty ones left out; ``""`` is the start."""
    return _with_query(page or "./", parameters or {})


def file_link(path: str, parameters: Mapping[str, str] | None = None) -> str:
    """Address of a file that leaves the house, ``path`` as in :mod:`sozialraum.web.exports`."""
    return _with_query(_FILES + path, parameters or {})


def query_text(parameters: Mapping[str, str]) -> str:
    """Parameters as they stand in an address, with the language unless it is German."""
    spoken = {} if current() is Language.GERMAN else {LANGUAGE: current().value}
    given = {name: text for name, text in parameters.items() if text}
    return urlencode(spelled(given) | spoken, safe=_READABLE)


def spelled(parameters: Mapping[str, str]) -> dict[str, str]:
    """Parameters of a page as they are called in an address, which has one name of its own."""
    return {_OWN_LANGUAGE if n == LANGUAGE else n: text for n, text in parameters.items()}


def own_parameters(query: Mapping[str, str]) -> dict[str, str]:
    """Parameters of a page from an address, without the language; the way back of ``spelled``.

    ``sprache=ro`` is no language of ours: addresses from before there were two of them mean the
    language of services.
    """
    own = {n: text for n, text in query.items() if n not in {LANGUAGE, _OWN_LANGUAGE}}
    meant = query.get(_OWN_LANGUAGE) or ("" if language_in(query) else query.get(LANGUAGE, ""))
    return own | ({LANGUAGE: meant} if meant else {})


def language_in(query: Mapping[str, str]) -> Language | None:
    """The language that an address asks for; None where it asks for none that there is."""
    asked = query.get(LANGUAGE, "")
    return Language(asked) if asked in set(Language) else None


def _with_query(address: str, parameters: Mapping[str, str]) -> str:
    query = query_text(parameters)
    return f"{address}?{query}" if query else address
