"""What people read for answers: the manager's words for what a reader said."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_pgettext as _lp

from .models import Answer

ANSWER_NAMES: dict[Answer, Any] = {
    Answer.ACCEPTED: _lp("answer", "comes"),
    Answer.TENTATIVE: _lp("answer", "comes perhaps"),
    Answer.DECLINED: _lp("answer", "does not come"),
    Answer.OTHER_TIME: _lp("answer", "asks for another time"),
    Answer.CALL: _lp("answer", "asks to be called"),
}
ANSWER_TONES = {
    Answer.ACCEPTED: "ok",
    Answer.TENTATIVE: "neutral",
    Answer.DECLINED: "bad",
    Answer.OTHER_TIME: "warn",
    Answer.CALL: "warn",
}
