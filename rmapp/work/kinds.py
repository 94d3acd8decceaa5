"""The kinds of work there are, and what a handler sees and says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..core.jobs import QUEUES


@dataclass(frozen=True)
class Task:
    """A work item as its handler sees it. ``resume`` is empty at the first start."""

    id: int
    public_id: str
    params: dict[str, Any]
    resume: dict[str, Any]
    done: int
    total: int | None
    created_by_id: int | None
    token: int = 0  # of the claim under which this process works


@dataclass(frozen=True)
class Progress:
    """The end of a step: so much is done, so much there is, and where the next step begins."""

    done: int
    total: int | None = None
    resume: dict[str, Any] = field(default_factory=dict)


#: A generator: yields Progress after each step, returns the result (a dict) or None.
Handler = Callable[[Task], Iterator[Progress]]


@dataclass(frozen=True)
class Kind:
    """A handler with its queue and the longest time one of its steps may take, in seconds.

    ``label``: what people call this kind of work. ``page``: the endpoint of the page of what is
    worked on, which takes ``public_id``, named so in the item's params. ``turn``: seconds before
    others have their turn, where what a handler gathered would be lost with it; 0: the usual.
    ``stop``: what the button that stops it says, where nothing is kept of what was done.
    ``opens``: what the link to the page says when it is done. ``is_whole``: one step, all or
    nothing; stopped before its end it leaves nothing. ``first``: seconds after which a process that
    has not yet shown that it lives is lost, where its handler shows that at once (``beside``).
    """

    name: str
    queue: str
    handler: Handler
    lease: float
    label: Any = ""
    page: str = ""
    turn: float = 0.0
    stop: Any = ""
    opens: Any = ""
    is_whole: bool = False
    first: float = 0.0

    @property
    def longest(self) -> float:
        """Seconds after which a process that works on it is lost."""
        return self.lease + self.turn


_kinds: dict[str, Kind] = {}


def work_kind(
    name: str,
    *,
    queue: str = "bulk",
    lease: float = 300.0,
    label: Any = "",
    page: str = "",
    turn: float = 0.0,
    stop: Any = "",
    opens: Any = "",
    is_whole: bool = False,
    first: float = 0.0,
) -> Callable[[Handler], Handler]:
    """Enter the generator below as the handler of work of kind ``name``.

    ``lease``: seconds, well above the longest step; the others: see Kind.
    Between two steps nothing of the database session survives: keep keys and plain values, not
    rows. No step may send anything itself.
    """
    if queue not in QUEUES:
        raise RuntimeError(f"no such queue: {queue}")

    def enter(handler: Handler) -> Handler:
        if name in _kinds:
            raise RuntimeError(f"the kind of work {name} is entered twice")
        _kinds[name] = Kind(
            name, queue, handler, lease, label, page, turn, stop, opens, is_whole, first
        )
        return handler

    return enter


def kind_of(name: str) -> Kind | None:
    """The kind ``name``, or None when this application does not know it."""
    return _kinds.get(name)
