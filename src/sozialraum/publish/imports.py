"""Imports of statistics: plan, take over, roll back, and the diary of all of it."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sozialraum.catalog import survey
from sozialraum.catalog.public_part import visible_part
from sozialraum.domain.access import EVERYTHING, Role
from sozialraum.domain.imports import ImportEntry, ImportPlan
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import ProblemsFound, PublicationRefused, SozialraumError, UnknownEntry
from sozialraum.language import Language, speaking, t
from sozialraum.publish.building import Progress, publish, silent
from sozialraum.publish.import_changes import words
from sozialraum.publish.import_plan import Prepared, mappings_of, prepare
from sozialraum.publish.import_wishes import Wishes
from sozialraum.publish.lists import LIST, restore_list
from sozialraum.storage.deliveries import Delivery
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.storage.stand import now, sha256

if TYPE_CHECKING:
    from sozialraum.importers.raw import RawTable

TABLE = "tabelle"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def plan_import(
    home: Path,
    content: bytes,
    name: str,
    mapping: TableMapping | None = None,
    *,
    sheet: str = "",
    indicator: str = "",
    new: str = "",
    level: str = "",
    period: str = "",
    header_rows: tuple[int, ...] = (),
    raw: RawTable | None = None,
    held: frozenset[Role] = EVERYTHING,
    var: Path | None = None,
) -> ImportPlan:
    """What taking over a file would change; writes nothing.

    ``name`` is the name of the file, only for people. Without ``mapping`` one is proposed, with
    those of earlier imports as models. ``indicator``, ``new`` (id of an indicator that is not
    declared yet), ``level``, ``period`` and ``header_rows`` (positions) replace what is proposed.
    ``raw`` is the table where the file itself is none (attributes of shapes); ``held`` are the
    roles of the person, who learns nothing about what they do not show. Whatever is wrong
    with the file is in ``problems`` of the plan, whatever only a person can decide in its
    ``questions``.
    """
    wishes = Wishes(sheet, header_rows, indicator, new, level, period)
    return prepare(home, content, name, mapping, wishes, var, raw, held).plan


def take_over(
    home: Path,
    content: bytes,
    name: str,
    mapping: TableMapping,
    *,
    who: str,
    kind: str = TABLE,
    raw: RawTable | None = None,
    held: frozenset[Role] = EVERYTHING,
    var: Path | None = None,
    progress: Progress = silent,
    expected_release: str = "",
) -> tuple[ImportEntry, Release]:
    """Import a file and publish it. Everything or nothing: the old release stays live on errors.

    ``expected_release`` is the release of the plan that somebody saw (``plan.fingerprint``); where
    another one is live meanwhile, nothing is done. ``raw`` is the table where the file itself is
    none. Raises :class:`PublicationRefused` where the plan is not ready or the release cannot be
    built with it, :class:`SozialraumError` where somebody else is importing or the disk refuses.
    """

    def made(number: int) -> Delivery:
        prepared = prepare(home, content, name, mapping, var=var, raw=raw, held=held)
        _refuse(prepared.plan, name)
        return _delivery(prepared, content, mapping, number, who, kind)

    return take_delivery(home, name, made, var, progress, expected_release)


def take_delivery(
    home: Path,
    name: str,
    made: Callable[[int], Delivery],
    var: Path | None = None,
    progress: Progress = silent,
    expected_release: str = "",
) -> tuple[ImportEntry, Release]:
    """Store and publish what ``made`` makes for the number of the import, while nobody else does.

    Raises what :func:`take_over` raises, and what ``made`` raises; nothing is changed then.
    """
    store = ReleaseStore(home, var)
    imports = ImportStore(store.var)
    with _told(t("„{name}“ ist nicht übernommen", name=name)), imports.locked():
        if expected_release and store.current_id() != expected_release:
            what = t("Der Datenstand hat sich seit der Vorschau geändert. Nichts ist übernommen.")
            raise SozialraumError(what, t("Die Vorschau noch einmal ansehen."))
        progress(t("„{name}“ wird gelesen und geprüft …", name=name))
        stand = imports.stand()
        number = stand.next_number
        fragment = imports.add(made(number))
        try:
            release = publish(
                store,
                (*imports.fragments(stand), fragment),
                progress,
                stand.added(number, fragment.digest),
            )
        except BaseException:
            imports.discard(number)
            raise
        return imports.entry(number), release


def rollback(
    home: Path,
    number: int,
    *,
    who: str,
    held: frozenset[Role] = EVERYTHING,
    var: Path | None = None,
    progress: Progress = silent,
) -> ImportEntry:
    """Take an import back: it counts no longer, and stays in the diary.

    Raises :class:`UnknownEntry` for a number that does not exist or was rolled back before,
    :class:`SozialraumError` where a later import needs it, somebody else is importing or the disk
    refuses, :class:`PublicationRefused` where no release can be built without it.
    """
    store = ReleaseStore(home, var)
    imports = ImportStore(store.var)
    with _told(t("Import {number} ist nicht zurückgenommen", number=number)), imports.locked():
        entry = imports.entry(number)
        if entry.rolled_back_when:
            what = t(
                "Import {number} („{title}“) ist bereits zurückgenommen.",
                number=number,
                title=entry.title,
            )
            raise UnknownEntry(what, t("Der Verlauf der Importe zeigt, von wem und wann."))
        _refuse_hidden(store, imports, number, held)
        stand = imports.stand().rolled_back(number, who, now())
        if entry.kind == LIST:
            restore_list(store, entry, stand, progress)
        else:
            _refuse_needed(imports, entry)
            publish(store, imports.fragments(stand), progress, stand)
        return imports.entry(number)


def imports(home: Path, var: Path | None = None) -> tuple[ImportEntry, ...]:
    """The diary, newest first; raises :class:`~sozialraum.errors.UnreadableInput` if damaged."""
    return ImportStore(ReleaseStore(home, var).var).entries()


def known_mappings(home: Path, var: Path | None = None) -> tuple[TableMapping, ...]:
    """Mappings of earlier imports: the active ones first, each newest first."""
    return mappings_of(ImportStore(ReleaseStore(home, var).var))


@speaking(Language.GERMAN)
def _delivery(
    prepared: Prepared, content: bytes, mapping: TableMapping, number: int, who: str, kind: str
) -> Delivery:
    from sozialraum.importers.mapped_table import to_own_form

    plan, read, effective = prepared.plan, prepared.read, prepared.mapping
    assert read is not None and effective is not None and plan.changes is not None
    table = f"import_{number:06d}"
    delivered = sorted(read.frame["indicator"].unique())
    entry = ImportEntry(
        number=number,
        kind=kind,
        title=mapping.title,
        who=who,
        when=now(),
        file=plan.file,
        sha256=sha256(content),
        mapping=mapping.id,
        rows=plan.rows,
        values=plan.values,
        added=plan.changes.added,
        changed=len(plan.changes.changed),
        gone=len(plan.changes.gone),
        words=words(plan.changes, prepared.catalog, delivered, effective.indicators),
        tables=(table,),
    )
    return Delivery(
        entry,
        content,
        mapping,
        data=to_own_form(read, effective.model_copy(update={"id": table})),
        uses=(*delivered, *read.frame["source"].unique(), *(i.source for i in mapping.indicators)),
    )


def _refuse(plan: ImportPlan, name: str) -> None:
    if plan.ready:
        return
    if plan.questions and not plan.problems:
        open_ = " ".join(question.text for question in plan.questions)
        what = t("„{name}“ ist nicht übernommen: {questions}", name=name, questions=open_)
        raise SozialraumError(what, t("Die Zuordnung ergänzen."))
    raise PublicationRefused(
        t(
            "„{name}“ ist nicht übernommen: {problems} Fehler. Nichts ist geändert.",
            name=name,
            problems=len(plan.problems),
        ),
        plan.problems,
    )


def _refuse_hidden(
    store: ReleaseStore, imports: ImportStore, number: int, held: frozenset[Role]
) -> None:
    """Nobody takes back what his roles do not show."""
    catalog = survey(store.home, [fragment.root for fragment in imports.fragments()]).catalog
    known = visible_part(catalog, held).indicators
    if any(id_ in catalog.indicators and id_ not in known for id_ in imports.uses(number)):
        what = t(
            "Import {number} enthält Angaben, die für Ihre Rolle nicht freigegeben sind.",
            number=number,
        )
        raise SozialraumError(what, t("Eine berechtigte Person bitten."))


def _refuse_needed(imports: ImportStore, entry: ImportEntry) -> None:
    """Other active imports must not use an indicator or a source that came with this one."""
    brought = imports.brought(entry.number)
    for other in imports.entries():
        used = sorted(brought & imports.uses(other.number))
        if other.number != entry.number and not other.rolled_back_when and used:
            raise SozialraumError(
                t(
                    "Import {number} kann nicht zurückgenommen werden: Import {other} "
                    "(„{title}“) verwendet „{id}“, das mit ihm angelegt wurde.",
                    number=entry.number,
                    other=other.number,
                    title=other.title,
                    id=used[0],
                ),
                t("Erst Import {number} zurücknehmen.", number=other.number),
            )


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Errors of the disk and of the publication say what they mean for the import."""
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL
        reason = (
            t("auf dem Datenträger ist kein Platz mehr") if full else f"{error.strerror or error}"
        )
        raise SozialraumError(
            t("{what}: {reason}. Der letzte Datenstand bleibt gültig.", what=what, reason=reason),
            t("Platz schaffen und wiederholen.") if full else t("Platz und Rechte prüfen."),
        ) from error
    except ProblemsFound as error:
        if error.what.startswith(what):
            raise
        count = len(error.problems)
        text = t(
            "{what}: Der Datenstand kann so nicht veröffentlicht werden ({count} Fehler). "
            "Nichts ist geändert.",
            what=what,
            count=count,
        )
        raise PublicationRefused(text, error.problems) from error
