"""``rmapp token LOGIN``."""

from __future__ import annotations

import click
from flask_babel import gettext as _

from ..cli import in_app
from ..core.errors import NotFound
from ..policy.enforce import can
from ..policy.table import SCOPES
from . import account, sessions


@click.command("token")
@click.argument("login")
@click.option("--name", default="command line", help="What the token is for.")
@click.option(
    "--scope", "scopes", multiple=True, help="A dangerous permission it may use; all by default."
)
@in_app
def token(login: str, name: str, scopes: tuple[str, ...]) -> None:
    """Make a bearer token of the API for LOGIN and print it: it is shown once.

    Whoever runs commands on the machine holds the keys already: the token gets every dangerous
    permission of its person unless --scope names some.
    """
    actor = sessions.actor_of_login(login)
    if actor is None:
        raise NotFound(_("There is no such employee."))
    wanted = scopes or [one for one in SCOPES if can(actor, one)]
    click.echo(account.make_token(name, actor=actor, scopes=wanted)[1])


commands = {"token": token}
