"""Präsentation: saved views in a row, played full screen, saved as one file."""

from sozialraum.web import presentation
from sozialraum.web.guard import enter

visit = enter()

presentation.show(visit)
