"""What a home folder says in a further language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialraum.domain.themes import Method

UNIT = "einheit"
"""Context of units: „1.200 Wohnungen“ is not the heading „Wohnungen“."""


@dataclass(frozen=True)
class Translation:
    """One further language: translations by the German text.

    ``texts`` are sorted by context: none for texts of the declarations, :data:`UNIT` for units,
    the id of a list for words of its rows. ``methods`` are the method texts by id.
    """

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    methods: Mapping[str, Method] = field(default_factory=dict)
