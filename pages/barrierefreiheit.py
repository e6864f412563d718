"""Barrierefreiheit: the accessibility statement."""

from sozialraum.web import information
from sozialraum.web.guard import enter

visit = enter()
information.accessibility(visit)
