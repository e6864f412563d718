"""What an import would do, without doing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from sozialraum.catalog import Catalog, survey
from sozialraum.catalog.editions import at_edition, boundaries_of
from sozialraum.catalog.public_part import visible_part
from sozialraum.domain.access import EVERYTHING, Role
from sozialraum.domain.imports import Changes, ImportPlan, Question
from sozialraum.domain.mapping import TableMapping
from sozialraum.domain.status import Status
from sozialraum.errors import NoRelease, Problem, ProblemsFound, SozialraumError
from sozialraum.language import n_, t
from sozialraum.publish.editions import to_today
from sozialraum.publish.import_changes import compare
from sozialraum.publish.import_wishes import Wishes, fulfilled
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import ReleaseStore
from sozialraum.storage.stand import sha256

if TYPE_CHECKING:
    import pandas as pd

    from sozialraum.importers.mapped_table import Read
    from sozialraum.importers.raw import RawTable

_SAMPLE = 20
_INDICATOR_ID = re.compile(r"[a-z0-9_]+")
_SOURCE_ID = re.compile(r"[a-z0-9_-]+")
_INDICATOR_THERE = n_("Den Indikator „{id}“ gibt es schon, mit anderen Angaben.")
_SOURCE_THERE = n_("Die Quelle „{id}“ gibt es schon, mit anderen Angaben.")


@dataclass(frozen=True)
class Prepared:
    """A plan and what it was made from; ``read`` is None where the file could not be read.

    ``mapping`` is that of the plan without the indicators and sources that are declared already.
    """

    plan: ImportPlan
    catalog: Catalog
    mapping: TableMapping | None = None
    read: Read | None = None


@dataclass
class _Findings:
    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def prepare(
    home: Path,
    content: bytes,
    name: str,
    mapping: TableMapping | None = None,
    wishes: Wishes | None = None,
    var: Path | None = None,
    raw: RawTable | None = None,
    held: frozenset[Role] = EVERYTHING,
) -> Prepared:
    """The plan with everything behind it; writes nothing and does not raise for the content.

    ``raw`` is the table, where ``content`` is no table itself but a file that one was made from.
    What ``held`` may not see is neither proposed nor compared, and cannot be delivered.
    """
    from sozialraum.importers.formats import read_table
    from sozialraum.importers.proposal import propose

    wishes = wishes or Wishes()
    store = ReleaseStore(home, var)
    imports = ImportStore(store.var)
    surveyed = survey(home, [fragment.root for fragment in imports.fragments()])
    catalog = visible_part(surveyed.catalog, held)
    found = _Findings(problems=list(surveyed.problems))
    plan = ImportPlan(mapping, sha256(content), Path(name).name, 0, 0)
    plan = replace(plan, fingerprint=store.current_id())
    found.notes += _taken_before(imports, plan.sha256)
    try:
        sheet = wishes.sheet or (mapping.sheet if mapping else "")
        raw = raw or read_table(content, name, sheet)
        if mapping is None:
            known = mappings_of(imports)[::-1]
            proposal = propose(raw, catalog, name, known, header_rows=wishes.header_rows)
            mapping, found.questions = fulfilled(proposal, wishes)
            found.notes += proposal.notes
            plan = replace(plan, drafts=dict(proposal.drafts))
        prepared = _read(raw, mapping, catalog, store, plan, found)
    except ProblemsFound as error:
        found.problems += error.problems
        prepared = Prepared(plan, catalog)
    except SozialraumError as error:
        found.problems.append(Problem(plan.file, "", error.what, error.fix))
        prepared = Prepared(plan, catalog)
    complete = replace(
        prepared.plan,
        questions=tuple(found.questions),
        problems=tuple(dict.fromkeys(found.problems)),
        notes=tuple(dict.fromkeys(found.notes)),
    )
    return replace(prepared, plan=complete)


def mappings_of(imports: ImportStore) -> tuple[TableMapping, ...]:
    """Mappings of earlier imports: the active ones first, each newest first."""
    entries = sorted(imports.entries(), key=lambda entry: bool(entry.rolled_back_when))
    found = (imports.mapping(entry.number) for entry in entries)
    return tuple(mapping for mapping in found if mapping is not None)


def _taken_before(imports: ImportStore, digest: str) -> Iterator[str]:
    for entry in imports.entries():
        if entry.sha256 == digest and not entry.rolled_back_when:
            yield t(
                "Genau diese Datei ist schon als Import {number} übernommen.", number=entry.number
            )


def _read(
    raw: RawTable,
    mapping: TableMapping,
    catalog: Catalog,
    store: ReleaseStore,
    plan: ImportPlan,
    found: _Findings,
) -> Prepared:
    from sozialraum.importers.mapped_table import statements

    effective = _undeclared(mapping, catalog, plan.file, found)
    read = statements(raw, effective, at_edition(catalog, mapping.edition))
    found.problems += read.problems
    if read.frame.empty and not read.problems:
        what = t("Die Datei enthält keine Angabe, die übernommen werden kann.")
        found.problems.append(Problem(plan.file, "", what, t("Datei und Zuordnung prüfen.")))
    found.notes += [*read.notes, *_signs(read)]
    plan = replace(
        plan,
        mapping=mapping,
        rows=read.rows,
        values=len(read.frame),
        reports=tuple(report.as_dict() for report in read.reports),
        check_sums=tuple(read.check_sums),
        changes=_changes(store, _on_borders_of_today(read, effective, catalog), catalog),
        sample=tuple(_sample(read)),
    )
    return Prepared(plan, catalog, effective, read)


def _signs(read: Read) -> Iterator[str]:
    """How the signs of the table were read."""
    for found in (sign for sign in read.signs if sign.status):
        shown = t("„{word}“", word=found.sign) if found.sign else t("leere Zelle")
        status = "0" if found.status == Status.OK.value else Status(found.status).label
        yield t(
            "Zeichen {shown} ({count}-mal) gelesen als {status}: {meaning}.",
            shown=shown,
            count=found.count,
            status=status,
            meaning=found.meaning,
        )


def _undeclared(
    mapping: TableMapping, catalog: Catalog, file: str, found: _Findings
) -> TableMapping:
    """The mapping without the indicators and sources that are declared already, word for word.

    New indicators without a source of their own take that of the table.
    """
    indicators = [
        entry if entry.source else entry.model_copy(update={"source": mapping.source})
        for entry in mapping.indicators
    ]
    for there, new, known, form in (
        (_INDICATOR_THERE, indicators, catalog.indicators, _INDICATOR_ID),
        (_SOURCE_THERE, mapping.sources, catalog.sources, _SOURCE_ID),
    ):
        for entry in new:
            if entry.id in known and known[entry.id] != entry:
                what = t(there, id=entry.id)
                fix = t("Eine andere Kennung wählen oder die vorhandene verwenden.")
                found.problems.append(Problem(file, entry.id, what, fix))
            if not form.fullmatch(entry.id):
                what = t("„{id}“ ist keine Kennung.", id=entry.id)
                fix = t("Erlaubt sind a bis z, 0 bis 9 und „_“ (bei Quellen auch „-“).")
                found.problems.append(Problem(file, entry.id, what, fix))
    for entry in indicators:
        if not entry.definition.strip():
            what = t("Die Definition des neuen Indikators „{name}“ fehlt.", name=entry.name)
            fix = t("In einem Satz sagen, was gezählt oder gemessen wird.")
            found.problems.append(Problem(file, entry.id, what, fix))
    return mapping.model_copy(
        update={
            "indicators": tuple(i for i in indicators if i.id not in catalog.indicators),
            "sources": tuple(s for s in mapping.sources if s.id not in catalog.sources),
        }
    )


def _on_borders_of_today(read: Read, mapping: TableMapping, catalog: Catalog) -> pd.DataFrame:
    """The statements with ``area``, as they will be published."""
    import pandas as pd

    delivered = read.frame.rename(columns={"code": "area"})
    if not mapping.edition:
        return delivered
    parts = [
        to_today(part, borders, catalog, mapping.indicators).rows if borders else part
        for level, part in delivered.groupby("level")
        for borders in [boundaries_of(catalog, str(level), mapping.edition)]
    ]
    return pd.concat(parts, ignore_index=True) if parts else delivered


def _changes(store: ReleaseStore, delivered: pd.DataFrame, catalog: Catalog) -> Changes:
    """Against the live release; everything is new where there is none."""
    try:
        live = store.current().observations
    except NoRelease:
        return Changes(added=len(delivered), unchanged=0)
    return compare(live[live["indicator"].isin(list(catalog.indicators))], delivered)


def _sample(read: Read) -> Iterator[tuple[int, str, str, str, str, str, float | None, str]]:
    first = read.frame.head(_SAMPLE)
    texts = [first[column].tolist() for column in ("key", "code", "indicator", "period", "text")]
    values = [None if isnan(value) else float(value) for value in first["value"].tolist()]
    yield from zip(first["row"].tolist(), *texts, values, first["status"].tolist(), strict=True)
