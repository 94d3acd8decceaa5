"""Meeting rooms, their bookings, the booking of a contact"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292040"
down_revision = "202611292030"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def _keyed(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("branch", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("for_vip", sa.Boolean(), nullable=False),
        sa.Column(
            "equipment", sa.ARRAY(sa.String(length=200)), server_default="{}", nullable=False
        ),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats BETWEEN 1 AND 500", name=op.f("ck_room_seats")),
        sa.CheckConstraint("closes > opens", name=op.f("ck_room_hours")),
        *_keyed("room"),
    )
    op.create_table(
        "booking",
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("employee_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "released",
                name="bookingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_times")),
        sa.CheckConstraint(
            "(client_id IS NULL) = (employee_id IS NULL)", name=op.f("ck_booking_for_somebody")
        ),
        _key("booking", "room_id", "room"),
        _key("booking", "client_id", "client"),
        _key("booking", "employee_id", "employee"),
        _key("booking", "made_by_id", "employee"),
        *_keyed("booking"),
    )
    op.execute(
        "ALTER TABLE booking ADD CONSTRAINT booking_no_double_booking EXCLUDE USING gist"
        " (int8range(room_id, room_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
        " WHERE (state = 'held')"
    )
    op.create_index("ix_booking_room_id_starts_at", "booking", ["room_id", "starts_at"])
    op.create_index(op.f("ix_booking_client_id"), "booking", ["client_id"])
    op.create_index(
        "ix_booking_employee_id",
        "booking",
        ["employee_id"],
        postgresql_where=sa.text("state = 'held'"),
    )
    op.add_column("interaction", sa.Column("booking_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_interaction_booking_id"),
        "interaction",
        "booking",
        ["booking_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index(
        "uq_interaction_booking_id",
        "interaction",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_interaction_booking_id", "interaction")
    op.drop_constraint(op.f("fk_interaction_booking_id"), "interaction", type_="foreignkey")
    op.drop_column("interaction", "booking_id")
    op.drop_table("booking")
    op.drop_table("room")
