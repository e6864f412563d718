"""Sozialindex: areas ordered by several indicators at once, with what makes it up."""

from sozialraum.web import social_index
from sozialraum.web.guard import enter

visit = enter()

social_index.show(visit)
