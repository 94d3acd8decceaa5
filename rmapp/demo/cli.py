"""``rmapp demo``: fill an empty demo base, name the demo people."""

from __future__ import annotations

import json

import click

from ..cli import in_app
from ..core.databases import analyze
from ..core.transaction import after_commit
from ..servers import database_url
from ..settings import settings
from .filling import fill, is_filled
from .people import listed

#: As many clients as a first look needs.
CLIENTS = 600
MOST = 2_000_000


@click.command("demo")
@click.option(
    "--clients", type=click.IntRange(1, MOST), default=CLIENTS, help="How many clients (600)."
)
@click.option("--seed", type=int, default=1, help="The same seed makes the same bank (1).")
@click.option("--people", is_flag=True, help="Print the demo people as JSON.")
@in_app
def demo(clients: int, seed: int, people: bool) -> None:
    """Fill an empty demo base with a believable bank; what is filled stays as it is."""
    if not settings().is_demo:
        raise click.ClickException("the demo bank is for RMAPP_MODE=demo only")
    if not is_filled():
        fill(clients=clients, seed_number=seed)
        after_commit(lambda: analyze(database_url(settings(), owner=True)))
        click.echo(f"{clients} clients were made up.", err=True)
    elif not people:
        click.echo("There is a bank in this base already; nothing was changed.", err=True)
    if people:
        click.echo(json.dumps(listed(), ensure_ascii=False))


commands = {"demo": demo}
