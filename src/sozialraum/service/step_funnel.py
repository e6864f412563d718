"""Contacts per step as an exhibit: how many contacts each of the nine steps had, as a funnel."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.directory import STEPS
from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Column, Exhibit, TableData
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.importers.step_contacts import StepContacts
from sozialraum.language import n_, t
from sozialraum.render.formats import number

PAGE, ID = "angebote", "kontakte"
EXAMPLE = tuple(
    StepContacts("beispiel", step, month, count)
    for month, counts in (
        ("2026-01", (200, 150, 120, 90, 70, 55, 40, 22, 15)),
        ("2026-02", (180, 140, 110, 85, 60, 50, 38, 20, 12)),
    )
    for step, count in enumerate(counts, start=1)
)
"""Invented numbers that show how the funnel looks; every view says that they are invented."""
_NOTES = (
    n_(
        "Gezählt sind Kontakte, nicht Personen: Wer mehrmals kommt, zählt mehrmals. Der Anteil an "
        "Schritt 1 ist deshalb kein Anteil von Menschen."
    ),
    n_("Die Datei bleibt nur in dieser Sitzung und wird nicht gespeichert."),
)


def contacts_exhibit(contacts: Sequence[StepContacts], *, example: bool = False) -> Exhibit:
    """Contacts per step over all months and areas of ``contacts``.

    Where single counts are secret or unknown, the sum of the others is a lower bound and the table
    says how many are missing; a step without any count has no bar, never 0. The share of step 1 is
    given only where both sums are complete and step 1 is not 0.
    """
    months = sorted({entry.month for entry in contacts})
    labels = [Period(month).label for month in months]
    groups = [[e for e in contacts if e.step == step] for step in range(1, len(STEPS) + 1)]
    return Exhibit(
        page=PAGE,
        id=ID,
        title=t("Vom ersten zum neunten Schritt"),
        reference=(
            t("{start} bis {end}", start=labels[0], end=labels[-1])
            if len(labels) > 1
            else "".join(labels)
        ),
        sentence=_sentence(groups),
        table=_table(groups),
        chart=Chart(ChartKind.BARS, "", 0, bars=tuple(map(_bar, range(1, 10), groups))),
        notes=tuple(map(t, _NOTES if not example else _NOTES[:1])),
        example=example,
        reading=t("Wie die Schritte heißen, steht in der Tabelle."),
    )


def _sum(group: Sequence[StepContacts]) -> int | None:
    counts = [entry.count for entry in group if entry.count is not None]
    return sum(counts) if counts else None


def _missing(group: Sequence[StepContacts]) -> int:
    return sum(entry.count is None for entry in group)


def _status(group: Sequence[StepContacts]) -> Status:
    if _sum(group) is not None:
        return Status.UNCERTAIN if _missing(group) else Status.OK
    secret = any(entry.status is Status.SECRET for entry in group)
    return Status.SECRET if secret else Status.UNKNOWN


def _bar(step: int, group: Sequence[StepContacts]) -> Bar:
    total, status = _sum(group), _status(group)
    if total is None:
        text = status.label
    elif _missing(group):
        text = t("mindestens {n}", n=number(total))
    else:
        text = number(total)
    return Bar(str(step), t("Schritt {step}", step=step), total, text, status)


def _share(group: Sequence[StepContacts], first: Sequence[StepContacts]) -> float | None:
    total, base = _sum(group), _sum(first)
    if total is None or not base or _missing(group) or _missing(first):
        return None
    return 100 * total / base


def _table(groups: Sequence[Sequence[StepContacts]]) -> TableData:
    columns = (
        Column(t("Schritt")),
        Column(t("Kontakte"), numeric=True),
        Column(t("Anteil an Schritt 1 in %"), numeric=True, decimals=1),
        Column(t("Angabe")),
    )
    rows = tuple(
        (f"{step}: {t(STEPS[step - 1])}", _sum(group), _share(group, groups[0]), _word(group))
        for step, group in enumerate(groups, start=1)
    )
    return TableData(columns, rows)


def _word(group: Sequence[StepContacts]) -> str:
    missing = _missing(group)
    if _sum(group) is None:
        return _status(group).label if group else t("keine Zeile in der Datei")
    if not missing:
        return t("vollständig")
    if missing == 1:
        return t("mindestens; 1 Angabe fehlt")
    return t("mindestens; {n} Angaben fehlen", n=missing)


def _sentence(groups: Sequence[Sequence[StepContacts]]) -> str:
    first, last = _sum(groups[0]), _sum(groups[-1])
    if first is None or last is None or any(_missing(g) for g in (groups[0], groups[-1])):
        return t("Schritt 1 und Schritt 9 lassen sich nicht vergleichen: Es fehlen Angaben.")
    share = _share(groups[-1], groups[0])
    rate = t(" ({share} % von Schritt 1)", share=number(share, 1)) if share is not None else ""
    return t(
        "Schritt 1: {first} Kontakte, Schritt 9: {last} Kontakte{rate}.",
        first=number(first),
        last=number(last),
        rate=rate,
    )
