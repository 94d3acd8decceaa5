"""What the letter of a step may be filled with: the closed list, and its values."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

#: Name → what it stands for. The manager signs when the letter leaves, so is not among them.
PLACEHOLDERS: dict[str, Any] = {
    "client.name": _l("Name of the client"),
    "addressee": _l("To whom it is addressed"),
    "bank.name": _l("Name of the bank"),
}


def values_for(*, client: str, addressee: str, bank: str) -> dict[str, str]:
    """The value of each placeholder."""
    return {"client.name": client, "addressee": addressee or client, "bank.name": bank}
