"""Presentations as files: what is shown is read again with the roles of whoever asks."""

from __future__ import annotations

from collections.abc import Callable

from sozialraum.domain.access import Role
from sozialraum.domain.scenes import Presentation
from sozialraum.errors import UnknownEntry
from sozialraum.export.view import ExportFile
from sozialraum.language import t
from sozialraum.service import Monitor

KINDS = ("pptx", "pdf")
"""PowerPoint file, handout."""


def presentation_file(
    monitor: Monitor,
    held: frozenset[Role],
    presentation: Presentation,
    kind: str,
    template: bytes | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> ExportFile:
    """The presentation as a file of ``kind`` (one of :data:`KINDS`), the handout with its notes.

    ``template`` is a PowerPoint file of the visitor's own and counts for ``pptx`` alone.
    ``progress`` hears how many scenes are done, of how many, and the title of the next one. Raises
    :class:`~sozialraum.errors.UnknownEntry` for another kind, ``UnreadableInput`` for a template
    that does not do and for a presentation without scenes.
    """
    if kind not in KINDS:
        raise UnknownEntry(t("Dieses Dateiformat gibt es nicht."))
    from sozialraum.web.scene_content import scene_view

    views = [scene_view(monitor, held, scene) for scene in presentation.scenes]
    if kind == "pdf":
        from sozialraum.export.handout import handout_file

        return handout_file(presentation, views, monitor.release, progress)
    from sozialraum.export.slides import slides_file

    return slides_file(presentation, views, monitor.release, template=template, progress=progress)
