"""The wizard beyond the straight way: exclusions, locks, letters, one client back, substitutions
(V8, V9)."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, AssignmentRole, Client, ClientEmail
from rmapp.clients.operations import assign_row
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.mails import introduction
from rmapp.handovers.models import HandoverItem, HandoverReason, HandoverState, ItemState
from rmapp.handovers.operations import afterwards
from rmapp.handovers.paper import act_of
from rmapp.handovers.queries.matters import open_matters
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction, Promise, PromiseState
from rmapp.interactions.words import Kind, Side
from rmapp.notices.models import Notice
from rmapp.outbox.models import Message
from rmapp.outbox.renderers import NoLetter
from rmapp.staff.administration import shut_out
from rmapp.staff.models import Employee, Team
from rmapp.work.models import WorkItem
from tests.core.test_pdf import words_of
from tests.factories import a_client
from tests.handovers.test_handover import begin, carry_out, portfolio, served_by, token_of

__all__ = ["portfolio"]


def keys_of(handover, *client_ids):
    return list(db.session.scalars(sa.select(Client.public_id).where(Client.id.in_(client_ids))))


def substitution(cast, *, days=14, share=("lena",)):
    actor = cast.actor("sofia")
    today = clock.today("Europe/Moscow")
    handover = operations.start(
        cast.employee("pavel"), reason=HandoverReason.LEAVE, effective_on=today,
        returns_on=today + dt.timedelta(days=days), closes_access=False, note="", actor=actor,
    )  # fmt: skip
    operations.share_out(
        handover, [cast.ids[one] for one in share], keep_families=True, actor=actor
    )
    return queries.handover_of(handover.public_id, actor=actor)


def test_v8_the_act_counts_the_open_matters_before_and_after_and_only_receivers_sign(
    app, cast, portfolio
):
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena", "max"))
        operations.place(
            handover, keys_of(handover, *portfolio), cast.ids["lena"], actor=cast.actor("sofia")
        )
        db.session.flush()
        before = open_matters(handover)
        assert {key: sum(kinds.values()) for key, kinds in before.items()} == dict.fromkeys(
            portfolio, 1
        ), "a planned call each"
        carry_out(cast, handover)
    with app.app_context(), transaction():
        handover = queries.handover_of(handover.public_id, actor=cast.actor("sofia"))
        assert open_matters(handover) == before
        with app.test_request_context():
            act = act_of(handover, language="ru")
        assert "Передано всего 5 5" in words_of(act)
        assert cast.employee("lena").name in words_of(act)
        assert cast.employee("max").name not in words_of(act), "who is given nobody signs nothing"


def test_v8_the_tree_is_made_from_the_registry_and_counts_everything(app, cast, portfolio):
    with app.app_context(), transaction():
        promise(cast, portfolio[0], "pavel")
        counts = {one.key: one.count for one in queries.tree(cast.ids["pavel"])}
        assert counts["assignment.employee_id"] == 5
        assert counts["interaction.manager_id"] == 5
        assert counts["promise.owner_id"] == 1
        assert "saved_view.owner_id" in counts
        assert "outbox_message.employee_id" in counts


def promise(cast, client_id, owner):
    row = Promise(
        client_id=client_id, owner_id=cast.ids[owner], text="Send the tariffs", side=Side.BANK,
        due_on=clock.today("Europe/Moscow") + dt.timedelta(days=5), state=PromiseState.OPEN,
        created_at=clock.now(), created_by_id=cast.ids[owner],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def test_v8_what_is_left_out_stays_with_a_reason_and_in_is_out(app, cast, portfolio):
    with app.app_context(), transaction():
        handover, sofia = begin(cast, reason=HandoverReason.OVERLOAD), cast.actor("sofia")
        stays = keys_of(handover, portfolio[3], portfolio[4])
        with pytest.raises(Invalid):
            operations.leave_out(handover, stays, reason=" ", actor=sofia)
        assert operations.leave_out(handover, stays, reason="Asked to stay", actor=sofia) == 2
        assert operations.take_in(handover, stays[1:], actor=sofia) == 1
        operations.share_out(handover, [cast.ids["lena"]], keep_families=True, actor=sofia)
        check = queries.check(handover)
        assert (check.into, check.out, check.skipped, check.ok) == (4, 4, 1, True)
        flow = next(one for one in queries.flows(handover) if one.key == "interaction.manager_id")
        assert (flow.into, flow.out, flow.others, flow.stays) == (5, 4, 0, 1)
        assert flow.ok
        assert [row[1] for row in queries.skipped(handover)] == ["Asked to stay"]
        handover = queries.handover_of(handover.public_id, actor=sofia)
        carry_out(cast, handover)
        assert len(served_by(cast, "pavel")) == 1
        stayed = next(iter(served_by(cast, "pavel")))
        manager = db.session.scalar(
            sa.select(Interaction.manager_id).where(Interaction.client_id == stayed)
        )
        assert manager == cast.ids["pavel"], "what hangs on it stays with it"
        handover = queries.handover_of(handover.public_id, actor=sofia, lock=True)
        undone = operations.undo(handover, version=handover.version, actor=sofia)
        assert (undone["returned"], undone["kept"]) == (4, 0), "who never went is not kept"


def test_v8_what_is_locked_stays_when_the_rest_is_shared_out_anew(app, cast, portfolio):
    with app.app_context(), transaction():
        handover, sofia = begin(cast, share=("lena",)), cast.actor("sofia")
        [key] = keys_of(handover, portfolio[1])
        assert operations.lock(handover, [key], on=True, actor=sofia) == 1
        both = [cast.ids["lena"], cast.ids["max"]]
        operations.share_out(handover, both, keep_families=True, actor=sofia)
        item = queries.item_of(handover, key)
        assert (item.receiver_id, item.is_pinned) == (cast.ids["lena"], True)
        operations.lock(handover, [key], on=False, actor=sofia)
        db.session.expire_all()
        assert not queries.item_of(handover, key).is_pinned


def test_v8_access_ends_at_once_apart_from_the_rest(app, cast, portfolio, browser_of):
    pavel = browser_of("pavel")
    with app.app_context(), transaction():
        handover = begin(cast)
        operations.close_access(handover, actor=cast.actor("sofia"))
        leaver = cast.employee("pavel")
        assert leaver.is_active, "the clients have no new owner yet"
        assert not leaver.may_enter
        assert handover.state is HandoverState.DRAFT
        with pytest.raises(Conflict):
            operations.close_access(handover, actor=cast.actor("sofia"))
    assert pavel.get("/profile/").status_code == 302


def test_v8_letters_go_by_tier_and_the_quiet_are_named_for_a_call(app, cast, portfolio):
    with app.app_context(), transaction():
        for number, key in enumerate(portfolio[:3]):
            db.session.add(ClientEmail(client_id=key, address=f"c{number}@client.example"))
        db.session.get(Client, portfolio[2]).must_know = "Mother died in May"
        db.session.flush()
        handover = begin(cast)
        found = queries.letters(handover)
        assert (found.vip, found.others, found.quiet) == (1, 1, 3)
        why = {name: reason for _key, name, reason in found.calls}
        assert why["ООО «Сосна 2»"] == "quiet"
        assert why["ООО «Сосна 3»"] == "no-address"
        letters = dict(handover.letters)
        letters["vip"] = {**letters["vip"], "text_ru": "{client.name}: {manager.secret}"}
        with pytest.raises(Invalid) as refused:
            operations.arrange(
                handover, keeps_dates=True, letters=letters, version=handover.version,
                actor=cast.actor("sofia"),
            )  # fmt: skip
        assert "vip_text_ru" in refused.value.fields
        done = carry_out(cast, handover)
        item = db.session.scalars(sa.select(WorkItem)).one()
        assert item.kind == afterwards.LETTERS
        list(afterwards.introduce(done.id, 0))
        list(afterwards.introduce(done.id, 0))
        waiting = db.session.scalars(sa.select(Message).order_by(Message.client_id)).all()
        assert [one.client_id for one in waiting] == sorted(portfolio[:2]), "each once"
        letter = introduction(waiting[0])
        assert "Соколова" in letter.text
        assert letter.text.splitlines()[0] == "Здравствуйте!", "a firm is not greeted by its name"
        assert "Соколова" in (letter.from_name or "")
        assert "Громов" not in (letter.from_name or "")
        done.state = HandoverState.UNDONE
        db.session.flush()
        with pytest.raises(NoLetter):
            introduction(waiting[0])


def test_v8_planned_contacts_are_laid_out_anew_in_the_receivers_diary(app, cast, portfolio):
    with app.app_context(), transaction():
        for key in portfolio:
            db.session.execute(
                sa.update(Interaction).where(Interaction.client_id == key).values(kind=Kind.VISIT)
            )
        handover = begin(cast, share=("lena",))
        handover.letters = {}
        handover.keeps_dates = False
        db.session.flush()
        done = carry_out(cast, handover)
        list(afterwards.lay_out(done.id, 0))
        rows = db.session.scalars(
            sa.select(Interaction).where(Interaction.client_id.in_(portfolio))
        ).all()
        assert {row.diary_id for row in rows} == {cast.ids["lena"]}
        times = sorted((row.planned_at, row.ends_at) for row in rows)
        assert all(one[1] <= other[0] for one, other in pairwise(times))


def test_v9_one_client_goes_back_and_later_work_is_kept(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, reason=HandoverReason.ROTATION, share=("lena",)))
        sofia = cast.actor("sofia")
        [key], other = keys_of(done, portfolio[1]), portfolio[2]
        later = contacts.plan(
            actor=cast.actor("lena"), client=db.session.get(Client, portfolio[1]), kind=Kind.CALL,
            at=clock.now() + dt.timedelta(days=3),
        )  # fmt: skip
        counts = operations.undo_client(done, key, actor=sofia, reason="Wants the old one")
        assert counts["rows"] >= 1
        assert served_by(cast, "pavel") == {portfolio[1]}
        managers = dict(
            db.session.execute(
                sa.select(Interaction.id, Interaction.manager_id).where(
                    Interaction.client_id == portfolio[1]
                )
            ).all()
        )
        assert managers.pop(later.id) == cast.ids["lena"], "later work is kept"
        assert set(managers.values()) == {cast.ids["pavel"]}
        assert other in served_by(cast, "lena")
        done = queries.handover_of(done.public_id, actor=sofia)
        with pytest.raises(Conflict):
            operations.undo_client(done, key, actor=sofia, reason="again")
        operations.undo(done, version=done.version, actor=sofia)
        assert served_by(cast, "pavel") == set(portfolio), "the rest can still be undone"


def test_v9_a_substitution_returns_by_itself_with_what_was_begun_meanwhile(app, cast, portfolio):
    with app.app_context(), transaction():
        with pytest.raises(Invalid):
            operations.start(
                cast.employee("pavel"), reason=HandoverReason.LEAVE,
                effective_on=clock.today("Europe/Moscow"), returns_on=None, closes_access=False,
                note="", actor=cast.actor("sofia"),
            )  # fmt: skip
        done = carry_out(cast, substitution(cast))
        assert done.state is HandoverState.DONE
        begun = contacts.plan(
            actor=cast.actor("lena"), client=db.session.get(Client, portfolio[1]), kind=Kind.CALL,
            at=clock.now() + dt.timedelta(days=30),
        )  # fmt: skip
        vip = queries.item_of(done, keys_of(done, portfolio[0])[0])
        assert vip.meet_by is not None
        assert operations.give_back_due() == 0
        clock.turn(dt.timedelta(days=14, hours=1))
        assert operations.give_back_due() == 1
        db.session.expire_all()
        assert served_by(cast, "pavel") == set(portfolio)
        assert served_by(cast, "lena") == set()
        assert db.session.get(Interaction, begun.id).manager_id == cast.ids["pavel"]
        done = queries.handover_of(done.public_id, actor=cast.actor("sofia"))
        assert done.state is HandoverState.RETURNED
        assert queries.meanwhile(done).contacts == 0
        told = set(
            db.session.scalars(sa.select(Notice.employee_id).where(Notice.kind == "handover:back"))
        )
        assert told == {cast.ids["pavel"]}
        assert operations.give_back_due() == 0


def test_v9_nobody_whose_access_has_ended_since_comes_back_by_the_timetable(app, cast, portfolio):
    """Let go while on leave: on the day of the return the access stays closed, the clients stay
    with who stands in, and the supervisor is told."""
    with app.app_context(), transaction():
        done = carry_out(cast, substitution(cast))
    with app.app_context(), transaction():
        pavel = cast.employee("pavel")
        shut_out(pavel, reason="closed")
        assert not pavel.may_enter
    with app.app_context(), transaction():
        clock.turn(dt.timedelta(days=14, hours=1))
        assert operations.give_back_due() == 0
        assert not cast.employee("pavel").may_enter
        assert served_by(cast, "lena") == set(portfolio)
        done = queries.handover_of(done.public_id, actor=cast.actor("sofia"))
        assert cast.employee("pavel").name in done.failure
        told = db.session.scalars(
            sa.select(Notice.employee_id).where(Notice.kind == "handover:not-returned")
        ).all()
        assert cast.ids["sofia"] in told
        assert operations.give_back_due() == 0, "once"
        with pytest.raises(Conflict):
            operations.give_back(done, actor=cast.actor("sofia"))


def test_v9_a_substitution_whose_person_has_gone_is_made_permanent_from_its_page(
    app, cast, portfolio, browser_of
):
    """One button: nothing moves, nothing comes back by itself, and the refusal of the timetable is
    gone from the page; before the person has gone there is no such button."""
    with app.app_context(), transaction():
        db.session.execute(sa.update(Client).values(vip_tier=""))
        drafted = substitution(cast)
        done = operations.finish_draft(
            drafted, version=drafted.version, actor=cast.actor("sofia")
        )  # few, and no VIP among them: one signature is enough
        key, version = done.public_id, done.version
        with pytest.raises(Conflict):
            operations.make_permanent(done, version=version, actor=cast.actor("sofia"))
    sofia = browser_of("sofia")
    assert "Make it permanent" not in sofia.get(f"/handovers/{key}").text
    with app.app_context(), transaction():
        shut_out(cast.employee("pavel"), reason="closed")
        clock.turn(dt.timedelta(days=14, hours=1))
        assert operations.give_back_due() == 0
        version = queries.handover_of(key, actor=cast.actor("sofia")).version
    sofia = browser_of("sofia")
    page = sofia.get(f"/handovers/{key}")
    assert "Make it permanent" in page.text
    assert "End the substitution" not in page.text
    sent = {"csrf_token": token_of(page), "version": str(version)}
    stale = sent | {"version": str(version - 1)}
    assert sofia.post(f"/handovers/{key}/permanent", data=stale).status_code == 409
    assert sofia.post(f"/handovers/{key}/permanent", data=sent).status_code == 302
    after = sofia.get(f"/handovers/{key}").text
    assert "Permanent since" in after
    assert "Make it permanent" not in after
    assert "Undo the handover" not in after, "there is no way back to who has gone"
    with app.app_context(), transaction():
        done = queries.handover_of(key, actor=cast.actor("sofia"))
        assert (done.returns_on, done.failure) == (None, "")
        assert operations.give_back_due() == 0
        assert served_by(cast, "lena") == set(portfolio)
        assert not cast.employee("pavel").may_enter
        told = db.session.scalars(
            sa.select(Notice.employee_id).where(Notice.kind == "handover:permanent")
        ).all()
        assert cast.ids["lena"] in told
        with pytest.raises(Conflict):
            operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        with pytest.raises(Conflict):
            operations.make_permanent(done, version=done.version, actor=cast.actor("sofia"))


def test_v8_whoever_has_nobody_with_room_reads_who_reaches_other_teams(
    app, cast, portfolio, browser_of
):
    """Too few in one's own teams is no dead end: the head of several teams is named."""
    with app.app_context(), transaction():
        head = cast.employee("stefan")
        head.team_id = db.session.scalars(
            sa.select(Team.parent_id).where(Team.id == cast.employee("sofia").team_id)
        ).one()
        assert head.team_id is not None
        db.session.execute(sa.update(Employee).values(capacity_points=1))
        key = begin(cast, share=("lena",)).public_id
    words = "To colleagues of other teams these clients can be given by:"
    page = browser_of("sofia").get(f"/handovers/{key}?step=2").text
    assert f"{words} Stefan" in page
    with app.app_context(), transaction():
        db.session.execute(sa.update(Employee).values(capacity_points=900))
    assert words not in browser_of("sofia").get(f"/handovers/{key}?step=2").text


