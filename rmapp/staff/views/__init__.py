"""The doors of signing in, of one's own account, and of the administrator's pages."""

from __future__ import annotations

from .account import profile, session_list, token_list
from .colleagues import staff
from .entrance import sign_in
from .house import calendar_days, roles

blueprints = [sign_in, profile, session_list, token_list, staff, roles, calendar_days]
