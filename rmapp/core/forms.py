"""The base of every form: one-time key, version of the record, and text that a database can hold.

A form writes only the fields it declares (never ``populate_obj`` on a row with rights or state).
"""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectChoice, StringField, ValidationError, i18n
from wtforms.validators import InputRequired, Length, Optional

from .db import db
from .errors import Invalid
from .i18n import reader_language

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u2028\u2029\ufffe\uffff]")
LONGEST_LINE = 500
LONGEST_TEXT = 20_000
#: For fields that must be filled in.
NEEDED = InputRequired(message=_l("Please fill this in."))


def squeeze(value: str | None) -> str | None:
    """``value`` without spaces at its ends; None stays None."""
    return value.strip() if isinstance(value, str) else value


def plain_text(form: Any, field: Field) -> None:
    """Refuse characters that cannot be kept or printed (NUL, controls, halves of characters)."""
    if isinstance(field.data, str) and FORBIDDEN.search(field.data):
        raise ValidationError(_("Contains characters that cannot be kept. Type the text anew."))


def _screen(field: Any) -> None:
    """What no validator asks: a number no column holds, blanks where something is needed."""
    if isinstance(field.data, int) and abs(field.data) >= 2**63:
        field.data = None
        field.process_errors.append(_("The amount is too large."))
    blank = field.raw_data and not str(field.raw_data[0] or "").strip()
    if blank and field.data is None and field.flags.required:
        field.process_errors.append(_("Please fill this in."))


@functools.cache
def _words_of_wtforms(language: str) -> Any:
    return i18n.get_translations([language])


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the desk. ``form_key`` makes a double submit happen once, ``version`` a stale one
    visible."""

    form_key = HiddenField()
    version = HiddenField()
    form_errors: list[Any]
    refused: dict[str, Any]  # what a refusal told besides its words

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = {}
        if not self.form_key.data or request.method == "GET":
            self.form_key.data = secrets.token_urlsafe(18)

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Every field squeezes its text; the words of WTForms are read once for each language."""

        def get_translations(self, form: Any) -> Any:
            return _words_of_wtforms(reader_language())

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if squeeze not in filters and issubclass(unbound_field.field_class, StringField):
                filters.append(squeeze)
            return unbound_field.bind(form=form, filters=filters, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        extra = dict(extra_validators or {})
        for name, field in self._fields.items():
            if isinstance(field, StringField):
                extra.setdefault(name, [])
                extra[name] = [plain_text, *extra[name]]
            _screen(field)
        ok = bool(super().validate(extra_validators=extra))
        if not ok:
            # the same key must not answer a mended form
            self.form_key.data = secrets.token_urlsafe(18)
        return ok

    @property
    def version_number(self) -> int:
        """The version of the record as it was when the form was drawn. Refuses nonsense."""
        try:
            number = int(self.version.data or "0")
        except (TypeError, ValueError):
            number = -1
        if not 0 <= number < 2**31:
            raise Invalid(_("This form is broken. Open it anew."))
        return number

    def refuse_with(self, refusal: Invalid) -> None:
        """Show the refusal's words at the fields they concern."""
        self.refused = dict(refusal.extra)
        for name, messages in refusal.fields.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, *messages]
            else:
                self.form_errors = [*self.form_errors, *messages]
        if not refusal.fields:
            self.form_errors = [*self.form_errors, refusal.message]


class DeedForm(Form):
    """A form of one button: nothing but the keys."""


def line(label: Any, *validators: Any, longest: int = LONGEST_LINE, **kwargs: Any) -> StringField:
    """A line of text of at most ``longest`` characters, optional unless a validator says more."""
    checks = [*(validators or (Optional(),)), Length(max=longest, message=_l("Too long."))]
    return StringField(label, validators=checks, **kwargs)


def as_choices(*parts: Mapping[Any, Any] | Iterable[Any]) -> list[SelectChoice]:
    """What a list offers, part by part in this order: ``as_choices({"": _l("nobody")}, ROLES)``.

    A part maps a code to its words, or names pairs of them, or codes that are words themselves;
    the code of an enum is its value.
    """
    offered = []
    for part in parts:
        for one in part.items() if isinstance(part, Mapping) else part:
            code, words = (one, one) if isinstance(one, str) else one
            offered.append(SelectChoice(getattr(code, "value", code), words))
    return offered


def attempt(form: Form, deed: Callable[[], Any]) -> Any:
    """Carry out ``deed`` for ``form``; an :class:`Invalid` is shown at its fields.

    Return what the deed returned (None counts as done: True), or False when it was refused; what
    it had written before the refusal is rolled back to where it began.
    """
    try:
        with db.session.begin_nested():
            result = deed()
    except Invalid as refusal:
        form.refuse_with(refusal)
        form.form_key.data = secrets.token_urlsafe(18)
        return False
    return True if result is None else result
