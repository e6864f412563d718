"""Stadtentwicklung: sites and projects on a map with a time line, measures, jobs."""

from sozialraum.web import development, theme_page
from sozialraum.web.guard import enter

visit = enter()

theme_page.top(visit, "stadtentwicklung")
development.timeline(visit)
theme_page.sections(visit, "stadtentwicklung")
