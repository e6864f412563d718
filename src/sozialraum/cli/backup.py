"""The commands ``backup`` and ``restore``."""

from __future__ import annotations

import argparse
import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from sozialraum.cli.output import Output
from sozialraum.storage.home import home_folder, var_folder

if TYPE_CHECKING:
    from sozialraum.storage.backup import BackupReport


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``backup``."""
    parser.add_argument("file", metavar="FILE", type=Path, help="Archiv (.tar.gz), wird ersetzt")


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``restore``."""
    parser.add_argument("file", metavar="FILE", type=Path, help="Archiv von „sozialraum backup“")
    parser.add_argument(
        "--force", action="store_true", help="vorhandene Daten beiseitelegen und ersetzen"
    )


def backup(options: Namespace, output: Output) -> int:
    """Write everything that cannot be made again into one file."""
    from sozialraum.storage.backup import write_backup

    roles = os.environ.get("SOZIALRAUM_ROLLEN")
    home = home_folder(options.home)
    report = write_backup(
        home, var_folder(options.home), options.file, Path(roles) if roles else None
    )
    return _told(report, "Gesichert", output)


def restore(options: Namespace, output: Output) -> int:
    """Put the content of an archive in place; the dashboard must not run meanwhile."""
    from sozialraum.storage.backup import restore_backup

    home = home_folder(options.home)
    report = restore_backup(options.file, home, var_folder(options.home), force=options.force)
    return _told(report, "Wiederhergestellt", output)


def _told(report: BackupReport, what: str, output: Output) -> int:
    if output.json:
        output.document({"ok": True} | report.as_dict())
        return 0
    from sozialraum.render.formats import number

    size = number(report.size / 1e6, 1)
    output.text(f"{what}: {report.files} Dateien, {size} MB, Stand vom {report.created}")
    output.text(f"Archiv: {report.file}")
    output.text(f"Datenstand: {report.release or 'keiner'}")
    if report.aside:
        output.text(f"Das Bisherige liegt in {report.aside}")
    return 0
