"""The sites of the time line: which list they are, its years, and how each state is drawn."""

from __future__ import annotations

from sozialraum.service.records import State

PAGE = "stadtentwicklung"
SITES = "flaechen"
YEARS = range(1970, 2036)
LOOKS = {
    State.USE: ("#2c5f8a", "quadrat", False),
    State.CLOSED: ("#5b6670", "raute", False),
    State.DEVELOPMENT: ("#b0620d", "dreieck", False),
    State.PLANNED: ("#4b3f93", "dreieck", True),
    State.DONE: ("#0f6f83", "kreis", False),
    State.UNKNOWN: ("#77828c", "kreis", True),
}
"""Colour, shape and whether only the rim is drawn; the shapes differ beside the colours."""
ORDER = tuple(LOOKS)
