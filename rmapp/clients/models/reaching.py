"""How a client is reached: phones, e-mail addresses, messengers, postal addresses, each with its
own flags (D4)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import (
    Base,
    Code,
    Keyed,
    Line,
    Name,
    Zone,
    owned,
)
from ...core.phones import EXTENDED
from ...core.registry import AtMerge, hangs_on_client


def _no() -> Any:
    return mapped_column(default=False, server_default=sa.false())


def _empty() -> Any:
    return mapped_column(default="", server_default="")


class Reached:
    """What every way to a client has: is it right, may it be used, is it liked, what for."""

    is_preferred: Mapped[bool] = _no()
    is_invalid: Mapped[bool] = _no()
    is_opted_out: Mapped[bool] = _no()  # the client asked not to be reached here
    purpose: Mapped[Code] = _empty()  # what it is for: papers, urgent, accounting; "" for all


class ClientPhone(Keyed, Reached, Base):
    """A phone of a client, E.164, with its own flags (D4)."""

    __tablename__ = "client_phone"
    __table_args__ = (sa.UniqueConstraint("client_id", "number", "extension"),)

    client_id: Mapped[int] = owned("client.id")
    number: Mapped[str] = mapped_column(sa.String(20), index=True)  # E.164
    extension: Mapped[str] = mapped_column(sa.String(10), default="")
    kind: Mapped[Code] = mapped_column(default="work")  # mobile, work, home, fax
    note: Mapped[Name] = mapped_column(default="")


#: A phone as a list selects it (``phones.written``).
WRITTEN_PHONE = sa.case(
    (ClientPhone.extension != "", ClientPhone.number + EXTENDED + ClientPhone.extension),
    else_=ClientPhone.number,
)


class ClientEmail(Keyed, Reached, Base):
    """An e-mail address of a client. Consent and bounces live with the address, see ``outbox``."""

    __tablename__ = "client_email"
    __table_args__ = (sa.UniqueConstraint("client_id", "address"),)

    client_id: Mapped[int] = owned("client.id")
    address: Mapped[str] = mapped_column(sa.String(254), index=True)  # lower case
    kind: Mapped[Code] = mapped_column(default="work")
    note: Mapped[Name] = _empty()


class ClientMessenger(Keyed, Reached, Base):
    """A name or number in a messenger."""

    __tablename__ = "client_messenger"
    __table_args__ = (sa.UniqueConstraint("client_id", "kind", "handle"),)

    client_id: Mapped[int] = owned("client.id")
    kind: Mapped[Code] = mapped_column(default="telegram")
    handle: Mapped[Name]
    note: Mapped[Name] = _empty()


class ClientAddress(Keyed, Reached, Base):
    """A postal address of a client: as it was written, and in its parts."""

    __tablename__ = "client_address"

    client_id: Mapped[int] = owned("client.id")
    kind: Mapped[Code] = mapped_column(default="actual")  # legal, actual, home, post
    text: Mapped[Line]
    postcode: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    region: Mapped[Name] = _empty()
    city: Mapped[Name] = _empty()
    street: Mapped[Line] = _empty()
    zone: Mapped[Zone] = _empty()


for _table in ("client_phone", "client_email", "client_messenger", "client_address"):
    hangs_on_client(f"{_table}.client_id", AtMerge.MOVES)
