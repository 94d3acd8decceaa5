"""Who may be named: clients who have agreed to speak well of the bank to others (C4)."""

from __future__ import annotations

import functools

from flask import url_for

from ...clients.catalogue import BUILTIN, Field
from ...clients.catalogue.conditions import Condition, Group, leaf_of
from ...clients.models import Client
from ...policy.enforce import Actor, can
from ..models import Interaction
from ..strategies import Strategy


def references_for(interaction: Interaction, actor: Actor) -> str:
    """The address of the list of clients within reach who may be named to the client of the
    contact: of the same trade, where it is known. "" for who reads no list, or where nobody chose
    to name any."""
    if Strategy.REFERENCES.value not in interaction.strategies or not can(actor, "clients:read"):
        return ""
    return url_for("clients.listing", view="all", where=_condition(interaction.client).text())


def _condition(client: Client) -> Condition:
    fields = _fields()
    groups: list[Group] = [(leaf_of(fields["reference_on"], "filled", None),)]
    if client.activity:
        groups.append((leaf_of(fields["activity"], "is", client.activity[:200]),))
    return Condition(tuple(groups))


@functools.cache
def _fields() -> dict[str, Field]:
    return {one.key: one for one in BUILTIN if one.key in ("reference_on", "activity")}
