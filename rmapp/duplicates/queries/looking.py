"""Records of the base that may be one with a given one, over the whole base.

Nothing here looks at reach: what a person may learn is decided by ``operations.revealed``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from ...clients.models import (
    OF_PRIMARY_MANAGER,
    Assignment,
    Client,
    ClientAddress,
    ClientEmail,
    ClientKind,
    ClientPhone,
    ContactPerson,
)
from ...clients.spelling import meant
from ...core.db import db
from ...core.text import fold, legal_form, sort_key, tsquery
from ...staff.models import Employee, name_of
from ..rules import DuplicateSubject, SubjectKind, Verdict, score
from .deciding import apart_from

MOST_BY_NAME = 60
STRONG_AT = 0.9
#: An address and the town it is in: a word of the address that is the town is no street.
PLACE = ClientAddress.text + "\x1f" + ClientAddress.city
#: Numbers of registers, each with an index of its own.
NUMBERS = (Client.inn, Client.ogrn, Client.edrpou, Client.vat, Client.lei)


@dataclass(frozen=True)
class Candidate:
    """A client that may be the same: how surely and why. ``manager``: who keeps it, if anybody."""

    id: int
    public_id: str
    name: str
    kind: ClientKind
    manager: str | None
    value: float
    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def is_strong(self) -> bool:
        """So sure that a person must say it is somebody else."""
        return self.verdict is Verdict.MERGE or self.value >= STRONG_AT


def candidates(
    subject: DuplicateSubject,
    *,
    without: Collection[int] = (),
    limit: int = 5,
    of: int = 0,
    by_contact: bool = False,
) -> list[Candidate]:
    """Clients worth proposing as ``subject``, the surest first; one statement.

    ``without``: keys of clients that are not to be compared. ``of``: the client that ``subject``
    is, if it is in the base: itself and what somebody said is not the same are left out.
    ``by_contact``: also, after those, who has a phone or e-mail of the subject and is nobody one
    would propose (``Verdict.NONE``): whoever types it wants to know.
    """
    asked = _asked(subject)
    if not asked:
        return []
    found: list[Candidate] = []
    statement = _candidates(tuple(asked))
    if without:
        statement = statement.where(Client.id.not_in(list(without)))
    if of:
        statement = statement.where(Client.id != of, Client.id.not_in(apart_from(of)))
    bound = {name: value for values in asked.values() for name, value in values.items()}
    for row in db.session.execute(statement, bound):
        other = subject_of(row)
        verdict = score(subject, other)
        reasons = verdict.reasons
        if verdict.verdict is Verdict.NONE:
            reasons = _contacts_of_both(subject, other) if by_contact else ()
            if not reasons:
                continue
        found.append(
            Candidate(
                id=row.id,
                public_id=row.public_id,
                name=row.display_name,
                kind=row.kind,
                manager=row.manager,
                value=verdict.value,
                verdict=verdict.verdict,
                reasons=reasons,
            )
        )
    found.sort(key=lambda hit: (hit.verdict is Verdict.NONE, -hit.value, hit.name))
    return found[:limit]


def _contacts_of_both(one: DuplicateSubject, two: DuplicateSubject) -> tuple[str, ...]:
    shared = {"phone_same": one.numbers & two.numbers, "email_same": {*one.mails} & {*two.mails}}
    return tuple(reason for reason, common in shared.items() if common)


def _asked(subject: DuplicateSubject) -> dict[str, dict[str, Any]]:
    """What ``subject`` can be looked for by (a key of ``_WAYS``), and the values to be bound."""
    found: dict[str, dict[str, Any]] = {}
    if subject.phones:
        found["phones"] = {"phones": list(subject.phones)}
    if subject.emails:
        found["emails"] = {"emails": [one.lower() for one in subject.emails]}
    for column in NUMBERS:
        if value := getattr(subject, column.key):
            found[column.key] = {column.key: value}
    name = _name(subject)
    words = tsquery(meant(name)) if len(fold(name).replace(" ", "")) >= 3 else ""
    if words:
        found["name"] = {"words": words, "name_key": sort_key(name)}
    return found


def _by_number(column: Any) -> sa.Select[int]:
    value = sa.bindparam(column.key, type_=sa.String)
    return sa.select(Client.id).where(column == value, column != "", Client.deleted_at.is_(None))


def _by_name() -> sa.Select[int]:
    query = sa.cast(sa.bindparam("words", type_=sa.Text), TSQUERY)
    same = Client.name_key == sa.bindparam("name_key", type_=sa.String)
    nearest = (
        sa.select(Client.id)
        .where(Client.search.op("@@", is_comparison=True)(query), Client.deleted_at.is_(None))
        .order_by(same.desc(), Client.name_key)
        .limit(MOST_BY_NAME)
        .subquery()
    )
    return sa.select(nearest.c.id)


def _texts(name: str) -> sa.ColumnElement[Any]:
    return sa.any_(sa.bindparam(name, type_=sa.ARRAY(sa.Text)))


def _by_person(column: Any, name: str) -> sa.Select[int]:
    """By what a contact person has: a card gives the ways of the person, not of the firm."""
    said = column if name == "phones" else sa.func.lower(column)
    return sa.select(ContactPerson.client_id).where(
        said == _texts(name), column != "", ContactPerson.deleted_at.is_(None)
    )


#: Selects of keys worth looking at; each is answered by an index of its own.
_WAYS: dict[str, Callable[[], Any]] = {
    "phones": lambda: sa.union(
        sa.select(ClientPhone.client_id).where(ClientPhone.number == _texts("phones")),
        _by_person(ContactPerson.phone, "phones"),
    ),
    "emails": lambda: sa.union(
        sa.select(ClientEmail.client_id).where(ClientEmail.address == _texts("emails")),
        _by_person(ContactPerson.email, "emails"),
    ),
    **{column.key: functools.partial(_by_number, column) for column in NUMBERS},
    "name": _by_name,
}


@functools.cache
def _candidates(ways: tuple[str, ...]) -> Any:
    """What the rules compare of the clients found by ``ways``: built once for each set of them."""
    return details_of(sa.union(*(_WAYS[one]() for one in ways)).subquery("found"))


def _name(subject: DuplicateSubject) -> str:
    """The words worth searching for: a firm's without its form, a person's family and given."""
    if subject.family_name or subject.given_name:
        return f"{subject.family_name} {subject.given_name}".strip()
    name = legal_form(subject.name)[1]
    return name if subject.is_organisation else " ".join(name.split()[:2])


def details_of(found: Any) -> sa.Select[*tuple[Any, ...]]:
    """What the rules compare of the clients whose keys ``found`` (a subquery of one column) has."""

    def gathered(column: Any, owner: Any, person: Any = None) -> Any:
        wanted: Any = sa.select(column).where(owner == Client.id).correlate(Client)
        if person is not None:
            theirs = sa.select(person).where(
                ContactPerson.client_id == Client.id,
                ContactPerson.deleted_at.is_(None),
                person != "",
            )
            wanted = sa.union_all(wanted, theirs.correlate(Client))
        return sa.func.array(wanted.scalar_subquery(), type_=sa.ARRAY(sa.Text))

    return (
        sa.select(
            Client.id,
            Client.public_id,
            Client.display_name,
            Client.kind,
            Client.full_name,
            Client.short_name,
            Client.family_name,
            Client.given_name,
            Client.patronymic,
            Client.legal_form,
            Client.birth_date,
            Client.inn,
            Client.kpp,
            Client.ogrn,
            Client.edrpou,
            Client.vat,
            Client.lei,
            Client.web,
            Client.external_id,
            name_of(Employee).label("manager"),
            gathered(ClientPhone.number, ClientPhone.client_id, ContactPerson.phone).label(
                "phones"
            ),
            gathered(ClientEmail.address, ClientEmail.client_id, ContactPerson.email).label(
                "emails"
            ),
            gathered(PLACE, ClientAddress.client_id).label("addresses"),
        )
        .outerjoin(
            Assignment,
            OF_PRIMARY_MANAGER,
        )
        .outerjoin(Employee, Employee.id == Assignment.employee_id)
        .where(Client.id.in_(sa.select(found.c[0])), Client.deleted_at.is_(None))
    )


def subject_of(row: Any) -> DuplicateSubject:
    """A row of :func:`details_of` as the rules see it."""
    address, _sign, city = _first(row.addresses).partition("\x1f")
    return DuplicateSubject(
        kind=SubjectKind(row.kind.value),
        name=row.short_name or row.full_name or row.display_name,
        given_name=row.given_name,
        family_name=row.family_name,
        patronymic=row.patronymic,
        legal_form=row.legal_form,
        birth_date=row.birth_date.isoformat() if row.birth_date else "",
        phones=tuple(row.phones or ()),
        emails=tuple(row.emails or ()),
        inn=row.inn,
        kpp=row.kpp,
        ogrn=row.ogrn,
        address=address,
        city=city,
        web=row.web,
        edrpou=row.edrpou,
        vat=row.vat,
        lei=row.lei,
    )


def _first(texts: Sequence[str] | None) -> str:
    return texts[0] if texts else ""


def subject_in_base(client_id: int) -> DuplicateSubject | None:
    """The client ``client_id`` as the rules see it; None in the bin."""
    wanted = sa.select(sa.literal(client_id, sa.BigInteger).label("id")).subquery("wanted")
    row = db.session.execute(details_of(wanted)).first()
    return subject_of(row) if row is not None else None
