"""Status of an observation: unknown, secret, zero and not applicable are four different things."""

from __future__ import annotations

from enum import StrEnum

from sozialraum.language import n_, t


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
        """The word for legends, tables and exports."""
        return t(_LABELS[self])

    @property
    def german(self) -> str:
        """The word in German whatever language is spoken: for what is read from files."""
        return _LABELS[self]


_LABELS = {
    Status.OK: n_("veröffentlicht"),
    Status.SECRET: n_("geheim"),
    Status.UNKNOWN: n_("unbekannt"),
    Status.NOT_APPLICABLE: n_("nicht sinnvoll"),
    Status.LATER: n_("Angabe folgt später"),
    Status.UNCERTAIN: n_("unsicher"),
    Status.ESTIMATED: n_("geschätzt"),
}
