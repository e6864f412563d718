"""Status of an observation: unknown, secret, zero and not applicable are four different things."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Why a value is there, or why it is not. The values are the words of the data files."""

    OK = "ok"
    SECRET = "geheim"  # noqa: S105
    UNKNOWN = "unbekannt"
    NOT_APPLICABLE = "nicht_sinnvoll"
    LATER = "spaeter"
    UNCERTAIN = "unsicher"
    ESTIMATED = "geschaetzt"

    @property
    def has_value(self) -> bool:
        """True where a number may stand beside the status."""
        return self in {Status.OK, Status.UNCERTAIN, Status.ESTIMATED}

    @property
    def label(self) -> str:
        """The German word for legends, tables and exports."""
        return _LABELS[self]


_LABELS = {
    Status.OK: "veröffentlicht",
    Status.SECRET: "geheim",
    Status.UNKNOWN: "unbekannt",
    Status.NOT_APPLICABLE: "nicht sinnvoll",
    Status.LATER: "Angabe folgt später",
    Status.UNCERTAIN: "unsicher",
    Status.ESTIMATED: "geschätzt",
}
