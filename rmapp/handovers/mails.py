"""The letter that introduces a new manager, made at the moment it leaves."""

from __future__ import annotations

from flask_babel import gettext as _

from ..clients import custom
from ..clients.models import Client
from ..core import placeholders
from ..core.db import db
from ..core.phones import on_paper
from ..followups.mails import whole
from ..interactions.rules.texts import greeting_of
from ..outbox.models import Message
from ..outbox.renderers import Letter, NoLetter, renders
from ..settings import settings
from ..staff.models import Employee
from ..staff.positions import position_in
from ..staff.signing import signer_for
from . import queries
from .act_words import Language, day
from .models import Handover, HandoverItem, HandoverState, ItemState
from .operations.afterwards import LETTER
from .texts import tier_of


@renders(LETTER)
def introduction(message: Message) -> Letter:
    """Signed by the receiver of that moment; none when the client went back or elsewhere."""
    handover = db.session.get(Handover, int(message.params["handover"]))
    client = db.session.get(Client, int(message.params["client"]))
    if handover is None or client is None or handover.state is not HandoverState.DONE:
        raise NoLetter("the handover is over")
    item = queries.item_of(handover, client.public_id)
    if item.state in (ItemState.RETURNED, ItemState.LEFT_OUT) or item.receiver is None:
        raise NoLetter("the client is with its former manager")
    leaver = db.session.get_one(Employee, handover.leaver_id)
    return whole(letter_to(handover, item, leaver))


def letter_to(handover: Handover, item: HandoverItem, leaver: Employee) -> Letter:
    """The letter to the client of ``item`` (client and receiver loaded), in its language."""
    client = item.client
    assert item.receiver is not None
    manager = signer_for(item.receiver) or item.receiver
    language: Language = "ru" if client.language == "ru" else "en"
    texts = handover.letters.get(tier_of(is_vip=item.is_vip), {})
    values = {
        "greeting": greeting_of(client, language=language),
        "client.name": _addressed(client),
        "former.name": leaver.name,
        "manager.name": manager.name,
        "manager.position": position_in(language, manager.position),
        "manager.phone": on_paper(manager.phone, language),
        "manager.email": manager.email,
        "from_day": day(handover.effective_on, language),
        "until_day": day(handover.returns_on, language) if handover.returns_on else "",
        "bank.name": settings().bank_in(language),
    }
    subject, text = (str(texts.get(f"{name}_{language}", "")) for name in ("subject", "text"))
    values |= custom.values_to_write((subject, text), client.id, language=language)
    return Letter(
        subject=placeholders.fill(subject, values) or _("Your manager"),
        text=placeholders.fill(text, values).strip(),
        from_name=f"{manager.short_name}, {settings().bank_in(language)}",
        reply_to=manager.email or None,
        language=language,
    )


def _addressed(client: Client) -> str:
    """How a letter calls the client: given name and patronymic of a person, else its name."""
    person = " ".join(part for part in (client.given_name, client.patronymic) if part)
    return person or client.display_name
