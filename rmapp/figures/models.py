"""The table of the monthly figures."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy.orm import Mapped, mapped_column

from ..audit import shown
from ..core.db import Base, Minor, choice
from ..core.registry import AtMerge, hangs_on_client


class FigureSource(StrEnum):
    """Where a month's figures came from."""

    FILE = "file"
    API = "api"
    DEMO = "demo"


shown.codes(
    "figures",
    source={
        FigureSource.FILE: _lp("figures", "from a file"),
        FigureSource.API: _lp("figures", "over the API"),
        FigureSource.DEMO: _lp("figures", "made for the demo"),
    },
)


class ClientMonth(Base):
    """What one client came to in one month; a later load of the month replaces it.

    The key (client, month) is the only index: a card reads 24 neighbouring rows, an evaluation
    reads the table once. At 1,000,000 clients × 24 months it is about 2 GB.
    """

    __tablename__ = "client_month"
    __table_args__ = (sa.CheckConstraint("extract(day FROM month) = 1", name="first_day"),)

    client_id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("client.id", ondelete="RESTRICT"), primary_key=True
    )
    month: Mapped[dt.date] = mapped_column(primary_key=True)  # its first day
    balance: Mapped[Minor]  # the average of its days
    turnover: Mapped[Minor]
    profit: Mapped[Minor]  # of the bank, before what preferential terms cost
    source: Mapped[FigureSource] = choice(FigureSource)


#: A merged record keeps its months: they are read through to the one that is left.
hangs_on_client("client_month.client_id", AtMerge.HISTORY, label=_l("Monthly figures"))
