"""What the operator allows: ``<var>/abruf.toml`` and the environment. At first nothing."""

from __future__ import annotations

import os
import tomllib
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sozialraum.domain.fetches import FetchRefused

FILE = "abruf.toml"
SWITCH = "SOZIALRAUM_ABRUF"
Network = IPv4Network | IPv6Network
_YES, _NO = {"1", "ja", "true"}, {"0", "nein", "false"}


class FetchSettings(BaseModel):
    """Settings of the operator.

    ``networks`` are private networks that may be reached although they are private. ``proxy`` is
    ``http://host:port``; proxies of the environment are never used. ``contact`` goes into the
    User-Agent. ``loopback_http`` allows plain HTTP to this machine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    enabled: bool = Field(default=False, alias="abruf")
    contact: str = Field(default="", alias="kontakt", max_length=120, pattern="^[ -~]*$")
    proxy: str = Field(default="", pattern=r"^(http://[A-Za-z0-9.\-\[\]:]+)?$")
    networks: tuple[Network, ...] = Field(default=(), alias="private_netze")
    loopback_http: bool = Field(default=False, alias="http_auf_diesem_rechner")
    attempts: int = Field(default=4, alias="versuche", ge=1, le=10)


def read_settings(var: Path) -> FetchSettings:
    """The settings; all defaults where there is no file. Raises :class:`FetchRefused`."""
    content: dict[str, Any] = {}
    path = var / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"{path} ist nicht lesbar ({error})."
        raise FetchRefused(what, "Als TOML in UTF-8 speichern.") from error
    switch = os.environ.get(SWITCH, "").strip().casefold()
    if switch in _YES | _NO:
        content["abruf"] = switch in _YES
    try:
        return FetchSettings.model_validate(content)
    except ValidationError as error:
        keys = ", ".join(sorted({str(found["loc"][0]) for found in error.errors()}))
        raise FetchRefused(
            f"{path} ist nicht in Ordnung ({keys}).", "Siehe docs/abruf.md."
        ) from error


def require_enabled(settings: FetchSettings, var: Path) -> None:
    """Raises :class:`FetchRefused` unless the operator switched fetching on."""
    if not settings.enabled:
        raise FetchRefused(
            "Der Abruf fremder Quellen ist ausgeschaltet; es wurde nichts abgerufen.",
            f"Einschalten: In {var / FILE} „abruf = true“ schreiben oder {SWITCH}=1 setzen.",
        )
