"""The command ``sozialraum``: what the pages show, for the console."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from sozialraum.cli.output import Output
from sozialraum.cli.parser import build_parser
from sozialraum.errors import ProblemsFound, SozialraumError, UnknownEntry

FINE, PROBLEMS, WRONG_USE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 = fine, 1 = problems found, 2 = wrong use."""
    _speak_utf8()
    options = build_parser().parse_args(arguments)
    output = Output(json=options.json)
    try:
        return int(options.run(options, output))
    except ProblemsFound as error:
        output.problems(error.what, error.problems)
        return PROBLEMS
    except UnknownEntry as error:
        output.error(error.what, error.fix)
        return WRONG_USE
    except SozialraumError as error:
        output.error(error.what, error.fix)
        return PROBLEMS
    except BrokenPipeError:
        # The reader (such as ``head``) has seen enough; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except OSError as error:
        output.error(f"Lesen oder Schreiben ist gescheitert: {error}.", "Platz und Rechte prüfen.")
        return PROBLEMS
    except KeyboardInterrupt:
        output.progress("Abgebrochen. Der letzte gute Stand bleibt gültig.")
        return PROBLEMS


def _speak_utf8() -> None:
    """German texts and JSON are UTF-8, whatever the console is set to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
