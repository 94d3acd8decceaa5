"""A small world for the matrix: one client of every standing, with everything that hangs on it.

``World`` is made once in an outer transaction; every request of the matrix happens inside a
savepoint that is rolled back, so each cell sees the same world.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from psycopg.pq import ExecStatus

from rmapp.audit import operations as audit
from rmapp.bulk.models import BulkDeed
from rmapp.calendars.models import Invitation
from rmapp.clients import custom
from rmapp.clients.arrangements import save_view
from rmapp.clients.catalogue.conditions import Condition
from rmapp.clients.events import note
from rmapp.clients.models import (
    Assignment,
    AssignmentRole,
    Client,
    ClientEvent,
    CustomType,
    IdentityDocument,
    Relation,
    RelationKind,
    Sharing,
    Source,
)
from rmapp.clients.operations import assign_row
from rmapp.core import clock, files, secrets
from rmapp.core.db import Base, db, new_public_id
from rmapp.core.journal import Operation
from rmapp.core.transaction import transaction
from rmapp.documents.models import Document, DocumentVersion, PaperKind, PreviewState
from rmapp.duplicates.models import AccessRequest, DuplicatePair
from rmapp.duplicates.rules import Verdict
from rmapp.exchange.operations import exporting, upload
from rmapp.followups.models import FollowupRule
from rmapp.handovers.models import (
    Handover,
    HandoverItem,
    HandoverReason,
    HandoverReceiver,
    HandoverState,
    ItemState,
)
from rmapp.intake.models import IncomingLetter
from rmapp.interactions.models import Interaction, InteractionState, LetterText, Promise, Scenario
from rmapp.interactions.words import Kind, Result, Side
from rmapp.interactions.words import Purpose as ContactPurpose
from rmapp.limits.models import LimitChange
from rmapp.limits.table import EXPORT_DAYS
from rmapp.materials.models import MaterialKind
from rmapp.materials.operations import add_version, keep_material
from rmapp.merges.models import Merge
from rmapp.notices.models import Notice
from rmapp.opportunities.models import FunnelStage, Opportunity
from rmapp.outbox.models import Message, RecipientAddress
from rmapp.outbox.states import Purpose
from rmapp.oversight.models import ReadingAlarm, Sign
from rmapp.plans.models import Plan, PlanProspect, PlanShare, Way
from rmapp.policy.models import Role
from rmapp.policy.table import SCOPES
from rmapp.privacy.models import (
    RequestKind,
    RequestState,
    RetentionRule,
    RetentionRun,
    SubjectRequest,
)
from rmapp.products.models import Holding, Product
from rmapp.proposals.models import Proposal, ProposalVersion
from rmapp.rooms.models import Booking, Room
from rmapp.schedules.models import Schedule, ScheduleStep, ScheduleTemplate, TemplateVersion
from rmapp.schedules.queries import in_force
from rmapp.segments.operations import create_segment
from rmapp.series.models import Series
from rmapp.series.rules import Every
from rmapp.staff import sessions
from rmapp.staff.models import (
    Absence,
    AbsenceKind,
    AccessChange,
    ApiToken,
    CalendarDay,
    EmergencyAccess,
    Employee,
    UserSession,
)
from rmapp.standing.models import ContactNorm
from rmapp.vip.models import (
    VerdictKind,
    VipEvaluation,
    VipPolicyVersion,
    VipStatus,
    VipVerdict,
)
from rmapp.work.models import WorkItem
from tests.cast import Cast
from tests.factories import a_client, a_contact_person

RAW = "csrf-of-the-matrix"
#: Standing of a client → (who serves it now, who served it until yesterday, VIP, in the bin).
STANDINGS: dict[str, tuple[str, str | None, bool, bool]] = {
    "Mara's own": ("mara", None, False, False),
    "Max's, a colleague's": ("max", None, False, False),
    "Lena's VIP": ("lena", None, True, False),
    "Otto's, of the other team": ("otto", None, False, False),
    "VIP of the other team": ("hugo", None, True, False),
    "Mara's in the bin": ("mara", None, False, True),
    "handed by Mara to Pavel yesterday": ("pavel", "mara", False, False),
}


@dataclass
class World:
    """Keys of everything: per standing what hangs on the client, and the house's own things."""

    app: Flask
    cast: Cast
    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    house: dict[str, str] = field(default_factory=dict)
    evaluation: str = ""
    plan: Any = None
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, app: Flask) -> World:
        """Make the world in transactions of its own."""
        world = cls(app, Cast.enter(app))
        with app.app_context(), transaction():
            world._hire_hugo()
            world._make_plan()
            for standing, facts in STANDINGS.items():
                world.objects[standing] = world._client(*facts)
            world._furnish()
        for who in ("mara", "lena", "sofia", "adam", "ada", "greta"):
            world.cookies[who] = world._signed_in(who)
        world.cookies["password only"] = world._signed_in("max", factor=False)
        world.cookies["stale sofia"] = world._signed_in("sofia", stale=True)
        world.cookies["stale ada"] = world._signed_in("ada", stale=True)
        world.cookies["stale adam"] = world._signed_in("adam", stale=True)
        world.cookies["anonymous"] = world._cookie({})
        return world

    def _hire_hugo(self) -> None:
        """A personal manager of the other team."""
        cast = self.cast
        lena = cast.employee("lena")
        hugo = Employee(
            login="hugo",
            given_name="Hugo",
            family_name="Brandt",
            name_key="brandt hugo",
            role_id=lena.role_id,
            team_id=cast.teams["South"],
            language="en",
            is_vip_certified=True,
        )
        db.session.add(hugo)
        db.session.flush()
        cast.ids["hugo"], cast.public_ids["hugo"] = hugo.id, hugo.public_id
        cast.employee("max").totp_confirmed_at = clock.now()

    def _client(self, keeper: str, before: str | None, vip: bool, binned: bool) -> dict[str, str]:
        client = a_client(
            self.cast,
            name=f"ООО «{keeper} {new_public_id()}»",
            manager=before or keeper,
            lifecycle="client" if vip else "prospect",
            vip_tier="vip" if vip else "",
            emails=[f"{new_public_id()}@client.example"],
            days_ago=10,
        )
        if before is not None:
            self._handed(client, keeper)
        twin = a_client(self.cast, name=client.display_name, manager=before or keeper, days_ago=10)
        if before is not None:
            self._handed(twin, keeper)
        found = {
            "client": client.public_id,
            **self._hanging(client, keeper),
            **self._alike(client, twin, keeper),
            "plan seat": self._seat(client, keeper),
        }
        if binned:
            client.deleted_at = clock.now()
        return found

    def _make_plan(self) -> None:
        """Sofia's plan, in which everybody has a share."""
        sofia, today = self.cast.actor("sofia"), clock.today(None)
        segment = create_segment(actor=sofia, name="Target", condition=None, sharing=Sharing.BANK)
        self.plan = Plan(
            title="Hers",
            segment_id=segment.id,
            segment=segment,
            volume=10,
            starts_on=today,
            deadline=today + dt.timedelta(days=90),
            team_id=sofia.team_id,
            created_at=clock.now(),
            created_by_id=sofia.employee_id,
        )
        db.session.add(self.plan)
        db.session.flush()
        for who in ("mara", "lena", "max", "pavel", "otto", "hugo"):
            share = PlanShare(
                plan_id=self.plan.id,
                employee_id=self.cast.ids[who],
                volume=1,
                shared_at=clock.now(),
            )
            db.session.add(share)
        db.session.flush()

    def _seat(self, client: Client, keeper: str) -> str:
        """The client's place in the plan."""
        seat = PlanProspect(
            plan_id=self.plan.id,
            client_id=client.id,
            manager_id=self.cast.ids[keeper],
            way=Way.LIST,
            taken_at=clock.now(),
        )
        db.session.add(seat)
        db.session.flush()
        return seat.public_id

    def _alike(self, client: Client, twin: Client, keeper: str) -> dict[str, str]:
        """A record that looks like the client, a merge of a third into it, a request for it."""
        now, ids = clock.now(), self.cast.ids
        pair = DuplicatePair(
            left_id=client.id,
            right_id=twin.id,
            value=0.95,
            verdict=Verdict.PROPOSE,
            found_at=now,
        )
        gone = a_client(self.cast, name="ООО «Прежний»", manager=None)
        gone.deleted_at, gone.merged_into_id = now, client.id
        operation = Operation(kind="merge", title="x", author_id=ids["stefan"], at=now)
        db.session.add_all([pair, operation])
        db.session.flush()
        merge = Merge(
            survivor_id=client.id,
            loser_id=gone.id,
            survivor_name="x",
            loser_name="y",
            made_by_id=ids["stefan"],
            made_at=now,
            operation_id=operation.id,
        )
        request = AccessRequest(client_id=client.id, asked_by_id=ids["stefan"], asked_at=now)
        db.session.add_all([merge, request])
        db.session.flush()
        return {
            "look-alike": twin.public_id,
            "duplicate pair": pair.public_id,
            "merge": merge.public_id,
            "access request": request.public_id,
        }

    def _handed(self, client: Client, keeper: str) -> None:
        old = db.session.scalars(
            sa.select(Assignment).where(Assignment.client_id == client.id)
        ).one()
        old.ended_at = clock.now() - dt.timedelta(days=1)
        db.session.flush()
        role = AssignmentRole.PERSONAL
        assign_row(client.id, self.cast.ids[keeper], role, actor=None, reason="handed over")

    def _hanging(self, client: Client, keeper: str) -> dict[str, str]:
        now, keeper_id = clock.now(), self.cast.ids[keeper]
        person = a_contact_person(client, email="head@client.example")
        sister = a_client(self.cast, name=f"ООО «Сестра {new_public_id()}»", manager=keeper)
        relation = Relation(client_id=client.id, other_id=sister.id, kind=RelationKind.GROUP)
        document = IdentityDocument(
            client_id=client.id, closed=secrets.close('{"number": "1", "issued_by": ""}'),
            created_at=now,
        )  # fmt: skip
        note(client.id, "stage", actor=None, title="Stage")
        db.session.add_all([relation, document])
        db.session.flush()
        event = db.session.scalar(
            sa.select(sa.func.max(ClientEvent.id)).where(ClientEvent.client_id == client.id)
        )
        start = now + dt.timedelta(days=len(self.objects) + 3)
        common = {
            "client_id": client.id,
            "manager_id": keeper_id,
            "diary_id": keeper_id,
            "created_at": now,
        }
        contact = Interaction(
            **common,
            kind=Kind.VISIT,
            planned_at=start,
            ends_at=start + dt.timedelta(hours=1),
            minutes=60,
        )
        letter = Interaction(
            **common,
            kind=Kind.LETTER,
            planned_at=now - dt.timedelta(hours=2),
            ends_at=now - dt.timedelta(hours=1),
            state=InteractionState.DONE,
            result=Result.SENT,
            outcome_at=now,
            subject="Letter",
            answer_by=clock.today(None),
        )
        promise = Promise(
            client_id=client.id,
            side=Side.BANK,
            owner_id=keeper_id,
            text="To call back",
            due_on=clock.today(None),
            created_at=now,
        )
        stage = db.session.scalars(sa.select(FunnelStage).order_by(FunnelStage.position)).first()
        running = self._schedule(client.id, keeper_id)
        opportunity = Opportunity(
            client_id=client.id,
            manager_id=keeper_id,
            stage_id=stage.id if stage else 0,
            title="Account",
            amount=100,
            created_at=now,
            stage_since=now,
        )
        product = db.session.scalars(sa.select(Product).order_by(Product.id)).first()
        assert product is not None
        holding = Holding(client_id=client.id, product_id=product.id)
        address = RecipientAddress(
            address=f"{client.public_id}@client.example", client_id=client.id, created_at=now
        )
        db.session.add_all([contact, letter, promise, opportunity, holding, address])
        db.session.flush()
        proposal = Proposal(
            number=f"P-T-{client.id}",
            opportunity_id=opportunity.id,
            client_id=client.id,
            manager_id=keeper_id,
            language="en",
            valid_until=clock.today(None) + dt.timedelta(days=30),
            created_at=now,
            versions=[ProposalVersion(no=1, created_at=now)],
        )
        db.session.add(proposal)
        db.session.flush()
        message = Message(
            kind="proposal-sent",
            client_id=client.id,
            recipient_address_id=address.id,
            employee_id=keeper_id,
            purpose=Purpose.SERVICE,
            occasion=f"matrix:{client.id}",
            dedup_key=f"matrix:{client.id}",
            message_id=f"<{client.public_id}@bank.example>",
            params={"proposal": proposal.id, "version": 1, "subject": "x", "text": "x"},
            due_at=now,
            not_after=now + dt.timedelta(days=2),
            next_at=now,
            created_at=now,
        )
        kept = files.keep(f"Subject: {client.public_id}\r\n\r\nHello".encode(), "eml")
        incoming = IncomingLetter(
            received_at=now,
            from_address="a@b.example",
            subject="Answer",
            raw_sha256=kept.sha256,
            raw_size=kept.size,
            client_id=client.id,
        )
        policy = db.session.scalars(
            sa.select(VipPolicyVersion).order_by(VipPolicyVersion.id)
        ).first()
        assert policy is not None
        status = VipStatus(
            client_id=client.id,
            policy_version_id=policy.id,
            tier="vip",
            decision_reason="the board",
            proposed_at=now,
            proposed_by_id=keeper_id,
        )
        verdict = VipVerdict(
            evaluation_id=self._evaluation(policy.id),
            client_id=client.id,
            kind=VerdictKind.LEAVE if client.vip_tier else VerdictKind.ENTER,
            tier_now=client.vip_tier,
            tier_due="" if client.vip_tier else "vip",
            worth=1,
        )
        db.session.add(verdict)
        paper = Document(
            client_id=client.id, kind=PaperKind.CHARTER, title="Charter", created_at=now
        )
        db.session.add(paper)
        db.session.flush()
        db.session.add(
            DocumentVersion(
                document_id=paper.id,
                no=1,
                sha256=kept.sha256,
                box=files.keep(secrets.close_bytes(b"%PDF-1.4 charter"), "box").sha256,
                media="pdf",
                size=16,
                file_name="charter.pdf",
                preview=PreviewState.READY,
                preview_box=files.keep(secrets.close_bytes(b"\x89PNG"), "box").sha256,
                uploaded_at=now,
            )
        )
        emergency = EmergencyAccess(
            client_id=client.id,
            employee_id=self.cast.ids["stefan"],
            reason="A complaint of the client",
            opened_at=now - dt.timedelta(hours=1),
            until=now - dt.timedelta(minutes=30),
        )
        asked = SubjectRequest(
            client_id=client.id,
            kind=RequestKind.ACCESS,
            state=RequestState.READY,
            received_on=clock.today(None),
            due_on=clock.today(None),
            created_at=now,
            box=files.keep(secrets.close_bytes(b"PK"), "box").sha256,
        )
        booking = Booking(
            room_id=self._room().id,
            client_id=client.id,
            employee_id=keeper_id,
            starts_at=start,
            ends_at=start + dt.timedelta(hours=1),
            made_at=now,
            made_by_id=keeper_id,
        )
        series = Series(
            client_id=client.id,
            manager_id=keeper_id,
            kind=Kind.CALL,
            purpose=ContactPurpose.OTHER,
            minutes=15,
            every=Every.MONTH,
            starts_on=clock.today(None),
            at=dt.time(10),
            zone="Europe/Moscow",
            laid_to=clock.today(None),
            created_at=now,
        )
        db.session.add_all([booking, series])
        invitation = Invitation(
            interaction_id=contact.id,
            recipient_address_id=address.id,
            name="Head",
            is_colleague=False,
            language="en",
            zone="Europe/Moscow",
            subject="Meeting",
            created_at=now,
        )
        db.session.add_all([message, incoming, status, emergency, asked, invitation])
        db.session.flush()
        assignment = db.session.scalars(
            sa.select(Assignment)
            .where(Assignment.client_id == client.id)
            .order_by(Assignment.id.desc())
        ).first()
        assert assignment is not None
        return {
            "contact person": person.public_id,
            "contact": contact.public_id,
            "booking": booking.public_id,
            "series": series.public_id,
            "invitation": invitation.public_id,
            "letter": letter.public_id,
            "promise": promise.public_id,
            "schedule": running.public_id,
            "schedule step": running.steps[0].public_id,
            "opportunity": opportunity.public_id,
            "proposal": proposal.public_id,
            "message": message.public_id,
            "incoming letter": incoming.public_id,
            "VIP status": status.public_id,
            "VIP verdict": verdict.public_id,
            "assignment": assignment.public_id,
            "holding": holding.public_id,
            "sister": sister.public_id,
            "relation": relation.public_id,
            "identity document": document.public_id,
            "timeline entry": f"event-{event}",
            "document": paper.public_id,
            "emergency": emergency.public_id,
            "data request": asked.public_id,
        }

    def _room(self) -> Room:
        """A room of its own for each booking."""
        room = Room(name="Room", seats=6, zone="Europe/Moscow")
        db.session.add(room)
        db.session.flush()
        return room

    def _evaluation(self, policy_id: int) -> int:
        """The one evaluation of the house."""
        found = db.session.scalars(sa.select(VipEvaluation)).first()
        if found is None:
            now = clock.now()
            found = VipEvaluation(
                policy_version_id=policy_id, started_at=now, finished_at=now, as_of=now.date()
            )
            db.session.add(found)
            db.session.flush()
            self.evaluation = found.public_id
        return found.id

    def _schedule(self, client_id: int, keeper_id: int) -> Schedule:
        """The shipped template of a silent client, begun and waiting for its first contact."""
        version = self._template("revival")
        made = Schedule(
            client_id=client_id,
            template_version_id=version.id,
            owner_id=keeper_id,
            starts_on=clock.today(None),
            created_at=clock.now(),
            steps=[ScheduleStep(template_step_id=version.steps[0].id, position=1)],
        )
        db.session.add(made)
        db.session.flush()
        return made

    def _template(self, code: str) -> TemplateVersion:
        template = db.session.scalars(
            sa.select(ScheduleTemplate).where(ScheduleTemplate.code == code)
        ).one()
        return in_force(template.public_id)

    def _furnish(self) -> None:
        """The house's own things: nobody's client stands behind them."""
        now, ids = clock.now(), self.cast.ids
        audit.record("matrix:made", actor=None)
        role = db.session.scalars(sa.select(Role).order_by(Role.id)).first()
        assert role is not None
        change = AccessChange(
            role_id=role.id, asked_by_id=ids["stefan"], asked_at=now, employee_id=ids["max"]
        )
        # of Mara, to Max: their team's; nothing of the other team's
        handover = Handover(
            leaver_id=ids["greta"],
            reason=HandoverReason.ROTATION,
            effective_on=clock.today(None),
            state=HandoverState.DONE,
            created_by_id=ids["sofia"],
            created_at=now,
            executed_at=now,
            counts={},
        )
        day = CalendarDay(day=dt.date(2026, 11, 25), is_working=False)
        db.session.add_all([change, handover, day])
        db.session.flush()
        mine = db.session.scalars(
            sa.select(Client).where(Client.public_id == self.objects["Mara's own"]["client"])
        ).one()
        handed = HandoverItem(
            handover_id=handover.id,
            client_id=mine.id,
            receiver_id=ids["mara"],
            state=ItemState.MOVED,
        )
        theirs = db.session.scalars(
            sa.select(Client).where(Client.public_id == self.objects["Lena's VIP"]["client"])
        ).one()
        refused = HandoverItem(
            handover_id=handover.id,
            client_id=theirs.id,
            receiver_id=ids["lena"],
            state=ItemState.DECLINED,
            decline_reason="Too far away",
            is_vip=True,
        )
        db.session.add(refused)
        token = ApiToken(
            employee_id=ids["stefan"], name="other", token_hash="0" * 64, created_at=now
        )
        db.session.add_all([handed, token])
        db.session.flush()
        db.session.add(
            HandoverReceiver(handover_id=handover.id, employee_id=ids["mara"], capacity=100)
        )
        own = custom.define_field(
            actor=self.cast.actor("adam"), type=CustomType.TEXT, name_en="Own", kinds=["person"]
        )
        content = "Название;Телефон\nООО «Импорт»;+7 495 123-45-67\n".encode()
        imported = upload(actor=self.cast.actor("mara"), content=content, file_name="firms.csv")
        exported = exporting.ask(
            "clients", {}, actor=self.cast.actor("sofia"), form="csv", reason="for the matrix"
        )
        raising = LimitChange(
            code=EXPORT_DAYS, before=7, value=8, reason="x", asked_by_id=ids["stefan"], asked_at=now
        )
        db.session.add(raising)
        operation = Operation(kind="import", title="firms.csv", author_id=ids["mara"], at=now)
        item = WorkItem(
            kind="import-check",
            queue="work",
            created_by_id=ids["stefan"],
            params={},
            resume={},
            next_at=now,
            created_at=now,
        )
        notice = Notice(employee_id=ids["stefan"], kind="matrix", subject="other", at=now)
        alarm = ReadingAlarm(
            employee_id=ids["max"],
            sign=Sign.NIGHT,
            day=clock.today(None),
            dossiers=3,
            first_at=now,
            last_at=now,
        )
        run = RetentionRun(found=0, counts={}, client_ids=[], made_at=now)
        db.session.add_all([operation, item, notice, alarm, run])
        sessions.open_session(ids["stefan"], factor_proved=True)
        foreign = db.session.scalars(
            sa.select(UserSession.id).where(UserSession.employee_id == ids["stefan"])
        ).first()
        view = save_view(
            actor=self.cast.actor("mara"), name="Hers", condition=Condition(), columns=(), sort=""
        )
        segment = create_segment(actor=self.cast.actor("mara"), name="Hers", condition=None)
        bulk = BulkDeed(deed="set", title="Hers", author_id=ids["mara"], created_at=now)
        absence = Absence(
            employee_id=ids["mara"],
            kind=AbsenceKind.LEAVE,
            starts_on=clock.today(None) + dt.timedelta(days=200),
            ends_on=clock.today(None) + dt.timedelta(days=210),
        )
        norm = ContactNorm(days=40, vip="gold", set_at=now)
        db.session.add_all([bulk, absence, norm])
        db.session.flush()
        material = keep_material(
            None,
            actor=self.cast.actor("sofia"),
            kind=MaterialKind.BROCHURE,
            name_en="Brochure",
            name_ru="Буклет",
        )
        edition = add_version(
            material, actor=self.cast.actor("sofia"), content=b"Tariffs", file_name="tariffs.txt"
        )
        room = self._room()
        closure = Booking(
            room_id=room.id,
            starts_at=now + dt.timedelta(days=90),
            ends_at=now + dt.timedelta(days=91),
            made_at=now,
            made_by_id=ids["adam"],
        )
        db.session.add(closure)
        db.session.flush()
        template = self._template("introduction")
        self.house = {
            "absence": absence.public_id,
            "material": material.public_id,
            "material version": edition.public_id,
            "room": room.public_id,
            "closure": closure.public_id,
            "schedule template": template.template.public_id,
            "template step": template.steps[0].public_id,
            "segment": segment.public_id,
            "plan": self.plan.public_id,
            "norm": norm.public_id,
            "shared segment": self.plan.segment.public_id,
            "bulk deed": bulk.public_id,
            "saved view": view.public_id,
            "custom field": own.public_id,
            "role": role.public_id,
            "access change": change.public_id,
            "handover": handover.public_id,
            "foreign token": token.public_id,
            "foreign session": str(foreign),
            "employee": self.cast.public_ids["max"],
            "import": imported.public_id,
            "export": exported.public_id,
            "limit change": raising.public_id,
            "operation": operation.public_id,
            "foreign work": item.public_id,
            "foreign notice": notice.public_id,
            "alarm": alarm.public_id,
            "retention run": run.public_id,
            "VIP evaluation": self.evaluation,
            "foreign emergency": self.objects["Mara's own"]["emergency"],
        }

    def _signed_in(self, who: str, *, factor: bool = True, stale: bool = False) -> str:
        """The cookie of an open session of ``who``; as a side effect a token of the API."""
        with self.app.app_context(), transaction() as session:
            key = sessions.open_session(self.cast.ids[who], factor_proved=factor)
            # seen and proved in the future: however slow the machine is, the session stays fresh
            later = clock.now() + dt.timedelta(hours=1)
            proved = clock.now() - dt.timedelta(hours=1) if stale else later
            session.execute(
                sa.update(UserSession)
                .where(UserSession.key_hash == sessions.digest(key))
                .values(stepped_up_at=proved, last_seen_at=later)
            )
            if factor:
                secret = f"rm_{who}_{new_public_id()}_{new_public_id()}"
                session.add(
                    ApiToken(
                        employee_id=self.cast.ids[who],
                        name="matrix",
                        token_hash=sessions.digest(secret),
                        created_at=clock.now(),
                        last_used_at=later,
                        scopes=list(SCOPES),
                    )
                )
                self.tokens.setdefault(who, secret)
        return self._cookie({"_user_id": key, "_fresh": True})

    def _cookie(self, values: dict[str, Any]) -> str:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update(values)
            session["csrf_token"] = RAW
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        return cookie.value

    def browser(self, who: str) -> FlaskClient:
        """A browser with the cookie of ``who``, as new as on the first day."""
        client = self.app.test_client()
        client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookies[who])
        return client

    @property
    def csrf(self) -> str:
        """A token of the forms that fits everybody's session here."""
        secret = self.app.secret_key
        assert secret is not None
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(RAW))

    def furnish_from_seeds(self) -> None:
        """Name one of each thing the house is seeded with."""
        for kind, model in (
            ("product", Product),
            ("scenario", Scenario),
            ("letter text", LetterText),
            ("rule", FollowupRule),
            ("retention rule", RetentionRule),
            ("policy version", VipPolicyVersion),
            ("source", Source),
        ):
            first = db.session.scalars(
                sa.select(model.public_id).order_by(model.id).limit(1)  # type: ignore[attr-defined]
            ).first()
            assert first is not None, f"no {kind} is seeded"
            self.house[kind] = first
        self.house["handed client"] = self.objects["Mara's own"]["client"]
        self.house["declined client"] = self.objects["Lena's VIP"]["client"]
        db.session.remove()

    def thing(self, kind: str | None, things: dict[str, str]) -> str:
        """What a parameter of ``kind`` is for the client that has ``things``."""
        assert kind is not None, "a parameter nobody has named"
        where, _, name = kind.partition(":")
        if where == "literal":
            return name
        return self.house[name] if where == "house" else things[kind]

    def address(self, endpoint: str, **values: str) -> str:
        """The address of a page, as ``url_for`` writes it, without the making of a request."""
        self.app.inject_url_defaults(endpoint, values)
        return self.app.url_map.bind("127.0.0.1").build(endpoint, values)

    @contextmanager
    def cell(self, stage: sa.Connection) -> Iterator[None]:
        """What happens inside has not happened afterwards.

        A savepoint rolled back to still stands: without its release, each cell would lie inside
        the last one, and every one of them hold a lock until the server has none left.
        """
        server = stage.connection.driver_connection.pgconn  # type: ignore[union-attr]
        server.exec_(b"SAVEPOINT cell")
        try:
            yield
        finally:
            with self.app.app_context():
                db.session.remove()
            done = server.exec_(b"ROLLBACK TO SAVEPOINT cell; RELEASE SAVEPOINT cell")
            assert done.status == ExecStatus.COMMAND_OK, done.error_message


