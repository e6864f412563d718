"""Before and after a scenario, and between two years, as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.analysis.scenario import Add, AreaChange, Change, Close, Comparison, Move
from sozialraum.domain.languages import language_name
from sozialraum.domain.services import Slot
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number
from sozialraum.render.gaps import UNKNOWN, Row, card, folded_table, sentence, whole

_ROUNDED = "Alle Zahlen sind gerundet; Summen können um wenige Menschen abweichen."


def signed(value: float | None) -> str:
    """``+1.234``, ``−50``, ``0`` or the word for an unknown number."""
    if value is None:
        return UNKNOWN
    rounded = round(value)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{number(abs(rounded))}"


def change_line(change: Change, names: Mapping[str, str]) -> str:
    """One change of a scenario in words."""
    if isinstance(change, Add):
        spoken = ", ".join(language_name(code) for code in change.languages)
        hours = slot_words(change.slots) if change.slots else "Zeiten unbekannt"
        details = f"{hours}; Sprachen: {spoken or 'unbekannt'}"
        return _line(f"Neu: {change.name}", details)
    title = names.get(change.id, change.id)
    if isinstance(change, Close):
        return _line(f"Geschlossen: {title}", "")
    if isinstance(change, Move):
        point = f"{number(change.latitude, 5)}; {number(change.longitude, 5)}"
        return _line(f"Verlegt: {title}", f"nach {point}")
    return _line(f"Andere Zeiten: {title}", slot_words(change.slots))


def slot_words(slots: tuple[Slot, ...]) -> str:
    """``Mo 09:00 bis 12:00, Mi 14:00 bis 18:00``."""
    return ", ".join(
        f"{slot.day.label[:2]} {slot.since.strftime('%H:%M')} bis {slot.until.strftime('%H:%M')}"
        for slot in slots
    )


def _line(title: str, details: str) -> str:
    below = f'<span class="sr-leise"> {html_text(details)}</span>' if details else ""
    return f'<p class="sr-satz"><b>{html_text(title)}</b>{below}</p>'


def change_figures(found: Comparison, titles: tuple[str, str]) -> str:
    """Reached before, after, and the difference as cards; the printed numbers add up."""
    before, after = round(found.before), round(found.after)
    of = f"von {number(round(found.demand))} Menschen mit bekannter Zahl"
    cards = [
        card(f"erreicht {titles[0]}", number(before), of),
        card(f"erreicht {titles[1]}", number(after), of),
        card("Unterschied", signed(after - before), "zu Fuß erreichte Menschen"),
    ]
    return f'<div class="sr-figures">{"".join(cards)}</div>'


def change_table(found: Comparison, titles: tuple[str, str]) -> str:
    """Areas where something changes, the largest change first; the others are counted."""
    changed = [area for area in found.areas if _differs(area)]
    if not changed:
        return sentence("In keinem Gebiet mit bekannter Zahl ändert sich etwas.")
    changed.sort(key=lambda area: (-abs(_difference(area)), area.name))
    rows = [
        Row((area.name, whole(area.demand), whole(area.before), whole(area.after),
             signed(_difference(area))))
        for area in changed
    ]  # fmt: skip
    head = ("Gebiet", "Menschen", f"erreicht {titles[0]}", f"erreicht {titles[1]}", "Unterschied")
    same = sum(area.difference is not None for area in found.areas) - len(changed)
    noun = "Gebiet" if same == 1 else "Gebieten"
    rest = sentence(f"In {number(same)} {noun} mit bekannter Zahl ändert sich nichts.", _ROUNDED)
    return folded_table("Erreichte Menschen vorher und nachher", head, rows) + rest


def _difference(area: AreaChange) -> float:
    """Difference of the printed numbers."""
    return round(area.after or 0) - round(area.before or 0)


def _differs(area: AreaChange) -> bool:
    return area.difference is not None and _difference(area) != 0
