"""Running the desk from the shell."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys

import click

from ..cli import in_app, main
from ..core import clock as product_clock
from ..core import jobs
from ..dispatcher import look_once, run_dispatcher
from ..doctor import diagnose
from ..running import connected_app, prepare_database, up_command
from ..settings import settings
from ..staff.first import make_administrator
from ..web import serve

UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


@click.command("up")
@click.option("--port", type=click.IntRange(1, 65535), help="Where to answer (8000).")
def up(port: int | None) -> None:
    """Start everything this machine needs and run until Ctrl-C."""
    sys.exit(up_command(port=port, invoke=lambda words: main(list(words)), mailbox=["mailbox"]))


@click.command("init")
@click.option("--login", default="admin", help="Login of the administrator to be made.")
@click.option("--email", default="", help="Their e-mail.")
def init(login: str, email: str) -> None:
    """Prepare the database of a production start and make the first administrator; with another
    login the second one, for nobody signs what they asked themselves.

    Prints the first password once. Changes nothing that is there.
    """
    prepare_database(settings())
    _first_administrator(login, email)


@in_app
def _first_administrator(login: str, email: str) -> None:
    password = make_administrator(login, email=email)
    if password is None:
        click.echo("There are administrators already; nothing was changed.", err=True)
        return
    click.echo(json.dumps({"login": login, "password": password}))


@click.command("web")
@click.option("--bind", default="127.0.0.1:8000", help="Host and port.")
def web(bind: str) -> None:
    """Serve the web application (production: behind a front server with TLS)."""
    serve(connected_app(), bind=bind)


@click.command("worker")
@click.argument("queue", type=click.Choice(jobs.QUEUES))
def worker(queue: str) -> None:
    """Work off one queue of RQ."""
    jobs.run_worker(queue, connected_app())


@click.command("dispatcher")
@click.option("--once", is_flag=True, help="One look at everything, then end.")
def dispatcher(once: bool) -> None:
    """Look around: wake workers, run the timetable; do the work itself without Redis."""
    app = connected_app()
    if once:
        look_once(app)
    else:
        run_dispatcher(app)


@click.command("doctor")
def doctor() -> None:
    """Look at everything the desk needs; print {check: {ok, detail}}; exit 1 if one fails."""
    findings = diagnose()
    click.echo(json.dumps(findings, ensure_ascii=False, indent=1))
    if not all(one["ok"] for one in findings.values()):
        sys.exit(1)


@click.command("clock", context_settings={"ignore_unknown_options": True})
@click.argument("by", required=False)
@in_app
def clock(by: str | None) -> None:
    """Print the product's time; in the demo turn it first BY +2d, -3h, +90m."""
    if by is None:
        click.echo(product_clock.now().isoformat())
        return
    if not settings().is_demo:
        raise click.ClickException("production does not turn its clock")
    parsed = re.fullmatch(r"([+-]?)(\d{1,6})([wdhms])", by)
    if parsed is None:
        raise click.UsageError("say how far, such as +2d, -3h, +90m")
    sign, number, unit = parsed.groups()
    shift = dt.timedelta(**{UNITS[unit]: int(number)})
    click.echo(product_clock.turn(-shift if sign == "-" else shift).isoformat())


commands = {
    "up": up,
    "init": init,
    "web": web,
    "worker": worker,
    "dispatcher": dispatcher,
    "doctor": doctor,
    "clock": clock,
}
