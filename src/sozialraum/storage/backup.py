"""One file with everything that cannot be made again: ``geo/``, ``data/`` and ``var``.

Of the releases only the live one is kept; sign-ins, locks and unfinished writings are left out, so
after a restore everybody signs in anew. The archive (``.tar.gz``) ends with ``sicherung.json``,
which names every file with its SHA-256: an archive that was cut off or altered is not restored.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from sozialraum.errors import SozialraumError, UnreadableInput
from sozialraum.storage import audit_log
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import ReleaseStore

MANIFEST = "sicherung.json"
ASIDE = "vor-wiederherstellung-"
"""Beginning of the folder below ``var`` in which a restore puts what was there before."""
FORMAT = 1
ATTEMPTS = 5
_PARTS = ("geo", "data")
_LEFT_OUT = ("sitzungen.sqlite*", "hochgeladen", "*.sperre", ".*", "~*", f"{ASIDE}*")
_BROKEN = "Die Sicherung ist beschädigt: {}"
_OTHER = "Eine andere Sicherung verwenden."


@dataclass(frozen=True)
class BackupReport:
    """``release`` is the id of the live one or empty; ``created`` is ISO 8601 in UTC; ``size`` in
    bytes, unpacked; ``aside`` where a restore put what was there before, else empty."""

    file: str
    created: str
    release: str
    files: int
    size: int
    aside: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def write_backup(home: Path, var: Path, target: Path, roles: Path | None = None) -> BackupReport:
    """Write the archive, readable by this user alone; the dashboard may go on running.

    Nobody publishes or imports meanwhile; where a file changes all the same, it is begun anew.
    ``roles`` is the file of roles where it lies outside ``var``. Raises :class:`SozialraumError`
    where somebody else keeps writing, and ``OSError``; an earlier ``target`` stays then.
    """
    target = target.absolute()
    if any(target.is_relative_to(kept.absolute()) for kept in (var, *(home / p for p in _PARTS))):
        what = "Die Sicherung darf nicht in einem Ordner liegen, der gesichert wird."
        raise SozialraumError(what, f"Einen Ort außerhalb von {home} wählen.")
    with ImportStore(var).locked():
        for _ in range(ATTEMPTS):
            with _beside(target) as temporary:
                before = _stamps(home, var, roles)
                report = _pack(home, var, roles, temporary, before)
                if report is not None and _stamps(home, var, roles) == before:
                    temporary.replace(target)
                    return BackupReport(str(target), *report)
    what = "Während der Sicherung haben sich Dateien geändert; sie ist nicht geschrieben."
    raise SozialraumError(what, "Später noch einmal versuchen.")


def restore_backup(archive: Path, home: Path, var: Path, *, force: bool = False) -> BackupReport:
    """Check the archive completely, then put its content in place. The dashboard must not run.

    Where there is something already, nothing is done without ``force``; with it, what was there is
    moved into a folder below ``var``. Raises :class:`UnreadableInput` for a damaged archive and
    :class:`SozialraumError` where something is in the way; nothing is changed then.
    """
    occupied = [path for path in _replaced(home, var) if path.exists()]
    if occupied and not force:
        what = f"In {home} und {var} liegen schon Daten; nichts wurde geändert."
        raise SozialraumError(what, "Zum Ersetzen: --force. Das Bisherige wird beiseitegelegt.")
    var.mkdir(parents=True, exist_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    staging = var / f".wiederherstellung-{uuid4().hex}"
    try:
        report = _unpack(archive, staging)
        aside = _put_aside(occupied, home, var) if occupied else ""
        for part in _PARTS:
            if (staging / "home" / part).exists():
                shutil.move(staging / "home" / part, home / part)
        for path in sorted((staging / "var").glob("*")):
            path.rename(var / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return BackupReport(str(archive), *report, aside=aside)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A temporary file beside ``target`` that is gone afterwards where it was not renamed."""
    temporary = target.with_name(f".{target.name}-{uuid4().hex}")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _members(home: Path, var: Path, roles: Path | None) -> dict[str, Path]:
    """Name in the archive -> file, without the audit log."""
    current = ReleaseStore(home, var).current_id()
    found: dict[str, Path] = {}
    if roles is not None and roles.is_file():
        found["var/rollen.toml"] = roles
    roots = [(f"home/{part}", home / part) for part in _PARTS] + [("var", var)]
    for prefix, root in roots:
        for path in sorted(root.rglob("*")):
            inner = PurePosixPath(path.relative_to(root).as_posix())
            if path.is_symlink() or not path.is_file() or _is_left_out(prefix, inner, current):
                continue
            found.setdefault(f"{prefix}/{inner}", path)
    return found


def _is_left_out(prefix: str, inner: PurePosixPath, current: str) -> bool:
    if prefix != "var":
        return any(part.startswith((".", "~")) for part in inner.parts)
    if inner.parts[0] == audit_log.FOLDER:
        return True
    if inner.parts[0] == "releases":
        return inner.parts[1] != current
    return any(PurePosixPath(part).match(form) for part in inner.parts for form in _LEFT_OUT)


