"""Asking for access to a client that was met as a look-alike: the keeper answers.

Two people widen a reach here: the one who asks and the one who keeps (or supervises) the client.
The one who asks knows of the client only that it exists and who keeps it (ruling 17); the signed
handle they were given names it and no other.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ...audit import operations as audit
from ...clients.events import note
from ...clients.models import AssignmentRole, Client
from ...clients.operations import assign_row
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ..models import AccessRequest, RequestState
from ..queries.requests import keepers_of

VALID_SECONDS = 86_400
notice_kind(
    "access-asked", icon="lock", words=_l("%(subject)s asks for access to %(client)s"), tone="warn"
)
notice_kind("access-granted", icon="check", words=_l("You were let in: %(subject)s"), tone="ok")
notice_kind("access-declined", icon="x", words=_l("%(subject)s did not let you in"))


def handle_of(client_public_id: str, *, actor: Actor) -> str:
    """The handle of a client beyond reach that ``actor`` may ask access to, for a day."""
    signed = _signer().dumps([actor.public_id, client_public_id])
    return signed if isinstance(signed, str) else signed.decode()


def ask(handle: str, *, actor: Actor, reason: str = "") -> AccessRequest:
    """Ask the keeper to be let in; asking twice is one request.

    Refuses with Invalid a handle that was not given to ``actor`` or is older than a day, with
    Conflict when the client is within reach already.
    """
    demand(actor, "clients:create")
    client = db.session.execute(
        sa.select(Client)
        .where(Client.public_id == _read(handle, actor), Client.deleted_at.is_(None))
        .with_for_update()
    ).scalar_one_or_none()
    if client is None:
        raise Invalid(_("This request cannot be made any more. Look for the client anew."))
    near = sa.select(Client.id).where(
        Client.id == client.id, within_reach(actor, "clients:read", Client.id)
    )
    if db.session.execute(near).first() is not None:
        raise Conflict(_("This client is yours to see already."))
    known = db.session.execute(
        sa.select(AccessRequest).where(
            AccessRequest.client_id == client.id,
            AccessRequest.asked_by_id == actor.employee_id,
            AccessRequest.state == RequestState.OPEN,
        )
    ).scalar_one_or_none()
    if known is not None:
        return known
    asked = AccessRequest(
        client_id=client.id,
        asked_by_id=actor.employee_id,
        asked_at=clock.now(),
        reason=reason[:500],
    )
    db.session.add(asked)
    db.session.flush()
    tell(
        keepers_of(client.id, actor=actor),
        "access-asked",
        subject=actor.name,
        leads_to="duplicates.requests",
        client_id=client.id,
        params={"client": client.display_name},
    )
    note(client.id, "access-asked", actor=actor, title=actor.name, detail={"reason": reason[:500]})
    audit.record(
        "client:access-asked",
        actor=actor,
        obj=asked,
        name=client.display_name,
        client_id=client.id,
        reason=reason,
    )
    return asked


def answer(
    request: AccessRequest, *, grants: bool, actor: Actor, version: int, words: str = ""
) -> AccessRequest:
    """Let the colleague in as a specialist, or not. Refuses with Forbidden, also one's own
    request; with Conflict one that was answered meanwhile."""
    demand(actor, "clients:let-in")
    if request.asked_by_id == actor.employee_id:
        raise Forbidden(_("A second person has to confirm this."))
    if request.state is not RequestState.OPEN or request.version != version:
        raise Conflict(_("Somebody has answered this request meanwhile."))
    request.state = RequestState.GRANTED if grants else RequestState.DECLINED
    request.answered_by_id, request.answered_at = actor.employee_id, clock.now()
    request.answer = words[:500]
    db.session.flush()
    kind = "access-granted" if grants else "access-declined"
    tell(
        [request.asked_by_id],
        kind,
        subject=request.client.display_name if grants else actor.name,
        leads_to="duplicates.requests",
        client_id=request.client_id if grants else None,
    )
    note(request.client_id, kind, actor=actor, title=request.asked_by.name)
    if grants:
        assign_row(
            request.client_id,
            request.asked_by_id,
            AssignmentRole.SPECIALIST,
            actor=actor,
            reason=request.reason or _("Asked for access"),
        )
    audit.record(
        f"client:{kind}",
        actor=actor,
        obj=request,
        name=request.asked_by.name,
        client_id=request.client_id,
        reason=words,
    )
    return request


def _signer() -> URLSafeTimedSerializer:
    fallbacks = current_app.config.get("SECRET_KEY_FALLBACKS") or []
    keys = [*fallbacks, current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="duplicates.access")


def _read(handle: str, actor: Actor) -> str:
    try:
        if len(handle) > 300:
            raise ValueError
        asker, client = _signer().loads(handle, max_age=VALID_SECONDS)
        if asker != actor.public_id:
            raise ValueError
        return str(client)
    except (BadSignature, ValueError, TypeError):
        raise Invalid(
            _("This request cannot be made any more. Look for the client anew.")
        ) from None
