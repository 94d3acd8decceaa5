"""From the tables to the words of a brief."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale, pgettext
from flask_babel import gettext as _

from ...clients import custom
from ...clients.models import Attitude, DecisionRole
from ...clients.rules import next_birthday
from ...clients.words import (
    ATTITUDES,
    CHANNELS,
    DECISION_ROLES,
    FIELDS,
    KINDS,
    LIFECYCLES,
    RELATIONS,
    RELATIONS_BACK,
)
from ...core import clock
from ...core.formatting import day, hour, moment, money
from ...core.i18n import reader_language
from ...core.phones import on_paper, written
from ...dossiers.questions import own_questions
from ...dossiers.rules import completeness
from ...interactions import queries as contacts
from ...interactions.models import Interaction
from ...interactions.words import KIND_NAMES, PURPOSE_NAMES, SIDE_NAMES, Side, result_name
from ...policy.enforce import Actor, can
from ...proposals.models import STATE_LABELS, ProposalState
from ...settings import settings
from .. import queries
from ..queries import Business, Dossier
from .contact import cut, purpose
from .content import Brief, Part, Row

CONTACTS, PROMISES, HOLDINGS, PEOPLE, TIES, PLANNED = 4, 5, 6, 4, 4, 2
REFUSED = (ProposalState.DECLINED, ProposalState.EXPIRED)
SOON = dt.timedelta(days=120)


def brief_of(
    public_id: str, *, actor: Actor, contact: Interaction | None = None
) -> tuple[Dossier, Brief]:
    """The brief of a client, before ``contact`` if one is given (people, materials, papers loaded).

    NotFound when the client is beyond reach. What the reader may not see is left out.
    """
    dossier = queries.dossier_of(public_id, actor=actor)
    business = queries.business_of(actor, dossier)
    client = dossier.client
    may_hear = queries.reaches(actor, "interactions:read", dossier)
    parts = [
        *([purpose(contact, dossier, actor=actor)] if contact is not None else []),
        _people(dossier),
        _family(dossier),
        _history(client.id) if may_hear else _nothing(),
        _promises(business),
        _planned(client.id, contact, actor) if may_hear else _nothing(),
        _holdings(business),
        _offers(business),
        _dates(dossier, business, clock.today(actor.zone)),
        _questions(dossier, actor),
    ]
    if contact is not None:
        parts.append(_scenario(contact))
    manager = dossier.manager
    said = [str(KINDS[client.kind]), str(LIFECYCLES[client.lifecycle])]
    if client.vip_tier:
        said.append("VIP")
    if manager is not None:
        said.append(_("served by %(name)s", name=manager.employee))
    return dossier, Brief(
        title=client.display_name,
        subtitle=" · ".join(said),
        must_know=client.must_know,
        parts=tuple(part for part in parts if part.rows),
        language=reader_language(),
        author=actor.name,
        bank=settings().bank_in(get_locale()),
        at=clock.now(),
    )


def _nothing() -> Part:
    return Part("", ())


def _people(dossier: Dossier) -> Part:
    rows, speech = [], reader_language()
    for one in dossier.persons[:PEOPLE]:
        role = str(DECISION_ROLES[DecisionRole(one["decision_role"])])
        attitude = Attitude(one["attitude"])
        said = [one["position"], role]
        if attitude is not Attitude.UNKNOWN:
            said.append(str(ATTITUDES[attitude]))
        ext = one["phone_extension"]
        phone = on_paper(one["phone"] or "", speech, ext)
        about = " · ".join(word for word in said if word)
        rows.append(Row(one["name"], about, phone, calls=written(one["phone"] or "", ext)))
    for one in dossier.phones[:2]:
        if not one["is_invalid"] and not one["is_opted_out"]:
            number, ext = one["number"], one["extension"]
            calls, shown = written(number, ext), on_paper(number, speech, ext)
            rows.append(Row(shown, one.get("note") or "", calls=calls))
    mails = [one for one in dossier.emails if not one["is_invalid"] and not one["is_opted_out"]]
    rows += [Row(one["address"], one.get("note") or "") for one in mails[:1]]
    if wish := _wish(dossier):
        rows.append(Row(wish))
    return Part(_("Whom to speak to"), tuple(rows))


def _wish(dossier: Dossier) -> str:
    """How and when the client wants to be spoken to."""
    client, said = dossier.client, []
    if client.preferred_channel:
        said.append(f"{FIELDS['preferred_channel']}: {CHANNELS[client.preferred_channel]}")
    if client.hours_from and client.hours_to:
        said.append(f"{hour(client.hours_from)}–{hour(client.hours_to)}")
    return " · ".join(str(one) for one in said)


def _family(dossier: Dossier) -> Part:
    """The family as it was told, and the clients and firms the client is tied to."""
    client = dossier.client
    told = " · ".join(word for word in (client.family_status, client.family) if word)
    ties = [one for one in dossier.relations if not one["until"]]
    rows = [Row(cut(told))] if told else []
    rows += [
        Row(
            one["name"],
            str((RELATIONS_BACK if one["is_back"] else RELATIONS)[one["kind"]]),
            "VIP" if one["vip_tier"] else "",
        )
        for one in ties[:TIES]
    ]
    more = len(ties) - TIES
    if more > 0:
        rows.append(Row(_("and %(count)s more", count=more)))
    return Part(_("Family and firms"), tuple(rows))


def _planned(client_id: int, contact: Interaction | None, actor: Actor) -> Part:
    """What stands in the diary with the client, but for the contact the brief is for."""
    return Part(
        _("What is planned"),
        tuple(
            Row(
                f"{KIND_NAMES[one.kind]}: {one.goal or PURPOSE_NAMES[one.purpose]}",
                one.manager.name if one.manager_id != actor.employee_id else "",
                moment(one.planned_at, "EEE d MMM, HH:mm"),
            )
            for one in contacts.planned_of(client_id, PLANNED + 1)
            if contact is None or one.id != contact.id
        )[:PLANNED],
    )


def _history(client_id: int) -> Part:
    return Part(
        _("What was said last"),
        tuple(
            Row(
                f"{KIND_NAMES[one.interaction.kind]}: "
                f"{result_name(one.interaction.kind, one.interaction.result)}",
                cut(one.interaction.outcome_note),
                day(one.at),
            )
            for one in contacts.history_of(client_id, limit=CONTACTS)
            if one.interaction.result is not None
        ),
    )


def _promises(business: Business) -> Part:
    return Part(
        _("Open promises"),
        tuple(
            Row(one["text"], str(SIDE_NAMES[Side(one["side"])]), day(one["due_on"]))
            for one in business.promises[:PROMISES]
        ),
    )


def _holdings(business: Business) -> Part:
    rows = [
        Row(
            _named(one),
            _("until %(day)s", day=day(one["closes_on"])) if one.get("closes_on") else "",
            money(one["balance"], one["currency"]) if one.get("balance") is not None else "",
        )
        for one in business.holdings[:HOLDINGS]
    ]
    more = len(business.holdings) - len(rows)
    if more > 0:
        rows.append(Row(_("and %(count)s more", count=more)))
    return Part(_("What the client has"), tuple(rows))


def _offers(business: Business) -> Part:
    still_open = [
        Row(one["title"], _named(one, "stage"), money(one["amount"], one["currency"], short=True))
        for one in business.opportunities
        if not one.get("closed_at")
    ]
    lost = [
        Row(one["title"], _named(one, "stage"), day(one["closed_at"]))
        for one in business.opportunities
        if one.get("closed_at") and one.get("ending") != "won"
    ]
    refused = [
        Row(one["number"], str(STATE_LABELS[one["state"]]), money(one["total"], one["currency"]))
        for one in business.proposals
        if one["state"] in REFUSED
    ]
    return Part(_("Offers under way and refused"), (*still_open[:3], *lost[:2], *refused[:2]))


def _dates(dossier: Dossier, business: Business, today: dt.date) -> Part:
    client, found = dossier.client, []
    if client.birth_date is not None:
        found.append((next_birthday(client.birth_date, today), pgettext("date", "Birthday"), ""))
    found += [
        (one["closes_on"], _("Ends"), _named(one))
        for one in business.holdings
        if one.get("closes_on")
    ]
    found += [
        (one["expires_on"], _("Expires"), one["title"])
        for one in business.documents
        if one.get("expires_on")
    ]
    near = sorted(one for one in found if today <= one[0] <= today + SOON)
    return Part(_("Dates to come"), tuple(Row(what, of, day(on)) for on, what, of in near[:4]))


def _questions(dossier: Dossier, actor: Actor) -> Part:
    may_see = can(actor, "clients:read-sensitive")
    kind, known = dossier.client.kind, dossier.known
    own = own_questions(kind, may_see=may_see)
    if own:
        known |= set(custom.values_of(dossier.client.id))
    complete = completeness(kind, known, may_see=may_see, own=own)
    return Part(_("What to ask"), tuple(Row(str(one.text)) for one in complete.questions))


def _scenario(contact: Interaction) -> Part:
    if contact.scenario_id is None:
        return _nothing()
    version = contacts.scenario_text(contact.scenario_id, contact.scenario_number or 1)
    if version is None:
        return _nothing()
    speech = reader_language()
    lines = [line.strip() for line in version.body(speech).splitlines() if line.strip()]
    title = _("Scenario: %(title)s", title=version.title(speech))
    return Part(title, tuple(Row(line) for line in _few(lines, 8)))


def _few(lines: Iterable[str], most: int) -> list[str]:
    return list(lines)[:most]


def _named(line: dict[str, Any], prefix: str = "name") -> str:
    speech = reader_language()
    return str(line[f"{prefix}_{speech}"])
