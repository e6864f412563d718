"""The sentences under exhibits, made from the same data as charts and tables."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.analysis.courses import missing_years
from sozialraum.domain.exhibits import Chart, ChartKind, Mark, Series
from sozialraum.domain.indicators import Quality
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration, number

NOTHING = n_("Hierzu ist nichts veröffentlicht.")
_PALE = {Status.UNCERTAIN, Status.ESTIMATED}


def pale(mark: Mark) -> bool:
    """True where a value is uncertain, estimated or rounded; charts draw it paler."""
    return mark.status in _PALE or mark.quality == Quality.ESTIMATE.label


def course_sentence(series: Sequence[Series]) -> str:
    """First and last value, number of values and gaps of every series."""
    return " ".join(_course(entry) for entry in series) or t(NOTHING)


def _course(series: Series) -> str:
    marks = series.marks
    if not marks:
        return t("{name}: kein Wert veröffentlicht.", name=series.name)
    if len(marks) == 1:
        values = _dated(marks[0])
        count = t("ein veröffentlichter Wert")
    else:
        values = t("{start} bis {end}", start=_dated(marks[0]), end=_dated(marks[-1]))
        count = t("{n} veröffentlichte Werte", n=number(len(marks)))
    further = _further(len(series.others)) if series.others else ""
    gaps = year_runs(missing_years([mark.period for mark in marks]))
    said = t(", ohne Wert: {gaps}", gaps=gaps) if gaps else ""
    return f"{series.name}: {values}; {count}{further}{said}."


def year_runs(runs: Sequence[tuple[int, int]]) -> str:
    """``((2007, 2009), (2012, 2012))`` -> ``2007 bis 2009 und 2012``."""
    return enumeration(
        [str(a) if a == b else t("{start} bis {end}", start=a, end=b) for a, b in runs]
    )


def _further(count: int) -> str:
    if count == 1:
        return t(", dazu eine weitere Angabe")
    return t(", dazu {n} weitere Angaben", n=number(count))


def _dated(mark: Mark) -> str:
    """``573 Personen (31.12.2006)``; a bracket that is already there takes in the date."""
    if mark.text.endswith(")"):
        return f"{mark.text[:-1]}, {mark.period.label})"
    return f"{mark.text} ({mark.period.label})"


def statements_sentence(statements: int, subjects: int, in_words: int, conflicts: int) -> str:
    """How many statements there are, how many without a number, how many contradict others."""
    if not statements:
        return t(NOTHING)
    about = t(" zu {n} Merkmalen", n=number(subjects)) if subjects > 1 else ""
    if statements == 1:
        parts = [t("Eine veröffentlichte Angabe{about}.", about=about)]
    else:
        parts = [t("{n} veröffentlichte Angaben{about}.", n=number(statements), about=about)]
    parts.append(_without_number(in_words))
    if conflicts == 1:
        parts.append(
            t(
                "Zu einer Angabe gibt es widersprechende Veröffentlichungen; sie stehen "
                "untereinander."
            )
        )
    elif conflicts:
        parts.append(
            t(
                "Zu {n} Angaben gibt es widersprechende Veröffentlichungen; sie stehen "
                "untereinander.",
                n=number(conflicts),
            )
        )
    return " ".join(filter(None, parts))


def references_sentence(statements: int, places: Sequence[str], in_words: int) -> str:
    """How many figures about which places."""
    if not statements:
        return t(NOTHING)
    about = enumeration(places) if len(places) <= 4 else t("{n} Räumen", n=len(places))
    if statements == 1:
        said = t("Eine veröffentlichte Angabe zu {about}.", about=about)
    else:
        said = t("{n} veröffentlichte Angaben zu {about}.", n=number(statements), about=about)
    return " ".join(filter(None, (said, _without_number(in_words))))


def _without_number(count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return t("Eine Angabe hat keine Zahl.")
    return t("{n} Angaben haben keine Zahl.", n=number(count))


def span(periods: Sequence[Period]) -> str:
    """Reference dates in words: one date, or the first and the last year."""
    if len({period.code for period in periods}) == 1:
        return periods[0].label
    years = [int(part[:4]) for period in periods for part in period.code.split("/")]
    if not years:
        return ""
    first, last = min(years), max(years)
    return str(first) if first == last else t("{start} bis {end}", start=first, end=last)


def chart_reading(chart: Chart | None) -> str:
    """What the signs of a chart mean, as far as it has them."""
    if chart is None or chart.kind is ChartKind.BARS:
        return ""
    parts = []
    if any(series.segments for series in chart.series):
        parts.append(t("Linien verbinden nur Werte, zwischen denen kein Jahr fehlt."))
    if any(pale(mark) for series in chart.series for mark in series.marks):
        parts.append(t("Blasse Punkte sind gerundet, geschätzt oder unsicher."))
    if any(_visible_others(series) for series in chart.series):
        parts.append(t("Hohle Punkte sind abweichende weitere Veröffentlichungen."))
    return " ".join(parts)


def _visible_others(series: Series) -> bool:
    """True where a further statement is not drawn just below a preferred one."""
    drawn = {(mark.period, mark.value) for mark in series.marks}
    return any((other.period, other.value) not in drawn for other in series.others)
