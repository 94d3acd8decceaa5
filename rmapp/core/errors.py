"""Refusals: what an operation says when it will not do a thing.

Operations raise a :class:`Refusal`; one handler at the door makes it a page or problem JSON
(RFC 9457). Everything else that escapes is a bug: 500 with a reference number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

Text = Any  # str or a lazy translation


class Refusal(Exception):
    """A deed refused, with words for the person who asked.

    ``message``: one sentence, translated lazily. ``fields``: field name → sentences.
    ``deeds``: what must be written although the rest is rolled back (see ``core.transaction``).
    ``heading``: what its page is called, where the status says too little.
    """

    status = 400
    code = "refused"
    heading: Text = ""

    def __init__(
        self,
        message: Text = "",
        *,
        fields: Mapping[str, list[Text]] | None = None,
        deeds: list[Callable[[], None]] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(str(message) if isinstance(message, str) else self.code)
        self.message = message
        self.fields = dict(fields or {})
        self.deeds = list(deeds or [])
        self.extra = extra


class Malformed(Refusal):
    """400: not even a request (broken encoding, NUL, a number out of range)."""

    status, code = 400, "malformed"


class Unauthenticated(Refusal):
    """401: nobody is signed in, or the session has ended."""

    status, code = 401, "unauthenticated"


class Forbidden(Refusal):
    """403: the role may not do this at all."""

    status, code = 403, "forbidden"


class StepUpNeeded(Refusal):
    """403: the person must confirm who they are before a dangerous deed."""

    status, code = 403, "step-up"


class NotFound(Refusal):
    """404: there is no such thing, or not for this person. The two look alike on purpose."""

    status, code = 404, "not-found"


class Conflict(Refusal):
    """409: the thing has changed meanwhile, or stands in the way.

    ``extra["versions"]`` may hold ``[{field, label, before, theirs, yours}]`` for the page that
    shows both versions.
    """

    status, code = 409, "conflict"


class Overtaken(Conflict):
    """Somebody else was first, in the same instant: the deed waited for them and wrote nothing."""


class InTheWay(Conflict):
    """Nothing has changed: something else comes first. ``extra["leads_to"]`` leads there."""

    heading = _l("Something stands in the way")


class TooLarge(Refusal):
    """413: more than is taken."""

    status, code = 413, "too-large"


class Invalid(Refusal):
    """422: understood, but a value does not fit; ``fields`` says which and how to mend it."""

    status, code = 422, "invalid"


class TooMany(Refusal):
    """429: wait. ``extra["retry_after"]`` in seconds."""

    status, code = 429, "too-many"


class Unavailable(Refusal):
    """503: a part is down; nothing was lost."""

    status, code = 503, "unavailable"
