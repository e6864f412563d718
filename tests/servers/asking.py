"""Asks a local server the way the product asks a declared source."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from sozialraum.connectors.answers import Fetched
from sozialraum.connectors.http import Fetcher
from sozialraum.connectors.reading import read_source
from sozialraum.connectors.settings import FetchSettings
from sozialraum.domain.connectors import ACCESS_KINDS, Connector
from sozialraum.domain.fetches import FetchRefused

OPEN = FetchSettings(
    enabled=True, networks=(ip_network("127.0.0.0/8"),), loopback_http=True, attempts=1
)
BOX = (7.3, 51.4, 7.7, 51.7)


def read(url: str, art: str, columns: tuple[str, ...] = (), **given: Any) -> Fetched | None:
    good = given.pop("good", None)
    access = ACCESS_KINDS[art].model_validate({"art": art, "adresse": url, **given})
    connector = Connector.model_validate(
        {
            "id": "probe",
            "titel": "Probe",
            "quelle": "stadt",
            "zeitplan": "von_hand",
            "zugang": access,
            "ziel": {"art": "tabelle", "id": "probe"},
            "erwartet": {"spalten": columns},
        }
    )
    with Fetcher(connector.access, OPEN, wait=lambda _: None) as fetcher:  # type: ignore[arg-type]
        return read_source(connector, fetcher, good, BOX)


def refused(*given: Any, **more: Any) -> str:
    with pytest.raises(FetchRefused) as caught:
        read(*given, **more)
    return str(caught.value)
