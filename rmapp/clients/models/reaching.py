"""How a client is reached: phones, e-mail addresses, postal addresses, each with its flags (D4)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import (
    Base,
    Code,
    Keyed,
    Line,
    Name,
    owned,
)
from ...core.registry import AtMerge, hangs_on_client


class ClientPhone(Keyed, Base):
    """A phone of a client, E.164, with its own flags (D4)."""

    __tablename__ = "client_phone"
    __table_args__ = (sa.UniqueConstraint("client_id", "number", "extension"),)

    client_id: Mapped[int] = owned("client.id")
    number: Mapped[str] = mapped_column(sa.String(20), index=True)  # E.164
    extension: Mapped[str] = mapped_column(sa.String(10), default="")
    kind: Mapped[Code] = mapped_column(default="work")  # mobile, work, home, fax
    is_preferred: Mapped[bool] = mapped_column(default=False)
    is_invalid: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Name] = mapped_column(default="")


class ClientEmail(Keyed, Base):
    """An e-mail address of a client. Consent and bounces live with the address, see ``outbox``."""

    __tablename__ = "client_email"
    __table_args__ = (sa.UniqueConstraint("client_id", "address"),)

    client_id: Mapped[int] = owned("client.id")
    address: Mapped[str] = mapped_column(sa.String(254), index=True)  # lower case
    kind: Mapped[Code] = mapped_column(default="work")
    is_preferred: Mapped[bool] = mapped_column(default=False)
    is_invalid: Mapped[bool] = mapped_column(default=False)


class ClientAddress(Keyed, Base):
    """A postal address of a client."""

    __tablename__ = "client_address"

    client_id: Mapped[int] = owned("client.id")
    kind: Mapped[Code] = mapped_column(default="actual")  # legal, actual, home, post
    text: Mapped[Line]


for _table in ("client_phone", "client_email", "client_address"):
    hangs_on_client(f"{_table}.client_id", AtMerge.MOVES)
