"""Forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, PasswordField, SelectField, SelectMultipleField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp

from ..core import formatting
from ..core.fields import DayField
from ..core.forms import NEEDED, Form, as_choices, line
from ..core.i18n import LANGUAGES
from ..policy.enforce import Actor, can
from ..policy.table import PERMISSIONS, SCOPES
from ..settings import settings
from .licences import LICENCES, SPEAKS

ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Kyiv",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
    "Asia/Almaty",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
)


class ZoneField(SelectField):  # type: ignore[misc]
    """A time zone in words; what stands already is offered although none of the usual."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _l("Time zone"))
        super().__init__(default=lambda: settings().bank_zone, **kwargs)

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        standing = (self.object_data,) if self.object_data else ()
        zones = dict.fromkeys((*ZONES, *standing))
        self.choices = as_choices((name, formatting.zone(name)) for name in zones)


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
    days = SelectField(
        _l("Ends after"),
        choices=as_choices(
            {
                "90": _l("90 days"),
                "30": _l("30 days"),
                "365": _l("a year"),
                "": _l("never"),
            }
        ),
        default="90",
    )
    scopes = SelectMultipleField(_l("Dangerous deeds it may do"), choices=[])

    def offer(self, actor: Actor) -> None:
        """Offer the dangerous permissions that ``actor`` has."""
        self.scopes.choices = as_choices(
            [(one, PERMISSIONS[one].label) for one in SCOPES if can(actor, one)]
        )


LOGIN = Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$", message=_l("Latin letters, digits, . _ -"))


class EmployeeForm(Form):
    """An employee's facts."""

    family_name = line(_l("Family name"), NEEDED, longest=200)
    given_name = line(_l("Given name"), NEEDED, longest=200)
    patronymic = line(_l("Patronymic"), longest=200)
    position = line(_l("Position"), NEEDED, longest=200)
    team = SelectField(_l("Team"), validate_choice=True)
    email = line(_l("E-mail"), Optional(), Email(message=_l("This is no e-mail address.")))
    phone = line(_l("Phone"), longest=64)
    branch = line(_l("Branch"), longest=200)
    specialisation = line(_l("Specialisation"), longest=200)
    languages = SelectMultipleField(_l("Speaks with clients"), choices=as_choices(SPEAKS))
    licences = SelectMultipleField(_l("Licences"), choices=as_choices(LICENCES))
    is_vip_certified = BooleanField(_l("May serve VIP clients"))
    is_exclusive = BooleanField(_l("Serves clients of their own alone"))
    capacity_points = IntegerField(
        _l("Capacity, points"),
        default=100,
        validators=[InputRequired(), NumberRange(min=0, max=10_000)],
    )
    language = SelectField(_l("Language"), choices=as_choices(LANGUAGES))
    zone = ZoneField()


class NewEmployeeForm(EmployeeForm):
    """A new employee: facts, login, role."""

    login = line(_l("Login"), NEEDED, LOGIN, longest=64)
    role = SelectField(_l("Role"))


class RoleChangeForm(Form):
    """Another role for an employee."""

    role = SelectField(_l("Role"))
    reason = line(_l("Reason"), NEEDED)


class CloseAccessForm(Form):
    """Ending somebody's access."""

    reason = line(_l("Reason"), NEEDED)


class TeamForm(Form):
    """A new team."""

    name = line(_l("Name of the team"), NEEDED, longest=200)
    parent = SelectField(_l("Belongs to"))


class GrantsForm(Form):
    """Why a role's permissions change; the reaches themselves stand in the table of the page."""

    reason = line(_l("Reason"), NEEDED)


class CalendarDayForm(Form):
    """A day of the bank's own."""

    day = DayField(_l("Day"), native=True, validators=[NEEDED])
    is_working = SelectField(
        _l("The bank"), choices=as_choices({"no": _l("does not work"), "yes": _l("works")})
    )
    title = line(_l("Occasion"), longest=200)
