"""The evaluation as work: figures, verdicts, how good the rules are; a step each."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..core.db import db
from ..core.errors import Conflict
from ..work.kinds import Progress, Task, work_kind
from . import queries
from .models import VipEvaluation
from .operations import WORK, bring_into_force, evaluating

STEPS = 3


@work_kind(WORK, label=_l("Evaluation of VIP clients"), lease=900.0)
def evaluate(task: Task) -> Iterator[Progress]:
    """Evaluate the whole base against the version in force; nothing of a client changes."""
    bring_into_force()
    try:
        version = queries.policy_in_force()
    except Conflict:
        return
    public_id = version.public_id
    evaluating.take_long()
    clients = evaluating.gather_figures()
    yield Progress(1, STEPS)
    evaluating.take_long()
    version = queries.version_of(public_id)
    evaluation = evaluating.begin(version, requested_by_id=task.created_by_id)
    counts = evaluating.judge_all(evaluation, version)
    evaluating.finish(evaluation, clients=clients, counts=counts, quality={})
    evaluation_id = evaluation.id
    yield Progress(2, STEPS)
    evaluating.take_long()
    version = queries.version_of(public_id)
    quality = evaluating.measure(version)
    db.session.get_one(VipEvaluation, evaluation_id).quality = quality
    yield Progress(STEPS, STEPS)
