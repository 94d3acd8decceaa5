"""``rmapp names score PAIRS.csv``: how surely two written names are one."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from .rules import name_likeness


@click.group("names")
def names() -> None:
    """Names as people write them."""


@names.command("score")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def score(file: Path) -> None:
    """Print CSV row,score: how surely the columns left and right of FILE are one name.

    Rows are counted from 1 without the header.
    """
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["row", "score"])
    with file.open(encoding="utf-8-sig", newline="") as source:
        reader = csv.DictReader(source)
        if not {"left", "right"} <= set(reader.fieldnames or ()):
            raise click.BadParameter("needs the columns left and right", param_hint="FILE")
        for number, row in enumerate(reader, 1):
            writer.writerow([number, name_likeness(row["left"] or "", row["right"] or "")])


commands = {"names": names}
