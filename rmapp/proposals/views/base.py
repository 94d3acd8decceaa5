"""What the pages of proposals share."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, abort, request

from ...policy.enforce import current_actor
from .. import queries
from ..models import APPROVAL_LABELS, STATE_LABELS, STATE_TONES, Proposal
from ..words import Language

proposals = Blueprint("proposals", __name__, url_prefix="/proposals")

ID = "<string(length=16):public_id>"
SCALE = 1.3


def asked_language(proposal: Proposal) -> Language:
    """The language of the paper that is asked for, its own by default."""
    asked = request.args.get("language") or proposal.language
    if asked not in ("ru", "en"):
        abort(400)
    return cast("Language", asked)


def edited(public_id: str) -> Proposal:
    """The proposal the person of this request may change."""
    return queries.proposal_of(public_id, actor=current_actor(), permission="proposals:edit")


def words() -> dict[str, Any]:
    """What every page says of states."""
    return {
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
        "approval_labels": APPROVAL_LABELS,
    }
