"""The jobs of the outbox."""

from __future__ import annotations

from ..core.jobs import job
from . import delivery
from .dispatch import JOB


@job(JOB, timeout=240)
def deliver(ids: list[int]) -> None:
    """Look at these messages now."""
    delivery.deliver(ids, budget=120.0)  # what is left is woken again
