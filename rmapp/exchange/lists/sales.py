"""Opportunities and proposals as tables."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...core.i18n import reader_language
from ...core.pagination import Page
from ...opportunities import queries as opportunities
from ...opportunities.models import Opportunity
from ...policy.enforce import Actor
from ...proposals import queries as proposals
from ...proposals.models import STATE_LABELS, Proposal, ProposalState
from .base import Address, Column, ExportList, Row, among, local, major

WHOSE, YES_NO = ("mine", "all"), ("1", "0")


def _opportunity_columns(_actor: Actor, _address: Address) -> list[Column]:
    return [
        Column("client", _l("Client"), canary="name"),
        Column("title", _l("Opportunity")),
        Column("stage", _l("Stage")),
        Column("amount", _l("Amount a year"), canary="amount"),
        Column("currency", _l("Currency")),
        Column("probability", _l("Probability, per cent")),
        Column("closes", _l("Expected by")),
        Column("next_contact", _l("Next contact")),
        Column("manager", _l("Manager")),
    ]


def _opportunities(
    actor: Actor, address: Address, cursor: str | None, limit: int, count_to: int
) -> Page[Any]:
    page: Page[Any] = opportunities.listing(
        actor,
        stage=address.get("stage") or None,
        manager=address.get("manager") or None,
        mine=address.get("whose") == "mine",
        closed=address.get("closed") == "1",
        cursor=cursor,
        limit=limit,
        count_to=count_to,
    )
    language = reader_language()
    page.rows = [_opportunity(row, actor, language) for row in page.rows]
    return page


def _opportunity(one: Opportunity, actor: Actor, language: str) -> Row:
    return (
        one.client.display_name, one.title, one.stage.name_in(language),
        major(one.amount, one.currency), one.currency, one.probability, one.closes_on,
        local(one.client.next_contact_at, actor), one.manager.short_name,
    )  # fmt: skip


def _opportunity_words(_actor: Actor, address: Address) -> list[str]:
    found = [_("closed") if address.get("closed") == "1" else _("open")]
    if code := address.get("stage"):
        names = {one.code: one.name_in(reader_language()) for one in opportunities.stages()}
        found = [f"{_('Stage')}: {names.get(code, code)}"]
    if address.get("whose") == "mine":
        found.append(_("mine"))
    elif address.get("manager"):
        found.append(_("of one manager"))
    return [str(one) for one in found]


def _wrong_opportunity(actor: Actor, address: Address) -> list[str]:
    stages = {one.code for one in opportunities.stages()}
    return among(stage=stages, whose=WHOSE, closed=YES_NO)(actor, address)


OPPORTUNITIES = ExportList(
    name="opportunities",
    label=_l("Opportunities"),
    permission="opportunities:read",
    page="opportunities.listing",
    arguments=("stage", "manager", "whose", "closed"),
    columns=_opportunity_columns,
    rows=_opportunities,
    words=_opportunity_words,
    wrong=_wrong_opportunity,
)


def _proposal_columns(_actor: Actor, _address: Address) -> list[Column]:
    return [
        Column("number", _l("Number"), canary="number"),
        Column("client", _l("Client"), canary="name"),
        Column("state", _l("State")),
        Column("total", _l("A month"), canary="amount"),
        Column("currency", _l("Currency")),
        Column("valid", _l("Valid until")),
        Column("sent", _l("Sent")),
        Column("opportunity", _l("Opportunity")),
        Column("manager", _l("Manager")),
    ]


def _proposals(
    actor: Actor, address: Address, cursor: str | None, limit: int, count_to: int
) -> Page[Any]:
    page: Page[Any] = proposals.listing(
        actor,
        state=_state(address),
        to_approve=address.get("approve") == "1",
        mine=address.get("whose") == "mine",
        cursor=cursor,
        limit=limit,
        count_to=count_to,
    )
    page.rows = [_proposal(row, actor) for row in page.rows]
    return page


def _state(address: Address) -> ProposalState | None:
    asked = address.get("state", "")
    return ProposalState(asked) if asked in set(ProposalState) else None


def _proposal(one: Proposal, actor: Actor) -> Row:
    return (
        one.number, one.client.display_name, str(STATE_LABELS[one.state]),
        major(one.total, one.currency), one.currency, one.valid_until, local(one.sent_at, actor),
        one.opportunity.title, one.manager.short_name,
    )  # fmt: skip


def _proposal_words(_actor: Actor, address: Address) -> list[str]:
    found = []
    if state := _state(address):
        found.append(str(STATE_LABELS[state]))
    if address.get("approve") == "1":
        found.append(str(_("Waits for approval")))
    if address.get("whose") == "mine":
        found.append(str(_("mine")))
    return found


PROPOSALS = ExportList(
    name="proposals",
    label=_l("Proposals"),
    permission="proposals:read",
    page="proposals.listing",
    arguments=("state", "approve", "whose"),
    columns=_proposal_columns,
    rows=_proposals,
    words=_proposal_words,
    wrong=among(state=[one.value for one in ProposalState], whose=WHOSE, approve=YES_NO),
)
