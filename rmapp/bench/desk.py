"""The real web server on a base: started as a process of its own, watched, stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from ..settings import CHECKOUT, Settings
from .browser import Unexpected

_PROGRAM = "from rmapp.cli import main; main()"
#: A bare answer of Flask behind the same server: what no product can be quicker than.
_FLOOR = """
import sys
from flask import Flask
from gunicorn.app.base import BaseApplication
app = Flask("floor")
app.add_url_rule("/", view_func=lambda: "")
app.add_url_rule("/healthz", "health", view_func=lambda: "")
class Bare(BaseApplication):
    def load_config(self):
        for name, value in {"bind": [sys.argv[1]], "worker_class": "gthread", "workers": 2,
                            "threads": 4, "preload_app": True, "loglevel": "warning",
                            "control_socket_disable": True}.items():
            self.cfg.set(name, value)
    def load(self):
        return app
Bare().run()
"""


@dataclass(frozen=True)
class Desk:
    """A web server that answers; ``seconds``: from its start to the first answer."""

    port: int
    seconds: float
    process: subprocess.Popen[bytes]

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        return psutil.Process(self.process.pid).children()


@contextlib.contextmanager
def opened(config: Settings, url: str) -> Iterator[Desk]:
    """The desk on the database ``url``, on a port of its own."""
    port = _free_port()
    environment = {
        **importable(),
        "RMAPP_MODE": "demo",
        "RMAPP_DEMO_ON_SERVER": "1",
        "RMAPP_DATABASE_URL": url,
        "RMAPP_INSTANCE": str(config.instance),
        "RMAPP_BASE_URL": f"http://127.0.0.1:{port}",
        "RMAPP_LOG_LEVEL": "ERROR",
    }
    environment.pop("PROMETHEUS_MULTIPROC_DIR", None)
    words = [sys.executable, "-c", _PROGRAM, "web", "--bind", f"127.0.0.1:{port}"]
    with _running(words, port, environment) as desk:
        yield desk


def importable() -> dict[str, str]:
    """This process's environment, in which a child finds this very product from any folder."""
    paths = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


@contextlib.contextmanager
def floor() -> Iterator[Desk]:
    """A server of the same make that answers nothing."""
    port = _free_port()
    words = [sys.executable, "-c", _FLOOR, f"127.0.0.1:{port}"]
    with _running(words, port, importable()) as desk:
        yield desk


@contextlib.contextmanager
def _running(words: list[str], port: int, environment: dict[str, str]) -> Iterator[Desk]:
    with tempfile.TemporaryFile() as told:
        started = time.monotonic()
        process = subprocess.Popen(words, env=environment, stdout=told, stderr=told)
        try:
            while not _answers(port):
                if process.poll() is not None or time.monotonic() - started > 60:
                    told.seek(0)
                    tail = told.read().decode("utf-8", "replace")[-2_000:]
                    raise Unexpected(f"the web server did not start:\n{tail}")
                time.sleep(0.01)
            yield Desk(port, time.monotonic() - started, process)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
