"""Every change of a handover: drafting, choosing, signing, carrying out, accepting, undoing."""

from .acceptance import accept, accept_all, decline
from .acts import act_now, ask_for_act, is_fresh, is_long
from .breaches import tell_late
from .carrying import carry_on, carry_out, execute_due
from .changing import change, recall
from .choosing import arrange, close_access, leave_out, lock, place, relieve, take_in
from .drafting import draft, drop, share_out, start
from .execution import execute
from .happened import asked_of, demand_ahead, why_it_stays
from .permanence import leave_temporary, make_permanent, sign_permanence
from .placing_anew import place_anew
from .returning import give_back, give_back_due, has_left, prolong
from .sharing import share_out_or_submit
from .signing import finish_draft, sign
from .undoing import undo, undo_client

__all__ = [
    "accept",
    "accept_all",
    "act_now",
    "arrange",
    "ask_for_act",
    "asked_of",
    "carry_on",
    "carry_out",
    "change",
    "close_access",
    "decline",
    "demand_ahead",
    "draft",
    "drop",
    "execute",
    "execute_due",
    "finish_draft",
    "give_back",
    "give_back_due",
    "has_left",
    "is_fresh",
    "is_long",
    "leave_out",
    "leave_temporary",
    "lock",
    "make_permanent",
    "place",
    "place_anew",
    "prolong",
    "recall",
    "relieve",
    "share_out",
    "share_out_or_submit",
    "sign",
    "sign_permanence",
    "start",
    "take_in",
    "tell_late",
    "undo",
    "undo_client",
    "why_it_stays",
]
