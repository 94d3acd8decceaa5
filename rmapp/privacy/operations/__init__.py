"""Every change of personal data law."""

from .requests import (
    ARCHIVE,
    ERASURE,
    HINDERED,
    answer,
    approve_erasure,
    carry_out_erasure,
    hindrance,
    make_archive,
    open_archive,
    receive,
)
from .retention import (
    RETENTION,
    ask_for_run,
    drop_run,
    edit_rule,
    erase_of_run,
    look_for_overdue,
    sign_run,
)

__all__ = [
    "ARCHIVE",
    "ERASURE",
    "HINDERED",
    "RETENTION",
    "answer",
    "approve_erasure",
    "ask_for_run",
    "carry_out_erasure",
    "drop_run",
    "edit_rule",
    "erase_of_run",
    "hindrance",
    "look_for_overdue",
    "make_archive",
    "open_archive",
    "receive",
    "sign_run",
]
