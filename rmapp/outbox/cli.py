"""``rmapp letters brake``."""

from __future__ import annotations

import json

import click

from ..cli import in_app
from ..core import clock
from . import operations


@click.group("letters")
def letters() -> None:
    """Letters that go out."""


@letters.command("brake")
@in_app
def brake() -> None:
    """After a restore, before the desk goes up: hold every letter that is due by now, for it may
    have left after the backup was made; print {held}. A person lets each go, or cancels it."""
    click.echo(json.dumps({"held": operations.brake(clock.now())}))


commands = {"letters": letters}
