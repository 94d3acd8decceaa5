"""Reading: lists, search, the card, the day, the board, papers; nothing changes."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote, urljoin

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

    def __init__(self, desk: Desk, facts: Facts, clients: int) -> None:
        self._desk = desk
        self._facts = facts
        self._clients = clients
        self._manager = facts.manager()
        self._browser = browser_of(desk.port, self._manager)

    def list(self) -> Iterator[Figure]:
        """The first page of one's own clients."""
        yield self._timed("list", ["/clients"] * TIMES)

    def page500(self) -> Iterator[Figure]:
        """Page 500 of the whole base, reached by following the links."""
        browser = browser_of(self._desk.port, self._facts.head())
        path, number = "/clients", 1
        while number < 500:
            following = _next(browser.get(path).body)
            if following is None:
                break
            path, number = urljoin(path, following), number + 1
        yield self._timed("page500", [path] * TIMES, browser)

    def search_name(self) -> Iterator[Figure]:
        """What is typed of a name, in the palette."""
        words = self._facts.names(self._manager, TIMES)
        yield self._timed("search_name", [f"/search/palette?q={quote(word)}" for word in words])

    def search_phone(self) -> Iterator[Figure]:
        """The last seven digits of a telephone."""
        digits = self._facts.phones(self._manager, TIMES)
        yield self._timed("search_phone", [f"/search/palette?q={one}" for one in digits])

    def card(self) -> Iterator[Figure]:
        """The card of a client with its history."""
        keys = self._facts.clients(self._manager, TIMES)
        yield self._timed("card", [f"/clients/{key}" for key in keys])

    def day(self) -> Iterator[Figure]:
        """My day."""
        yield self._timed("day", ["/"] * TIMES)

    def board(self) -> Iterator[Figure]:
        """The board of opportunities."""
        yield self._timed("board", ["/opportunities"] * TIMES)

    def pdf(self) -> Iterator[Figure]:
        """The paper of a proposal in draft, drawn anew each time."""
        who: Who = self._manager
        keys = self._facts.drafts(who, TIMES)
        if not keys:
            raise Unexpected("this manager has no proposal in draft")
        paths = [f"/proposals/{keys[n % len(keys)]}/pdf" for n in range(TIMES)]
        yield self._timed("pdf", paths)

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
        for path in ("/", "/clients", "/opportunities", *self._some_cards()):
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

    def _timed(self, name: str, paths: Sequence[str], browser: Browser | None = None) -> Figure:
        chosen = browser or self._browser
        for path in paths[:6]:
            chosen.get(path)  # both workers have loaded what they load lazily
        times = timed(lambda path: chosen.get(path).seconds, paths)
        return figure(name, times, "ms", self._clients)


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
