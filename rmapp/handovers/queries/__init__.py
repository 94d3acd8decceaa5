"""Every select of handovers."""

from .handovers import (
    Check,
    Share,
    check,
    count_declined,
    count_to_accept,
    count_to_sign,
    declined,
    declined_item,
    given_item,
    handover_of,
    items,
    listing,
    shares,
    to_accept,
    visible_to,
)
from .leaver import Branch, client_counts, leaver_of, pieces_of, served_by, tree

__all__ = [
    "Branch",
    "Check",
    "Share",
    "check",
    "client_counts",
    "count_declined",
    "count_to_accept",
    "count_to_sign",
    "declined",
    "declined_item",
    "given_item",
    "handover_of",
    "items",
    "leaver_of",
    "listing",
    "pieces_of",
    "served_by",
    "shares",
    "to_accept",
    "tree",
    "visible_to",
]
