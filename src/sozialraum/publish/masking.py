"""What of the gathered statements may be published: masked, and checked by an attacker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.catalog.public_part import public_part, restricted
from sozialraum.errors import Problem, PublicationRefused
from sozialraum.language import t
from sozialraum.privacy.masking import has_rules, mask
from sozialraum.publish.checking import gather
from sozialraum.storage.writing import ReleaseContent

_FILE = "data/geheimhaltung.toml"
_NOTHING = {"masked": 0, "primary": 0, "secondary": 0, "recoverable": 0, "narrow": []}


def masked(observations: pd.DataFrame, catalog: Catalog) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The observations that may be seen, and what the attacker could make of them.

    Columns and index stay. Raises :class:`PublicationRefused` where figures under a rule contradict
    each other, and where the attacker gets back a single hidden value.
    """
    if not has_rules(catalog):
        return observations, {"cells": len(observations)} | _NOTHING
    result = mask(observations, catalog, catalog.confidentiality)
    if not result.audit.ok:
        raise PublicationRefused(
            t(
                "Der Datenstand wird nicht veröffentlicht: Aus dem Sichtbaren ließen "
                "sich geheime Werte berechnen. Der letzte gute Stand bleibt gültig."
            ),
            [_narrow(entry, catalog) for entry in result.audit.narrow],
        )
    return result.observations, result.audit.as_dict()


def audit_home(home: Path, var: Path | None = None) -> dict[str, Any]:
    """What an attacker could make of what would be published now; nothing is written.

    ``cells, masked, primary, secondary, recoverable`` are numbers, ``narrow`` names the cells that
    can be narrowed down too far. Raises :class:`PublicationRefused` as :func:`masked`, and where
    the home folder has problems.
    """
    gathered = gather(home, var)
    if gathered.result.problems:
        what = t(
            "Geprüft werden kann erst ohne Fehler: {problems} unter {home}.",
            problems=len(gathered.result.problems),
            home=home,
        )
        raise PublicationRefused(what, gathered.result.problems)
    observations, catalog = gathered.statements.observations, gathered.catalog
    if not has_rules(catalog):
        return {"cells": len(observations)} | _NOTHING
    return mask(observations, catalog, catalog.confidentiality).audit.as_dict()


def for_everybody(content: ReleaseContent, catalog: Catalog) -> ReleaseContent | None:
    """The part of a release that everybody may see; None where that is all of it."""
    if not restricted(catalog):
        return None
    part = public_part(catalog)
    visible = content.observations["indicator"].isin(list(part.indicators))
    observations = content.observations[visible].reset_index(drop=True)
    tables = set(observations["table"])
    counts = {
        "indicators": len(part.indicators),
        "layers": len(part.layers),
        "figures": len(observations),
    }
    return replace(
        content,
        observations=observations,
        points={id_: points for id_, points in content.points.items() if id_ in part.layers},
        records={id_: found for id_, found in content.records.items() if id_ in part.lists},
        reports=[report for report in content.reports if report.table in tables],
        counts=dict(content.counts) | counts,
        audit={},
    )


def _narrow(entry: dict[str, Any], catalog: Catalog) -> Problem:
    indicator = catalog.indicators.get(entry["indicator"])
    level = catalog.levels.get(entry["level"])
    name = indicator.short if indicator else entry["indicator"]
    place = f"{level.name if level else ''} {', '.join(entry['areas'])}".strip()
    what = t(
        "„{name}“, {place}, {period} lässt sich eingrenzen.",
        name=name,
        place=place,
        period=entry["period"],
    )
    fix = t("Die Angaben der Regel und der Tabellen prüfen.")
    return Problem(_FILE, entry["indicator"], what, fix)
