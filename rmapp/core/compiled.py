"""Compiled templates are kept where Python keeps its own bytecode.

A page is compiled once for a checkout and not once for each process of each start. Where nothing
may be written there, or Python keeps no bytecode either, every process compiles for itself.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from .i18n import compile_catalogue

PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = PACKAGE / "__pycache__" / "templates"


class Compiled(FileSystemBytecodeCache):
    """What was compiled for ``language``; good only for the very code and catalogue it came from.

    A template holds more than its source: texts of the catalogue, and what filters made of
    constants.
    """

    def __init__(self, folder: Path, language: str) -> None:
        super().__init__(str(folder), f"{language}-%s.compiled")

    def get_source_checksum(self, source: str) -> str:
        """Of the template's ``source`` and of the house it was compiled in."""
        return super().get_source_checksum(source + house())


def kept(language: str, folder: Path = FOLDER) -> Compiled | None:
    """Where templates of ``language`` are kept; None where nothing can be."""
    if sys.dont_write_bytecode:
        return None
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError:
        return None
    return Compiled(folder, language) if os.access(folder, os.W_OK) else None


@cache
def house() -> str:
    """Another text whenever a line of Python, the catalogue or Jinja is another."""
    files = [*sorted(PACKAGE.rglob("*.py")), compile_catalogue()]
    seen = [(str(one), *_stamp(one)) for one in files]
    return hashlib.sha256(repr((version("jinja2"), seen)).encode()).hexdigest()


def _stamp(file: Path) -> tuple[int, int]:
    known = file.stat()
    return known.st_mtime_ns, known.st_size
