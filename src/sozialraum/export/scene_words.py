"""What a scene says of itself in every file: reference date, sources, licences, words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from sozialraum.catalog import Catalog
from sozialraum.domain.indicators import Source
from sozialraum.domain.scenes import SceneContent, SceneView
from sozialraum.errors import UnreadableInput
from sozialraum.export.map_picture import PictureContent
from sozialraum.export.words import licence_name
from sozialraum.language import Language, current, t
from sozialraum.render.charts import EXAMPLE
from sozialraum.render.exhibit_sentences import chart_reading
from sozialraum.render.formats import number

Progress = Callable[[int, int, str], None]
"""Scenes done, scenes in all, title of the scene that is next."""


def language_tag() -> str:
    """The language of a file: ``de-DE`` or ``en-GB``."""
    return "de-DE" if current() is Language.GERMAN else "en-GB"


def reference(content: SceneContent) -> str:
    """Reference dates in words, empty for a scene without content."""
    if content.map is not None:
        return content.map.current.period.label
    return content.exhibit.reference if content.exhibit else ""


def example_word(view: SceneView) -> str:
    """That the data are invented, empty where they are not."""
    invented = view.example or bool(view.content.exhibit and view.content.exhibit.example)
    return t(EXAMPLE) if invented else ""


def spoken(content: SceneContent) -> str:
    """The view as sentences, for alternative texts."""
    if (view := content.map) is not None:
        return f"{view.title}, {view.level_plural}. {view.current.sentence}"
    if (exhibit := content.exhibit) is None:
        return ""
    return f"{exhibit.title}, {exhibit.reference}. {exhibit.sentence}"


def value_sources(content: SceneContent, catalog: Catalog) -> tuple[Source, ...]:
    """Sources of the values shown.

    Those of a map are of its reference date alone; a map that is computed of several figures or
    dates (its indicator stands in no catalogue) rests on all of its sources.
    """
    if content.map is None:
        return content.exhibit.sources if content.exhibit else ()
    if content.map.indicator.id not in catalog.indicators:
        return content.map.sources
    shown = {source.id: source for source in content.map.current.sources if source}
    return tuple(shown[id_] for id_ in sorted(shown)) or content.map.sources


def all_sources(content: SceneContent, release: PictureContent) -> tuple[Source, ...]:
    """Sources of values, overlays and outlines, each once."""
    catalog = release.catalog
    found = list(value_sources(content, catalog))
    found += [catalog.source(catalog.layer(id_).source) for id_, _opacity in content.layers]
    if content.map is not None:
        found.append(catalog.source(catalog.level(content.map.query.level).source))
    return tuple({source.id: source for source in found}.values())


def ground_rights(release: PictureContent) -> str:
    """Who drew the ground of the maps, empty where there is none."""
    ground = json.loads(release.orientation_bytes)
    return str(ground.get("attribution") or "")


def credit(view: SceneView, release: PictureContent, rights: str) -> str:
    """Source, reference date, quality and licences of a scene in one line.

    ``rights`` is what :func:`ground_rights` says.
    """
    content = view.content
    if content.map is None and content.exhibit is None:
        return ""
    sources = all_sources(content, release)
    licences = "; ".join(dict.fromkeys(licence_name(source.licence) for source in sources))
    parts = [
        t("Quelle: {source}", source=view.source or _cited(content, release)),
        t("Stichtag: {date}", date=said) if (said := reference(content)) else "",
        t("Güte: {quality}", quality=view.quality) if view.quality else "",
        t("Lizenz: {licence}", licence=licences) if licences else "",
        t("Umrisse vereinfacht") if content.map is not None else "",
        t("Hintergrund: {rights}", rights=rights) if content.map is not None and rights else "",
    ]
    return " · ".join(part for part in parts if part)


def _cited(content: SceneContent, release: PictureContent) -> str:
    sources = value_sources(content, release.catalog)
    named = dict.fromkeys(source.citation for source in sources)
    return "; ".join(named) or t("nicht angegeben")


def reading(content: SceneContent) -> str:
    """What the signs of the chart mean, empty where it has none."""
    return chart_reading(content.exhibit.chart) if content.exhibit else ""


def sentence(content: SceneContent) -> str:
    """The sentence of the view and what its signs mean, empty without content."""
    if content.map is not None:
        return content.map.current.sentence
    if content.exhibit is None:
        return ""
    return " ".join(part for part in (content.exhibit.sentence, reading(content)) if part)


def refuse_empty(views: Sequence[SceneView]) -> None:
    """Raises :class:`~sozialraum.errors.UnreadableInput` where there is no scene."""
    if not views:
        raise UnreadableInput(
            t("Diese Präsentation hat noch keine Szene."),
            t("Auf einer Karte oder einem Diagramm „Zur Präsentation“ wählen."),
        )


def cited_sources(views: Sequence[SceneView], release: PictureContent, rights: str) -> list[str]:
    """Every source once, with quality, licence, address and the scenes that rest on it."""
    sources: dict[str, Source] = {}
    scenes: dict[str, list[int]] = {}
    for place, view in enumerate(views, start=1):
        for source in all_sources(view.content, release):
            sources[source.id] = source
            scenes.setdefault(source.id, []).append(place)
    lines = [_line(source, scenes[id_]) for id_, source in sources.items()]
    if rights and any(view.content.map for view in views):
        lines.append(t("Hintergrund der Karten: {rights}", rights=rights))
    return lines or [t("Diese Präsentation nennt keine Quelle.")]


def _line(source: Source, places: Sequence[int]) -> str:
    shown = ", ".join(number(place) for place in places)
    parts = [
        source.citation,
        source.quality.label,
        t("Lizenz: {licence}", licence=source.licence or t("nicht angegeben")),
        source.url,
        t("Szene {n}", n=shown) if len(places) == 1 else t("Szenen {n}", n=shown),
    ]
    return " · ".join(part for part in parts if part)
