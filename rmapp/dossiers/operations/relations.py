"""Ties between clients (D6): made, changed, ended; both histories say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...clients.events import note
from ...clients.models import Client, Relation, RelationKind
from ...clients.queries import client_of
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.forms import FORBIDDEN
from ...policy.enforce import Actor, demand
from .. import queries

#: A tie that is the same from both sides.
MUTUAL = (RelationKind.HOUSEHOLD, RelationKind.GROUP, RelationKind.PARTNER)


def relate(
    client: Client, other_public_id: str, *, actor: Actor, fields: Mapping[str, Any]
) -> Relation:
    """Tie ``client`` to another client: the other is what ``kind`` says of this one.

    ``fields``: kind (required), since, until, share (per cent, of an owner), consented_on (of a
    reference client), note. Refuses with Forbidden; NotFound when the other is beyond reach;
    Invalid; Conflict when the tie stands already.
    """
    demand(actor, "clients:edit")
    other = client_of(other_public_id, actor=actor)
    if other.id == client.id:
        raise Invalid(fields={"other": [_l("A client has no tie to itself.")]})
    values = _checked({**fields, "consented_on": fields.get("consented_on") or other.reference_on})
    if queries.same_relation(client.id, other.id, values["kind"], mutual=MUTUAL):
        raise Conflict(_("This tie stands already. Change or end it."))
    relation = Relation(client_id=client.id, other_id=other.id, **values)
    db.session.add(relation)
    db.session.flush()
    _tell(relation, client, other, "related", actor, {})
    return relation


def change_relation(
    relation: Relation,
    *,
    client: Client,
    other: Client,
    actor: Actor,
    version: int,
    fields: Mapping[str, Any],
) -> Relation:
    """Change a tie; its kind stays. Refuses with Forbidden, Invalid; Conflict when stale."""
    demand(actor, "clients:edit")
    if relation.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    values = _checked({**fields, "kind": relation.kind})
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        was = getattr(relation, name)
        if was != value:
            changes[name] = [_plain(was), _plain(value)]
            setattr(relation, name, value)
    if not changes:
        return relation
    db.session.flush()
    ended = relation.until is not None and "until" in changes
    _tell(
        relation, client, other, "relation-ended" if ended else "relation-changed", actor, changes
    )
    return relation


def undo_relation(relation: Relation, *, client: Client, other: Client, actor: Actor) -> None:
    """Take off a tie that never was. One that was and is over is ended by its date instead."""
    demand(actor, "clients:edit")
    _tell(relation, client, other, "relation-removed", actor, {})
    db.session.delete(relation)
    db.session.flush()


def _tell(
    relation: Relation,
    client: Client,
    other: Client,
    kind: str,
    actor: Actor,
    changes: dict[str, list[Any]],
) -> None:
    """Into both histories; neither names the client to whom a reader may not go: the card
    shows the name only within reach."""
    for one, two in ((client, other), (other, client)):
        detail: dict[str, Any] = {"relation": relation.kind.value, "other": two.public_id}
        if changes:
            detail["terms"] = changes
        note(one.id, kind, actor=actor, detail=detail)
    audit.record(
        f"client:{kind}",
        actor=actor,
        obj=client,
        client_id=client.id,
        detail={"relation": relation.kind.value, "other": other.public_id, "changes": changes},
    )


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    errors: dict[str, list[Any]] = {}
    try:
        kind = RelationKind(str(fields.get("kind")))
    except ValueError:
        raise Invalid(fields={"kind": [_l("Choose one of the values offered.")]}) from None
    values: dict[str, Any] = {"kind": kind}
    for name in ("since", "until", "consented_on"):
        value = fields.get(name)
        if value is not None and not (isinstance(value, dt.date) and 1850 <= value.year <= 2200):
            errors[name] = [_l("This value does not fit.")]
            continue
        values[name] = value
    share = fields.get("share")
    if share is not None and not (isinstance(share, Decimal) and 0 < share <= 100):
        errors["share"] = [_l("A share is more than 0 and at most 100 per cent.")]
    values["share"] = share if kind is RelationKind.OWNER else None
    text = str(fields.get("note") or "").strip()
    if len(text) > 500 or FORBIDDEN.search(text):
        errors["note"] = [_l("Too long, or with characters that cannot be kept.")]
    values["note"] = text
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        errors["until"] = [_l("The end lies before the beginning.")]
    if kind is not RelationKind.REFERENCE:
        values["consented_on"] = None
    elif values.get("consented_on") is None and "consented_on" not in errors:
        errors["consented_on"] = [_l("Say when the client agreed to be a reference.")]
    if errors:
        raise Invalid(_("Some fields do not fit."), fields=errors)
    return values


def _plain(value: Any) -> Any:
    return None if value is None else str(value)
