"""Every select over opportunities. Reach goes through the client: who sees it, sees them."""

from .board import CARDS, MORE, Card, Lane, board, card_of, lane_heads, more_of_lane
from .rows import (
    board_stages,
    demand_of,
    listing,
    of_client,
    open_of_client,
    opportunity_of,
    refusals,
    stage_of,
    stages,
    visible_to,
)

__all__ = [
    "CARDS",
    "MORE",
    "Card",
    "Lane",
    "board",
    "board_stages",
    "card_of",
    "demand_of",
    "lane_heads",
    "listing",
    "more_of_lane",
    "of_client",
    "open_of_client",
    "opportunity_of",
    "refusals",
    "stage_of",
    "stages",
    "visible_to",
]
