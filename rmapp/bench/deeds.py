"""Single deeds over HTTP, on a copy of the base: making a client, recording an outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from ..demo.subjects import Registry
from .browser import Unexpected
from .desk import Desk
from .figures import Figure, figure
from .pages import TIMES, timed
from .people import Facts, browser_of

#: Numbers of firms no base begins with, whose tax numbers follow from them: nobody has these.
FROM = 7_900_000


class Doing:
    """The deeds of one manager."""

    def __init__(self, desk: Desk, facts: Facts, clients: int) -> None:
        self._facts = facts
        self._clients = clients
        self._manager = facts.manager()
        self._browser = browser_of(desk.port, self._manager)

    def create(self) -> Iterator[Figure]:
        """A new firm unlike any, held against the whole base; the form was there before."""
        registry = Registry(chance := Random(20_241), dt.date(2026, 1, 1))
        path = "/clients/new?kind=organisation"
        form = self._browser.form(path, "short_name")
        firms = iter([registry.firm(FROM + number, "ru") for number in range(TIMES + 2)])

        def make(_path: str) -> float:
            firm = next(firms)
            given = self._browser.form(path, "short_name").fields | {
                "short_name": f"ООО «{_unheard(chance)}»",
                "inn": firm.inn,
                "phones": f"+7999{chance.randrange(10**7):07}",
                "emails": f"{chance.randbytes(6).hex()}@bench.example",
                "address": firm.address,
                "person_name": firm.members[0].name,
            }
            return self._browser.post(form.action, given).seconds

        make(path), make(path)
        yield figure("create", timed(make, [path] * TIMES), "ms", self._clients)

    def outcome(self) -> Iterator[Figure]:
        """An outcome with the next step the desk proposes."""
        keys = self._facts.planned(self._manager, 3 * TIMES)
        times: list[float] = []
        refused = ""
        for number, key in enumerate(keys):
            path = f"/interactions/{key}/outcome"
            form = self._browser.form(f"{path}?result=reached", "next_kind")
            given = form.fields | {"result": _result(form.fields), "note": f"Bench {number}"}
            try:
                times.append(self._browser.post(form.action, given).seconds * 1000)
            except Unexpected as words:  # the time proposed may be taken: no outcome was recorded
                refused = str(words)
            if len(times) == TIMES + 2:
                break
        if len(times) < 5:
            raise Unexpected(f"too few outcomes could be recorded; the last: {refused}")
        yield figure("outcome", times[2:], "ms", self._clients)


def _unheard(chance: Random) -> str:
    """A word that names no firm: a look-alike in the base would be asked about first."""
    return "".join(chance.choice("бвгжзклмпрстфх") + chance.choice("аеиоуыя") for _ in range(8))


def _result(fields: dict[str, str]) -> str:
    return fields.get("result") or "reached"
