"""The letter that tells of an emergency. It names no client: letters lie in mailboxes."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

from ..core.db import db
from ..outbox.models import Message
from ..outbox.renderers import Letter, NoLetter, renders
from ..settings import settings
from ..staff.models import EmergencyAccess, Employee
from .words import EMERGENCY_LETTER


@renders(EMERGENCY_LETTER)
def emergency_letter(message: Message) -> Letter:
    """To the keeper and to those who review."""
    access = db.session.get(EmergencyAccess, int(message.params["access"]))
    reader = db.session.get(Employee, int(message.params["employee"]))
    if access is None or reader is None or not reader.is_active:
        raise NoLetter("nobody is to be told any more")
    caller = db.session.get_one(Employee, access.employee_id)
    with force_locale(reader.language):
        return Letter(
            subject=str(_("A dossier was opened in an emergency")),
            text=str(
                _(
                    "%(who)s opened a dossier outside their reach for 30 minutes.\n\n"
                    "Reason: %(reason)s\n\nSee your notices: %(url)s",
                    who=caller.name,
                    reason=access.reason,
                    url=f"{settings().base_url.rstrip('/')}/notices/",
                )
            ),
            language=reader.language,
        )
