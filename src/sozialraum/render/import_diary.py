"""The diary of imports as HTML: what changed, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sozialraum.domain.imports import ImportEntry, ImportState
from sozialraum.language import t
from sozialraum.render.escape import html_text
from sozialraum.render.formats import day
from sozialraum.render.library import NONE, empty, row, table


class Fetched(Protocol):
    """A source elsewhere, in words; times are ISO 8601 in UTC or empty."""

    @property
    def title(self) -> str:
        """What is fetched."""

    @property
    def origin(self) -> str:
        """Host or folder."""

    @property
    def target(self) -> str:
        """What it becomes."""

    @property
    def schedule(self) -> str:
        """How often."""

    @property
    def checked(self) -> bool:
        """True where somebody has looked at a result."""

    @property
    def last(self) -> str:
        """When it was asked last."""

    @property
    def status(self) -> str:
        """What became of that."""

    @property
    def words(self) -> str:
        """The same as a sentence."""

    @property
    def note(self) -> str:
        """Remark for the operator."""


HOME_TIME = ZoneInfo("Europe/Berlin")


def diary(entries: Sequence[ImportEntry], *, with_people: bool) -> str:
    """One row per import, newest first; who did it and which file only ``with_people``."""
    if not entries:
        return empty(
            t("Noch ist nichts eingelesen."),
            t("Gezeigt werden die Angaben, die mit dem Monitor ausgeliefert sind."),
        )
    titles = [t("Nr."), t("Wann"), t("Was"), t("Änderung"), t("Stand")]
    titles += [t("Wer"), t("Datei")] if with_people else []
    return table(
        titles, (_entry(entry, with_people) for entry in entries), t("Verlauf der Importe")
    )


def connectors(entries: Sequence[Fetched]) -> str:
    """One row per source elsewhere: schedule and last result."""
    titles = (t("Quelle"), t("wird zu"), t("Zeitplan"), t("zuletzt"), t("Ergebnis"))
    return table(titles, map(_connector, entries), t("Quellen, die abgerufen werden können"))


def _connector(entry: Fetched) -> str:
    words = entry.words or entry.note or ""
    schedule = (
        entry.schedule
        if entry.checked
        else t("{schedule} (noch nicht geprüft)", schedule=entry.schedule)
    )
    return row(
        f"{html_text(entry.title)}<br>{html_text(entry.origin)}",
        html_text(entry.target),
        html_text(schedule),
        html_text(moment(entry.last)) if entry.last else html_text(entry.status),
        html_text(f"{entry.status}: {words}" if entry.last else words) or NONE,
    )


def moment(when: str) -> str:
    """``21.11.2026, 14:05 Uhr`` of an ISO time in UTC, in the time of Germany."""
    local = datetime.fromisoformat(when).astimezone(HOME_TIME)
    return t("{day}, {time} Uhr", day=day(local), time=f"{local:%H:%M}")


def _entry(entry: ImportEntry, with_people: bool) -> str:
    people = (
        (html_text(entry.who), f"{html_text(entry.file)}<br><code>{entry.sha256[:12]}</code>")
        if with_people
        else ()
    )
    return row(
        str(entry.number),
        html_text(moment(entry.when)),
        html_text(entry.title),
        html_text(entry.words),
        html_text(_state(entry)),
        *people,
    )


def _state(entry: ImportEntry) -> str:
    if entry.state is ImportState.ACTIVE:
        return entry.state.label
    return t("{state} am {moment}", state=entry.state.label, moment=moment(entry.rolled_back_when))
