"""Where this installation's servers are: named by the environment, or running embedded."""

from __future__ import annotations

import sqlalchemy as sa

from .core.embedded import Servers, recorded
from .settings import Settings


class NotRunning(RuntimeError):
    """No database is named and the embedded one does not run; the message says what to do."""


def servers(config: Settings) -> Servers:
    """The addresses for ``config``: what is named wins, the rest the running instance recorded.

    Without an owner's address of its own a named database is migrated by the serving role.
    """
    found = recorded(config.instance) or {}
    if config.database_url:
        return Servers(
            owner_url=config.database_owner_url or config.database_url,
            serving_url=config.database_url,
            redis_url=config.redis_url or found.get("redis_url"),
        )
    return Servers(
        owner_url=found.get("owner_url"),
        serving_url=found.get("serving_url"),
        redis_url=config.redis_url or found.get("redis_url"),
    )


def database_url(config: Settings, *, owner: bool = False) -> str:
    """The address of the database for the serving role, or for its owner.

    Raises NotRunning with a message for the person at the terminal.
    """
    found = servers(config)
    url = found.owner_url if owner else found.serving_url
    if url is None:
        raise NotRunning(
            "the desk's database is not running: start it with `make up` in another terminal,"
            " or name a server with RMAPP_DATABASE_URL"
        )
    return url


def role_of(url: str) -> str | None:
    """The database role in the address ``url``."""
    return sa.make_url(url).username
