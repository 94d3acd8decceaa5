"""What is brought to a contact, and what was given in it (C10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...core.formatting import money
from ...materials.models import MaterialKind, MaterialVersion
from ...materials.operations import take
from ...policy.enforce import Actor
from ...settings import settings
from ..models import Handing, HandingState, Interaction
from ..queries import given_since, handings_of
from ..rules.gifts import Over, over_limit
from ..rules.times import day_bounds

MOST_PIECES = 1000


@dataclass(frozen=True)
class Handed:
    """Pieces of a version (with its material loaded) given to a contact person, or the client."""

    version: MaterialVersion
    quantity: int = 1
    contact_person_id: int | None = None


def bring(interaction: Interaction, versions: Sequence[MaterialVersion]) -> None:
    """Note what is to be brought to a contact; a part of planning it."""
    for version in {one.id: one for one in versions}.values():
        db.session.add(
            Handing(interaction_id=interaction.id, client_id=interaction.client_id, version=version)
        )


def hand_over(
    interaction: Interaction, client: Client, handed: Sequence[Handed], *, actor: Actor
) -> None:
    """Note what was given in a contact that is over: pieces leave the stock, what was brought and
    not given stays the bank's. A part of recording the outcome.

    Refuses with :class:`Invalid` at ``handed`` what is not in stock or beyond a gift's limits.
    """
    brought = {one.version_id: one for one in handings_of(interaction.id)}
    for one in handed:
        material = one.version.material
        if not 1 <= one.quantity <= MOST_PIECES:
            raise Invalid(fields={"handed": [_("From 1 to 1,000 pieces.")]})
        _within_limits(client, one, actor)
        take(material, one.quantity)
        row = brought.pop(one.version.id, None)
        if row is None:
            row = Handing(
                interaction_id=interaction.id, client_id=client.id, version_id=one.version.id
            )
            db.session.add(row)
        row.quantity, row.state = one.quantity, HandingState.HANDED
        row.contact_person_id = one.contact_person_id or interaction.contact_person_id
        row.handed_at, row.handed_by_id = clock.now(), actor.employee_id
        row.cost = material.cost
        db.session.flush()
        detail = {"material": material.public_id, "quantity": one.quantity}
        title = material.name(client.language)
        record(
            "material:handed", actor=actor, obj=interaction, name=client.display_name,
            client_id=client.id, detail=detail,
        )  # fmt: skip
        note_event(
            client.id, "material-handed", actor=actor, title=title, obj=interaction, detail=detail
        )
    for row in brought.values():
        row.state = HandingState.KEPT
    db.session.flush()


def _within_limits(client: Client, one: Handed, actor: Actor) -> None:
    material = one.version.material
    is_gift = material.kind is MaterialKind.GIFT
    if not is_gift and material.most_a_year is None:
        return
    first = clock.today(actor.zone).replace(month=1, day=1)
    given = given_since(client.id, material.id, day_bounds(first, actor.zone)[0])
    most = settings().gifts_a_year * 100 if is_gift else None
    over = over_limit(
        given,
        quantity=one.quantity,
        cost=material.cost,
        most_pieces=material.most_a_year,
        most_worth=most or None,
    )
    name = material.name(actor.language)
    if over is Over.PIECES:
        words = _(
            "“%(name)s”: a client gets %(most)s a year, and has %(given)s.",
            name=name,
            most=material.most_a_year,
            given=given.pieces,
        )
        raise Invalid(fields={"handed": [words]})
    if over is Over.WORTH:
        words = _(
            "Gifts to one client may be worth %(most)s a year; with “%(name)s” it would be"
            " %(sum)s.",
            name=name,
            most=money(most, settings().currency),
            sum=money(given.worth + one.quantity * material.cost, settings().currency),
        )
        raise Invalid(fields={"handed": [words]})
