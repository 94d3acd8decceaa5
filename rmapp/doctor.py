"""``rmapp doctor``: looks at every part of the installation and says how it is, in words."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict
from zoneinfo import available_timezones

import font_roboto
import redis
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from .core import migrate
from .core.embedded import checkout
from .factory import load_models
from .servers import database_url, role_of, servers
from .settings import Settings, settings

ENOUGH_DISK = 1_000_000_000  # bytes
CLOCKS_APART = 5.0  # seconds


class Finding(TypedDict):
    """How one part is: ``detail`` is a sentence, no secret in it."""

    ok: bool
    detail: str


class Ailing(Exception):
    """A part is not as it should be; the message says what is wrong and what to do."""


def diagnose(config: Settings | None = None) -> dict[str, Finding]:
    """Examine this installation: name of the check → :class:`Finding`. Changes nothing."""
    chosen = config or settings()
    load_models()  # which tables are append-only
    return {name: _finding(check, chosen) for name, check in CHECKS.items()}


def _finding(check: Callable[[Settings], str], config: Settings) -> Finding:
    try:
        return Finding(ok=True, detail=check(config))
    except Ailing as error:
        return Finding(ok=False, detail=str(error))
    except Exception as error:  # a part that is down must not hide the others
        words = str(error).strip().splitlines() or [""]
        return Finding(ok=False, detail=f"{type(error).__name__}: {words[0]}")


def _python(_: Settings) -> str:
    return f"Python {'.'.join(map(str, sys.version_info[:3]))}, {sys.executable}"


def _packages(_: Settings) -> str:
    stamp = Path(sys.prefix) / "rmapp.stamp"
    if not stamp.exists():
        raise Ailing("the environment was not made by `make`: its packages are not checked")
    kind, _separator, made = stamp.read_text("utf-8").strip().partition(" ")
    lock = checkout() / ("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not made.startswith(digest):
        raise Ailing(f"{lock.name} has changed since the environment was made: run `make up`")
    return f"as {lock.name} says"


def _instance(config: Settings) -> str:
    folder = config.instance
    if not folder.is_dir():
        raise Ailing(f"{folder} does not exist yet: `make up` makes it")
    if not os.access(folder, os.W_OK):
        raise Ailing(f"{folder} cannot be written")
    vault = folder / "secrets"
    open_to = stat.S_IRWXG | stat.S_IRWXO
    if vault.is_dir() and vault.stat().st_mode & open_to:
        raise Ailing(f"others may look into {vault}: chmod 700 it")
    return str(folder)


def _database(config: Settings) -> str:
    with _connection(config) as connection:
        version = int(connection.execute(sa.text("SHOW server_version_num")).scalar_one())
        encoding = connection.execute(sa.text("SHOW server_encoding")).scalar_one()
        folded = connection.execute(sa.text("SELECT lower('ЁЖ')")).scalar_one()
        locale = connection.execute(
            sa.text(
                "SELECT coalesce(datlocale, datcollate) FROM pg_database"
                " WHERE datname = current_database()"
                if version >= 170_000
                else "SELECT datcollate FROM pg_database WHERE datname = current_database()"
            )
        ).scalar_one()
    if version < 160_000:
        raise Ailing(f"PostgreSQL {version // 10_000}: 16 or newer is needed")
    if encoding != "UTF8" or folded != "ёж":
        raise Ailing(f"encoding {encoding}, locale {locale}: make the database with UTF8, C.UTF-8")
    return f"PostgreSQL {version // 10_000}.{version % 10_000}, {encoding}, {locale}"


def _migrations(config: Settings) -> str:
    url = database_url(config)
    now, newest = migrate.current(url), migrate.heads()
    if set(now) != set(newest):
        raise Ailing(
            f"the database stands at {', '.join(now) or 'nothing'}, the code at"
            f" {', '.join(newest)}: `rmapp up` or `rmapp init` migrates"
        )
    return ", ".join(now) or "none yet"


def _serving_role(config: Settings) -> str:
    role = role_of(database_url(config)) or ""
    faults = migrate.serving_faults(database_url(config), role)
    if faults:
        raise Ailing(f"the role {role} {', '.join(faults)}: name an owner's role of its own")
    return f"{role}: no DDL, no change of the trail"


def _redis(config: Settings) -> str:
    url = servers(config).redis_url
    if url is None:
        return "none: the dispatcher does the work itself"
    with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as connection:
        info = connection.info("server")
    return f"{info.get('server_name', 'redis')} {info.get('redis_version', '')}"


def _outbox(config: Settings) -> str:
    with _connection(config) as connection:
        if not sa.inspect(connection).has_table("outbox_message"):
            return "no outbox yet"
        late, oldest = connection.execute(
            sa.text(
                "SELECT count(*), extract(epoch FROM clock_timestamp() - min(next_at))"
                " FROM outbox_message WHERE state = 'pending'"
                " AND next_at < clock_timestamp() - interval '5 minutes'"
            )
        ).one()
    if late:
        raise Ailing(f"{late} letters are late, the oldest by {int(oldest) // 60} minutes")
    return "no letter is late"


def _clocks(config: Settings) -> str:
    with _connection(config) as connection:
        theirs = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
        shift = None
        if sa.inspect(connection).has_table("clock_shift"):
            shift = connection.execute(sa.text("SELECT shift FROM clock_shift")).scalar()
    apart = abs((dt.datetime.now(dt.UTC) - theirs).total_seconds())
    if apart > CLOCKS_APART:
        raise Ailing(f"this machine and the database are {apart:.0f} s apart: set the clocks")
    if shift and not config.is_demo:
        raise Ailing(f"the product's clock is turned by {shift}")
    return f"{apart:.1f} s apart" + (f", turned by {shift}" if shift else "")


def _disk(config: Settings) -> str:
    folder = config.instance
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < ENOUGH_DISK:
        raise Ailing(f"{free // 1_000_000} MB free: at least {ENOUGH_DISK // 1_000_000} are wanted")
    return f"{free // 1_000_000_000} GB free"


def _fonts(_: Settings) -> str:
    folder = Path(font_roboto.__file__).parent
    found = [*folder.rglob("*.ttf"), *folder.rglob("*.otf")]
    if not found:
        raise Ailing("the fonts of the documents are missing: run `make up` again")
    return f"{len(found)} font files"


def _time_zones(config: Settings) -> str:
    known = available_timezones()
    if config.bank_zone not in known:
        raise Ailing(f"RMAPP_BANK_ZONE={config.bank_zone} is no time zone")
    return f"{len(known)} zones, the bank's is {config.bank_zone}"


#: The browser of the journeys. The headless shell has no windows to draw: a quarter less work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The program of Chromium on this machine: what ``CHROMIUM`` names, else the first found."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def _chromium(_: Settings) -> str:
    found = browser()
    return found or "none: browser journeys are skipped (the desk itself does not need it)"


def _connection(config: Settings) -> sa.Connection:
    url = database_url(config)
    engine = sa.create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    return engine.connect()


CHECKS: dict[str, Callable[[Settings], str]] = {
    "python": _python,
    "packages": _packages,
    "instance": _instance,
    "database": _database,
    "migrations": _migrations,
    "serving_role": _serving_role,
    "redis": _redis,
    "outbox": _outbox,
    "clocks": _clocks,
    "disk": _disk,
    "fonts": _fonts,
    "time_zones": _time_zones,
    "chromium": _chromium,
}
