"""Materials and what was handed out; points ticked in a talk; needs that become opportunities"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292131"
down_revision = "202611292130"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _id(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _public(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def upgrade() -> None:
    op.create_table(
        "material",
        sa.Column(
            "kind",
            _choice("materialkind", "brochure", "sample", "presentation", "gift", "other"),
            nullable=False,
        ),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("most_a_year", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_material_stock")),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_material_cost")),
        sa.CheckConstraint("most_a_year >= 1", name=op.f("ck_material_most_a_year")),
        *_id("material"),
        *_public("material"),
    )
    op.create_table(
        "material_version",
        sa.Column("material_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        _key("material_version", "material_id", "material"),
        _key("material_version", "made_by_id", "employee"),
        sa.UniqueConstraint(
            "material_id",
            "language",
            "number",
            name=op.f("uq_material_version_material_id_language_number"),
        ),
        *_id("material_version"),
        *_public("material_version"),
    )
    op.create_table(
        "handing",
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", _choice("handingstate", "planned", "handed", "kept"), nullable=False),
        sa.Column("contact_person_id", sa.BigInteger(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 1000", name=op.f("ck_handing_quantity")),
        sa.CheckConstraint(
            "(state = 'handed') = (handed_at IS NOT NULL)", name=op.f("ck_handing_handed")
        ),
        _key("handing", "interaction_id", "interaction"),
        _key("handing", "client_id", "client"),
        _key("handing", "version_id", "material_version"),
        _key("handing", "contact_person_id", "contact_person"),
        _key("handing", "handed_by_id", "employee"),
        sa.UniqueConstraint(
            "interaction_id", "version_id", name=op.f("uq_handing_interaction_id_version_id")
        ),
        *_id("handing"),
    )
    op.create_index(op.f("ix_handing_version_id"), "handing", ["version_id"])
    op.create_index(op.f("ix_handing_contact_person_id"), "handing", ["contact_person_id"])
    op.create_index(
        "ix_handing_client_id_handed_at",
        "handing",
        ["client_id", "handed_at"],
        postgresql_where=sa.text("state = 'handed'"),
    )
    op.add_column(
        "interaction",
        sa.Column("ticked", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
    )
    op.add_column(
        "interaction",
        sa.Column("wants_opportunity", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("interaction", "wants_opportunity")
    op.drop_column("interaction", "ticked")
    op.drop_table("handing")
    op.drop_table("material_version")
    op.drop_table("material")
