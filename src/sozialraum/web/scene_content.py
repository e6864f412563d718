"""What a scene shows, read through the roles of whoever looks at it. No Streamlit in here.

A scene is an address. It is read like the address of a page, except that nothing falls back: where
a page would show something else, the scene says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from sozialraum.domain.access import Role, may_see
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Source
from sozialraum.domain.scenes import Scene, SceneContent, SceneView
from sozialraum.domain.themes import BlockKind
from sozialraum.domain.views import CITED, MapView
from sozialraum.errors import SozialraumError, UnknownEntry
from sozialraum.export.scene_words import value_sources
from sozialraum.language import n_, t
from sozialraum.render.formats import number
from sozialraum.render.links import page_link
from sozialraum.service import Monitor
from sozialraum.web.site_states import PAGE as SITES_PAGE
from sozialraum.web.site_states import SITES
from sozialraum.web.state import MapState, Resolved, resolve

Held = frozenset[Role]
Query = Mapping[str, str]
Maker = Callable[[Monitor, Held, Scene], SceneContent]
LONGEST_TABLE = 40
"""Rows of a table without a chart that still make a scene."""
_OF_COLLEAGUES = {
    "vergleich": "sozialraum.web.comparison_scene",
    "sozialindex": "sozialraum.web.index_scene",
}
_FIELDS = {
    "indikator": n_("Indikator"),
    "ebene": n_("Raumebene"),
    "stichtag": n_("Stichtag"),
    "einteilung": n_("Klasseneinteilung"),
    "klassen": n_("Zahl der Klassen"),
    "grenzen": n_("Grenzen"),
    "gebiet": n_("Gebiet"),
    "ebenen": n_("Ebenen"),
}
_MAP_PAGES = frozenset({"karte", "ueberblick"})


def fits_scene(exhibit: Exhibit) -> bool:
    """Whether an exhibit can be shown to an audience: a chart, or a table of few rows."""
    return exhibit.chart is not None or 0 < len(exhibit.table.rows) <= LONGEST_TABLE


def scene_view(monitor: Monitor, held: Held, scene: Scene) -> SceneView:
    """The scene with what it shows; ``problem`` says why there is nothing. Never raises."""
    try:
        content = _maker(scene.page)(monitor, held, scene)
        link = live_link(monitor, scene)
    except SozialraumError as error:
        return SceneView(scene=scene, problem=str(error))
    except Exception as error:  # a scene file may ask for anything; the others are still shown
        what = t("Diese Szene lässt sich nicht darstellen ({art}).", art=type(error).__name__)
        return SceneView(scene=scene, problem=what)
    sources = value_sources(content, monitor.catalog)
    return SceneView(
        scene=scene,
        content=content,
        source=_cited(sources),
        link=link,
        quality=", ".join(dict.fromkeys(source.quality.label for source in sources)),
        example=_invented(monitor, content),
    )


def live_link(monitor: Monitor, scene: Scene) -> str:
    """Relative address of the page that shows the view, in the section that it stands in."""
    given = dict(scene.query)
    page = monitor.catalog.pages.get(scene.page)
    if page and scene.part:
        for section in page.sections:
            if any(block.id == scene.part for block in section.blocks):
                given["abschnitt"] = section.id
    return page_link("" if scene.page == "ueberblick" else scene.page, given)


def _maker(page: str) -> Maker:
    if page in _MAP_PAGES:
        return _map
    if page == "angebote":
        return _coverage
    if page in _OF_COLLEAGUES:
        return _of_module
    if page == SITES_PAGE:
        return _sites
    return _exhibit


# -- maps --------------------------------------------------------------------------------------


def _map(monitor: Monitor, held: Held, scene: Scene) -> SceneContent:
    """The map page: the address must name an indicator with values, and mean what it says."""
    given = dict(scene.query)
    _check_indicator(monitor, held, given.get("indikator", ""))
    found = resolve(monitor, given | {"ebenen": given.get("ebenen", "keine")}, held)
    if found.notices:
        raise _unknown_part(given, found)
    return _map_content(monitor, found.state, given.get("ausschnitt", ""))


def _map_content(monitor: Monitor, state: MapState, zoom_to: str) -> SceneContent:
    return SceneContent(
        map=monitor.map_view(state.query), layers=state.layers, area=state.area, zoom_to=zoom_to
    )


def _check_indicator(monitor: Monitor, held: Held, id_: str) -> None:
    """Raises where there is none of this name; whether it exists for others is not said."""
    if not id_:
        return
    shown = monitor.catalog.indicators.get(id_)
    if shown is None or not may_see(shown.roles, held) or not monitor.levels(id_):
        raise UnknownEntry(
            t("Der Indikator „{id}“ ist hier nicht veröffentlicht.", id=id_[:60]),
            t("Einen anderen Indikator wählen oder mit einer berechtigten Rolle anmelden."),
        )


def _unknown_part(given: Query, found: Resolved) -> UnknownEntry:
    """What of an address the map page would have replaced by something else."""
    shown = found.state.parameters()
    fix = t("Die Ansicht öffnen, neu wählen und einsetzen.")
    for name, word in _FIELDS.items():
        wanted = given.get(name, "")
        if wanted and wanted != shown.get(name, ""):
            what = t("{art} „{id}“ gibt es hier nicht.", art=t(word), id=wanted[:60])
            return UnknownEntry(what, fix)
    return UnknownEntry(found.notices[0], fix)


def _coverage(monitor: Monitor, held: Held, scene: Scene) -> SceneContent:
    from sozialraum.web.scene_coverage import coverage_content

    if scene.part != "abdeckung":
        raise _no_part(scene)
    return coverage_content(monitor, held, scene.query)


def _of_module(monitor: Monitor, held: Held, scene: Scene) -> SceneContent:
    module = import_module(_OF_COLLEAGUES[scene.page])
    content: SceneContent = module.scene_content(monitor, held, dict(scene.query), scene.part)
    return content


def _sites(monitor: Monitor, held: Held, scene: Scene) -> SceneContent:
    if scene.part != SITES:
        return _exhibit(monitor, held, scene)
    from sozialraum.web.scene_sites import sites_content

    return sites_content(monitor, held, scene.query)


# -- exhibits ----------------------------------------------------------------------------------


def _exhibit(monitor: Monitor, held: Held, scene: Scene) -> SceneContent:
    """An exhibit of a theme page or of a sheet, or the map of a theme page."""
    from sozialraum.web.export_files import find_exhibit

    known = {"steckbrief", "daten", *monitor.catalog.pages}
    if scene.page not in known:
        raise UnknownEntry(
            t("Die Seite „{seite}“ gibt es hier nicht.", seite=scene.page),
            t("Die Szene löschen oder eine neuere Fassung des Monitors nehmen."),
        )
    page = monitor.catalog.pages.get(scene.page)
    block = next((b for b in page.blocks if b.id == scene.part), None) if page else None
    if block is not None and block.kind is BlockKind.MAP:
        given = {"indikator": block.indicators[0], "ebene": block.level} | dict(scene.query)
        return _map(monitor, held, scene.model_copy(update={"query": given}))
    for entry in block.indicators if block else ():
        _check_indicator(monitor, held, entry)
    exhibit = find_exhibit(monitor, held, scene.page, scene.part, scene.query)
    if not fits_scene(exhibit):
        raise UnknownEntry(
            t("„{titel}“ passt nicht in eine Szene.", titel=exhibit.title),
            t("Eine Darstellung mit Diagramm oder mit wenigen Zeilen wählen."),
        )
    return SceneContent(exhibit=exhibit)


def _no_part(scene: Scene) -> UnknownEntry:
    return UnknownEntry(
        t("Die Darstellung „{teil}“ gibt es auf dieser Seite nicht.", teil=scene.part),
        t("Die Szene löschen oder durch eine neue ersetzen."),
    )


# -- sources -----------------------------------------------------------------------------------


def _cited(sources: Iterable[Source]) -> str:
    """Sources in one line; more than a few are counted."""
    named = tuple(dict.fromkeys(source.citation for source in sources))
    if len(named) <= CITED:
        return "; ".join(named)
    return t("{n} Veröffentlichungen, siehe Quellen am Ende", n=number(len(named)))


def _invented(monitor: Monitor, content: SceneContent) -> bool:
    """True where something shown comes from a table of invented example data."""
    if content.exhibit is not None:
        return content.exhibit.example
    tables = [table.id for table in monitor.catalog.tables.values() if table.invented]
    return bool(tables) and content.map is not None and _rests_on(monitor, content.map, tables)


def _rests_on(monitor: Monitor, view: MapView, tables: list[str]) -> bool:
    said = monitor.release.observations
    of_view = (said["indicator"] == view.indicator.id) & (said["level"] == view.query.level)
    return bool((of_view & said["table"].isin(tables)).any())
