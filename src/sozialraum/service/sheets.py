"""Sheets as files: one area, all areas of a level, one entry of a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sozialraum.domain.access import Role
from sozialraum.domain.records import Record, RecordList
from sozialraum.export.names import file_name
from sozialraum.export.pdf import profile_pdf, profiles_pdf
from sozialraum.export.record_sheet import record_pdf
from sozialraum.export.view import ExportFile
from sozialraum.language import t
from sozialraum.service.monitor import Monitor
from sozialraum.service.profile_pictures import profile_pictures, record_locator
from sozialraum.service.profiles import area_profile

PDF = "application/pdf"


def profile_file(monitor: Monitor, level: str, code: str, held: frozenset[Role]) -> ExportFile:
    """The sheet of one area as PDF (A4, two pages)."""
    profile = area_profile(monitor, level, code, held)
    body = profile_pdf(profile, profile_pictures(monitor, profile), made_on=date.today())
    name = file_name("steckbrief", profile.level_name, profile.code, profile.name, suffix="pdf")
    return ExportFile(name, PDF, body)


def profiles_file(
    monitor: Monitor,
    level: str,
    held: frozenset[Role],
    progress: Callable[[int, int], None],
) -> ExportFile:
    """The sheets of all areas of a level as one PDF; ``progress`` gets done and total."""
    plural = monitor.catalog.level(level).plural
    areas = monitor.catalog.areas(level)
    profiles = (area_profile(monitor, level, area.code, held) for area in areas)
    items = ((profile, profile_pictures(monitor, profile)) for profile in profiles)
    title = t("Steckbriefe der {plural}", plural=plural)
    body = profiles_pdf(
        items, title=title, made_on=date.today(), progress=progress, total=len(areas)
    )
    return ExportFile(file_name("steckbriefe", plural, suffix="pdf"), PDF, body)


def record_file(monitor: Monitor, declared: RecordList, record: Record, state: str) -> ExportFile:
    """The one-page sheet of an entry of a list as PDF."""
    outlines = monitor.catalog.level(list(monitor.catalog.levels)[-2]).source
    body = record_pdf(
        record,
        declared,
        state=state,
        locator_svg=record_locator(monitor, record),
        sources=(monitor.catalog.source(declared.source), monitor.catalog.source(outlines)),
        made_on=date.today(),
    )
    return ExportFile(
        file_name(declared.singular, record.id, record.title, suffix="pdf"), PDF, body
    )
