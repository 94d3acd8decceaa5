"""The page on which a reader answers an invitation, without signing in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock
from ...core.errors import NotFound
from ...core.forms import attempt
from ...core.i18n import reader_language
from ...core.phones import on_paper
from ...interactions.models import InteractionState
from ...interactions.words import KIND_NAMES
from ...policy.enforce import public
from ...staff.positions import position_in
from .. import operations, queries, tokens
from ..forms import AnswerForm
from ..mails import when
from ..models import Answer, Invitation
from ..words import ANSWER_NAMES

meeting = Blueprint("meeting", __name__, url_prefix="/meeting")
TOKEN = "<string(maxlength=200):token>"


@meeting.get(f"/{TOKEN}")
@public
def ask(token: str) -> ResponseReturnValue:
    """What the reader was asked to, and the ways to answer. Looking changes nothing."""
    return _meeting(_asked(token), token)


@meeting.post(f"/{TOKEN}")
@public
def answer(token: str) -> ResponseReturnValue:
    """The reader's answer; the link itself is the proof."""
    invitation = _asked(token, lock=True)
    form = AnswerForm(invitation.zone)
    given = form.given
    if given is None or not form.validate_on_submit():
        return _meeting(invitation, token, form=form, status=422)
    is_wish = given in (Answer.OTHER_TIME, Answer.CALL)
    is_late = not operations.is_ahead(invitation)
    if is_late and not (given is Answer.CALL and operations.may_ask_for_call(invitation)):
        return _meeting(invitation, token, status=409)
    seen = form.version.data or str(invitation.sequence)
    operations.tell_at_once(invitation)
    if not is_wish and seen != str(invitation.sequence):
        words = _(
            "The meeting has changed since you opened this page. Please answer what holds now."
        )
        return _meeting(invitation, token, changed=words, status=409)
    done = attempt(
        form,
        lambda: operations.answer(
            invitation,
            given,
            wish=(form.wish.data or "") if is_wish else "",
            wished_at=form.at.data if given is Answer.OTHER_TIME else None,
        ),
    )
    if not done:
        return _meeting(invitation, token, form=form, status=422)
    return redirect(url_for("meeting.ask", token=token))


def _asked(token: str, *, lock: bool = False) -> Invitation:
    invitation = queries.whole(tokens.read(token), lock=lock)
    if invitation is None:
        raise NotFound(_("This link is not valid."))
    return invitation


def _meeting(
    invitation: Invitation,
    token: str,
    *,
    form: AnswerForm | None = None,
    changed: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    interaction = invitation.interaction
    starts = invitation.told_starts or interaction.planned_at
    ends = invitation.told_ends or interaction.ends_at
    speech = reader_language()
    is_over = not operations.is_ahead(invitation)
    manager = operations.host_of(invitation)
    wished = invitation.wished_at
    hours = operations.hours_there(interaction.manager, starts, invitation.zone)
    page = render_template(
        "calendars/meeting.html",
        invitation=invitation,
        manager=manager,
        phone=on_paper(manager.phone, speech),
        position=position_in(reader_language(), manager.position),
        kind=KIND_NAMES[interaction.kind],
        token=token,
        form=form or AnswerForm(invitation.zone, formdata=None, version=invitation.sequence),
        changed=changed,
        is_over=is_over,
        over=_over(invitation) if is_over else "",
        may_ask=is_over and operations.may_ask_for_call(invitation),
        when=when(starts, ends, invitation.zone, speech),
        wished=when(wished, wished, invitation.zone, speech) if wished else "",
        answer_names=ANSWER_NAMES,
        hours=hours,
    )
    return page, status


def _over(invitation: Invitation) -> str:
    """Why there is nothing to answer any more, in gentle words."""
    interaction = invitation.interaction
    if interaction.state is InteractionState.DONE:
        return str(_("This meeting has taken place. Thank you for your time."))
    if interaction.state is InteractionState.CANCELLED or interaction.ends_at > clock.now():
        return str(_("This meeting was called off. We are sorry for the trouble."))
    return str(_("The time of this meeting has passed."))
