"""Search as one types at ``/api/v1/search`` (D15)."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import Field

from ..clients import queries
from ..clients.models import ClientKind, Lifecycle
from ..clients.queries.search import MOST
from ..policy.enforce import current_actor, requires
from .doors import operation
from .shapes.base import Given, PublicId, Shown, text_of

search = Blueprint("api_search", __name__, url_prefix="/api/v1/search")


class SearchQuery(Given):
    """What to look for: a name in either script or with a typo, the last digits of a phone, an
    address, a number of a register or of a contract."""

    q: text_of(200, least=1)  # type: ignore[valid-type]
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST


class HitShown(Shown):
    """One client found. ``matched``: what answered where it was not the name."""

    id: PublicId
    name: str
    kind: ClientKind
    lifecycle: Lifecycle
    vip_tier: str
    inn: str
    manager: str | None
    matched: str
    matched_kind: str


class Found(Shown):
    """The best first. There is no second page: a longer list is asked of GET /clients."""

    items: list[HitShown]


@search.get("")
@requires("clients:read")
@operation("Search clients", query=SearchQuery, answer=Found)
def hits(query: SearchQuery) -> Found:
    """Within one's reach only; every hit counts as read."""
    found = queries.search(current_actor(), query.q, query.limit)
    names = [name for name in HitShown.model_fields if name != "id"]
    return Found(
        items=[
            HitShown(id=hit.public_id, **{name: getattr(hit, name) for name in names})
            for hit in found
        ]
    )
