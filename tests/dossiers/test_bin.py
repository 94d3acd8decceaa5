"""D17: what hangs on a client behaves rightly in the bin and returns as it was."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from rmapp.home.queries import counters
from rmapp.interactions.models import Interaction, Promise
from rmapp.opportunities.models import Opportunity
from rmapp.outbox import operations as outbox
from rmapp.outbox.models import Message
from rmapp.outbox.states import Purpose, State
from rmapp.privacy.walk import parts_of
from tests.privacy.subject import a_subject

#: What the bin itself writes: the history, the letters it holds, when, and by which version.
OWN = {"client_event", "outbox_event"}


def rows_of(client_id):
    """Every row that hangs on the client, without what the bin itself writes."""
    found = {}
    for part in parts_of(client_id):
        if part.table.name in OWN:
            continue
        columns = [c for c in part.table.c if c.name not in ("version", "not_after", "search")]
        rows = db.session.execute(sa.select(*columns).where(part.condition)).all()
        found[part.table.name] = sorted(repr(row) for row in rows)
    return found


def test_d17_what_hangs_on_a_client_sleeps_in_the_bin_and_returns_identical(app, cast, browser_of):
    with app.app_context(), transaction() as session:
        person = a_subject(cast)
        client_id = person.id
        held = outbox.schedule(
            actor=None, kind="proposal-sent", purpose=Purpose.SERVICE, occasion="b", dedup_key="b",
            address_id=session.scalars(
                sa.select(Message.recipient_address_id).where(Message.client_id == client_id)
            ).one(),
            client_id=client_id,
        )  # fmt: skip
        outbox.hold(held.public_id, actor=cast.actor("mara"))
        session.execute(sa.update(Interaction).values(planned_at=clock.now() - dt.timedelta(1)))
        session.expire_all()
    with app.app_context(), transaction() as session:
        before = rows_of(client_id)
        assert counters(cast.actor("mara")).due == 1
        client = session.get_one(Client, client_id)
        operations.move_to_bin(client, actor=cast.actor("mara"), reason="двойник")
    mara = browser_of("mara")
    for page in ("/", "/clients", "/opportunities", "/interactions/week", "/messages"):
        assert "Зубрилкина" not in mara.get(page).text, page
    with app.app_context(), transaction() as session:
        assert counters(cast.actor("mara")).due == 0
        states = set(
            session.scalars(sa.select(Message.state).where(Message.client_id == client_id))
        )
        assert states == {State.HELD}
        open_ = [session.scalar(sa.select(sa.func.count(t.id))) for t in (Promise, Opportunity)]
        assert open_ == [1, 1]
    page = browser_of("sofia").get("/clients/bin").text
    assert "двойник" in page
    assert "more days" in page
    with app.app_context(), transaction() as session:
        operations.restore(session.get_one(Client, client_id), actor=cast.actor("sofia"))
    with app.app_context(), transaction() as session:
        assert rows_of(client_id) == before
        waiting = session.scalars(
            sa.select(Message.state).where(Message.client_id == client_id).order_by(Message.id)
        ).all()
        assert waiting == [State.PENDING, State.HELD]
        assert counters(cast.actor("mara")).due == 1
