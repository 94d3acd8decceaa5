"""Reading: lists, search, the card, the day, the board, papers; nothing changes."""

from __future__ import annotations

import contextlib
import html
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote, urljoin

import psutil

from .browser import Browser, Unexpected
from .desk import Desk
from .figures import Figure, figure
from .people import Facts, Who, browser_of

TIMES = 40
#: A figure takes no longer than this, whatever the number of its requests.
BOUND = 30.0
_NEXT = re.compile(r'href="([^"]*[?&;]cursor=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"')


class Reading:
    """The workloads of one desk; ``clients``: the size of the base."""

    def __init__(
        self,
        desk: Desk,
        facts: Facts,
        clients: int,
        *,
        cpu: bool = False,
        manager: Who | None = None,
    ) -> None:
        """``cpu``: tell the processor time of each page as well, which does not wait for others.
        ``manager``: who asks, by default the one of some 2,000 clients."""
        self._cpu = cpu
        self._desk = desk
        self._facts = facts
        self._clients = clients
        self._manager = manager or facts.manager()
        self._browser = browser_of(desk.port, self._manager)

    def list(self) -> Iterator[Figure]:
        """The first page of one's own clients."""
        yield from self._timed("list", ["/clients"] * TIMES)

    def page500(self) -> Iterator[Figure]:
        """Page 500 of the whole base, reached by following the links."""
        browser = browser_of(self._desk.port, self._facts.head())
        path, number = "/clients", 1
        while number < 500:
            following = _next(browser.get(path).body)
            if following is None:
                break
            path, number = urljoin(path, following), number + 1
        yield from self._timed("page500", [path] * TIMES, browser)

    def search_name(self) -> Iterator[Figure]:
        """What is typed of a name, in the palette."""
        words = self._facts.names(self._manager, TIMES)
        yield from self._timed("search_name", [_asked(word) for word in words])

    def search_all(self) -> Iterator[Figure]:
        """The same by one who reaches the whole base."""
        words = self._facts.names(self._manager, TIMES)
        browser = browser_of(self._desk.port, self._facts.head())
        yield from self._timed("search_all", [_asked(word) for word in words], browser)

    def search_typo(self) -> Iterator[Figure]:
        """Whole names with a letter missing, by one who reaches the whole base."""
        words = [
            name[:2] + name[3:] for name in self._facts.names(self._manager, TIMES, whole=True)
        ]
        browser = browser_of(self._desk.port, self._facts.head())
        yield from self._timed("search_typo", [_asked(word) for word in words], browser)

    def search_phone(self) -> Iterator[Figure]:
        """The last seven digits of a telephone."""
        digits = self._facts.phones(self._manager, TIMES)
        yield from self._timed("search_phone", [_asked(one) for one in digits])

    def card(self) -> Iterator[Figure]:
        """The card of a client with its history."""
        keys = self._facts.clients(self._manager, TIMES)
        yield from self._timed("card", [f"/clients/{key}" for key in keys])

    def day(self) -> Iterator[Figure]:
        """My day."""
        yield from self._timed("day", ["/"] * TIMES)

    def day_5000(self) -> Iterator[Figure]:
        """My day of a manager who serves five thousand clients (C7)."""
        yield from self._timed("day_5000", ["/"] * TIMES)

    def week(self) -> Iterator[Figure]:
        """The manager's week as a grid."""
        yield from self._timed("week", ["/interactions/week"] * TIMES)

    def month(self) -> Iterator[Figure]:
        """The manager's month."""
        yield from self._timed("month", ["/calendar/month"] * TIMES)

    def board(self) -> Iterator[Figure]:
        """The board of opportunities."""
        yield from self._timed("board", ["/opportunities/board"] * TIMES)

    def pdf(self) -> Iterator[Figure]:
        """The paper of a proposal in draft, drawn anew each time."""
        who: Who = self._manager
        keys = self._facts.drafts(who, TIMES)
        if not keys:
            raise Unexpected("this manager has no proposal in draft")
        paths = [f"/proposals/{keys[n % len(keys)]}/pdf" for n in range(TIMES)]
        yield from self._timed("pdf", paths)

    def list_rps4(self) -> Iterator[Figure]:
        """Lists a second, four people asking at a time, in windows of two seconds."""
        browsers = [browser_of(self._desk.port, self._manager) for _ in range(4)]
        answered = [0] * len(browsers)
        over = threading.Event()

        def ask(number: int) -> None:
            while not over.is_set():
                browsers[number].get("/clients")
                answered[number] += 1

        threads = [threading.Thread(target=ask, args=(n,), daemon=True) for n in range(4)]
        for thread in threads:
            thread.start()
        rates = []
        for _ in range(5):
            before, started = sum(answered), time.perf_counter()
            time.sleep(2)
            rates.append((sum(answered) - before) / (time.perf_counter() - started))
        over.set()
        for thread in threads:
            thread.join()
        yield figure("list_rps4", rates, "1/s", self._clients)

    def worker_memory(self) -> Iterator[Figure]:
        """What a web worker takes after work: resident (RSS), and its own share of it (PSS, USS:
        pages shared with the other workers counted in part, or not at all)."""
        for path in ("/", "/clients", "/opportunities/board", *self._some_cards()):
            for _ in range(4):
                self._browser.get(path)
        workers = [process.memory_full_info() for process in self._desk.workers()]
        megabyte = 1024 * 1024
        yield figure("worker_memory", [w.rss / megabyte for w in workers], "MB", self._clients)
        for name in ("pss", "uss"):
            values = [getattr(w, name, 0) / megabyte for w in workers]
            yield figure(f"worker_memory_{name}", values, "MB", self._clients)

    def _some_cards(self) -> Iterable[str]:
        return [f"/clients/{key}" for key in self._facts.clients(self._manager, 5)]

    def _timed(
        self, name: str, paths: Sequence[str], browser: Browser | None = None
    ) -> Iterator[Figure]:
        chosen = browser or self._browser
        for path in paths[:6]:
            chosen.get(path)  # both workers have loaded what they load lazily
        before = self._spent()
        times = timed(lambda path: chosen.get(path).seconds, paths)
        yield figure(name, times, "ms", self._clients)
        if self._cpu:
            for part, first, last in zip(("web", "postgres"), before, self._spent(), strict=True):
                spent = (last - first) * 1000 / len(times)
                yield figure(f"{name}_cpu_{part}", [spent], "ms", self._clients)

    def _spent(self) -> tuple[float, float]:
        """Processor seconds of the web workers and of their backends so far."""
        if not self._cpu:
            return 0.0, 0.0
        web = sum(sum(worker.cpu_times()[:2]) for worker in self._desk.workers())
        database = 0.0
        for pid in self._facts.backends():
            with contextlib.suppress(psutil.Error):  # a server elsewhere, or gone
                database += sum(psutil.Process(pid).cpu_times()[:2])
        return web, database


def _asked(text: str) -> str:
    return f"/search/palette?q={quote(text)}"


def timed(measure: Callable[[str], float], paths: Iterable[str]) -> list[float]:
    """Milliseconds of each, one after another, within the bound."""
    found: list[float] = []
    started = time.monotonic()
    for path in paths:
        found.append(measure(path) * 1000)
        if time.monotonic() - started > BOUND:
            break
    return found


def _next(body: str) -> str | None:
    found = _NEXT.search(body)
    return html.unescape(found[1] or found[2]) if found else None
