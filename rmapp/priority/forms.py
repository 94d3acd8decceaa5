"""The switch of the learned order."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from ..core.forms import DeedForm, line


class SwitchForm(DeedForm):
    """Why the learned order is switched off."""

    reason = line(_l("Why it is switched off"), DataRequired(_l("Say why it is switched off.")))
