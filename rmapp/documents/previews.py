"""The picture of a first page, drawn in a process that may die without harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_CHILD = Path(__file__).with_name("preview_child.py")
MEMORY = 1024 * 1024 * 1024  # bytes
SECONDS = 20
WIDTH = 480  # pixels


def drawn(content: bytes, media: str) -> tuple[int, bytes] | None:
    """The number of pages and the first page as PNG; None when it cannot be drawn."""
    # Python's own switches only; nothing of the application's secrets goes with it.
    kept = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    numbers = (MEMORY, SECONDS, WIDTH)
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", str(_CHILD), media, *map(str, numbers)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    pages, line, image = ended.stdout.partition(b"\n")
    if ended.returncode or not line or not image.startswith(b"\x89PNG"):
        return None
    return int(pages), image
