"""The area sheet as HTML blocks."""

from __future__ import annotations

from itertools import groupby

from sozialraum.domain.profiles import AreaProfile, NearPlace, ProfileValue, SimilarArea, Similarity
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration, inside_sentence, number, quantity
from sozialraum.render.links import page_link


def profile_head(profile: AreaProfile) -> str:
    """Name, where it lies, size, what stands out."""
    where = [f"{profile.level_name} {profile.code}", *profile.lineage]
    if profile.area_km2 is not None:
        where.append(f"{number(profile.area_km2, 2)} km²")
    inferred = "" if profile.certain else f'<p class="sr-hint">{html_text(t(_INFERRED))}</p>'
    return (
        f'<section class="sr-steckkopf"><h2 class="sr-name">{html_text(profile.name)}</h2>'
        f'<p class="sr-where">{html_text(" · ".join(where))}</p>{inferred}'
        f'<p class="sr-satz">{html_text(profile.sentence)}</p></section>'
    )


_INFERRED = n_(
    "Die Zuordnung zum Sozialraum ist aus der Lage abgeleitet, nicht amtlich veröffentlicht."
)


def key_figures(profile: AreaProfile) -> str:
    """Key figures by topic against district and city, with rank and a position bar."""
    if not profile.values:
        return _empty(t("Für dieses Gebiet ist keine Kennzahl veröffentlicht. Siehe Datenlücken."))
    district = profile.district_level
    head = "".join(
        (
            _head(t("Kennzahl")),
            _head(t("Stichtag")),
            _head(t("Wert"), numeric=True),
            _head(t("Rang und Lage")),
            _head(t("Median"), numeric=True),
            _head(district, numeric=True) if district else "",
            _head(t("Stadt"), numeric=True),
            _head(t("Quelle")),
        )
    )
    body = "".join(
        f'<tbody><tr><th colspan="{8 if district else 7}" scope="rowgroup">{html_text(topic)}</th>'
        f"</tr>{''.join(_value(value, bool(district)) for value in values)}</tbody>"
        for topic, values in groupby(profile.values, key=lambda v: v.indicator.topic)
    )
    table = f'<table class="sr-kennzahlen"><thead><tr>{head}</tr></thead>{body}</table>'
    return _box(t("Kennzahlen"), table)


def _head(title: str, *, numeric: bool = False) -> str:
    css = ' class="sr-zahl"' if numeric else ""
    return f'<th scope="col"{css}>{html_text(title)}</th>'


