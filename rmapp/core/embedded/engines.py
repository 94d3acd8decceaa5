"""Both engines of one instance under its lock: started together, watched, stopped together."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from .place import Place
from .postgres import Postgres
from .redis_server import Redis


@dataclass(frozen=True)
class Servers:
    """Where the engines listen. None: that engine was not asked for or cannot be had."""

    owner_url: str | None
    serving_url: str | None
    redis_url: str | None


class Engines:
    """PostgreSQL and Redis of the instance folder; a context manager for tests.

    ``with Engines(tmp, disposable=True) as servers: ...``
    """

    def __init__(
        self,
        instance: Path,
        *,
        postgres: bool = True,
        redis: bool = True,
        disposable: bool = False,
        orphan: bool = False,
    ) -> None:
        """``postgres``/``redis``: False where a real server is named. ``disposable``: quick, not
        durable. ``orphan``: the engines outlive this process (they end with ``stop()``)."""
        self.place = Place(instance)
        self.postgres = (
            Postgres(self.place, disposable=disposable, orphan=orphan) if postgres else None
        )
        self.redis = Redis(self.place, orphan=orphan) if redis else None

    @classmethod
    @contextmanager
    def temporary(cls, *, redis: bool = True) -> Iterator[Engines]:
        """Quick engines in a folder of their own for tests, gone afterwards, folder and all."""
        folder = Path(tempfile.mkdtemp(prefix="rmapp-test-", dir=_short_base()))
        folder.chmod(0o711)  # as root the engines' account passes, nobody looks
        engines = cls(folder / "instance", redis=redis, disposable=True)
        try:
            engines.start()
            yield engines
        finally:
            engines.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> Servers:
        """Take the instance and start what was asked for; raises Busy or EmbeddedError."""
        self.launch()
        return self.await_ready()

    def launch(self) -> None:
        """The first half of :meth:`start`: take the instance and let PostgreSQL begin to rise,
        so that the parent can import the application meanwhile."""
        self.place.enter()
        try:
            if self.postgres:
                self.postgres.launch()
            if self.redis and not self.redis.start():
                self.redis = None
        except BaseException:
            self.stop()
            raise

    def await_ready(self) -> Servers:
        """The second half: wait for PostgreSQL, record where both listen."""
        try:
            if self.postgres:
                self.postgres.await_ready()
        except BaseException:
            self.stop()
            raise
        servers = self.servers
        self.place.record(
            owner_url=servers.owner_url,
            serving_url=servers.serving_url,
            redis_url=servers.redis_url,
        )
        return servers

    @property
    def servers(self) -> Servers:
        """Where the engines listen now."""
        return Servers(
            owner_url=self.postgres.owner_url if self.postgres else None,
            serving_url=self.postgres.serving_url if self.postgres else None,
            redis_url=self.redis.url if self.redis else None,
        )

    def fallen(self) -> list[str]:
        """The names of engines that ought to run and do not."""
        return [
            name
            for name, engine in (("postgres", self.postgres), ("redis", self.redis))
            if engine is not None and not engine.running
        ]

    @property
    def pids(self) -> set[int]:
        """The process numbers of the running engines."""
        found = (engine.pid for engine in (self.postgres, self.redis) if engine is not None)
        return {pid for pid in found if pid is not None}

    def restart(self, name: str) -> None:
        """Start the fallen engine ``name`` again, on the same data and the same socket."""
        engine = {"postgres": self.postgres, "redis": self.redis}[name]
        if engine is not None:
            engine.start()

    def stop(self) -> None:
        """Stop Redis, then PostgreSQL; leave neither lock nor runtime folder."""
        try:
            if self.redis:
                self.redis.stop()
            if self.postgres:
                self.postgres.stop()
        finally:
            self.place.leave()

    def __enter__(self) -> Servers:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _short_base() -> str | None:
    # macOS keeps its temporary files under a long path
    return None if sys.platform == "linux" else "/tmp"
