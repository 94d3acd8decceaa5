"""Which texts of the library fit a contact best (C3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from ..words import Fits, Kind, Purpose, Stage


class Shelved(Protocol):
    """What the library says of a text."""

    kind: Any
    purpose: Any
    fits: Any
    stage: Any


Text = TypeVar("Text")


@dataclass(frozen=True)
class Situation:
    """A contact to be prepared: its kind and purpose, what the client is and where it stands."""

    kind: Kind
    purpose: Purpose
    is_organisation: bool
    stage: Stage


def fits_client(one: Shelved, situation: Situation) -> bool:
    """Whether a text is meant for such a client at such a stage."""
    wanted = Fits.ORGANISATION if situation.is_organisation else Fits.PERSON
    stages = {Stage.ANY, situation.stage}
    if situation.stage is Stage.VIP:
        stages.add(Stage.CLIENT)  # a VIP is a client of the bank too
    return one.fits in (Fits.ANY, wanted) and one.stage in stages


def fits_whole(one: Shelved, situation: Situation) -> bool:
    """Whether a text is meant for the purpose and the client."""
    return one.purpose is situation.purpose and fits_client(one, situation)


def fitting_first(
    rows: Sequence[tuple[Shelved, Text]], situation: Situation
) -> list[tuple[Any, Text]]:
    """``rows`` (what the library says, the text), the best fit first: the purpose counts most, then
    whether it is meant for such a client, then how closely (kind of contact, kind of client,
    stage). What stood first stays first among equals; what does not fit comes last, not away."""

    def misfit(row: tuple[Shelved, Text]) -> tuple[bool, bool, int]:
        one = row[0]
        loosely = (one.kind is None) + (one.fits is Fits.ANY) + (one.stage is not situation.stage)
        return one.purpose is not situation.purpose, not fits_client(one, situation), loosely

    return sorted(rows, key=misfit)


def stage_of(*, is_prospect: bool, is_vip: bool) -> Stage:
    """The stage of a client."""
    if is_vip:
        return Stage.VIP
    return Stage.PROSPECT if is_prospect else Stage.CLIENT
