"""Units of products in the forms they take with a number"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300645"
down_revision = "202611300640"
branch_labels = None
depends_on = None

NEW = ("unit_en_many", "unit_ru_few", "unit_ru_many")
SEVERAL = {
    "month": "months",
    "payment": "payments",
    "terminal a month": "terminals a month",
    "employee a month": "employees a month",
    "card a month": "cards a month",
    "agreement": "agreements",
    "guarantee": "guarantees",
}
FEW_AND_MANY = {
    "платёж": ("платежа", "платежей"),
    "терминал в мес.": ("терминала в мес.", "терминалов в мес."),
    "сотрудник в мес.": ("сотрудника в мес.", "сотрудников в мес."),
    "карта в мес.": ("карты в мес.", "карт в мес."),
    "договор": ("договора", "договоров"),
    "гарантия": ("гарантии", "гарантий"),
}


def upgrade() -> None:
    for name in NEW:
        op.add_column("product", sa.Column(name, sa.String(200), nullable=False, server_default=""))
    for one, many in SEVERAL.items():
        op.execute(f"UPDATE product SET unit_en_many = '{many}' WHERE unit_en = '{one}'")
    for one, (few, many) in FEW_AND_MANY.items():
        op.execute(
            f"UPDATE product SET unit_ru_few = '{few}', unit_ru_many = '{many}'"
            f" WHERE unit_ru = '{one}'"
        )


def downgrade() -> None:
    for name in NEW:
        op.drop_column("product", name)
