"""Monthly figures of a client"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292030"
down_revision = "202611291816"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_month",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("turnover", sa.BigInteger(), nullable=False),
        sa.Column("profit", sa.BigInteger(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "file", "api", "demo",
                name="figuresource", native_enum=False, create_constraint=True, length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "extract(day FROM month) = 1", name=op.f("ck_client_month_first_day")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_client_month_client_id_client"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("client_id", "month", name=op.f("pk_client_month")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("client_month")
