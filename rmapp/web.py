"""The web server: gunicorn, threads in a few processes forked from one preloaded application."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from .core.db import db
from .core.forking import settle


class PortTaken(RuntimeError):
    """Somebody else listens there; the message says what to do."""


def reserve(port: int, host: str = "127.0.0.1") -> socket.socket:
    """Bind ``port`` without listening yet: nobody is kept waiting before the desk is ready.

    Raises PortTaken with a message for the person at the terminal.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise PortTaken(_words(host, port, error)) from error
    return made


def listen(reserved: socket.socket) -> None:
    """Begin to listen on a reserved port; raises PortTaken when somebody was quicker."""
    host, port = reserved.getsockname()[:2]
    try:
        reserved.listen(1024)
    except OSError as error:
        raise PortTaken(_words(host, port, error)) from error


def serve(
    app: Flask, *, listening: socket.socket | None = None, bind: str = "", **options: Any
) -> None:
    """Serve ``app`` until SIGTERM, on ``listening`` or on the address ``bind``.

    ``options`` are gunicorn's settings (``workers``, ``threads``) and win over ours.
    """
    forget_connections(app)
    address = f"fd://{os.dup(listening.fileno())}" if listening is not None else bind
    shm = Path("/dev/shm")
    settings = {
        "bind": [address],
        "worker_class": "gthread",
        "workers": 2,
        "threads": 4,
        "preload_app": True,
        "control_socket_disable": True,
        "timeout": 60,
        "graceful_timeout": 8,
        "keepalive": 5,
        "loglevel": "warning",
        "worker_tmp_dir": str(shm) if shm.is_dir() and os.access(shm, os.W_OK) else None,
        "post_fork": lambda server, worker: forget_connections(app),
        "proc_name": "rmapp-web",
        **options,
    }
    settle()
    _Gunicorn(app, settings).run()


def forget_connections(app: Flask) -> None:
    """After a fork: the parent's connections are not ours to use or to close."""
    with app.app_context():
        db.engine.dispose(close=False)


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """gunicorn around an application that is loaded already."""

    def __init__(self, app: Flask, settings: Mapping[str, Any]) -> None:
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def _words(host: str, port: int, error: OSError) -> str:
    return (
        f"port {port} on {host} cannot be used ({error.strerror}):"
        f" choose another one, for example: make up PORT={port + 1 if port < 65535 else 8000}"
    )
