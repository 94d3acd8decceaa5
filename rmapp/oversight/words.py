"""What is said of emergencies and of unusual reading; the kinds of notices."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import shown
from ..notices.kinds import notice_kind
from ..staff.models import EmergencyVerdict
from .models import Sign

EMERGENCY_LETTER = "emergency-opened"
OPENED = "emergency:opened"
OVERDUE_NOTICE = "emergency:overdue"
UNUSUAL = {sign: f"reading:{sign.value}" for sign in Sign}

VERDICTS: dict[EmergencyVerdict, Any] = {
    EmergencyVerdict.JUSTIFIED: _lp("emergency", "justified"),
    EmergencyVerdict.UNJUSTIFIED: _lp("emergency", "not justified"),
}
VERDICT_TONES = {EmergencyVerdict.JUSTIFIED: "ok", EmergencyVerdict.UNJUSTIFIED: "bad"}

SIGNS: dict[Sign, Any] = {
    Sign.MANY: _l("More than 60 dossiers in an hour"),
    Sign.NIGHT: _l("Reading at night"),
    Sign.LEAVER: _l("Much reading by somebody who leaves"),
}

notice_kind(
    OPENED,
    icon="warning",
    tone="bad",
    words=_l("%(who)s opened in an emergency: %(subject)s; reason: %(reason)s"),
)
notice_kind(
    OVERDUE_NOTICE,
    icon="clock",
    tone="bad",
    words=_l("An emergency waits for its review for more than 72 hours: %(subject)s"),
)
notice_kind(
    UNUSUAL[Sign.MANY],
    icon="eye",
    tone="warn",
    words=_l("%(subject)s opened %(dossiers)s dossiers within an hour"),
)
notice_kind(
    UNUSUAL[Sign.NIGHT],
    icon="moon",
    tone="warn",
    words=_l("%(subject)s read at night; dossiers: %(dossiers)s"),
)
notice_kind(
    UNUSUAL[Sign.LEAVER],
    icon="eye",
    tone="bad",
    words=_l("%(subject)s leaves and reads much; dossiers in an hour: %(dossiers)s"),
)

shown.codes("client", verdict=VERDICTS)
