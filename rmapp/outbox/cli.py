"""Commands of the outbox: ``rmapp mailbox`` takes the demo's letters."""

from __future__ import annotations

import click

from ..core.errors import Refusal
from ..settings import settings
from .demo_smtp import run_mailbox


@click.command("mailbox")
@click.option("--port", type=int, default=0, help="0: any free one")
def mailbox(port: int) -> None:
    """Take letters on loopback and keep them (demo only)."""
    config = settings()
    if not config.is_demo:
        raise Refusal("The mailbox belongs to the demo; production names a real mail server.")
    run_mailbox(config.instance, port=port)


commands = {"mailbox": mailbox}
