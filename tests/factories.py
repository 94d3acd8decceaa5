"""Clients and limits for tests in one line: ``a_client(cast, name="ООО «Кедр»", manager="mara")``.

To be called inside an open transaction (the ``scene`` fixture, or ``transaction()``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from rmapp.clients.models import (
    AssignmentRole,
    Client,
    ClientAddress,
    ClientEmail,
    ClientKind,
    ClientPhone,
    ContactPerson,
    DecisionRole,
    Lifecycle,
)
from rmapp.clients.operations import assign_row, refresh_search
from rmapp.clients.rules import display_name
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.text import sort_key
from rmapp.limits.models import LimitSetting
from tests.cast import Cast


def a_client(
    cast: Cast,
    *,
    name: str = "ООО «Кедр»",
    kind: ClientKind | str = ClientKind.ORGANISATION,
    lifecycle: Lifecycle | str = Lifecycle.PROSPECT,
    manager: str | None = "mara",
    role: AssignmentRole | str | None = None,
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    address: str = "",
    days_ago: int = 0,
    **fields: Any,
) -> Client:
    """A client in the base, served by ``manager`` (a login; None: nobody).

    ``name`` is the short name of a firm, or "Family Given Patronymic" of a person. ``role``: by
    default acquisition for a prospect, personal for others. ``phones`` are E.164. ``days_ago``:
    how long it has been in the base. ``fields``: any column of Client.
    """
    kind, lifecycle = ClientKind(kind), Lifecycle(lifecycle)
    if kind is ClientKind.ORGANISATION:
        fields.setdefault("short_name", name)
    else:
        family, given, patronymic = [*name.split(" ", 2), "", "", ""][:3]
        fields = {
            "family_name": family, "given_name": given, "patronymic": patronymic, **fields
        }  # fmt: skip
    shown = display_name(
        kind,
        **{
            key: fields[key]
            for key in ("full_name", "short_name", "family_name", "given_name", "patronymic")
            if key in fields
        },
    )
    created = clock.now() - dt.timedelta(days=days_ago)
    client = Client(
        kind=kind,
        lifecycle=lifecycle,
        display_name=shown,
        name_key=sort_key(shown),
        created_at=created,
        created_by_id=cast.ids[manager] if manager else None,
        **fields,
    )
    db.session.add(client)
    db.session.flush()
    for number in phones:
        db.session.add(ClientPhone(client_id=client.id, number=number))
    for email in emails:
        db.session.add(ClientEmail(client_id=client.id, address=email.lower()))
    if address:
        db.session.add(ClientAddress(client_id=client.id, text=address))
    refresh_search(client)
    if manager:
        if role is None:
            prospect = lifecycle is Lifecycle.PROSPECT
            role = AssignmentRole.ACQUISITION if prospect else AssignmentRole.PERSONAL
        assignment = assign_row(
            client.id,
            cast.ids[manager],
            AssignmentRole(role),
            actor=None,
            reason="test",
            is_first=True,
        )
        assignment.started_at = created
        db.session.flush()
    return client


def a_person(cast: Cast, name: str = "Левина Марина Олеговна", **fields: Any) -> Client:
    """A natural person (see :func:`a_client`)."""
    return a_client(cast, name=name, kind=ClientKind.PERSON, **fields)


def a_contact_person(
    client: Client,
    name: str = "Кузнецов Илья Петрович",
    *,
    decision_role: DecisionRole | str = DecisionRole.DECIDES,
    **fields: Any,
) -> ContactPerson:
    """A person at ``client``."""
    person = ContactPerson(
        client_id=client.id, name=name, decision_role=DecisionRole(decision_role), **fields
    )
    db.session.add(person)
    refresh_search(client)
    return person


def set_limit(code: str, value: int, cast: Cast, who: str = "sofia") -> None:
    """A limit of the role of ``who``, as if the bank had set it."""
    db.session.add(
        LimitSetting(
            code=code,
            role_id=cast.employee(who).role_id,
            value=value,
            changed_at=clock.now(),
            changed_by_id=cast.ids["adam"],
        )
    )
    db.session.flush()
