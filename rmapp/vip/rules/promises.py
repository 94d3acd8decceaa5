"""What the written terms of a tier promise, beside its norm (V4, V6): a paper that says two things
binds the bank to the stricter one."""

from __future__ import annotations

import re

#: "every 30 days", "раз в 30 дней"; "within 4 working hours", "в течение 4 рабочих часов".
_CONTACT = re.compile(r"(?:\bevery|\bраза?\s+в)\s+(\d{1,4})\s*(?:days?\b|дн|день)", re.IGNORECASE)
_ANSWER = re.compile(
    r"(?:\bwithin|\bв\s+течение|\bза)\s+(\d{1,4})\s*(?:working\s+|рабоч\w+\s+)?(?:hours?\b|час)",
    re.IGNORECASE,
)


def other_promises(
    text: str, *, contact_days: int, answer_hours: int
) -> list[tuple[str, int, int]]:
    """Where ``text`` promises another norm: ``("contact" | "answer", what it says, the norm)``,
    in the order of the text. Words instead of digits are not read."""
    found = [
        (match.start(), kind, int(match[1]), norm)
        for kind, pattern, norm in (
            ("contact", _CONTACT, contact_days), ("answer", _ANSWER, answer_hours),
        )
        for match in pattern.finditer(text)
        if int(match[1]) != norm
    ]  # fmt: skip
    return [(kind, said, norm) for _at, kind, said, norm in sorted(found)]
