"""``rmapp mailbox``: the SMTP server on loopback that keeps the demo's letters."""

from __future__ import annotations

import click

from ..outbox.demo_smtp import run_mailbox
from ..settings import settings


@click.command("mailbox")
def mailbox() -> None:
    """Receive the demo's letters on loopback until SIGTERM; nothing is delivered further."""
    if not settings().is_demo:
        raise click.ClickException("production sends by RMAPP_SMTP_HOST and keeps no mailbox")
    run_mailbox(settings().instance)


commands = {"mailbox": mailbox}
