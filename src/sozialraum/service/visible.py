"""A release as somebody may see it who may not see all of it."""

from __future__ import annotations

import io
from dataclasses import replace
from types import MappingProxyType

from sozialraum.catalog import Catalog
from sozialraum.storage.release import Release

MONITORS = 8
"""Monitors whose work is kept: of the live release and of another while they change places, each
for everybody and for those who may see more, in both languages."""
_OBSERVATIONS = "observations.parquet"


def visible_release(release: Release, catalog: Catalog) -> Release:
    """``release`` with nothing but what ``catalog``, a part of its own, declares.

    Statements, points, lists and reports on tables without a visible statement are gone from the
    files as well. The release itself stays as it is.
    """
    files = {name: content for name, content in release.files.items() if _is_visible(name, catalog)}
    seen = replace(release, catalog=catalog, files=MappingProxyType(files))
    if catalog.indicators.keys() == release.catalog.indicators.keys():
        return seen
    rows = release.observations
    rows = rows[rows["indicator"].isin(list(catalog.indicators))].reset_index(drop=True)
    stored = io.BytesIO()
    rows.to_parquet(stored, index=False)
    tables = set(rows["table"])
    counts = {"indicators": len(catalog.indicators), "figures": len(rows)}
    manifest = dict(release.manifest) | {"counts": release.manifest["counts"] | counts}
    return replace(
        seen,
        reports=tuple(report for report in release.reports if report.table in tables),
        manifest=MappingProxyType(manifest),
        files=MappingProxyType(files | {_OBSERVATIONS: stored.getvalue()}),
    )


def _is_visible(name: str, catalog: Catalog) -> bool:
    """False for the points of a layer and the entries of a list that are not declared."""
    folder, _, file = name.partition("/")
    entries = {"layers": catalog.layers, "lists": catalog.lists}.get(folder)
    return entries is None or file.rpartition(".")[0] in entries