#: What any request may write: the trail, how much was read, when a session or token was last seen.
TRAIL = frozenset({"audit_entry", "audit_head", "opening", "reading"})
LAST_SEEN = {"user_session": "last_seen_at", "api_token": "last_used_at"}


def fingerprint(
    stage: sa.Connection, names: Iterable[str] | None = None
) -> dict[str, tuple[int, int]]:
    """Table → (rows, a sum over their versions): any insert, change or deletion shows."""
    parts = []
    for name in sorted((set(Base.metadata.tables) if names is None else set(names)) - TRAIL):
        version = "t.ctid::text || t.xmin::text"
        if name in LAST_SEEN:
            version = f"(to_jsonb(t) - '{LAST_SEEN[name]}')::text"
        row = f"SELECT '{name}', count(*), coalesce(sum(hashtext({version})), 0)"
        parts.append(f'{row} FROM "{name}" t')
    if not parts:
        return {}
    return {row[0]: (row[1], row[2]) for row in stage.execute(sa.text(" UNION ALL ".join(parts)))}


_WATCHED = sa.text(
    "SELECT c.relname, c.oid FROM pg_class c WHERE c.relkind = 'r'"
    " AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL (:trail)"
)
_TRIED = (
    "pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
    " + pg_stat_get_xact_tuples_deleted(oid)"
)


