"""What came of fetching a source: the result, the last good answer, and refusals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sozialraum.domain.connectors import Connector
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t


class FetchRefused(SozialraumError):
    """A source was not asked, did not answer as it should, or its answer is not taken over.

    ``transient`` is True where the same question may succeed later. ``status`` is the HTTP status
    (0 where there was none), ``body`` the beginning of a refused answer.
    """

    def __init__(
        self,
        what: str,
        fix: str = "",
        *,
        transient: bool = False,
        status: int = 0,
        body: bytes = b"",
    ) -> None:
        super().__init__(what, fix)
        self.transient = transient
        self.status = status
        self.body = body


class FetchStatus(StrEnum):
    """What came of a fetch."""

    TAKEN = n_("übernommen")
    UNCHANGED = n_("unverändert")
    CHECKED = n_("geprüft")
    REFUSED = n_("abgelehnt")

    @property
    def label(self) -> str:
        """The word for the interface."""
        return t(self.value)


@dataclass(frozen=True)
class FetchResult:
    """What one fetch did. ``when`` is ISO 8601 in UTC, ``words`` a German sentence.

    ``count`` is the number of rows or features of the answer, ``sha256`` that of the file that was
    made from it (both empty where there was none), ``number`` the entry in the import diary (0:
    none), ``notes`` further German sentences.
    """

    source: str
    title: str
    when: str
    status: FetchStatus
    words: str
    sha256: str = ""
    count: int = 0
    number: int = 0
    notes: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """False where the source was refused."""
        return self.status is not FetchStatus.REFUSED

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> FetchResult:
        """The result that :meth:`as_dict` wrote."""
        given = {"status": FetchStatus(content["status"]), "notes": tuple(content["notes"])}
        return cls(**content | given)


@dataclass(frozen=True)
class GoodState:
    """The last answer that was taken over; later answers are measured against it."""

    when: str
    sha256: str
    count: int
    columns: tuple[str, ...]
    etag: str = ""
    modified: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class FetchState:
    """What is stored per source: the last result and the last good answer.

    ``seen`` are the hashes of files of a watched folder that were taken over already.
    """

    last: FetchResult | None = None
    good: GoodState | None = None
    seen: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "last": self.last.as_dict() if self.last else None,
            "good": self.good.as_dict() if self.good else None,
            "seen": list(self.seen),
        }

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> FetchState:
        """The state that :meth:`as_dict` wrote."""
        last, good = content["last"], content["good"]
        return cls(
            FetchResult.from_dict(last) if last else None,
            GoodState(**good | {"columns": tuple(good["columns"])}) if good else None,
            tuple(content["seen"]),
        )


def is_due(connector: Connector, state: FetchState, now: datetime) -> bool:
    """True where the schedule asks for a fetch; never for what nobody has checked.

    ``now`` carries a time zone. After a refusal the source is due again after a quarter of the
    interval, at most six hours.
    """
    interval = connector.schedule.interval
    if interval is None or not connector.checked or connector.access.missing:
        return False
    if state.last is None:
        return True
    if state.last.status is FetchStatus.REFUSED:
        interval = min(interval / 4, timedelta(hours=6))
    return now - _moment(state.last.when) >= interval


def now_utc() -> str:
    """This moment in ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
