"""Words that all sheets share: visibly cut texts, sources and licences in a line."""

from __future__ import annotations

from sozialraum.domain.indicators import Source

LONGEST = 700


def shortened(text: str, longest: int = LONGEST) -> str:
    """``text``, visibly cut with ``…`` at a blank where it is longer than ``longest`` signs."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return f"{head.rpartition(' ')[0] or head} …"


def licence_name(licence: str) -> str:
    """The name of a licence for the foot of a page, without its explanation."""
    return shortened(licence.partition(";")[0].partition(" (")[0], 100)


def source_line(source: Source) -> dict[str, str]:
    """Citation, licence, date of retrieval, quality and address of a source."""
    return {
        "citation": shortened(source.citation, 260),
        "licence": shortened(source.licence, 200),
        "retrieved": source.retrieved,
        "quality": source.quality.label,
        "url": shortened(source.url, 200),
    }
