"""What else a handover takes: arrangement, locks, exclusions, preview, return; substitutions."""

from __future__ import annotations

from flask import Blueprint

from ..handovers import operations
from ..handovers.models import Handover
from ..handovers.operations.signing import needs_second
from ..handovers.queries import check, count_to_accept, flows, handover_of, letters, norms
from ..handovers.queries import execution as execution_of
from ..policy.enforce import current_actor, requires
from . import queries
from .doors import ONE, operation
from .handovers import CLIENT, handovers, shown_after
from .shapes.base import OnlyVersion, PageOf, PageQuery, named, page_of
from .shapes.handing import (
    AcceptedShown,
    ArrangementGiven,
    ChangedShown,
    ClientUndoneShown,
    ExclusionGiven,
    ExecutionShown,
    FlowShown,
    HandoverChangeGiven,
    LocksGiven,
    PreviewShown,
    ProlongGiven,
    ReasonGiven,
    RecallGiven,
    RelievedShown,
    ReturnedShown,
    SubstitutionShown,
)
from .shapes.house import HandoverShown

substitutions = Blueprint("api_substitutions", __name__, url_prefix="/api/v1/substitutions")


@handovers.get(f"{ONE}/preview")
@requires("handovers:make")
@operation("See what a handover would do", answer=PreviewShown, refusals=(409,))
def preview(public_id: str) -> PreviewShown:
    """In and out, letters, norms; nothing moves."""
    handover = handover_of(public_id, actor=current_actor())
    operations.demand_ahead(handover)
    found, written, silent = check(handover), letters(handover), norms(handover)
    return PreviewShown(
        clients_in=found.into,
        clients_out=found.out,
        vips=found.vips,
        unplaced=found.unplaced,
        left_out=found.skipped,
        appeared=found.appeared,
        gone=found.gone,
        unfit=list(found.unfit),
        against=found.against,
        needs_second_signature=needs_second(found),
        letters_vip=written.vip,
        letters_others=written.others,
        calls=written.quiet,
        untold=written.untold,
        silent_now=silent[0],
        silent_soon=silent[1],
        flows=[
            FlowShown(key=one.key, into=one.into, out=one.out, others=one.others, stays=one.stays)
            for one in flows(handover)
        ],
    )


@handovers.patch(ONE)
@requires("handovers:make")
@operation("Change why and when of a draft", body=HandoverChangeGiven, answer=HandoverShown)
def change(public_id: str, body: HandoverChangeGiven) -> HandoverShown:
    """Who goes to whom stays as it was chosen."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    given = {name: getattr(body, name) for name in HandoverChangeGiven.model_fields}
    return shown_after(operations.change(handover, **given, actor=actor))


@handovers.post(f"{ONE}/recall")
@requires("handovers:make")
@operation("Make a proposed handover a draft again", body=RecallGiven, answer=HandoverShown)
def recall(public_id: str, body: RecallGiven) -> HandoverShown:
    """The signature falls; nothing has moved. Who did not make it says why it is sent back."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    done = operations.recall(handover, version=body.version, actor=actor, reason=body.reason)
    return shown_after(done)


@handovers.post(f"{ONE}/arrangement")
@requires("handovers:make")
@operation("Say how a handover is done", body=ArrangementGiven, answer=HandoverShown)
def arrange(public_id: str, body: ArrangementGiven) -> HandoverShown:
    """Dates of planned contacts and letters of introduction."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    operations.arrange(
        handover,
        keeps_dates=body.keeps_dates,
        letters={"vip": body.vip.model_dump(), "others": body.others.model_dump()},
        version=body.version,
        actor=actor,
    )
    return shown_after(handover)


@handovers.post(f"{ONE}/locks")
@requires("handovers:make")
@operation("Lock clients where they are, or let them loose", body=LocksGiven, answer=ChangedShown)
def lock(public_id: str, body: LocksGiven) -> ChangedShown:
    """What is locked stays when the rest is shared out anew."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    return ChangedShown(
        changed=operations.lock(handover, body.clients, on=body.is_locked, actor=actor)
    )


@handovers.post(f"{ONE}/exclusions")
@requires("handovers:make")
@operation("Leave clients out, or take them in again", body=ExclusionGiven, answer=ChangedShown)
def exclude(public_id: str, body: ExclusionGiven) -> ChangedShown:
    """With a reason they stay; without one they come along."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    if not body.reason:
        return ChangedShown(changed=operations.take_in(handover, body.clients, actor=actor))
    return ChangedShown(
        changed=operations.leave_out(handover, body.clients, reason=body.reason, actor=actor)
    )


@handovers.post(f"{ONE}/relief")
@requires("handovers:make")
@operation("Choose as few clients as bring the manager within capacity", answer=RelievedShown,
           refusals=(409,))  # fmt: skip
def relieve(public_id: str) -> RelievedShown:
    """Families go whole and VIPs last; the others are left out."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    return RelievedShown(goes=operations.relieve(handover, actor=actor))


