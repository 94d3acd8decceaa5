"""``rmapp bench``: one JSON line per figure."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from ..settings import Settings, settings
from . import calling, desk, likeness, sharing, taking, vip
from .base import Server, app_on, copied, prepared, server_of, settle
from .browser import Browser, Unexpected
from .bulk import Bulk
from .deeds import Doing
from .figures import Figure, figure
from .pages import TIMES, Reading, timed
from .people import Facts

READING = (
    "list", "page500", "search_name", "search_all", "search_typo", "search_phone", "card", "day",
    "week", "month", "board", "pdf", "list_rps4", "worker_memory",
)  # fmt: skip
DOING = ("create", "outcome")
BULK = ("handover_1000", "handover_10000", "import_10000", "import_100000", "letters_1000")
LIKENESS = ("duplicates_f1", "duplicates_100000")
#: What a figure is called besides.
ALSO = {
    "duplicates": "duplicates_f1", "call-priority": "call_priority", "share-out": "share_out",
}  # fmt: skip
#: Figures of real (or made up) data alone: they need no base.
ALONE: dict[str, Callable[[Path | None], Iterator[Figure]]] = {
    "duplicates_f1": likeness.quality,
    "call_priority": calling.quality,
    "share_out": sharing.quality,
    "vip": vip.quality,
}
NAMES = (
    "floor", "start", *READING, "day_5000", *DOING, *BULK, *LIKENESS, "call_priority", "share_out",
    "export_100000",
    "vip", "vip_evaluation",
)  # fmt: skip


@click.command("bench")
@click.argument("names", nargs=-1, metavar="[NAME ...]")
@click.option("--clients", type=click.IntRange(100, 2_000_000), default=100_000, help="Base size.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of real data, for the figures that read it.",
)
@click.option("--prepare", is_flag=True, help="Make the base and end.")
@click.option("--pages", is_flag=True, help="All figures of pages and single deeds.")
@click.option("--cpu", is_flag=True, help="Processor time of pages too: it waits for nobody.")
def bench(
    names: tuple[str, ...],
    clients: int,
    data: Path | None,
    prepare: bool,
    pages: bool,
    cpu: bool,
) -> None:
    """Measure NAMEs (all that exist, if none is given) on a base of --clients."""
    names = tuple(ALSO.get(name, name) for name in names)
    unknown = [name for name in names if name not in NAMES]
    if unknown and len(unknown) == len(names):
        raise click.UsageError(
            f"no such figure: {', '.join(unknown)}; there are {', '.join(NAMES)}"
        )
    for name in unknown:
        click.echo(f"rmapp bench: there is no figure {name} yet", err=True)
    os.environ.setdefault("RMAPP_MODE", "demo")
    os.environ.setdefault("RMAPP_LOG_LEVEL", "ERROR")
    settings.cache_clear()
    config = settings()
    if not config.is_demo:
        raise click.ClickException("bench makes up banks: it runs with RMAPP_MODE=demo only")
    if pages:
        names = (*names, "floor", "start", *READING, "day_5000", *DOING)
    source = click.get_current_context().get_parameter_source("clients")
    sized = source is not click.core.ParameterSource.DEFAULT
    if "vip" in names and (data is None or sized):  # the choice on real data, or a base as well
        names = (*(name for name in names if name != "vip" or data is not None), "vip_evaluation")
    wanted = [name for name in NAMES if name in names] if names else list(NAMES)
    missed = False
    for name, quality in ALONE.items():
        if name in wanted and (data is not None or names):
            missed |= not _tell(name, functools.partial(quality, data))
    wanted = [name for name in wanted if name not in ALONE]
    if not wanted:
        sys.exit(int(missed))
    with server_of(config) as server:
        url = prepared(server, clients)
        if not prepare:
            try:
                for name, measure in _figures(config, server, url, clients, wanted, cpu=cpu):
                    missed |= not _tell(name, measure)
            except Unexpected as words:  # no web server, nothing to measure on
                raise click.ClickException(str(words)) from None
    if missed:
        sys.exit(1)


Measure = Callable[[], Iterator[Figure]]


def _figures(
    config: Settings,
    server: Server,
    url: str,
    clients: int,
    wanted: list[str],
    *,
    cpu: bool = False,
) -> Iterator[tuple[str, Measure]]:
    """What is wanted, each with what it needs around it."""
    if "floor" in wanted:
        yield "floor", lambda: _floor(clients)
    if "start" in wanted:
        yield "start", lambda: _start(config, url, clients)
    if here := [name for name in wanted if name in READING]:
        with desk.opened(config, url) as opened:
            reading = Reading(opened, Facts(url), clients, cpu=cpu)
            for name in here:
                yield name, getattr(reading, name)
    if "day_5000" in wanted:
        with copied(server, clients) as copy:
            who = Facts(copy).manager()
            Facts(copy).give(who, 5_000)
            settle(server, copy)
            with desk.opened(config, copy) as opened:
                reading = Reading(opened, Facts(copy), clients, cpu=cpu, manager=who)
                yield "day_5000", reading.day_5000
    if here := [name for name in wanted if name in DOING]:
        with copied(server, clients) as copy, desk.opened(config, copy) as opened:
            doing = Doing(opened, Facts(copy), clients)
            for name in here:
                yield name, getattr(doing, name)
    if here := [name for name in wanted if name in BULK]:
        with copied(server, clients) as copy, app_on(copy) as app:
            bulk = Bulk(app, Facts(copy), clients)
            for name in here:
                yield name, getattr(bulk, name)
    if "export_100000" in wanted:
        with copied(server, clients) as copy, app_on(copy) as app:
            yield "export_100000", lambda: taking.whole_base(app, Facts(copy), clients)
    if "duplicates_100000" in wanted:
        with copied(server, clients) as copy, app_on(copy) as app:
            yield "duplicates_100000", lambda: likeness.whole_base(app, clients)
    if "vip_evaluation" in wanted:
        with copied(server, clients) as copy, app_on(copy) as app:
            yield "vip_evaluation", lambda: vip.whole_base(app, clients)


def _tell(name: str, measure: Measure) -> bool:
    try:
        for one in measure():
            click.echo(one.line())
    except Unexpected as words:
        click.echo(f"rmapp bench: {name} could not be measured: {words}", err=True)
        return False
    return True


def _floor(clients: int) -> Iterator[Figure]:
    """An empty answer of Flask behind the same server."""
    with desk.floor() as opened:
        browser = Browser(opened.port)
        paths = ["/"] * (5 * TIMES)
        timed(lambda path: browser.get(path).seconds, paths)
        yield figure("floor", timed(lambda path: browser.get(path).seconds, paths), "ms", clients)


def _start(config: Settings, url: str, clients: int) -> Iterator[Figure]:
    """From nothing to the first answer of the web server."""
    times = []
    for _ in range(3):
        with desk.opened(config, url) as opened:
            times.append(opened.seconds * 1000)
    yield figure("start", times, "ms", clients)


commands = {"bench": bench}
