"""Every change to contacts, by what is done."""

from . import consequences  # noqa: F401  # enters what an outcome brings about
from .changing import change
from .colleagues import is_free, let_busy_go
from .correcting import Correction, correct_outcome, undo_outcome
from .dates import keep_dates
from .enclosing import hand_in
from .first import record_first
from .letters import Dispatch, awaited_until, forget_answer, record_answer
from .materials import Handed
from .matters import Matter
from .moving import call_off, call_off_untouched, cancel, choose_room, move, reschedule, tick
from .outcomes import Outcome, record_contact, record_outcome
from .planning import plan
from .promises import PromiseDraft, close_promise, make_promise
from .rooms import booking_of
from .scenarios import keep_scenario, withdraw_scenario
from .sending import send_email
from .texts import keep_letter_text, withdraw_letter_text

__all__ = [
    "Correction",
    "Dispatch",
    "Handed",
    "Matter",
    "Outcome",
    "PromiseDraft",
    "awaited_until",
    "booking_of",
    "call_off",
    "call_off_untouched",
    "cancel",
    "change",
    "choose_room",
    "close_promise",
    "correct_outcome",
    "forget_answer",
    "hand_in",
    "is_free",
    "keep_dates",
    "keep_letter_text",
    "keep_scenario",
    "let_busy_go",
    "make_promise",
    "move",
    "plan",
    "record_answer",
    "record_contact",
    "record_first",
    "record_outcome",
    "reschedule",
    "send_email",
    "tick",
    "undo_outcome",
    "withdraw_letter_text",
    "withdraw_scenario",
]
