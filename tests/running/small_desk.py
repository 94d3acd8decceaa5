"""A desk in small, run as a program by the tests: real engines, children of a few lines.

``small_desk.py SCENARIO FOLDER``: the folder takes the instance and what the children write.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import sqlalchemy as sa

from rmapp.core.embedded import Busy, Engines
from rmapp.core.supervisor import Child, Supervisor


def note(folder: Path, line: str) -> None:
    with (folder / "notes").open("a") as file:
        file.write(line + "\n")


def conninfo(url: str) -> dict[str, str]:
    parts = sa.make_url(url)
    return {
        "user": str(parts.username),
        "password": str(parts.password),
        "dbname": str(parts.database),
        "host": str(parts.query["host"]),
    }


def idle(folder: Path, name: str) -> None:
    note(folder, f"{name} {os.getpid()}")

    def leave(*_: object) -> None:
        note(folder, f"{name} stopped")
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    while True:
        time.sleep(60)


def stubborn(folder: Path) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note(folder, f"stubborn {os.getpid()}")
    while True:
        time.sleep(60)


def short_lived(folder: Path) -> None:
    note(folder, f"short {time.monotonic()}")
    sys.exit(3)


def parent_of_orphans(folder: Path) -> None:
    """Starts a grandchild in a session of its own and then dies by a signal."""
    orphan = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    note(folder, f"orphan {orphan.pid}")
    if (folder / "notes").read_text().count("orphan ") == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    idle(folder, "parent")


def writer(folder: Path, url: str) -> None:
    """Commits one number after the other and notes each that was acknowledged."""
    with psycopg.connect(**conninfo(url), autocommit=True) as connection:
        while True:
            number = connection.execute("INSERT INTO kept DEFAULT VALUES RETURNING id").fetchone()
            note(folder, f"kept {number[0] if number else ''}")


def desk(folder: Path) -> int:
    engines = Engines(folder / "instance")
    try:
        found = engines.start()
    except Busy as busy:
        print(busy, file=sys.stderr)
        return 1
    try:
        with psycopg.connect(**conninfo(str(found.owner_url)), autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS kept (id bigint GENERATED ALWAYS AS IDENTITY)"
            )
        children = [
            Child("writer", lambda: writer(folder, str(found.owner_url))),
            Child("idle", lambda: idle(folder, "idle"), rank=1),
        ]
        return Supervisor(children, engines=engines).run()
    finally:
        engines.stop()


def supervise(folder: Path, *children: Child) -> int:
    return Supervisor(children, on_ready=lambda: note(folder, "ready"), is_ready=lambda: True).run()


def main(scenario: str, folder: Path) -> int:
    if scenario == "desk":
        return desk(folder)
    if scenario == "order":
        return supervise(
            folder,
            Child("last", lambda: idle(folder, "last"), rank=2),
            Child("first", lambda: idle(folder, "first"), rank=0),
            Child("middle", lambda: idle(folder, "middle"), rank=1),
        )
    if scenario == "restart":
        return supervise(folder, Child("short", lambda: short_lived(folder)))
    if scenario == "stubborn":
        return supervise(folder, Child("stubborn", lambda: stubborn(folder), patience=0.2))
    if scenario == "orphans":
        return supervise(folder, Child("parent", lambda: parent_of_orphans(folder)))
    raise ValueError(scenario)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
