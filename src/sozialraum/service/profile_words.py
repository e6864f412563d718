"""The words of an area sheet: what stands out, what was not published. Neutral, without causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.profiles import DataGap, ProfileValue
from sozialraum.domain.status import Status
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration, inside_sentence, number, quantity
from sozialraum.service.profile_ground import Ground, Spot
from sozialraum.service.profile_values import Figures, Told, short_names

EXTREME = 0.1
"""Share of the published values that counts as highest or lowest."""
FEWEST = 10
"""With fewer published values there is no tenth of them."""
COVERED = 0.5
"""Share of the areas of the level that must have a value before one of them can stand out."""
NAMED = 3
_NO_CAUSE = n_("Die Zahlen beschreiben ihren Stichtag und sagen nichts über Ursachen.")
_NO_ZERO = n_("Nicht veröffentlicht heißt unbekannt, nicht null.")
_HIGH = n_("Besonders hoch (höchstes Zehntel der {plural}): {values}.")
_LOW = n_("Besonders niedrig (niedrigstes Zehntel der {plural}): {values}.")


def sentence(ground: Ground, spot: Spot, figures: Figures, parts: str) -> str:
    """Two or three sentences; ``parts`` is what was published for its atoms.

    What lies in the highest or lowest tenth of the level; where nothing has a rank, which figures
    there are; where there are none, that they are missing.
    """
    values = [value for value in figures.values if value.value is not None]
    ranked = [value for value in values if _comparable(ground, spot, value)]
    if ranked:
        said = _standing_out(ground.catalog.level(spot[0]).plural, ranked)
    elif values:
        said = [_told(ground, spot, values)]
    else:
        said = [
            t(
                "{area}: Für dieses Gebiet ist keine Kennzahl veröffentlicht.",
                area=ground.title(spot),
            )
        ]
    closing = t(_NO_CAUSE if values or parts else _NO_ZERO)
    return " ".join(part for part in (*said, "" if ranked else parts, closing) if part)


def _comparable(ground: Ground, spot: Spot, value: ProfileValue) -> bool:
    """True for values with a rank among most areas of the level, but counts: they tell its size."""
    if value.rank is None or value.ranked < FEWEST or value.indicator.kind is Kind.COUNT:
        return False
    covered = ground.cut(value.indicator, spot[0], value.period).covered
    return covered >= COVERED * len(ground.catalog.areas(spot[0]))


def _standing_out(plural: str, ranked: Sequence[ProfileValue]) -> list[str]:
    high = sorted((v for v in ranked if _share_from(v) <= EXTREME), key=_share_from)
    low = sorted((v for v in ranked if _share_up_to(v) <= EXTREME), key=_share_up_to)
    if not high and not low:
        return [
            t(
                "Kein Wert liegt im höchsten oder niedrigsten Zehntel der {plural}.",
                plural=inside_sentence(plural),
            )
        ]
    return [
        t(words, plural=inside_sentence(plural), values=_list(values))
        for words, values in ((_HIGH, high), (_LOW, low))
        if values
    ]


def _share_from(value: ProfileValue) -> float:
    """Share of the published values that are as high or higher."""
    return 1 - (value.position or 0)


def _share_up_to(value: ProfileValue) -> float:
    """Share of the published values that are as low or lower."""
    return (value.ranked - (value.rank or 0) + 1) / value.ranked


def _list(values: Sequence[ProfileValue]) -> str:
    shown = "; ".join(_with_rank(value) for value in values[:NAMED])
    rest = len(values) - NAMED
    more = t("; dazu {n} weitere", n=number(rest)) if rest > 0 else ""
    return shown + more


def _with_rank(value: ProfileValue) -> str:
    facts = [t("Rang {n} von {all}", n=value.rank, all=number(value.ranked))]
    if value.city is not None:
        facts.append(t("Stadt {value}", value=quantity(value.city, value.indicator)))
    if value.joint_with:
        facts.append(t("gemeinsamer Wert"))
    return _dated(value, *facts)


def _dated(value: ProfileValue, *facts: str) -> str:
    """``Einwohner: 13.570 Personen (31.12.2023, geschätzt)`` and further facts in the bracket."""
    doubt = "" if value.status is Status.OK else value.status.label
    inside = ", ".join(filter(None, [value.period.label, doubt, value.note, *facts]))
    return f"{value.indicator.short}: {quantity(value.value, value.indicator)} ({inside})"


def _told(ground: Ground, spot: Spot, values: Sequence[ProfileValue]) -> str:
    """How many figures there are, and some of them: those of the start view first, then newest."""
    start = ground.catalog.start
    chosen = [start.map.indicator, *(figure.indicator for figure in start.figures)]

    def weight(value: ProfileValue) -> tuple[int, int]:
        known = value.indicator.id in chosen
        return chosen.index(value.indicator.id) if known else len(chosen), -value.period.year

    shared = values[0].note if len({value.note for value in values}) == 1 else ""
    plain = [replace(value, note="") if shared else value for value in values]
    named = "; ".join(_dated(value) for value in sorted(plain, key=weight)[:NAMED])
    count = t("1 Kennzahl") if len(values) == 1 else t("{n} Kennzahlen", n=number(len(values)))
    origin = f" ({shared})" if shared else ""
    area = ground.title(spot)
    if len(values) > NAMED:
        return t("{area}: {count}, darunter {named}.", area=area, count=count + origin, named=named)
    return f"{area}: {count}{origin}, {named}."


# -- what is not known -------------------------------------------------------------------------


def gaps(ground: Ground, spot: Spot, figures: Figures) -> Iterator[DataGap]:
    """Indicators of the map without a value of their own, grouped by reason."""
    if not ground.catalog.area(*spot).certain:
        finest = spot[0] == ground.catalog.atom
        subject = t("Zuordnung zum Sozialraum") if finest else t("Umriss des Gebiets")
        reason = t("Ganz oder teilweise aus der Lage abgeleitet, nicht amtlich veröffentlicht.")
        yield DataGap(subject, reason)
    level = ground.catalog.level(spot[0]).name
    yield from _group(figures.off_area, t("Für dieses Gebiet nicht veröffentlicht, nur für andere"))
    yield from _group(
        figures.off_level, t("Auf der Ebene {level} nicht veröffentlicht", level=level)
    )
    if figures.vague:
        words = enumeration([_in_words(told) for told in figures.vague])
        yield DataGap(t("Angaben ohne Zahl"), t("Veröffentlicht ohne Zahl: {words}.", words=words))
    for reason, indicators in _by_reason(figures.values).items():
        yield from _group(indicators, reason)


def _group(indicators: Sequence[Indicator], reason: str) -> Iterator[DataGap]:
    if indicators:
        count = t("1 Kennzahl") if len(indicators) == 1 else t("{n} Kennzahlen", n=len(indicators))
        names = enumeration(short_names(indicators)).removesuffix(".")
        yield DataGap(count, f"{reason}: {names}.")


def _in_words(told: Told) -> str:
    said = [told.newest.period.label]
    if told.newest.wording:
        said.append(t("„{text}“", text=told.newest.wording))
    return f"{told.indicator.short} ({', '.join(said)})"


def _by_reason(values: Iterable[ProfileValue]) -> dict[str, list[Indicator]]:
    """Values that do not speak of this area alone, and statements without a number."""
    found: dict[str, list[Indicator]] = {}
    for value in values:
        reasons = [
            t(
                "Nur als gemeinsamer Wert mit {partners} veröffentlicht",
                partners=enumeration(value.joint_with),
            )
            if value.joint_with
            else "",
            value.note[:1].upper() + value.note[1:],
            t("Status „{status}“", status=value.status.label) if value.value is None else "",
        ]
        for reason in filter(None, reasons):
            found.setdefault(reason, []).append(value.indicator)
    return found
