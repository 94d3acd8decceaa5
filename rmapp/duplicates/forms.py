"""Forms of the queue."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from ..core.forms import Form, line


class ReasonForm(Form):
    """A decision with words that may be left out."""

    reason = line(_l("Reason"))


class AskForm(Form):
    """A request for access."""

    handle = HiddenField()
    reason = line(_l("Why you need this client"))


class AnswerForm(Form):
    """An answer to a request."""

    answer = line(_l("Words for the colleague"))


class RuleForm(Form):
    """One certain case."""

    is_on = BooleanField(_l("counts as certain"))
    merges_alone = BooleanField(_l("the nightly search merges without a person"))
