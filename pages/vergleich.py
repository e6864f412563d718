"""Vergleich: what changed, what differs, what goes together."""

from sozialraum.web import comparison
from sozialraum.web.guard import enter

visit = enter()
comparison.show(visit)
