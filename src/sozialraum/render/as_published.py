"""Words that nobody translates: titles of sources, wordings, notes, cells of lists, all German."""

from __future__ import annotations

from sozialraum.domain.indicators import Source
from sozialraum.language import Language, current, t
from sozialraum.render.escape import html_text


def as_published(text: str) -> str:
    """``text`` as HTML; where another language is spoken it is marked as German.

    Screen readers then read it with German sounds, and browsers translate and hyphenate it right.
    """
    shown = html_text(text)
    return shown if current() is Language.GERMAN or not text else f'<span lang="de">{shown}</span>'


def cited(source: Source) -> str:
    """Publisher and title, linked where there is an address."""
    return _linked(source.citation, source.url)


def licensed(source: Source) -> str:
    """The licence, linked where there is an address."""
    return _linked(source.licence, source.licence_url)


def _linked(text: str, address: str) -> str:
    shown = as_published(text)
    if not address.startswith(("https://", "http://")):
        return shown
    return f'<a href="{html_text(address)}" rel="noreferrer">{shown}</a>'


def published_note() -> str:
    """One line below lists that says why they are German; empty where German is spoken."""
    if current() is Language.GERMAN:
        return ""
    said = t("Einträge stehen so da, wie sie veröffentlicht sind, auf Deutsch.")
    return f'<p class="sr-hinweis">{html_text(said)}</p>'
