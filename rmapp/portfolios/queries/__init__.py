"""Every select of portfolios."""

from .loads import (
    MANAGERS,
    POINTS,
    ManagerLoad,
    absences_near,
    loads,
    managers,
    served,
    within_my_teams,
)
from .matching import Facts, facts_of, piece_of, pieces_of, receiver_from
from .profiles import profile_of
from .queue import Waiting, assignable, client_to_assign, unserved, without_manager

__all__ = [
    "MANAGERS",
    "POINTS",
    "Facts",
    "ManagerLoad",
    "Waiting",
    "absences_near",
    "assignable",
    "client_to_assign",
    "facts_of",
    "loads",
    "managers",
    "piece_of",
    "pieces_of",
    "profile_of",
    "receiver_from",
    "served",
    "unserved",
    "within_my_teams",
    "without_manager",
]
