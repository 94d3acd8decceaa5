"""Asking for a bundle, making it, handing it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import force_locale
from flask_babel import gettext as _

from ..audit import operations as audit
from ..card.brief import Brief, Part, Row, brief_of
from ..core import clock, files
from ..core.db import db
from ..core.errors import Conflict, NotFound
from ..core.formatting import day
from ..handovers.models import Handover
from ..notices.kinds import notice_kind
from ..notices.operations import tell
from ..policy.enforce import Actor, demand
from ..staff import sessions
from ..staff.models import Employee
from ..work import operations as work
from ..work.kinds import Progress
from ..work.models import WorkState
from . import queries
from .models import HandoverBundle
from .words import READY

WORK = "handover:bundle"
STEP = 10
IS_READY = notice_kind("bundle:ready", icon="document", tone="ok", words=READY)


def ask(handover: Handover, *, language: str, actor: Actor) -> HandoverBundle:
    """Ask for the briefs of the clients that ``handover`` gave to ``actor``; again for the newest.

    Refuses (Conflict) when none of its clients are with them.
    """
    demand(actor, "handovers:read")
    clients = queries.count_of(handover.id, actor.employee_id)
    if not clients:
        raise Conflict(_("No client of this handover is with you."))
    found = queries.bundle_of(handover, actor.employee_id, language)
    if found is not None and found[1] is not None and found[1].state in GOING:
        return found[0]
    bundle = (
        found[0]
        if found is not None
        else HandoverBundle(
            handover_id=handover.id, employee_id=actor.employee_id, language=language
        )
    )
    bundle.clients, bundle.asked_at = min(clients, queries.MOST), clock.now()
    db.session.add(bundle)
    db.session.flush()
    item = work.submit(
        WORK,
        actor=actor,
        params={"public_id": handover.public_id, "bundle": bundle.id},
        label=handover.leaver.name,
        total=bundle.clients,
    )
    bundle.work_item_id = item.id
    db.session.flush()
    return bundle


GOING = (WorkState.QUEUED, WorkState.CLAIMED, WorkState.RUNNING)


def made(bundle_id: int, *, author_id: int | None) -> Iterator[Progress]:
    """The handler: ten briefs a step under the reach of whoever asked, then the file.

    Every dossier that goes into it counts as opened. What is beyond reach by now is left out.
    """
    from .paper import draw_bundle  # loads what draws, see core.papers

    bundle = db.session.get_one(HandoverBundle, bundle_id)
    contained = queries.clients_of(bundle.handover_id, bundle.employee_id)
    language = bundle.language
    briefs: list[tuple[Brief, bool]] = []
    for start in range(0, len(contained), STEP):
        actor = sessions.actor_of_employee(author_id) if author_id is not None else None
        if actor is None:
            raise Conflict(_("Whoever asked for this has left."))
        for one in contained[start : start + STEP]:
            with force_locale(language):
                try:
                    dossier, brief = brief_of(one.public_id, actor=actor)
                except NotFound:
                    continue
            audit.opened(dossier.client.id, actor=actor)
            with force_locale(language):
                part = handed_over(one)
            briefs.append((replace(brief, parts=(part, *brief.parts)), one.is_vip))
        db.session.expunge_all()
        yield Progress(min(start + STEP, len(contained)), len(contained))
    bundle = db.session.get_one(HandoverBundle, bundle_id)
    if not briefs:
        raise Conflict(_("No client of this handover is with you."))
    handover = db.session.get_one(Handover, bundle.handover_id)
    with force_locale(language):
        content, pages = draw_bundle(briefs)
    kept = files.keep(content, "pdf")
    bundle.sha256, bundle.size, bundle.pages = kept.sha256, kept.size, pages
    bundle.clients, bundle.made_at = len(briefs), clock.now()
    audit.record(
        "handover:bundle-made", actor=None, obj=handover,
        detail={"employee": bundle.employee_id, "clients": len(briefs), "pages": pages},
    )  # fmt: skip
    values = {"public_id": handover.public_id}
    leaver = db.session.get_one(Employee, handover.leaver_id)
    tell(
        [bundle.employee_id], IS_READY.code, subject=leaver.name, leads_to="bundles.show",
        values=values,
    )  # fmt: skip
    db.session.flush()


def handed_over(one: queries.Contained) -> Part:
    """Whose client it was, and by when the receiver introduces themselves and visits."""
    rows = [Row(one.before, end=_("since %(day)s", day=day(one.since)) if one.since else "")]
    if one.meet_by is not None:
        rows.append(Row(_("Introduce yourself"), end=_("until %(day)s", day=day(one.meet_by))))
    if one.visit_by is not None:
        rows.append(Row(_("Visit in person"), end=_("until %(day)s", day=day(one.visit_by))))
    return Part(_("Served before by"), tuple(rows))


def fetch(handover: Handover, *, language: str, actor: Actor) -> bytes:
    """The file of one's own bundle; the trail gets an entry. NotFound while there is none."""
    demand(actor, "handovers:read")
    found = queries.bundle_of(handover, actor.employee_id, language)
    if found is None or found[0].sha256 is None:
        raise NotFound(_("There is no file yet."))
    content = files.read(found[0].sha256, "pdf")
    audit.record(
        "handover:bundle-read", actor=actor, obj=handover, detail={"clients": found[0].clients}
    )
    return content
