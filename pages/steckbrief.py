"""Gebietssteckbrief: everything about one area against city and peers, printable."""

from sozialraum.web import profile
from sozialraum.web.guard import enter

visit = enter()

profile.show(visit)
