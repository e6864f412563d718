"""Logs without values: what went wrong and where, never what somebody asked, typed or is called.

Streamlit, Starlette, uvicorn and Authlib each have loggers with handlers of their own, so every
record is cleaned when it is made, before any handler sees it.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from typing import Any

HIDDEN = "[…]"
FRAMES = 12
"""So many places of an error are named at most, the innermost ones."""
_ACCESS = "uvicorn.access"
_TRACEBACK = "Traceback (most recent call last)"
_HEADER = re.compile(r"(?i)\b((?:set-)?cookie|(?:proxy-)?authorization)(\W{1,4})[^\r\n]+")
_NAMED = re.compile(
    r"(?i)((?:token|secret|passwor[dt]|code|state|nonce|session_id|api_?key|email|sub)"
    r"[\"']?\s*[:=]\s*[\"']?)[^\s\"',;&}]+"
)
_QUERY = re.compile(r"\?[^\s\"'<>)]+")
_SIGNED = re.compile(r"\beyJ[\w-]+(?:\.[\w-]+)+|\b2\|[0-9a-f]{8}\|[0-9a-f|]+")
_OF_TASK = re.compile(r"(?s)(exception=[\w.]+)\(.*\)")
_PLACE = re.compile(r'\s*File "(.+)", line (\d+), in (.+)')
_KIND = re.compile(r"([A-Za-z_][\w.]*)(?::|$)")


def install() -> None:
    """Clean all log records and uncaught errors of this process from now on.

    A second call changes nothing.
    """
    made = logging.getLogRecordFactory()
    if getattr(made, "cleans", False):
        return

    def clean(*given: Any, **named: Any) -> logging.LogRecord:
        return cleaned(made(*given, **named))

    clean.cleans = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(clean)
    sys.excepthook = lambda _kind, error, _places: _uncaught(error)
    threading.excepthook = lambda told: _uncaught(told.exc_value)
    sys.unraisablehook = lambda told: _uncaught(told.exc_value)


def cleaned(record: logging.LogRecord) -> logging.LogRecord:
    """The record without query strings, cookies, tokens and the messages of errors."""
    if isinstance(record.args, tuple):
        record.args = tuple(_kind_only(value) for value in record.args)
    if isinstance(record.msg, BaseException):
        record.msg = type(record.msg).__name__
    if record.name == _ACCESS and isinstance(record.args, tuple):
        # Its formatter needs the parts one by one.
        record.args = tuple(hidden(v) if isinstance(v, str) else v for v in record.args)
    else:
        record.msg, record.args = hidden(_text(record)), ()
    if record.exc_info:
        record.exc_text = places(record.exc_info[1])
        record.exc_info = None
    record.stack_info = None
    return record


def hidden(text: str) -> str:
    """``text`` without what could be somebody's words or keys."""
    if _TRACEBACK in text:
        text = _reduced(text)
    text = _OF_TASK.sub(rf"\1({HIDDEN})", text)
    text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
    text = _QUERY.sub(f"?{HIDDEN}", text)
    text = _SIGNED.sub(HIDDEN, text)
    return _NAMED.sub(rf"\1{HIDDEN}", text)


def places(error: BaseException | None) -> str:
    """Kind and places of an error and of what caused it, without any message."""
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines.append(("verursacht durch " if lines else "") + type(error).__name__)
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        lines += [f"  {_place(frame.filename, frame.lineno, frame.name)}" for frame in frames]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _kind_only(value: object) -> object:
    return type(value).__name__ if isinstance(value, BaseException) else value


def _place(file: str, line: int | str | None, function: str) -> str:
    return f"{'/'.join(file.replace(chr(92), '/').split('/')[-3:])}:{line} in {function}"


def _reduced(text: str) -> str:
    """A traceback that came as text: the places, and after them the kind of error only."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        place, kind = _PLACE.match(line), _KIND.match(line)
        if place:
            lines.append(f"  {_place(*place.groups())}")
        elif kind and inside:
            lines.append(kind[1])
        inside = line.startswith(" ")
    return "\n".join(lines)


def _uncaught(error: BaseException | None) -> None:
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return
    print(f"Fehler: {places(error)}", file=sys.stderr, flush=True)
