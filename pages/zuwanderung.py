"""Zuwanderung: migration over time, by area, with work and benefits."""

from sozialraum.web import theme_page
from sozialraum.web.guard import enter

visit = enter()

theme_page.top(visit, "zuwanderung")
theme_page.sections(visit, "zuwanderung")
