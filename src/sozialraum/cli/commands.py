"""The commands. Each takes the options and the output and returns the exit code."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sozialraum.cli.output import Output
from sozialraum.errors import NoRelease, ProblemsFound, UnreadableInput

if TYPE_CHECKING:
    from sozialraum.join import JoinReport
    from sozialraum.storage.release import Release

Command = Callable[[Namespace, Output], int]


def check(options: Namespace, output: Output) -> int:
    """Check ``geo/`` and ``data/``."""
    from sozialraum import publish

    result = publish.check(publish.home_folder(options.home))
    if output.json:
        output.document(result.as_dict())
        return int(not result.ok)
    areas = ", ".join(f"{count} {level}" for level, count in result.areas.items())
    output.text(f"Gebiete: {areas}")
    output.text(
        f"{result.indicators} Indikatoren, {result.layers} Karten-Ebenen, "
        f"{result.sources} Quellen, {result.figures} Angaben"
    )
    for problem in result.problems:
        output.text(f"  - {problem}")
    for notice in result.notices:
        output.text(f"  - Hinweis: {notice}")
    output.text("Alles in Ordnung." if result.ok else f"{len(result.problems)} Fehler.")
    return int(not result.ok)


def publish(options: Namespace, output: Output) -> int:
    """Build a release and make it live."""
    from sozialraum.publish import build_release, home_folder

    release = build_release(home_folder(options.home), progress=output.progress)
    if output.json:
        counts = dict(release.manifest["counts"])
        output.document({"ok": True, "release": release.id, "created": release.created} | counts)
    else:
        output.text(f"Veröffentlicht: {release.id}")
    return 0


def layers(options: Namespace, output: Output) -> int:
    """List indicators and overlay layers."""
    from sozialraum.cli.rows import layer_list

    found = layer_list(live_release(options, output))
    if output.json:
        output.document(found)
        return 0
    for entry in found:
        periods = ", ".join(entry["periods"])
        output.text(f"{entry['id']}: {entry['title']} ({entry['kind']}) {periods}".rstrip())
    return 0


def layer(options: Namespace, output: Output) -> int:
    """Print the rows of one indicator or overlay layer."""
    from sozialraum.cli import rows

    release = live_release(options, output)
    found = rows.layer_rows(release, options.id, options.level, options.period)
    for note in found.notes:
        output.progress(note)
    if output.json or options.format == "json":
        output.document([row.as_dict() for row in found.rows])
    elif options.format == "geojson":
        output.document(rows.as_geojson(release, found))
    else:
        output.raw(rows.as_csv(found))
    return 0


def join(options: Namespace, output: Output) -> int:
    """Join a file that somebody brought, and report."""
    from sozialraum.catalog import load_catalog
    from sozialraum.importers.delivered import find_key, read_delivered
    from sozialraum.importers.keys import KeyResolver
    from sozialraum.join import join as outer_join
    from sozialraum.publish import home_folder

    catalog = load_catalog(home_folder(options.home))
    level = catalog.level(options.level)
    areas = catalog.areas(level.id)
    delivered = read_delivered(read_bytes(options.file))
    resolver = KeyResolver.of(level, areas)
    key = find_key(delivered, resolver, options.key)
    _, report = outer_join(
        delivered.frame,
        resolver.resolve(delivered.frame[key].tolist()),
        areas,
        table=options.file.name,
        level=level.id,
        rows=delivered.rows,
        aliases=tuple(level.aliases),
    )
    if output.json:
        output.document(report.as_dict() | {"key": key})
    else:
        _print_report(output, report, key)
    return int(not report.complete)


def geo_build(options: Namespace, output: Output) -> int:
    """Make the embedded outlines from a full-resolution file; prints the manifest."""
    from sozialraum.geometry.outlines import build_outlines
    from sozialraum.publish import home_folder

    home = home_folder(options.home)
    given = {} if options.tolerance is None else {"tolerance": options.tolerance}
    manifest = build_outlines(
        _existing(options.source),
        home,
        layer=options.layer,
        progress=output.progress,
        crs=options.crs,
        key=options.key,
        **given,
    )
    output.result(home / "geo", json.loads(manifest.to_json()))
    return 0


def geo_orientation(options: Namespace, output: Output) -> int:
    """Make the orientation layer; prints what was written."""
    from sozialraum.geometry.orientation import build_orientation
    from sozialraum.publish import home_folder

    home = home_folder(options.home)
    summary = build_orientation(_existing(options.source), home)
    output.result(home / "geo", asdict(summary))
    return 0


def serve(options: Namespace, _output: Output) -> int:
    """Run the dashboard."""
    from sozialraum.publish import home_folder
    from sozialraum.web.server import serve as run

    return run(home_folder(options.home), options.port, options.address)


def live_release(options: Namespace, output: Output) -> Release:
    """The live release, built where something changed.

    Where the build is refused, the problems are told and the last good release is used.
    """
    from sozialraum.publish import ensure_release, home_folder
    from sozialraum.storage.release import ReleaseStore

    home = home_folder(options.home)
    try:
        return ensure_release(home, progress=output.progress)
    except ProblemsFound as error:
        try:
            release = ReleaseStore(home).current()
        except NoRelease:
            raise error from None
        output.progress(f"{error}\nEs gilt weiter der Stand {release.id}.")
        return release


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UnreadableInput(f"Die Datei „{path}“ gibt es nicht.", "Pfad prüfen.")
    return path


def read_bytes(path: Path) -> bytes:
    """The content of a file that must be there."""
    return _existing(path).read_bytes()


def _print_report(output: Output, report: JoinReport, key: str) -> None:
    output.text(f"Schlüsselspalte: {key}")
    output.text(f"{report.matched} von {report.rows} Zeilen sind zugeordnet.")
    for entry in report.data_without_area:
        hint = f" Gemeint ist vielleicht „{entry.suggestion}“." if entry.suggestion else ""
        output.text(f"  - Zeile {entry.row}: „{entry.key}“ gehört zu keinem Gebiet.{hint}")
    for twice in report.duplicates:
        output.text(f"  - Zeile {twice.row}: „{twice.key}“ steht schon in Zeile {twice.first_row}.")
    if report.areas_without_data:
        output.text(f"Gebiete ohne Daten: {', '.join(report.areas_without_data)}")
    for note in report.notes:
        output.text(note)
