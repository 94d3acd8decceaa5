"""Every change of proposals."""

from . import bringing  # noqa: F401  # enters what is brought to a contact
from .approving import ask_approval, decide_approval
from .handing_over import hand_over_by
from .sending import Sent, draw_pdf, send, send_text
from .states import expire_overdue, record_answer, revise, withdraw
from .writing import (
    Content,
    Drawn,
    LineInput,
    create_proposal,
    preview_draft,
    price,
    save_draft,
)

__all__ = [
    "Content",
    "Drawn",
    "LineInput",
    "Sent",
    "ask_approval",
    "create_proposal",
    "decide_approval",
    "draw_pdf",
    "expire_overdue",
    "hand_over_by",
    "preview_draft",
    "price",
    "record_answer",
    "revise",
    "save_draft",
    "send",
    "send_text",
    "withdraw",
]
