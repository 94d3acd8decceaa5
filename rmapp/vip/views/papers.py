"""The papers: policy, managers, VIP clients, economics for the bank; terms for the client."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from ...audit.operations import record
from ...clients.queries import primary_manager
from ...core import clock
from ...core.i18n import reader_language
from ...core.phones import on_paper
from ...policy.enforce import current_actor, requires
from ...staff.positions import position_in
from .. import gathering, queries
from ..models import PolicyState
from ..rules.quality import quality_of
from .base import PID, vip


def asked_language() -> str:
    """The language the address asks for, else that of the page."""
    asked = request.args.get("language", "")
    return asked if asked in ("ru", "en") else reader_language()


def _answer(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@vip.get(f"/policy/{PID}/pdf")
@requires("vip:read")
def policy_paper(public_id: str) -> ResponseReturnValue:
    """A version of the policy."""
    from ..paper import draw_policy

    version = queries.version_of(public_id)
    people = queries.people_of([version])
    last = queries.latest()
    measured = last is not None and last.policy_version_id == version.id
    speech = asked_language()
    with force_locale(speech):
        content = draw_policy(
            version,
            language=speech,
            author=people.get(version.made_by_id or 0, ""),
            approver=people.get(version.approved_by_id or 0, ""),
            quality=quality_of(last.quality) if last is not None and measured else None,
            at=version.approved_at or clock.now(),
        )
    return _answer(content, f"vip-policy-{version.number}")


@vip.get("/managers/pdf")
@requires("vip:read")
def managers_paper() -> ResponseReturnValue:
    """The list of personal managers within reach."""
    from ..paper import draw_managers

    actor, speech = current_actor(), asked_language()
    with force_locale(speech):
        content = draw_managers(gathering.managers_listed(actor, speech), at=clock.now())
    return _answer(content, "personal-managers")


@vip.get("/clients/pdf")
@requires("vip:read")
def clients_paper() -> ResponseReturnValue:
    """The list of VIP clients within reach; it is in the trail who took it."""
    from ..paper import draw_clients

    actor, speech = current_actor(), asked_language()
    rows, is_cut = gathering.clients_listed(actor, speech)
    record("vip:list-printed", actor=actor, detail={"clients": len(rows)})
    with force_locale(speech):
        content = draw_clients(rows, at=clock.now(), is_cut=is_cut)
    return _answer(content, "vip-clients")


@vip.get("/economics/pdf")
@requires("vip:read")
def economics_paper() -> ResponseReturnValue:
    """The economics, with the picture of the page."""
    from ..paper import draw_economics

    version = queries.policy_in_force()
    found = queries.Economics(current_actor(), version)
    record("vip:economics-printed", actor=current_actor())
    with force_locale(asked_language()):
        content = draw_economics(
            found.whole(),
            found.managers(),
            found.clients(losing=True).rows,
            version=version.number,
            at=clock.now(),
        )
    return _answer(content, "vip-economics")


@vip.get(f"/status/{PID}/terms")
@requires("vip:read")
def terms_paper(public_id: str) -> ResponseReturnValue:
    """The terms of service for the client, in the client's language unless another is asked for."""
    from ..paper import draw_terms

    status = queries.status_of(public_id, actor=current_actor())
    client = status.client
    version = queries.version_of(status.policy_version.public_id)
    if version.state is not PolicyState.IN_FORCE:
        current = queries.policy_in_force()
        version = current if status.tier in {one.code for one in current.tiers} else version
    manager = primary_manager(client.id)
    asked = request.args.get("language", "") or client.language
    speech = asked if asked in ("ru", "en") else "ru"
    with force_locale(speech):
        content = draw_terms(
            queries.tier_of(version, status.tier),
            language=speech,
            client=client.display_name,
            manager=manager.name if manager else "",
            position=position_in(speech, manager.position) if manager else "",
            reach=[on_paper(manager.phone, speech), manager.email, manager.branch]
            if manager
            else [],
            at=clock.now(),
        )
    return _answer(content, "terms-of-service")
