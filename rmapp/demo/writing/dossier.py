"""The rows of a dossier: the client with its lists, contact persons, ties and assignments."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from ...clients import spelling
from ...clients.models import (
    Assignment,
    AssignmentRole,
    Attitude,
    Client,
    ClientAddress,
    ClientEmail,
    ClientEvent,
    ClientKind,
    ClientPhone,
    ContactPerson,
    Lifecycle,
    Relation,
)
from ...clients.rules import order_key, terms_of
from ...core.text import Terms
from ...outbox.models import Consent, RecipientAddress
from ...outbox.states import Channel, ConsentState, Purpose
from ...policy.table import ACQUISITION
from .. import texts
from ..dealing import Deal
from ..people import Manager
from ..sheets import Courier, Sheet
from ..subjects import Subject
from .story import Story

_CLIENT = """id kind lifecycle is_active display_name name_key search full_name short_name
    legal_form kpp ogrn activity history governance banks_now staff_count revenue problems
    competitor_offers family_name given_name patronymic birth_date sex family_status occupation
    education hobbies income_level inn web needs possible_profit must_know language zone
    preferred_channel hours_from hours_to source_id temperature vip_tier created_at created_by_id
    client_since last_contact_at next_contact_at"""
_CONSENT_SOURCE = ("Анкета в офисе", "Form at the office")


class Dossiers:
    """Writes dossiers and who serves them."""

    def __init__(
        self,
        rng: Random,
        courier: Courier,
        now: dt.datetime,
        sources: list[int],
        clients: int,
    ) -> None:
        self._rng, self._now, self._sources = rng, now, sources

        def sheet(model: Any, columns: str, keys: int = 0) -> Sheet:
            return Sheet(courier, model.__table__, columns, keys=keys)

        self._clients = sheet(Client, _CLIENT, clients)
        self._phones = sheet(ClientPhone, "client_id number kind is_preferred")
        self._emails = sheet(ClientEmail, "client_id address kind is_preferred")
        self._addresses = sheet(ClientAddress, "client_id kind text")
        self._persons = sheet(
            ContactPerson,
            "id client_id name position phone email decision_role attitude is_head",
            clients * 5 // 4,
        )
        self._relations = sheet(Relation, "client_id other_id kind since")
        self._assignments = sheet(
            Assignment,
            "client_id employee_id role is_primary started_at ended_at reason assigned_by_id",
        )
        self._events = sheet(ClientEvent, "client_id at kind author_id title detail")
        self._recipients = sheet(RecipientAddress, "id kind address client_id created_at", clients)
        self._words: set[str] = set()
        self._consents = sheet(
            Consent, "recipient_address_id purpose state text_version source proof at"
        )

    def write(self, deal: Deal, story: Story) -> list[int]:
        """Write the dossier; return the keys of its contact persons, the head first."""
        deal.key = self._clients.key()
        self._client(deal, story)
        self._reach(deal, story)
        members = self._members(deal)
        if deal.tie is not None:
            other, kind = deal.tie
            self._relations.add(other.key, deal.key, kind, None)
        self._assign(deal, story)
        return members

    def send(self) -> None:
        """Send what is written down."""
        for sheet in (
            self._clients, self._phones, self._emails, self._addresses, self._persons,
            self._relations, self._assignments, self._events, self._recipients, self._consents,
        ):  # fmt: skip
            sheet.send()

    def close(self) -> None:
        """Let typos in names be found; all rows are in."""
        spelling.learn(self._words)

    # -- rows ---------------------------------------------------------------------------------

    def _client(self, deal: Deal, story: Story) -> None:
        rng, subject, name = self._rng, deal.subject, deal.subject.name
        en = subject.in_english
        knows = rng.random() < 0.7
        branch = subject.branch
        must_know = ""
        if rng.random() < (0.3 if deal.is_vip else 0.08):
            choices = texts.MUST_KNOW_FIRM if subject.is_firm else texts.MUST_KNOW_PERSON
            must_know = rng.choice(choices)[en]
        needs = ""
        if knows:
            needs = branch.need[en] if branch else rng.choice(texts.NEEDS_PERSON)[en]
        created_by = deal.winner or deal.manager
        terms = _terms(subject)
        self._words.update(terms.words)
        hours = rng.random() < 0.1
        self._clients.add(
            deal.key,
            subject.kind,
            deal.lifecycle,
            deal.is_active,
            subject.display,
            order_key(subject.kind, subject.display, name.parts if name else {}),
            " ".join([f"'{token}'" for token in terms.tokens]),
            subject.full,
            subject.short,
            subject.form,
            subject.kpp,
            subject.ogrn,
            branch.activity[en] if branch else "",
            subject.history,
            subject.governance,
            subject.banks,
            subject.staff,
            subject.revenue,
            branch.problem[en] if branch and knows else "",
            rng.choice(texts.COMPETITOR_OFFERS)[en] if branch and rng.random() < 0.15 else "",
            name.family if name else "",
            name.given if name else "",
            name.patronymic if name else "",
            subject.born,
            name.sex if name else "",
            subject.family_status,
            subject.occupation,
            subject.education,
            subject.hobby,
            subject.income,
            subject.inn,
            subject.web,
            needs,
            _possible(rng, subject) if rng.random() < 0.6 else None,
            must_know,
            subject.language,
            subject.town.zone,
            rng.choice(("", "", "call", "email", "message")),
            dt.time(10) if hours else None,
            dt.time(17) if hours else None,
            rng.choice(self._sources) if self._sources else None,
            story.temperature(deal.lifecycle),
            story.vip_tier,
            story.created_at,
            created_by.id if created_by else None,
            story.since,
            story.last_contact_at,
            story.planned.at if story.planned else None,
        )
        self._events.add(
            deal.key,
            story.created_at,
            "created",
            created_by.id if created_by else None,
            subject.display,
            {},
        )

    def _reach(self, deal: Deal, story: Story) -> None:
        subject = deal.subject
        for number, (phone, kind) in enumerate(subject.phones):
            self._phones.add(deal.key, phone, kind, number == 0)
        self._addresses.add(
            deal.key, "home" if subject.kind is ClientKind.PERSON else "actual", subject.address
        )
        if not subject.email:
            return
        kind = "work" if subject.is_firm else "personal"
        self._emails.add(deal.key, subject.email, kind, True)
        address = self._recipients.key()
        self._recipients.add(address, Channel.EMAIL, subject.email, deal.key, story.created_at)
        for purpose, share in ((Purpose.MARKETING, 0.45), (Purpose.GREETING, 0.3)):
            if self._rng.random() < share:
                self._consents.add(
                    address,
                    purpose,
                    ConsentState.GIVEN,
                    "2025-1",
                    _CONSENT_SOURCE[subject.in_english],
                    {"how": "paper"},
                    story.created_at,
                )

    def _members(self, deal: Deal) -> list[int]:
        keys = []
        for member in deal.subject.members:
            keys.append(self._persons.key())
            attitude = self._rng.choice(
                (
                    Attitude.FOR,
                    Attitude.NEUTRAL,
                    Attitude.NEUTRAL,
                    Attitude.UNKNOWN,
                    Attitude.AGAINST,
                )
            )
            self._persons.add(
                keys[-1],
                deal.key,
                member.name,
                member.position,
                member.phone,
                member.email,
                member.role,
                attitude,
                member.is_head,
            )
        return keys

    def _assign(self, deal: Deal, story: Story) -> None:
        manager = deal.manager
        if manager is None:
            return
        began = story.created_at
        if story.since is not None:
            won = dt.datetime.combine(story.since, dt.time(15), dt.UTC)
            self._events.add(
                deal.key, won, "converted", (deal.winner or manager).id, "", {"was": "prospect"}
            )
            if deal.winner is not None:
                self._row(deal.key, deal.winner, AssignmentRole.ACQUISITION, began, won)
                began = won
        role = (
            AssignmentRole.ACQUISITION if manager.role == ACQUISITION else AssignmentRole.PERSONAL
        )
        ended = None
        if deal.lifecycle is Lifecycle.FORMER and self._rng.random() < 0.3:
            ended = self._now - dt.timedelta(days=self._rng.randrange(5, 60))
        self._row(deal.key, manager, role, began, ended)
        if deal.deputy is not None:
            self._row(deal.key, deal.deputy, AssignmentRole.DEPUTY, began, None)

    def _row(
        self,
        client: int,
        employee: Manager,
        role: AssignmentRole,
        began: dt.datetime,
        ended: dt.datetime | None,
    ) -> None:
        is_primary = role is not AssignmentRole.DEPUTY
        if ended is not None:
            ended = max(began, ended)
        self._assignments.add(client, employee.id, role, is_primary, began, ended, "", None)
        detail = {
            "role": role.value,
            "employee": employee.name,
            "employee_public_id": employee.public_id,
            "reason": "",
        }
        self._events.add(client, began, "assigned", None, employee.name, detail)
        if ended is not None:
            self._events.add(client, ended, "assignment-ended", None, employee.name, detail)


def _terms(subject: Subject) -> Terms:
    """What the product itself would find the client by."""
    return terms_of(
        names=[
            subject.display,
            subject.short,
            subject.full,
            subject.name.whole if subject.name else "",
            *(member.name for member in subject.members),
        ],
        phones=[*(number for number, _kind in subject.phones), *(m.phone for m in subject.members)],
        emails=[subject.email, *(member.email for member in subject.members)],
        numbers=[subject.inn, subject.kpp, subject.ogrn],
    )


def _possible(rng: Random, subject: Subject) -> int:
    """The profit a client may bring in a year, minor units."""
    base = (subject.revenue or 20_000_000_00) // 1_000
    return max(1, base * rng.randrange(2, 9) // 10_000_00) * 10_000_00
