"""Use cases that write: check what is declared, build a release, make it live."""

from sozialraum.publish.building import build_release, ensure_release
from sozialraum.publish.checking import CheckResult, check
from sozialraum.publish.home import fingerprint
from sozialraum.storage.home import home_folder

__all__ = [
    "CheckResult",
    "build_release",
    "check",
    "ensure_release",
    "fingerprint",
    "home_folder",
]
