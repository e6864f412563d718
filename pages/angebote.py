"""Angebote und Lücken: the service directory, who is reached, what is missing, where to go next."""

from sozialraum.web import offers
from sozialraum.web.guard import enter

visit = enter()

offers.show(visit)
