from __future__ import annotations

import asyncio
import io
import logging
import subprocess
import sys
import traceback
from collections.abc import Iterator

import pytest

from sozialraum.web import logging_setup

SECRET = "geheimwort_4711"


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """What a handler with its own formatter writes while the clean records are on."""
    before, hooks = logging.getLogRecordFactory(), (sys.excepthook, sys.unraisablehook)
    logging_setup.install()
    logging_setup.install()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    logger = logging.getLogger("probe")
    logger.addHandler(handler)
    logger.propagate = False
    yield stream
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)
    sys.excepthook, sys.unraisablehook = hooks


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("GET /sozialraum/export/angebote.csv?suche=%s HTTP/1.1", (SECRET,)),
        ('"GET /karte?gebiet=01&suche=' + SECRET + '" 200', ()),
        ("Cookie: _streamlit_user=%s; other=1", (SECRET,)),
        ("headers: {'authorization': 'Bearer " + SECRET + "'}", ()),
        ("{'access_token': '%s', 'x': 1}", (SECRET,)),
        ("callback code=%s state=abc", (SECRET,)),
        ("token %s.%s.%s", ("eyJhbGciOiJI", SECRET, "xyz")),
        ("failed: %s", (ValueError(SECRET),)),
        ("failed: %r", (KeyError(SECRET),)),
        (ValueError(SECRET), ()),
        ("future: <Task finished exception=ValueError('" + SECRET + "')>", ()),
    ],
)
def test_nothing_secret_is_written(told: io.StringIO, text: str, args: tuple) -> None:
    logging.getLogger("probe").warning(text, *args)
    assert SECRET not in told.getvalue()
    assert told.getvalue().startswith("probe ")


def test_an_error_shows_kinds_and_places_but_no_message(told: io.StringIO) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"Wert {SECRET}") from error
    except ValueError:
        logging.getLogger("probe").exception("Uncaught app execution")
    text = told.getvalue()
    assert SECRET not in text
    assert "ValueError" in text
    assert "verursacht durch KeyError" in text
    assert "web/test_logging_setup.py:" in text
    assert "in test_an_error_shows_kinds_and_places_but_no_message" in text


def test_a_traceback_that_comes_as_text_is_reduced(told: io.StringIO) -> None:
    try:
        raise ValueError(f"zwei\n{SECRET}: Zeilen\n{SECRET}")
    except ValueError:
        logging.getLogger("probe").error(traceback.format_exc())
    assert SECRET not in told.getvalue()
    assert "ValueError" in told.getvalue()


def test_harmless_texts_stay(told: io.StringIO) -> None:
    logging.getLogger("probe").warning("Upload rejected: %d bytes received, 50%% of %s", 12, "24")
    assert told.getvalue() == "probe Upload rejected: 12 bytes received, 50% of 24\n"


def test_the_access_log_keeps_its_parts(told: io.StringIO) -> None:
    record = logging.getLogRecordFactory()(
        "uvicorn.access", 20, "", 0, '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", f"/karte?suche={SECRET}", "1.1", 200), None,
    )  # fmt: skip
    assert record.args == ("127.0.0.1:1", "GET", "/karte?[…]", "1.1", 200)


def test_the_loop_does_not_tell_messages_either(told: io.StringIO) -> None:
    stream = logging.getLogger("probe").handlers[0]
    logging.getLogger("asyncio").addHandler(stream)

    async def fail() -> None:
        task = asyncio.ensure_future(_boom())
        await asyncio.sleep(0)
        del task

    async def _boom() -> None:
        raise RuntimeError(SECRET)

    asyncio.run(fail())
    logging.getLogger("asyncio").removeHandler(stream)
    assert SECRET not in told.getvalue()


@pytest.mark.parametrize(
    "where", ["raise ValueError(s)", "threading.Thread(target=int, args=(s,)).start()"]
)
def test_uncaught_errors_show_no_message(where: str) -> None:
    script = f"import threading\nfrom sozialraum.web.logging_setup import install\ninstall()\ns = {SECRET!r}\n{where}"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert SECRET not in done.stderr
    assert "ValueError" in done.stderr
