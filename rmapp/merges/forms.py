"""The form of a merge: one choice per field that differs, one per list, the manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..core.errors import Invalid
from ..core.forms import Form, line
from .rules import LISTS, Choices, Side


class MergeForm(Form):
    """The keys of the form; the choices are read by :func:`choices_from`."""

    reason = line(_l("Why they are one"))


class ApartForm(Form):
    """They are not one."""

    reason = line(_l("Reason"))


def choices_from(sent: Mapping[str, str], fields: Sequence[str]) -> Choices:
    """The choices of a sent form. Refuses (Invalid) what is no side."""
    return Choices(
        fields={name: _side(sent, f"field.{name}") for name in fields},
        lists={name: _side(sent, f"list.{name}", Side.BOTH) for name in LISTS},
        manager=_side(sent, "manager"),
    )


def versions_from(sent: Mapping[str, str]) -> tuple[int, int]:
    """The versions of the survivor and the loser as they were seen. Refuses (Invalid) nonsense."""
    try:
        found = int(sent.get("survivor_version", "")), int(sent.get("loser_version", ""))
    except ValueError:
        raise Invalid(_("This form is broken. Open it anew.")) from None
    if not all(0 <= one < 2**31 for one in found):
        raise Invalid(_("This form is broken. Open it anew."))
    return found


def _side(sent: Mapping[str, str], name: str, otherwise: Side = Side.SURVIVOR) -> Side:
    value = sent.get(name)
    if value is None:
        return otherwise
    if value not in set(Side):
        raise Invalid(_("This form is broken. Open it anew."))
    return Side(value)
