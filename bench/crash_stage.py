"""The stage of ``make crash``: what is planned, what came of it, the letters."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask

from rmapp.core.db import new_public_id
from rmapp.core.transaction import transaction
from rmapp.outbox.models import Consent, Message, RecipientAddress
from rmapp.outbox.states import (
    AddressState,
    Channel,
    ConsentState,
    OnUncertain,
    Purpose,
    State,
)
from tests.outbox.sink import Faults


@dataclass
class Plan:
    """What is done to the letters."""

    letters: int = 10_000
    kills: int = 150
    flushes: int = 6
    redis_kills: int = 4
    postgres_restarts: int = 3
    stops: int = 6
    cancels: int = 500
    workers: int = 2
    dispatchers: int = 2
    pace: float = 0.8  # mean seconds between two kills, at least
    patience: float = 180.0  # seconds without a letter leaving
    seed: int = 42
    faults: Faults = field(default_factory=lambda: Faults(rcpt_later=0.02, data_later=0.01))
    lease: float = 6.0


@dataclass
class Outcome:
    """What came of it."""

    lost: int
    unfinished: int
    after_cancel: int
    doubled: int
    flagged: int
    kills: int
    unflagged_doubles: int
    seconds: float
    detail: dict[str, Any]

    @property
    def is_good(self) -> bool:
        """Nothing lost, nothing stuck, nothing after a no, every double explained."""
        return not (self.lost or self.unfinished or self.after_cancel or self.unflagged_doubles)

    def line(self) -> str:
        """The last line of the run."""
        names = ("lost", "unfinished", "after_cancel", "doubled", "flagged", "kills")
        return json.dumps({name: getattr(self, name) for name in names})


def write_letters(app: Flask, number: int) -> tuple[list[int], list[str]]:
    """Write ``number`` due letters to a tenth as many readers who agreed to them.

    Returns the keys of the addresses and the public keys of the letters.
    """
    readers = max(number // 10, 1)
    with app.app_context(), transaction() as session:
        now = session.execute(sa.text("SELECT rmapp_now()")).scalar_one()
        rows = [
            {
                "public_id": new_public_id(),
                "kind": Channel.EMAIL,
                "address": f"reader{count}@client.example",
                "state": AddressState.OK,
                "created_at": now,
                "version": 1,
            }
            for count in range(readers)
        ]
        addresses = list(
            session.scalars(
                sa.insert(RecipientAddress).returning(
                    RecipientAddress.id, sort_by_parameter_order=True
                ),
                rows,
            )
        )
        session.execute(
            sa.insert(Consent),
            [
                {
                    "public_id": new_public_id(),
                    "recipient_address_id": id,
                    "purpose": Purpose.MARKETING,
                    "state": ConsentState.GIVEN,
                    "at": now,
                }
                for id in addresses
            ],
        )
        public_ids = [new_public_id() for _ in range(number)]
        session.execute(
            sa.insert(Message),
            [
                {
                    "public_id": public_id,
                    "kind": "crash",
                    "recipient_address_id": addresses[count % readers],
                    "purpose": Purpose.MARKETING,
                    "occasion": f"campaign:{count % 7}",
                    "dedup_key": f"campaign:{count}",
                    "message_id": f"<{uuid.uuid4().hex}@bank.example>",
                    "params": {},
                    "stops_on_reply": False,
                    "on_uncertain": OnUncertain.RESEND,
                    "state": State.PENDING,
                    "due_at": now,
                    "next_at": now,
                    "not_after": now + dt.timedelta(hours=48),
                    "created_at": now,
                    "version": 1,
                }
                for count, public_id in enumerate(public_ids)
            ],
        )
    return addresses, public_ids
