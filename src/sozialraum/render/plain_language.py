"""The monitor explained in Leichte Sprache: short sentences, one thought each, long words divided.

The rules are those of Netzwerk Leichte Sprache; the English text follows the rules of Easy Read.
"""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.language import t
from sozialraum.render.escape import html_text
from sozialraum.render.page_top import page_top


def plain_language(city: str, links: Mapping[str, str]) -> str:
    """The page as HTML; ``links`` maps ``karte``, ``angebote``, ``steckbrief`` to addresses."""
    parts = [
        page_top(t("Der Monitor in Leichter Sprache"), ""),
        _part(
            t("Was ist der Monitor?"),
            t("Sie sind auf einer Internet-Seite."),
            t("Auf der Seite gibt es Karten von {city}.", city=html_text(city)),
            t("Und es gibt viele Zahlen."),
            t("Die Karten und Zahlen zeigen:"),
            t("So leben die Menschen in den Stadt-Teilen."),
            t("Die Seite heißt: Sozialraum-Monitor."),
            t("Ein Sozialraum ist ein Teil von einer Stadt."),
            t("Monitor bedeutet hier: Wir schauen genau hin."),
        ),
        _part(
            t("Für wen ist der Monitor?"),
            t("Viele Menschen planen Hilfe für andere Menschen."),
            t("Sie wollen wissen: Wo fehlt Hilfe?"),
            t("Der Monitor hilft ihnen dabei."),
            t("Auch Sie dürfen die Karten ansehen."),
        ),
        _part(
            t("Was können Sie hier machen?"),
            _link(t("Sie können eine Karte ansehen."), links["karte"]),
            _link(t("Sie können einen Stadt-Teil genau ansehen."), links["steckbrief"]),
            _link(t("Sie können Hilfe und Beratung suchen."), links["angebote"]),
        ),
        _part(
            t("Was bedeuten die Farben auf der Karte?"),
            t("Jede Farbe steht für Zahlen."),
            t("Neben der Karte steht, welche Zahlen es sind."),
            t("Dunkle Farbe bedeutet meistens: Die Zahl ist groß."),
            t("Helle Farbe bedeutet meistens: Die Zahl ist klein."),
            t("Grau bedeutet: Wir kennen die Zahl nicht."),
            t("Streifen bedeuten: Die Zahl ist geheim."),
            t("Dann geht es nur um wenige Menschen."),
            t("Niemand soll wissen, wer diese Menschen sind."),
        ),
        _part(
            t("Woher kommen die Zahlen?"),
            t("Die meisten Zahlen kommen von Ämtern."),
            t("Bei jeder Zahl steht: Von wem ist die Zahl?"),
            t("Und: Wie alt ist die Zahl?"),
            t("Manchmal ist eine Zahl nur ein Beispiel."),
            t("Dann steht dabei: Beispieldaten (erfunden)."),
        ),
        _part(
            t("Wer hat diesen Text geprüft?"),
            t("Menschen mit Lern-Schwierigkeiten haben diesen Text noch nicht geprüft."),
        ),
    ]
    return f'<article class="sr-leicht">{"".join(parts)}</article>'


def _part(title: str, *sentences: str) -> str:
    lines = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return f"<section><h2>{title}</h2>{lines}</section>"


def _link(text: str, address: str) -> str:
    return f'<a href="{html_text(address)}" target="_self">{text}</a>'
