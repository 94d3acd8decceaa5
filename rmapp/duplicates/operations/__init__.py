"""Every change of duplicates, and what a person learns of them."""

from .asking import answer, ask, handle_of
from .deciding import demand_whole, put_off, say_apart, say_new, switch_rule, take_back
from .revealing import MOST_AN_HOUR, TAG, Revealed, disclosed, revealed

__all__ = [
    "MOST_AN_HOUR",
    "TAG",
    "Revealed",
    "answer",
    "ask",
    "demand_whole",
    "disclosed",
    "handle_of",
    "put_off",
    "revealed",
    "say_apart",
    "say_new",
    "switch_rule",
    "take_back",
]
