"""``rmapp up``: the whole desk of one machine as one supervised group.

Engines, migrations, the demo bank where the base is empty, then web server, one worker per queue
and the dispatcher, all forked from this preloaded process. Ctrl-C stops them in order.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from prometheus_client import values

from .core import jobs, migrate
from .core.embedded import EmbeddedError, Engines, Servers, locate
from .core.forking import ChildFailed, run_once
from .core.supervisor import Child, Supervisor
from .core.transaction import transaction
from .dispatcher import run_dispatcher
from .factory import create_app
from .seeds import seed
from .servers import NotRunning, database_url, role_of, servers
from .settings import BadSettings, Settings, settings
from .web import PortTaken, forget_connections, listen, reserve, serve

#: Runs a command of the console by its words, in this process (``["dispatcher"]``).
Invoke = Callable[[Sequence[str]], object]

# Stopped in this order: no new requests, no new work, then what is in hand.
_WEB, _DISPATCHER, _WORKER, _MAILBOX = range(4)


def up_command(*, port: int | None, invoke: Invoke, mailbox: Sequence[str] | None = None) -> int:
    """Run the desk until Ctrl-C; return the exit code.

    ``port`` wins over ``RMAPP_PORT``. ``mailbox``: the words of the command that receives the
    demo's letters on loopback. Refusals (port taken, instance busy, no engine, settings that
    cannot be used) are told in words: exit code 1.
    """
    try:
        with _interruptible():
            return _up(_config(port), invoke, mailbox)
    except (PortTaken, EmbeddedError, NotRunning, ChildFailed, BadSettings) as error:
        print(f"rmapp up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _config(port: int | None) -> Settings:
    if port is not None:
        os.environ["RMAPP_PORT"] = str(port)
        settings.cache_clear()
    config = settings()
    if config.is_demo and "RMAPP_BASE_URL" not in os.environ:
        os.environ["RMAPP_BASE_URL"] = f"http://127.0.0.1:{config.port}"
        settings.cache_clear()
    return settings()


def _up(config: Settings, invoke: Invoke, mailbox: Sequence[str] | None) -> int:
    reserved = reserve(config.port)
    folder = config.instance
    named = os.environ.get("RMAPP_INSTANCE")
    if remark := locate(Path(named) if named else None)[1]:
        _say(remark)
    engines = Engines(
        folder,
        postgres=not config.database_url,
        redis=config.is_demo and not config.redis_url,
    )
    engines.launch()
    try:
        engines.await_ready()
        found = servers(config)
        if found.redis_url is None:
            _say(
                "no Redis: neither RMAPP_REDIS_URL nor redis-server nor valkey-server nor the"
                " wheel. The desk runs without; the dispatcher does the work itself."
            )
        prepare_database(config)
        _share_metrics(folder / "metrics")
        app = connected_app(config)
        people = _demo(app, invoke) if config.is_demo else []
        listen(reserved)
        return Supervisor(
            children=_children(config, app, reserved, found, invoke, mailbox),
            engines=engines,
            after_fork=partial(forget_connections, app),
            is_ready=partial(_answers, config.port),
            on_ready=partial(_greet, config, people),
            report=_say,
        ).run()
    finally:
        engines.stop()
        reserved.close()


def connected_app(config: Settings | None = None) -> Flask:
    """The application on this installation's database and Redis: for every command.

    Raises NotRunning when no database is named and the desk is not up.
    """
    chosen = config or settings()
    app = create_app(chosen, database_url=database_url(chosen))
    app.config["REDIS_URL"] = servers(chosen).redis_url
    return app


def prepare_database(config: Settings) -> None:
    """Migrate as the owner, grant the serving role its rights, fill in what every bank starts
    with. Repeating it changes nothing. The seeds run in a child: no connection is kept."""
    owner = database_url(config, owner=True)
    migrate.upgrade(owner, serving_role=role_of(database_url(config)))
    run_once(partial(_seed, config))


def _seed(config: Settings) -> None:
    from .core.fonts import prepare_web_fonts  # heavy: in this child only

    prepare_web_fonts(Path(__file__).resolve().parent / "static" / "fonts")
    with connected_app(config).app_context(), transaction():
        seed()


def _share_metrics(folder: Path) -> None:
    """Let the web processes count into files of one folder, emptied at each start."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def _demo(app: Flask, invoke: Invoke) -> list[dict[str, Any]]:
    """Fill an empty base, in a child; return the demo people."""

    def fill() -> object:
        with contextlib.redirect_stdout(io.StringIO()):
            _run(invoke, ["demo"])
        with contextlib.redirect_stdout(io.StringIO()) as told:
            _run(invoke, ["demo", "--people"])
        return json.loads(told.getvalue())

    people = run_once(fill, after_fork=partial(forget_connections, app))
    return list(people)


def _run(invoke: Invoke, words: Sequence[str]) -> None:
    """Run a command to its end; its exit with code 0 is no end of ours."""
    try:
        invoke(words)
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            raise


def _children(
    config: Settings,
    app: Flask,
    reserved: socket.socket,
    found: Servers,
    invoke: Invoke,
    mailbox: Sequence[str] | None,
) -> list[Child]:
    web = partial(
        serve,
        app,
        listening=reserved,
        workers=config.web_processes,
        threads=config.web_threads,
    )
    children = [
        Child("web", web, rank=_WEB),
        Child("dispatcher", partial(run_dispatcher, app), rank=_DISPATCHER, patience=20),
    ]
    if found.redis_url is not None:
        children += [
            Child(f"worker {queue}", partial(jobs.run_worker, queue, app), _WORKER, patience=20)
            for queue in jobs.QUEUES
        ]
    if config.is_demo and mailbox:
        children.append(Child("mailbox", partial(invoke, mailbox), rank=_MAILBOX))
    return children


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _greet(config: Settings, people: list[dict[str, Any]]) -> None:
    lines = ["", f"The desk answers on {config.base_url}  (Ctrl-C stops it)"]
    if people:
        columns = ("login", "password", "role", "team")
        rows = [columns, *(tuple(str(one.get(name) or "") for name in columns) for one in people)]
        widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
        lines += [""]
        lines += ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    print("\n".join([*lines, ""]), flush=True)


def _say(line: str) -> None:
    print(f"rmapp up: {line}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the start as Ctrl-C does, so that nothing is left behind."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    kept = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
