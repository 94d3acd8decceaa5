"""The course of one client's history before it is rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ...clients.models import Lifecycle, Temperature
from ..contacts import Contact


@dataclass
class Story:
    """When a client came into the base, its contacts oldest first, the one planned."""

    created: dt.date
    contacts: list[Contact] = field(default_factory=list)
    planned: Contact | None = None
    since: dt.date | None = None  # a client since
    vip_tier: str = ""

    @property
    def created_at(self) -> dt.datetime:
        """The moment the record was made: before the first contact."""
        return dt.datetime.combine(self.created, dt.time(6, 10), dt.UTC)

    @property
    def last_contact_at(self) -> dt.datetime | None:
        """When both sides spoke last: the moment that outcome was recorded."""
        spoken = [contact for contact in self.contacts if contact.is_two_way]
        return outcome_at(spoken[-1]) if spoken else None

    def temperature(self, lifecycle: Lifecycle) -> Temperature:
        """What the last contacts say."""
        if lifecycle is Lifecycle.FORMER:
            return Temperature.COLD
        said = [contact.temperature for contact in self.contacts if contact.temperature]
        if said:
            return said[-1]
        return Temperature.WARM if lifecycle is Lifecycle.CLIENT else Temperature.COLD


def outcome_at(contact: Contact) -> dt.datetime:
    """When the outcome of a past contact was recorded."""
    return contact.at + dt.timedelta(minutes=contact.minutes)
