"""How complete a dossier is, as a field of the catalogue: a column, an order, a condition (D8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..clients.catalogue import Field, FieldType, register
from ..clients.catalogue.own import own_fields
from ..clients.models import (
    Client,
    ClientAddress,
    ClientEmail,
    ClientKind,
    ClientPhone,
    ContactPerson,
    CustomValue,
    DecisionRole,
)
from ..clients.queries import within_reach
from ..policy.enforce import Actor
from .rules import OWN_WEIGHT, SENSITIVE, weights

KEY = "completeness"
_LISTS: dict[str, Any] = {"phones": ClientPhone, "emails": ClientEmail, "addresses": ClientAddress}


@register(KEY)
def complete(actor: Actor) -> Field:
    """The field ``completeness``: the per cent that the card shows ``actor``, see ``rules``."""
    may_see = within_reach(actor, "clients:read-sensitive")
    by_kind = {kind.value: _percent(kind, may_see) for kind in ClientKind}
    column = sa.case(by_kind, value=Client.kind, else_=0)
    return Field(
        KEY,
        _l("Completeness of the dossier"),
        FieldType.NUMBER,
        "standing",
        column,
        sort=column,
        sorts_few=True,
    )


def _percent(kind: ClientKind, may_see: sa.ColumnElement[bool]) -> Any:
    """Halves go to the even number, as the card rounds."""
    asked = [(_known(name), weight, name in SENSITIVE) for name, weight in weights(kind).items()]
    asked += [
        (_has_own(row.id), OWN_WEIGHT, row.is_sensitive)
        for row in own_fields()
        if row.is_asked and kind.value in row.kinds
    ]
    plain = [(test, weight) for test, weight, is_hidden in asked if not is_hidden]
    hidden = [(test, weight) for test, weight, is_hidden in asked if is_hidden]
    if not hidden:
        return _share(plain)
    return sa.case((may_see, _share([*plain, *hidden])), else_=_share(plain))


def _share(asked: Iterable[tuple[Any, int]]) -> Any:
    lines = list(asked)
    whole = sum(weight for _test, weight in lines)
    have = sum((sa.case((test, weight), else_=0) for test, weight in lines), sa.literal(0))
    exact = sa.cast(100 * have, sa.Double) / whole
    return sa.cast(sa.func.round(exact), sa.Integer)


def _known(name: str) -> Any:
    """Whether the field or list ``name`` has a value, as ``queries.known_of`` says."""
    if name in _LISTS:
        model = _LISTS[name]
        return sa.exists().where(model.client_id == Client.id).correlate(Client)
    if name == "decides":
        return (
            sa.exists()
            .where(
                ContactPerson.client_id == Client.id,
                ContactPerson.deleted_at.is_(None),
                ContactPerson.decision_role == DecisionRole.DECIDES,
            )
            .correlate(Client)
        )
    column = getattr(Client, name)
    there = column.is_not(None)
    return sa.and_(there, column != "") if column.type.python_type is str else there


def _has_own(field_id: int) -> Any:
    mine = (CustomValue.client_id == Client.id, CustomValue.field_id == field_id)
    return sa.exists().where(*mine).correlate(Client)
