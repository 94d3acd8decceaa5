"""The database and Redis of the suite: embedded ones made for this run, or the named servers."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rmapp.core import databases
from rmapp.core.embedded import Engines
from tests.schema import wait_for_template


class Started:
    """What the suite's controlling process started and the workers find in the environment."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rmt-"))
        self.folder.chmod(0o711)
        self.engines: Engines | None = None
        named = os.environ.get("RMAPP_DATABASE_URL")
        if named:
            self.owner_url = os.environ.get("RMAPP_DATABASE_OWNER_URL", named)
            self.serving_url = named
            self.redis_url = os.environ.get("RMAPP_REDIS_URL")
        else:
            self.engines = Engines(self.folder / "engines", disposable=True)
            servers = self.engines.start()
            assert servers.owner_url
            assert servers.serving_url
            self.owner_url, self.serving_url = servers.owner_url, servers.serving_url
            self.redis_url = os.environ.get("RMAPP_REDIS_URL") or servers.redis_url
        os.environ["RMTEST_OWNER_URL"] = self.owner_url
        os.environ["RMTEST_SERVING_URL"] = self.serving_url
        os.environ["RMTEST_FOLDER"] = str(self.folder)
        if self.redis_url:
            os.environ["RMTEST_REDIS_URL"] = self.redis_url
        for name in ("RMAPP_DATABASE_URL", "RMAPP_DATABASE_OWNER_URL", "RMAPP_REDIS_URL"):
            os.environ.pop(name, None)
        self.template = f"rmtest_{secrets.token_hex(4)}"
        os.environ["RMTEST_TEMPLATE"] = self.template

    def stop(self) -> None:
        """End what was started and remove its folder."""
        with contextlib.suppress(Exception):
            if self.engines is None:
                databases.drop(self.owner_url, self.template)
        if self.engines is not None:
            self.engines.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def own_database(name: str, *, template: str | None = None) -> Iterator[tuple[str, str]]:
    """A database of one's own on the suite's server: (owner's address, serving address)."""
    owner, serving = os.environ["RMTEST_OWNER_URL"], os.environ["RMTEST_SERVING_URL"]
    if template is not None:
        wait_for_template()
    databases.drop(owner, name)
    url = databases.create(owner, name, template=template, serving_role=_role(serving))
    try:
        yield url, databases.with_database(serving, name)
    finally:
        databases.drop(owner, name)


def _role(url: str) -> str:
    import sqlalchemy as sa

    return str(sa.make_url(url).username)
