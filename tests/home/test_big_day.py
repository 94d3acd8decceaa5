"""My day of a manager with 5,000 clients: the same statements, the exact reasons (C7)."""

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client, Lifecycle
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.home import queries
from rmapp.interactions.models import Promise
from rmapp.interactions.words import Side
from rmapp.opportunities.models import FunnelStage, Opportunity
from rmapp.proposals.models import Proposal, ProposalState
from tests.factories import a_client

MANY = 5_000
CLIENTS = sa.text(
    "INSERT INTO client (public_id, version, kind, lifecycle, is_active, display_name, name_key,"
    " temperature, created_at, last_contact_at, next_contact_at, possible_profit, birth_date,"
    " {columns}) SELECT 'big' || lpad(n::text, 13, '0'), 1, 'organisation',"
    " CASE WHEN n % 3 = 0 THEN 'prospect' ELSE 'client' END, true, 'ООО «Много ' || n || '»',"
    " 'mnogo ' || lpad(n::text, 5, '0'), 'cold', now() - interval '500 days',"
    " now() - (n % 400) * interval '1 day',"
    " CASE WHEN n % 2 = 0 THEN now() + interval '1 day' * (n % 20) END, n * 1000, NULL, {values}"
    " FROM generate_series(1, :many) n"
)


@pytest.fixture
def portfolio(app, cast):
    """Mara serves five thousand clients."""
    with app.app_context(), transaction():
        given = [
            "public_id",
            "version",
            "kind",
            "lifecycle",
            "is_active",
            "display_name",
            "name_key",
            "temperature",
            "created_at",
            "last_contact_at",
            "next_contact_at",
            "possible_profit",
            "birth_date",
        ]
        rest = [
            column
            for column in Client.__table__.columns
            if not column.nullable
            and column.name not in [*given, "id", "search"]
            and column.server_default is None
        ]
        values = [_literal(column) for column in rest]
        text = CLIENTS.text.format(
            columns=", ".join(column.name for column in rest), values=", ".join(values)
        )
        db.session.execute(sa.text(text), {"many": MANY})
        db.session.execute(
            sa.text(
                "INSERT INTO assignment (public_id, client_id, employee_id, role, is_primary,"
                " started_at, reason) SELECT 'as' || lpad(id::text, 14, '0'), id, :mara,"
                " 'acquisition', true, now(), '' FROM client WHERE public_id LIKE 'big%'"
            ),
            {"mara": cast.ids["mara"]},
        )


def _literal(column):
    default = column.default.arg if column.default is not None else ""
    if callable(default):
        return "''"
    default = getattr(default, "value", default)
    return str(default).lower() if isinstance(default, bool | int) else f"'{default}'"


def test_c7_a_day_with_five_thousand_clients_takes_no_more_statements_nor_a_longer_page(
    portfolio, app, browser_of, statements
):
    """Its time is a figure of the bench: a base within a transaction has no statistics."""
    mara = browser_of("mara")
    for path, most in (("/", 9), ("/day/no_step", 8), ("/day/silent", 8), ("/day/fill", 12)):
        statements.clear()
        page = mara.get(path)
        assert page.status_code == 200
        assert len(statements) <= most, path
        assert len(page.text.encode()) <= 60 * 1024


def test_c7_the_reasons_are_printed_as_a_manager_says_them(app, cast, browser_of):
    with app.app_context(), transaction():
        today = clock.today(None)
        silent = a_client(cast, name="ООО «Молчит»", lifecycle=Lifecycle.CLIENT, days_ago=192)
        promised = a_client(cast, name="ООО «Ждёт»", lifecycle=Lifecycle.CLIENT)
        a_client(cast, name="ООО «Без шага»")
        db.session.add(
            Promise(
                client_id=promised.id,
                side=Side.BANK,
                owner_id=cast.ids["mara"],
                text="a letter",
                due_on=today,
                created_at=clock.now(),
            )
        )
        silent_name = silent.display_name
        assert queries.attention(cast.actor("mara"), cast.ids["mara"], today).silent == 1
    page = browser_of("mara").get("/").text
    assert silent_name in page
    assert "192 days of silence, the norm is 180" in page
    assert "promised by today: a letter" in page
    assert "nothing is planned" in page


def test_c7_a_proposal_about_to_expire_is_among_the_reasons(app, cast, browser_of):
    with app.app_context(), transaction():
        friday = clock.today(None) + dt.timedelta(days=4)
        client = a_client(cast, lifecycle=Lifecycle.CLIENT)
        stage = db.session.scalars(sa.select(FunnelStage)).first()
        deal = Opportunity(
            client_id=client.id,
            manager_id=cast.ids["mara"],
            stage_id=stage.id,
            title="Счёт",
            created_at=clock.now(),
            stage_since=clock.now(),
        )
        db.session.add(deal)
        db.session.flush()
        db.session.add(
            Proposal(
                number="P-2026-0147",
                opportunity_id=deal.id,
                client_id=client.id,
                manager_id=cast.ids["mara"],
                state=ProposalState.SENT,
                valid_until=friday,
                created_at=clock.now(),
            )
        )
    page = browser_of("mara").get("/").text
    assert f"proposal P-2026-0147 expires on {friday:%A}" in page
