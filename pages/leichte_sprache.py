"""Leichte Sprache: what the monitor is, in short sentences."""

from sozialraum.web import information
from sozialraum.web.guard import enter

visit = enter()
information.leichte_sprache(visit)
