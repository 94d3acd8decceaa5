"""The letter that asks for a consent."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

from ..outbox import tokens
from ..outbox.models import Message
from ..outbox.renderers import Letter, NoLetter, renders
from ..outbox.states import PURPOSE_LABELS, Purpose
from ..settings import settings
from . import queries
from .consents import LETTER


@renders(LETTER)
def consent_letter(message: Message) -> Letter:
    """The question with its signed link; none when it was answered or withdrawn meanwhile."""
    purpose = Purpose(str(message.params["purpose"]))
    if not queries.is_asked(message.recipient_address_id, purpose):
        raise NoLetter("the consent was answered meanwhile")
    language = str(message.params.get("language", "ru"))
    language = language if language in ("ru", "en") else "en"
    token = tokens.confirmation(message.recipient_address_id, purpose)
    link = f"{settings().base_url.rstrip('/')}/consent/{token}"
    with force_locale(language):
        text = _(
            "Good day!\n\n%(bank)s asks whether it may write to this address. Kind of letters: "
            "%(kind)s.\n\nIf you agree, open this link and press the button:\n%(link)s\n\n"
            "If you do nothing, you get no such letters, and we do not ask again.",
            bank=settings().bank_in(language),
            kind=PURPOSE_LABELS[purpose],
            link=link,
        )
        return Letter(
            subject=_("May we write to you? %(bank)s", bank=settings().bank_in(language)),
            text=text,
            from_name=settings().bank_in(language),
            language=language,
        )
