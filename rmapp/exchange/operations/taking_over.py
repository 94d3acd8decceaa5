"""An import whose author has no access any more goes on in the name of another."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit import operations as audit
from ...core.db import db
from ...core.errors import Conflict
from ...policy.enforce import Actor, demand
from ...staff.actors import actor_of_employee
from ...staff.models import Employee
from ...work import operations as work
from ...work.models import WorkItem
from .. import queries
from ..keepers import Keeping, keep
from ..models import Import, KeeperRule


def carry_on(import_: Import, *, actor: Actor) -> None:
    """Let a step that was stopped or has failed go on where it was; :func:`take_over` first.

    The caller has found the import within reach. Refuses with Conflict what is not standing still.
    """
    demand(actor, "imports:run")
    import_ = queries.locked(import_.id)
    item = queries.item_of(import_)
    if item is None:
        raise Conflict(_("This work is over already."))
    take_over(import_, actor=actor)
    work.resume(item.public_id, actor=actor)


def take_over(import_: Import, *, actor: Actor) -> None:
    """Make ``actor`` the author of a locked import whose author has no access any more.

    New clients that were to be the author's wait in the queue: who takes over serves nobody by it.
    """
    before = import_.created_by_id
    if before == actor.employee_id or actor_of_employee(before) is not None:
        return
    if import_.keeper_rule is KeeperRule.ONE and import_.assign_to_id == before:
        keep(import_, Keeping(KeeperRule.NOBODY, actor.employee_id))
    import_.created_by_id = actor.employee_id
    db.session.execute(
        sa.update(WorkItem)
        .where(WorkItem.id == import_.work_item_id)
        .values(created_by_id=actor.employee_id)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        "import:taken-over",
        actor=actor,
        obj=import_,
        name=import_.file_name,
        detail={"before": db.session.get_one(Employee, before).name},
    )
    db.session.flush()
