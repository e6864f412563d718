"""Headers and bodies of answers: nothing grows beyond its limit, nothing half passes as whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from sozialraum.domain.fetches import FetchRefused

_STEP = 262_144
Headers = dict[str, str]


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers by lower-case name; of several with one name the last counts."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


def media_type(headers: Headers) -> str:
    """The media type without its parameters, lower case, empty where the source gives none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def retry_after(headers: Headers) -> float:
    """Seconds that the source asks to wait, 0 where it does not say; seconds or a date."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def bounded(parts: Iterable[bytes], encoding: str, limit: int, megabytes: int) -> Iterator[bytes]:
    """The unpacked parts; raises :class:`FetchRefused` beyond ``limit`` bytes.

    gzip is unpacked step by step, so that a small file cannot become a large one in memory, and it
    must end where it says that it ends. ``megabytes`` is the limit in words.
    """
    total = 0
    for part in _plain(parts, encoding):
        total += len(part)
        if total > limit:
            what = f"Die Antwort ist größer als {megabytes} MB."
            raise FetchRefused(what, "Ist das richtig, „groesse_mb“ in der Angabe erhöhen.")
        yield part


def _plain(parts: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    if encoding in {"", "identity"}:
        return parts
    if encoding in {"gzip", "x-gzip"}:
        return _gunzipped(parts)
    raise FetchRefused(f"Die Antwort ist mit „{encoding}“ gepackt, das wurde nicht angefragt.")


def _gunzipped(parts: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for part in parts:
            plain = unpacker.decompress(part, _STEP)
            while plain:
                yield plain
                plain = unpacker.decompress(unpacker.unconsumed_tail, _STEP)
    except zlib.error as error:
        raise FetchRefused("Die gepackte Antwort ist beschädigt.", transient=True) from error
    if not unpacker.eof:
        raise FetchRefused("Die gepackte Antwort bricht mittendrin ab.", transient=True)
