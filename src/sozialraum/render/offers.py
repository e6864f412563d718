"""Tables of the service directory as HTML: the entries of a question, and findings on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sozialraum.domain.services import ServiceAtPlace
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration
from sozialraum.render.offer_card import dated, languages, week

Link = Callable[[str], str]
"""Relative address of an entry by its id."""
UNKNOWN = n_("unbekannt")
_HEADS = (
    n_("Angebot"),
    n_("Träger"),
    n_("Art"),
    n_("Sprachen"),
    n_("Zeiten"),
    n_("Zugang"),
    n_("geprüft"),
)


@dataclass(frozen=True)
class OfferGroup:
    """Entries below one heading; ``unknown`` are the missing facts by id, where they matter."""

    title: str
    services: Sequence[ServiceAtPlace]
    unknown: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class FoundRow:
    """One finding: the entry, what is wrong, what to do."""

    entry_id: str
    name: str
    what: str
    fix: str


def offers_table(
    groups: Sequence[OfferGroup], link: Link, label: str, said: Callable[[str], str] = str
) -> str:
    """The entries of all groups with what is known of them; unknown is said in words.

    ``said`` says words of the list in the current language.
    """
    heads = "".join(f'<th scope="col">{html_text(t(head))}</th>' for head in _HEADS)
    bodies = "".join(_group(group, link, said) for group in groups if group.services)
    return _framed(f"<thead><tr>{heads}</tr></thead>{bodies}", label)


def _group(group: OfferGroup, link: Link, said: Callable[[str], str]) -> str:
    rows = "".join(_row(service, group.unknown, link, said) for service in group.services)
    head = (
        f'<tr class="sr-gruppe"><th scope="rowgroup" colspan="{len(_HEADS)}">'
        f"{html_text(group.title)}</th></tr>"
    )
    return f"<tbody>{head}{rows}</tbody>"


def _row(
    service: ServiceAtPlace,
    unknown: Mapping[str, Sequence[str]],
    link: Link,
    said: Callable[[str], str],
) -> str:
    missing = enumeration(list(unknown.get(service.id, ())))
    open_point = t("unklar: {missing}", missing=missing) if missing else ""
    hours = week(service.timetable, short=True)
    cells = (
        (as_published("; ".join(service.organisations)), ""),
        (html_text(said(service.cell("art") or service.category)), ""),
        (html_text(", ".join(languages(service))), service.languages_text),
        (html_text("; ".join(hours)), service.timetable.text),
        (html_text(enumeration([mode.label for mode in service.reach_modes])), ""),
        (html_text(dated(service.checked_on)), ""),
    )
    shown = "".join(
        _cell(t(title), read, words) for title, (read, words) in zip(_HEADS[1:], cells, strict=True)
    )
    place = as_published(service.place.address) or html_text(t("Ort unbekannt"))
    below = f'<span class="sr-neben">{place}</span>' + (
        f'<span class="sr-unklar">{html_text(open_point)}</span>' if missing else ""
    )
    name = (
        f'<a href="{html_text(link(service.id))}" target="_self">{as_published(service.name)}</a>'
    )
    return f'<tr><th scope="row">{name}{below}</th>{shown}</tr>'


def _cell(title: str, read: str, words: str) -> str:
    """What could be read, as HTML; else the words of the source; else that nothing is known."""
    if read:
        inner = read
    elif words:
        inner = t("„{text}“", text=as_published(words))
    else:
        inner = f'<span class="sr-leise">{html_text(t(UNKNOWN))}</span>'
    return f'<td data-titel="{html_text(title)}">{inner}</td>'


def findings_list(title: str, findings: Sequence[FoundRow], link: Link, *, unfolded: bool) -> str:
    """Findings of one kind as a folded table, their number in its heading."""
    if not findings:
        none = html_text(t("{title}: keine Einträge.", title=title))
        return f'<p class="sr-leise">{none}</p>'
    count = t("1 Eintrag") if len(findings) == 1 else t("{n} Einträge", n=len(findings))
    titles = [html_text(h) for h in (t("Angebot"), t("Befund"), t("Was zu tun ist"))]
    rows = "".join(
        f'<tr><th scope="row"><a href="{html_text(link(row.entry_id))}" target="_self">'
        f"{html_text(row.name)}</a></th>"
        f'<td data-titel="{titles[1]}">{html_text(row.what)}</td>'
        f'<td data-titel="{titles[2]}">{html_text(row.fix)}</td></tr>'
        for row in findings
    )
    heads = "".join(f'<th scope="col">{title}</th>' for title in titles)
    table = _framed(f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>", title)
    return (
        f'<details class="sr-zwilling sr-befund"{" open" if unfolded else ""}>'
        f"<summary>{html_text(title)}: {count}</summary>{table}</details>"
    )


def counts_row(counts: Sequence[tuple[str, int, int]]) -> str:
    """Small boxes: title, number, out of how many."""
    boxes = "".join(
        f'<div class="sr-figure"><h3>{html_text(title)}</h3>'
        f'<p class="sr-value">{found}</p>'
        f'<p class="sr-fact">{html_text(t("von {n} Einträgen", n=total))}</p></div>'
        for title, found, total in counts
    )
    return f'<div class="sr-figures">{boxes}</div>'


def _framed(inner: str, label: str) -> str:
    return (
        f'<div class="sr-tafel sr-angebote" tabindex="0" role="region" '
        f'aria-label="{html_text(label)}"><table>{inner}</table></div>'
    )
