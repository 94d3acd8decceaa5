"""``rmapp audit verify``."""

from __future__ import annotations

import json
import sys

import click

from ..cli import in_app
from .verify import verify as walk


@click.group("audit")
def audit() -> None:
    """The trail."""


@audit.command("verify")
@in_app
def verify() -> None:
    """Walk the chain; print {entries, ok, broken_at}; exit 1 when it is broken."""
    verdict = walk()
    click.echo(
        json.dumps({"entries": verdict.entries, "ok": verdict.ok, "broken_at": verdict.broken_at})
    )
    if not verdict.ok:
        sys.exit(1)


commands = {"audit": audit}
