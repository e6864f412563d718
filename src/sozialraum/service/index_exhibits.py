"""Exhibits of the composite index: areas, contributions, movers, clusters; each is a file too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sozialraum.domain.exhibits import (
    Bar,
    Cell,
    Chart,
    ChartKind,
    Column,
    Exhibit,
    NumberFormat,
    TableData,
)
from sozialraum.domain.indicators import Direction
from sozialraum.domain.social_index import (
    STATUS_LABELS,
    IndexArea,
    IndexResult,
    dynamics_label,
    status_label,
)
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.render.cells import (
    ADDRESS,
    QUALITY,
    SOURCE,
    STATUS,
    UNIT,
    VALUE,
    published_decimals,
)
from sozialraum.render.formats import enumeration, number, signed
from sozialraum.render.index_words import (
    CAUTION,
    CLUSTER_LABELS,
    area_sentence,
    dates,
    result_sentence,
    stability_words,
)
from sozialraum.service.index_clusters import index_clusters
from sozialraum.service.index_view import DECIMALS
from sozialraum.service.monitor import Monitor

PAGE = "sozialindex"
AREAS, CONTRIBUTIONS, MOVERS, CLUSTERS = "gebiete", "beitraege", "wechsel", "raummuster"


def areas_exhibit(result: IndexResult) -> Exhibit:
    """All areas of the level with class, index, dynamics and how sure the class is."""
    columns = (
        Column(t("Gebiet")),
        Column(t("Schlüssel")),
        Column(t("Statusklasse")),
        Column(t("Indexwert"), numeric=True, decimals=DECIMALS),
        Column(t("Dynamik")),
        Column(t("Indexwert der Veränderung"), numeric=True, decimals=DECIMALS),
        Column(t("Klasse bleibt bei anderen Gewichten (%)"), numeric=True, decimals=1),
        Column(t("Klasse bleibt ohne einen Indikator (%)"), numeric=True, decimals=1),
        Column(t("Grund")),
        Column(t("Stichtage"), export_only=True),
        Column(t(QUALITY), export_only=True),
    )
    earlier = dict.fromkeys(entry.before.label for entry in result.parts if entry.before)
    said = dates(result)
    if earlier:
        said = t("{now}, zuvor {before}", now=said, before=enumeration(list(earlier)))
    rows = tuple(_area_row(area, said) for area in result.areas)
    sentence = result_sentence(result)
    table = TableData(columns, rows)
    return _exhibit(result, AREAS, t("Alle Gebiete"), sentence, table, notes=result.notes)


def _area_row(area: IndexArea, said: str) -> tuple[Cell, ...]:
    stable = area.stability
    qualities = dict.fromkeys(part.quality for part in area.parts if part.quality)
    return (
        area.name,
        area.code,
        status_label(area),
        area.index,
        dynamics_label(area),
        area.dynamics,
        None if stable is None else 100 * stable.weights,
        None if stable is None else 100 * stable.share_left_out,
        area.reason or area.dynamics_reason,
        said,
        "; ".join(qualities),
    )


def contributions_exhibit(result: IndexResult, code: str) -> Exhibit:
    """What each indicator contributes: bars of one area, without one the table of all of them."""
    area = result.area(code)
    areas = result.areas if area is None else (area,)
    columns = (
        Column(t("Indikator")),
        Column(t("Gebiet"), export_only=area is not None),
        Column(t("Schlüssel"), export_only=True),
        Column(t(VALUE), numeric=True, by_row=True),
        Column(t(UNIT), export_only=True),
        Column(t(STATUS), export_only=True),
        Column(t("Stichtag")),
        Column(t("Richtung"), export_only=True),
        Column(t("Anteil am Gewicht (%)"), numeric=True, decimals=1),
        Column(t("z-Wert"), numeric=True, decimals=DECIMALS),
        Column(t("Beitrag"), numeric=True, decimals=DECIMALS),
        Column(t(SOURCE)),
        Column(t(QUALITY), export_only=True),
        Column(t(ADDRESS), export_only=True),
    )
    cells = [
        _part_row(result, entry, place) for entry in areas for place in range(len(result.parts))
    ]
    formats = tuple(
        NumberFormat(published_decimals(part.value, about.indicator.decimals))
        for entry in areas
        for about, part in zip(result.parts, entry.parts, strict=True)
    )
    title = t("Beiträge der Indikatoren")
    if area is not None:
        title = t("Beiträge der Indikatoren: {area}", area=area.name)
    sentence = result_sentence(result) if area is None else _area_words(result, area)
    table = TableData(columns, tuple(cells), formats)
    chart = _bars(result, area) if area is not None and area.index is not None else None
    named = {part.source for entry in areas for part in entry.parts if part.source}
    made = _exhibit(result, CONTRIBUTIONS, title, sentence, table, chart)
    return replace(made, sources=tuple(s for s in result.sources if s in named))


def _part_row(result: IndexResult, area: IndexArea, place: int) -> tuple[Cell, ...]:
    about, part = result.parts[place], area.parts[place]
    relief = about.part.direction is Direction.RELIEF
    return (
        about.indicator.name,
        area.name,
        area.code,
        part.value,
        about.indicator.unit,
        part.status.label,
        about.period.label,
        t("hoher Wert heißt weniger Belastung") if relief else t("hoher Wert heißt mehr Belastung"),
        100 * about.share,
        part.score,
        part.contribution,
        part.source.citation if part.source else "",
        part.quality,
        part.source.url if part.source else "",
    )


def _area_words(result: IndexResult, area: IndexArea) -> str:
    return " ".join(text for text in (area_sentence(area), stability_words(result, area)) if text)


def _bars(result: IndexResult, area: IndexArea) -> Chart:
    bars = tuple(
        Bar(
            id=about.indicator.id,
            label=about.indicator.short,
            value=part.contribution,
            text=signed(part.contribution or 0.0, DECIMALS),
            status=part.status,
            source=part.source,
        )
        for about, part in zip(result.parts, area.parts, strict=True)
    )
    ordered = tuple(sorted(bars, key=lambda bar: (-(bar.value or 0.0), bar.id)))
    return Chart(ChartKind.BARS, "", DECIMALS, bars=ordered)


def movers_exhibit(result: IndexResult) -> Exhibit:
    """Areas whose status class was another one at the earlier reference dates."""
    moved = [a for a in result.areas if a.before and a.before[1] != a.status_class]
    moved.sort(key=lambda a: (-abs((a.index or 0.0) - (a.before or (0.0, 0))[0]), a.code))
    columns = (
        Column(t("Gebiet")),
        Column(t("Schlüssel"), export_only=True),
        Column(t("Klasse vorher")),
        Column(t("Klasse heute")),
        Column(t("Indexwert vorher"), numeric=True, decimals=DECIMALS),
        Column(t("Indexwert heute"), numeric=True, decimals=DECIMALS),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (a.name, a.code, t(STATUS_LABELS[a.before[1]]), status_label(a), a.before[0], a.index)
        for a in moved
        if a.before
    )
    title = t("Gebiete mit anderer Klasse als zuvor")
    words, table = _moved_words(result, moved), TableData(columns, rows)
    made = _exhibit(result, MOVERS, title, words, table, notes=result.dynamics_notes)
    before = dict.fromkeys(entry.before.label for entry in result.parts if entry.before)
    return replace(made, reference=enumeration([*before, dates(result)]))


def _moved_words(result: IndexResult, moved: Sequence[IndexArea]) -> str:
    if result.no_dynamics:
        return t("Ein Vergleich ist nicht möglich: {reason}", reason=result.no_dynamics)
    both = sum(area.before is not None for area in result.areas)
    before = next(entry.before.label for entry in result.parts if entry.before)
    return t(
        "{n} von {all} Gebieten haben {now} eine andere Statusklasse als {before}. Die Klassen "
        "vergleichen Gebiete untereinander: Ein Wechsel heißt nicht, dass sich die Lage selbst "
        "verändert hat.",
        n=number(len(moved)),
        all=number(both),
        now=dates(result),
        before=before,
    )


def clusters_exhibit(monitor: Monitor, result: IndexResult) -> Exhibit:
    """The spatial pattern of every area with its p-value."""
    found = index_clusters(monitor, result.query)
    columns = (
        Column(t("Gebiet")),
        Column(t("Schlüssel"), export_only=True),
        Column(t("Räumliches Muster")),
        Column(t("Indexwert"), numeric=True, decimals=DECIMALS),
        Column(t("p-Wert (zweiseitig)"), numeric=True, decimals=3),
    )
    order = list(CLUSTER_LABELS)
    placed = sorted(
        zip(result.areas, found.clusters, found.p_values, strict=True),
        key=lambda place: (order.index(place[1]), place[0].code),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (area.name, area.code, t(CLUSTER_LABELS[kind]), area.index, p_value)
        for area, kind, p_value in placed
    )
    title = t("Räumliche Muster")
    table = TableData(columns, rows)
    return _exhibit(result, CLUSTERS, title, found.sentence, table, reading=_cluster_reading())


def _cluster_reading() -> str:
    return t(
        "Hohe Werte stehen für viel Belastung. Genannt werden nur Muster, die bei zufälliger "
        "Verteilung selten wären (999 Vertauschungen, zweiseitig, höchstens 5 % falsche Treffer "
        "unter den genannten erwartet)."
    )


def _exhibit(
    result: IndexResult,
    id_: str,
    title: str,
    sentence: str,
    table: TableData,
    chart: Chart | None = None,
    reading: str = "",
    notes: tuple[str, ...] = (),
) -> Exhibit:
    return Exhibit(
        page=PAGE,
        id=id_,
        title=title,
        reference=dates(result),
        sentence=sentence,
        table=table,
        chart=chart,
        sources=result.sources,
        notes=(t(CAUTION), *notes),
        reading=reading,
    )


def find_exhibit(monitor: Monitor, id_: str, result: IndexResult, area: str) -> Exhibit:
    """An exhibit by its id; raises :class:`UnknownEntry`."""
    makers: Mapping[str, Callable[[], Exhibit]] = {
        AREAS: lambda: areas_exhibit(result),
        CONTRIBUTIONS: lambda: contributions_exhibit(result, area),
        MOVERS: lambda: movers_exhibit(result),
        CLUSTERS: lambda: clusters_exhibit(monitor, result),
    }
    if id_ not in makers:
        raise UnknownEntry(t("Die Darstellung „{id}“ gibt es hier nicht.", id=id_[:60]))
    return makers[id_]()
