"""What every paper of the slice has: its sheet, in the language of the words around it."""

from __future__ import annotations

import datetime as dt

from flask_babel import get_locale
from flask_babel import gettext as _

from ...core.i18n import reader_language
from ...core.pdf import Paper
from ...core.pdf.archive import Facts
from ...settings import settings

#: A list of VIP clients may be long: some 10,000.
PAGES = 600


def bank_here() -> str:
    """The name of the bank in the language of the words around."""
    return settings().bank_in(get_locale())


def sheet(title: str, *, at: dt.datetime, author: str = "") -> Paper:
    """The sheet of a paper called ``title``, as of ``at``."""
    language = reader_language()
    bank = bank_here()
    return Paper(
        facts=Facts(title=title, author=author or bank, subject=title, language=language, at=at),
        footer=f"{bank} · {title}",
        numbering=lambda page, of: _("page %(page)s of %(of)s", page=page, of=of),
        limit=PAGES,
    )
