"""Which ties two clients can have (D6): a household is of people, a group of companies of firms."""

from __future__ import annotations

from ...clients.models import ClientKind, RelationKind

_K = RelationKind
_ALWAYS = (_K.PARTNER, _K.REFERRED_BY, _K.REFERENCE)


def kinds_between(client: ClientKind, other: ClientKind) -> tuple[RelationKind, ...]:
    """What ``other`` can be to ``client``, the likeliest first. A sole trader is a person and a
    business at once, and may be either."""
    person, firm, trader = ClientKind.PERSON, ClientKind.ORGANISATION, ClientKind.SOLE_TRADER
    could_be_people = firm not in (client, other)
    could_be_firms = person not in (client, other)
    found: list[RelationKind] = []
    if client is person and other is not person:
        found.append(_K.EMPLOYER)
    if could_be_people:
        found.append(_K.HOUSEHOLD)
    if could_be_firms:
        found.append(_K.GROUP)
    if client is firm:  # people, traders and firms own firms
        found.append(_K.OWNER)
    if client is trader and other is not person:
        found.append(_K.EMPLOYER)
    if client is firm and other is person:
        found.sort(key=lambda kind: kind is not _K.OWNER)
    return (*found, *_ALWAYS)
