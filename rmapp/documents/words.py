"""What documents and refused files are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import shown
from ..core.formatting import number
from .models import PaperKind, PreviewState
from .rules import MEDIA, Flaw, Unfit, plain_name

KINDS: dict[PaperKind, Any] = {
    PaperKind.CHARTER: _lp("document", "Charter"),
    PaperKind.REGISTRATION: _lp("document", "Certificate of registration"),
    PaperKind.LICENCE: _lp("document", "Licence"),
    PaperKind.APPOINTMENT: _lp("document", "Appointment of the head"),
    PaperKind.POWER_OF_ATTORNEY: _lp("document", "Power of attorney"),
    PaperKind.SIGNATURE_CARD: _lp("document", "Card of specimen signatures"),
    PaperKind.STATEMENTS: _lp("document", "Financial statements"),
    PaperKind.PASSPORT: _lp("document", "Passport scan"),
    PaperKind.INCOME_PROOF: _lp("document", "Proof of income"),
    PaperKind.CONSENT: _lp("document", "Signed consent"),
    PaperKind.QUESTIONNAIRE: _lp("document", "Questionnaire"),
    PaperKind.OTHER: _lp("document", "Other document"),
}

PREVIEWS: dict[PreviewState, Any] = {
    PreviewState.WAITING: _l("The picture is being drawn."),
    PreviewState.READY: "",
    PreviewState.NONE: _l("No picture for this sort of file."),
    PreviewState.FAILED: _l("The first page could not be drawn; the file itself is whole."),
}

_FLAWS: dict[Flaw, Any] = {
    Flaw.EMPTY: _l("The file is empty."),
    Flaw.TOO_LARGE: _l("The file is larger than 5 MiB. Scan it in grey or at 200 dots an inch."),
    Flaw.UNKNOWN: _l("Files of this sort are not kept. Save it as PDF, JPEG or PNG."),
    Flaw.PROGRAM: _l("This is a program, not a document."),
    Flaw.WEB_PAGE: _l("This is a web page, not a document. Print it to PDF."),
    Flaw.TWO_IN_ONE: _l("Something else is hidden in this file. Save it anew as PDF."),
    Flaw.BOMB: _l("Unpacked, this file is far too large. It was not opened."),
    Flaw.BROKEN: _l("The file is damaged. Save or scan it once more."),
    Flaw.LOCKED: _l("The file asks for a password. Save it without one."),
    Flaw.MACROS: _l("The file carries macros. Save it without them, or as PDF."),
}


def flaw_words(unfit: Unfit) -> str:
    """Why a file is not taken, and what to do."""
    if unfit.flaw is Flaw.LYING_NAME:
        return str(
            _(
                "The name does not say what the file is: inside it is %(media)s."
                " Give it the ending .%(ending)s.",
                media=media_name(unfit.detail),
                ending=MEDIA[unfit.detail].endings[0],
            )
        )
    return str(_FLAWS[unfit.flaw])


def renamed(handed_in: Iterable[str], kept: Iterable[str]) -> list[str]:
    """Words for each file name of ``handed_in`` that is kept, and sent, under another one."""
    names = set(kept)
    said = []
    for name in handed_in:
        others = {plain_name(name, media) for media in MEDIA.values()} & names
        if name not in names and others:
            said.append(
                str(_("%(name)s is kept and sent as %(kept)s.", name=name, kept=min(others)))
            )
    return said


def size_words(size: int) -> str:
    """A number of bytes as people read it."""
    if size >= 1024 * 1024:
        return str(_("%(size)s MiB", size=number(round(size / 1024 / 1024, 1))))
    return str(_("%(size)s KiB", size=number(-(-size // 1024))))


def media_name(code: str) -> str:
    """The short name of a sort of file."""
    return {"jpeg": "JPEG", "tiff": "TIFF", "webp": "WebP", "txt": str(_("text"))}.get(
        code, code.upper()
    )


shown.codes("document", kind=KINDS)
