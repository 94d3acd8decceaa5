"""The console command ``rmapp``: one group, each slice adds its own sub-commands.

Only data goes to standard output; exit 0 well, 1 found or failed, 2 usage.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import click

from .core.embedded import EmbeddedError
from .core.errors import Refusal
from .servers import NotRunning
from .settings import BadSettings

VERSION = "0.2.0"

P = ParamSpec("P")
R = TypeVar("R")

#: Modules whose ``commands`` join the group. They are imported when the command is called.
ROOMS: dict[str, str] = {
    "up": "rmapp.commands.serving",
    "init": "rmapp.commands.serving",
    "web": "rmapp.commands.serving",
    "mailbox": "rmapp.commands.mailbox",
    "worker": "rmapp.commands.serving",
    "dispatcher": "rmapp.commands.serving",
    "doctor": "rmapp.commands.serving",
    "clock": "rmapp.commands.serving",
    "demo": "rmapp.demo.cli",
    "bench": "rmapp.bench.cli",
    "import": "rmapp.exchange.cli",
    "figures": "rmapp.exchange.cli",
    "duplicates": "rmapp.exchange.pairs",
    "names": "rmapp.duplicates.cli",
    "priority": "rmapp.commands.ranking",
    "token": "rmapp.staff.cli",
    "mail": "rmapp.intake.cli",
    "letters": "rmapp.outbox.cli",
    "audit": "rmapp.audit.cli",
    "privacy": "rmapp.privacy.cli",
}


class Rooms(click.Group):
    """A group whose commands are imported only when called: the shell answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        room = ROOMS.get(cmd_name)
        if room is None:
            return None
        commands: dict[str, click.Command] = importlib.import_module(room).commands
        return commands[cmd_name]


@click.group(cls=Rooms)
@click.version_option(VERSION, prog_name="rmapp")
def group() -> None:
    """The relationship manager's desk."""


def in_app(deed: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application and one transaction, as a request runs. A desk that
    is not up gets its database for as long as the command takes."""

    @functools.wraps(deed)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        from .at_hand import application_at_hand
        from .core.transaction import transaction

        with application_at_hand(), transaction():
            return deed(*args, **kwargs)

    return inside


def main(arguments: list[str] | None = None) -> Any:
    """The entry point: refusals and wrong settings are words on standard error and exit 1."""
    try:
        return group.main(arguments, standalone_mode=True)
    except (BadSettings, EmbeddedError, NotRunning) as error:
        click.echo(str(error), err=True)
    except Refusal as refusal:
        click.echo(str(refusal.message), err=True)
        for name, messages in refusal.fields.items():
            click.echo(f"  {name}: {'; '.join(str(m) for m in messages)}", err=True)
    sys.exit(1)
