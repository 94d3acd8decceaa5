"""``rmapp priority rank HISTORY CANDIDATES``: whom to call first, from any two files (C11)."""

from __future__ import annotations

import csv
import itertools
import re
import sys
from pathlib import Path

import click

from ..exchange.readers import ReaderRefusal
from ..exchange.readers.delimited import sniff
from ..exchange.readers.encodings import detect

POSITIVE = ("1", "yes", "true")
#: The same as others write it: a number with its fraction, Russian. Taken where nothing is named.
ALSO = ("да", "истина")
#: What a failure is called, where no row succeeded yet.
NEGATIVE = ("", "0", "no", "false", "нет", "ложь")
_NUMBER = re.compile(r"([01])[.,]0+")
_SAMPLE = 64 * 1024
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
Table = dict[str, list[str]]


@click.group("priority")
def priority() -> None:
    """Whom to call first."""


@priority.command("rank")
@click.argument("history", type=_FILE)
@click.argument("candidates", type=_FILE)
@click.option("--outcome", required=True, metavar="COLUMN", help="What came of each contact.")
@click.option("--positive", metavar="VALUE", help="The outcome of a success (1, yes, true).")
@click.option(
    "--exclude", multiple=True, metavar="COLUMN", help="Known only after the contact; repeatable."
)
def rank(
    history: Path,
    candidates: Path,
    outcome: str,
    positive: str | None,
    exclude: tuple[str, ...],
) -> None:
    """Print CSV row,score: the chance of each row of CANDIDATES, learned from HISTORY.

    HISTORY holds past contacts in the order of time with their outcome; rows of CANDIDATES are
    counted from 1 without the header. Columns are matched by name; one that only one of the files
    has is not learned from. What was known only after the contact must be named by --exclude.
    """
    past, future = _table(history, "HISTORY"), _table(candidates, "CANDIDATES")
    if outcome not in past:
        raise click.BadParameter(
            f"{history} has no column {outcome!r}; it has {_listed(past)}", param_hint="--outcome"
        )
    for name in exclude:
        if name not in past and name not in future:
            raise click.BadParameter(f"neither file has a column {name!r}", param_hint="--exclude")
    past, outcomes = _told(past, outcome, positive)
    left_out = {outcome, *exclude}
    shared = [name for name in past if name in future and name not in left_out]
    if unshared := [name for name in past if name not in future and name not in left_out]:
        _say(f"not learned from, CANDIDATES has no such column: {', '.join(unshared)}")
    if not shared:
        raise click.ClickException("the files have no column in common to learn from")
    scores = _scores(
        {name: past[name] for name in shared}, outcomes, {name: future[name] for name in shared}
    )
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["row", "score"])
    writer.writerows((number, f"{score:.8g}") for number, score in enumerate(scores, 1))


def _scores(past: Table, outcomes: list[int], future: Table) -> list[float]:
    """The chance of each candidate; by the stated rule where the history teaches nothing."""
    if not len(next(iter(future.values()))):
        return []
    from ..priority.learning import TooLittle, learn, one_thread  # numpy and more: only here
    from ..priority.rules.alike import chances_of_alike

    try:
        with one_thread():
            model = learn(past, outcomes)
    except TooLittle as little:
        _say(
            f"too little past to learn from ({little.successes} successes, {little.failures} "
            "failures): ranked by the stated rule, the share of success of contacts with the same "
            "values, drawn towards the share of all"
        )
        return chances_of_alike(past, outcomes, future)
    if unused := [
        f"{one.name} ({_UNUSED[one.use]})" for one in model.columns if one.use in _UNUSED
    ]:
        _say(f"not learned from: {', '.join(unused)}")
    return [float(chance) for chance in model.chances(future)]


_UNUSED = {
    "constant": "always the same",
    "names_row": "names the row",
    "period": "only tells the period",
}


def _told(past: Table, outcome: str, positive: str | None) -> tuple[Table, list[int]]:
    """The rows whose outcome is known, and their outcomes as 1 and 0."""
    values = [value.strip() for value in past[outcome]]
    wanted = (positive.strip(),) if positive is not None else POSITIVE
    counted = wanted if positive is not None else (*POSITIVE, *ALSO)
    is_good = {
        value: value == positive or _plain(value, positive) in map(str.casefold, counted)
        for value in set(values)
    }
    fails = {value for value in is_good if _plain(value, None) in NEGATIVE}
    if not any(is_good.values()) and (positive is not None or set(is_good) - fails):
        seen = ", ".join(repr(value) for value in sorted(is_good)[:8]) or "nothing"
        raise click.BadParameter(
            f"no row of HISTORY has {' or '.join(wanted)} in the column {outcome!r}; "
            f"there is {seen}: name the value of a success by --positive",
            param_hint="--positive",
        )
    known = [at for at, value in enumerate(values) if value]
    if len(known) < len(values):
        _say(f"left out of HISTORY: {len(values) - len(known)} rows without an outcome")
    kept = {name: [cells[at] for at in known] for name, cells in past.items()}
    return kept, [int(is_good[values[at]]) for at in known]


def _plain(value: str, positive: str | None) -> str:
    """``value`` to be compared: small letters; 1.0 is 1 where no value was named."""
    whole = _NUMBER.fullmatch(value) if positive is None else None
    return whole[1] if whole else value.casefold()


def _table(path: Path, what: str) -> Table:
    """The columns of a delimited file; every row counts, a short one is filled with blanks."""
    try:
        encoding = detect(path)
        with path.open(encoding=encoding, newline="") as source:
            dialect = sniff(_whole_lines(source.read(_SAMPLE)).removeprefix("\ufeff"))
            source.seek(0)
            rows = [row for row in dialect.reader(source) if row]
    except (ReaderRefusal, UnicodeError, csv.Error) as error:
        code = str(getattr(error, "code", ""))
        reason = code.removeprefix("file_").replace("_", " ") or error
        raise click.ClickException(f"{what} {path} cannot be read: {reason}") from None
    if not rows:
        raise click.ClickException(f"{what} {path} is empty: a header and rows are needed")
    header = [name.strip() for name in rows[0]]
    header[0] = header[0].removeprefix("\ufeff").strip('"') if header else ""
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise click.ClickException(f"{what} {path} has columns of one name: {', '.join(twice)}")
    width = len(header)
    if odd := [number for number, row in enumerate(rows[1:], 1) if len(row) > width]:
        raise click.ClickException(
            f"{what} {path}: row {odd[0]} has {len(rows[odd[0]])} cells, the header {width}"
        )
    filled = [row + [""] * (width - len(row)) if len(row) < width else row for row in rows[1:]]
    columns = zip(*filled, strict=True) if filled else itertools.repeat(())
    return {name: list(cells) for name, cells in zip(header, columns, strict=False)}


def _whole_lines(sample: str) -> str:
    """The sample without a last line that may be cut."""
    cut = sample.rfind("\n") if len(sample) >= _SAMPLE else -1
    return sample[:cut] if cut > 0 else sample


def _listed(table: Table) -> str:
    return ", ".join(list(table)[:30])


def _say(words: str) -> None:
    click.echo(f"rmapp priority rank: {words}", err=True)


commands = {"priority": priority}
