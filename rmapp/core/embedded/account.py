"""Whom the engines run as: PostgreSQL refuses to run as root, and nothing else should."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "rmapp"


@dataclass(frozen=True)
class Account:
    """A user of this machine, by name and numbers."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Hand the folder or file ``path`` over to this user."""
        os.chown(path, self.uid, self.gid)

    def options(self) -> dict[str, Any]:
        """What ``subprocess`` needs to start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def unprivileged() -> Account | None:
    """The account for the engines: None for an ordinary user, who runs them himself.

    For root: the user ``rmapp``, made when it is missing, or else ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    found = _named(NAME)
    if found is None and shutil.which("useradd"):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
            capture_output=True,
            check=False,  # two starts at once: the other one made it
        )
        found = _named(NAME)
    return found or _named("nobody")


def passable(path: Path) -> bool:
    """Whether every user may pass through the folders above ``path`` (itself not asked)."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.absolute().parents)


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
