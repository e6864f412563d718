"""Präsentation."""

from sozialraum.web.guard import enter

visit = enter()