def _value(value: ProfileValue, district: bool) -> str:
    indicator = value.indicator
    joint = (
        t("gemeinsam mit {partners}", partners=enumeration(value.joint_with))
        if value.joint_with
        else ""
    )
    notes = [note for note in (html_text(joint), as_published(value.note)) if note]
    beside = f'<span class="sr-neben">{"; ".join(notes)}</span>' if notes else ""
    name, definition = html_text(indicator.name), html_text(indicator.definition)
    publisher = value.source.publisher or value.source.title
    cells = [
        f'<th scope="row" title="{definition}">{name}</th>',
        f"<td>{html_text(value.period.label)}</td>",
        f'<td class="sr-zahl sr-stark">{html_text(quantity(value.value, indicator, value.status))}'
        f"{beside}</td>",
        f'<td class="sr-rang">{_position(value)}</td>',
        *(
            f'<td class="sr-zahl">{html_text("–" if v is None else quantity(v, indicator))}</td>'
            for v in (value.median, *([value.district] if district else []), value.city)
        ),
        f'<td><span lang="de" title="{html_text(value.source.citation)}">{html_text(publisher)}'
        f"</span>, {html_text(value.quality)}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _position(value: ProfileValue) -> str:
    if value.rank is None or value.ranked < 2:
        return ""
    text = t("{n} von {all}", n=value.rank, all=number(value.ranked))
    if value.position is None:
        return html_text(text)
    left = round(min(1.0, value.position * value.ranked / (value.ranked - 1)) * 100)
    mark = f'<i class="sr-lage" aria-hidden="true"><b style="left:{left}%"></b></i>'
    return f"{mark}{html_text(text)}"


def similar_areas(profile: AreaProfile) -> str:
    """The most similar areas with links to their sheets, and by what."""
    similar: Similarity = profile.similar
    if not similar.areas:
        return _empty(similar.reason)
    items = "".join(
        f'<li><a target="_self" href="{_link(profile.level, area.code)}">{html_text(area.name)}</a>'
        f' <span class="sr-leise">{html_text(_nearness(area))}</span></li>'
        for area in similar.areas
    )
    period = t(", Stichtag {period}", period=similar.period.label) if similar.period else ""
    basis = t(
        "Verglichen über {n} Kennzahlen{period}: {indicators}. Abstand 0 hieße "
        "gleich in allen; 1 heißt im Mittel eine Standardabweichung entfernt.",
        n=number(len(similar.basis)),
        period=period,
        indicators=enumeration(similar.basis),
    )
    return f'<ol class="sr-liste">{items}</ol><p class="sr-leise">{html_text(basis)}</p>'


def _nearness(area: SimilarArea) -> str:
    return t(
        "Abstand {distance}, am nächsten bei {indicators}",
        distance=number(area.distance, 2),
        indicators=enumeration(area.nearest),
    )


def _link(level: str, code: str) -> str:
    return html_text(page_link("steckbrief", {"ebene": level, "gebiet": code}))


def places(profile: AreaProfile, layer_names: dict[str, str]) -> str:
    """Places and sites inside, and the nearest service points with their distance."""
    counts = [
        f"{number(n)} {inside_sentence(layer_names[id_])}"
        for id_, n in profile.places_inside.items()
        if n
    ]
    summary = (
        t("Im Gebiet: {counts}.", counts=", ".join(counts))
        if counts
        else t("Im Gebiet ist kein Ort bekannt.")
    )
    if not profile.places:
        return _empty(summary)
    rows = "".join(_place(place, layer_names) for place in profile.places)
    heads = "".join(map(_head, (t("Ort"), t("Art"), t("Lage"), t("Lagegenauigkeit"))))
    shown = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    table = _box(t("Orte und Angebote"), shown)
    notes = " ".join(profile.notes)
    return (
        f'<p class="sr-text">{html_text(summary)}</p>{table}'
        f'<p class="sr-leise">{html_text(notes)}</p>'
    )


def _place(place: NearPlace, layer_names: dict[str, str]) -> str:
    kind = place.category or layer_names.get(place.layer, "")
    where = (
        t("im Gebiet")
        if place.inside
        else t("{metres} m Luftlinie", metres=number(place.distance_m))
    )
    shown = as_published(kind) if place.published and place.category else html_text(kind)
    others = (shown, html_text(where), html_text(place.precision))
    cells = "".join(f"<td>{cell}</td>" for cell in others)
    return f'<tr><th scope="row">{as_published(place.title)}</th>{cells}</tr>'


def gaps(profile: AreaProfile) -> str:
    """What is not known about the area, and why."""
    if not profile.gaps:
        return _empty(t("Für dieses Gebiet sind keine Lücken bekannt."))
    rows = "".join(
        f"<dt>{html_text(gap.subject)}</dt><dd>{html_text(gap.reason)}</dd>" for gap in profile.gaps
    )
    return f'<dl class="sr-luecken">{rows}</dl>'


def source_list(profile: AreaProfile) -> str:
    """All sources with licence and quality."""
    items = "".join(
        f"<li>{as_published(source.citation)} "
        f'<span class="sr-leise">{as_published(source.licence)}, {html_text(source.quality.label)}'
        "</span></li>"
        for source in profile.sources
    )
    release = html_text(t("Datenstand {release}", release=profile.release))
    return f'<ul class="sr-liste">{items}</ul><p class="sr-leise">{release}</p>'


def heading(title: str) -> str:
    """Heading of a part of the sheet."""
    return f'<h3 class="sr-teil">{html_text(title)}</h3>'


def _box(label: str, table: str) -> str:
    return (
        f'<div class="sr-rollen" tabindex="0" role="region" aria-label="{html_text(label)}">'
        f"{table}</div>"
    )


def _empty(text: str) -> str:
    return f'<p class="sr-leer-hinweis">{html_text(text)}</p>'
