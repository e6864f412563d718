"""Relative addresses of entries of the directory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode


def entry_link(asked: Mapping[str, str]) -> Callable[[str], str]:
    """The address of an entry by its id, with the parameters ``asked``; empty ones are left out."""
    kept = {name: text for name, text in asked.items() if text}

    def link(id_: str) -> str:
        return f"angebote?{urlencode({'bereich': 'verzeichnis'} | kept | {'eintrag': id_})}"

    return link
