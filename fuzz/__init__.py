"""Harnesses that feed the readers with damaged files; see README.md."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")


def run(one: Callable[[bytes], None]) -> None:
    """Give ``one`` ever new bytes until the time is over or it raises what it may not raise."""
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
