"""The price by volume in opportunities: own prices are told apart, the others follow the tariff"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300640"
down_revision = "202611300545"
branch_labels = None
depends_on = None

#: The tariff of a line whose price is not its own: that of the highest volume reached.
TARIFF = """
    SELECT line.id, line.opportunity_id, line.quantity, line.price AS old,
        CASE WHEN line.is_own_price THEN line.price ELSE coalesce(
            (SELECT tariff.price FROM tariff WHERE tariff.product_id = line.product_id
             AND tariff.from_quantity <= line.quantity
             ORDER BY tariff.from_quantity DESC LIMIT 1), product.price) END AS new
    FROM opportunity_line AS line JOIN product ON product.id = line.product_id
    JOIN opportunity ON opportunity.id = line.opportunity_id
    WHERE opportunity.closed_at IS NULL
"""


def upgrade() -> None:
    op.add_column(
        "opportunity_line",
        sa.Column("is_own_price", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    price_anew()


def price_anew() -> None:
    """Open opportunities were priced by the list, whatever the volume: a price other than the
    list's was somebody's own and stays; the others follow the tariff, and so do the amounts that
    were their sum."""
    op.execute(
        "UPDATE opportunity_line AS line SET is_own_price = true FROM product"
        " WHERE product.id = line.product_id AND line.price <> product.price"
    )
    op.execute(
        f"WITH priced AS ({TARIFF}), summed AS ("
        " SELECT opportunity_id, 12 * sum(round(quantity * old)) AS old,"
        " 12 * sum(round(quantity * new)) AS new FROM priced GROUP BY opportunity_id)"
        " UPDATE opportunity SET amount = summed.new FROM summed"
        " WHERE opportunity.id = summed.opportunity_id AND opportunity.amount = summed.old"
        " AND summed.new > 0 AND summed.new <> summed.old"
    )
    op.execute(
        f"WITH priced AS ({TARIFF}) UPDATE opportunity_line AS line SET price = priced.new"
        " FROM priced WHERE line.id = priced.id AND priced.new <> priced.old"
    )


def downgrade() -> None:
    op.drop_column("opportunity_line", "is_own_price")
