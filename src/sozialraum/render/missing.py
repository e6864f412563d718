"""What a page says where its content is not there yet: what is missing, and how to bring it in."""

from __future__ import annotations

from sozialraum.render.escape import html_text


def missing(what: str, *steps: str) -> str:
    """A calm box with one sentence and the steps to take."""
    listed = "".join(f"<li>{html_text(step)}</li>" for step in steps)
    todo = f"<p>So kommt der Inhalt hierher:</p><ol>{listed}</ol>" if steps else ""
    return f'<section class="sr-fehlt"><p class="sr-text">{html_text(what)}</p>{todo}</section>'
