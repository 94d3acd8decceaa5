"""What is wrong with a text of the closed language, in the words of the reader."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from . import placeholders

MOST = 5


def problems_in(text: str, allowed: Iterable[str]) -> list[str]:
    """A sentence for each fault of ``text``, five at most; empty when it may be kept.

    ``allowed``: the names it may be filled with.
    """
    words = []
    for problem in placeholders.check(text, dict.fromkeys(allowed, "")):
        if problem.code is placeholders.ProblemCode.UNKNOWN:
            words.append(
                _("Line %(line)s: there is no {%(name)s}.", line=problem.line, name=problem.text)
            )
        elif problem.code is placeholders.ProblemCode.STRAY_BRACE:
            words.append(
                _("Line %(line)s: a brace stands alone; write it twice.", line=problem.line)
            )
        else:
            words.append(_("The text is too long."))
    return words[:MOST]
