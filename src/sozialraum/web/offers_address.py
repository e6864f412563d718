"""Relative addresses of entries of the directory."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sozialraum.render.links import page_link


def entry_link(asked: Mapping[str, str]) -> Callable[[str], str]:
    """The address of an entry by its id, with the parameters ``asked``; empty ones are left out."""

    def link(id_: str) -> str:
        return page_link("angebote", {"bereich": "verzeichnis", **asked, "eintrag": id_})

    return link
