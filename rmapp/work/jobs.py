"""The job of work."""

from __future__ import annotations

from ..core.jobs import job
from . import runner
from .dispatch import JOB


@job(JOB, timeout=280)
def run(ids: list[int]) -> None:
    """Work on these items now."""
    for id in ids:
        runner.run(id)
