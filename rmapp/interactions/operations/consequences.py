"""What an outcome brings about besides: promises, the next step, facts learned, materials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy.orm import joinedload

from ...clients.catalogue import label_of
from ...clients.models import Client, ClientFact, Origin
from ...clients.queries import reaches_client
from ...core.db import db
from ...core.errors import Invalid
from ...core.formatting import moment
from ...dossiers.operations.past import bring_back_field
from ...materials.models import Material, MaterialVersion
from ...materials.operations import put_back
from ...policy.enforce import Actor
from ..followers import Consequence, Hanging, brought_by_outcomes, tell_followers
from ..models import Handing, HandingState, Interaction, InteractionState, Promise, PromiseState
from ..queries import following, recorded_at, was_planned
from ..words import KIND_NAMES
from .moving import call_off
from .promises import close_promise

#: Fields whose newest word is a list of rows: they are taken off where they stand.
_LISTS = ("phones", "emails", "addresses", "messengers")


def _key(kind: str, name: object) -> str:
    return f"{kind}:{name}"


def _named(keys: Sequence[str]) -> set[str]:
    return {one.partition(":")[2] for one in keys}


# -- promises -------------------------------------------------------------------------------------


def _promises(interaction: Interaction) -> list[Promise]:
    wanted = sa.select(Promise).where(Promise.interaction_id == interaction.id).order_by(Promise.id)
    return list(db.session.execute(wanted).scalars())


def _find_promises(interaction: Interaction, actor: Actor) -> list[Hanging]:
    return [
        Hanging(
            _key("promise", one.public_id),
            _l("Promise"),
            one.text,
            "" if one.state is PromiseState.OPEN else _("It is closed already."),
        )
        for one in _promises(interaction)
        if one.state is not PromiseState.DROPPED
    ]


def _drop_promises(
    interaction: Interaction, keys: Sequence[str], actor: Actor, reason: str
) -> None:
    for one in _promises(interaction):
        if one.public_id in _named(keys):
            close_promise(one, actor=actor, version=one.version, state=PromiseState.DROPPED)


# -- the next step --------------------------------------------------------------------------------


def _find_next(interaction: Interaction, actor: Actor) -> list[Hanging]:
    after = following(interaction)
    if after is None or after.created_at < recorded_at(interaction):
        return []
    if after.state is InteractionState.CANCELLED:
        return []
    words = f"{KIND_NAMES[after.kind]}, {moment(after.planned_at)}"
    is_done = after.state is InteractionState.DONE
    stays = _("It has taken place already.") if is_done else ""
    return [Hanging(_key("next", after.public_id), _l("Next step"), words, stays)]


def _cancel_next(interaction: Interaction, keys: Sequence[str], actor: Actor, reason: str) -> None:
    after = following(interaction)
    if after is None:
        return
    client = db.session.get_one(Client, interaction.client_id)
    interaction.next_id = None
    call_off(after, client, actor=actor, reason=reason)
    tell_followers(after, actor=actor)


# -- what was learned -----------------------------------------------------------------------------


def _facts(interaction: Interaction) -> list[ClientFact]:
    """The fields this contact filled, as long as nobody has told them anew since."""
    newer = sa.orm.aliased(ClientFact)
    is_newest = ~sa.exists().where(
        newer.client_id == ClientFact.client_id,
        newer.field == ClientFact.field,
        sa.tuple_(newer.at, newer.id) > sa.tuple_(ClientFact.at, ClientFact.id),
    )
    wanted = sa.select(ClientFact).where(
        ClientFact.client_id == interaction.client_id,
        ClientFact.object_public_id == interaction.public_id,
        ClientFact.origin == Origin.CONTACT,
        ClientFact.told != "",
        is_newest,
    )
    return list(db.session.execute(wanted.order_by(ClientFact.id)).scalars())


def _find_facts(interaction: Interaction, actor: Actor) -> list[Hanging]:
    may = reaches_client(actor, "clients:edit", interaction.client_id)
    found = []
    for one in _facts(interaction):
        stays = "" if may else _("Your role does not allow this.")
        if one.field in _LISTS:
            stays = _("Take it off in the dossier.")
        words = (
            f"{label_of(one.field)}"
            if one.field in _LISTS
            else f"{label_of(one.field)}: {one.told}"
        )
        found.append(Hanging(_key("fact", one.field), _l("Learned, in the dossier"), words, stays))
    return found


def _forget_facts(interaction: Interaction, keys: Sequence[str], actor: Actor, reason: str) -> None:
    client = db.session.get_one(Client, interaction.client_id)
    for field in sorted(_named(keys)):
        try:
            bring_back_field(client, field, None, actor=actor, version=client.version)
        except Invalid as refusal:
            raise Invalid(refusal.message, fields={"taken_back": [refusal.message]}) from None


# -- materials ------------------------------------------------------------------------------------


def _handed(interaction: Interaction) -> list[Handing]:
    wanted = (
        sa.select(Handing)
        .where(Handing.interaction_id == interaction.id, Handing.state == HandingState.HANDED)
        .order_by(Handing.id)
        .options(joinedload(Handing.version).joinedload(MaterialVersion.material))
    )
    return list(db.session.execute(wanted).scalars())


def _find_handed(interaction: Interaction, actor: Actor) -> list[Hanging]:
    return [
        Hanging(
            _key("material", one.id),
            _lp("handing", "Handed over"),
            _pieces(one.version.material.name(actor.language), one.quantity),
        )
        for one in _handed(interaction)
    ]


def _pieces(name: str, quantity: int) -> str:
    return f"{name} × {quantity}" if quantity > 1 else name


def _return_handed(
    interaction: Interaction, keys: Sequence[str], actor: Actor, reason: str
) -> None:
    material: Material
    for one in _handed(interaction):
        if str(one.id) not in _named(keys):
            continue
        material = one.version.material
        put_back(material, one.quantity)
        one.state = HandingState.PLANNED if was_planned(interaction) else HandingState.KEPT
        one.handed_at = one.handed_by_id = None
    db.session.flush()


_KINDS: tuple[Any, ...] = (
    (_find_promises, _drop_promises),
    (_find_next, _cancel_next),
    (_find_facts, _forget_facts),
    (_find_handed, _return_handed),
)
for _find, _back in _KINDS:
    brought_by_outcomes(Consequence(_find, _back))
