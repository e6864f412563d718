"""Sentences about a walking network."""

from __future__ import annotations

from sozialraum.analysis.network import NetworkReport
from sozialraum.language import t
from sozialraum.render.formats import number


def network_sentences(report: NetworkReport) -> tuple[str, ...]:
    """How large the network is, what it leaves out, what was mended. Shares in percent."""
    size = t(
        "Das Netz hat {kilometres} km Wege, {nodes} Knoten und {edges} Kanten aus {lines} Linien.",
        kilometres=number(report.length_m / 1000),
        nodes=number(report.nodes),
        edges=number(report.edges),
        lines=number(report.lines),
    )
    if report.components > 1:
        pieces = t(
            "Benutzt wird das größte von {components} zusammenhängenden Stücken. "
            "Außerhalb liegen {length_outside} % der Länge und {nodes_outside} % der "
            "Knoten; dort führt kein Weg hin.",
            components=number(report.components),
            length_outside=number(report.length_outside * 100, 1),
            nodes_outside=number(report.nodes_outside * 100, 1),
        )
    else:
        pieces = t("Alle Wege hängen zusammen.")
    mended = t(
        "Mit der Linie verbunden, an der sie liegen: {joined} Linienenden. "
        "Weggelassene Abschnitte: {repeated} doppelt, {zero_length} ohne Länge.",
        joined=number(report.joined),
        repeated=number(report.repeated),
        zero_length=number(report.zero_length),
    )
    return size, pieces, mended
