"""Forms of signing in and of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from ..core.forms import Form, line

NEEDED = InputRequired(message=_l("Please fill this in."))


class SignInForm(Form):
    """Login and password."""

    login = line(_l("Login"), NEEDED, longest=64, render_kw={"autocomplete": "username"})
    password = PasswordField(
        _l("Password"),
        validators=[NEEDED, Length(max=500)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """A code of the authenticator, or a recovery code."""

    code = line(
        _l("Code"),
        NEEDED,
        longest=40,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class StepUpForm(Form):
    """Prove again who you are."""

    password = PasswordField(
        _l("Password"),
        validators=[NEEDED, Length(max=500)],
        render_kw={"autocomplete": "current-password"},
    )
    code = line(_l("Code"), longest=40, render_kw={"autocomplete": "one-time-code"})


class PasswordForm(Form):
    """A new password."""

    old = PasswordField(
        _l("Present password"),
        validators=[NEEDED, Length(max=500)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("New password"),
        validators=[NEEDED, Length(max=500)],
        render_kw={"autocomplete": "new-password"},
    )


class TokenForm(Form):
    """A new token of the API."""

    name = line(_l("What it is for"), NEEDED, longest=100)
