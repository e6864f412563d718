"""Problemimmobilien: two registers, what became of the objects, and access to housing."""

from sozialraum.web import restricted_records, theme_page
from sozialraum.web.guard import enter

visit = enter()

theme_page.top(visit, "problemimmobilien")
theme_page.sections(visit, "problemimmobilien")
restricted_records.show(visit, "problemimmobilien_einzelobjekte")
