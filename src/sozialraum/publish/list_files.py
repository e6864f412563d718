"""The files of the lists of things.

Public lists lie below ``data/orte`` and are published with the next release. Confidential ones lie
in ``<var>/vertraulich``, which only this user may read, and are in no release.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from sozialraum.catalog import Catalog
from sozialraum.catalog.sheet import SEPARATOR, read_sheet
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.records import Record, RecordList
from sozialraum.errors import ProblemsFound, SozialraumError
from sozialraum.importers.points import FOLDER
from sozialraum.importers.records import as_record, read_records
from sozialraum.language import t
from sozialraum.storage.imports import CONFIDENTIAL
from sozialraum.storage.release import ReleaseStore

__all__ = ["CONFIDENTIAL", "confidential_records", "list_csv", "list_path"]


def confidential_records(
    var: Path, catalog: Catalog, list_id: str, held: frozenset[Role]
) -> tuple[Record, ...]:
    """The entries of a confidential list for those who may see it; empty before any import.

    ``var`` is that of the :class:`ReleaseStore`. ``areas`` of the records are None: what is
    confidential is joined to no map. Raises :class:`~sozialraum.errors.UnknownEntry`, and
    :class:`~sozialraum.errors.SozialraumError` for lists that are not confidential, for roles that
    the list does not name (a list that names none, or the public, is for administration only), and
    where the stored file no longer fits its declaration.
    """
    declared = catalog.records(list_id)
    if not declared.confidential:
        what = t("„{title}“ ist kein vertrauliches Verzeichnis.", title=declared.title)
        raise SozialraumError(what, t("Es steht im veröffentlichten Datenstand."))
    required = tuple(role for role in declared.roles if role is not Role.PUBLIC)
    if not may_see(required, held):
        raise SozialraumError(
            t("„{title}“ ist vertraulich und hier nicht freigegeben.", title=declared.title),
            t("Mit einer berechtigten Rolle anmelden."),
        )
    path = _confidential_path(var, declared)
    if not path.is_file():
        return ()
    sheet, problems = read_sheet(path, f"{CONFIDENTIAL}/{path.name}")
    if sheet is not None:
        rows, more = read_records(sheet, declared, catalog)
        problems += more
    if sheet is None or problems:
        what = t(
            "„{title}“ passt nicht mehr zu seiner Angabe; bitte neu einlesen.", title=declared.title
        )
        raise ProblemsFound(what, problems)
    return tuple(as_record(row, declared) for row in rows)


def list_csv(rows: Sequence[Mapping[str, str]], declared: RecordList, line_end: str = "\n") -> str:
    """Rows in the form of the project: the declared columns in their order, ``;``."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator=line_end)
    writer.writerow(declared.column_names)
    writer.writerows([row[name] for name in declared.column_names] for row in rows)
    return text.getvalue()


def list_path(store: ReleaseStore, declared: RecordList) -> Path:
    """The file of a list; raises :class:`SozialraumError` where none is declared."""
    if declared.confidential:
        return _confidential_path(store.var, declared)
    if not declared.file or Path(declared.file).name != declared.file:
        what = t("„{title}“ hat keine gültige Angabe „datei“.", title=declared.title)
        raise SozialraumError(
            what, t("In data/listen/{id}.toml einen Dateinamen angeben.", id=declared.id)
        )
    return store.home / FOLDER / declared.file


def _confidential_path(var: Path, declared: RecordList) -> Path:
    return var / CONFIDENTIAL / f"{declared.id}.csv"
