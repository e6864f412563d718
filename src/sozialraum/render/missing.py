"""What a page says where its content is not there yet: what is missing, and how to bring it in."""

from __future__ import annotations

from sozialraum.language import t
from sozialraum.render.escape import html_text


def missing(what: str, *steps: str) -> str:
    """A calm box with one sentence and the steps to take."""
    listed = "".join(f"<li>{html_text(step)}</li>" for step in steps)
    lead = html_text(t("So kommt der Inhalt hierher:"))
    todo = f"<p>{lead}</p><ol>{listed}</ol>" if steps else ""
    return f'<section class="sr-fehlt"><p class="sr-text">{html_text(what)}</p>{todo}</section>'
