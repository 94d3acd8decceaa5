"""Signed links that people follow without signing in: unsubscribe, confirm an address."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from ..core.errors import NotFound
from .states import Purpose

LENGTH = 200


@dataclass(frozen=True)
class Link:
    """What a link says: which address, for which purpose."""

    address_id: int
    purpose: Purpose


def unsubscription(address_id: int, purpose: Purpose) -> str:
    """The token of the link that ends letters of ``purpose``. It never expires."""
    return _sign("unsubscribe", address_id, purpose)


def confirmation(address_id: int, purpose: Purpose) -> str:
    """The token of the link that confirms an address (double opt-in)."""
    return _sign("confirm", address_id, purpose)


def read_unsubscription(token: str) -> Link:
    """Read it back; :class:`NotFound` for anything we did not sign."""
    return _read("unsubscribe", token)


def read_confirmation(token: str) -> Link:
    """Read it back; :class:`NotFound` for anything we did not sign."""
    return _read("confirm", token)


def _signer(salt: str) -> URLSafeSerializer:
    fallbacks = current_app.config.get("SECRET_KEY_FALLBACKS") or []
    return URLSafeSerializer([*fallbacks, current_app.config["SECRET_KEY"]], salt=f"outbox.{salt}")


def _sign(salt: str, address_id: int, purpose: Purpose) -> str:
    signed = _signer(salt).dumps([address_id, purpose.value])
    return signed if isinstance(signed, str) else signed.decode()


def _read(salt: str, token: str) -> Link:
    try:
        if len(token) > LENGTH:
            raise ValueError
        address_id, purpose = _signer(salt).loads(token)
        return Link(int(address_id), Purpose(purpose))
    except (BadSignature, ValueError, TypeError):
        raise NotFound(_("This link is not valid.")) from None
