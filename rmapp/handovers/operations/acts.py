"""The act of transfer: drawn while the page waits, or made by work and kept where it is long."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...core import clock, files
from ...core.db import db
from ...core.errors import Conflict
from ...core.papers import page_count
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...staff import sessions
from ...work import operations as work
from ...work.kinds import Progress
from ...work.models import OPEN as AT_WORK
from .. import queries
from ..models import Handover, HandoverAct

WORK = "handover:act"
AT_ONCE = 300
"""Clients of an act that is drawn while the page waits: some five pages (ruling 22)."""
IS_READY = notice_kind(
    "handover:act-ready", icon="document", tone="ok",
    words=_l("The act of transfer is ready: %(subject)s"),
)  # fmt: skip


def is_long(handover: Handover, receiver_id: int | None) -> bool:
    """Whether the act takes longer than a page may."""
    return queries.count_in_act(handover, receiver_id) > AT_ONCE


def is_fresh(act: HandoverAct, handover: Handover) -> bool:
    """Whether a kept act says what the handover says: of one that was carried out the act made
    since then and since it went back, of a draft that of its very version."""
    if act.sha256 is None:
        return False
    moved = (handover.executed_at, handover.undone_at, handover.returned_at)
    since = max((at for at in moved if at is not None), default=None)
    return act.asked_at >= since if since is not None else act.of_version == handover.version


def ask_for_act(handover: Handover, *, language: str, actor: Actor) -> HandoverAct:
    """Have the act made that ``actor`` may see, whole or their part of it; while it is being made
    it is not made twice."""
    demand(actor, "handovers:read")
    part = queries.part_of(handover, actor)
    found = queries.act_file(handover, part, language)
    if found is not None and found[1] is not None and found[1].state in AT_WORK:
        return found[0]
    act = (
        found[0]
        if found is not None
        else HandoverAct(handover_id=handover.id, receiver_id=part, language=language)
    )
    act.clients, act.of_version = queries.count_in_act(handover, part), handover.version
    act.sha256, act.size, act.made_at, act.asked_at = None, None, None, clock.now()
    db.session.add(act)
    db.session.flush()
    item = work.submit(
        WORK,
        actor=actor,
        params={"public_id": handover.public_id, "act": act.id},
        label=handover.leaver.name,
    )
    act.work_item_id = item.id
    db.session.flush()
    return act


def made(act_id: int, *, author_id: int | None) -> Iterator[Progress]:
    """The handler, one step: under the reach of whoever asked, at this moment."""
    from ..paper import act_of  # loads what draws, see core.papers

    actor = sessions.actor_of_employee(author_id) if author_id is not None else None
    if actor is None:
        raise Conflict(_("Whoever asked for this has left."))
    act = db.session.get_one(HandoverAct, act_id)
    key = db.session.get_one(Handover, act.handover_id).public_id
    handover = queries.handover_of(key, actor=actor)
    act.of_version = handover.version
    content = act_of(handover, language=act.language, receiver_id=act.receiver_id)
    kept = files.keep(content, "pdf")
    act.sha256, act.size, act.pages = kept.sha256, kept.size, page_count(content)
    act.clients, act.made_at = queries.count_in_act(handover, act.receiver_id), clock.now()
    record(
        "handover:act-made", actor=actor, obj=handover,
        detail={"clients": act.clients, "pages": act.pages},
    )  # fmt: skip
    tell(
        [actor.employee_id], IS_READY.code, subject=handover.leaver.name,
        leads_to="handovers.act_page", values={"public_id": key},
    )  # fmt: skip
    db.session.flush()
    yield Progress(1, 1)


def act_now(handover: Handover, *, language: str, actor: Actor) -> bytes | None:
    """The act as PDF for ``actor``: drawn now, or the kept file of a long one; None while there is
    none that still holds."""
    from ..paper import act_of  # loads what draws, see core.papers

    demand(actor, "handovers:read")
    part = queries.part_of(handover, actor)
    if not is_long(handover, part):
        return act_of(handover, language=language, receiver_id=part)
    found = queries.act_file(handover, part, language)
    if found is None or not is_fresh(found[0], handover):
        return None
    assert found[0].sha256 is not None
    return files.read(found[0].sha256, "pdf")
