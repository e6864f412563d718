"""Roles and what they may see. The policy is data; guards ask it, they do not repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who is looking. The values are the words of the declarations."""

    PUBLIC = "oeffentlich"
    COORDINATION = "koordination"
    PLANNING = "planung"
    ADMINISTRATION = "verwaltung"


EVERYTHING = frozenset(Role)
"""Who works on the machine itself sees everything."""


@dataclass(frozen=True)
class Visitor:
    """Who is looking during one run or one request.

    ``subject`` is the stable id of the identity provider, ``lokal`` on the loopback address and
    empty for nobody in particular; only it may be written down. ``name`` is shown to the person
    itself and kept nowhere. ``districts`` are codes of the Stadtbezirke whose single objects the
    role ``planung`` may see. ``notice`` is a German sentence that says why somebody who has signed
    in sees less than expected; empty where there is nothing to say.
    """

    subject: str = ""
    name: str = ""
    held: frozenset[Role] = frozenset({Role.PUBLIC})
    districts: frozenset[str] = frozenset()
    signed_in: bool = False
    notice: str = ""


def may_see(required: tuple[Role, ...], held: frozenset[Role]) -> bool:
    """True where what is declared for ``required`` is visible for somebody who holds ``held``.

    What is declared public is visible for everybody; administration sees everything.
    """
    return Role.PUBLIC in required or Role.ADMINISTRATION in held or bool(held & set(required))


def may_see_objects(visitor: Visitor, district: str) -> bool:
    """True where ``visitor`` may see single confidential objects of a Stadtbezirk.

    Administration sees all of them, planning those of its districts, nobody else sees any; an empty
    code is an object whose district is unknown, which only administration sees.
    """
    if Role.ADMINISTRATION in visitor.held:
        return True
    return Role.PLANNING in visitor.held and district != "" and district in visitor.districts
