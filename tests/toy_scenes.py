"""Invented scenes: maps of the toy city and exhibits, for tests of slides, handouts and pictures."""

from __future__ import annotations

from dataclasses import replace

from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.scenes import PointGroup, Presentation, Scene, SceneContent, SceneView
from sozialraum.domain.views import Certainty, LegendRow, MapView, Matrix
from sozialraum.service import Monitor
from sozialraum.storage.release import Release
from toy_exhibits import BARS, COURSE, STATEMENTS

KIDS = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.EQUAL, 2)
TEXT = "Der erste Satz sagt, was zu sehen ist. Der zweite <sagt>, was daraus folgt."
NOTE = "Langsam sprechen.\nDann weiter."


def view_of(id_: str, content: SceneContent, **changes: object) -> SceneView:
    scene = Scene(id=id_, page="karte", title=f"Szene {id_}", text=TEXT, note=NOTE)
    scene = scene.model_copy(update={k: changes.pop(k) for k in ("note", "text") if k in changes})
    return replace(SceneView(scene, content, source="Stadt Musterstadt: Statistik"), **changes)


def map_of(release: Release) -> MapView:
    return Monitor(release).map_view(KIDS)


def scenes(release: Release) -> tuple[SceneView, ...]:
    """A map, a course, bars, a table, and a scene whose content is gone."""
    return (
        view_of("karte", SceneContent(map=map_of(release), layers=(("angebote", 100),))),
        view_of("verlauf", SceneContent(exhibit=COURSE), example=True),
        view_of("balken", SceneContent(exhibit=BARS), note=""),
        view_of("tabelle", SceneContent(exhibit=STATEMENTS)),
        view_of("fort", SceneContent(), problem="Den Indikator gibt es nicht mehr.", source=""),
    )


def show(views: tuple[SceneView, ...], title: str = "Musterstadt heute") -> Presentation:
    return Presentation(title=title, scenes=tuple(view.scene for view in views))


def matrix_of(view: MapView, rows: int = 3, columns: int = 3) -> MapView:
    """The map with the classes of two questions; values are not printed."""
    many = rows * columns
    current = view.current
    classes = tuple(-1 if value is None else i % many for i, value in enumerate(current.values))
    counts = tuple(classes.count(place) for place in range(many))
    period = replace(current, classes=classes, counts=counts, joint=())
    legend = tuple(
        LegendRow(f"Feld {place}", f"#{40 + place * 12:02x}80a0") for place in range(many)
    )
    words = ("niedrig", "mittel", "hoch", "sehr hoch")
    return replace(
        view,
        legend=legend,
        periods=(period,),
        valueless=True,
        matrix=Matrix("Anteil <A>", words[:columns], "Anteil B", words[:rows]),
    )


def unsure(view: MapView) -> MapView:
    positions = tuple(-1 if v is None else i % 3 for i, v in enumerate(view.current.values))
    labels = ("bleibt fast immer", "wechselt manchmal", "wechselt oft")
    return replace(view, certainty=Certainty("Sicherheit der Klasse", labels, positions))


PLACES = (
    PointGroup("geplant", "kreis", "#b0620d", True, ((7.405, 51.505, "Hof <1>"),)),
    PointGroup("fertig", "raute", "#0f6f83", False, ((7.41, 51.506, "Hof 2"),), unplaced=2),
)