class Watch:
    """Sees what the transaction of ``stage`` writes.

    The server counts the rows a transaction has tried to write, taken back or not: a hundred times
    quicker to ask than a fingerprint, and never less than it, for only what was tried can have
    changed. The counts never fall, so while their sum stands still all of them do.
    """

    def __init__(self, stage: sa.Connection) -> None:
        self.stage = stage
        self.before = fingerprint(stage)
        tables = dict(stage.execute(_WATCHED, {"trail": sorted(TRAIL)}).all())
        self.names = {str(oid): name for name, oid in tables.items()}
        self.tables = f"unnest('{{{','.join(self.names)}}}'::oid[]) AS oid"
        self.begin()

    def begin(self) -> None:
        """What was tried until now is known; :meth:`changed` begins anew by itself."""
        self.sum = self._sum()
        self.known = self._asked(f"SELECT oid, {_TRIED} FROM {self.tables}")

    def _sum(self) -> str:
        """How many rows were tried in all. Asked after every cell."""
        return self._asked(f"SELECT 0, sum({_TRIED}) FROM {self.tables}")["0"]

    def _asked(self, words: str) -> dict[str, str]:
        """The first column → the second, as the server writes them."""
        server = self.stage.connection.driver_connection.pgconn  # type: ignore[union-attr]
        rows = server.exec_(words.encode())
        assert rows.status == ExecStatus.TUPLES_OK, rows.error_message
        cells = ((rows.get_value(row, 0), rows.get_value(row, 1)) for row in range(rows.ntuples))
        return {name.decode(): number.decode() for name, number in cells}

    def changed(self) -> list[str]:
        """The tables that differ from what they were at first, of those tried since the last
        time."""
        if self._sum() == self.sum:
            return []
        known = self.known
        self.begin()
        changed = {self.names[oid] for oid in known if self.known[oid] != known[oid]}
        suspects = [name for name in self.before if name in changed]
        after = fingerprint(self.stage, suspects)
        return [name for name in after if after[name] != self.before[name]]
