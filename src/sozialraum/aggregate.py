"""Values of a coarser level from the published values of a finer one: counts only."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.status import Status
from sozialraum.errors import NotAggregable
from sozialraum.language import n_, t

_NOUNS = {
    Kind.SHARE: n_("ein Anteil"),
    Kind.RATE: n_("eine Rate"),
    Kind.MEAN: n_("ein Mittelwert"),
    Kind.INDEX: n_("ein Index"),
    Kind.DIFFERENCE: n_("eine Differenz"),
}
COLUMNS = ("value", "status", "note")


def require_additive(indicator: Indicator) -> None:
    """Raise :class:`NotAggregable` with a German sentence unless the indicator is a count."""
    if not indicator.kind.additive:
        what = t(
            "„{name}“ ist {noun} und wird nie über Gebiete addiert.",
            name=indicator.name,
            noun=t(_NOUNS[indicator.kind]),
        )
        fix = t("Für größere Gebiete braucht es einen dort veröffentlichten Wert.")
        raise NotAggregable(what, fix)


def aggregate(
    parts: pd.DataFrame, membership: Mapping[str, str], indicator: Indicator
) -> pd.DataFrame:
    """Sum a count over areas.

    ``parts`` is indexed by the code of the finer area and has the columns ``value``, ``status``
    and ``joint`` of the observations of one indicator and period; ``membership`` maps **every**
    finer area to the code of the coarser one. Returns a frame indexed by coarser code (sorted) with
    ``value`` (NaN where unknown), ``status`` and ``note``. An area gets a sum only where every part
    is published; a jointly published value counts once and must lie in one area. Raises
    :class:`NotAggregable` for anything but counts and for two values of one area.
    """
    require_additive(indicator)
    if parts.index.has_duplicates:
        what = t("„{name}“ hat mehrere Angaben für dasselbe Gebiet.", name=indicator.name)
        raise NotAggregable(what, t("Nur die bevorzugte Angabe übergeben."))
    members = pd.Series(dict(membership), dtype="str").rename("coarse").sort_index()
    rows = parts.reindex(members.index).assign(coarse=members)
    joint = rows["joint"].fillna("")
    spread = rows[joint != ""].groupby(joint[joint != ""])["coarse"].nunique()
    torn = set(spread.index[spread > 1])
    totals = {
        str(code): _total(group, joint.loc[group.index], torn)
        for code, group in rows.groupby("coarse")
    }
    result = pd.DataFrame.from_dict(totals, orient="index", columns=list(COLUMNS))
    return result.astype({"value": "float64", "status": "str", "note": "str"}).sort_index()


def _total(group: pd.DataFrame, joint: pd.Series[str], torn: set[str]) -> tuple[float, str, str]:
    known = group["status"].isin([s.value for s in Status if s.has_value]) & group["value"].notna()
    if not known.all():
        count = int((~known).sum())
        note = t(
            "{count} von {parts} Teilgebieten haben keinen veröffentlichten Wert.",
            count=count,
            parts=len(group),
        )
        return float("nan"), Status.UNKNOWN.value, note
    if joint.isin(torn).any():
        note = t("Ein gemeinsam veröffentlichter Wert reicht über die Grenze des Gebiets hinaus.")
        return float("nan"), Status.UNKNOWN.value, note
    once = group[~(joint.duplicated() & (joint != ""))]
    statuses = set(group["status"])
    worst = next(
        (s for s in (Status.ESTIMATED, Status.UNCERTAIN) if s.value in statuses), Status.OK
    )
    return (
        float(once["value"].sum()),
        worst.value,
        t("Summe aus {parts} Teilgebieten.", parts=len(group)),
    )
