"""The folium side of the map: a base map that never changes and a view that is swapped.

Everything that is drawn is drawn by ``static/engine/map.js``. folium and streamlit-folium only
carry two short scripts: the base map (constant, so that the frame never remounts) and the view
of the moment (values, classes and texts).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import folium
from branca.element import Element
from jinja2 import Template

from sozialraum.errors import SozialraumError
from sozialraum.language import current, t
from sozialraum.render.escape import script_literal

ROOT: Final = "../../sozialraum/"
"""Our routes seen from the frame of the component, so that they work below any base path."""

_LOCAL: Final = re.compile(r"(?:\.\./)*(?:[A-Za-z0-9~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9._~-]+")
_SCRIPTS: Final = (
    "vendor/leaflet/leaflet.js",
    "vendor/topojson-client/topojson-client.js",
    "engine/compare.js",
    "engine/map.js",
)
_STYLES: Final = ("vendor/leaflet/leaflet.css", "engine/map.css")
_MAP_TEMPLATE: Final = Template(
    "{% macro script(this, kwargs) %}"
    'var {{ this.get_name() }} = SozialraumMap.create("{{ this.get_name() }}",'
    "{{ this.package_literal }});"
    "{% endmacro %}"
)
_EMPTY: Final = Element("")
_VIEW_TEMPLATE: Final = Template(
    "{% macro script(this, kwargs) %}"
    "var {{ this.get_name() }} = L.featureGroup();"
    "SozialraumMap.show({{ this.view_literal }});"
    "{% endmacro %}"
)


class ForeignLinkError(SozialraumError):
    """A map would fetch something from another host, or from nowhere."""


@dataclass(frozen=True)
class EngineAssets:
    """Links of the engine in load order, relative to the frame of the component."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]


def bundle(static: Path) -> tuple[EngineAssets, dict[str, bytes]]:
    """One script and one style sheet with the hash of their content in the name.

    The second value maps the paths below ``/sozialraum/`` to the bytes to serve there. One file
    instead of three saves two round trips: streamlit-folium loads scripts one after the other.
    """
    script = b"\n;\n".join((static / name).read_bytes() for name in _SCRIPTS)
    style = b"\n".join((static / name).read_bytes() for name in _STYLES)
    files = {f"motor/{_digest(script)}.js": script, f"motor/{_digest(style)}.css": style}
    script_path, style_path = files
    return EngineAssets((ROOT + script_path,), (ROOT + style_path,)), files


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class BaseMap(folium.Map):
    """A folium map whose only content is one call of the engine.

    It is its own root: without branca's figure there is no header to pull foreign files in.
    ``folium.Map.__init__`` is left out on purpose, it adds tiles, styles and a figure.
    """

    _template = _MAP_TEMPLATE

    def __init__(self, package_url: str, engine: EngineAssets) -> None:
        Element.__init__(self)
        self._name = "Map"
        self.options: dict[str, Any] = {}
        self.package_literal = script_literal(package_url)
        self.package_url = package_url
        self.default_js = [(link, link) for link in engine.scripts]
        self.default_css = [(link, link) for link in engine.styles]
        self.header = self.html = self.script = _EMPTY

    def get_root(self) -> BaseMap:
        """The map itself."""
        return self

    def render(self, **_kwargs: Any) -> str:
        """Nothing: streamlit-folium reads the script from the template."""
        return ""

    def get_bounds(self) -> list[list[float | None]]:
        """Unknown on the server: the engine fits the map to the package."""
        return [[None, None], [None, None]]


class ViewGroup(folium.FeatureGroup):
    """An empty feature group whose script shows a view."""

    _template = _VIEW_TEMPLATE

    def __init__(self, view: Mapping[str, Any]) -> None:
        Element.__init__(self)
        self._name = "FeatureGroup"
        self.show = True
        self.view_literal = script_literal(view)

    def render(self, **_kwargs: Any) -> str:
        """Nothing: streamlit-folium reads the script from the template."""
        return ""


def base_map(package_url: str, engine: EngineAssets) -> BaseMap:
    """A fresh map for one run; streamlit-folium changes the map it gets, so never keep one."""
    folium_map = BaseMap(package_url, engine)
    assert_local(folium_map)
    return folium_map


def view_group(view: Mapping[str, Any]) -> ViewGroup:
    """What ``feature_group_to_add`` takes: the view as the engine's contract describes it.

    Every view passes here: the language of the moment goes with it, unless it names one.
    """
    return ViewGroup({"language": current().value, **view})


def links(element: Element) -> Iterator[str]:
    """Every link that the element and its children would make the browser load."""
    for kind in ("default_js", "default_css"):
        for _, link in getattr(element, kind, ()):
            yield str(link)
    for child in element._children.values():
        yield from links(child)


def assert_local(folium_map: BaseMap) -> None:
    """Fail closed: every link must be a relative path, and nothing may stand in the header."""
    found = [*links(folium_map), folium_map.package_url]
    foreign = sorted({link for link in found if not _LOCAL.fullmatch(link)})
    if foreign or folium_map.header.render().strip() or folium_map.html.render().strip():
        named = ", ".join(foreign) or t("Kopfzeilen von folium")
        raise ForeignLinkError(
            t("Die Karte würde Fremdes laden: {links}.", links=named),
            t("Nur Dateien unter static/ sind erlaubt; bitte die Datei dort ablegen."),
        )
