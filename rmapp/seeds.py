"""What an empty bank starts with: roles, lists, texts. Run after every migration, changes nothing
that is there. Each slice offers its own ``seeds.seed()``."""

from __future__ import annotations

from .factory import SLICES, room_of
from .policy.seeds import seed_roles


def seed() -> None:
    """Fill in what is missing, in the order of the ladder. Runs inside the door's transaction."""
    seed_roles()
    for name in SLICES:
        room_of(name, "operations")  # whoever follows what is filled in has entered itself
    for name in SLICES:
        module = room_of(name, "seeds")
        fill = getattr(module, "seed", None)
        if fill is not None:
            fill()
