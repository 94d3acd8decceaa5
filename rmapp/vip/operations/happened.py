"""What became of a status, a verdict or a version, for whoever decides too late: who and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...core.db import db
from ...core.errors import Conflict, Text
from ...core.formatting import moment
from ...staff.models import Employee
from ..models import PolicyState, StatusState, VerdictState, VipPolicyVersion, VipStatus, VipVerdict

OPENS_STATUS = _l("Open the status")
OPENS_VERDICT = _l("Open the evaluation")
OPENS_VERSION = _l("Open the version")


def status_changed(status: VipStatus, *, wanted: StatusState) -> Conflict:
    """The refusal to decide a status that is not ``wanted`` any more, or was changed."""
    words = _status_words(status, wanted)
    return _refusal(words, OPENS_STATUS, "vip.show", status.public_id)


def verdict_decided(verdict: VipVerdict) -> Conflict:
    """The refusal to decide a verdict twice."""
    said = {
        VerdictState.CONFIRMED: _("%(name)s confirmed this on %(when)s.", **_who(verdict)),
        VerdictState.DECLINED: _("%(name)s let it be as it is on %(when)s.", **_who(verdict)),
    }
    words = said.get(verdict.state) or _("This has been decided already.")
    if verdict.state is VerdictState.DECLINED:
        words = _because(words, verdict.reason)
    return _refusal(words, OPENS_VERDICT, "vip.verdict", verdict.public_id)


def version_decided(version: VipPolicyVersion) -> Conflict:
    """The refusal to approve a version twice."""
    if version.approved_by_id is None:
        words = _("This version is no draft any more.")
    else:
        words = _(
            "%(name)s approved this version on %(when)s.",
            name=_name(version.approved_by_id),
            when=_at(version.approved_at),
        )
    if version.state is PolicyState.REPLACED:
        newer = _("A newer one is in force by now.")
        words = f"{words} {newer}"
    return _refusal(words, OPENS_VERSION, "vip.version", version.public_id)


def _status_words(status: VipStatus, wanted: StatusState) -> Text:
    if status.state is wanted:
        return _("Somebody changed this meanwhile. Open it anew and compare.")
    if status.state is StatusState.ENDED and status.ended_at is not None:
        words = _("This status ended on %(when)s.", when=_at(status.ended_at))
        return _because(words, status.end_reason)
    said = {
        StatusState.PROPOSED: _("This status is proposed, and nobody has confirmed it yet."),
        StatusState.CONFIRMED: _("%(name)s confirmed this on %(when)s.", **_who(status)),
        StatusState.REFUSED: _("%(name)s refused this on %(when)s.", **_who(status)),
    }
    words = said.get(status.state) or _("This has been decided already.")
    return _because(words, status.end_reason if status.state is StatusState.REFUSED else "")


def _because(words: Text, reason: str) -> Text:
    """``words`` with the reason that was given, if one was."""
    label = _("Why")
    return f"{words} {label}: {reason}" if reason else words


def _who(decided: VipStatus | VipVerdict) -> dict[str, Any]:
    return {"name": _name(decided.decided_by_id), "when": _at(decided.decided_at)}


def _name(key: int | None) -> str:
    return db.session.get_one(Employee, key).name if key is not None else "—"


def _at(when: dt.datetime | None) -> str:
    return moment(when, "d MMM yyyy, HH:mm")


def _refusal(words: Text, label: Text, endpoint: str, public_id: str) -> Conflict:
    leads_to = {"label": label, "endpoint": endpoint, "values": {"public_id": public_id}}
    return Conflict(words, leads_to=leads_to)
