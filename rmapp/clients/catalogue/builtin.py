"""The built-in fields of a client, in order of show."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy.orm import aliased

from ...staff.models import Employee, name_of
from .. import words
from ..models import (
    NEVER,
    Assignment,
    Client,
    ClientAddress,
    ClientEmail,
    ClientKind,
    ClientMessenger,
    ClientPhone,
    Source,
)
from ..models.reaching import WRITTEN_PHONE
from .fields import ALL_KINDS, LISTED, Field, FieldType

T = FieldType
#: How much of a text counts for the order.
ORDERED_BY = 100
#: Fields with an index of their own order: the whole base is sorted by them in a few
#: milliseconds. Sorting a hundred thousand by another takes a third of a second, so it is offered
#: to those whose reach is a part of the base; an index a field would slow every import.
INDEXED = ("created_at", "client_since", "birth_date", "possible_profit", "revenue")
_FIRM = frozenset({ClientKind.ORGANISATION})
_HUMAN = frozenset({ClientKind.PERSON, ClientKind.SOLE_TRADER})
_TRADING = frozenset({ClientKind.ORGANISATION, ClientKind.SOLE_TRADER})


#: Values that come before every other, for fields that may be empty. Literals, so that indexes
#: over the same expression serve.
_FIRST: dict[FieldType, Any] = {
    T.DATE: sa.literal_column("DATE '1000-01-01'", sa.Date()),
    T.MOMENT: NEVER,
    T.MONEY: sa.literal_column("-1", sa.BigInteger()),
    T.NUMBER: sa.literal_column("-1", sa.BigInteger()),
}


def _order(column: Any, kind: FieldType) -> Any:
    """What a list orders by ``column``: never NULL, texts by their beginning in small letters."""
    if kind is T.FLAG:
        return sa.cast(column, sa.Integer)
    if kind in _FIRST:
        first = sa.func.coalesce(column, _FIRST[kind], type_=_FIRST[kind].type)
        return first if column.nullable else column
    return sa.func.lower(sa.func.left(column, ORDERED_BY), type_=sa.Text())


def _plain(name: str, kind: FieldType, group: str, **more: Any) -> Field:
    column = getattr(Client, name)
    more.setdefault("label", words.FIELDS.get(name, name))
    if kind is T.CHOICE and "sort" not in more:
        codes = [getattr(one, "value", one) for one in more["choices"]]
        ranks = {code: number for number, code in enumerate(codes)}
        place = sa.case(ranks, value=sa.cast(column, sa.Text), else_=len(codes))
        more |= {"sort": place, "sorts_few": True}
    elif not more.get("permission") and "sort" not in more:
        more |= {"sort": _order(column, kind), "sorts_few": name not in INDEXED}
    return Field(key=name, type=kind, group=group, column=getattr(Client, name), **more)


def _first(model: Any, column: Any) -> Any:
    """The value of the client's first row in ``model`` that holds, the preferred one before."""
    statement = sa.select(column).where(model.client_id == Client.id)
    order = [model.id]
    if hasattr(model, "is_preferred"):
        statement = statement.where(model.is_invalid.is_(False))
        order = [model.is_preferred.desc(), model.id]
    return statement.order_by(*order).limit(1).scalar_subquery().correlate(Client)


def _of_first(shown: Any) -> Any:
    cut = sa.func.lower(sa.func.left(shown, ORDERED_BY))
    return sa.func.coalesce(cut, sa.literal_column("''", sa.Text()), type_=sa.Text())


def _has(model: Any) -> Any:
    return lambda test: sa.exists().where(model.client_id == Client.id, test).correlate(Client)


def _reaching(key: str, label: Any, model: Any, column: Any, written: Any = None) -> Field:
    shown = _first(model, column if written is None else written)
    return Field(
        key, label, T.TEXT, "reaching", shown, tested=column, related=_has(model),
        sort=_of_first(shown), sorts_few=True,
    )  # fmt: skip


_keeper, _primary = aliased(Employee), aliased(Assignment)
_is_primary = sa.and_(
    _primary.client_id == Client.id,
    _primary.ended_at.is_(None),
    _primary.is_primary,
    _primary.employee_id == _keeper.id,
)
_keepers_name = sa.select(name_of(_keeper)).where(_is_primary).scalar_subquery().correlate(Client)
_manager = Field(
    "manager",
    _l("Manager"),
    T.PERSON,
    "service",
    _keepers_name,
    sort=_of_first(_keepers_name),
    sorts_few=True,
    tested=_keeper.public_id,
    related=lambda test: sa.exists().where(_is_primary, test).correlate(Client),
)


def _listed(key: str) -> Field:
    """A field whose choices are a list the bank edits."""
    mine = Source.id == getattr(Client, f"{key}_id")
    return Field(
        key,
        words.FIELDS[f"{key}_id"],
        T.CHOICE,
        "standing",
        sa.select(Source.public_id).where(mine).scalar_subquery().correlate(Client),
        tested=Source.public_id,
        related=lambda test: sa.exists().where(mine, test).correlate(Client),
    )


def _hour(name: str) -> Field:
    """A time of day as a text that sorts, empty for none."""
    written = sa.func.left(sa.cast(getattr(Client, name), sa.Text()), 5)
    shown = sa.func.coalesce(written, sa.literal_column("''", sa.Text()), type_=sa.Text())
    return Field(name, words.FIELDS[name], T.TEXT, "reaching", shown, sort=shown, sorts_few=True)


