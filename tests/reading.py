"""Workers share the work of compiling the tests: each begins with files the others come to last.

Python keeps what one of them compiled, so a fresh checkout compiles every file about once and not
once for each worker.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from pathlib import Path

import pytest


def read_in_turn(config: pytest.Config) -> None:
    """Import this worker's share of the test files of the folders asked for; a file that cannot be
    imported is told of when it is collected."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if not number.isdigit():
        return
    away = [Path(one).resolve() for one in config.getoption("ignore") or ()]
    folders = [Path(one).resolve() for one in config.args]
    files = sorted(
        file
        for folder in folders
        for file in folder.rglob("test_*.py")
        if config.rootpath in file.parents and not any(one in file.parents for one in away)
    )
    for file in files[int(number) :: int(os.environ["PYTEST_XDIST_WORKER_COUNT"])]:
        name = ".".join(file.relative_to(config.rootpath).with_suffix("").parts)
        with contextlib.suppress(Exception):
            importlib.import_module(name)
