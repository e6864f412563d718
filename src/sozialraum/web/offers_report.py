"""Angebote und Lücken: the planner's report, what it will say, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import streamlit as st

from sozialraum.analysis.scenario_text import to_text
from sozialraum.domain.gap_report import CAUTION, GapReport
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.render import gaps as drawn
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.formats import number
from sozialraum.render.gap_report import answer, cards, proof, signed, unknown_words
from sozialraum.render.links import file_link
from sozialraum.render.page_top import link_buttons, section_top
from sozialraum.service.gap_places import MOST_PLACES
from sozialraum.service.gap_report import gap_report, read_count, read_scenario
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit
from sozialraum.web.offers_question import ask
from sozialraum.web.spoken import said_now

_FIGURES = 4
"""Cards of the page; the areas without a count stand in a sentence."""
_INTRODUCTION = n_(
    "Frage, Karte, Zahlen, Vergleich, Annahmen und Quellen auf ein bis zwei Seiten, zum Beispiel "
    "für einen Förderantrag. Alles steht auch als Tabelle bereit."
)
_BEYOND = n_(
    "Ob ein Angebot gebraucht, gekannt oder angenommen wird, sagt die Erreichbarkeit zu Fuß nicht."
)


def draw(visit: Visit, address: Address, given: Mapping[str, str], _fresh: bool) -> dict[str, str]:
    """The question, the main figures, and the report as files; returns its part of the address."""
    asked = ask(visit, address, given)
    notices: list[str] = []
    count = read_count(given.get("anzahl", ""), notices)
    scenario = to_text(read_scenario(given.get("szenario", ""), notices))
    for notice in notices:
        st.warning(markdown_text(notice))
    address.seed({"szenario": scenario})
    count = _choose_count(address, count)
    query = asked.question.parameters() | {
        "anzahl": str(count) if count else "",
        "orte": given.get("orte", ""),
        "gerecht": given.get("gerecht", ""),
        "szenario": scenario,
    }
    try:
        with st.spinner(t("Der Bericht wird gerechnet …")):
            report = gap_report(visit.live.monitor, visit.held, query, asked.network)
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return query
    _show(report, query)
    return query


def _choose_count(address: Address, count: int) -> int:
    address.seed({"anzahl": count})
    chosen = st.segmented_control(
        t("Mit Vorschlägen für neue Orte"),
        list(range(MOST_PLACES + 1)),
        format_func=said_now(lambda n: number(n) if n else t("keine")),
        key=address.key("anzahl"),
        required=True,
    )
    return int(chosen or 0)


def _show(report: GapReport, query: Mapping[str, str]) -> None:
    """The files first, then the answer, and beside it what the files will say."""
    files = [
        (t("Bericht (PDF)"), file_link("luecken.pdf", query)),
        (t("Tabelle (XLSX)"), file_link("luecken.xlsx", query)),
    ]
    st.html(
        section_top(report.heading, t(_INTRODUCTION))
        + link_buttons(files, t("Dateien des Berichts"))
    )
    left, right = st.columns([3, 2], gap="large")
    figures = "".join(drawn.card(*card) for card in cards(report)[:_FIGURES])
    with left:
        st.html(
            f'<div class="sr-figures">{figures}</div>'
            + drawn.sentence(answer(report))
            + _stages(report)
            + _places(report)
            + drawn.sentence(unknown_words(report))
        )
    caution, beyond = html_text(t(CAUTION)), html_text(t(_BEYOND))
    items = "".join(f"<li>{html_text(line)}</li>" for line in _contents(report))
    with right:
        st.html(
            f'<div class="sr-hint"><p><b>{caution}</b> {beyond}</p></div>'
            + section_top(t("Die Frage"), "")
            + _question(report)
            + section_top(t("Der Bericht enthält"), "")
            + f'<ul class="sr-liste">{items}</ul>'
        )


def _question(report: GapReport) -> str:
    rows = "".join(
        f"<dt>{html_text(label)}</dt><dd>{html_text(words)}</dd>"
        for label, words in report.question
    )
    return f'<dl class="sr-luecken">{rows}</dl>'


def _stages(report: GapReport) -> str:
    """Today and what is compared with it; nothing where there is nothing to compare."""
    if len(report.stages) < 2 or not report.answerable:
        return ""
    rows = [
        drawn.Row(
            (
                stage.title,
                drawn.whole(stage.reached),
                number(round(stage.demand) - round(stage.reached)),
                drawn.percent(stage.share),
                signed(stage.reached - report.today.reached) if at else "–",
            )
        )
        for at, stage in enumerate(report.stages)
    ]
    head = (
        t("Stand"),
        t("erreicht"),
        t("nicht erreicht"),
        t("Anteil erreicht"),
        t("gegenüber heute"),
    )
    return section_top(t("Vorher und nachher"), "") + drawn.table(
        t("Vorher und nachher"), head, rows
    )


def _places(report: GapReport) -> str:
    if report.location is None:
        return ""
    table = drawn.proposals(report.location) if report.location.proposals else ""
    return section_top(t("Neue Orte"), "") + table + drawn.sentence(proof(report.location))


def _contents(report: GapReport) -> Iterator[str]:
    """What the files say, so that nobody has to open them to know."""
    yield t("Frage, Antwort und Vorbehalt")
    if report.map is not None:
        yield t("Karte mit dem erreichten Anteil je Gebiet und den Angeboten")
    if report.answerable:
        yield t("Gebiete mit den meisten nicht erreichten Menschen")
    if len(report.stages) > 1:
        yield t("Vorher und nachher")
    if report.location is not None:
        yield t("Vorschläge für neue Orte, mit Gewinn und Beweis")
    yield t("{n} Annahmen im Wortlaut", n=number(len(report.assumptions)))
    if report.undecided:
        yield t("{n} Angebote, die unentschieden sind", n=number(len(report.undecided)))
    if report.unplaced:
        yield t("{n} Angebote ohne bekannten Ort", n=number(len(report.unplaced)))
    yield t("{n} Quellen mit Stichtag, Güte und Lizenz", n=number(len(report.sources)))
    yield t("Datenstand {release} und Tag des Exports", release=report.release)
