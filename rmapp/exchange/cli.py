"""``rmapp import FILE --as LOGIN``, ``rmapp figures FILE --as LOGIN``: the same steps as the pages,
in this process."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from ..at_hand import application_at_hand
from ..core.db import db
from ..core.errors import NotFound, Refusal
from ..core.transaction import transaction
from ..staff import sessions
from ..work import runner
from ..work.models import WorkItem, WorkState
from . import fields, queries
from .models import Fate, Import
from .monthly import Outcome, take
from .operations import begin_check, begin_run, map_columns, upload
from .words import problem_words


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "login", required=True, help="On whose behalf: the clients become theirs.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='JSON {"column": "field"}; without it columns are recognised.',
)
@click.option("--dry-run", is_flag=True, help="Check every row and change nothing.")
def import_file(file: Path, login: str, mapping: Path | None, dry_run: bool) -> None:
    """Import FILE (CSV, workbook, vCard); print {rows, created, updated, duplicates, errors}."""
    with application_at_hand():
        answer = run(file, login=login, wanted=_wanted(mapping), dry_run=dry_run)
    click.echo(json.dumps(answer, ensure_ascii=False))


def _wanted(mapping: Path | None) -> dict[str, str] | None:
    if mapping is None:
        return None
    try:
        said = json.loads(mapping.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeError):
        raise click.BadParameter("this is no JSON", param_hint="--mapping") from None
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        raise click.BadParameter('must be {"column": "field"}', param_hint="--mapping")
    return said


def run(file: Path, *, login: str, wanted: dict[str, str] | None, dry_run: bool) -> dict[str, Any]:
    """Import ``file`` in the open application context; the answer of the command.

    Refuses (Refusal) what the pages refuse.
    """
    with transaction():
        actor = sessions.actor_of_login(login)
        if actor is None:
            raise NotFound(_("There is no such employee."))
        import_ = upload(actor=actor, content=file.read_bytes(), file_name=file.name)
        mapping = import_.mapping
        if wanted is not None:
            mapping = fields.by_names(import_.columns, wanted)
        map_columns(import_, actor=actor, mapping=mapping, kind_rule=import_.kind_rule)
        item = begin_check(import_, actor=actor)
        import_id, language = import_.id, actor.language
    _wait_for(item.id)
    with transaction():
        import_ = queries.locked(import_id)
        counts = queries.counts(import_)
        wants = bool(counts[Fate.CREATE.value] + counts[Fate.UPDATE.value])
        running = begin_run(import_, actor=actor) if wants and not dry_run else None
    if running is not None:
        _wait_for(running.id)
    with transaction(), force_locale(language):
        return _answer(import_id, carried_out=running is not None)


def _wait_for(item_id: int) -> None:
    """Do the work here; where a worker was quicker, wait for it."""
    while True:
        runner.run(item_id)
        with transaction():
            item = db.session.get_one(WorkItem, item_id, populate_existing=True)
            state, error = item.state, item.error
        if state is WorkState.DONE:
            return
        if state in (WorkState.FAILED, WorkState.STOPPED, WorkState.PAUSED):
            raise Refusal(error or _("The import was stopped."))
        time.sleep(0.2)


def _answer(import_id: int, *, carried_out: bool) -> dict[str, Any]:
    import_ = db.session.get_one(Import, import_id, populate_existing=True)
    counts = queries.counts(import_)
    errors: list[dict[str, Any]] = []
    warnings: list[dict[str, Any]] = []
    for row in queries.wrong_rows(import_id):
        for field, code, _cell, is_error in row.problems:
            if code == "look_alike":
                continue
            said = {"row": row.number, "field": field, "message": str(problem_words(code))}
            (errors if is_error else warnings).append(said)
    made = (import_.created, import_.updated)
    planned = (counts[Fate.CREATE.value], counts[Fate.UPDATE.value])
    created, updated = made if carried_out else planned
    return {
        "rows": counts["all"],
        "created": created,
        "updated": updated,
        "duplicates": counts[Fate.DUPLICATE.value],
        "errors": errors,
        "warnings": warnings,
    }


@click.command("figures")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "login", required=True, help="On whose behalf: clients within their reach.")
def figures_command(file: Path, login: str) -> None:
    """Load monthly figures from FILE; print {rows, written, wrong, errors}."""
    with application_at_hand():
        with transaction():
            actor = sessions.actor_of_login(login)
            if actor is None:
                raise NotFound(_("There is no such employee."))
            language = actor.language
        steps, outcome, going = take(file, actor=actor), Outcome(), True
        while going:
            with transaction(), force_locale(language):
                step = next(steps, None)
                going, outcome = step is not None, step or outcome
    answer = {
        "rows": outcome.rows,
        "written": outcome.written,
        "wrong": outcome.wrong,
        "errors": [{"row": row, "message": str(words)} for row, words in outcome.errors],
    }
    click.echo(json.dumps(answer, ensure_ascii=False))


commands = {"import": import_file, "figures": figures_command}
