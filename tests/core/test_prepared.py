"""What psycopg has prepared outlives a refusal (see core.prepared)."""

import sqlalchemy as sa

from rmapp.core.db import db
from rmapp.core.transaction import transaction

ASKED = sa.text("SELECT name, statement FROM pg_prepared_statements WHERE statement LIKE :like")


def test_a_refused_form_does_not_cost_the_next_ones_their_plans(app):
    with app.app_context(), transaction() as session:
        for number in range(4):
            session.execute(sa.text("SELECT CAST(:n AS integer) AS kept_through"), {"n": number})
        before = session.execute(ASKED, {"like": "%kept_through%"}).all()
        assert len(before) == 1
        refused = session.begin_nested()
        session.execute(sa.text("SELECT 1"))
        refused.rollback()
        assert session.execute(ASKED, {"like": "%kept_through%"}).all() == before
        session.execute(sa.text("SELECT CAST(:n AS integer) AS kept_through"), {"n": 5})


def test_the_application_keeps_them_on_every_connection(app):
    with app.app_context(), db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert type(raw._prepared).__module__ == "rmapp.core.prepared"


def test_columns_are_described_when_somebody_asks(app):
    with app.app_context(), db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("SELECT 1 AS one, 'b' AS two")
        assert [column.name for column in cursor.description] == ["one", "two"]
        assert cursor.description[-1].name == cursor.description[1:][0].name == "two"
        cursor.execute("SET LOCAL work_mem = '16MB'")
        assert cursor.description is None
