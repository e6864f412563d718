"""WFS 2.0: OWSLib reads the capabilities and builds the requests, the guarded fetcher sends them.

Only GeoJSON is taken over: GML has many dialects, and readers of XML many doors. XML is read for
capabilities, counts and error reports only, after a check that refuses entities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sozialraum.connectors.answers import (
    JSON,
    XML,
    Fetched,
    collection,
    complete,
    features,
    parse_json,
    whole,
)
from sozialraum.connectors.http import Fetcher
from sozialraum.domain.connectors import Wfs
from sozialraum.domain.fetches import FetchRefused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

VERSION = "2.0.0"
_BOTH = (*JSON, *XML)


def fetch(access: Wfs, fetcher: Fetcher) -> Fetched:
    """All features of the feature type; raises :class:`FetchRefused`.

    The number is asked first (``resultType=hits``); pages follow until it is reached.
    """
    service = _service(access, fetcher)
    if access.feature_type not in service.contents:
        what = f"Der Dienst bietet „{access.feature_type}“ nicht an."
        raise FetchRefused(what, f"Er bietet: {', '.join(list(service.contents)[:12])}.")
    form = _json_format(service)
    given: dict[str, Any] = {"typename": [access.feature_type], "srsname": access.crs}
    announced = _hits(fetcher, _question(service, **given))
    found: list[dict[str, Any]] = []
    crs: object = None
    while len(found) < announced:
        url = _question(
            service, **given, outputFormat=form, maxfeatures=access.page, startindex=len(found)
        )
        document = _features(fetcher, url)
        more = features(document)
        crs = crs or document.get("crs")
        if not more:
            break
        found += more
    complete(len(found), announced)
    _refuse_repeated(found)
    return collection(access.feature_type.replace(":", "_"), found, crs)


def _service(access: Wfs, fetcher: Fetcher) -> Any:
    """OWSLib's view of the service, made from bytes that we fetched and checked."""
    from owslib.feature.wfs200 import WebFeatureService_2_0_0

    question = {"service": "WFS", "request": "GetCapabilities", "version": VERSION}
    content = fetcher.get(_with(access.address, question), XML).content
    root = parse_xml(content)
    if not root.tag.endswith("WFS_Capabilities"):
        raise FetchRefused("Die Antwort ist keine Beschreibung eines WFS.", "Adresse prüfen.")
    if not root.get("version", "").startswith("2."):
        version = root.get("version", "")
        raise FetchRefused(f"Der Dienst spricht WFS {version}, gebraucht wird 2.0.")
    try:
        return WebFeatureService_2_0_0(access.address, VERSION, xml=content)
    except Exception as error:  # OWSLib fails in many ways on incomplete documents
        what = f"Die Beschreibung des Dienstes ist unvollständig ({type(error).__name__})."
        raise FetchRefused(what, "Den Betreiber des Dienstes fragen.") from error


def _json_format(service: Any) -> str:
    """The output format that gives GeoJSON."""
    try:
        operation = service.getOperationByName("GetFeature")
    except KeyError as error:
        raise FetchRefused("Der Dienst liefert keine Objekte (GetFeature).") from error
    offered = [str(form) for form in operation.parameters.get("outputFormat", {}).get("values", [])]
    for word in ("geo+json", "geojson", "application/json", "json"):
        for form in offered:
            if word in form.lower() and "jsonp" not in form.lower():
                return form
    what = "Der Dienst liefert kein GeoJSON."
    raise FetchRefused(what, f"Er liefert: {', '.join(offered[:8]) or 'keine Angabe'}.")


def _question(service: Any, **given: Any) -> str:
    """The address of a GetFeature request, as the capabilities want it."""
    try:
        return str(service.getGETGetFeatureRequest(**given))
    except (StopIteration, AttributeError) as error:
        raise FetchRefused("Der Dienst nimmt keine Anfragen mit GET an.") from error


def _hits(fetcher: Fetcher, url: str) -> int:
    root = parse_xml(fetcher.get(_with(url, {"resultType": "hits"}), XML).content)
    _refuse_report(root)
    count = whole(root.get("numberMatched"))
    if count is None:
        raise FetchRefused("Der Dienst sagt nicht, wie viele Objekte er hat (numberMatched).")
    if not count:
        raise FetchRefused("Der Dienst hat kein einziges Objekt.", "„objektart“ prüfen.")
    return count


def _features(fetcher: Fetcher, url: str) -> dict[str, Any]:
    answer = fetcher.get(url, _BOTH)
    if answer.content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        _refuse_report(parse_xml(answer.content))
        raise FetchRefused("Der Dienst liefert XML statt GeoJSON.")
    return parse_json(answer.content)


def parse_xml(content: bytes) -> Element:
    """The root of an XML answer without a document type; raises :class:`FetchRefused`."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FetchRefused(
            "Die Antwort enthält eine Dokumenttyp-Angabe und wird nicht gelesen."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        what = "Die Antwort der Quelle ist kein vollständiges XML."
        raise FetchRefused(what, "Später noch einmal abrufen.", transient=True) from error
    return root


def _refuse_report(root: Element) -> None:
    """Raises with the words of the service where it sent an ExceptionReport."""
    if root.tag.endswith("ExceptionReport"):
        texts = [str(part.text).strip() for part in root.iter() if part.text and part.text.strip()]
        what = f"Der Dienst meldet einen Fehler: {' '.join(texts)[:300] or 'ohne Text'}"
        raise FetchRefused(what, "„objektart“ und „koordinatensystem“ prüfen.")


def _refuse_repeated(found: list[dict[str, Any]]) -> None:
    """Pages of a service without a stable order repeat some features and leave out others."""
    ids = [feature["id"] for feature in found if feature.get("id") is not None]
    if len(set(map(str, ids))) != len(ids):
        what = "Der Dienst liefert beim Blättern Objekte mehrfach; andere fehlen dann."
        raise FetchRefused(what, "„seite“ so groß wählen, dass eine Antwort alles enthält.")


def _with(url: str, given: dict[str, str]) -> str:
    """``url`` with further parameters."""
    mark = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return f"{url}{mark}{urlencode(given)}"
