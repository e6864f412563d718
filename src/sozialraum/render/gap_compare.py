"""Before and after a scenario, and between two years, as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.analysis.scenario import Add, AreaChange, Change, Close, Comparison, Move
from sozialraum.domain.languages import language_name
from sozialraum.domain.services import Slot
from sozialraum.language import n_, t
from sozialraum.render import formats
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number
from sozialraum.render.gaps import UNKNOWN, Row, card, folded_table, sentence, whole

_ROUNDED = n_("Alle Zahlen sind gerundet; Summen können um wenige Menschen abweichen.")


def signed(value: float | None) -> str:
    """``+1.234``, ``−50``, ``0`` or the word for an unknown number."""
    if value is None:
        return t(UNKNOWN)
    return formats.signed(value)


def change_line(change: Change, names: Mapping[str, str]) -> str:
    """One change of a scenario in words."""
    if isinstance(change, Add):
        spoken = ", ".join(language_name(code) for code in change.languages)
        hours = slot_words(change.slots) if change.slots else t("Zeiten unbekannt")
        details = t("{hours}; Sprachen: {languages}", hours=hours, languages=spoken or t(UNKNOWN))
        return _line(t("Neu: {name}", name=change.name), details)
    title = names.get(change.id, change.id)
    if isinstance(change, Close):
        return _line(t("Geschlossen: {title}", title=title), "")
    if isinstance(change, Move):
        point = f"{number(change.latitude, 5)}; {number(change.longitude, 5)}"
        return _line(t("Verlegt: {title}", title=title), t("nach {point}", point=point))
    return _line(t("Andere Zeiten: {title}", title=title), slot_words(change.slots))


def slot_words(slots: tuple[Slot, ...]) -> str:
    """``Mo 09:00 bis 12:00, Mi 14:00 bis 18:00``."""
    return ", ".join(
        f"{slot.day.short} "
        + t("{start} bis {end}", start=f"{slot.since:%H:%M}", end=f"{slot.until:%H:%M}")
        for slot in slots
    )


def _line(title: str, details: str) -> str:
    below = f'<span class="sr-leise"> {html_text(details)}</span>' if details else ""
    return f'<p class="sr-satz"><b>{html_text(title)}</b>{below}</p>'


def change_figures(found: Comparison, titles: tuple[str, str]) -> str:
    """Reached before, after, and the difference as cards; the printed numbers add up."""
    before, after = round(found.before), round(found.after)
    of = t("von {demand} Menschen mit bekannter Zahl", demand=number(round(found.demand)))
    cards = [
        card(t("erreicht {when}", when=titles[0]), number(before), of),
        card(t("erreicht {when}", when=titles[1]), number(after), of),
        card(t("Unterschied"), signed(after - before), t("zu Fuß erreichte Menschen")),
    ]
    return f'<div class="sr-figures">{"".join(cards)}</div>'


def change_table(found: Comparison, titles: tuple[str, str]) -> str:
    """Areas where something changes, the largest change first; the others are counted."""
    changed = [area for area in found.areas if _differs(area)]
    if not changed:
        return sentence(t("In keinem Gebiet mit bekannter Zahl ändert sich etwas."))
    changed.sort(key=lambda area: (-abs(_difference(area)), area.name))
    rows = [
        Row((area.name, whole(area.demand), whole(area.before), whole(area.after),
             signed(_difference(area))))
        for area in changed
    ]  # fmt: skip
    head = (
        t("Gebiet"),
        t("Menschen"),
        t("erreicht {when}", when=titles[0]),
        t("erreicht {when}", when=titles[1]),
        t("Unterschied"),
    )
    same = sum(area.difference is not None for area in found.areas) - len(changed)
    unchanged = (
        t("In 1 Gebiet mit bekannter Zahl ändert sich nichts.")
        if same == 1
        else t("In {n} Gebieten mit bekannter Zahl ändert sich nichts.", n=number(same))
    )
    rest = sentence(unchanged, t(_ROUNDED))
    return folded_table(t("Erreichte Menschen vorher und nachher"), head, rows) + rest


def _difference(area: AreaChange) -> float:
    """Difference of the printed numbers."""
    return round(area.after or 0) - round(area.before or 0)


def _differs(area: AreaChange) -> bool:
    return area.difference is not None and _difference(area) != 0
