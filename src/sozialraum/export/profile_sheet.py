"""What the area sheet (Gebietssteckbrief) says, as data for its template: words and numbers only.

The template decides how much of it fits on two pages. Therefore key figures carry their weight,
and everything that may be left out is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Source
from sozialraum.domain.layers import Precision
from sozialraum.domain.profiles import AreaProfile, NearPlace, ProfileValue, Similarity
from sozialraum.export.profile_figures import by_weight, figure_row
from sozialraum.export.typesetting import Svg
from sozialraum.export.words import LONGEST, licence_name, shortened, source_line
from sozialraum.language import n_, t
from sozialraum.render.formats import NBSP, day, enumeration, number

FIGURES = 60
"""Key figures handed to the template; no page holds more."""
CHARTS = 4
LISTED = 12
"""Places, gaps and other lines handed to the template per list."""
_VAGUE = (Precision.DISTRICT, Precision.UNKNOWN)
_GUIDE = (
    n_(
        "„unbekannt“ heißt nicht veröffentlicht, nicht null. „geheim“ heißt aus Gründen der "
        "Geheimhaltung nicht gezeigt. 0 ist ein veröffentlichter Wert."
    ),
    n_(
        "{compared}: veröffentlichte Werte zum selben Stichtag. Nichts ist gemittelt, "
        "geschätzt oder ergänzt; „–“ heißt, dass kein Vergleichswert veröffentlicht ist."
    ),
    n_(
        "Rang 1 hat den höchsten Wert der Raumebene. Ein hoher Wert ist nicht von sich aus gut "
        "oder schlecht. Gemeinsam veröffentlichte Werte zählen einmal."
    ),
    n_(
        "Lage: Je weiter rechts der Punkt, desto mehr Gebiete haben einen niedrigeren Wert. Der "
        "Strich steht in der Mitte der Rangfolge."
    ),
    n_("Linien verbinden nur benachbarte, vergleichbare Jahre. Lücken bleiben Lücken."),
    n_("Umrisse vereinfacht, Zahlen unverändert übernommen."),
)


@dataclass(frozen=True)
class ProfilePictures:
    """Pictures of an area sheet as SVG texts, with the words that belong to them.

    Empty texts mean that there is no such picture. ``charts`` are pairs of title and picture;
    a chart with the title of an exhibit of the profile takes its sources from there. ``map_legend``
    are pairs of label and sign (SVG), ``map_note`` says where outlines and ground are from.
    ``layers`` are name and source of the layers that the profile counts, by id; ``foremost`` the
    ids of the indicators that stay where there is no room for all.
    """

    map_svg: str
    locator_svg: str
    charts: tuple[tuple[str, str], ...]
    map_title: str = ""
    map_legend: tuple[tuple[str, str], ...] = ()
    map_sources: tuple[Source, ...] = ()
    map_note: str = ""
    layers: Mapping[str, tuple[str, Source]] = field(default_factory=dict)
    foremost: tuple[str, ...] = ()


def sheet_content(
    profile: AreaProfile, pictures: ProfilePictures, *, made_on: date
) -> dict[str, Any]:
    """The content of one sheet. Sources are named by their position in ``sources``."""
    sources = _sources(profile, pictures)
    position = {source.id: i for i, source in enumerate(sources)}
    room = 240 if profile.values else LONGEST
    shown = by_weight(profile.values, pictures.foremost)[:FIGURES]
    return {
        "name": shortened(profile.name, 400),
        "level": shortened(profile.level_name, 60),
        "code": shortened(profile.code, 20),
        "lineage": [shortened(part, 120) for part in profile.lineage],
        "span": _span(profile.values),
        "facts": _facts(profile),
        "sentence": shortened(profile.sentence),
        "map": _map(pictures, position),
        "locator": Svg(pictures.locator_svg) if pictures.locator_svg else None,
        "figures": [figure_row(profile.values[i], i, position) for i in shown],
        "figures_total": len(profile.values),
        "charts": _charts(profile, pictures, position),
        "similar": _similar(profile.similar),
        "places": _places(profile, pictures, position),
        "gaps": [
            {"subject": shortened(gap.subject, 120), "reason": shortened(gap.reason, room)}
            for gap in profile.gaps[:LISTED]
        ],
        "gaps_total": len(profile.gaps),
        "sources": [source_line(source) for source in sources],
        "licences": list(dict.fromkeys(licence_name(source.licence) for source in sources)),
        "publishers": list(dict.fromkeys(s.publisher or s.title for s in sources)),
        "guide": [t(line, compared=profile.compared) for line in _GUIDE],
        "district_level": profile.district_level,
        "notes": [shortened(note, 420) for note in profile.notes],
        "release": profile.release,
        "made_on": day(made_on),
    }


def _sources(profile: AreaProfile, pictures: ProfilePictures) -> list[Source]:
    """Every source of the sheet once: of the figures, the pictures, then the others."""
    cited = [value.source for value in profile.values]
    cited += pictures.map_sources
    cited += [source for exhibit in profile.exhibits for source in exhibit.sources]
    cited += [source for _, source in pictures.layers.values()]
    return list({source.id: source for source in [*cited, *profile.sources]}.values())


def _span(values: Iterable[ProfileValue]) -> str:
    periods = sorted(value.period for value in values if value.value is not None)
    if not periods:
        return t("Keine Kennzahl veröffentlicht")
    if len({period.code for period in periods}) == 1:
        return t("Stichtag der Kennzahlen: {period}", period=periods[0].label)
    first, last = min(period.code[:4] for period in periods), periods[-1].year
    return t("Stichtage der Kennzahlen: {start} bis {end}", start=first, end=last)


def _facts(profile: AreaProfile) -> list[list[str]]:
    area = profile.area_km2
    known = sum(value.value is not None for value in profile.values)
    facts = [
        [t("Schlüssel"), profile.code],
        [t("Fläche"), t("unbekannt") if area is None else f"{number(area, 2)}{NBSP}km²"],
        [t("Kennzahlen"), t("{n} veröffentlicht", n=number(known))],
    ]
    if not profile.certain:
        facts.append([t("Zuordnung"), t("zum Sozialraum aus der Lage abgeleitet, nicht amtlich")])
    return facts


def _map(pictures: ProfilePictures, position: Mapping[str, int]) -> dict[str, Any] | None:
    if not pictures.map_svg:
        return None
    return {
        "picture": Svg(pictures.map_svg),
        "title": shortened(pictures.map_title, 160),
        "legend": [[shortened(label, 60), Svg(sign)] for label, sign in pictures.map_legend],
        "sources": [position[source.id] for source in pictures.map_sources],
        "note": shortened(pictures.map_note, 300),
    }


def _charts(
    profile: AreaProfile, pictures: ProfilePictures, position: Mapping[str, int]
) -> dict[str, Any]:
    exhibits = profile.exhibits
    known = {exhibit.title: exhibit for exhibit in exhibits}
    charts = sum(exhibit.chart is not None for exhibit in exhibits)
    return {
        "total": max(charts, len(pictures.charts)),
        "rows": [
            _chart(title, picture, known.get(title), position)
            | {"title": shortened(title.removesuffix(f": {profile.name}"), 160)}
            for title, picture in pictures.charts[:CHARTS]
        ],
    }


def _chart(
    title: str, picture: str, exhibit: Exhibit | None, position: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "picture": Svg(picture),
        "reference": exhibit.reference if exhibit else "",
        "alt": shortened(f"{title}. {exhibit.sentence}" if exhibit else title),
        "note": t("Beispieldaten (erfunden)") if exhibit and exhibit.example else "",
        "sources": [position[source.id] for source in exhibit.sources] if exhibit else [],
    }


def _similar(similar: Similarity) -> dict[str, Any]:
    return {
        "areas": [
            {
                "name": shortened(area.name, 90),
                "code": shortened(area.code, 20),
                "by": shortened(enumeration(area.nearest), 160),
            }
            for area in similar.areas[:3]
        ],
        "basis": list(similar.basis),
        "period": similar.period.label if similar.period else "",
        "reason": shortened(similar.reason, 300),
    }


def _places(
    profile: AreaProfile, pictures: ProfilePictures, position: Mapping[str, int]
) -> dict[str, Any]:
    inside = [place for place in profile.places if place.inside]
    near = [place for place in profile.places if not place.inside]
    sources = {layer: position[source.id] for layer, (_, source) in pictures.layers.items()}
    named = {layer: name for layer, (name, _) in pictures.layers.items()}
    found = {layer for layer, count in profile.places_inside.items() if count}
    shown = found | {place.layer for place in near}
    return {
        "counts": [
            {
                "name": shortened(named.get(layer, layer), 60),
                "count": number(count),
                "source": sources.get(layer) if layer in shown else None,
            }
            for layer, count in profile.places_inside.items()
        ],
        "sources": list(dict.fromkeys(sources[layer] for layer in sources if layer in shown)),
        "inside": [_place(place) for place in inside[:LISTED]],
        "inside_total": sum(
            profile.places_inside.get(layer, 0) for layer in {place.layer for place in inside}
        ),
        "near": [_place(place) for place in sorted(near, key=lambda p: p.distance_m)[:LISTED]],
    }


def _place(place: NearPlace) -> dict[str, str]:
    away = "" if place.inside else f"{number(place.distance_m)}{NBSP}m"
    if away and place.precision in {precision.label for precision in _VAGUE}:
        away = t("etwa {distance}", distance=away)
    return {
        "title": shortened(place.title, 140),
        "category": shortened(place.category, 80),
        "distance": away,
    }
