"""German sentences about a walking network and about points that are not on it."""

from __future__ import annotations

from sozialraum.analysis.network import NEAR_M, NetworkReport, Snapped
from sozialraum.render.formats import number


def network_sentences(report: NetworkReport) -> tuple[str, ...]:
    """How large the network is, what it leaves out, what was mended. Shares in percent."""
    size = (
        f"Das Netz hat {number(report.length_m / 1000)} km Wege, {number(report.nodes)} Knoten "
        f"und {number(report.edges)} Kanten aus {number(report.lines)} Linien."
    )
    if report.components > 1:
        pieces = (
            f"Benutzt wird das größte von {number(report.components)} zusammenhängenden Stücken. "
            f"Außerhalb liegen {number(report.length_outside * 100, 1)} % der Länge und "
            f"{number(report.nodes_outside * 100, 1)} % der Knoten; dort führt kein Weg hin."
        )
    else:
        pieces = "Alle Wege hängen zusammen."
    mended = (
        f"Mit der Linie verbunden, an der sie liegen: {number(report.joined)} Linienenden. "
        f"Weggelassene Abschnitte: {number(report.repeated)} doppelt, "
        f"{number(report.zero_length)} ohne Länge."
    )
    return size, pieces, mended


def snapped_sentence(snapped: Snapped, one: str, many: str) -> str:
    """How many points are not on the network, empty where all are.

    ``one`` and ``many`` name the points: „Ort“, „Orte“.
    """
    parts = []
    if len(snapped.far):
        away = f"weiter als {number(NEAR_M)} m vom Netz entfernt"
        parts.append(f"{_counted(len(snapped.far), one, many)} {away}")
    if len(snapped.unplaced):
        parts.append(f"{_counted(len(snapped.unplaced), one, many)} ohne Koordinate")
    return f"Nicht erreichbar: {'; '.join(parts)}." if parts else ""


def _counted(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count == 1 else many}"
