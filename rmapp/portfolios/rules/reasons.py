"""Why a client goes to its receiver, in codes that ``portfolios.words`` puts into words."""

from __future__ import annotations

from collections.abc import Sequence

from .objective import misfits, same_field, same_place
from .parties import Family, Piece, Receiver

ENDS = "role-ends"  # the receiver is the client's first manager: nothing is left to be handed over
MOST = 3  # reasons for; what does not fit is always told


def reasons(
    piece: Piece, family: Family, receiver: Receiver | None, receivers: Sequence[Receiver]
) -> tuple[str, ...]:
    """What speaks for ``receiver``, then what does not fit (``no-…``), the strongest first."""
    if receiver is None:
        return ("nobody-fits",)
    if receiver.employee_id == piece.first:
        return (ENDS,)
    wrong = misfits(piece, receiver)
    why = []
    if receiver.employee_id in piece.deputies:
        why.append("deputy")
    elif receiver.employee_id in piece.known:
        why.append("known")
    if len(family.pieces) > 1:
        why.append("family")
    if piece.is_vip and sum(one.is_vip_certified for one in receivers) == 1:
        why.append("only-certified")
    if piece.language and "language" not in wrong:
        why.append("language")
    if piece.licences and "licence" not in wrong:
        why.append("licence")
    if piece.place and same_place(piece.place, receiver.branch):
        why.append("branch")
    if piece.field and same_field(piece, receiver):
        why.append("specialisation")
    against = [f"no-{code}" for code in ("licence", "craft", "language") if code in wrong]
    if receiver.is_away:
        against.append("away")
    has_room = receiver.points + family.points <= receiver.capacity
    speaks = has_room or not (why or against)
    even = ["balance"] if speaks and len(why) < MOST else []
    return (*why[:MOST], *even, *against)
