"""Moving opportunities along the funnel."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict
from ...policy.enforce import Actor
from ..models import Ending, FunnelStage, LossReason, Opportunity
from ..queries import demand_of, stages
from ..rules import lacks
from ..words import LACK_SENTENCES
from .asking import fresh, may_edit, must_be_open, standing


def move(
    opportunity: Opportunity, *, actor: Actor, version: int, stage: FunnelStage
) -> Opportunity:
    """Move an opportunity (stage, lines loaded) to another stage; a move back undoes it.

    Winning closes it. Refuses (Conflict) a stale version, and a stage whose demands are not met,
    with words; losing goes by :func:`lose`.
    """
    may_edit(opportunity.client_id, actor)
    fresh(opportunity, version)
    if stage.id == opportunity.stage_id:
        return opportunity
    lack = lacks(demand_of(stage), standing(opportunity))
    if lack is not None:
        raise Conflict(LACK_SENTENCES[lack])
    _stand_at(opportunity, stage, actor=actor)
    return opportunity


def lose(
    opportunity: Opportunity,
    *,
    actor: Actor,
    version: int,
    reason: LossReason,
    words: str = "",
    competitor: str = "",
) -> Opportunity:
    """Close an open opportunity as lost, with the reason. Refuses as :func:`move` does."""
    may_edit(opportunity.client_id, actor)
    fresh(opportunity, version)
    must_be_open(opportunity)
    stage = next((one for one in stages() if one.ending is Ending.LOST), None)
    if stage is None:
        raise Conflict(_("The funnel has no stage for lost opportunities."))
    opportunity.loss_reason, opportunity.loss_note = reason, words[:500]
    if competitor:
        opportunity.competitor = competitor
    _stand_at(opportunity, stage, actor=actor, reason=words)
    return opportunity


def reopen(opportunity: Opportunity, *, actor: Actor, version: int) -> Opportunity:
    """Open a closed opportunity again at the last open stage it may stand at."""
    may_edit(opportunity.client_id, actor)
    fresh(opportunity, version)
    if opportunity.closed_at is None:
        raise Conflict(_("This opportunity is open already."))
    has = standing(opportunity)
    stage = [
        one for one in stages() if one.ending is Ending.OPEN and lacks(demand_of(one), has) is None
    ][-1]
    opportunity.loss_reason, opportunity.loss_note = None, ""
    _stand_at(opportunity, stage, actor=actor)
    return opportunity


def note_proposal_sent(opportunity: Opportunity, *, actor: Actor | None) -> None:
    """A proposal for this opportunity has been sent: the fact later stages ask for.

    An open opportunity that stood before the stage of proposals moves there.
    """
    opportunity.proposal_sent_at = clock.now()
    stage = db.session.execute(
        sa.select(FunnelStage).where(FunnelStage.code == "proposal")
    ).scalar_one_or_none()
    now_at = db.session.get_one(FunnelStage, opportunity.stage_id)
    if (
        stage is not None
        and opportunity.closed_at is None
        and now_at.position < stage.position
        and lacks(demand_of(stage), standing(opportunity)) is None
    ):
        _stand_at(opportunity, stage, actor=actor)
    db.session.flush()


def _stand_at(
    opportunity: Opportunity, stage: FunnelStage, *, actor: Actor | None, reason: str = ""
) -> None:
    now = clock.now()
    before = db.session.get_one(FunnelStage, opportunity.stage_id)
    opportunity.stage, opportunity.stage_id = stage, stage.id
    opportunity.stage_since, opportunity.probability = now, stage.probability
    opportunity.closed_at = None if stage.ending is Ending.OPEN else now
    db.session.flush()
    detail: dict[str, Any] = {"from": before.code, "to": stage.code}
    note(
        opportunity.client_id,
        "stage",
        actor=actor,
        title=opportunity.title,
        obj=opportunity,
        detail={
            **detail,
            "from_en": before.name_en,
            "from_ru": before.name_ru,
            "to_en": stage.name_en,
            "to_ru": stage.name_ru,
        },
    )
    record(
        "opportunity:moved",
        actor=actor,
        obj=opportunity,
        client_id=opportunity.client_id,
        reason=reason,
        detail=detail,
    )
