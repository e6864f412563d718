from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from sozialraum.errors import SozialraumError
from sozialraum.storage.locks import exclusive


def test_a_second_thread_waits_and_is_told(tmp_path: Path) -> None:
    told: list[str] = []

    def other() -> None:
        try:
            with exclusive(tmp_path / "sperre", timeout=0.2):
                told.append("hat sie")
        except SozialraumError as error:
            told.append(error.what)

    with exclusive(tmp_path / "sperre", timeout=1) as outermost:
        assert outermost
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert told == ["Gerade übernimmt jemand anderes Daten. Nichts wurde geändert."]
    other()
    assert told[1:] == ["hat sie"]


def test_the_same_thread_may_enter_again(tmp_path: Path) -> None:
    with exclusive(tmp_path / "sperre", timeout=0.2):
        with exclusive(tmp_path / "sperre", timeout=0.2) as outermost:
            assert not outermost
        with pytest.raises(RuntimeError), exclusive(tmp_path / "sperre", timeout=0.2):
            raise RuntimeError
    with exclusive(tmp_path / "sperre", timeout=0.2) as outermost:
        assert outermost


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from sozialraum.storage.locks import exclusive\n"
        f"with exclusive(Path({str(tmp_path / 'sperre')!r}), 1):\n"
        "    print('da', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process, process.stdout as output:
        output.readline()
        with (
            pytest.raises(SozialraumError, match="jemand anderes"),
            exclusive(tmp_path / "sperre", timeout=0.1),
        ):
            pass
        process.kill()
        process.wait()
        with exclusive(tmp_path / "sperre", timeout=5) as outermost:
            assert outermost
