"""The commands ``fetch`` and ``geo update``: data from declared sources elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sozialraum.cli.output import Output
from sozialraum.errors import UnknownEntry

if TYPE_CHECKING:
    from pathlib import Path

    from sozialraum.domain.fetches import FetchResult


def arguments(parser: ArgumentParser) -> None:
    """The options of ``fetch``."""
    add = parser.add_argument
    add("source", metavar="SOURCE", nargs="?", default="", help="Kennung aus data/abruf")
    add("--due", action="store_true", help="alle Quellen, die nach ihrem Zeitplan fällig sind")
    add("--list", action="store_true", help="Quellen mit Zeitplan und letztem Ergebnis auflisten")
    _run_options(parser)


def update_arguments(parser: ArgumentParser) -> None:
    """The options of ``geo update``."""
    _run_options(parser)


def _run_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--dry-run", action="store_true", help="abrufen und prüfen, nichts ändern")
    add("--force", action="store_true", help="auch übernehmen, was schon übernommen wurde")


def fetch(options: Namespace, output: Output) -> int:
    """Fetch one source or all that are due; exit code 1 where one was refused."""
    from sozialraum.publish import home_folder
    from sozialraum.publish.fetching import fetch_due, fetch_source

    home = home_folder(options.home)
    if [bool(options.source), options.due, options.list].count(True) != 1:
        what = "Genau eine Angabe wird gebraucht: SOURCE, --due oder --list."
        raise UnknownEntry(what, "Hilfe: sozialraum fetch --help")
    if options.list:
        return _list(home, output)
    if options.due:
        results = fetch_due(home, dry_run=options.dry_run, progress=output.progress)
        return _tell(output, results)
    result = fetch_source(
        home,
        options.source,
        force=options.force,
        dry_run=options.dry_run,
        progress=output.progress,
    )
    return _tell(output, (result,))


def geo_update(options: Namespace, output: Output) -> int:
    """Fetch the declared outlines and rebuild ``geo/``; exit code 1 where they were refused."""
    from sozialraum.publish import home_folder
    from sozialraum.publish.fetching import fetch_source, outlines_source

    home = home_folder(options.home)
    result = fetch_source(
        home,
        outlines_source(home),
        force=options.force,
        dry_run=options.dry_run,
        progress=output.progress,
    )
    return _tell(output, (result,))


def _list(home: Path, output: Output) -> int:
    from dataclasses import asdict
    from datetime import datetime

    from sozialraum.catalog import survey
    from sozialraum.catalog.connectors import read_connectors
    from sozialraum.render.formats import day
    from sozialraum.service.connectors import connector_entries
    from sozialraum.storage.release import ReleaseStore

    declared = read_connectors(home)
    var = ReleaseStore(home).var
    entries = connector_entries(survey(home).catalog, var)
    if output.json:
        problems = [problem.as_dict() for problem in declared.problems]
        output.document({"sources": [asdict(e) for e in entries], "problems": problems})
        return int(bool(problems))
    for entry in entries:
        when = f" am {day(datetime.fromisoformat(entry.last))}" if entry.last else ""
        output.text(f"{entry.id}: {entry.title} ({entry.target}, {entry.schedule})")
        output.text(f"  {entry.status}{when}. {entry.words}".rstrip())
        if entry.missing:
            output.text(f"  Noch einzutragen: „{entry.missing}“")
    for problem in declared.problems:
        output.progress(f"  - {problem}")
    return int(bool(declared.problems))


def _tell(output: Output, results: tuple[FetchResult, ...]) -> int:
    fine = all(result.ok for result in results)
    if output.json:
        output.document({"ok": fine, "results": [result.as_dict() for result in results]})
        return int(not fine)
    for result in results:
        output.text(f"{result.title}: {result.status.value}. {result.words}")
        for note in result.notes:
            output.text(f"  {note}")
    if not results:
        output.text("Keine Quelle ist fällig.")
    return int(not fine)
