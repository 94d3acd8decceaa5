"""Bases to measure on: made once per size and kept, copied for deeds that change them."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.pool import NullPool

from ..audit.models import AuditEntry
from ..core import clock, databases, migrate
from ..core.db import db
from ..core.embedded import Engines, is_up
from ..core.transaction import transaction
from ..demo.filling import fill
from ..factory import create_app, load_models
from ..limits.models import LimitSetting
from ..limits.table import READING_MOST, READING_NOTICE
from ..policy.models import Role
from ..servers import role_of, servers
from ..settings import Settings
from ..staff.models import Employee

SEED = 1


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server as owner and as serving role; both name some database of it."""

    owner_url: str
    serving_url: str


@contextlib.contextmanager
def server_of(config: Settings) -> Iterator[Server]:
    """The named or the running server; otherwise the embedded one is started and stopped."""
    if config.database_url or is_up(config.instance):
        found = servers(config)
        if found.owner_url and found.serving_url:
            yield Server(found.owner_url, found.serving_url)
            return
    with Engines(config.instance, redis=False) as started:
        assert started.owner_url is not None
        assert started.serving_url is not None
        yield Server(started.owner_url, started.serving_url)


def prepared(server: Server, clients: int) -> str:
    """The serving address of the base of ``clients``, made now if it is missing or outdated."""
    name = f"bench_{clients}"
    load_models()
    if databases.exists(server.owner_url, name) and not _brought_up(server, name):
        databases.drop(server.owner_url, name)
    if not databases.exists(server.owner_url, name):
        _make(server, name, clients)
    url = databases.with_database(server.serving_url, name)
    _turn_back(url)
    _let_read(url)
    return url


def _brought_up(server: Server, name: str) -> bool:
    """Migrate a kept base that is behind; whether it is as the code wants it now. A million
    clients take half an hour to make and a minute to migrate."""
    owner = databases.with_database(server.owner_url, name)
    if migrate.is_current(owner):
        return True
    print(f"rmapp bench: migrating {name} ...", file=sys.stderr, flush=True)
    try:
        migrate.upgrade(owner, serving_role=role_of(server.serving_url))
    except (sa.exc.SQLAlchemyError, CommandError) as error:
        print(f"rmapp bench: {name} is made anew: {error}", file=sys.stderr, flush=True)
        return False
    _execute(owner, "VACUUM ANALYZE")
    return True


def _let_read(url: str) -> None:
    """A measurement opens one page hundreds of times: the day's limit of reading is no figure."""
    with app_on(url) as app, app.app_context(), transaction():
        someone = db.session.scalar(sa.select(sa.func.min(Employee.id)))
        for role_id in db.session.scalars(sa.select(Role.id)):
            for code in (READING_NOTICE, READING_MOST):
                row = {
                    "code": code,
                    "role_id": role_id,
                    "value": 10**9,
                    "changed_at": clock.now(),
                    "changed_by_id": someone,
                }
                db.session.execute(insert(LimitSetting).values(row).on_conflict_do_nothing())


@contextlib.contextmanager
def copied(server: Server, clients: int) -> Iterator[str]:
    """The serving address of a copy of the base, dropped in the end."""
    name = f"bench_{clients}_run"
    databases.drop(server.owner_url, name)
    databases.create(
        server.owner_url,
        name,
        serving_role=role_of(server.serving_url),
        template=f"bench_{clients}",
        by_files=True,
    )
    try:
        _grant(server, name)
        yield databases.with_database(server.serving_url, name)
    finally:
        databases.drop(server.owner_url, name)


def settle(server: Server, url: str) -> None:
    """After many rows of the copy ``url`` were changed: clear away and count, as a server does by
    itself in time."""
    name = str(sa.make_url(url).database)
    _execute(databases.with_database(server.owner_url, name), "VACUUM ANALYZE assignment")
    _execute(databases.with_database(server.owner_url, name), "VACUUM ANALYZE interaction")


@contextlib.contextmanager
def app_on(url: str) -> Iterator[Flask]:
    """The application on the database ``url``; its connections end with the block."""
    app = create_app(database_url=url)
    app.config["REDIS_URL"] = None
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def _make(server: Server, name: str, clients: int) -> None:
    """Make the base beside and rename it when it is whole: a stopped run leaves no half of one."""
    started = time.monotonic()
    print(f"rmapp bench: making the base {name} ...", file=sys.stderr, flush=True)
    draft = f"{name}_draft"
    role = role_of(server.serving_url)
    databases.drop(server.owner_url, draft)
    owner = databases.create(server.owner_url, draft, serving_role=role)
    migrate.upgrade(owner, serving_role=role)
    url = databases.with_database(server.serving_url, draft)
    with _indexes_afterwards(owner), app_on(url) as app, app.app_context(), transaction():
        fill(clients=clients, seed_number=SEED)
    _execute(owner, "VACUUM ANALYZE")
    _execute(server.owner_url, f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    seconds = time.monotonic() - started
    print(f"rmapp bench: {name} is ready after {seconds:.0f} s", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _indexes_afterwards(owner: str) -> Iterator[None]:
    """Make the plain indexes after the rows: half the work of the server on a large base."""
    engine = sa.create_engine(owner, poolclass=NullPool)
    with engine.begin() as connection:
        plain = connection.execute(
            sa.text(
                "SELECT c.oid::regclass::text AS name, pg_get_indexdef(c.oid) AS made"
                " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND NOT i.indisunique AND NOT i.indisexclusion"
                " ORDER BY c.oid"
            )
        ).all()
        for index in plain:
            connection.execute(sa.text(f"DROP INDEX {index.name}"))
    yield
    with engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL maintenance_work_mem = '512MB'"))
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        for index in plain:
            connection.execute(sa.text(index.made))


def _grant(server: Server, name: str) -> None:
    role = role_of(server.serving_url)
    owner = databases.with_database(server.owner_url, name)
    if role is not None and role != role_of(owner):
        engine = sa.create_engine(owner, poolclass=NullPool)
        with engine.begin() as connection:
            migrate.grant(connection, role)


def _turn_back(url: str) -> None:
    """Let the base think that it was made just now: its today stays a full day."""
    with app_on(url) as app, app.app_context(), transaction():
        made = db.session.scalar(sa.select(sa.func.min(AuditEntry.at)))
        if made is not None and abs(clock.now() - made) > dt.timedelta(hours=1):
            clock.turn(made - clock.now())


def _execute(url: str, statement: str) -> None:
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
