"""Daten und Methoden: indicators, layers, sources, joins, outlines and methods to look up."""

from sozialraum.web import data_page
from sozialraum.web.guard import enter

visit = enter()
data_page.show(visit)