def test_v8_clients_that_came_since_the_draft_are_shared_out_from_the_check_itself(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        key = begin(cast, share=("lena",)).public_id
        a_client(cast, name="ООО «Новая»", manager="pavel", lifecycle="client")
    sofia = browser_of("sofia")
    opened = sofia.get(f"/handovers/{key}?step=4")
    page = opened.text
    assert "New since the draft: ООО «Новая»" in page
    form = page[page.index('id="anew"') :].split("</form>")[0]
    sent = re.findall(r'name="(\w+)" (?:type="hidden" )?value="([^"]*)"', form)
    answer = {**dict(sent), "csrf_token": token_of(opened)}
    done = sofia.post(f"/handovers/{key}/share", data=answer)
    assert done.status_code == 302
    after = sofia.get(f"/handovers/{key}?step=4").text
    assert "New since the draft" not in after
    assert "Ask for the second signature" in after


def to_stay(app, cast):
    """A substitution for Pavel, who has gone since, with a VIP among the clients: its public id."""
    with app.app_context(), transaction():
        key = carry_out(cast, substitution(cast)).public_id
    with app.app_context(), transaction():
        shut_out(cast.employee("pavel"), reason="closed")
        asked = queries.handover_of(key, actor=cast.actor("sofia"))
        stays = queries.staying(asked)
        assert (stays.clients, stays.vips) == (5, 1)
        operations.make_permanent(asked, version=asked.version, actor=cast.actor("sofia"))
    return key


def test_v9_a_second_person_signs_that_vips_stay_for_good(app, cast, portfolio, browser_of):
    """A permanent substitution is a handover by another name (ruling 16): asked by one, signed by
    another; who asked, and who comes with an old page, cannot."""
    key = to_stay(app, cast)
    with app.app_context(), transaction():
        asked = queries.handover_of(key, actor=cast.actor("sofia"))
        assert asked.returns_on is not None, "nothing is decided by one alone"
        assert db.session.scalar(queries.count_to_sign(cast.actor("stefan"))) == 1
        assert db.session.scalar(queries.count_to_sign(cast.actor("sofia"))) == 0
        with pytest.raises(Forbidden):
            operations.sign_permanence(asked, version=asked.version, actor=cast.actor("sofia"))
        with pytest.raises(Conflict):
            operations.make_permanent(asked, version=asked.version, actor=cast.actor("sofia"))
        version = asked.version
    sofia, stefan = browser_of("sofia"), browser_of("stefan")
    mine = sofia.get(f"/handovers/{key}").text
    assert "A second supervisor has to sign this." in mine
    assert "Take it back" in mine
    assert "waits for the second signature" in sofia.get("/handovers/").text
    page = stefan.get(f"/handovers/{key}")
    assert f'action="/handovers/{key}/permanent/sign"' in page.text
    sent = {"csrf_token": token_of(page), "version": str(version)}
    stale = stefan.post(f"/handovers/{key}/permanent/sign", data=sent | {"version": "1"})
    assert stale.status_code == 409
    assert stefan.post(f"/handovers/{key}/permanent/sign", data=sent).status_code == 302
    twice = stefan.post(f"/handovers/{key}/permanent/sign", data=sent)
    assert twice.status_code == 409
    with app.app_context(), transaction():
        done = queries.handover_of(key, actor=cast.actor("stefan"))
        assert done.returns_on is None
        assert done.permanence_signed_by_id == cast.ids["stefan"]
        assert db.session.scalar(queries.count_to_sign(cast.actor("stefan"))) == 0
    assert "Permanent since" in sofia.get(f"/handovers/{key}").text


def test_v9_what_is_not_signed_stays_a_substitution_with_the_reason(
    app, cast, portfolio, browser_of
):
    key = to_stay(app, cast)
    with app.app_context(), transaction():
        asked = queries.handover_of(key, actor=cast.actor("sofia"))
        version = asked.version
    stefan = browser_of("stefan")
    page = stefan.get(f"/handovers/{key}")
    sent = {"csrf_token": token_of(page), "version": str(version)}
    assert stefan.post(f"/handovers/{key}/permanent/drop", data=sent).status_code == 422
    told = sent | {"reason": "Nina has no room"}
    assert stefan.post(f"/handovers/{key}/permanent/drop", data=told).status_code == 302
    assert "Nina has no room" in browser_of("sofia").get(f"/handovers/{key}").text
    assert stefan.get(f"/handovers/{key}").status_code == 200, "what they signed at its beginning"
    with app.app_context(), transaction():
        kept = queries.handover_of(key, actor=cast.actor("sofia"))
        assert kept.returns_on is not None
        assert kept.permanence_asked_by_id is None
        told_of = db.session.scalars(
            sa.select(Notice.employee_id).where(Notice.kind == "handover:not-permanent")
        ).all()
        assert told_of == [cast.ids["sofia"]]
        operations.make_permanent(kept, version=kept.version, actor=cast.actor("sofia"))
        operations.leave_temporary(kept, version=kept.version, actor=cast.actor("sofia"))
        assert kept.permanence_asked_by_id is None, "who asked takes it back without a reason"


def test_v9_who_stands_in_for_a_deputy_keeps_the_own_work_when_the_deputy_is_back(
    app, cast, portfolio
):
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Вяз»", lifecycle="client", manager="lena")
        assign_row(
            client.id, cast.ids["pavel"], AssignmentRole.DEPUTY, actor=cast.actor("sofia"),
            reason="Deputy",
        )  # fmt: skip
        promise(cast, client.id, "lena")
        done = carry_out(cast, substitution(cast))
        assert operations.give_back(done, actor=cast.actor("sofia"))["returned"]
        owner = db.session.scalar(sa.select(Promise.owner_id).where(Promise.client_id == client.id))
        assert owner == cast.ids["lena"], "her own promise, before and after"
        assert client.id in served_by(cast, "pavel"), "as deputy again"


def test_v9_a_client_that_moved_on_during_a_substitution_stays_there(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, substitution(cast))
        row = db.session.scalars(
            sa.select(Assignment).where(
                Assignment.client_id == portfolio[1], Assignment.ended_at.is_(None)
            )
        ).one()
        row.ended_at = clock.now()
        db.session.flush()
        assign_row(
            portfolio[1], cast.ids["mara"], AssignmentRole.ACQUISITION, actor=None, reason=""
        )
        operations.give_back(done, actor=cast.actor("sofia"))
        assert served_by(cast, "pavel") == set(portfolio) - {portfolio[1]}
        assert portfolio[1] in served_by(cast, "mara")


def test_v8_what_hangs_on_a_leaver_for_clients_of_others_goes_to_their_managers(
    app, cast, portfolio
):
    with app.app_context(), transaction():
        foreign = a_client(cast, name="ООО «Чужой»", lifecycle="client", manager="mara")
        row = promise(cast, foreign.id, "pavel")
        flow = next(one for one in queries.flows(begin(cast)) if one.key == "promise.owner_id")
        assert (flow.into, flow.others) == (1, 1)
        handover = queries.handover_of(
            queries.listing(cast.actor("sofia")).rows[0].public_id, actor=cast.actor("sofia")
        )
        carry_out(cast, handover)
        db.session.refresh(row)
        assert row.owner_id == cast.ids["mara"]
        assert not cast.employee("pavel").is_active, "nothing open is left"


def test_v9_an_accepted_client_gets_a_call_in_time_and_the_late_are_told(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",)))
        vip = db.session.get(Client, portfolio[0])
        item = queries.item_of(done, vip.public_id)
        assert item.visit_by == clock.today("Europe/Moscow") + dt.timedelta(days=30)
        db.session.execute(
            sa.update(Interaction)
            .where(Interaction.client_id == vip.id)
            .values(planned_at=clock.now() + dt.timedelta(days=40),
                    ends_at=clock.now() + dt.timedelta(days=40, hours=1))
        )  # fmt: skip
        operations.accept(done, vip.public_id, actor=cast.actor("lena"))
        call = db.session.scalars(
            sa.select(Interaction)
            .where(Interaction.client_id == vip.id, Interaction.purpose == "acquaintance")
            .order_by(Interaction.planned_at)
        ).first()
        assert call.manager_id == cast.ids["lena"]
        assert call.planned_at.date() <= item.meet_by
        assert operations.tell_late() == 0
        clock.turn(dt.timedelta(days=30))
        late = operations.tell_late()
        assert late == 5
        assert operations.tell_late() == 0, "once"
        assert len(queries.late(cast.actor("sofia")).rows) == 5
        assert queries.late(cast.actor("stefan")).rows == []


def test_v8_foreign_hands_reach_no_part_of_a_draft(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast)
        [key] = keys_of(handover, portfolio[0])
        for deed in (
            lambda who: operations.lock(handover, [key], on=True, actor=who),
            lambda who: operations.leave_out(handover, [key], reason="x", actor=who),
            lambda who: operations.close_access(handover, actor=who),
        ):
            with pytest.raises(Forbidden):
                deed(cast.actor("mara"))
        with pytest.raises(NotFound):
            queries.item_of(handover, "0" * 16)
        assert (
            db.session.scalar(
                sa.select(sa.func.count()).where(HandoverItem.state == ItemState.LEFT_OUT)
            )
            == 0
        )


def test_v8_every_step_of_the_wizard_opens_and_takes_its_form(app, cast, portfolio, browser_of):
    with app.app_context(), transaction():
        handover = begin(cast)
        key, place = keys_of(handover, portfolio[1])[0], f"/handovers/{handover.public_id}"
    sofia = browser_of("sofia")
    for step in (1, 2, 3, 4):
        assert sofia.get(f"{place}?step={step}").status_code == 200
    page = sofia.get(f"{place}?step=1")
    form = {"csrf_token": token_of(page), "ids": [key], "deed": "leave-out"}
    assert sofia.post(f"{place}/leave-out", data=form).status_code == 422, "it says why"
    form["reason"] = "Asked to stay"
    assert sofia.post(f"{place}/leave-out", data=form).status_code == 302
    assert "Asked to stay" in sofia.get(f"{place}?step=4").text
    assert sofia.get(f"{place}/letter?tier=vip").status_code == 200
    assert sofia.get(f"{place}/letter?tier=none").status_code == 404
    page = sofia.get(f"{place}?step=3")
    version = page.text.split('name="version" value="')[1].split('"')[0]
    form = {"csrf_token": token_of(page), "version": version, "keeps_dates": "anew"}
    assert sofia.post(f"{place}/how", data=form).status_code == 302
    assert sofia.get(f"{place}/act.pdf").data.startswith(b"%PDF")
    with app.app_context(), transaction():
        assert not queries.handover_of(handover.public_id, actor=cast.actor("sofia")).keeps_dates
        assert isinstance(cast.employee("pavel"), Employee)
