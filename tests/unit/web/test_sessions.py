import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sozialraum.web.sessions import FILE, Ended, Limits, Sessions

LIMITS = Limits(idle=100, total=1000)


def test_only_what_was_entered_is_valid(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path / "var")
    assert sessions.use("a", "", 0, LIMITS).ended is Ended.UNKNOWN
    sessions.begin("a", "", 0, LIMITS)
    assert sessions.use("a", "", 1, LIMITS).ended is None
    assert sessions.use("b", "", 1, LIMITS).ended is Ended.UNKNOWN


def test_a_key_is_entered_once(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    sessions.begin("a", "", 0, LIMITS)
    sessions.end("a")
    with pytest.raises(OSError, match="sign-ins"):
        sessions.begin("a", "", 1, LIMITS)
    assert sessions.use("a", "", 1, LIMITS).ended is Ended.SIGNED_OUT


def test_somebody_who_is_busy_stays_until_the_longest_time(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    sessions.begin("a", "", 0, LIMITS)
    for now in range(50, 1001, 50):
        assert sessions.use("a", "", now, LIMITS).ended is None
    use = sessions.use("a", "", 1001, LIMITS)
    assert (use.ended, use.just_now) == (Ended.TOO_OLD, True)
    assert not sessions.use("a", "", 1002, LIMITS).just_now


def test_somebody_idle_does_not_come_back(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    sessions.begin("a", "", 0, LIMITS)
    assert sessions.use("a", "", 100, LIMITS).ended is None
    assert sessions.use("a", "", 201, LIMITS).ended is Ended.IDLE
    assert sessions.use("a", "", 202, Limits(idle=9999, total=9999)).ended is Ended.IDLE


def test_every_click_counts_as_input_to_a_sixtieth_of_the_limit(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    sessions.begin("a", "", 0, LIMITS)
    sessions.use("a", "", 99, LIMITS)
    sessions.use("a", "", 100, LIMITS)
    assert sessions.use("a", "", 198, LIMITS).ended is None


def test_a_sign_out_counts_for_another_process(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    sessions.begin("a", "", 0, LIMITS)
    code = (
        "import sys; from pathlib import Path; from sozialraum.web.sessions import Sessions; "
        "sys.exit(not Sessions(Path(sys.argv[1])).end('a'))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == 0
    assert sessions.use("a", "", 1, LIMITS).ended is Ended.SIGNED_OUT
    assert not sessions.end("a")
    assert not sessions.end("unknown")


def test_other_roles_are_reported_once(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    sessions.begin("a", "oeffentlich planung", 0, LIMITS)
    assert sessions.use("a", "oeffentlich planung", 1, LIMITS).roles_before is None
    assert sessions.use("a", "oeffentlich", 2, LIMITS).roles_before == "oeffentlich planung"
    assert sessions.use("a", "oeffentlich", 3, LIMITS).roles_before is None


def test_old_entries_are_forgotten_and_stay_refused(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    sessions.begin("a", "", 0, LIMITS)
    sessions.begin("b", "", 2001, LIMITS)
    assert sessions.use("a", "", 2001, LIMITS).ended is Ended.UNKNOWN
    assert sessions.use("b", "", 2001, LIMITS).ended is None


def test_the_file_is_for_the_server_alone(tmp_path: Path) -> None:
    Sessions(tmp_path).begin("a", "", 0, LIMITS)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    with pytest.raises(OSError, match="sign-ins"):
        Sessions(tmp_path).use("a", "", 0, LIMITS)
