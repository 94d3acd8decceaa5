"""Whoever records an outcome first: the second of two in the same instant is told (C5)."""

from __future__ import annotations

from ...core.errors import Overtaken
from ...policy.enforce import Actor
from ..models import Interaction
from .outcomes import Outcome, record_outcome


def record_first(interaction: Interaction, outcome: Outcome, *, actor: Actor, version: int) -> bool:
    """Record the outcome as :func:`record_outcome` does; False, with nothing written, when the
    contact was dealt with between the reading of it and the lock. Refuses as it does else."""
    try:
        record_outcome(interaction, outcome, actor=actor, version=version)
    except Overtaken:
        return False
    return True