def _stamps(home: Path, var: Path, roles: Path | None) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file: equal before and after means nothing was written."""
    stamps = {}
    for name, path in _members(home, var, roles).items():
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        stamps[name] = (found.st_size, found.st_mtime_ns)
    return stamps


def _pack(
    home: Path, var: Path, roles: Path | None, target: Path, stamps: dict[str, tuple[int, int]]
) -> tuple[str, str, int, int] | None:
    """Write all files and the manifest; None where a file vanished or shrank meanwhile."""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    release = ReleaseStore(home, var).current_id()
    members = _members(home, var, roles)
    digests: dict[str, str] = {}
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        for name in stamps:
            try:
                digests[name] = _add(archive, name, members[name].read_bytes())
            except (FileNotFoundError, KeyError):
                return None
        for name, content in _audit_files(var):
            digests[name] = _add(archive, name, content)
        size = sum(member.size for member in archive.getmembers())
        head = {"format": FORMAT, "created": created, "release": release}
        text = json.dumps(head | {"files": digests}, ensure_ascii=False, indent=1)
        _add(archive, MANIFEST, text.encode())
    with target.open("rb") as stream:
        os.fsync(stream.fileno())
    return created, release, len(digests), size


def _audit_files(var: Path) -> list[tuple[str, bytes]]:
    """The audit log as it is between two lines."""
    folder = var / audit_log.FOLDER
    if not folder.is_dir():
        return []
    with audit_log.locked(folder):
        paths = [*audit_log.log_files(folder), folder / audit_log.STATE]
        return [
            (f"var/{audit_log.FOLDER}/{path.name}", path.read_bytes())
            for path in paths
            if path.exists()
        ]


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> str:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    info.mtime = int(datetime.now(UTC).timestamp())
    archive.addfile(info, io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()


def _unpack(archive: Path, staging: Path) -> tuple[str, str, int, int]:
    """Write all files below ``staging`` and compare them with the manifest."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    size = 0
    try:
        with tarfile.open(archive, "r:gz") as stream:
            for member in stream:
                content = _content(stream, member)
                if member.name == MANIFEST:
                    manifest = json.loads(content)
                    continue
                found[member.name] = hashlib.sha256(content).hexdigest()
                size += len(content)
                _write(staging / member.name, content, private=member.name.startswith("var/"))
        return _agreed(manifest, found, size)
    except FileNotFoundError as error:
        raise UnreadableInput(f"Die Datei „{archive}“ gibt es nicht.", "Pfad prüfen.") from error
    except (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(_BROKEN.format("Sie lässt sich nicht lesen."), _OTHER) from error


def _content(stream: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The bytes of a member; refuses links and every path that leads elsewhere."""
    parts = member.name.split("/")
    inside = parts[0] == "var" or (parts[0] == "home" and parts[1:2] and parts[1] in _PARTS)
    plain = len(parts) > 1 and inside and not {"", ".", ".."} & set(parts) and "\\" not in parts[-1]
    opened = stream.extractfile(member) if member.isreg() else None
    if opened is None or not (plain or member.name == MANIFEST):
        raise UnreadableInput(_BROKEN.format(f"„{member.name[:80]}“ gehört nicht hinein."), _OTHER)
    return opened.read()


def _agreed(
    manifest: dict[str, Any] | None, found: dict[str, str], size: int
) -> tuple[str, str, int, int]:
    if manifest is None:
        raise UnreadableInput(_BROKEN.format("Das Verzeichnis der Dateien fehlt."), _OTHER)
    if manifest["format"] != FORMAT:
        what = f"Diese Sicherung hat das Format {manifest['format']}, bekannt ist {FORMAT}."
        raise UnreadableInput(what, "Eine passende Fassung der Software verwenden.")
    named = manifest["files"]
    wrong = sorted(name for name in named.keys() | found if named.get(name) != found.get(name))
    if wrong:
        raise UnreadableInput(_BROKEN.format(f"„{wrong[0]}“ fehlt oder ist anders."), _OTHER)
    return str(manifest["created"]), str(manifest["release"]), len(found), size


def _write(path: Path, content: bytes, *, private: bool) -> None:
    path.parent.mkdir(mode=0o700 if private else 0o755, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)


def _replaced(home: Path, var: Path) -> list[Path]:
    """What a restore replaces: the parts of the home and everything in ``var``."""
    here = [path for path in sorted(var.glob("*")) if not path.name.startswith(ASIDE)]
    return [*(home / part for part in _PARTS), *here]


def _put_aside(occupied: list[Path], home: Path, var: Path) -> str:
    aside = var / f"{ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:4]}"
    aside.mkdir(mode=0o700)
    for path in occupied:
        name = f"home-{path.name}" if path.parent == home and path.name in _PARTS else path.name
        shutil.move(path, aside / name)
    return str(aside)
