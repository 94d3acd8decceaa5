"""The trail cannot be changed silently (G3)."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from rmapp.audit.models import AuditEntry
from rmapp.audit.operations import record
from rmapp.audit.seeds import seed
from rmapp.audit.verify import verify
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from tests.engines import own_database


@pytest.fixture
def five_deeds(app, cast):
    with app.app_context():
        for number in range(5):
            with transaction():
                record("test:done", actor=cast.actor("mara"), detail={"number": number, "ё": "№"})


def test_a_whole_chain_verifies(app, five_deeds):
    with app.app_context(), transaction():
        verdict = verify()
    assert verdict.ok
    assert verdict.entries >= 5


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit_entry SET tag = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_the_serving_role_cannot_change_the_trail(app, five_deeds, deed):
    with app.app_context(), pytest.raises(DBAPIError), transaction():
        db.session.execute(sa.text(deed))


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit_entry SET reason = 'x' WHERE id = (SELECT max(id) - 2 FROM audit_entry)",
        "UPDATE audit_entry SET detail = '[1]' WHERE id = (SELECT max(id) FROM audit_entry)",
        "UPDATE audit_entry SET at = at + '1 s'::interval WHERE id = 4",
        "DELETE FROM audit_entry WHERE id = (SELECT max(id) - 1 FROM audit_entry)",
        "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET id = -id WHERE id > 3",
    ],
    ids=["edit", "edit-detail", "edit-time", "gap", "cut-tail", "emptied", "reordered"],
)
def test_every_tampering_with_the_owners_rights_is_found(app, owner_trail, deed):
    with app.app_context():
        owner_trail(deed)
        with transaction():
            assert not verify().ok


@pytest.fixture
def owner_trail(app, database, worker):
    """Five committed deeds in a database of its own, and a hand with the owner's rights."""
    name = f"{os.environ['RMTEST_TEMPLATE']}_{worker}_trail"
    with (
        own_database(name, template=os.environ["RMTEST_TEMPLATE"]) as (owner, serving),
        app.app_context(),
    ):
        serving_engine, owner_engine = sa.create_engine(serving), sa.create_engine(owner)
        engines = db._app_engines[app]
        kept, engines[None] = engines[None], serving_engine
        try:
            with transaction():
                seed()
            for number in range(5):
                with transaction():
                    record("test:done", actor=None, detail={"number": number})

            def change(statement: str) -> None:
                with owner_engine.begin() as connection:
                    connection.execute(sa.text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
                    connection.execute(sa.text(statement))

            yield change
        finally:
            engines[None] = kept
            serving_engine.dispose()
            owner_engine.dispose()


def test_a_rolled_back_deed_leaves_no_entry(app, cast):
    with app.app_context():
        with pytest.raises(ZeroDivisionError), transaction():
            _record_and_fail(cast)
        with transaction():
            assert not db.session.scalar(
                sa.select(AuditEntry).where(AuditEntry.tag == "test:undone")
            )
            assert verify().ok


def _record_and_fail(cast):
    record("test:undone", actor=cast.actor("mara"))
    raise ZeroDivisionError
