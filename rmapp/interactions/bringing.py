"""Papers of a higher slice that are brought to a contact: the proposal (C3).

The slice enters itself once, as followers do; contacts know of a paper its key, its name and its
page, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import with_expression

from ..clients.queries import reaches_client
from ..core.errors import Forbidden
from ..policy.enforce import Actor, can, reach
from .models import Interaction


@dataclass(frozen=True)
class Paper:
    """One paper: its public id, its name, the endpoint where it is read."""

    key: str
    name: str
    leads_to: str


@dataclass(frozen=True)
class Papers:
    """A kind of paper.

    ``permission``: without it nobody reads of one; ``offered``: those of a client (its key) that
    can be brought; ``brought``: the key of a contact, in SQL → its papers as a list of JSON
    objects; ``named``: such an object as a paper; ``keep``: bring these papers (public ids) and no
    others, refused with Invalid at ``proposals`` where one is not the client's.
    """

    permission: str
    offered: Callable[[int], list[Paper]]
    brought: Callable[[Any], sa.ScalarSelect[Any]]
    named: Callable[[Mapping[str, Any]], Paper]
    keep: Callable[[Interaction, Sequence[str]], None]


_entered: list[Papers] = []


def is_brought(papers: Papers) -> Papers:
    """Enter a kind of paper; there is one. RuntimeError for a second."""
    if _entered:
        raise RuntimeError("papers that are brought are entered already")
    _entered.append(papers)
    return papers


def with_papers() -> Any:
    """The option with which a contact is read together with what is brought."""
    return with_expression(Interaction.papers, _entered[0].brought(Interaction.id))


def papers_of(interaction: Interaction, *, actor: Actor) -> list[Paper]:
    """What is brought, as far as ``actor`` reaches it; read :func:`with_papers`."""
    if not interaction.papers or not _reads(actor, interaction.client_id):
        return []
    return [_entered[0].named(one) for one in interaction.papers]


def papers_for(client_id: int, *, actor: Actor) -> list[Paper]:
    """What can be brought to a contact with a client, as far as ``actor`` reaches it."""
    return _entered[0].offered(client_id) if _reads(actor, client_id) else []


def bring_papers(interaction: Interaction, keys: Sequence[str], *, actor: Actor) -> None:
    """Bring these papers (public ids) and no others. Whoever does not reach them takes none away,
    and is refused with Forbidden to add one; else refused as ``Papers.keep`` says."""
    if _reads(actor, interaction.client_id):
        _entered[0].keep(interaction, keys)
    elif keys:
        raise Forbidden(_("Your role does not allow this."), permission=_entered[0].permission)


def _reads(actor: Actor, client_id: int) -> bool:
    asked = _entered[0].permission
    if not can(actor, asked):
        return False
    return reach(actor, asked) is reach(actor, "interactions:read") or reaches_client(
        actor, asked, client_id
    )