@handovers.post(f"{ONE}/clients/{CLIENT}/undo")
@requires("handovers:make", step_up=True)
@operation("Give one client back", body=ReasonGiven, answer=ClientUndoneShown)
def undo_client(public_id: str, client_id: str, body: ReasonGiven) -> ClientUndoneShown:
    """What still is as it left goes back; later work is kept."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    done = operations.undo_client(handover, client_id, actor=actor, reason=body.reason)
    return ClientUndoneShown(**done)


@handovers.get(f"{ONE}/execution")
@requires("handovers:read")
@operation("See how far a large handover is", answer=ExecutionShown)
def execution(public_id: str) -> ExecutionShown:
    """Of one that a worker carries out; ``state`` is null for any other."""
    item = execution_of(handover_of(public_id, actor=current_actor()))
    if item is None:
        return ExecutionShown(state=None, done=0, total=None, error=None)
    return ExecutionShown(state=item.state, done=item.done, total=item.total, error=item.error)


@handovers.post(f"{ONE}/execution")
@requires("handovers:make", step_up=True)
@operation("Take up an execution that ended before anything moved", answer=HandoverShown,
           refusals=(409,))  # fmt: skip
def carry_on(public_id: str) -> HandoverShown:
    """Nothing has moved: it begins anew."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    operations.carry_on(handover, actor=actor)
    return shown_after(handover)


@handovers.post(f"{ONE}/return")
@requires("handovers:make", step_up=True)
@operation("End a substitution now", answer=ReturnedShown, refusals=(409,))
def give_back(public_id: str) -> ReturnedShown:
    """Everything goes back, with what was begun meanwhile."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    counts = operations.give_back(handover, actor=actor)
    return ReturnedShown(handover=shown_after(handover), **counts)


@handovers.post(f"{ONE}/end")
@requires("handovers:make")
@operation("Let a substitution end on another day", body=ProlongGiven, answer=HandoverShown)
def prolong(public_id: str, body: ProlongGiven) -> HandoverShown:
    """Another day."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    operations.prolong(handover, body.returns_on, version=body.version, actor=actor)
    return shown_after(handover)


@handovers.post(f"{ONE}/permanence")
@requires("handovers:make", step_up=True)
@operation("Make a substitution permanent whose person has left", body=OnlyVersion,
           answer=HandoverShown, refusals=(409,))  # fmt: skip
def make_permanent(public_id: str, body: OnlyVersion) -> HandoverShown:
    """Nothing moves: the day of the return falls. Where VIPs or many clients stay it waits for a
    second person: ``permanence_asked_at`` says since when."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    operations.make_permanent(handover, version=body.version, actor=actor)
    return shown_after(handover)


@handovers.post(f"{ONE}/permanence/signature")
@requires("handovers:sign", step_up=True)
@operation("Sign as the second person that clients stay for good", body=OnlyVersion,
           answer=HandoverShown, refusals=(409,))  # fmt: skip
def sign_permanence(public_id: str, body: OnlyVersion) -> HandoverShown:
    """Never who asked for it."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    operations.sign_permanence(handover, version=body.version, actor=actor)
    return shown_after(handover)


@handovers.post(f"{ONE}/permanence/recall")
@requires("handovers:sign")
@operation("Let a substitution go on as it was", body=RecallGiven, answer=HandoverShown,
           refusals=(409,))  # fmt: skip
def leave_temporary(public_id: str, body: RecallGiven) -> HandoverShown:
    """Who asked takes it back; a second person who does not sign says why."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    operations.leave_temporary(handover, version=body.version, actor=actor, reason=body.reason)
    return shown_after(handover)


@handovers.post(f"{ONE}/acceptance")
@requires("handovers:accept")
@operation("Take all that await you but the VIPs", answer=AcceptedShown)
def accept_all(public_id: str) -> AcceptedShown:
    """VIPs are taken one by one."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor)
    taken = operations.accept_all(handover, actor=actor)
    awaiting, _vips = count_to_accept(handover, actor.employee_id)
    return AcceptedShown(accepted=taken, awaiting=awaiting)


@substitutions.get("")
@requires("handovers:read")
@operation("List substitutions", query=PageQuery, answer=PageOf[SubstitutionShown])
def listing(query: PageQuery) -> PageOf[SubstitutionShown]:
    """Those that go on or are over, newest first."""
    page = queries.substitutions(current_actor(), cursor=query.cursor, limit=query.limit)
    return page_of(page, _shown, shape=PageOf[SubstitutionShown])


def _shown(handover: Handover) -> SubstitutionShown:
    assert handover.returns_on is not None
    return SubstitutionShown(
        handover=handover.public_id,
        employee=named(handover.leaver),
        effective_on=handover.effective_on,
        returns_on=handover.returns_on,
        returned_at=handover.returned_at,
    )
