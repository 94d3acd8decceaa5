"""Passwords: argon2id, at least 12 characters, hard to guess; no composition rules, no rotation
(NIST SP 800-63B, OWASP ASVS 5 6.2)."""

from __future__ import annotations

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

SHORTEST, LONGEST = 12, 128
LEAST_SCORE = 3
LEAST_OWN = 8  # characters besides names and words of the bank


def strong() -> PasswordHasher:
    """argon2id as the desk uses it: a tenth of a second and 64 MiB for each guess."""
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=2)


hasher = strong()


@functools.cache
def _nobody(made_by: PasswordHasher) -> str:
    """A hash that no password fits: unknown people take as long as known ones."""
    return made_by.hash("nobody has this password, whoever asks")


def hash_password(password: str) -> str:
    """The argon2id hash of ``password``."""
    return hasher.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one behind ``password_hash``; takes the same time for None."""
    try:
        right = hasher.verify(password_hash or _nobody(hasher), password[: LONGEST * 4])
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(password_hash)


def faults(password: str, known_words: list[str]) -> list[object]:
    """What is wrong with a new password, in words; ``known_words``: names and words of the bank."""
    if len(password) < SHORTEST:
        return [_l("Use at least 12 characters: several words make a good password.")]
    if len(password) > LONGEST:
        return [_l("Use at most 128 characters.")]
    words = [word.lower() for word in known_words if len(word) > 2]
    own = password.lower()
    for word in words:
        own = own.replace(word, "")
    if len(own) < LEAST_OWN or _score(password, words) < LEAST_SCORE:
        return [_l("This password is easy to guess. Take several unrelated words.")]
    return []


def _score(password: str, words: list[str]) -> int:
    from zxcvbn import zxcvbn  # heavy, 12 MB: passwords are chosen once in a while

    return int(zxcvbn(password, user_inputs=words)["score"])
