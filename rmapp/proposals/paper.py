"""From the rows of a version to the plain data that is drawn."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any, cast

from ..core import clock
from ..core.papers import Signatory
from ..core.phones import on_paper
from ..settings import settings
from ..staff.positions import position_in
from .content import Bank, Benefit, Manager, Need, PriceLine, ProposalDocument, Step
from .defaults import spoken, spoken_steps
from .models import Proposal, ProposalVersion
from .rules import quarter_name, quarters
from .words import Language

LANGUAGES: tuple[Language, ...] = ("ru", "en")
MONTHS = 3  # of a quarter
_BENEFIT_NOTE = {
    "ru": "Сегодняшние расходы названы вами; наши посчитаны по этому предложению.",
    "en": "Today's costs are as you named them; ours follow from this proposal.",
}


def document_of(
    proposal: Proposal, version: ProposalVersion, language: Language, *, draft: bool
) -> ProposalDocument:
    """Everything the paper says in ``language``; rows loaded as ``queries.proposal_of`` does."""
    at = version.frozen_at or clock.now()
    date = (version.frozen_at or version.created_at).date()
    manager, client = proposal.manager, proposal.client
    addressee = version.addressee
    position = position_in(language, manager.position)
    return ProposalDocument(
        bank=Bank(settings().bank_in(language), "", "", ""),
        client_name=client.display_name,
        addressee=addressee,
        manager=Manager(
            manager.name,
            position,
            on_paper(manager.phone, language),
            manager.email,
        ),
        number=proposal.number,
        version=version.no,
        date=date,
        valid_until=proposal.valid_until,
        at=at,
        language=language,
        currency=proposal.currency,
        lines=tuple(
            PriceLine(
                line.product.name_in(language),
                line.quantity.normalize(),
                line.product.unit_in(language, line.quantity),
                line.price,
                line.amount,
            )
            for line in version.lines
        ),
        total=version.total,
        summary=version.summary,
        needs=tuple(Need(n["task"], n["solution"], n["terms"]) for n in version.needs),
        benefit=_benefit(version, date, language),
        benefit_note=_BENEFIT_NOTE[language],
        steps=tuple(
            Step(one["action"], one["term"], one["responsible"])
            for one in spoken_steps(version.steps, language)
        ),
        terms=spoken(version.terms, language),
        signatures=(
            Signatory(settings().bank_in(language), position, manager.short_name),
            Signatory(client.display_name[:200], "", addressee),
        ),
        draft=draft,
    )


def file_name(proposal: Proposal, version: ProposalVersion, language: Language) -> str:
    """What the paper of ``version`` in ``language`` is called when it is kept:
    ``P-2026-0038-v1-en.pdf``."""
    return f"{proposal.number}-v{version.no}-{language}.pdf"


def _benefit(version: ProposalVersion, day: dt.date, language: Language) -> tuple[Benefit, ...]:
    """What the client pays now and with us, by quarter; nothing where today's cost is unknown."""
    if not version.cost_now:
        return ()
    return tuple(
        Benefit(
            quarter_name(year, number, language),
            MONTHS * version.cost_now,
            MONTHS * version.total,
        )
        for year, number in quarters(day)
    )


def snapshot_of(documents: dict[str, ProposalDocument]) -> dict[str, Any]:
    """The documents as plain JSON, for ever."""
    plain = {language: dataclasses.asdict(document) for language, document in documents.items()}
    return cast("dict[str, Any]", json.loads(json.dumps(plain, default=str)))


def drawn(document: ProposalDocument) -> bytes:
    """``document`` as PDF; see ``proposals.document.draw``."""
    from .document import draw  # loads what draws, see core.papers

    return draw(document)
