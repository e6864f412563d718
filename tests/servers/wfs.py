"""A WFS 2.0: capabilities, hits, paging with count and startIndex, ExceptionReport."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from servers.local import Question, Reply, as_json

CAPABILITIES = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities version="{version}" xmlns:wfs="http://www.opengis.net/wfs/2.0"
 xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:stadt="http://stadt.example" xmlns:fes="http://www.opengis.net/fes/2.0">
 <ows:ServiceIdentification><ows:Title>Stadt</ows:Title><ows:ServiceType>WFS</ows:ServiceType>
  <ows:ServiceTypeVersion>2.0.0</ows:ServiceTypeVersion></ows:ServiceIdentification>
 <ows:OperationsMetadata>
  <ows:Operation name="GetCapabilities"><ows:DCP><ows:HTTP><ows:Get xlink:href="{url}?"/>
   </ows:HTTP></ows:DCP></ows:Operation>
  <ows:Operation name="GetFeature"><ows:DCP><ows:HTTP><ows:Get xlink:href="{feature_url}?"/>
   <ows:Post xlink:href="{feature_url}"/></ows:HTTP></ows:DCP>
   <ows:Parameter name="outputFormat"><ows:AllowedValues>
    <ows:Value>application/gml+xml; version=3.2</ows:Value>{json}
   </ows:AllowedValues></ows:Parameter></ows:Operation>
 </ows:OperationsMetadata>
 <wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>stadt:bezirke</wfs:Name>
  <wfs:Title>Bezirke</wfs:Title><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::25832</wfs:DefaultCRS>
  <wfs:OutputFormats/><ows:WGS84BoundingBox><ows:LowerCorner>7 51</ows:LowerCorner>
  <ows:UpperCorner>8 52</ows:UpperCorner></ows:WGS84BoundingBox></wfs:FeatureType>
 </wfs:FeatureTypeList>
</wfs:WFS_Capabilities>"""

REPORT = """<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"
 version="2.0.0"><ows:Exception exceptionCode="InvalidParameterValue"><ows:ExceptionText>
 unbekannt: {text}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"""

BOMB = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]>
<wfs:WFS_Capabilities version="2.0.0" xmlns:wfs="http://www.opengis.net/wfs/2.0">&b;
</wfs:WFS_Capabilities>"""


@dataclass
class Service:
    """Faults: ``matched`` (another number than there is), ``unstable`` (every page is the first),
    ``offers_json``, ``report`` (an ExceptionReport instead of features), ``bomb``.
    """

    features: list[dict[str, Any]]
    url: str = ""
    feature_url: str = ""
    most: int = 2
    matched: int | None = None
    unstable: bool = False
    offers_json: bool = True
    report: bool = False
    bomb: bool = False
    version: str = "2.0.0"
    asked: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, question: Question) -> Reply:
        query = question.query
        self.asked.append(query)
        xml = "application/xml"
        match query.get("request", ""):
            case "GetCapabilities":
                value = "<ows:Value>application/json</ows:Value>" if self.offers_json else ""
                text = CAPABILITIES.format(
                    url=self.url,
                    feature_url=self.feature_url or self.url,
                    json=value,
                    version=self.version,
                )
                return Reply((BOMB if self.bomb else text).encode(), xml)
            case "GetFeature" if query.get("resulttype") == "hits":
                count = len(self.features) if self.matched is None else self.matched
                text = (
                    '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
                    f'numberMatched="{count}" numberReturned="0"/>'
                )
                return Reply(text.encode(), xml)
            case "GetFeature":
                return self._features(query)
        return Reply(REPORT.format(text=query).encode(), xml, status=400)

    def _features(self, query: dict[str, str]) -> Reply:
        if self.report or query.get("typenames") != "stadt:bezirke":
            return Reply(REPORT.format(text=query.get("typenames")).encode(), "application/xml")
        start = 0 if self.unstable else int(query.get("startindex", 0))
        page = self.features[start : start + min(self.most, int(query["count"]))]
        crs = {"type": "name", "properties": {"name": query["srsname"]}}
        return as_json(
            {"type": "FeatureCollection", "crs": crs, "numberReturned": len(page), "features": page}
        )
