"""Roles and what they may see. The policy is data; guards ask it, they do not repeat it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who is looking. The values are the words of the declarations."""

    PUBLIC = "oeffentlich"
    COORDINATION = "koordination"
    PLANNING = "planung"
    ADMINISTRATION = "verwaltung"


def may_see(required: tuple[Role, ...], held: frozenset[Role]) -> bool:
    """True where what is declared for ``required`` is visible for somebody who holds ``held``.

    What is declared public is visible for everybody; administration sees everything.
    """
    return Role.PUBLIC in required or Role.ADMINISTRATION in held or bool(held & set(required))
