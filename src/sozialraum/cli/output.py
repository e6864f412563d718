"""What the command line prints: results on standard output, everything else on standard error."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sozialraum.errors import Problem


@dataclass(frozen=True)
class Output:
    """With ``json`` exactly one JSON document goes to standard output, and no other text."""

    json: bool = False

    def document(self, content: Any) -> None:
        """Print the one JSON document."""
        print(jsonlib.dumps(content, ensure_ascii=False, allow_nan=False, indent=2))

    def text(self, line: str) -> None:
        """Print a line for people."""
        print(line)

    def result(self, folder: Path, content: dict[str, Any]) -> None:
        """Tell where something was written, and what."""
        if self.json:
            self.document({"ok": True, "folder": str(folder)} | content)
            return
        self.text(f"Geschrieben nach {folder}")
        for key, value in content.items():
            self.text(f"  {key}: {value}")

    def raw(self, content: bytes) -> None:
        """Print a file as it is."""
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()

    def progress(self, line: str) -> None:
        """Tell what is going on, on standard error."""
        print(line, file=sys.stderr, flush=True)

    def problems(self, what: str, problems: Iterable[Problem]) -> None:
        """Report a refusal with all its problems."""
        found = tuple(problems)
        if self.json:
            self.document({"ok": False, "problems": [problem.as_dict() for problem in found]})
        self.progress(what)
        for problem in found:
            self.progress(f"  - {problem}")

    def error(self, what: str, fix: str) -> None:
        """Report a single error."""
        if self.json:
            self.document({"ok": False, "error": what, "fix": fix})
        self.progress(f"{what} {fix}".strip())
