"""``rmapp token LOGIN``."""

from __future__ import annotations

import click
from flask_babel import gettext as _

from ..cli import in_app
from ..core.errors import NotFound
from . import account, sessions


@click.command("token")
@click.argument("login")
@click.option("--name", default="command line", help="What the token is for.")
@in_app
def token(login: str, name: str) -> None:
    """Make a bearer token of the API for LOGIN and print it: it is shown once."""
    actor = sessions.actor_of_login(login)
    if actor is None:
        raise NotFound(_("There is no such employee."))
    click.echo(account.make_token(name, actor=actor)[1])


commands = {"token": token}
