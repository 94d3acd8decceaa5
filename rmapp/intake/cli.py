"""``rmapp mail in``: the mail server hands in one letter."""

from __future__ import annotations

import json
import sys

import click
import sqlalchemy as sa

from ..cli import in_app
from ..clients.models import Client
from ..core.db import db
from . import operations


@click.group("mail")
def mail() -> None:
    """Letters that come in."""


@mail.command("in")
def take_in() -> None:
    """Take one letter (RFC 822) from standard input; say as JSON what became of it."""
    raw = sys.stdin.buffer.read(operations.LARGEST + 1)
    if not raw.strip():
        click.echo("There is no letter on the input.", err=True)
        sys.exit(2)
    click.echo(json.dumps(_receive(raw), ensure_ascii=False))


@in_app
def _receive(raw: bytes) -> dict[str, object]:
    received = operations.receive(raw)
    letter = received.letter
    client = None
    if letter.client_id is not None:
        client = db.session.execute(
            sa.select(Client.public_id).where(Client.id == letter.client_id)
        ).scalar_one()
    return {
        "letter": letter.public_id,
        "state": letter.state.value,
        "kind": letter.kind.value,
        "client": client,
        "found_by": letter.found_by.value or None,
        "stopped": received.stopped,
        "new": received.is_new,
    }


commands = {"mail": mail}
