"""The accessibility statement (Erklärung zur Barrierefreiheit) after BITV 2.0, section 7.

It says what was tested and what was not; who runs the monitor adds name and contact.
"""

from __future__ import annotations

from sozialraum.domain.start import Operator
from sozialraum.language import t
from sozialraum.render.escape import html_text
from sozialraum.render.page_top import page_top


def accessibility_statement(operator: Operator | None) -> str:
    """The page as HTML; without an operator it says where name and contact are entered."""
    parts = [
        page_top(t("Erklärung zur Barrierefreiheit"), ""),
        _part(
            t("Stand der Vereinbarkeit"),
            t(
                "Der Monitor soll die WCAG 2.1 auf Stufe AA und die BITV 2.0 erfüllen. Nach der "
                "Selbstbewertung ist er damit weitgehend vereinbar; was noch fehlt, steht unten."
            ),
        ),
        _part(t("Wie geprüft wird"), *_checked()),
        _part(t("Was noch nicht barrierefrei oder nicht geprüft ist"), *_missing()),
        _part(t("Andere Wege zum selben Inhalt"), *_ways()),
        _part(t("Rückmeldung und Kontakt"), *_contact(operator)),
    ]
    return f'<article class="sr-erklaerung">{"".join(parts)}</article>'


def _checked() -> tuple[str, ...]:
    return (
        t(
            "Jede Änderung am Programm wird mit axe-core geprüft: jede Seite in beiden Sprachen in "
            "einem breiten Fenster, die fünf meistgenutzten auch so schmal wie auf einem Telefon. "
            "Dazu kommen Überschriften, Seitentitel, sichtbarer Fokus, Größe der Schaltflächen und "
            "200 % Vergrößerung ohne seitliches Blättern."
        ),
        t(
            "Ein Ablauf nur mit der Tastatur wird in beiden Sprachen nachgespielt: Karte öffnen, "
            "Indikator wählen, Gebiet auswählen, Wert lesen, Datei herunterladen."
        ),
        t(
            "Kontraste aller Texte und Farbskalen werden gerechnet, auch so, wie farbenblinde "
            "Menschen sie sehen. Klassen unterscheiden sich auch in der Helligkeit, gesperrte "
            "Werte auch im Muster."
        ),
    )


def _missing() -> tuple[str, ...]:
    return (
        t("Menschen, die einen Screenreader benutzen, haben den Monitor noch nicht geprüft."),
        t(
            "Bilder von Karten in PDF- und PowerPoint-Dateien haben einen kurzen Alternativtext; "
            "alle Werte stehen in den Tabellen auf der Seite und in den CSV- und XLSX-Dateien."
        ),
        t(
            "Titel von Veröffentlichungen, Namen und einzelne Einträge in Listen stehen auch in "
            "der englischen Fassung auf Deutsch."
        ),
        t("Eine Fassung in Deutscher Gebärdensprache gibt es nicht."),
    )


def _ways() -> tuple[str, ...]:
    return (
        t(
            "Unter den Karten mit Werten steht derselbe Inhalt als Text und als Tabelle; die Karte "
            "der Startseite hat ihre Tabelle auf der Seite „Karte“. Neben Karten von Orten stehen "
            "die Einträge als Liste oder Tabelle. Screenreader hören zu jeder Karte, was sie zeigt."
        ),
        t("Jede Darstellung mit Zahlen lässt sich als CSV und XLSX herunterladen."),
        t(
            "Bei der Szenen-Präsentation stehen Titel, Text und Quelle als Text auf der Seite, das "
            "Bild hat eine Beschreibung."
        ),
        t("Auf der Karte wechseln die Pfeiltasten zum Nachbargebiet, die Eingabetaste wählt aus."),
    )


def _contact(operator: Operator | None) -> tuple[str, ...]:
    if operator is None:
        return (
            t(
                "Für diesen Monitor ist noch keine Stelle eingetragen, die ihn betreibt. Name und "
                "Kontakt stehen dann in data/start.toml unter [betreiber]."
            ),
        )
    lines = [
        t("Barrieren melden Sie bitte an:"),
        f"{html_text(operator.name)}, {html_text(operator.contact)}",
    ]
    if operator.enforcement:
        lines += [
            t("Wenn Sie von dort keine Antwort bekommen, hilft die Schlichtungsstelle:"),
            html_text(operator.enforcement),
        ]
    return tuple(lines)


def _part(title: str, *texts: str) -> str:
    lines = "".join(f"<p>{text}</p>" for text in texts)
    return f"<section><h2>{title}</h2>{lines}</section>"
