"""Making a proposal and writing its draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...clients.events import note
from ...core import clock
from ...core.amounts import LARGEST
from ...core.db import db
from ...core.errors import Invalid
from ...core.papers import unprintable
from ...opportunities.models import Opportunity, OpportunityLine
from ...policy.enforce import Actor
from ...products.models import Product
from ...products.rules import tariff_price
from ...settings import settings
from ..defaults import STEPS, TERMS, spoken, spoken_steps
from ..models import ApprovalState, Proposal, ProposalCounter, ProposalLine, ProposalVersion
from ..paper import document_of, drawn
from ..queries import head_of
from ..rules import Priced, Total, discount_to, price_line, proposal_number, total_of
from ..words import Language
from .asking import draft_of, fresh, may, not_printed

VALID_FOR = dt.timedelta(days=30)
FIELD_LENGTH = 5_000
MOST_ROWS = 30


@dataclass(frozen=True)
class LineInput:
    """One product of a proposal; ``discount`` in per cent. ``product`` with tariffs loaded."""

    product: Product
    quantity: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Content:
    """What a draft says. ``needs``: {task, solution, terms}; ``steps``: {action, term,
    responsible}; ``cost_now``: what the client pays a month today, minor units."""

    language: str
    valid_until: dt.date
    lines: tuple[LineInput, ...] = ()
    addressee: str = ""
    summary: str = ""
    needs: tuple[dict[str, str], ...] = ()
    steps: tuple[dict[str, str], ...] = ()
    terms: str = ""
    cost_now: int | None = None


def price(lines: Sequence[LineInput]) -> tuple[list[Priced], Total]:
    """Price lines by the catalogue as it is now."""
    priced = [price_line(line.product.prices, line.quantity, line.discount) for line in lines]
    return priced, total_of(priced)


def create_proposal(
    opportunity: Opportunity, *, actor: Actor, language: str | None = None
) -> Proposal:
    """Begin a proposal for an open opportunity (client, lines with products and tariffs loaded).

    It takes over the products (a price of the opportunity's own as a discount on the tariff), the
    need and the usual steps and terms, and is valid for thirty days. Refuses (Forbidden) a client
    beyond ``proposals:edit``, (Invalid) a closed opportunity.
    """
    client = opportunity.client
    may("proposals:edit", client.id, actor)
    if opportunity.closed_at is not None:
        raise Invalid(_("This opportunity is closed. Open it again to make a proposal."))
    spoken = language if language in ("ru", "en") else client.language
    spoken = spoken if spoken in ("ru", "en") else "ru"
    head = head_of(client.id)
    needs = ({"task": opportunity.need[:1_000], "solution": "", "terms": ""},)
    content = Content(
        language=spoken,
        valid_until=clock.today(settings().bank_zone) + VALID_FOR,
        lines=tuple(_taken_over(line) for line in opportunity.lines),
        addressee=", ".join(filter(None, (head.name, head.position)))[:200] if head else "",
        needs=needs if opportunity.need else (),
        steps=STEPS[spoken],
        terms=TERMS[spoken],
    )
    now = clock.now()
    version = ProposalVersion(
        no=1, created_at=now, created_by_id=actor.employee_id, lines=[], files=[]
    )
    proposal = Proposal(
        number=_next_number(),
        opportunity=opportunity,
        client=client,
        manager_id=opportunity.manager_id,
        currency=opportunity.currency,
        created_at=now,
        created_by_id=actor.employee_id,
        versions=[version],
    )
    _write(proposal, version, content, typed=False)
    db.session.add(proposal)
    db.session.flush()
    note(client.id, "proposal-made", actor=actor, title=proposal.number, obj=proposal)
    record("proposal:made", actor=actor, obj=proposal, name=proposal.number, client_id=client.id)
    return proposal


def _taken_over(line: OpportunityLine) -> LineInput:
    if not line.is_own_price:
        return LineInput(line.product, line.quantity)
    tariff = tariff_price(line.product.prices, line.quantity)
    return LineInput(line.product, line.quantity, discount_to(tariff, line.price))


def save_draft(
    proposal: Proposal, *, actor: Actor, version: int, content: Content
) -> ProposalVersion:
    """Write the draft anew and price it. ``version``: of the proposal's row.

    An approval that was given stays while products, quantities and discounts stay. Refuses
    (Conflict) a stale version and what was sent, (Forbidden) beyond reach, (Invalid) what does not
    fit or cannot be printed.
    """
    may("proposals:edit", proposal.client_id, actor)
    fresh(proposal, version)
    draft = draft_of(proposal)
    _write(proposal, draft, content)
    flag_modified(proposal, "current_no")  # words of its version changed: the proposal is newer
    db.session.flush()
    record(
        "proposal:changed",
        actor=actor,
        obj=proposal,
        name=proposal.number,
        client_id=proposal.client_id,
        detail={"version": draft.no, "total": draft.total},
    )
    return draft


@dataclass(frozen=True)
class Drawn:
    """A draft as a form says it, drawn but not kept: its PDF, prices, and lines over a limit."""

    content: bytes
    total: Total
    over: tuple[tuple[Product, Priced], ...]


def preview_draft(proposal: Proposal, version: ProposalVersion, content: Content) -> Drawn:
    """Draw what ``content`` says without keeping it. Refuses (Invalid) what does not fit."""
    _check(content)
    priced, total = price(content.lines)
    pairs = tuple(zip(content.lines, priced, strict=True))
    shown = ProposalVersion(
        no=version.no,
        addressee=content.addressee,
        summary=content.summary,
        needs=[need for need in content.needs if any(need.values())],
        steps=[step for step in content.steps if any(step.values())],
        terms=content.terms,
        cost_now=content.cost_now,
        total=total.total,
        discount=total.discount,
        created_at=version.created_at,
        lines=[
            ProposalLine(
                product=line.product, quantity=line.quantity, price=one.price, amount=one.amount
            )
            for line, one in pairs
        ],
    )
    language: Language = "ru" if content.language == "ru" else "en"
    document = document_of(proposal, shown, language, draft=True)
    document = replace(document, valid_until=content.valid_until)
    over = tuple((line.product, one) for line, one in pairs if one.over is not None)
    return Drawn(drawn(document), total, over)


def texts_of(content: Content | ProposalVersion) -> dict[str, str]:
    """Everything a person has written in ``content``, by the field it stands in."""
    return {
        "addressee": content.addressee,
        "summary": content.summary,
        "needs": "\n".join(text for need in content.needs for text in need.values()),
        "steps": "\n".join(text for step in content.steps for text in step.values()),
        "terms": content.terms,
    }


def _write(
    proposal: Proposal, version: ProposalVersion, content: Content, *, typed: bool = True
) -> None:
    """``typed``: a person has written it here and can take out what cannot be printed."""
    content = replace(
        content,
        needs=tuple(n for n in content.needs if any(n.values())),
        steps=tuple(s for s in content.steps if any(s.values())),
    )
    _check(content)
    unknown = {name: unprintable(text) for name, text in texts_of(content).items() if typed}
    if any(unknown.values()):
        raise Invalid(fields={name: [not_printed(s)] for name, s in unknown.items() if s})
    before = {(one.product_id, one.quantity, one.discount_percent) for one in version.lines}
    priced, total = price(content.lines)
    if total.total > LARGEST or any(one.full > LARGEST for one in priced):
        raise Invalid(fields={"lines": [_("The amount is too large.")]})
    version.lines.clear()
    db.session.flush()
    version.lines.extend(
        ProposalLine(
            position=position,
            product=line.product,
            product_id=line.product.id,
            quantity=line.quantity,
            tariff_price=one.tariff_price,
            discount_percent=line.discount,
            price=one.price,
            amount=one.amount,
        )
        for position, (line, one) in enumerate(zip(content.lines, priced, strict=True), 1)
    )
    after = {(one.product_id, one.quantity, one.discount_percent) for one in version.lines}
    if not total.needs_approval:
        version.approval = ApprovalState.NOT_NEEDED
    elif before != after or version.approval in (None, ApprovalState.NOT_NEEDED):
        version.approval = ApprovalState.NEEDED
        version.approved_by_id = version.approved_at = None
    version.total, version.discount = total.total, total.discount
    version.addressee, version.summary = content.addressee, content.summary
    version.needs = list(content.needs)
    version.steps = list(spoken_steps(content.steps, content.language))
    version.terms, version.cost_now = spoken(content.terms, content.language), content.cost_now
    proposal.language, proposal.valid_until = content.language, content.valid_until
    proposal.total = total.total


def _check(content: Content) -> None:
    wrong: dict[str, list[Any]] = {}
    if content.language not in ("ru", "en"):
        wrong["language"] = [_("Russian or English.")]
    if content.valid_until < clock.today(settings().bank_zone):
        wrong["valid_until"] = [_("This day is past.")]
    products = [line.product.id for line in content.lines]
    if len(set(products)) != len(products):
        wrong["lines"] = [_("One product stands in two lines. Add the quantities.")]
    for name in ("lines", "needs", "steps"):
        if len(getattr(content, name)) > MOST_ROWS:
            wrong[name] = [_("Too many rows.")]
    if content.cost_now is not None and not 0 <= content.cost_now <= LARGEST:
        wrong["cost_now"] = [_("The amount is too large.")]
    texts = {
        "summary": content.summary,
        "terms": content.terms,
        "needs": max((max(map(len, n.values())) for n in content.needs), default=0) * "x",
        "steps": max((max(map(len, s.values())) for s in content.steps), default=0) * "x",
    }
    for name, text in texts.items():
        if len(text) > FIELD_LENGTH:
            wrong[name] = [_("Too long.")]
    if len(content.addressee) > 200:
        wrong["addressee"] = [_("Too long.")]
    if wrong:
        raise Invalid(fields=wrong)


def _next_number() -> str:
    year = clock.today(settings().bank_zone).year
    ordinal: int = db.session.execute(
        insert(ProposalCounter)
        .values(year=year, last=1)
        .on_conflict_do_update(
            index_elements=["year"], set_={"last": ProposalCounter.__table__.c.last + 1}
        )
        .returning(sa.literal_column("last"))
    ).scalar_one()
    return proposal_number(year, ordinal)