def _contact(name: str, label: Any) -> Field:
    column = getattr(Client, name)
    order = sa.func.coalesce(column, NEVER, type_=column.type)
    return _plain(name, T.MOMENT, "service", label=label, sort=order)


BUILTIN: tuple[Field, ...] = (
    _plain("display_name", T.TEXT, "standing", sort=Client.name_key),
    _plain("kind", T.CHOICE, "standing", choices=words.KINDS),
    _plain("lifecycle", T.CHOICE, "standing", choices=words.LIFECYCLES),
    _plain("temperature", T.CHOICE, "standing", choices=words.TEMPERATURES),
    _plain("vip_tier", T.TEXT, "standing", label=_l("VIP status")),
    _plain("is_active", T.FLAG, "standing"),
    *[_listed(key) for key in LISTED],
    _plain("external_id", T.TEXT, "standing"),
    _plain("public_id", T.TEXT, "standing", label=_l("Record number")),
    _plain("reference_on", T.DATE, "standing"),
    _manager,
    _contact("last_contact_at", _l("Last talk")),
    _contact("next_contact_at", _l("Next contact")),
    Field(
        "no_step",
        _l("No next step"),
        T.FLAG,
        "service",
        sa.and_(Client.next_contact_at.is_(None), Client.resumes_on.is_(None)),
    ),
    Field(
        "call_chance",
        _l("Whom to call first (chance, per cent)"),
        T.NUMBER,
        "service",
        Client.call_chance,
        sort=Client.call_order,
    ),
    Field(
        "silent_since",
        _l("Silent since"),
        T.MOMENT,
        "service",
        sa.func.coalesce(Client.last_contact_at, Client.created_at),
        sort=sa.func.coalesce(
            Client.last_contact_at, Client.created_at, type_=Client.created_at.type
        ),
        sorts_few=True,
    ),
    _plain("created_at", T.MOMENT, "service", label=_l("In the base since")),
    _plain("client_since", T.DATE, "service", label=_l("Client since")),
    _reaching("phone", _l("Phone"), ClientPhone, ClientPhone.number, WRITTEN_PHONE),
    _reaching("email", _lp("address", "E-mail"), ClientEmail, ClientEmail.address),
    _reaching("address", _l("Address"), ClientAddress, ClientAddress.text),
    _reaching("city", _l("Town"), ClientAddress, ClientAddress.city),
    _reaching("region", _l("Region"), ClientAddress, ClientAddress.region),
    _plain("web", T.LINK, "reaching"),
    _plain("social_networks", T.TEXT, "reaching"),
    _reaching("messenger", words.FIELDS["messengers"], ClientMessenger, ClientMessenger.handle),
    _plain("preferred_channel", T.CHOICE, "reaching", choices=words.CHANNELS),
    _hour("hours_from"),
    _hour("hours_to"),
    _plain("language", T.TEXT, "reaching"),
    _plain("zone", T.TEXT, "reaching"),
    _plain("full_name", T.TEXT, "business", kinds=_TRADING),
    _plain("short_name", T.TEXT, "business", kinds=_TRADING),
    _plain("legal_form", T.TEXT, "business", kinds=_FIRM),
    _plain("activity", T.TEXT, "business", kinds=_TRADING),
    _plain("banks_now", T.TEXT, "business"),
    _plain("staff_count", T.NUMBER, "business", kinds=_FIRM),
    _plain("revenue", T.MONEY, "business", kinds=_TRADING),
    _plain("problems", T.TEXT, "business", kinds=_FIRM),
    _plain("governance", T.TEXT, "business", kinds=_FIRM),
    _plain("history", T.TEXT, "business", kinds=_FIRM),
    _plain("competitor_offers", T.TEXT, "business"),
    _plain("needs", T.TEXT, "sale"),
    _plain("planned_products", T.TEXT, "sale"),
    _plain("possible_profit", T.MONEY, "sale"),
    _plain("must_know", T.TEXT, "sale"),
    _plain("notes", T.TEXT, "sale"),
    _plain("family_name", T.TEXT, "person", kinds=_HUMAN),
    _plain("given_name", T.TEXT, "person", kinds=_HUMAN),
    _plain("patronymic", T.TEXT, "person", kinds=_HUMAN),
    _plain("birth_date", T.DATE, "person", kinds=_HUMAN),
    _plain("sex", T.CHOICE, "person", kinds=_HUMAN, choices=words.SEXES),
    _plain("occupation", T.TEXT, "person", kinds=_HUMAN),
    _plain("family_status", T.TEXT, "person", kinds=_HUMAN),
    _plain("family", T.TEXT, "person", kinds=_HUMAN),
    _plain("education", T.TEXT, "person", kinds=_HUMAN),
    _plain("hobbies", T.TEXT, "person", kinds=_HUMAN),
    _plain(
        "income_level", T.TEXT, "person", kinds=_HUMAN, permission="clients:read-sensitive"
    ),
    *[
        _plain(name, T.TEXT, "numbers", kinds=kinds)
        for name, kinds in (
            ("inn", ALL_KINDS), ("kpp", _FIRM), ("ogrn", _TRADING), ("edrpou", _FIRM),
            ("vat", _FIRM), ("lei", _FIRM),
        )
    ],
)  # fmt: skip
