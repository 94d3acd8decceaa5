"""``rmapp privacy erase-again``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..cli import in_app
from . import again


@click.group("privacy")
def privacy() -> None:
    """Personal data by law."""


@privacy.command("erase-again")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@in_app
def erase_again(file: Path | None) -> None:
    """After a restore: erase what the list of erased records names; print {listed, erased}.

    FILE: a list from elsewhere; by default that of the instance.
    """
    click.echo(json.dumps(again.erase_again(file)))


commands = {"privacy": privacy}
