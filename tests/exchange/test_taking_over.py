"""D13, V8: an import does not die with its author's access: who leads them carries it on."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.audit.models import AuditEntry
from rmapp.clients.models import UnservedClient
from rmapp.core import clock
from rmapp.core.errors import NotFound
from rmapp.core.transaction import transaction
from rmapp.exchange import operations, queries
from rmapp.exchange.models import KeeperRule
from rmapp.exchange.operations import running
from rmapp.handovers.queries import tree
from rmapp.work.models import WorkItem
from tests.cast import Cast
from tests.exchange.importing import Desk, many


def closed(app: Flask, cast: Cast) -> None:
    """Mara's access ends."""
    with app.app_context(), transaction():
        cast.employee("mara").access_closed_at = clock.now()


def carried_on(app: Flask, cast: Cast, public_id: str, who: str) -> None:
    with app.app_context(), transaction():
        actor = cast.actor(who)
        operations.carry_on(queries.import_of(public_id, actor=actor), actor=actor)


def test_d13_an_import_whose_author_has_no_access_goes_on_in_the_name_of_who_leads_them(
    app: Flask, desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FIRST", 10)
    id = desk.bring(many(25))
    desk.check(id)
    item = desk.begin(id)
    public_id = desk.read(id).public_id
    real = running._mark_done

    def mark(rows: object) -> None:
        real(rows)
        cast.employee("mara").access_closed_at = clock.now()

    with monkeypatch.context() as ends:
        ends.setattr(running, "_mark_done", mark)
        assert desk.work(item) == "failed"
    assert desk.clients() == 10, "what was done stays done"

    with pytest.raises(NotFound):
        carried_on(app, cast, public_id, "stefan")
    carried_on(app, cast, public_id, "sofia")
    assert desk.work(item) == "done"
    assert desk.clients() == 25
    done = desk.read(id)
    assert (done.created_by_id, done.keeper_rule) == (cast.ids["sofia"], KeeperRule.NOBODY)
    with app.app_context(), transaction() as session:
        assert session.get_one(WorkItem, item).created_by_id == cast.ids["sofia"], "in her tray"
        waiting = session.scalar(sa.select(sa.func.count()).select_from(UnservedClient))
        assert waiting == 15, "nobody who has gone is given a client: the rest wait in the queue"
        told = sa.select(AuditEntry.actor_id).where(AuditEntry.tag == "import:taken-over")
        assert list(session.scalars(told)) == [cast.ids["sofia"]]


def test_d13_a_checked_import_of_who_has_gone_is_carried_out_by_who_leads_them(
    app: Flask, desk: Desk, cast: Cast
) -> None:
    id = desk.bring(many(3))
    desk.check(id)
    closed(app, cast)
    assert desk.work(desk.begin(id, "sofia")) == "done"
    assert desk.clients() == 3


def test_d13_an_author_who_can_still_enter_keeps_the_import(
    app: Flask, desk: Desk, cast: Cast
) -> None:
    id = desk.bring(many(3))
    desk.check(id)
    item = desk.begin(id)
    with app.app_context(), transaction() as session:
        session.execute(
            sa.text("UPDATE work_item SET state = 'stopped' WHERE id = :id"), {"id": item}
        )
    carried_on(app, cast, desk.read(id).public_id, "sofia")
    assert desk.work(item) == "done"
    done = desk.read(id)
    assert (done.created_by_id, done.assign_to_id) == (cast.ids["mara"], cast.ids["mara"])


def test_v8_the_wizard_counts_the_work_of_the_leaver_that_is_under_way(
    app: Flask, desk: Desk, cast: Cast
) -> None:
    id = desk.bring(many(3))
    desk.check(id)
    with app.app_context():
        assert all(
            one.key != "work_item.created_by_id" or not one.count for one in tree(mara(cast))
        )
    item = desk.begin(id)
    with app.app_context():
        [work] = [one for one in tree(mara(cast)) if one.key == "work_item.created_by_id"]
        assert (work.count, work.moves) == (1, False)
    desk.work(item)
    with app.app_context():
        assert not [o for o in tree(mara(cast)) if o.key == "work_item.created_by_id" and o.count]


def mara(cast: Cast) -> int:
    return cast.ids["mara"]
