"""Golden specifications: any change of a chart is seen in a review.

``python tests/golden/test_charts.py`` writes them anew, after a look at the pictures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from sozialraum.domain.exhibits import Exhibit
from sozialraum.render.charts import file_spec, screen_spec
from toy_exhibits import BARS, COURSE, SINGLE

FOLDER = Path(__file__).parent / "charts"


def _file(exhibit: Exhibit) -> dict[str, Any]:
    return file_spec(exhibit, 900, date(2026, 3, 1))


CASES: dict[str, tuple[Callable[[Exhibit], dict[str, Any]], Exhibit]] = {
    "verlauf-bildschirm": (screen_spec, COURSE),
    "verlauf-datei": (_file, COURSE),
    "einzeln-bildschirm": (screen_spec, SINGLE),
    "balken-bildschirm": (screen_spec, BARS),
    "balken-datei": (_file, BARS),
}


def _texts() -> Iterator[tuple[str, str]]:
    for name, (look, exhibit) in CASES.items():
        yield name, json.dumps(look(exhibit), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize(("name", "text"), list(_texts()), ids=list(CASES))
def test_specification(name: str, text: str) -> None:
    assert json.loads(text) == json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in _texts():
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
