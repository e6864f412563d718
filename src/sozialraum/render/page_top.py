"""Top of every page: title, what it shows, and the button that shares the view."""

from __future__ import annotations

from sozialraum.language import t
from sozialraum.render.escape import html_text


def share_button() -> str:
    """``static/engine/page.js`` copies the address when it is pressed."""
    return (
        '<button type="button" class="sr-button sr-teilen" data-sr-teilen="1">'
        f"{html_text(t('Diese Ansicht teilen'))}</button>"
    )


def page_top(title: str, introduction: str) -> str:
    """Heading of a page with its introduction and the share button."""
    return (
        f'<header class="sr-kopf"><div><h1>{html_text(title)}</h1>'
        f'<p class="sr-sub">{html_text(introduction)}</p></div>{share_button()}</header>'
    )


def section_top(title: str, text: str) -> str:
    """Heading of a section with its text; either may be empty."""
    below = f'<p class="sr-text">{html_text(text)}</p>' if text else ""
    above = f'<h2 class="sr-abschnitt">{html_text(title)}</h2>' if title else ""
    return above + below


def link_buttons(links: list[tuple[str, str]], label: str) -> str:
    """Links as buttons in a row; ``links`` are (text, relative address)."""
    shown = "".join(
        f'<a class="sr-button" target="_self" href="{html_text(href)}">{html_text(text)}</a>'
        for text, href in links
    )
    return f'<nav class="sr-links" aria-label="{html_text(label)}">{shown}</nav>'
