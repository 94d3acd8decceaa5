"""The connection of one delivery to the relay, with the fuse all processes share."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from ..core.transaction import transaction
from . import relay
from .rules import Limits
from .wire import Lost, RelayDown, Wire

log = structlog.get_logger("rmapp.outbox")
Connect = Callable[[], Wire]


class Connection:
    """Opened when it is needed, kept from letter to letter, dropped when it broke."""

    def __init__(self, connect: Connect, limits: Limits) -> None:
        self._connect = connect
        self._limits = limits
        self._wire: Wire | None = None

    def wire(self) -> Wire | None:
        """The open wire; None while the relay is left alone or cannot be reached."""
        if self._wire is not None:
            return self._wire
        with transaction():
            if relay.is_blown():
                return None
        wire = self._connect()
        try:
            wire.open()
        except RelayDown as error:
            self.blow(str(error))
            return None
        with transaction():
            relay.mend()
        self._wire = wire
        return wire

    def blow(self, error: str) -> None:
        """The relay does not talk to us: leave it alone for a while."""
        self.hang_up()
        log.warning("relay_down", error=error)
        with transaction():
            relay.blow(error, self._limits)

    def hang_up(self) -> None:
        """End the conversation."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    def lose(self) -> None:
        """The wire broke by itself."""
        self._wire = None

    def clear(self) -> None:
        """Make the wire ready for the next message, or drop it."""
        try:
            if self._wire is not None:
                self._wire.reset()
        except Lost:
            self._wire = None
