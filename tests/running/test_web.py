"""The port is asked for before anything is started, and the web server uses it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
from functools import partial

import pytest
from flask import Flask

from rmapp.core.db import db
from rmapp.core.forking import fork
from rmapp.core.processes import alive, wait_until
from rmapp.web import PortTaken, listen, reserve, serve


def get(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def answers(port: int) -> bool:
    try:
        return bool(get(port))
    except OSError:
        return False


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port} .*make up PORT={port + 1}"):
            reserve(port)


def test_a_reserved_port_refuses_until_it_listens() -> None:
    with reserve(0) as reserved:
        port = reserved.getsockname()[1]
        assert not answers(port)
        listen(reserved)
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            pass


def test_the_server_serves_on_the_reserved_port_and_stops_on_sigterm() -> None:
    app = Flask("small")
    app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg://nowhere"
    db.init_app(app)
    app.add_url_rule("/", view_func=lambda: f"from {os.getpid()}")
    with reserve(0) as reserved:
        port = reserved.getsockname()[1]
        listen(reserved)
        pid = fork(partial(serve, app, listening=reserved, workers=2, threads=2))
        assert wait_until(lambda: answers(port), 20)
        workers = {int(get(port).split()[1]) for _ in range(20)}
        assert pid not in workers
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        assert not any(alive(worker) for worker in workers)
