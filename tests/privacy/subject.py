"""One person about whom every slice knows something, with strings that occur nowhere else."""

from __future__ import annotations

import datetime as dt
import json

import sqlalchemy as sa

from rmapp.clients.events import note
from rmapp.clients.models import Client, Relation, RelationKind
from rmapp.clients.models.knowing import IdentityDocument
from rmapp.core import clock, files, secrets
from rmapp.core.db import db
from rmapp.core.journal import Operation, OperationItem
from rmapp.documents import operations as documents
from rmapp.documents.models import PaperKind
from rmapp.intake.models import IncomingLetter
from rmapp.interactions.models import Interaction, Promise
from rmapp.interactions.words import Kind, Side
from rmapp.notices import operations as notices
from rmapp.opportunities.models import FunnelStage, Opportunity
from rmapp.outbox import operations as outbox
from rmapp.outbox.models import Message, RenderedMail
from rmapp.outbox.states import Purpose
from rmapp.oversight.words import OPENED
from tests.cast import Cast
from tests.documents.files_of import pdf
from tests.factories import a_client, a_contact_person, a_person

#: Strings of the person; none of them may be found after the erasure.
STRINGS = (
    "Зубрилкина-Тестова", "Зубрилкина", "Аполлинария", "zubrilka@quagga.example", "+79261112277",
    "500100732259", "4509 123456", "Quagga Lane 17", "квагга",
)  # fmt: skip


def a_subject(cast: Cast, **more: object) -> Client:
    """The person, known everywhere. Inside an open transaction."""
    mara, now = cast.actor("mara"), clock.now()
    person = a_person(
        cast,
        "Зубрилкина-Тестова Аполлинария Кваггична",
        emails=["zubrilka@quagga.example"],
        phones=["+79261112277"],
        address="Quagga Lane 17",
        inn="500100732259",
        birth_date=dt.date(1980, 2, 3),
        notes="Разводит квагга",
        must_know="Зубрилкина не любит звонков",
        **more,
    )
    friend = a_client(cast, name="ООО «Дуб»")
    link = Relation(
        client_id=person.id,
        other_id=friend.id,
        kind=next(iter(RelationKind)),
        note="Зубрилкина там директор",
    )
    contact_person = a_contact_person(person, "Зубрилкина Мария", email="zubrilka@quagga.example")
    passport = IdentityDocument(
        client_id=person.id,
        closed=secrets.close(json.dumps({"number": "4509 123456", "issued_by": "квагга"})),
        tail="3456",
        created_at=now,
    )
    stage = db.session.scalars(sa.select(FunnelStage).order_by(FunnelStage.position)).first()
    assert stage is not None
    common = {"client_id": person.id, "manager_id": cast.ids["mara"], "created_at": now}
    visit = Interaction(
        **common,
        diary_id=cast.ids["mara"],
        contact_person_id=contact_person.id,
        kind=Kind.VISIT,
        planned_at=now + dt.timedelta(days=1),
        ends_at=now + dt.timedelta(days=1, hours=1),
        minutes=60,
        place="Quagga Lane 17",
        note="Зубрилкина ждёт",
        addressee="Зубрилкиной",
    )
    deal = Opportunity(
        **common, stage_id=stage.id, title="Вклад Зубрилкина", amount=1, stage_since=now
    )
    promise = Promise(
        client_id=person.id,
        side=Side.BANK,
        owner_id=cast.ids["mara"],
        text="Позвонить Зубрилкина",
        due_on=clock.today(None),
        created_at=now,
    )
    kept = files.keep(f"Зубрилкина пишет {person.id}".encode(), "eml")
    letter = IncomingLetter(
        received_at=now,
        from_address="zubrilka@quagga.example",
        from_name="Зубрилкина",
        subject="квагга",
        excerpt="Аполлинария",
        raw_sha256=kept.sha256,
        raw_size=kept.size,
        client_id=person.id,
    )
    imported = Operation(kind="import", title="quagga", author_id=cast.ids["mara"], at=now)
    db.session.add_all([link, passport, visit, deal, promise, letter, imported])
    db.session.flush()
    db.session.add(
        OperationItem(
            operation_id=imported.id,
            table_name="client",
            row_id=person.id,
            after={"display_name": person.display_name, "inn": "500100732259"},
        )
    )
    note(
        person.id, "changed", actor=mara, title="Зубрилкина", detail={"changes": {"x": ["квагга"]}}
    )
    documents.add(
        person,
        actor=mara,
        handed_in=[("Зубрилкина паспорт.pdf", pdf("Zubrilka"))],
        kind=PaperKind.PASSPORT,
        title="Паспорт Зубрилкина",
    )
    address = outbox.address_for("zubrilka@quagga.example", client_id=person.id, actor=mara)
    outbox.give(
        address.id, Purpose.MARKETING, text_version="2026-1", source="квагга",
        proof={"words": "Зубрилкина подписала"}, actor=mara,
    )  # fmt: skip
    sent = outbox.schedule(
        actor=mara,
        kind="proposal-sent",
        address_id=address.id,
        purpose=Purpose.SERVICE,
        occasion=f"test:{person.id}",
        dedup_key=f"test:{person.id}",
        params={"text": "Уважаемая Аполлинария"},
        client_id=person.id,
    )
    db.session.add(
        RenderedMail(
            outbox_message_id=sent.id, lease_token=1, sha256="0" * 64,
            content=b"To: zubrilka@quagga.example", at=now,
        )
    )  # fmt: skip
    notices.tell(
        [cast.ids["mara"]], OPENED, subject="Зубрилкина", params={"who": "x", "reason": "квагга"},
        client_id=person.id,
    )  # fmt: skip
    db.session.flush()
    assert db.session.get_one(Message, sent.id).client_id == person.id
    return person
