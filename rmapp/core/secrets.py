"""What lies encrypted at rest: second-factor seeds, numbers of identity documents, scans.

Fernet (AES-128-CBC with HMAC-SHA-256) under a key derived from ``RMAPP_DATA_KEY``. Several keys,
comma-separated, are accepted: the first encrypts, the others still open what they closed.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..settings import settings


class Unreadable(Exception):
    """The value was closed with a key that is not here."""


def _box() -> MultiFernet:
    return MultiFernet([_one(part.strip()) for part in settings().key("data_key").split(",")])


def _one(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"rmapp data at rest v1").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def close(value: str) -> bytes:
    """``value`` encrypted, ready for a column of bytes."""
    return _box().encrypt(value.encode())


def close_bytes(content: bytes) -> bytes:
    """``content`` (a file) encrypted."""
    return _box().encrypt(content)


def open_bytes(token: bytes) -> bytes:
    """The bytes behind ``token``; :class:`Unreadable` when no key fits."""
    try:
        return _box().decrypt(token)
    except InvalidToken:
        raise Unreadable from None


def open_(token: bytes) -> str:
    """The text behind ``token``; :class:`Unreadable` when no key fits."""
    return open_bytes(token).decode()
