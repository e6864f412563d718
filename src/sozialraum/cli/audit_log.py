"""The commands ``audit-log verify`` and ``audit-log show``."""

from __future__ import annotations

import argparse
from argparse import Namespace
from dataclasses import asdict
from datetime import date

from sozialraum.cli.output import Output
from sozialraum.storage.audit_check import Verification, entries, verify
from sozialraum.storage.audit_log import EVENTS, log_folder
from sozialraum.storage.home import var_folder


def show_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``audit-log show``."""
    parser.add_argument("--event", choices=sorted(EVENTS), help="nur dieses Ereignis")
    parser.add_argument("--since", type=_day, metavar="D", help="ab diesem Tag (JJJJ-MM-TT, UTC)")


def audit_log_verify(options: Namespace, output: Output) -> int:
    """Check the chain; 1 where a line was changed, removed, inserted or cut off."""
    found = verify(log_folder(var_folder(options.home)))
    if output.json:
        output.document(asdict(found))
    else:
        _print(found, output)
    return int(not found.ok)


def audit_log_show(options: Namespace, output: Output) -> int:
    """Print the lines, the oldest first; says so where the chain is broken."""
    folder = log_folder(var_folder(options.home))
    chosen = [
        entry
        for entry in entries(folder)
        if options.event in (None, entry.event) and entry.time[:10] >= (options.since or "")
    ]
    if output.json:
        output.document([asdict(entry) for entry in chosen])
    else:
        for entry in chosen:
            fields = " ".join(f"{name}={value}" for name, value in sorted(entry.fields.items()))
            head = f"{entry.number:>6} {entry.time[:19]}Z {entry.event:<17} {entry.subject}"
            output.text(f"{head} {fields}".rstrip())
    found = verify(folder)
    if not found.ok:
        output.progress(f"Achtung, das Protokoll ist nicht unversehrt: {found.reason}")
    return int(not found.ok)


def _print(found: Verification, output: Output) -> None:
    for note in found.notes:
        output.text(f"Hinweis: {note}")
    if found.ok and not found.lines:
        return
    if found.ok:
        output.text(f"Das Protokoll ist unversehrt: {found.lines} Zeilen.")
        output.text(f"Letzte Zeile: Nummer {found.number}, {found.hash}")
        return
    output.text("Das Protokoll ist nicht unversehrt.")
    output.text(f"  - {found.file or 'audit.jsonl'}, Zeile {found.first_bad_line}: {found.reason}")


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()
