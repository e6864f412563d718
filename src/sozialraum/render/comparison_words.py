"""Words of comparisons: signed changes, what they are measured in, sentences under maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sozialraum.analysis.difference import around_zero_class
from sozialraum.domain.comparison import AreaChange, Measure
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.status import Status
from sozialraum.language import t
from sozialraum.render.formats import enumeration, grouped, number, signed, with_unit

MINUS = "\u2212"
NAMED = 3
"""How many areas a sentence names at either end."""
STABLE = 3
"""The class around zero; see :func:`sozialraum.analysis.difference.around_zero_class`."""


def unit_of(indicator: Indicator, measure: Measure) -> str:
    """The unit of a change."""
    if measure is Measure.POINTS:
        return t("Prozentpunkte")
    if measure is Measure.RELATIVE:
        return "%"
    return indicator.unit if grouped(indicator) else t("Jahre")


def change_text(value: float | None, status: Status, indicator: Indicator) -> str:
    """A change with its unit, or the word for why there is none; ``indicator`` of the map."""
    if value is None:
        return status.label
    text = with_unit(signed(value, indicator.decimals), indicator.unit)
    doubt = f" ({status.label})" if status is not Status.OK else ""
    return f"{text}{doubt}"


def zero_labels(limits: Sequence[float], decimals: int) -> list[str]:
    """Labels of the seven classes around zero, from the strongest decrease to the increase."""
    band, one, two = (_limit(limit, decimals) for limit in limits)
    falls = [(f"{MINUS}{high}", f"{MINUS}{low}") for high, low in ((two, one), (one, band))]
    rises = [(f"+{low}", f"+{high}") for low, high in ((band, one), (one, two))]
    return [
        t("unter {limit}", limit=f"{MINUS}{two}"),
        *(t("{low} bis unter {high}", low=low, high=high) for low, high in falls),
        t("stabil: {low} bis {high}", low=f"{MINUS}{band}", high=f"+{band}"),
        *(t("über {low} bis {high}", low=low, high=high) for low, high in rises),
        t("über {limit}", limit=f"+{two}"),
    ]


def _limit(value: float, decimals: int) -> str:
    whole = float(value).is_integer()
    return number(value, 0 if whole else max(decimals, len(f"{value:g}".partition(".")[2])))


def difference_sentence(
    changes: Sequence[AreaChange],
    limits: Sequence[float],
    indicator: Indicator,
    plural: str,
) -> str:
    """How many rose, fell, stayed; the strongest changes; how many have none and why.

    ``indicator`` is that of the map. A joint value counts once; the missing are areas.
    """
    known = [change for change in changes if change.value is not None]
    missing = Counter(c.status.label for c in changes if c.value is None for _ in c.codes)
    without = enumeration([f"{count} {word}" for word, count in missing.items()])
    last = t("{plural} ohne Vergleich: {without}.", plural=plural, without=without)
    if not known:
        first = t("An beiden Stichtagen zusammen ist für kein Gebiet ein Wert veröffentlicht.")
        return f"{first} {last}" if missing else first
    classes = [around_zero_class(c.value or 0.0, limits) - STABLE for c in known]
    parts = [
        t(
            "Von {all} Werten sind {up} gestiegen, {down} gesunken und {same} stabil geblieben "
            "(Veränderung bis {band}).",
            all=number(len(known)),
            up=number(sum(n > 0 for n in classes)),
            down=number(sum(n < 0 for n in classes)),
            same=number(classes.count(0)),
            band=_band(limits[0], indicator),
        )
    ]
    ups = [c for c in strongest(known, 2 * NAMED) if (c.value or 0) > 0][:NAMED]
    downs = [c for c in strongest(known, 2 * NAMED)[::-1] if (c.value or 0) < 0][:NAMED]
    if ups:
        parts.append(t("Am stärksten gestiegen: {areas}.", areas=_named(ups, indicator)))
    if downs:
        parts.append(t("Am stärksten gesunken: {areas}.", areas=_named(downs, indicator)))
    return " ".join([*parts, last] if missing else parts)


def _band(limit: float, indicator: Indicator) -> str:
    unit = t("Prozentpunkt") if limit == 1 and indicator.unit == t("Prozentpunkte") else ""
    return with_unit(_limit(limit, indicator.decimals), unit or indicator.unit)


def strongest(changes: Sequence[AreaChange], most: int) -> list[AreaChange]:
    """The largest changes: half of ``most`` up, half down; one side fills up for the other.

    Ordered from the strongest increase to the strongest decrease; unchanged values are left out.
    """
    known = [c for c in changes if c.value]
    ordered = sorted(known, key=lambda c: (-(c.value or 0), c.codes))
    ups = [c for c in ordered if (c.value or 0) > 0]
    downs = [c for c in ordered if (c.value or 0) < 0]
    low = min(len(downs), max(most // 2, most - len(ups)))
    high = min(len(ups), most - low)
    return [*ups[:high], *downs[len(downs) - low :]]


def _named(changes: Sequence[AreaChange], indicator: Indicator) -> str:
    return enumeration(
        [f"{c.label} ({change_text(c.value, c.status, indicator)})" for c in changes]
    )


def measure_note(measure: Measure, indicator: Indicator) -> str:
    """What the numbers of the map are."""
    if measure is Measure.POINTS:
        return t(
            "Differenz in Prozentpunkten: von 20 % auf 25 % sind es 5 Prozentpunkte, nicht 5 %."
        )
    if measure is Measure.RELATIVE:
        return t("Veränderung in Prozent des ersten Wertes. Von 0 aus gibt es keinen Prozentwert.")
    return t("Differenz in der Einheit des Indikators ({unit}).", unit=unit_of(indicator, measure))


def correlation_sentence(correlation: float | None, pairs: int) -> str:
    """How far two indicators go hand in hand, with what that does not say."""
    if correlation is None:
        return t(
            "Aus {pairs} gemeinsamen Werten lässt sich kein Zusammenhang angeben.",
            pairs=number(pairs),
        )
    size = abs(correlation)
    if size < 0.2:
        word = t("Zwischen beiden ist kaum ein Zusammenhang zu sehen")
    elif correlation > 0:
        word = t("Wo der eine Wert hoch ist, ist es der andere {how} auch", how=_how(size))
    else:
        word = t("Wo der eine Wert hoch ist, ist der andere {how} niedrig", how=_how(size))
    caution = t(
        "Das nennt keine Ursache: Beide können an etwas Drittem hängen. Und was für Gebiete gilt, "
        "gilt nicht für einzelne Menschen darin."
    )
    rho = signed(round(correlation, 2), 2)
    basis = t("Rangkorrelation nach Spearman {rho}, {pairs} Werte", rho=rho, pairs=number(pairs))
    return f"{word} ({basis}). {caution}"


def _how(size: float) -> str:
    if size < 0.4:
        return t("manchmal")
    return t("häufig") if size < 0.7 else t("meistens")
