"""The signed link of an invitation: whoever has the letter answers, without signing in."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from ..core.errors import NotFound

LENGTH = 200


def sign(invitation_id: int) -> str:
    """The token of the link. It never expires: the invitation does."""
    signed = _signer().dumps(invitation_id)
    return signed if isinstance(signed, str) else signed.decode()


def read(token: str) -> int:
    """The key of the invitation; :class:`NotFound` for anything we did not sign."""
    try:
        if len(token) > LENGTH:
            raise ValueError
        return int(_signer().loads(token))
    except (BadSignature, ValueError, TypeError):
        raise NotFound(_("This link is not valid.")) from None


def _signer() -> URLSafeSerializer:
    fallbacks = current_app.config.get("SECRET_KEY_FALLBACKS") or []
    keys = [*fallbacks, current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="calendars.invitation")
