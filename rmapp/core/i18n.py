"""English and Russian: which one this request speaks, and the catalogue made of its pieces.

English is written in the code. Russian lies beside it, one file per slice
(``rmapp/translations/<slice>.ru.po``); the pieces are joined into one catalogue when any of them
is newer than it.
"""

from __future__ import annotations

import os
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale, get_timezone

LANGUAGES = {"en": "English", "ru": "Русский"}
PIECES = Path(__file__).resolve().parent.parent / "translations"
COOKIE = "language"


def pieces() -> list[Path]:
    """The files of translations, in order of name."""
    return sorted(PIECES.glob("*.ru.po"))


def joined() -> Catalog:
    """One Russian catalogue of all pieces. RuntimeError when two translate one text differently."""
    whole = Catalog(locale="ru", domain="messages", fuzzy=False)
    for piece in pieces():
        with piece.open("rb") as file:
            part = read_po(file, locale="ru")
        for message in part:
            if not message.id or not message.string:
                continue
            known = whole.get(message.id, message.context)
            if known is not None and known.string and known.string != message.string:
                raise RuntimeError(
                    f"{piece.name}: {message.id!r} is translated otherwise elsewhere"
                )
            whole.add(message.id, message.string, context=message.context)
    return whole


def compile_catalogue(folder: Path = PIECES) -> Path:
    """Write the compiled catalogue if a piece is newer than it; return its path."""
    target = folder / "ru" / "LC_MESSAGES" / "messages.mo"
    newest = max((piece.stat().st_mtime for piece in pieces()), default=0.0)
    if target.exists() and target.stat().st_mtime >= newest:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        write_mo(file, joined())
    os.chmod(name, 0o644)
    os.replace(name, target)
    return target


def nested(text: str) -> str:
    """``text`` with quotes within quotes as Russian writes them: «Визит: ООО „Кедр“».

    A name whose quotes do not close stays as it is.
    """
    signs, depth = [], 0
    for sign in text:
        depth -= sign == "»"
        signs.append({"«": "„", "»": "“"}.get(sign, sign) if depth > 0 else sign)
        depth += sign == "«"
    return text if depth else type(text)("".join(signs))


def init_languages(app: Flask, *, default: str, zone: str) -> None:
    """Attach Flask-Babel: language by person, then cookie, then browser; zone by person."""
    compile_catalogue()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PIECES)
    app.config["BABEL_DEFAULT_LOCALE"] = default
    app.config["BABEL_DEFAULT_TIMEZONE"] = zone

    def language() -> str:
        actor = g.get("actor")
        if actor is not None:
            return str(actor.language)
        if has_request_context():
            chosen = request.cookies.get(COOKIE)
            if chosen in LANGUAGES:
                return chosen
            return request.accept_languages.best_match(list(LANGUAGES)) or default
        return default

    def time_zone() -> str:
        actor = g.get("actor")
        return str(actor.zone) if actor is not None else zone

    spoken = _Languages(app, locale_selector=language, timezone_selector=time_zone).domain_instance
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: spoken.get_translations().ugettext(text),
        ngettext=lambda one, many, n: spoken.get_translations().ungettext(one, many, n),
        pgettext=lambda about, text: spoken.get_translations().upgettext(about, text),
        npgettext=lambda about, one, many, n: spoken.get_translations().unpgettext(
            about, one, many, n
        ),
        newstyle=True,
    )
    app.jinja_env.filters["nested"] = nested
    # Russian in a page's JSON as it is: two bytes a letter, not six.
    app.jinja_env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}


class _Catalogues(Domain):  # type: ignore[misc]
    """The compiled catalogues, found by the language alone: a page asks five hundred times."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._known: dict[str, Any] = {}

    def get_translations(self) -> Any:
        """The catalogue of the language in force; an empty one outside an application."""
        locale = get_locale()
        if locale is None:
            return NullTranslations()
        found = self._known.get(locale.language)
        if found is None:
            found = self._known[locale.language] = super().get_translations()
        return found

    def gettext(self, string: str, **variables: Any) -> str:
        """The translation, filled."""
        return _filled(self.get_translations().ugettext(string), variables)

    def pgettext(self, context: str, string: str, **variables: Any) -> str:
        """The translation of what ``string`` means in ``context``, filled."""
        return _filled(self.get_translations().upgettext(context, string), variables)


def _filled(text: str, variables: dict[str, Any]) -> str:
    filled = text % variables if variables else text
    return nested(filled) if "«%" in text else filled


def catalogue_of(language: str) -> Any:
    """The compiled catalogue of ``language``; for English an empty one, for it is in the code."""
    return Translations.load(str(PIECES), [language])


class _Languages(Babel):  # type: ignore[misc]
    """Flask-Babel with the catalogues above."""

    @cached_property
    def domain_instance(self) -> Domain:
        """What translates."""
        return _Catalogues("messages")


def reader_language() -> str:
    """The language of whom the page is for: ``ru`` or ``en``."""
    return "ru" if getattr(get_locale(), "language", "en") == "ru" else "en"


def reader_zone() -> ZoneInfo:
    """The time zone of whom the page is for.

    Flask-Babel's own is of pytz: a time put together with it stands on the clocks of a century
    ago, in Moscow half an hour off.
    """
    return ZoneInfo(str(get_timezone()))
